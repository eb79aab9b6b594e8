#include "core/diagnose/server_chain.h"

#include "core/base/text.h"
#include "core/diagnose/document.h"

#include <algorithm>

namespace knockback {

namespace {

constexpr qsizetype kMostUpstreams = 16;

QString stateOf(const QString& tried)
{
    if (tried == QLatin1String("connected"))
        return QStringLiteral("answers");
    if (tried == QLatin1String("timed-out"))
        return QStringLiteral("silent");
    if (tried == QLatin1String("no-file"))
        return QStringLiteral("missing");
    if (tried == QLatin1String("refused") || tried == QLatin1String("unreachable") || tried == QLatin1String("failed"))
        return tried;
    return QStringLiteral("not-tried");
}

// What a line of the log says, by its errno (those of Linux; any other is a failure all the same).
QString stateOf(int error)
{
    switch (error) {
    case 2:
        return QStringLiteral("missing");
    case 13:
        return QStringLiteral("denied");
    case 110:
        return QStringLiteral("silent");
    case 111:
        return QStringLiteral("refused");
    case 101:
    case 113:
        return QStringLiteral("unreachable");
    default:
        return QStringLiteral("failed");
    }
}

LegState toProxy(const AddressView& v, const Diagnosis& d)
{
    if (d.verdict.cause == QLatin1String("reachable") || v.shape == Shape::works || v.shape == Shape::late ||
        v.shape == Shape::upstream || d.verdict.cause == QLatin1String("upstream-refused"))
        return LegState::works;
    if (d.verdict.cause == QLatin1String("inconclusive") || v.shape == Shape::untried)
        return LegState::unknown;
    return LegState::fails;
}

void takeLog(const TiedLog& log, ProxyChain& chain, const ServerNginx& nginx)
{
    for (const ServerLogLine* line : log.lines) {
        if (!line->upstream.contains(QLatin1Char(':'))) // the name of a block: no live upstreams
            continue;
        ProxyChain::Upstream* found = nullptr;
        for (qsizetype i = 0; i < chain.upstreams.size() && !found; ++i)
            if (i < nginx.upstreams.size() ? isSameUpstream(nginx.upstreams[i], line->upstream)
                                           : chain.upstreams[i].address == printable(line->upstream, 80))
                found = &chain.upstreams[i];
        if (!found) {
            if (chain.upstreams.size() >= kMostUpstreams)
                continue;
            chain.upstreams.append({printable(line->upstream, 80), QStringLiteral("not-tried")});
            found = &chain.upstreams.last();
        }
        ++found->lines;
        if (!line->connecting)
            continue;
        found->leg = LegState::fails; // when attempts came; what was tried since stands beside it
        if (found->state == QLatin1String("not-tried"))
            found->state = stateOf(line->error);
    }
}

} // namespace

bool isTried(const ServerUpstream& u)
{
    return !u.tried.isEmpty() && u.tried != QLatin1String("not-tried") && u.tried != QLatin1String("no-permission") &&
           !u.down;
}

bool answers(const ServerUpstream& u)
{
    return u.tried == QLatin1String("connected");
}

bool isSameUpstream(const ServerUpstream& u, const QString& logged)
{
    if (u.address == logged)
        return true;
    const QString port = u.address.section(QLatin1Char(':'), -1);
    const QString host = u.address.left(u.address.size() - port.size() - 1);
    return !host.isEmpty() && !host.startsWith(QLatin1Char('[')) && !host.startsWith(QLatin1String("unix")) &&
           !IpAddress::parse(host) && logged.endsWith(QLatin1Char(':') + port);
}

void fillChain(const Reading& r, Diagnosis& d)
{
    const AddressView* v = nullptr;
    for (const AddressView& one : r.addresses)
        if (one.server.is() && (!v || (one.fails() && !v->fails())))
            v = &one;
    if (!v || v->server.handedOn)
        return;
    const ServerNginx& n = r.server.facts->nginx;
    // Another program has the port: what nginx would do with the request does not matter.
    const auto isAnothers = [](const ServerListener* l) {
        return !l->process.isEmpty() && !l->process.startsWith(QLatin1String("nginx"));
    };
    const auto& takes = v->server.takes;
    const auto& perhaps = v->server.perhaps;
    const bool another =
        std::any_of(takes.begin(), takes.end(), isAnothers) || std::any_of(perhaps.begin(), perhaps.end(), isAnothers);
    if (!n.there || another || (n.upstreams.isEmpty() && r.server.log.lines.empty()))
        return;
    ProxyChain chain;
    chain.program = QStringLiteral("nginx");
    if (v->sample && !v->sample->local.address.isNone())
        chain.client = v->sample->local.address.toString();
    chain.at = Endpoint{v->address, r.port}.toString();
    chain.toProxy = toProxy(*v, d);
    for (const ServerUpstream& u : n.upstreams.mid(0, kMostUpstreams)) {
        const LegState leg = !isTried(u) ? LegState::unknown : answers(u) ? LegState::works : LegState::fails;
        chain.upstreams.append(
            {printable(u.address, 80), u.down ? QStringLiteral("not-tried") : stateOf(u.tried), leg, u.down, u.backup});
    }
    takeLog(r.server.log, chain, n);
    d.chain = chain;
}

} // namespace knockback

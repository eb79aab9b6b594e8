#include "core/base/text.h"
#include "core/diagnose/document.h"

#include <algorithm>

namespace knockback {

namespace {

// no_proxy: names and their ends, addresses; "*" = nothing goes through a proxy.
bool goesPast(const QString& noProxy, const Reading& r)
{
    for (QString entry : noProxy.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        entry = entry.trimmed();
        if (entry.startsWith(QLatin1Char('.')))
            entry.remove(0, 1);
        const QString host = r.seen.target.host;
        if (entry == QLatin1String("*") || host.compare(entry, Qt::CaseInsensitive) == 0 ||
            (!entry.isEmpty() && host.endsWith(QLatin1Char('.') + entry, Qt::CaseInsensitive)))
            return true;
    }
    return false;
}

// What programs on this machine may do otherwise than our attempts did.
void limitsOfSurroundings(const Reading& r, bool healthy, Diagnosis& d)
{
    const Surroundings& around = r.seen.vantage.around;
    constexpr int kShown = 4;
    constexpr int kWidth = 200;
    const bool own = !r.addresses.empty() && r.addresses.front().own;
    if (!around.proxies.isEmpty() && !own && !goesPast(around.noProxy, r))
        d.limits << say("diagnose.limits.proxy",
                        {printable(around.proxies.mid(0, kShown).join(QStringLiteral(", ")), kWidth)});
    if (healthy)
        return;
    if (!around.container.isEmpty())
        d.limits << say("diagnose.limits.container", {printable(around.container, kWidth)});
    if (!around.namespaces.isEmpty() && own)
        d.limits << say("diagnose.limits.namespaces",
                        {printable(around.namespaces.mid(0, kShown).join(QStringLiteral(", ")), kWidth)});
}

QString reasonOf(const ServerTrouble& trouble)
{
    // It may come from a file.
    const bool known = std::any_of(kServerTroubles.begin(), kServerTroubles.end(),
                                   [&](const char* id) { return trouble.reason == QLatin1String(id); });
    return known ? trouble.reason : QStringLiteral("failed");
}

} // namespace

void fillLimits(const Reading& r, Diagnosis& d)
{
    const bool healthy = d.verdict.cause == QLatin1String("reachable");
    if (r.seen.serverTrouble)
        d.limits << Phrase{QStringLiteral("inspect.trouble.") + reasonOf(*r.seen.serverTrouble),
                           {printable(r.seen.serverTrouble->where, 120), printable(r.seen.serverTrouble->detail)},
                           -1};
    if (r.server.facts)
        fillServerLimits(r, d);
    else if (!r.seen.serverTrouble)
        d.limits << say("diagnose.limits.server");
    const bool noEcho = std::any_of(r.seen.echoes.begin(), r.seen.echoes.end(),
                                    [](const EchoFact& e) { return e.state == EchoFact::State::notPermitted; });
    if (noEcho)
        d.limits << say("diagnose.limits.echo");
    if (std::any_of(r.seen.tls.begin(), r.seen.tls.end(), [](const TlsFact& f) { return !f.trustStore; }))
        d.limits << say("diagnose.limits.trust-store");
    if (!r.errorQueueWorks)
        d.limits << say("diagnose.limits.error-queue");
    const auto any = [&](Shape shape) {
        return std::any_of(r.addresses.begin(), r.addresses.end(),
                           [shape](const AddressView& v) { return v.shape == shape; });
    };
    const auto silentUnread = [](const AddressView& v) { return v.shape == Shape::silent && !v.ownFilter; };
    if (!healthy && std::any_of(r.addresses.begin(), r.addresses.end(), silentUnread))
        d.limits << say("diagnose.limits.own-firewall");
    for (const AddressView& v : r.addresses)
        if (!healthy && v.ownFilter && v.ownFilter->rules.decision == ServerFirewall::Decision::unknown) {
            d.limits << say("diagnose.limits.own-rules",
                            {printable(v.ownFilter->rules.uncertain.value(0, QStringLiteral("…")), 120)});
            break;
        }
    if (any(Shape::reset))
        d.limits << say("diagnose.limits.reset-ttl");
    QVector<IpAddress> excused;
    for (const AddressView& v : r.addresses)
        if (v.excused && !v.beside)
            excused.append(v.address);
    if (!excused.isEmpty())
        d.limits << say("diagnose.limits.family",
                        {excused.front().family == Family::ipv6 ? QStringLiteral("IPv6") : QStringLiteral("IPv4"),
                         joined(excused)});
    if (!r.names.configEvidence.isEmpty())
        d.limits << say("diagnose.limits.resolver-config", {printable(r.seen.names.config.problem)});
    if (healthy && any(Shape::works))
        d.limits << say("diagnose.limits.now");
    limitsOfSurroundings(r, healthy, d);
    for (const QString& limit : r.seen.vantage.limits.mid(0, 8))
        d.limits << say("diagnose.limits.vantage", {printable(limit)});
}

} // namespace knockback

#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"

#include <algorithm>

namespace knockback {

namespace {

// Do two servers say different things? The same set in another order is round robin, and one server that gives part of
// another's set picks from the same pool.
bool differ(const NamesView& n)
{
    const ServerView* first = nullptr;
    bool denied = false;
    for (const ServerView& v : n.servers) {
        if (v.says == ServerSays::notFound || v.says == ServerSays::noAddress)
            denied = true;
        if (v.says != ServerSays::addresses)
            continue;
        if (first && !sameSet(first->addresses, v.addresses))
            return true;
        if (!first)
            first = &v;
    }
    return denied && first;
}

struct Outcomes
{
    QVector<IpAddress> systemFails, othersWork;
    bool systemWorks = false;
    QStringList evidence;
};

Outcomes compare(const Reading& r)
{
    Outcomes out;
    const NamesView& n = r.names;
    for (const AddressView& v : r.addresses) {
        if (v.shape == Shape::untried || v.excused || holds(n.hostsAddresses, v.address))
            continue;
        const bool systems = holds(n.systemAddresses, v.address);
        if (!systems && !holds(n.dnsAddresses, v.address))
            continue;
        if (systems && !v.fails())
            out.systemWorks = true;
        else if (systems)
            out.systemFails.append(v.address);
        else if (v.shape == Shape::works || v.shape == Shape::late)
            out.othersWork.append(v.address);
        out.evidence << v.attemptEvidence;
    }
    return out;
}

std::optional<Claim> judge(const Reading& r)
{
    const NamesView& n = r.names;
    if (n.literal || !r.seen.names.system.asked || !n.hostsAddresses.isEmpty() || !differ(n))
        return std::nullopt;
    const Outcomes o = compare(r);
    // The system got no address at all while a server gives one: programs fail, though the name works elsewhere.
    const bool systemBlind = n.systemAddresses.isEmpty() && r.seen.names.system.eai != 0;
    if (o.systemWorks || (o.systemFails.isEmpty() && !systemBlind))
        return std::nullopt;
    Claim c;
    c.confidence = o.othersWork.isEmpty() ? (systemBlind ? 0.72 : 0.3) : (systemBlind ? 0.93 : 0.92);
    c.side = Side::dns;
    QStringList says;
    for (const ServerView& v : n.servers) {
        says << QStringLiteral("%1: %2").arg(v.name(), v.says == ServerSays::addresses   ? joined(v.addresses)
                                                       : v.says == ServerSays::notFound  ? QStringLiteral("NXDOMAIN")
                                                       : v.says == ServerSays::noAddress ? QStringLiteral("NODATA")
                                                                                         : QStringLiteral("–"));
        if (c.locatedAt.isEmpty() && (v.says == ServerSays::notFound || v.says == ServerSays::noAddress ||
                                      std::any_of(v.addresses.begin(), v.addresses.end(),
                                                  [&](const IpAddress& a) { return holds(o.systemFails, a); })))
            c.locatedAt = v.name();
    }
    c.summary = systemBlind
                    ? say("diagnose.dns-answers-disagree.summary.blind", {n.host, n.namesOf(ServerSays::addresses)})
                    : say("diagnose.dns-answers-disagree.summary",
                          {n.host, joined(o.systemFails),
                           o.othersWork.isEmpty() ? joined(n.dnsAddresses) : joined(o.othersWork)});
    c.because << say("diagnose.dns-answers-disagree.because.answers", {says.join(QStringLiteral("; "))});
    if (systemBlind)
        c.because << say("diagnose.dns-answers-disagree.because.blind");
    else
        c.because << say("diagnose.dns-answers-disagree.because.fails", {joined(o.systemFails)});
    if (!o.othersWork.isEmpty())
        c.because << say("diagnose.dns-answers-disagree.because.works", {joined(o.othersWork)});
    c.evidence = o.evidence;
    for (const ServerView& v : n.servers)
        c.evidence << v.evidence;
    c.evidence << n.systemEvidence;
    c.evidence.removeAll(QString());
    const QString host = shellWord(r.seen.target.asciiHost.isEmpty() ? r.seen.target.host : r.seen.target.asciiHost);
    QStringList digs;
    for (const ServerView& v : n.servers)
        digs << QStringLiteral("dig @%1 -p %2 %3")
                    .arg(v.server.endpoint.address.toString())
                    .arg(v.server.endpoint.port.value)
                    .arg(host);
    c.fixes << fix("dns", say("diagnose.dns-answers-disagree.fix.zone", {n.host}), digs.mid(0, 6),
                   say("diagnose.verify.resolves", {n.host}))
            << fix("client", say("diagnose.dns-answers-disagree.fix.client"),
                   {QStringLiteral("cat /etc/resolv.conf"), QStringLiteral("resolvectl flush-caches")},
                   verifyConnects(r));
    c.whyNot = say("diagnose.dns-answers-disagree.why-not");
    c.toTellApart = say("diagnose.dns-answers-disagree.tell", {n.host});
    return c;
}

} // namespace

extern const Rule rule_dns_answers_disagree;
const Rule rule_dns_answers_disagree{true, judge, nullptr};

} // namespace knockback

#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"

namespace knockback {

namespace {

std::optional<Claim> judge(const Reading& r)
{
    const NamesView& n = r.names;
    const int failed = n.count(ServerSays::failed);
    if (failed == 0 || n.literal || (n.found && !n.hostsAddresses.isEmpty()))
        return std::nullopt;
    const int others = n.count(ServerSays::addresses);
    Claim c;
    // Where the name was found all the same, the failing server is a fault beside, not the cause.
    c.beside = n.found;
    if (n.found)
        c.confidence = others > 0 ? 0.75 : 0.55;
    else if (n.count(ServerSays::notFound) > 0)
        c.confidence = 0.25;
    else if (n.count(ServerSays::noAddress) > 0)
        c.confidence = 0.38;
    else
        c.confidence = n.count(ServerSays::nothing) > 0 ? 0.84 : 0.93;
    QStringList codes;
    for (const ServerView& v : n.servers)
        if (v.says == ServerSays::failed && v.telling) {
            const QString code = v.telling->status == DnsStatus::servFail  ? QStringLiteral("SERVFAIL")
                                 : v.telling->status == DnsStatus::refused ? QStringLiteral("REFUSED")
                                 : v.telling->status == DnsStatus::malformed
                                     ? QStringLiteral("FORMERR?")
                                     : QStringLiteral("rcode %1").arg(v.telling->rcode);
            if (!codes.contains(code))
                codes << code;
        }
    c.side = Side::dns;
    c.locatedAt = n.namesOf(ServerSays::failed);
    c.summary = say(n.found ? "diagnose.dns-server-failure.summary.beside" : "diagnose.dns-server-failure.summary",
                    {c.locatedAt, n.host, codes.join(QStringLiteral(", "))}, failed);
    c.because << say("diagnose.dns-server-failure.because.code", {c.locatedAt, codes.join(QStringLiteral(", "))},
                     failed);
    if (others > 0)
        c.because << say("diagnose.dns-server-failure.because.others", {n.namesOf(ServerSays::addresses)});
    else
        c.because << say("diagnose.dns-server-failure.because.nobody");
    c.evidence = n.evidenceOf(ServerSays::failed) + n.evidenceOf(ServerSays::addresses);
    const QString host = shellWord(r.seen.target.asciiHost.isEmpty() ? r.seen.target.host : r.seen.target.asciiHost);
    c.fixes
        << fix("dns", say("diagnose.dns-server-failure.fix.zone", {n.host}),
               {QStringLiteral("dig +trace %1").arg(host),
                QStringLiteral("dig +cd %1  # answers with +cd but not without: DNSSEC validation fails").arg(host)},
               say("diagnose.verify.resolves", {n.host}))
        << fix("client", say("diagnose.dns-server-failure.fix.resolver"),
               {QStringLiteral("resolvectl status"), QStringLiteral("cat /etc/resolv.conf")},
               say("diagnose.verify.resolves", {n.host}));
    c.whyNot = say("diagnose.dns-server-failure.why-not");
    c.toTellApart = say("diagnose.dns-server-failure.tell", {n.host});
    return c;
}

} // namespace

extern const Rule rule_dns_server_failure;
const Rule rule_dns_server_failure{true, judge, nullptr};

} // namespace knockback

#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"

#include <netdb.h>

namespace knockback {

namespace {

std::optional<Claim> judge(const Reading& r)
{
    const NamesView& n = r.names;
    const SystemAnswer& system = r.seen.names.system;
    const int denied = n.count(ServerSays::notFound);
    const bool onlySystem = n.servers.empty() && system.asked && system.eai == EAI_NONAME;
    if (n.found || !n.asked || (denied == 0 && !onlySystem) || n.count(ServerSays::addresses) > 0)
        return std::nullopt;
    Claim c;
    if (onlySystem)
        c.confidence = 0.7; // no server's own answer was seen: "no such name" and "no such record" are one word there
    else if (n.count(ServerSays::noAddress) > 0)
        c.confidence = denied > n.count(ServerSays::noAddress) ? 0.55 : 0.4; // one says that it exists
    else if (n.count(ServerSays::failed) > 0)
        c.confidence = 0.72;
    else if (n.count(ServerSays::nothing) > 0)
        c.confidence = 0.87;
    else
        c.confidence = denied > 1 ? 0.98 : 0.95;
    c.side = Side::dns;
    c.locatedAt = n.host;
    c.summary = say(n.suggestion.isEmpty() ? "diagnose.dns-name-not-found.summary"
                                           : "diagnose.dns-name-not-found.summary.suggestion",
                    {n.host, n.suggestion});
    if (denied > 0)
        c.because << say("diagnose.dns-name-not-found.because.denied", {n.namesOf(ServerSays::notFound)}, denied);
    else
        c.because << say("diagnose.dns-name-not-found.because.system");
    if (r.seen.names.triedNames.size() > 1)
        c.because << say("diagnose.dns-name-not-found.because.search",
                         {QString::number(r.seen.names.triedNames.size())});
    if (r.seen.names.hosts.isEmpty())
        c.because << say("diagnose.dns-name-not-found.because.no-hosts");
    if (n.count(ServerSays::nothing) > 0)
        c.because << say("diagnose.dns.because.some-silent", {n.namesOf(ServerSays::nothing)});
    c.evidence = n.evidenceOf(ServerSays::notFound) << n.systemEvidence;
    c.evidence.removeAll(QString());
    const QString host = shellWord(r.seen.target.asciiHost.isEmpty() ? r.seen.target.host : r.seen.target.asciiHost);
    if (!n.suggestion.isEmpty())
        c.fixes << fix("client", say("diagnose.dns-name-not-found.fix.suggestion", {n.suggestion}),
                       {QStringLiteral("knockback-cli diagnose %1 %2").arg(shellWord(n.suggestion)).arg(r.port.value)},
                       say("diagnose.verify.connects-as", {n.suggestion}));
    c.fixes << fix("client", say("diagnose.dns-name-not-found.fix.spelling", {n.host}),
                   {QStringLiteral("getent ahosts %1").arg(host), QStringLiteral("cat /etc/resolv.conf")},
                   say("diagnose.verify.resolves", {n.host}))
            << fix("dns", say("diagnose.dns-name-not-found.fix.record", {n.host}),
                   {QStringLiteral("dig +trace %1").arg(host)}, say("diagnose.verify.resolves", {n.host}));
    c.whyNot = say("diagnose.dns-name-not-found.why-not");
    c.toTellApart = say("diagnose.dns-name-not-found.tell", {n.host});
    return c;
}

} // namespace

extern const Rule rule_dns_name_not_found;
const Rule rule_dns_name_not_found{true, judge, nullptr};

} // namespace knockback

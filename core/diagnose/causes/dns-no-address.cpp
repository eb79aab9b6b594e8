#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"

#include <algorithm>

namespace knockback {

namespace {

QString familyName(Family f)
{
    return f == Family::ipv6 ? QStringLiteral("IPv6") : QStringLiteral("IPv4");
}

// Addresses of the family that was not asked for: in DNS or in the hosts file.
QVector<IpAddress> otherFamily(const Reading& r)
{
    QVector<IpAddress> out;
    for (const ServerView& v : r.names.servers)
        out += v.otherFamily;
    for (const HostsEntry& e : r.seen.names.hosts)
        if (!r.names.wanted(e.address.family) && !holds(out, e.address))
            out.append(e.address);
    for (const IpAddress& a : r.seen.names.system.addresses)
        if (!r.names.wanted(a.family) && !holds(out, a))
            out.append(a);
    return out;
}

std::optional<Claim> judge(const Reading& r)
{
    const NamesView& n = r.names;
    const int without = n.count(ServerSays::noAddress);
    const QVector<IpAddress> other = otherFamily(r);
    if (n.found || (without == 0 && other.isEmpty()) || n.count(ServerSays::addresses) > 0)
        return std::nullopt;
    const bool wrongFamily = !other.isEmpty() && n.onlyFamily() != Family::none;
    Claim c;
    c.confidence = without > 1 ? 0.97 : 0.94;
    if (n.count(ServerSays::notFound) > 0)
        c.confidence = n.count(ServerSays::notFound) > without ? 0.4 : 0.55;
    else if (n.count(ServerSays::failed) > 0)
        c.confidence = 0.6;
    else if (n.count(ServerSays::nothing) > 0)
        c.confidence = 0.85;
    if (wrongFamily)
        c.confidence = std::max(c.confidence, 0.9);
    c.side = wrongFamily ? Side::client : Side::dns;
    c.locatedAt = n.host;
    const Family asked = n.onlyFamily();
    const Family has = asked == Family::ipv6 ? Family::ipv4 : Family::ipv6;
    c.summary = wrongFamily
                    ? say("diagnose.dns-no-address.summary.family", {n.host, familyName(asked), familyName(has)})
                    : say("diagnose.dns-no-address.summary", {n.host});
    if (without > 0)
        c.because << say("diagnose.dns-no-address.because.nodata", {n.namesOf(ServerSays::noAddress)}, without);
    if (wrongFamily)
        c.because << say("diagnose.dns-no-address.because.family", {joined(other), familyName(asked)});
    const bool alias = std::any_of(r.seen.names.answers.begin(), r.seen.names.answers.end(), [](const DnsAnswer& a) {
        return a.addresses.isEmpty() && std::any_of(a.records.begin(), a.records.end(), [](const DnsRecord& rec) {
                   return rec.type == QLatin1String("CNAME");
               });
    });
    if (alias && !wrongFamily)
        c.because << say("diagnose.dns-no-address.because.alias");
    c.evidence = n.evidenceOf(ServerSays::noAddress) << n.hostsEvidence << n.systemEvidence;
    c.evidence.removeAll(QString());
    const QString host = shellWord(r.seen.target.asciiHost.isEmpty() ? r.seen.target.host : r.seen.target.asciiHost);
    if (wrongFamily)
        c.fixes << fix(
            "client", say("diagnose.dns-no-address.fix.family", {familyName(has)}),
            {QStringLiteral("%1 %2").arg(again(r), has == Family::ipv4 ? QStringLiteral("-4") : QStringLiteral("-6"))},
            verifyConnects(r));
    c.fixes << fix("dns", say("diagnose.dns-no-address.fix.record", {n.host}),
                   {QStringLiteral("dig %1 A; dig %1 AAAA; dig %1 CNAME").arg(host)},
                   say("diagnose.verify.resolves", {n.host}))
            << fix("client", say("diagnose.dns-no-address.fix.name", {n.host}),
                   {QStringLiteral("dig %1 ANY; dig %1 SRV; dig %1 MX").arg(host)},
                   say("diagnose.verify.resolves", {n.host}));
    c.whyNot = say("diagnose.dns-no-address.why-not");
    c.toTellApart = say("diagnose.dns-no-address.tell", {n.host});
    return c;
}

} // namespace

extern const Rule rule_dns_no_address;
const Rule rule_dns_no_address{true, judge, nullptr};

} // namespace knockback

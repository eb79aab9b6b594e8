#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"

#include <algorithm>

namespace knockback {

namespace {

// A machine without any IPv6 address answers EADDRNOTAVAIL for an IPv6 target (containers often have IPv6 switched
// off): there is no source to send from. That is no shortage of ports.
bool withoutFamily(const Reading& r, const Group& g)
{
    const Family family = g.first().address.family;
    const auto& own = r.seen.vantage.ownAddresses;
    return g.shape() == Shape::noPort && r.seen.target.options.source.isNone() && !own.isEmpty() &&
           std::none_of(own.begin(), own.end(), [family](const IpAddress& a) { return a.family == family; });
}

std::optional<Claim> judge(const Reading& r, const Group& g)
{
    if (g.shape() == Shape::icmpNetwork) {
        Claim c;
        c.confidence = 0.01;
        c.side = Side::client;
        c.whyNot = say("diagnose.no-route.why-not");
        c.toTellApart = say("diagnose.no-route.tell", {g.first().address.toString()});
        return c;
    }
    const bool familyMissing = withoutFamily(r, g);
    if (g.shape() != Shape::noRoute && !familyMissing)
        return std::nullopt;
    const AddressView& v = g.first();
    Claim c;
    const auto kind = v.route ? v.route->kind : RouteFact::Kind::unknown;
    const bool confirmed = kind == RouteFact::Kind::none || kind == RouteFact::Kind::thrown;
    const bool contradicted = kind == RouteFact::Kind::unicast || kind == RouteFact::Kind::local;
    c.confidence = confirmed ? 0.97 : contradicted ? 0.6 : 0.9;
    if (familyMissing)
        c.confidence = confirmed ? 0.95 : 0.8;
    else if (!r.errorQueueWorks)
        c.confidence *= 0.75;
    c.side = Side::client;
    c.locatedAt = r.seen.vantage.machine;
    c.summary =
        say(familyMissing ? "diagnose.no-route.summary.family" : "diagnose.no-route.summary",
            {g.addresses(), v.address.family == Family::ipv6 ? QStringLiteral("IPv6") : QStringLiteral("IPv4")});
    c.because << say(familyMissing ? "diagnose.no-route.because.family" : "diagnose.no-route.because.at-once",
                     {v.address.family == Family::ipv6 ? QStringLiteral("IPv6") : QStringLiteral("IPv4")},
                     g.attempts());
    if (confirmed)
        c.because << say("diagnose.no-route.because.route", {v.address.toString()});
    c.evidence = g.evidence() << v.routeEvidence;
    c.evidence.removeAll(QString());
    const QString six = v.address.family == Family::ipv6 ? QStringLiteral("-6 ") : QString();
    c.fixes << fix("client", say("diagnose.no-route.fix.look"),
                   {QStringLiteral("ip route get %1").arg(v.address.toString()),
                    QStringLiteral("ip %1route show").arg(six), QStringLiteral("ip -br address")},
                   say("diagnose.no-route.verify.look"))
            << fix("client", say("diagnose.no-route.fix.add"),
                   {QStringLiteral("# with your gateway's address: sudo ip %1route add default via GATEWAY").arg(six),
                    QStringLiteral("# or bring the interface up: sudo ip link set dev INTERFACE up")},
                   verifyConnects(r));
    return c;
}

} // namespace

extern const Rule rule_no_route;
const Rule rule_no_route{true, nullptr, judge};

} // namespace knockback

#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"

namespace knockback {

namespace {

std::optional<Claim> judge(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    const auto [router, times] = v.repeatedRouter();
    // A loop whose routers do not say when the time to live runs out shows as silence; three times the same router in
    // the path is no accident (two may be: a router that answers for its neighbour).
    const bool silentLoop = g.shape() == Shape::silent && times >= 3;
    if (g.shape() == Shape::silent && !silentLoop && !v.hops.empty()) {
        Claim c;
        c.confidence = 0.01;
        c.whyNot = say("diagnose.routing-loop.why-not");
        c.toTellApart = say("diagnose.routing-loop.tell", {v.address.toString()});
        return c;
    }
    if (g.shape() != Shape::icmpTime && !silentLoop)
        return std::nullopt;
    Claim c;
    c.confidence = silentLoop ? 0.85 : times >= 2 ? 0.97 : grown(g.of(Happening::icmpTime), 0.86, 0.93);
    const IpAddress at = silentLoop ? router : v.offender;
    const QString who = r.whoIs(at);
    c.side = Side::network;
    c.locatedAt = at.isNone() ? QString() : at.toString();
    c.summary = say("diagnose.routing-loop.summary", {g.addresses(), who});
    if (g.of(Happening::icmpTime) > 0)
        c.because << say("diagnose.routing-loop.because.time", {who}, g.of(Happening::icmpTime));
    if (times >= 2)
        c.because << say("diagnose.routing-loop.because.repeat", {r.whoIs(router)}, times);
    if (g.of(Happening::silent) > 0 && !silentLoop)
        c.because << say("diagnose.because.icmp-limited", {}, g.of(Happening::silent));
    c.evidence = g.evidence() + v.pathEvidence;
    c.fixes << fix("network", say("diagnose.routing-loop.fix", {who, v.address.toString()}),
                   {QStringLiteral("# on %1 and its neighbour: ip route get %2").arg(who, v.address.toString()),
                    QStringLiteral("tracepath -n %1").arg(v.address.toString())},
                   verifyConnects(r));
    return c;
}

} // namespace

extern const Rule rule_routing_loop;
const Rule rule_routing_loop{true, nullptr, judge};

} // namespace knockback

#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"

namespace knockback {

namespace {

bool speaksElsewhere(const AddressView& v)
{
    return v.controlsAnswered() > 0 || (v.echo && v.echo->state == EchoFact::State::answered);
}

double weigh(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    if (g.shape() == Shape::silent) {
        // Linux gives up on a neighbour after three requests a second apart, at about 3.07 s: an attempt of 3 s ends
        // before that, and the neighbour table already tells.
        if (!v.neighbourIsGone() || v.alive || v.own)
            return 0;
        return v.neighbour->state == QLatin1String("FAILED") ? 0.93 : 0.88;
    }
    if (g.shape() != Shape::icmpHost)
        return 0;
    if (speaksElsewhere(v))
        return 0.1; // a host that answers on another port is there
    const double sure = grown(g.of(Happening::icmpHost), 0.88, 0.96);
    if (r.isOwn(v.offender)) {
        const bool there = v.neighbour && (v.neighbour->state == QLatin1String("REACHABLE") ||
                                           v.neighbour->state == QLatin1String("PERMANENT"));
        const bool atOnce = v.icmpSample && v.icmpSample->connectNs >= 0 && v.icmpSample->connectNs < 50'000'000;
        return there && atOnce ? 0.25 : sure;
    }
    if (sameAddress(v.offender, v.address))
        return 0.35; // it speaks of itself, or forwards the port to a machine that is gone
    return v.offender.isNone() ? 0.7 : sure;
}

Phrase summaryOf(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    const bool byUs = g.shape() == Shape::silent || r.isOwn(v.offender);
    if (byUs && v.route && !v.route->gateway.isNone())
        return say("diagnose.host-unreachable.summary.gateway", {v.route->gateway.toString(), g.addresses()});
    if (byUs && (!v.route || v.route->interface.isEmpty()))
        return say("diagnose.host-unreachable.summary.on-link.plain", {g.addresses()});
    if (byUs)
        return say("diagnose.host-unreachable.summary.on-link",
                   {g.addresses(), v.route ? v.route->interface : QString()});
    if (v.offender.isNone())
        return say("diagnose.host-unreachable.summary.unnamed", {g.addresses()});
    return say("diagnose.host-unreachable.summary.router", {g.addresses(), r.whoIs(v.offender)});
}

std::optional<Claim> judge(const Reading& r, const Group& g)
{
    Claim c;
    c.confidence = weigh(r, g);
    if (c.confidence <= 0)
        return std::nullopt;
    const AddressView& v = g.first();
    const bool byUs = g.shape() == Shape::silent || r.isOwn(v.offender);
    const bool gateway = byUs && v.route && !v.route->gateway.isNone();
    const QString hop = gateway ? v.route->gateway.toString() : v.address.toString();
    c.side = Side::network;
    c.locatedAt = hop;
    c.summary = summaryOf(r, g);
    if (v.icmpSample)
        c.because << say(byUs ? "diagnose.host-unreachable.because.own" : "diagnose.host-unreachable.because.router",
                         {icmpName(v.icmpSample->icmp), r.whoIs(v.offender)}, g.of(Happening::icmpHost));
    if (v.neighbourIsGone())
        c.because << say("diagnose.host-unreachable.because.neighbour",
                         {v.neighbour->address.toString(), v.neighbour->state});
    if (g.of(Happening::silent) > 0 && g.shape() == Shape::icmpHost)
        c.because << say("diagnose.because.too-short", {}, g.of(Happening::silent));
    c.evidence = g.evidence();
    if (v.neighbourIsGone() || byUs)
        c.evidence << v.neighbourEvidence;
    c.evidence << v.lookEvidence;
    c.evidence.removeAll(QString());
    const QString dev =
        v.route && !v.route->interface.isEmpty() ? QStringLiteral(" dev ") + shellWord(v.route->interface) : QString();
    if (byUs)
        c.fixes << fix("client", say("diagnose.host-unreachable.fix.neighbour", {hop}),
                       {QStringLiteral("ip neigh show to %1%2").arg(hop, dev),
                        QStringLiteral("ip route get %1").arg(v.address.toString())},
                       say("diagnose.host-unreachable.verify.neighbour", {hop}))
                << fix("server", say("diagnose.host-unreachable.fix.host", {hop}),
                       {QStringLiteral("ip address show"), QStringLiteral("ip link show up")}, verifyConnects(r));
    else
        c.fixes << fix("server", say("diagnose.host-unreachable.fix.host", {v.address.toString()}),
                       {QStringLiteral("ip address show"), QStringLiteral("ip link show up")}, verifyConnects(r))
                << fix("network", say("diagnose.host-unreachable.fix.router", {r.whoIs(v.offender)}),
                       {QStringLiteral("# on the router: ip neigh show to %1").arg(v.address.toString())},
                       verifyConnects(r));
    c.whyNot = say("diagnose.host-unreachable.why-not");
    c.toTellApart = say("diagnose.host-unreachable.tell", {hop});
    return c;
}

} // namespace

extern const Rule rule_host_unreachable;
const Rule rule_host_unreachable{true, nullptr, judge};

} // namespace knockback

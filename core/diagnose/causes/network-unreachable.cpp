#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"

namespace knockback {

namespace {

std::optional<Claim> judge(const Reading& r, const Group& g)
{
    if (g.shape() != Shape::icmpNetwork)
        return std::nullopt;
    const AddressView& v = g.first();
    Claim c;
    c.confidence = grown(g.of(Happening::icmpNetwork), 0.9, 0.96);
    if (v.controlsAnswered() > 0 || (v.echo && v.echo->state == EchoFact::State::answered))
        c.confidence = 0.1; // the way is there: another port of the host answers
    else if (sameAddress(v.offender, v.address))
        c.confidence = 0.3;
    else if (r.isOwn(v.offender))
        c.confidence = 0.4;
    const QString who = r.whoIs(v.offender);
    c.side = Side::network;
    c.locatedAt = v.offender.toString();
    c.summary = say(v.offender.isNone() ? "diagnose.network-unreachable.summary.unnamed"
                                        : "diagnose.network-unreachable.summary",
                    {g.addresses(), who});
    c.because << say("diagnose.network-unreachable.because",
                     {v.icmpSample ? icmpName(v.icmpSample->icmp) : QStringLiteral("ICMP"), who},
                     g.of(Happening::icmpNetwork));
    if (g.of(Happening::silent) > 0)
        c.because << say("diagnose.because.icmp-limited", {}, g.of(Happening::silent));
    c.evidence = g.evidence() + v.pathEvidence;
    c.fixes << fix("network", say("diagnose.network-unreachable.fix.router", {who, v.address.toString()}),
                   {QStringLiteral("# on %1: ip route get %2").arg(who, v.address.toString())}, verifyConnects(r))
            << fix("client", say("diagnose.network-unreachable.fix.client"),
                   {QStringLiteral("ip route get %1").arg(v.address.toString()), QStringLiteral("ip route show")},
                   say("diagnose.network-unreachable.verify.client"));
    c.whyNot = say("diagnose.network-unreachable.why-not");
    c.toTellApart = say("diagnose.network-unreachable.tell", {v.address.toString()});
    return c;
}

} // namespace

extern const Rule rule_network_unreachable;
const Rule rule_network_unreachable{true, nullptr, judge};

} // namespace knockback

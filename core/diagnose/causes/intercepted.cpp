#include "core/base/text.h"
#include "core/diagnose/commands.h"
#include "core/diagnose/interception.h"
#include "core/diagnose/looks_plan.h"
#include "core/diagnose/rule.h"

namespace knockback {

namespace {

// Ports connect that are open nowhere: somebody on the way, or a very unusual host, completes every handshake. So a
// completed handshake says nothing of the service.
std::optional<Claim> judge(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    const Interception seen = interceptionOf(r, v);
    if (!seen.first)
        return std::nullopt;
    Claim c;
    c.confidence = seen.confidence;
    c.side = Side::network;
    c.pattern = Pattern::persistent;
    // Answered by the first router already, for which a time to live of 1 is enough.
    const PathView* path = v.pathTo(r.port);
    if (path && path->answeredAt == 1 && v.route && !v.route->gateway.isNone())
        c.locatedAt = v.route->gateway.toString();
    c.summary = say("diagnose.intercepted.summary", {g.where(r.port)});
    c.because << say(
        "diagnose.intercepted.because.ports",
        {QString::number(kUnlikelyPort), seen.second ? QString::number(kUnlikelyPort2) : QStringLiteral("-")});
    if (seen.nowhere)
        c.because << say("diagnose.intercepted.because.nowhere");
    const Surroundings& around = r.seen.vantage.around;
    if (v.route && around.tunnels.contains(v.route->interface))
        c.because << say("diagnose.intercepted.because.tunnel", {printable(v.route->interface, 20)});
    c.evidence = g.evidence() + v.lookEvidence;
    c.fixes << fix("client", say("diagnose.intercepted.fix.settings"),
                   {QStringLiteral("env | grep -i proxy"), QStringLiteral("ip route get %1").arg(v.address.toString()),
                    QStringLiteral("sudo nft list ruleset | grep -nE 'redirect|tproxy|dnat'")},
                   say("diagnose.intercepted.verify"))
            << fix("network", say("diagnose.intercepted.fix.ask"), {again(r)}, say("diagnose.intercepted.verify"));
    c.whyNot = say("diagnose.intercepted.why-not");
    c.toTellApart = say("diagnose.intercepted.tell");
    return c;
}

} // namespace

extern const Rule rule_intercepted;
const Rule rule_intercepted{true, nullptr, judge};

} // namespace knockback

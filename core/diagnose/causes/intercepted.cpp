#include "core/diagnose/commands.h"
#include "core/diagnose/looks_plan.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"

#include <algorithm>

namespace knockback {

namespace {

bool connectedTo(const AddressView& v, std::uint16_t port)
{
    return std::any_of(v.controls.begin(), v.controls.end(), [port](const Attempt* c) {
        return c->remote.port.value == port && connects(happeningOf(*c));
    });
}

// Ports connect that are open nowhere: somebody on the way, or a very unusual host, completes every handshake. So a
// completed handshake says nothing of the service.
std::optional<Claim> judge(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    const bool first = connectedTo(v, kUnlikelyPort);
    if (v.own || !first || r.port.value == kUnlikelyPort)
        return std::nullopt;
    const bool second = connectedTo(v, kUnlikelyPort2) && r.port.value != kUnlikelyPort2;
    // A host that answers for all of its own ports on our own link is more likely an odd host than a box between.
    Claim c;
    c.confidence = !second ? 0.3 : v.onLink ? 0.6 : 0.74;
    int nowhere = 0;
    for (const Attempt& a : r.seen.attempts)
        if (a.purpose == Purpose::control && !sameAddress(a.remote.address, v.address) && connects(happeningOf(a)))
            ++nowhere;
    if (second && nowhere > 0)
        c.confidence = 0.97;
    c.side = Side::network;
    c.pattern = Pattern::persistent;
    // Answered by the first router already, for which a time to live of 1 is enough.
    const PathView* path = v.pathTo(r.port);
    if (path && path->answeredAt == 1 && v.route && !v.route->gateway.isNone())
        c.locatedAt = v.route->gateway.toString();
    c.summary = say("diagnose.intercepted.summary", {g.where(r.port)});
    c.because << say("diagnose.intercepted.because.ports",
                     {QString::number(kUnlikelyPort), second ? QString::number(kUnlikelyPort2) : QStringLiteral("-")});
    if (nowhere > 0)
        c.because << say("diagnose.intercepted.because.nowhere");
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

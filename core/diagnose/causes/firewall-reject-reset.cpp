#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"

namespace knockback {

namespace {

// From the client alone a reset from the host's own firewall cannot be told from the host's own; whose TTL it carries
// is not measured yet, so this only ever ranks beside service-not-listening.
std::optional<Claim> judge(const Reading& r, const Group& g)
{
    if (g.shape() != Shape::reset)
        return std::nullopt;
    Claim c;
    c.confidence = g.first().own ? 0.01 : 0.06;
    c.side = Side::network;
    c.whyNot =
        say(g.first().own ? "diagnose.firewall-reject-reset.why-not.own" : "diagnose.firewall-reject-reset.why-not");
    c.toTellApart = say("diagnose.firewall-reject-reset.tell", {QString::number(r.port.value)});
    c.evidence = g.evidence();
    return c;
}

} // namespace

extern const Rule rule_firewall_reject_reset;
const Rule rule_firewall_reject_reset{false, nullptr, judge};

} // namespace knockback

#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"

namespace knockback {

namespace {

std::optional<Claim> judge(const Reading& r, const Group& g)
{
    // Asked at 127.0.0.1 itself it cannot be; the service would have answered.
    if (g.shape() != Shape::reset || g.first().address.isLoopback())
        return std::nullopt;
    Claim c;
    c.confidence = 0.05;
    c.side = Side::server;
    c.whyNot = say("diagnose.bound-to-loopback.why-not");
    c.toTellApart = say("diagnose.bound-to-loopback.tell", {QString::number(r.port.value)});
    c.evidence = g.evidence();
    return c;
}

} // namespace

extern const Rule rule_bound_to_loopback;
const Rule rule_bound_to_loopback{false, nullptr, judge};

} // namespace knockback

#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"

#include <cmath>

namespace knockback {

namespace {

// Never settled from here: that nothing visible decides is not yet proof of servers behind the address.
std::optional<Claim> judge(const Reading&, const Group& g)
{
    const AddressView& v = g.first();
    if (g.shape() != Shape::mixed || v.own)
        return std::nullopt;
    const int refused = v.of(Happening::reset) + v.of(Happening::icmpReject) + v.of(Happening::closed);
    if (refused == 0)
        return std::nullopt;
    constexpr int kEnough = 20;
    const Sequence& s = v.sequence;
    Claim c;
    c.confidence = v.total() >= kEnough && s.z > -1.5 ? 0.46 : s.z > -1 ? 0.35 : 0.1;
    c.pattern = Pattern::intermittent;
    c.side = Side::server;
    c.locatedAt = v.address.toString();
    c.evidence = g.evidence();
    c.whyNot = say("diagnose.backend-down.why-not");
    c.toTellApart = say("diagnose.backend-down.tell");
    return c;
}

} // namespace

extern const Rule rule_backend_down;
const Rule rule_backend_down{false, nullptr, judge};

} // namespace knockback

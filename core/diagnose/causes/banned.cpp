#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"

namespace knockback {

namespace {

// It worked, then stopped for good: a ban looks like this, and so does much else; another vantage point would tell.
std::optional<Claim> judge(const Reading&, const Group& g)
{
    const AddressView& v = g.first();
    const bool rejected = g.shape() == Shape::icmpReject && !v.own;
    const bool stopped = g.shape() == Shape::mixed && v.sequence.runs == 2 && v.sequence.tailFails && !v.own;
    if (!rejected && !stopped)
        return std::nullopt;
    Claim c;
    c.confidence = rejected ? 0.02 : v.of(Happening::icmpReject) > 0 ? 0.3 : v.of(Happening::silent) > 0 ? 0.22 : 0.08;
    c.side = Side::network;
    c.evidence = g.evidence();
    c.whyNot = say("diagnose.banned.why-not");
    c.toTellApart = say("diagnose.banned.tell");
    return c;
}

} // namespace

extern const Rule rule_banned;
const Rule rule_banned{false, nullptr, judge};

} // namespace knockback

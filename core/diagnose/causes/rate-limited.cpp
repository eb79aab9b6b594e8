#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"

namespace knockback {

namespace {

std::optional<Claim> judge(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    if (g.shape() != Shape::mixed && g.shape() != Shape::closes)
        return std::nullopt;
    Claim c;
    if (g.shape() == Shape::closes)
        c.confidence = 0.03;
    else if (!v.sequence.headFails && v.sequence.tailFails)
        c.confidence = v.of(Happening::icmpReject) > 0 ? 0.2 : 0.15;
    else
        c.confidence = 0.1;
    c.pattern = Pattern::intermittent;
    c.side = Side::network;
    c.evidence = g.evidence();
    c.whyNot = say("diagnose.rate-limited.why-not");
    c.toTellApart = say("diagnose.rate-limited.tell", {shellWord(r.seen.target.host), QString::number(r.port.value)});
    return c;
}

} // namespace

extern const Rule rule_rate_limited;
const Rule rule_rate_limited{false, nullptr, judge};

} // namespace knockback

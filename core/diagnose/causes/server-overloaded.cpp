#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"

namespace knockback {

namespace {

std::optional<Claim> judge(const Reading&, const Group& g)
{
    const AddressView& v = g.first();
    const bool says503 = g.shape() == Shape::upstream && v.sample && httpStatus(*v.sample) == 503;
    if (!says503 && g.shape() != Shape::unanswered)
        return std::nullopt;
    Claim c;
    c.confidence = says503 ? 0.35 : 0.06;
    c.side = Side::server;
    c.whyNot = say(says503 ? "diagnose.server-overloaded.why-not.503" : "diagnose.server-overloaded.why-not");
    c.toTellApart = say("diagnose.server-overloaded.tell");
    c.evidence = g.evidence();
    return c;
}

} // namespace

extern const Rule rule_server_overloaded;
const Rule rule_server_overloaded{false, nullptr, judge};

} // namespace knockback

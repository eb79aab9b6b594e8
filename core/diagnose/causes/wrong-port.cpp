#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"

namespace knockback {

namespace {

std::optional<Claim> judge(const Reading& r, const Group& g)
{
    if (otherProtocol(r, g.first())) {
        Claim c;
        c.confidence = 0.3;
        c.side = Side::client;
        c.whyNot = say("diagnose.wrong-port.why-not.other", {heardName(g.first().after.sum.heard)});
        c.toTellApart = say("diagnose.wrong-port.tell", {QString::number(r.port.value)});
        c.evidence = g.evidence();
        return c;
    }
    if (g.shape() != Shape::reset)
        return std::nullopt;
    Claim c;
    c.confidence = 0.04;
    c.side = Side::client;
    c.whyNot = say("diagnose.wrong-port.why-not");
    c.toTellApart = say("diagnose.wrong-port.tell", {QString::number(r.port.value)});
    c.evidence = g.evidence();
    return c;
}

} // namespace

extern const Rule rule_wrong_port;
const Rule rule_wrong_port{false, nullptr, judge};

} // namespace knockback

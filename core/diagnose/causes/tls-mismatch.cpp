#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"

#include <algorithm>

namespace knockback {

namespace {

std::optional<Claim> judge(const Reading& r, const Group& g)
{
    if (g.shape() != Shape::closes && g.shape() != Shape::unanswered)
        return std::nullopt;
    const AddressView& v = g.first();
    const bool hello = std::any_of(v.attempts.begin(), v.attempts.end(), [](const Attempt* a) { return a->helloSent; });
    Claim c;
    c.confidence = hello ? 0.1 : 0.03;
    c.side = Side::client;
    c.whyNot = say(hello ? "diagnose.tls-mismatch.why-not.hello" : "diagnose.tls-mismatch.why-not");
    c.toTellApart = say("diagnose.tls-mismatch.tell", {shellWord(r.seen.target.host), QString::number(r.port.value)});
    c.evidence = g.evidence();
    return c;
}

} // namespace

extern const Rule rule_tls_mismatch;
const Rule rule_tls_mismatch{false, nullptr, judge};

} // namespace knockback

#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"

#include <algorithm>

namespace knockback {

namespace {

std::optional<Claim> judge(const Reading& r, const Group& g)
{
    if (g.shape() == Shape::mixed && g.of(Happening::closed) > 0) {
        Claim c;
        c.confidence = 0.2;
        c.side = Side::server;
        c.whyNot = say("diagnose.service-closes.why-not");
        c.toTellApart = say("diagnose.service-closes.tell");
        return c;
    }
    if (g.shape() != Shape::closes)
        return std::nullopt;
    const AddressView& v = g.first();
    const int closed = g.of(Happening::closed);
    const bool byReset = v.sample && v.sample->outcome == Outcome::reset;
    const bool hello = std::any_of(v.attempts.begin(), v.attempts.end(), [](const Attempt* a) { return a->helloSent; });
    Claim c;
    c.confidence = grown(closed, 0.62, 0.95);
    if (hello)
        c.confidence *= 0.85; // it may only dislike what was said
    c.side = Side::server;
    c.locatedAt = v.address.toString();
    c.summary = say(byReset ? "diagnose.service-closes.summary.reset" : "diagnose.service-closes.summary",
                    {g.where(r.port)}, closed);
    c.because << say("diagnose.service-closes.because.closed", {}, closed)
              << say("diagnose.service-closes.because.listener");
    if (hello)
        c.because << say("diagnose.service-closes.because.hello");
    c.evidence = g.evidence();
    c.fixes << fix("server", say("diagnose.service-closes.fix.log"), serviceCommands(r), verifyConnects(r))
            << fix("server", say("diagnose.service-closes.fix.limits"),
                   {QStringLiteral("cat /etc/hosts.allow /etc/hosts.deny"),
                    QStringLiteral("ss -tnp state established 'sport = :%1' | wc -l").arg(r.port.value)},
                   verifyConnects(r));
    return c;
}

} // namespace

extern const Rule rule_service_closes;
const Rule rule_service_closes{true, nullptr, judge};

} // namespace knockback

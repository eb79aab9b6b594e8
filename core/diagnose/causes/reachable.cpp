#include "core/base/text.h"
#include "core/diagnose/commands.h"
#include "core/diagnose/interception.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"

#include <algorithm>

namespace knockback {

namespace {

// One stretch of failures, and success ever since, for long enough to say so.
bool recovered(const AddressView& v)
{
    constexpr int kLongEnough = 5;
    const Sequence& s = v.sequence;
    return v.shape == Shape::mixed && s.failureRuns == 1 && !s.tailFails && s.tail >= kLongEnough &&
           s.tail >= s.longestFailureRun && (s.longestFailureRun >= 2 || (s.headFails && s.tail >= 2 * kLongEnough));
}

bool spoke(const Group& g)
{
    return std::any_of(g.members.begin(), g.members.end(), [](const AddressView* v) {
        return std::any_of(v->attempts.begin(), v->attempts.end(),
                           [](const Attempt* a) { return a->receivedBytes > 0 || a->bannerSize > 0; });
    });
}

std::optional<Claim> judge(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    const int worked = g.of(Happening::worked);
    const bool back = recovered(v);
    Claim c;
    if (g.shape() == Shape::works)
        c.confidence = v.sequence.failures > 0
                           ? 0.8
                           : grown(worked, 0.72, 0.985) * (1 - static_cast<double>(v.late) / std::max(v.total(), 1));
    else if (back)
        c.confidence = 0.7;
    else if (g.shape() == Shape::late)
        c.confidence = 0.3;
    else if (g.shape() == Shape::unanswered)
        c.confidence = 0.2; // a slow service answers late
    else
        return std::nullopt;
    c.confidence = std::min(c.confidence, 1 - interceptionOf(r, v).confidence);
    const QString where = g.where(r.port);
    const bool heard = spoke(g);
    c.pattern = back ? Pattern::recovered : v.sequence.failures > 0 ? Pattern::intermittent : Pattern::none;
    c.side = Side::none;
    c.summary = say(back    ? "diagnose.reachable.summary.recovered"
                    : heard ? "diagnose.reachable.summary.answers"
                            : "diagnose.reachable.summary",
                    {where}, worked);
    c.because << say("diagnose.reachable.because.connected", {where}, worked);
    if (heard)
        c.because << say("diagnose.reachable.because.heard");
    if (v.late > 0)
        c.because << say("diagnose.reachable.because.late", {}, v.late);
    if (v.sequence.failures > 0)
        c.because << say(back ? "diagnose.reachable.because.recovered" : "diagnose.reachable.because.once", {},
                         v.sequence.failures);
    c.evidence = g.evidence();
    c.whyNot = say(g.shape() == Shape::unanswered ? "diagnose.reachable.why-not.slow" : "diagnose.reachable.why-not");
    c.toTellApart = say(g.shape() == Shape::unanswered ? "diagnose.reachable.tell.slow" : "diagnose.reachable.tell");
    return c;
}

} // namespace

extern const Rule rule_reachable;
const Rule rule_reachable{true, nullptr, judge};

} // namespace knockback

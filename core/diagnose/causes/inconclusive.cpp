#include "core/diagnose/commands.h"
#include "core/diagnose/exact.h"
#include "core/diagnose/factors.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"

#include "core/base/text.h"

#include <algorithm>
#include <cmath>

namespace knockback {

namespace {

Phrase summaryOf(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    const QString where = g.where(r.port);
    switch (g.shape()) {
    case Shape::silent:
        return say(v.own ? "diagnose.inconclusive.summary.silent.own" : "diagnose.inconclusive.summary.silent", {where},
                   g.attempts());
    case Shape::late:
        return say("diagnose.inconclusive.summary.late", {where, QString::number(v.late)}, v.total());
    case Shape::upstream:
        return say("diagnose.inconclusive.summary.upstream",
                   {where, v.sample ? QString::number(httpStatus(*v.sample)) : QString()});
    case Shape::mixed:
        if (v.of(Happening::silent) == v.sequence.failures)
            return say("diagnose.inconclusive.summary.mixed.silent", {where, QString::number(v.sequence.failures)},
                       v.total());
        if (v.of(Happening::reset) + v.of(Happening::icmpReject) == v.sequence.failures)
            return say("diagnose.inconclusive.summary.mixed.refused", {where, QString::number(v.sequence.failures)},
                       v.total());
        for (const int count : v.counts) // all failures of one kind
            if (count > 0 && count == v.sequence.failures && count != v.of(Happening::worked))
                return say("diagnose.inconclusive.summary.mixed.one", {where, QString::number(v.sequence.failures)},
                           v.total());
        return say("diagnose.inconclusive.summary.mixed", {where, QString::number(v.sequence.failures)}, v.total());
    case Shape::manyFailures:
        return say("diagnose.inconclusive.summary.many", {where});
    case Shape::unanswered:
        return say("diagnose.inconclusive.summary.unanswered", {where});
    case Shape::other: {
        const Attempt* a = v.sample;
        return say("diagnose.inconclusive.summary.other",
                   {where, a && a->errnoValue != 0
                               ? QStringLiteral("%1 (%2)").arg(errnoText(a->errnoValue), errnoName(a->errnoValue))
                               : QStringLiteral("?")});
    }
    default:
        return say("diagnose.inconclusive.summary", {where});
    }
}

// How many more attempts would show what the failures go with, if they go on as they did: the cheapest such test.
std::optional<Phrase> moreWanted(const AddressView& v)
{
    constexpr int kAtLeast = 2;
    constexpr int kForShape = 20; // below this a share is no share yet (backend-down)
    const Pace pace = paceOf(v);
    const Split port = byPort(v);
    const int forPace = moreNeeded(pace.fast, pace.slow, kProven);
    const int forPort = v.late + v.of(Happening::silent) > 0 ? moreNeeded(port.more, port.less, kProven) : -1;
    if (forPort > 0 && (forPace <= 0 || forPort <= forPace))
        return say("diagnose.inconclusive.because.more.port", {}, std::max(forPort, kAtLeast));
    if (forPace > 0)
        return say("diagnose.inconclusive.because.more.pace", {}, std::max(forPace, kAtLeast));
    if (v.total() < kForShape)
        return say("diagnose.inconclusive.because.more.shape", {}, std::max(kForShape - v.total(), kAtLeast));
    return std::nullopt;
}

// What would settle it, said with the verdict itself.
std::optional<Claim> judgeGroup(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    Claim c;
    c.pattern = g.shape() == Shape::mixed || g.shape() == Shape::late ? Pattern::intermittent
                : g.shape() == Shape::works                           ? Pattern::none
                                                                      : Pattern::persistent;
    c.side = Side::none;
    c.locatedAt = v.address.toString();
    c.summary = summaryOf(r, g);
    const IpAddress& source = r.seen.target.options.source;
    if (g.shape() == Shape::noPort && !source.isNone() && v.sample && v.sample->phase == Phase::bind)
        c.summary = say("diagnose.inconclusive.summary.source", {source.toString()});
    else if (g.shape() == Shape::localReject && v.address.family == Family::ipv6 && v.address.isLinkLocal() &&
             v.address.scope == 0)
        c.summary = say("diagnose.inconclusive.summary.scope", {v.address.toString()});
    else if (g.shape() == Shape::localReject && source.isLoopback() && !v.address.isLoopback())
        c.summary = say("diagnose.inconclusive.summary.source-loopback", {source.toString(), v.address.toString()});
    c.because << say("diagnose.inconclusive.because.seen", {QString::number(v.of(Happening::worked))}, g.attempts());
    if (g.shape() == Shape::mixed && v.total() >= 10)
        c.because << say(v.sequence.z <= -2  ? "diagnose.inconclusive.because.stretches"
                         : v.sequence.z >= 2 ? "diagnose.inconclusive.because.alternates"
                                             : "diagnose.inconclusive.because.scattered",
                         {QString::number(v.sequence.runs)});
    if (g.shape() == Shape::mixed || g.shape() == Shape::late) {
        const Share share{v.sequence.failures + v.late, v.total()};
        const auto [low, high] = wilson(share);
        const auto percent = [](double part) { return QString::number(std::lround(100 * part)); };
        c.because << say("diagnose.inconclusive.because.share",
                         {QString::number(share.bad), percent(low), percent(high)}, share.all);
        if (const auto more = moreWanted(v))
            c.because << *more;
    }
    c.evidence = g.evidence();
    return c;
}

std::optional<Claim> judgeTarget(const Reading& r)
{
    Claim c;
    c.pattern = Pattern::none;
    if (!r.names.found && r.names.asked)
        c.summary = say("diagnose.inconclusive.summary.names", {r.names.host});
    else if (!r.names.found)
        c.summary =
            say(r.seen.finished ? "diagnose.inconclusive.summary.nothing" : "diagnose.inconclusive.summary.resolving",
                {r.names.host});
    else
        c.summary =
            say(r.seen.finished ? "diagnose.inconclusive.summary.nothing" : "diagnose.inconclusive.summary.waiting",
                {r.hostPort()});
    return c;
}

} // namespace

// Never weighed against the others: taken when none of them concludes.
extern const Rule rule_inconclusive;
const Rule rule_inconclusive{true, judgeTarget, judgeGroup};

} // namespace knockback

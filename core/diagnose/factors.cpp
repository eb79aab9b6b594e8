#include "core/diagnose/factors.h"

#include <algorithm>

namespace knockback {

namespace {

constexpr std::int64_t kFastNs = 400'000'000;
constexpr std::int64_t kSlowNs = 800'000'000;

void count(Share& share, bool bad)
{
    ++share.all;
    share.bad += bad ? 1 : 0;
}

bool lost(const Attempt& a)
{
    return happeningOf(a) == Happening::silent || (a.tcp.valid && a.tcp.totalRetrans > 0);
}

void judge(Split& split)
{
    split.chance = fisherMore(split.more, split.less);
}

} // namespace

bool troubled(const Attempt& a)
{
    return happeningOf(a) != Happening::worked || isLate(a);
}

Split byPace(const AddressView& v)
{
    Split out;
    const Attempt* before = nullptr;
    for (const Attempt* a : v.attempts) {
        if (a->purpose != Purpose::observe)
            continue;
        // Saved files may hold any two times.
        if (before && a->startedWall >= before->startedWall) {
            const auto gap = static_cast<std::uint64_t>(a->startedWall.ns) - static_cast<std::uint64_t>(before->startedWall.ns);
            if (gap < std::uint64_t{kFastNs})
                count(out.more, troubled(*a));
            else if (gap >= std::uint64_t{kSlowNs})
                count(out.less, troubled(*a));
        }
        before = a;
    }
    judge(out);
    return out;
}

Split byLocalPort(const AddressView& v)
{
    Split out;
    for (const Attempt* a : v.sweeps)
        if (happeningOf(*a) != Happening::noPort)
            count(out.more, troubled(*a));
    for (const Attempt* a : v.attempts)
        count(out.less, troubled(*a));
    judge(out);
    return out;
}

Split byPort(const AddressView& v)
{
    Split out;
    for (const Attempt* a : v.attempts)
        if (a->purpose == Purpose::observe)
            count(out.more, lost(*a));
    for (const Attempt* c : v.controlSamples) {
        // A port that never answers is filtered; it says nothing about what is lost.
        const bool answers = std::any_of(v.controlSamples.begin(), v.controlSamples.end(), [&](const Attempt* other) {
            return other->remote.port == c->remote.port && happeningOf(*other) != Happening::silent;
        });
        if (answers)
            count(out.less, lost(*c));
    }
    if (out.less.all == 0 && v.echoAnswered > 0)
        out.less = {v.echoAsked - v.echoAnswered, v.echoAsked};
    judge(out);
    return out;
}

Split byCrowd(const AddressView& v)
{
    Split out;
    for (const Attempt* a : v.attempts)
        count(a->purpose == Purpose::burst ? out.more : out.less, troubled(*a));
    judge(out);
    return out;
}

} // namespace knockback

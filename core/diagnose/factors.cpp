#include "core/diagnose/factors.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace knockback {

namespace {

constexpr std::int64_t kFastNs = 600'000'000;
constexpr std::int64_t kSlowNs = 800'000'000;
constexpr std::int64_t kSlowestNs = 2'200'000'000;

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

namespace {

// When the last packet of an attempt that asked for the connection was on its way: later than its start where it had to
// be sent again. Saved files may hold any two times.
std::int64_t lastAsked(const Attempt& a)
{
    const std::int64_t took = std::clamp<std::int64_t>(a.connectNs >= 0 ? a.connectNs : a.endNs, 0, kSlowestNs * 100);
    return std::clamp<std::int64_t>(a.startedWall.ns, 0, INT64_MAX / 2) + took;
}

std::vector<const Attempt*> inTurn(const AddressView& v)
{
    std::vector<const Attempt*> all = v.attempts;
    all.insert(all.end(), v.sweeps.begin(), v.sweeps.end());
    std::stable_sort(all.begin(), all.end(),
                     [](const Attempt* a, const Attempt* b) { return a->startedWall < b->startedWall; });
    return all;
}

void conclude(Pace& p)
{
    constexpr int kEnough = 5;
    constexpr int kMany = 8;
    constexpr double kDecided = 0.02;
    constexpr int kFew = 3;
    constexpr double kNoSign = 0.3;
    const Share& best =
        p.slowest.all >= kFew && fisherMore(p.fast, p.slowest) <= fisherMore(p.fast, p.slow) ? p.slowest : p.slow;
    p.chance = fisherMore(p.fast, best);
    const bool allSlowPass = best.all >= kFew && best.bad == 0;
    // What a limit does: a burst passes, then every fast one is stopped, and every slow one passes again.
    const bool story = p.before >= 2 && p.afterBurst.all >= kFew && p.afterBurst.bad == p.afterBurst.all &&
                       best.bad <= 1 && best.all >= kFew + 2 * best.bad;
    p.decides = (allSlowPass && p.chance <= kDecided) || story || (best.all >= kFew && p.chance <= kProven);
    const bool noSign = p.slow.all >= kEnough && p.slow.bad > 0 && fisherMore(p.fast, p.slow) > kNoSign;
    const bool asBad = 4 * p.slow.bad * std::max(p.fast.all, 1) >= 3 * p.fast.bad * p.slow.all;
    p.told = p.decides || p.slowFails() || noSign ||
             (p.slow.all >= kEnough && (asBad || p.slowest.all >= kFew || p.slow.all >= kMany));
}

} // namespace

Pace paceOf(const AddressView& v)
{
    Pace out;
    const Attempt* before = nullptr;
    bool trouble = false;
    for (const Attempt* a : inTurn(v)) {
        if (a->purpose == Purpose::observe) {
            const bool bad = troubled(*a);
            out.before += !trouble && !bad ? 1 : 0;
            trouble = trouble || bad;
            const std::int64_t gap =
                before ? std::clamp<std::int64_t>(a->startedWall.ns, 0, INT64_MAX / 2) - lastAsked(*before) : -1;
            if (before && gap < kFastNs) {
                count(out.fast, bad);
                if (trouble)
                    count(out.afterBurst, bad);
            } else if (before && gap >= kSlowNs) {
                count(out.slow, bad);
                if (gap >= kSlowestNs)
                    count(out.slowest, bad);
            }
        }
        before = a;
    }
    conclude(out);
    return out;
}

double byFlow(const AddressView& v)
{
    int whole = 0;
    int again = 0;
    for (const Attempt* a : v.attempts)
        if (happeningOf(*a) == Happening::silent && a->tcp.valid && a->tcp.totalRetrans > 0) {
            ++whole;
            again += static_cast<int>(std::min<std::uint32_t>(a->tcp.totalRetrans, 100));
        }
    constexpr int kTwo = 2;
    constexpr int kInTurn = 4; // failures with successes between: it did not just stop
    if (v.late > 0 || v.sequence.runs < kInTurn || whole < kTwo || v.connected() < kTwo ||
        whole + v.connected() < v.total())
        return 1;
    return std::pow(static_cast<double>(whole) / v.total(), again);
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

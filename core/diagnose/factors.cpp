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

// One packet that asked for a connection, and whether it got through.
struct Request
{
    double at = 0; // seconds since the first
    bool through = false;
};

// When the SYNs of an attempt were sent, seconds after its start: one a second on kernels that begin linearly, at 1, 3,
// 7, … on others (ip-sysctl: tcp_syn_linear_timeouts). Which of the two it was shows in how long it took.
double sentAgain(int number, int last, double took)
{
    constexpr double kSlack = 0.7;
    return took < last + kSlack ? number : std::exp2(number) - 1;
}

std::vector<Request> requestsOf(const AddressView& v)
{
    constexpr std::size_t kMost = 400; // a limit shows in far fewer
    constexpr int kMostAgain = 6;
    std::vector<Request> out;
    std::int64_t begin = -1;
    for (const Attempt* a : inTurn(v)) {
        const std::int64_t wall = std::clamp<std::int64_t>(a->startedWall.ns, 0, INT64_MAX / 2);
        begin = begin < 0 ? wall : begin;
        const double start = static_cast<double>(wall - begin) / 1e9;
        const Happening h = happeningOf(*a);
        const double took =
            static_cast<double>(std::max<std::int64_t>(a->connectNs >= 0 ? a->connectNs : a->endNs, 0)) / 1e9;
        const bool through = h == Happening::worked || h == Happening::unanswered;
        const int again = a->tcp.valid ? static_cast<int>(std::min<std::uint32_t>(a->tcp.totalRetrans, kMostAgain)) : 0;
        const double last = through ? took : took - 1; // given up on after at least a second's wait
        for (int i = 0; i < again; ++i)
            out.push_back({start + sentAgain(i, again, last), false});
        out.push_back({start + (again > 0 ? sentAgain(again, again, last) : 0), through});
        if (out.size() >= kMost)
            break;
    }
    return out;
}

// Natural logarithm of the likelihood that requests fare as they did. A bucket holds `room` tokens at most, gains one
// in `period` seconds, is empty when the first is refused; one in twenty may do otherwise (others use it, too).
double likelihoodOfBucket(const std::vector<Request>& requests, double period, double room)
{
    constexpr double kOdd = 0.05;
    double tokens = 0;
    double before = requests.front().at;
    double sum = 0;
    for (const Request& one : requests) {
        tokens = std::min(room, tokens + std::max(0.0, one.at - before) / period);
        before = one.at;
        sum += std::log((tokens >= 1) == one.through ? 1 - kOdd : kOdd);
        if (one.through)
            tokens = std::max(0.0, tokens - 1);
    }
    return sum;
}

// The same of a chance that depends on how the request before fared: the best such one.
double likelihoodOfChance(const std::vector<Request>& requests)
{
    int went[2][2] = {};
    for (std::size_t i = 1; i < requests.size(); ++i)
        ++went[requests[i - 1].through ? 1 : 0][requests[i].through ? 1 : 0];
    double sum = 0;
    for (const auto& row : went) {
        const double all = row[0] + row[1];
        for (const int times : row)
            sum += times > 0 ? times * std::log(times / all) : 0;
    }
    return sum;
}

enum class Manner : std::uint8_t
{
    rejected, // by a firewall's ICMP: it has no other reason to let some through, so less is needed
    refused,
    unanswered, // no limit does that
    lost,       // which a crowd that comes and goes does as well: every single request must fit
};

void conclude(Pace& p, Manner manner)
{
    if (manner == Manner::unanswered) {
        p.told = true;
        return;
    }
    const bool firewall = manner == Manner::rejected;
    constexpr int kEnough = 5;
    const int many = firewall ? 5 : 8;
    const double decided = firewall ? 0.06 : 0.02;
    constexpr int kFew = 3;
    constexpr double kNoSign = 0.3;
    const Share& best =
        p.slowest.all >= kFew && fisherMore(p.fast, p.slowest) <= fisherMore(p.fast, p.slow) ? p.slowest : p.slow;
    p.chance = fisherMore(p.fast, best);
    const bool allSlowPass = best.all >= kFew && best.bad == 0;
    // What a limit does: a burst passes, then every fast one is stopped, and every slow one passes again.
    const bool story = p.before >= 2 && p.afterBurst.all >= kFew && p.afterBurst.bad == p.afterBurst.all &&
                       best.bad <= 1 && best.all >= kFew + 2 * best.bad;
    constexpr double kFits = 30;
    p.decides = manner == Manner::lost
                    ? p.odds >= kFits && best.all >= kFew && 2 * best.bad < best.all
                    : (allSlowPass && p.chance <= decided) || story || (best.all >= kFew && p.chance <= kProven);
    const bool noSign = p.slow.all >= kEnough && p.slow.bad > 0 && fisherMore(p.fast, p.slow) > kNoSign;
    const bool asBad = 4 * p.slow.bad * std::max(p.fast.all, 1) >= 3 * p.fast.bad * p.slow.all;
    p.told = p.decides || p.slowFails() || noSign ||
             (p.slow.all >= kEnough && (asBad || p.slowest.all >= kFew || p.slow.all >= many));
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
    const bool lost = v.late > 0 || v.of(Happening::silent) > 0;
    // Many at once suffer and single ones do not: what comes soon after a burst still meets what the burst left behind.
    if (lost && byCrowd(v).chance <= kProven) {
        out.told = true;
        return out;
    }
    if (lost)
        out.odds = oddsOfLimit(v);
    conclude(out, v.of(Happening::icmpReject) > 0                                                 ? Manner::rejected
                  : lost                                                                          ? Manner::lost
                  : v.sequence.failures > 0 && v.of(Happening::unanswered) == v.sequence.failures ? Manner::unanswered
                                                                                                  : Manner::refused);
    return out;
}

double oddsOfLimit(const AddressView& v)
{
    const std::vector<Request> all = requestsOf(v);
    const auto first = std::find_if(all.begin(), all.end(), [](const Request& one) { return !one.through; });
    if (first == all.begin() || first == all.end())
        return 0; // the burst that passes at first is what a limit begins with
    const std::vector<Request> after(first, all.end());
    const auto through = std::count_if(after.begin(), after.end(), [](const Request& one) { return one.through; });
    constexpr int kFew = 3;
    if (through < kFew || static_cast<int>(after.size() - static_cast<std::size_t>(through)) < kFew)
        return 0;
    // Limits of one connection in 0.3 to 12 s, with room for one to five: all equally likely beforehand.
    constexpr int kRates = 24;
    constexpr double kSoonest = 0.3;
    constexpr double kStep = 1.174;
    double sum = 0;
    int models = 0;
    for (const int room : {1, 3, 5}) {
        double period = kSoonest;
        for (int rate = 0; rate < kRates; ++rate, period *= kStep, ++models)
            sum += std::exp(likelihoodOfBucket(after, period, room));
    }
    return sum / models / std::exp(likelihoodOfChance(after));
}

bool wholeFlows(const AddressView& v)
{
    const auto whole = [](const Attempt* a) {
        return connects(happeningOf(*a)) ||
               (happeningOf(*a) == Happening::silent && a->tcp.valid && a->tcp.totalRetrans > 0);
    };
    return v.late == 0 && v.of(Happening::silent) > 0 && std::all_of(v.attempts.begin(), v.attempts.end(), whole);
}

double byFlow(const AddressView& v)
{
    int whole = 0;
    int again = 0;
    int others = 0; // failed in another way; silence too short for a second packet is no witness either way
    for (const Attempt* a : v.attempts)
        if (happeningOf(*a) != Happening::silent) {
            others += connects(happeningOf(*a)) ? 0 : 1;
        } else if (a->tcp.valid && a->tcp.totalRetrans > 0) {
            ++whole;
            again += static_cast<int>(std::min<std::uint32_t>(a->tcp.totalRetrans, 100));
        }
    constexpr int kTwo = 2;
    constexpr int kInTurn = 4; // failures with successes between: it did not just stop
    if (v.late > 0 || v.sequence.runs < kInTurn || whole < kTwo || v.connected() < kTwo || others > 0)
        return 1;
    return std::pow(static_cast<double>(whole) / (whole + v.connected()), again);
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

#include "core/diagnose/reading.h"

#include <algorithm>
#include <map>

namespace knockback {

namespace {

// One lost SYN among a handful is an ordinary network; one connection in ten is not, and a machine loses nothing on the
// way to itself, so two are enough there.
constexpr int kLateMany = 2;
constexpr double kLateShare = 0.1;
constexpr int kLateLots = 5;
constexpr double kLateLotsShare = 0.05;

bool manyLate(const AddressView& view)
{
    const double share = static_cast<double>(view.late) / view.total();
    return (view.late >= kLateMany && (view.own || share >= kLateShare)) ||
           (view.late >= kLateLots && share >= kLateLotsShare);
}

bool isGatewayError(int status)
{
    return status >= 502 && status <= 504;
}

// One failure in a long line of successes says that something was lost once, no more.
bool rareFailure(const AddressView& view)
{
    constexpr int kLongLine = 50;
    return view.sequence.failures == 1 && view.total() >= kLongLine && !view.sequence.tailFails && !manyLate(view);
}

Shape ofConnected(AddressView& view)
{
    const int n = view.total();
    if (view.of(Happening::closed) == n)
        return Shape::closes;
    if (view.of(Happening::unanswered) == n)
        return Shape::unanswered;
    if (view.of(Happening::worked) != n)
        return rareFailure(view) ? Shape::works : Shape::mixed;
    const auto away = std::find_if(view.attempts.rbegin(), view.attempts.rend(),
                                   [&](const Attempt* a) { return turnsAway(heardFrom(*a, view.spoken).said); });
    if (away != view.attempts.rend()) {
        view.sample = *away;
        return Shape::turnsAway;
    }
    const auto gateway = std::find_if(view.attempts.rbegin(), view.attempts.rend(),
                                      [](const Attempt* a) { return isGatewayError(httpStatus(*a)); });
    if (gateway != view.attempts.rend()) {
        view.sample = *gateway;
        return Shape::upstream;
    }
    return manyLate(view) ? Shape::late : Shape::works;
}

Shape shapeOf(Happening h)
{
    switch (h) {
    case Happening::reset:
        return Shape::reset;
    case Happening::icmpReject:
        return Shape::icmpReject;
    case Happening::icmpHost:
        return Shape::icmpHost;
    case Happening::icmpNetwork:
        return Shape::icmpNetwork;
    case Happening::icmpTime:
        return Shape::icmpTime;
    case Happening::silent:
        return Shape::silent;
    case Happening::localNoRoute:
        return Shape::noRoute;
    case Happening::localUnreachable:
    case Happening::localDenied:
    case Happening::localInvalid:
        return Shape::localReject;
    default:
        return Shape::other;
    }
}

// Failures of this machine or of the way speak for themselves as soon as they last; refusals and silence after success
// may be a ban, a restart or a full queue, so these stay mixed.
bool isPlain(Shape shape)
{
    return shape == Shape::icmpHost || shape == Shape::icmpNetwork || shape == Shape::icmpTime ||
           shape == Shape::noRoute || shape == Shape::localReject;
}

// None connected. Silence beside one kind of failure belongs to that kind: hosts and routers limit how often they send
// ICMP (Linux: about one a second to one destination), and a short attempt may end before the answer comes.
Shape ofFailed(const std::array<int, kHappeningCount>& counts)
{
    Shape found = Shape::untried;
    for (std::size_t i = 0; i < kHappeningCount; ++i) {
        const auto h = static_cast<Happening>(i);
        if (counts[i] == 0 || h == Happening::silent)
            continue;
        const Shape shape = shapeOf(h);
        if (found != Shape::untried && found != shape)
            return Shape::manyFailures;
        found = shape;
    }
    return found == Shape::untried ? Shape::silent : found;
}

// Some connected, some did not. Where it worked and has failed in one plain way since, that is what counts now.
Shape ofMixed(AddressView& view)
{
    constexpr int kLasting = 3;
    if (rareFailure(view))
        return Shape::works;
    if (!view.sequence.tailFails || view.sequence.tail < kLasting)
        return Shape::mixed;
    std::array<int, kHappeningCount> counts{};
    for (auto a = view.attempts.end() - view.sequence.tail; a != view.attempts.end(); ++a)
        ++counts[static_cast<std::size_t>(happeningOf(**a))];
    const Shape now = ofFailed(counts);
    if (!isPlain(now))
        return Shape::mixed;
    view.since = true;
    return now;
}

// The commonest offender, so that one stray error does not decide.
void judgeOffender(AddressView& view)
{
    std::map<std::pair<IpAddress, IcmpMeaning>, int> seen;
    int most = 0;
    for (const Attempt* a : view.attempts) {
        const IcmpMeaning meaning = meaningOf(a->icmp);
        if (meaning == IcmpMeaning::none || connects(happeningOf(*a)))
            continue;
        const int times = ++seen[{a->icmp.offender, meaning}];
        if (times >= most) {
            most = times;
            view.offender = a->icmp.offender;
            view.meaning = meaning;
            view.icmpSample = a;
        }
    }
}

// The longest line of attempts that followed one another within little more than half a second.
std::vector<Step> quickOf(const std::vector<Step>& steps)
{
    constexpr std::int64_t kQuickNs = 600'000'000;
    std::size_t best = 0;
    std::size_t bestLength = 0;
    std::size_t start = 0;
    for (std::size_t i = 1; i <= steps.size(); ++i) {
        // Saved files may hold any two times.
        const auto bounded = [](std::int64_t ns) { return std::clamp<std::int64_t>(ns, 0, INT64_MAX / 4); };
        const bool goesOn =
            i < steps.size() && steps[i].at >= steps[i - 1].at &&
            bounded(steps[i].at.ns) - bounded(steps[i - 1].at.ns) - bounded(steps[i - 1].tookNs) < kQuickNs;
        if (goesOn)
            continue;
        if (i - start > bestLength) {
            best = start;
            bestLength = i - start;
        }
        start = i;
    }
    const auto first = steps.begin() + static_cast<std::ptrdiff_t>(best);
    return {first, first + static_cast<std::ptrdiff_t>(bestLength)};
}

} // namespace

bool AddressView::wentDown(int atLeast) const
{
    constexpr std::ptrdiff_t kAtTheEnd = 2; // of one in flight, and of one that waited to be accepted
    if (sequence.runs != 2 || !sequence.tailFails || sequence.tail < atLeast)
        return false;
    const auto refused = [](const Attempt* a) { return happeningOf(*a) == Happening::reset; };
    const auto tail = attempts.end() - sequence.tail;
    const auto first = std::find_if(tail, attempts.end(), refused);
    return first - tail <= kAtTheEnd && attempts.end() - first >= atLeast &&
           std::all_of(tail, first, [](const Attempt* a) { return connects(happeningOf(*a)); }) &&
           std::all_of(first, attempts.end(), refused);
}

void judgeShape(AddressView& view)
{
    if (view.attempts.empty())
        return;
    std::vector<Step> steps;
    steps.reserve(view.attempts.size());
    for (const Attempt* a : view.attempts)
        steps.push_back({happeningOf(*a) != Happening::worked, a->startedWall, std::max<std::int64_t>(a->endNs, 0)});
    view.sequence = sequenceOf(steps);
    view.quick = sequenceOf(quickOf(steps));
    judgeOffender(view);
    // These two are this machine's own state and speak for themselves, whatever else went well.
    if (view.of(Happening::noDescriptor) > 0)
        view.shape = Shape::noDescriptor;
    else if (view.of(Happening::noPort) > 0)
        view.shape = Shape::noPort;
    else if (view.connected() == view.total())
        view.shape = ofConnected(view);
    else if (view.connected() == 0)
        view.shape = ofFailed(view.counts);
    else
        view.shape = ofMixed(view);
    if (view.sample)
        return;
    // The latest attempt that failed, or the latest of all where none did.
    const bool failed = view.shape != Shape::works && view.shape != Shape::late;
    const auto wanted = std::find_if(view.attempts.rbegin(), view.attempts.rend(), [&](const Attempt* a) {
        const Happening h = happeningOf(*a);
        if (view.shape == Shape::noPort || view.shape == Shape::noDescriptor)
            return h == (view.shape == Shape::noPort ? Happening::noPort : Happening::noDescriptor);
        if (view.shape != Shape::silent && view.shape != Shape::mixed && view.shape != Shape::manyFailures &&
            h == Happening::silent)
            return false;
        return !failed || h != Happening::worked;
    });
    view.sample = wanted == view.attempts.rend() ? view.attempts.back() : *wanted;
}

} // namespace knockback

#include "core/diagnose/document.h"

#include <algorithm>
#include <limits>

namespace knockback {

namespace {

LatencySummary summarise(std::vector<std::int64_t>& us)
{
    LatencySummary out;
    if (us.empty())
        return out;
    std::sort(us.begin(), us.end());
    // Nearest rank: the smallest value that at least the given share does not exceed.
    const auto rank = [&](double share) {
        const auto at = static_cast<std::size_t>(share * static_cast<double>(us.size()) + 0.999999);
        return us[std::min(std::max<std::size_t>(at, 1), us.size()) - 1];
    };
    out.min = us.front();
    out.p50 = rank(0.50);
    out.p95 = rank(0.95);
    out.p99 = rank(0.99);
    out.max = us.back();
    return out;
}

Outcome commonest(const AddressView& v)
{
    std::array<int, kOutcomeCount> counts{};
    for (const Attempt* a : v.attempts)
        if (const auto i = static_cast<std::size_t>(a->outcome); i < kOutcomeCount)
            ++counts[i];
    if (v.attempts.empty())
        return Outcome::cancelled;
    return static_cast<Outcome>(std::max_element(counts.begin(), counts.end()) - counts.begin());
}

// Between two moments of a file of anybody's; what no clock shows counts as the nearest one that does.
std::chrono::nanoseconds between(WallTime from, WallTime to)
{
    const auto sane = [](WallTime t) { return std::clamp<std::int64_t>(t.ns, 0, INT64_MAX / 4); };
    return std::chrono::nanoseconds(std::max<std::int64_t>(sane(to) - sane(from), 0));
}

// How long failures were away at most: between two of them, before the first, or after the last.
std::chrono::nanoseconds longestGood(const AddressView& v)
{
    std::chrono::nanoseconds longest{0};
    const Attempt* edge = nullptr; // the first attempt, then the latest failure
    const Attempt* good = nullptr; // the latest that worked since
    bool failed = false;
    const auto measure = [&](const Attempt& to) {
        if (edge && good)
            longest = std::max(longest, between(edge->startedWall, to.startedWall));
    };
    for (const Attempt* a : v.attempts) {
        if (!edge)
            edge = a;
        if (happeningOf(*a) == Happening::worked) {
            good = a;
            continue;
        }
        measure(*a);
        edge = a;
        good = nullptr;
        failed = true;
    }
    if (good)
        measure(*good);
    return failed ? longest : std::chrono::nanoseconds(0);
}

} // namespace

void fillFacts(const Reading& r, Diagnosis& d)
{
    d.version = r.seen.version;
    d.started = r.seen.started;
    d.elapsed = r.elapsed();
    d.host = r.seen.target.host.isEmpty() ? r.seen.target.typed : r.seen.target.host;
    d.port = r.port;
    d.service = r.seen.target.service;
    for (const AddressView& v : r.addresses)
        d.addresses.append({v.address, v.source, commonest(v), v.total(), v.connected()});
    for (const AddressView& v : r.addresses)
        d.longestGood = std::max(d.longestGood, longestGood(v));
    std::vector<std::int64_t> us;
    WallTime first, last;
    for (const Attempt& a : r.seen.attempts) {
        if (a.purpose != Purpose::observe && a.purpose != Purpose::burst)
            continue;
        const auto index = static_cast<std::size_t>(a.outcome);
        if (index >= kOutcomeCount)
            continue;
        ++d.outcomes[index];
        ++d.attempts;
        first = first.ns == 0 ? a.startedWall : std::min(first, a.startedWall);
        last = std::max(last, a.startedWall);
        if (a.tcp.valid)
            d.synRetransmits += a.tcp.totalRetrans;
        if (isConnected(a.outcome) && !a.selfConnect && a.connectNs >= 0)
            us.push_back(a.connectNs / 1000);
    }
    d.observed = between(first, last);
    d.latency = summarise(us);
}

} // namespace knockback

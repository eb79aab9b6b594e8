// A timeline for drawing and its statistics: fixed multi-resolution buckets that keep min, max, count and the counts of
// every outcome, so that a single refusal survives any zoom. Thread: one at a time (the GUI's, or the reader's).
#pragma once

#include "core/facts/attempt.h"

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace knockback {

struct Sample
{                                // what the plot needs of one attempt, 40 bytes
    std::int64_t atNs = 0;       // wall time of its start
    std::int64_t latencyNs = -1; // connectNs where the handshake completed, else time to the failure (endNs)
    std::uint64_t attempt = 0;   // id
    std::uint32_t retrans = 0;
    Outcome outcome = Outcome::error;
    Purpose purpose = Purpose::observe;
};

struct Bucket
{
    std::int64_t fromNs = 0, toNs = 0;   // [from, to) wall time
    std::int64_t minNs = -1, maxNs = -1; // latency of completed handshakes; -1 = none
    std::uint32_t connected = 0;         // how many completed
    std::uint32_t late = 0;              // of those, with a SYN sent again
    OutcomeCounts outcomes{};
    std::uint32_t total = 0;
};

struct WindowStatistics
{
    std::uint64_t attempts = 0, connected = 0, late = 0, synRetransmits = 0;
    OutcomeCounts outcomes{};
    std::int64_t minNs = 0, p50Ns = 0, p95Ns = 0, p99Ns = 0, maxNs = 0, meanNs = 0,
                 jitterNs = 0; // of completed handshakes; jitter: mean |difference| of neighbours (RFC 3550's idea)
};

// One lane: the attempts (observe and burst) to one address.
class Lane
{
public:
    explicit Lane(IpAddress address);
    ~Lane();
    Lane(Lane&&) noexcept;
    Lane& operator=(Lane&&) noexcept;

    IpAddress address() const;
    void append(const Attempt& attempt); // starts need not be in order; nearly sorted is fast
    std::size_t size() const;
    std::int64_t firstNs() const; // 0 when empty
    std::int64_t lastNs() const;

    // At most `most` buckets covering [from, to), empty ones left out, on boundaries that do not move while panning.
    std::vector<Bucket> buckets(std::int64_t fromNs, std::int64_t toNs, int most) const;
    // The samples themselves, when there are no more than `most` in [from, to); else empty: draw buckets.
    std::vector<Sample> samples(std::int64_t fromNs, std::int64_t toNs, std::size_t most) const;
    // The sample nearest to a moment, or none.
    std::optional<Sample> nearest(std::int64_t atNs) const;
    WindowStatistics statistics(std::int64_t fromNs, std::int64_t toNs) const;

private:
    friend class Timeline;
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

// All lanes of one target, in the order in which their address was first seen.
class Timeline
{
public:
    void append(const Attempt& attempt); // other purposes than observe and burst are ignored
    const std::vector<Lane>& lanes() const { return m_lanes; }
    WindowStatistics statistics(std::int64_t fromNs, std::int64_t toNs) const; // over all lanes
    bool empty() const { return m_lanes.empty(); }
    std::int64_t firstNs() const;
    std::int64_t lastNs() const;

private:
    std::vector<Lane> m_lanes;
    std::map<IpAddress, std::size_t> m_index;
};

} // namespace knockback

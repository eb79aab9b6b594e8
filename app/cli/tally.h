// Thread: one at a time. Statistics of a run without an end, in a fixed amount of memory.
#pragma once

#include "core/facts/attempt.h"

#include <array>
#include <cstdint>
#include <vector>

namespace knockback::cli {

class Tally
{
public:
    // Attempts of other purposes than observe and burst are ignored.
    void add(const Attempt& attempt);

    std::uint64_t attempts() const { return m_attempts; }
    std::uint64_t connected() const { return m_connected; }
    std::uint64_t late() const { return m_late; }
    std::uint64_t synRetransmits() const { return m_synRetransmits; }
    std::uint64_t count(Outcome outcome) const { return m_outcomes[static_cast<std::size_t>(outcome)]; }
    std::int64_t minNs() const { return m_min; }
    std::int64_t maxNs() const { return m_max; }
    std::int64_t meanNs() const;
    // To within one per cent (buckets grow by two); exact at both ends. 0 where nothing connected. part: 0–1.
    std::int64_t percentileNs(double part) const;

private:
    std::array<std::uint64_t, kOutcomeCount> m_outcomes{};
    std::uint64_t m_attempts = 0, m_connected = 0, m_late = 0, m_synRetransmits = 0;
    std::int64_t m_min = 0, m_max = 0;
    double m_sum = 0;
    std::vector<std::uint32_t> m_buckets;
};

} // namespace knockback::cli

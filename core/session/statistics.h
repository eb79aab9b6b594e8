// Sums over the samples of a window. Private to core/session.
// Thread: one at a time.
#pragma once

#include "core/session/series.h"

#include <array>
#include <cstdint>
#include <vector>

namespace knockback {

// Counts, least, greatest, mean and jitter are exact. Percentiles (nearest rank) are exact up to kExactMost handshakes;
// beyond, they come from a histogram of 128 steps an octave, and are off by at most 1/256 (0.4 %) of their value.
class StatisticsSum
{
public:
    static constexpr std::size_t kExactMost = 100'000;

    // Samples of one lane, in the order of time.
    void add(const Sample& sample);
    // The next sample is no neighbour of the last one: another lane begins.
    void nextLane() { m_previousNs = -1; }
    WindowStatistics result();

private:
    static constexpr int kStepBits = 7;
    static constexpr std::size_t kBins = (64 - kStepBits) << kStepBits;
    static std::size_t binOf(std::uint64_t ns);
    static std::int64_t middleOf(std::size_t bin);
    void intoHistogram();
    std::int64_t rank(double part);

    WindowStatistics m_out;
    std::vector<std::int64_t> m_latencies; // all, until there are too many
    std::vector<std::uint32_t> m_bins;     // then this
    std::uint64_t m_timed = 0;             // handshakes with a time
    // Sums of up to 2^32 values below 2^63, exact: the halves are summed apart.
    struct Sum
    {
        std::uint64_t low = 0, high = 0;
        void add(std::uint64_t value)
        {
            low += value & 0xffffffffU;
            high += value >> 32;
        }
        std::int64_t mean(std::uint64_t count) const;
    };
    Sum m_sum, m_differences;
    std::uint64_t m_differenceCount = 0;
    std::int64_t m_previousNs = -1;
};

} // namespace knockback

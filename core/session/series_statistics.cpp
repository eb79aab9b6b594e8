#include "core/session/statistics.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace knockback {

void StatisticsSum::add(const Sample& sample)
{
    ++m_out.attempts;
    ++m_out.outcomes[static_cast<std::size_t>(sample.outcome)];
    m_out.synRetransmits += sample.retrans;
    if (!isConnected(sample.outcome))
        return;
    ++m_out.connected;
    m_out.late += sample.retrans > 0 ? 1 : 0;
    const std::int64_t ns = sample.latencyNs;
    if (ns < 0)
        return;
    m_out.minNs = m_timed == 0 ? ns : std::min(m_out.minNs, ns);
    m_out.maxNs = std::max(m_out.maxNs, ns);
    m_sum.add(static_cast<std::uint64_t>(ns));
    if (m_previousNs >= 0) {
        m_differences.add(static_cast<std::uint64_t>(std::abs(ns - m_previousNs)));
        ++m_differenceCount;
    }
    m_previousNs = ns;
    ++m_timed;
    if (!m_bins.empty()) {
        ++m_bins[binOf(static_cast<std::uint64_t>(ns))];
        return;
    }
    m_latencies.push_back(ns);
    if (m_latencies.size() > kExactMost)
        intoHistogram();
}

// Values below 2^kStepBits have a bin of their own; above, each octave has 2^kStepBits bins of equal width.
std::size_t StatisticsSum::binOf(std::uint64_t ns)
{
    const int width = std::bit_width(ns);
    if (width <= kStepBits)
        return static_cast<std::size_t>(ns);
    const int shift = width - kStepBits - 1;
    return static_cast<std::size_t>(((static_cast<std::uint64_t>(shift) + 1) << kStepBits) +
                                    ((ns >> shift) - (1U << kStepBits)));
}

std::int64_t StatisticsSum::middleOf(std::size_t bin)
{
    const std::uint64_t octave = bin >> kStepBits;
    const std::uint64_t step = bin & ((1U << kStepBits) - 1);
    if (octave == 0)
        return static_cast<std::int64_t>(step);
    const auto shift = octave - 1;
    const std::uint64_t low = (step + (1U << kStepBits)) << shift;
    return static_cast<std::int64_t>(low + ((std::uint64_t{1} << shift) >> 1));
}

void StatisticsSum::intoHistogram()
{
    m_bins.assign(kBins, 0);
    for (const std::int64_t ns : m_latencies)
        ++m_bins[binOf(static_cast<std::uint64_t>(ns))];
    m_latencies.clear();
    m_latencies.shrink_to_fit();
}

// Nearest rank: the least value that at least `part` of all do not exceed.
std::int64_t StatisticsSum::rank(double part)
{
    if (m_timed == 0)
        return 0;
    const auto wanted =
        std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(part * static_cast<double>(m_timed))));
    if (m_bins.empty()) {
        const auto place = m_latencies.begin() + static_cast<std::ptrdiff_t>(wanted - 1);
        std::nth_element(m_latencies.begin(), place, m_latencies.end());
        return *place;
    }
    std::uint64_t below = 0;
    for (std::size_t bin = 0; bin < m_bins.size(); ++bin) {
        below += m_bins[bin];
        if (below >= wanted)
            return std::clamp(middleOf(bin), m_out.minNs, m_out.maxNs);
    }
    return m_out.maxNs;
}

std::int64_t StatisticsSum::Sum::mean(std::uint64_t count) const
{
    const long double all = static_cast<long double>(high) * 4'294'967'296.0L + static_cast<long double>(low);
    return count == 0 ? 0 : static_cast<std::int64_t>(std::llroundl(all / static_cast<long double>(count)));
}

WindowStatistics StatisticsSum::result()
{
    m_out.meanNs = m_sum.mean(m_timed);
    m_out.jitterNs = m_differences.mean(m_differenceCount);
    if (m_timed > 0) {
        m_out.p50Ns = rank(0.50);
        m_out.p95Ns = rank(0.95);
        m_out.p99Ns = rank(0.99);
    }
    return m_out;
}

} // namespace knockback

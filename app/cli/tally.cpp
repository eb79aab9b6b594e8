#include "tally.h"

#include <algorithm>
#include <cmath>

namespace knockback::cli {

namespace {

// Each bucket is two per cent wider than the one before; 1,500 of them reach from 1 µs beyond two months.
const double kGrowth = std::log(1.02);
constexpr double kFirstNs = 1000;
constexpr std::size_t kBuckets = 1500;

std::size_t bucketOf(std::int64_t ns)
{
    const double steps = std::log(std::max(static_cast<double>(ns), kFirstNs) / kFirstNs) / kGrowth;
    return std::min(static_cast<std::size_t>(steps), kBuckets - 1);
}

} // namespace

void Tally::add(const Attempt& attempt)
{
    if (attempt.purpose != Purpose::observe && attempt.purpose != Purpose::burst)
        return;
    ++m_attempts;
    ++m_outcomes[std::min(static_cast<std::size_t>(attempt.outcome), kOutcomeCount - 1)];
    if (attempt.tcp.valid)
        m_synRetransmits += attempt.tcp.totalRetrans;
    if (!isConnected(attempt.outcome) || attempt.connectNs < 0)
        return;
    m_min = m_connected == 0 ? attempt.connectNs : std::min(m_min, attempt.connectNs);
    m_max = std::max(m_max, attempt.connectNs);
    ++m_connected;
    m_late += isLate(attempt);
    m_sum += static_cast<double>(attempt.connectNs);
    if (m_buckets.empty())
        m_buckets.resize(kBuckets);
    ++m_buckets[bucketOf(attempt.connectNs)];
}

std::int64_t Tally::meanNs() const
{
    return m_connected == 0 ? 0 : static_cast<std::int64_t>(m_sum / static_cast<double>(m_connected));
}

std::int64_t Tally::percentileNs(double part) const
{
    const auto wanted = static_cast<std::uint64_t>(std::ceil(part * static_cast<double>(m_connected)));
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < m_buckets.size(); ++i) {
        seen += m_buckets[i];
        if (seen >= std::max<std::uint64_t>(wanted, 1)) {
            const auto middle =
                static_cast<std::int64_t>(kFirstNs * std::exp((static_cast<double>(i) + 0.5) * kGrowth));
            return std::clamp(middle, m_min, m_max);
        }
    }
    return m_max;
}

} // namespace knockback::cli

// How a day of samples is drawn in no time.
//
// Beside the samples stands a pyramid of levels: at level k time is cut into buckets 2^(kFinest + 2k) ns wide that
// begin at multiples of their width, and each bucket that holds a sample keeps its count, outcomes, least and greatest
// latency. A window is drawn with the narrowest power of two that is not too many buckets, made from the coarsest level
// that is not wider (so at most two of its buckets make one), or from the samples where even the finest level is too
// wide.
//
// The numbers. kFinest = 30 (1.07 s): ten samples a second then make a bucket a tenth as numerous as the samples, so
// the whole pyramid (1 + 1/4 + 1/16 …) costs about 12 MB a day beside 35 MB of samples; and 1,200 buckets narrower than
// that span at most 21 minutes, whose 12,900 samples are summed in about 50 µs. kLevels = 13 reaches 2^54 ns (208
// days).
//
// Because widths are powers of two and depend on the span only, the edges stay where they are while panning.
#include "core/session/series.h"

#include "core/session/sorted_chunks.h"
#include "core/session/statistics.h"

#include <algorithm>
#include <bit>

namespace knockback {

namespace {

constexpr int kFinest = 30;
constexpr int kLevels = 13;
constexpr int kWidest = 62; // exponent of the widest bucket there is

struct Cell
{
    std::int64_t index = 0; // of the bucket: its begin divided by its width
    std::int64_t minNs = -1, maxNs = -1;
    std::uint32_t total = 0, connected = 0, late = 0;
    OutcomeCounts outcomes{};
};

struct SampleKey
{
    std::int64_t operator()(const Sample& s) const { return s.atNs; }
};
struct CellKey
{
    std::int64_t operator()(const Cell& c) const { return c.index; }
};

template <typename B>
void addLatency(B& bucket, std::int64_t least, std::int64_t greatest)
{
    if (least >= 0)
        bucket.minNs = bucket.minNs < 0 ? least : std::min(bucket.minNs, least);
    bucket.maxNs = std::max(bucket.maxNs, greatest);
}

template <typename B>
void addSample(B& bucket, const Sample& s)
{
    ++bucket.total;
    ++bucket.outcomes[static_cast<std::size_t>(s.outcome)];
    if (!isConnected(s.outcome))
        return;
    ++bucket.connected;
    bucket.late += s.retrans > 0 ? 1 : 0;
    addLatency(bucket, s.latencyNs, s.latencyNs);
}

void addCell(Bucket& bucket, const Cell& cell)
{
    bucket.total += cell.total;
    bucket.connected += cell.connected;
    bucket.late += cell.late;
    for (std::size_t i = 0; i < kOutcomeCount; ++i)
        bucket.outcomes[i] += cell.outcomes[i];
    addLatency(bucket, cell.minNs, cell.maxNs);
}

// Buckets of width 2^exponent in ascending order, from values that come in the order of time.
class Collector
{
public:
    explicit Collector(int exponent) : m_exponent(exponent) {}
    Bucket& at(std::int64_t ns)
    {
        const std::int64_t index = ns >> m_exponent; // rounds down, below zero too
        if (out.empty() || index != m_index) {
            m_index = index;
            Bucket fresh;
            fresh.fromNs = index * (std::int64_t{1} << m_exponent);
            fresh.toNs = fresh.fromNs + ((std::int64_t{1} << m_exponent) - 1) + 1;
            out.push_back(fresh);
        }
        return out.back();
    }
    std::vector<Bucket> out;

private:
    int m_exponent;
    std::int64_t m_index = 0;
};

// The narrowest width of which `most` buckets cover the span wherever it begins.
int exponentFor(std::uint64_t span, int most)
{
    for (int exponent = 0; exponent < kWidest; ++exponent)
        if ((span >> exponent) + 2 <= static_cast<std::uint64_t>(most))
            return exponent;
    return kWidest;
}

Sample sampleOf(const Attempt& a)
{
    Sample s;
    s.atNs = std::clamp<std::int64_t>(a.startedWall.ns, INT64_MIN / 4, INT64_MAX / 4);
    s.latencyNs = isConnected(a.outcome) || a.endNs < 0 ? a.connectNs : a.endNs;
    s.attempt = a.id.value;
    s.retrans = a.tcp.valid ? a.tcp.totalRetrans : 0;
    s.outcome = static_cast<std::size_t>(a.outcome) < kOutcomeCount ? a.outcome : Outcome::error;
    s.purpose = a.purpose;
    return s;
}

bool isDrawn(const Attempt& a)
{
    return a.purpose == Purpose::observe || a.purpose == Purpose::burst;
}

} // namespace

class Lane::Impl
{
public:
    IpAddress address;
    SortedChunks<Sample, SampleKey> samples;
    std::array<SortedChunks<Cell, CellKey>, kLevels> levels;

    void append(const Sample& sample)
    {
        samples.insert(sample);
        for (int level = 0; level < kLevels; ++level) {
            const std::int64_t index = sample.atNs >> (kFinest + 2 * level);
            auto& cells = levels[static_cast<std::size_t>(level)];
            Cell* cell = cells.find(index);
            if (!cell) {
                Cell fresh;
                fresh.index = index;
                cell = &cells.insert(fresh);
            }
            addSample(*cell, sample);
        }
    }

    std::vector<Bucket> fromSamples(std::int64_t from, std::int64_t to, int exponent) const
    {
        Collector collector(exponent);
        samples.forEach(samples.lowerBound(from), samples.lowerBound(to),
                        [&](const Sample& s) { addSample(collector.at(s.atNs), s); });
        return std::move(collector.out);
    }

    std::vector<Bucket> fromLevel(int level, std::int64_t from, std::int64_t to, int exponent) const
    {
        const int width = kFinest + 2 * level;
        const auto& cells = levels[static_cast<std::size_t>(level)];
        Collector collector(exponent);
        cells.forEach(cells.lowerBound(from >> width), cells.lowerBound(((to - 1) >> width) + 1),
                      [&](const Cell& c) { addCell(collector.at(c.index * (std::int64_t{1} << width)), c); });
        return std::move(collector.out);
    }

    void sum(std::int64_t from, std::int64_t to, StatisticsSum& out) const
    {
        samples.forEach(samples.lowerBound(from), samples.lowerBound(to), [&](const Sample& s) { out.add(s); });
        out.nextLane();
    }
};

Lane::Lane(IpAddress address) : m_impl(std::make_unique<Impl>())
{
    m_impl->address = address;
}
Lane::~Lane() = default;
Lane::Lane(Lane&&) noexcept = default;
Lane& Lane::operator=(Lane&&) noexcept = default;

IpAddress Lane::address() const
{
    return m_impl->address;
}

void Lane::append(const Attempt& attempt)
{
    if (isDrawn(attempt))
        m_impl->append(sampleOf(attempt));
}

std::size_t Lane::size() const
{
    return m_impl->samples.size();
}
std::int64_t Lane::firstNs() const
{
    return m_impl->samples.empty() ? 0 : m_impl->samples.front().atNs;
}
std::int64_t Lane::lastNs() const
{
    return m_impl->samples.empty() ? 0 : m_impl->samples.back().atNs;
}

std::vector<Bucket> Lane::buckets(std::int64_t fromNs, std::int64_t toNs, int most) const
{
    // Nothing is drawn outside of what there is, and sums cannot overflow within it.
    const std::int64_t from = std::max<std::int64_t>(fromNs, INT64_MIN / 4);
    const std::int64_t to = std::min<std::int64_t>(toNs, INT64_MAX / 4 + 1);
    if (from >= to || most < 1 || m_impl->samples.empty())
        return {};
    if (most == 1) { // no aligned bucket covers every window alone
        Bucket all;
        all.fromNs = from;
        all.toNs = to;
        for (const Bucket& part : m_impl->fromSamples(from, to, kWidest)) {
            all.total += part.total;
            all.connected += part.connected;
            all.late += part.late;
            for (std::size_t i = 0; i < kOutcomeCount; ++i)
                all.outcomes[i] += part.outcomes[i];
            addLatency(all, part.minNs, part.maxNs);
        }
        return all.total > 0 ? std::vector{all} : std::vector<Bucket>{};
    }
    const int exponent = exponentFor(static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from), most);
    const std::int64_t width = std::int64_t{1} << exponent;
    const std::int64_t first = (from >> exponent) * width;
    const std::int64_t last = ((to - 1) >> exponent) * width + (width - 1);
    if (exponent < kFinest)
        return m_impl->fromSamples(first, last + 1, exponent);
    const int level = std::min((exponent - kFinest) / 2, kLevels - 1);
    return m_impl->fromLevel(level, first, last + 1, exponent);
}

std::vector<Sample> Lane::samples(std::int64_t fromNs, std::int64_t toNs, std::size_t most) const
{
    std::vector<Sample> out;
    if (fromNs >= toNs)
        return out;
    const auto& all = m_impl->samples;
    const auto from = all.lowerBound(fromNs);
    const auto to = all.lowerBound(toNs);
    if (from == all.end() || all.count(from, to) > most)
        return out;
    out.reserve(all.count(from, to));
    all.forEach(from, to, [&](const Sample& s) { out.push_back(s); });
    return out;
}

std::optional<Sample> Lane::nearest(std::int64_t atNs) const
{
    const auto& all = m_impl->samples;
    if (all.empty())
        return std::nullopt;
    const auto after = all.lowerBound(atNs);
    if (after == all.end())
        return all.back();
    if (after == all.begin())
        return all.front();
    const auto before = all.previous(after);
    const auto distance = [atNs](const Sample& s) {
        return s.atNs < atNs ? static_cast<std::uint64_t>(atNs) - static_cast<std::uint64_t>(s.atNs)
                             : static_cast<std::uint64_t>(s.atNs) - static_cast<std::uint64_t>(atNs);
    };
    return distance(all[before]) <= distance(all[after]) ? all[before] : all[after];
}

WindowStatistics Lane::statistics(std::int64_t fromNs, std::int64_t toNs) const
{
    StatisticsSum sum;
    if (fromNs < toNs)
        m_impl->sum(fromNs, toNs, sum);
    return sum.result();
}

void Timeline::append(const Attempt& attempt)
{
    if (!isDrawn(attempt))
        return;
    const auto [place, isNew] = m_index.try_emplace(attempt.remote.address, m_lanes.size());
    if (isNew)
        m_lanes.emplace_back(attempt.remote.address);
    m_lanes[place->second].append(attempt);
}

WindowStatistics Timeline::statistics(std::int64_t fromNs, std::int64_t toNs) const
{
    StatisticsSum sum;
    for (const Lane& lane : m_lanes)
        if (fromNs < toNs)
            lane.m_impl->sum(fromNs, toNs, sum);
    return sum.result();
}

std::int64_t Timeline::firstNs() const
{
    std::int64_t out = 0;
    bool any = false;
    for (const Lane& lane : m_lanes) {
        out = any ? std::min(out, lane.firstNs()) : lane.firstNs();
        any = true;
    }
    return out;
}

std::int64_t Timeline::lastNs() const
{
    std::int64_t out = 0;
    bool any = false;
    for (const Lane& lane : m_lanes) {
        out = any ? std::max(out, lane.lastNs()) : lane.lastNs();
        any = true;
    }
    return out;
}

} // namespace knockback

#include "ui/timeline/lane_frame.h"

#include <algorithm>

namespace knockback {

namespace {

constexpr int kSlotPixels = 7; // one mark on the rail: buckets are 1 to 2 times as wide as asked

void widen(LaneFrame& frame, qint64 low, qint64 high)
{
    frame.minNs = frame.minNs < 0 ? low : std::min(frame.minNs, low);
    frame.maxNs = std::max(frame.maxNs, high);
}

} // namespace

LaneFrame fetchLaneFrame(const Lane& lane, qint64 fromNs, qint64 toNs, int pixels)
{
    LaneFrame frame;
    frame.fromNs = fromNs;
    frame.toNs = toNs;
    const int width = std::max(pixels, 16);
    frame.samples = lane.samples(fromNs, toNs, static_cast<std::size_t>(width));
    for (const Sample& sample : frame.samples) {
        if (isConnected(sample.outcome) && sample.latencyNs >= 0)
            widen(frame, sample.latencyNs, sample.latencyNs);
        frame.late = frame.late || sampleIsLate(sample);
    }
    if (!frame.samples.empty())
        return frame;
    frame.buckets = lane.buckets(fromNs, toNs, width / 2);
    frame.bucketed = !frame.buckets.empty();
    for (const Bucket& bucket : frame.buckets) {
        if (bucket.maxNs >= 0)
            widen(frame, bucket.minNs, bucket.maxNs);
        frame.late = frame.late || bucket.late > 0;
    }
    if (frame.bucketed)
        frame.slots = lane.buckets(fromNs, toNs, width / kSlotPixels);
    return frame;
}

ClassCounts classCounts(const OutcomeCounts& outcomes, std::uint32_t late)
{
    ClassCounts out{};
    for (std::size_t i = 0; i < kOutcomeCount; ++i)
        out[static_cast<std::size_t>(outcomeClass(static_cast<Outcome>(i)))] += outcomes[i];
    // Late is part of connected here (a late connection that was reset counts as reset).
    std::uint32_t& connected = out[static_cast<std::size_t>(OutcomeClass::connected)];
    const std::uint32_t part = std::min(late, connected);
    connected -= part;
    out[static_cast<std::size_t>(OutcomeClass::late)] += part;
    return out;
}

bool sampleIsLate(const Sample& sample)
{
    return isConnected(sample.outcome) && sample.retrans > 0;
}

OutcomeClass outcomeClass(const Sample& sample)
{
    return outcomeClass(sample.outcome, sampleIsLate(sample));
}

} // namespace knockback

// Thread: GUI. What one lane shows in one frame: at most a point a pixel, fetched once and drawn by several.
#pragma once

#include "core/session/series.h"
#include "ui/theme/outcome_style.h"

#include <array>
#include <vector>

namespace knockback {

using ClassCounts = std::array<std::uint32_t, kOutcomeClassCount>;

struct LaneFrame
{
    qint64 fromNs = 0;
    qint64 toNs = 0;
    bool bucketed = false;       // samples is empty: there are too many to show each
    std::vector<Sample> samples; // in view, by time
    std::vector<Bucket> buckets; // when bucketed: one about every two pixels
    std::vector<Bucket> slots;   // when bucketed: one about every mark on the failure rail
    qint64 minNs = -1;           // of completed handshakes in view
    qint64 maxNs = -1;
    bool late = false; // any
    bool empty() const { return samples.empty() && buckets.empty(); }
};

// Pixels: the width of the plot.
LaneFrame fetchLaneFrame(const Lane& lane, qint64 fromNs, qint64 toNs, int pixels);

// Outcome counts by class; `late` of them were connected late.
ClassCounts classCounts(const OutcomeCounts& outcomes, std::uint32_t late);
bool sampleIsLate(const Sample& sample);
OutcomeClass outcomeClass(const Sample& sample);

} // namespace knockback

// Thread: any; values.
//
// How an outcome is drawn in a report: shape, colour and word together, the same shapes and colours as on the screen
// (ui/theme/outcome_style.h; colours after Okabe and Ito), so that a reader tells them apart without colour.
#pragma once

#include "core/facts/attempt.h"

#include <QString>
#include <array>
#include <cstdint>

namespace knockback::report {

// Coarser than Outcome where the eye is (both kinds of unreachable are one), finer in one place: late.
enum class Mark : std::uint8_t
{
    connected,   // ● blue-green
    late,        // ◐ orange: connected, but a SYN had to be sent again
    silent,      // ○ orange
    refused,     // ▼ vermilion
    rejected,    // ⊘ vermilion
    timedOut,    // ✕ purple
    reset,       // ◆ pink
    closed,      // ◇ pink
    unreachable, // ▲ blue
    unresolved,  // □ grey
    local,       // ■ sky blue
    cancelled,   // – grey
    other,       // + ink
};
inline constexpr std::size_t kMarkCount = 13;
using MarkCounts = std::array<std::uint32_t, kMarkCount>;

Mark markOf(Outcome outcome, bool late = false);
Mark markOf(const Attempt& attempt);
bool isFailure(Mark mark);  // anything but connected, late and cancelled
QString markId(Mark mark);  // "refused": CSS class m-refused, words report.mark.refused
QChar markGlyph(Mark mark); // for text: ▼
// All shapes as SVG <g id="mk-…"> around 0,0 in a box of 12, for <use href="#mk-…"/>.
QString markDefinitions();
// Folds outcome counts; `late` of the connected ones go to Mark::late.
MarkCounts foldCounts(const OutcomeCounts& outcomes, std::uint32_t late);

} // namespace knockback::report

// Thread: GUI.
//
// How an outcome is shown: always shape and colour and word together, the same in plot, tables, legend and reports.
// Colours after Okabe and Ito ("Color Universal Design", 2008), told apart with every common colour blindness.
#pragma once

#include "core/facts/attempt.h"
#include "core/facts/outcome.h"

#include <QColor>
#include <QIcon>
#include <QPixmap>
#include <QPointF>
#include <QString>
#include <array>
#include <cstdint>

class QPainter;
class QPalette;

namespace knockback {

// What a person tells apart at a glance. Coarser than Outcome (both kinds of unreachable are one), finer in one place:
// late is connected, but a SYN had to be sent again.
enum class OutcomeClass : std::uint8_t
{
    connected,   // ● blue-green
    late,        // ◐ orange
    silent,      // ○ orange: connected, then nothing came
    refused,     // ▼ vermilion
    rejected,    // ⛔ vermilion, a disc with a bar left out: refused by an ICMP prohibition
    timedOut,    // ✕ purple
    reset,       // ◆ pink
    closed,      // ◇ pink: connected, then closed without a byte
    unreachable, // ▲ blue
    unresolved,  // □ grey
    local,       // ■ sky blue: failed on this machine
    cancelled,   // – grey
    other,       // + the colour of text
};
inline constexpr std::size_t kOutcomeClassCount = 13;

OutcomeClass outcomeClass(Outcome outcome, bool late = false);
OutcomeClass outcomeClass(const Attempt& attempt);
// Anything but connected, late and cancelled.
bool isFailure(OutcomeClass value);

// The colour of marks and bars (contrast at least 3 : 1 against the plot; WCAG 1.4.11).
QColor outcomeColour(OutcomeClass value, bool dark);
// The same hue for words (contrast at least 4.5 : 1 on window, surface and sunken).
QColor outcomeTextColour(OutcomeClass value, bool dark);

// "connected", "late", "timed out": lower case, for a row or a legend.
QString outcomeWord(OutcomeClass value);
// For one attempt, finer: "host unreachable", "blocked on this machine", "no free local port", …
QString outcomeWord(Outcome outcome, bool late = false);
// One sentence on what it means, for hover.
QString outcomeMeaning(Outcome outcome, bool late = false);

// Draws the mark centred at a point; `size` is the side of its box. Leaves the painter's pen and brush changed.
void drawOutcomeMark(QPainter& painter, OutcomeClass value, QPointF centre, double size, const QColor& colour);
// Cached; for many marks and for models. Sizes in device-independent pixels.
QPixmap outcomePixmap(OutcomeClass value, int size, bool dark, double devicePixelRatio = 1.0);
QIcon outcomeIcon(OutcomeClass value, bool dark);

} // namespace knockback

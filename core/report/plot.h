// Thread: any; pure.
//
// The timeline of a report as inline SVG: latency of completed handshakes on a logarithmic axis, every kind of failure
// as marks on a row of its own (never as a spike), the bands in which a kernel sends a SYN again, and the outcome
// strip. One lane an address. Drawn from at most a thousand marks a lane whatever the number of attempts
// (core/session/series.h).
#pragma once

#include "core/report/wording.h"
#include "core/session/series.h"

namespace knockback::report {

// "" where there is nothing to draw. resendSeconds: SynTimetable::resendSeconds.
QString plotSvg(const Timeline& timeline, const QVector<double>& resendSeconds, const Wording& say);

} // namespace knockback::report

// Thread: any; pure. Where a time axis has its ticks and what they say, in local time.
#pragma once

#include <QString>
#include <QVector>

namespace knockback {

struct TimeTick
{
    qint64 atNs = 0; // wall time
    QString label;
    bool day = false; // a date, not a time
};

// The step between ticks (ns) so that neighbours are at least minSpacing pixels apart; always one a person counts in:
// 1, 2, 5 × 10ⁿ ms, 1, 2, 5, 10, 15, 30 s and min, 1, 2, 3, 6, 12 h, then whole days.
qint64 timeStep(qint64 fromNs, qint64 toNs, double pixels, double minSpacing);
// Ticks in [from, to] at that step, on round local times. At most a few hundred.
QVector<TimeTick> timeTicks(qint64 fromNs, qint64 toNs, qint64 stepNs);
// "10:02:11", or with milliseconds or a date as far as `precisionNs` asks for it.
QString timeLabel(qint64 atNs, qint64 precisionNs);
// "31 Jan" in the reader's language and order.
QString dayLabel(qint64 atNs);
// "10:02:00 – 10:07:00", with the day where it is not today's.
QString rangeLabel(qint64 fromNs, qint64 toNs);

} // namespace knockback

#include "ui/timeline/time_ticks.h"

#include "core/base/clock.h"

#include <QDateTime>
#include <QLocale>
#include <algorithm>
#include <array>

namespace knockback {

namespace {

constexpr qint64 kMs = 1'000'000;
constexpr qint64 kSecond = 1'000 * kMs;
constexpr qint64 kMinute = 60 * kSecond;
constexpr qint64 kHour = 60 * kMinute;
constexpr qint64 kDay = 24 * kHour;

constexpr std::array<qint64, 33> kSteps = {
    1 * kMs,      2 * kMs,     5 * kMs,     10 * kMs,    20 * kMs,     50 * kMs,     100 * kMs,
    200 * kMs,    500 * kMs,   1 * kSecond, 2 * kSecond, 5 * kSecond,  10 * kSecond, 15 * kSecond,
    30 * kSecond, 1 * kMinute, 2 * kMinute, 5 * kMinute, 10 * kMinute, 15 * kMinute, 30 * kMinute,
    1 * kHour,    2 * kHour,   3 * kHour,   6 * kHour,   12 * kHour,   1 * kDay,     2 * kDay,
    7 * kDay,     14 * kDay,   30 * kDay,   90 * kDay,   365 * kDay};

qint64 floorDiv(qint64 a, qint64 b)
{
    return a / b - (a % b < 0 ? 1 : 0);
}

QDateTime local(qint64 ns)
{
    return QDateTime::fromMSecsSinceEpoch(floorDiv(ns, kMs));
}

} // namespace

qint64 timeStep(qint64 fromNs, qint64 toNs, double pixels, double minSpacing)
{
    const double span = static_cast<double>(std::max<qint64>(toNs - fromNs, 1));
    const double most = std::max(1.0, pixels / std::max(minSpacing, 1.0));
    for (const qint64 step : kSteps) {
        if (span / static_cast<double>(step) <= most)
            return step;
    }
    return kSteps.back() * (1 + static_cast<qint64>(span / static_cast<double>(kSteps.back()) / most));
}

QVector<TimeTick> timeTicks(qint64 fromNs, qint64 toNs, qint64 stepNs)
{
    QVector<TimeTick> out;
    if (toNs <= fromNs || stepNs <= 0)
        return out;
    if (stepNs >= kDay) { // by the calendar: days have 23, 24 or 25 hours
        const qint64 days = stepNs / kDay;
        QDate date = local(fromNs).date();
        date = date.addDays(-((date.toJulianDay() % days) + days) % days);
        for (int i = 0; i < 500; ++i, date = date.addDays(days)) {
            const qint64 at = date.startOfDay().toMSecsSinceEpoch() * kMs;
            if (at > toNs)
                break;
            if (at >= fromNs)
                out.push_back({at, dayLabel(at), true});
        }
        return out;
    }
    const qint64 offset = local(fromNs).offsetFromUtc() * kSecond;
    qint64 at = floorDiv(fromNs + offset + stepNs - 1, stepNs) * stepNs - offset;
    for (int i = 0; i < 500 && at <= toNs; ++i, at += stepNs) {
        const bool midnight = local(at).time().msecsSinceStartOfDay() == 0;
        out.push_back({at, midnight ? dayLabel(at) : timeLabel(at, stepNs), midnight});
    }
    return out;
}

QString timeLabel(qint64 atNs, qint64 precisionNs)
{
    const QDateTime time = local(atNs);
    if (precisionNs < kSecond)
        return time.toString(QStringLiteral("HH:mm:ss.zzz"));
    if (precisionNs < kMinute)
        return time.toString(QStringLiteral("HH:mm:ss"));
    return time.toString(QStringLiteral("HH:mm"));
}

QString dayLabel(qint64 atNs)
{
    const QLocale locale;
    // The short date without its year, in the order the language uses.
    const bool chinese = locale.language() == QLocale::Chinese;
    return locale.toString(local(atNs).date(), chinese ? QStringLiteral("M月d日") : QStringLiteral("d MMM"));
}

QString rangeLabel(qint64 fromNs, qint64 toNs)
{
    const qint64 precision = toNs - fromNs < 10 * kSecond ? kMs : kSecond;
    const QDate today = local(systemClock().wall().ns).date();
    const QDate from = local(fromNs).date();
    const QDate to = local(toNs).date();
    const auto one = [&](qint64 at, bool withDay) {
        const QString time = timeLabel(at, precision);
        return withDay ? QStringLiteral("%1 %2").arg(dayLabel(at), time) : time;
    };
    return QStringLiteral("%1 – %2").arg(one(fromNs, from != today), one(toNs, to != from));
}

} // namespace knockback

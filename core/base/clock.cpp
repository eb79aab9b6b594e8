#include "core/base/clock.h"

#include <QDateTime>
#include <QTimeZone>
#include <ctime>
#include <limits>

namespace knockback {

namespace {

std::int64_t read(clockid_t id) noexcept
{
    timespec now{};
    ::clock_gettime(id, &now);
    return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

class SystemClock final : public Clock
{
public:
    MonoTime mono() const noexcept override { return {read(CLOCK_MONOTONIC)}; }
    WallTime wall() const noexcept override { return {read(CLOCK_REALTIME)}; }
};

QDateTime toUtc(WallTime time)
{
    return QDateTime::fromMSecsSinceEpoch(time.ns / 1'000'000, Qt::UTC);
}

} // namespace

const Clock& systemClock() noexcept
{
    static const SystemClock clock;
    return clock;
}

QString toIsoUtc(WallTime time)
{
    return toUtc(time).toString(Qt::ISODateWithMs);
}

QString toIsoLocal(WallTime time)
{
    const QDateTime local = toUtc(time).toLocalTime();
    return local.toOffsetFromUtc(local.offsetFromUtc()).toString(Qt::ISODateWithMs);
}

QString toClockTime(WallTime time)
{
    return toUtc(time).toLocalTime().toString(QStringLiteral("HH:mm:ss.zzz"));
}

WallTime fromIso(const QString& text)
{
    const QDateTime parsed = QDateTime::fromString(text, Qt::ISODateWithMs);
    if (!parsed.isValid())
        return {};
    // Nanoseconds in 64 bits reach from 1677 to 2262.
    constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max() / 1'000'000;
    const std::int64_t milliseconds = parsed.toMSecsSinceEpoch();
    return milliseconds > kMost || milliseconds < -kMost ? WallTime{} : WallTime{milliseconds * 1'000'000};
}

} // namespace knockback

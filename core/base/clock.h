// Thread: any.
//
// The only header that knows what time it is. MonoTime measures (CLOCK_MONOTONIC, never jumps); WallTime tells a person
// when (CLOCK_REALTIME, may be set). Both count nanoseconds. Nothing outside takes now() from anywhere else, so tests
// hand in a clock of their own.
#pragma once

#include <QString>
#include <chrono>
#include <compare>
#include <cstdint>

namespace knockback {

using Nanoseconds = std::chrono::nanoseconds;

struct MonoTime
{
    std::int64_t ns = 0; // since an arbitrary start, the same for the whole machine until it is booted again
    auto operator<=>(const MonoTime&) const = default;
    friend MonoTime operator+(MonoTime t, Nanoseconds d) { return {t.ns + d.count()}; }
    friend Nanoseconds operator-(MonoTime a, MonoTime b) { return Nanoseconds(a.ns - b.ns); }
};

struct WallTime
{
    std::int64_t ns = 0; // since 1970-01-01T00:00:00Z; 0 = not known
    auto operator<=>(const WallTime&) const = default;
    friend WallTime operator+(WallTime t, Nanoseconds d) { return {t.ns + d.count()}; }
    friend Nanoseconds operator-(WallTime a, WallTime b) { return Nanoseconds(a.ns - b.ns); }
};

class Clock
{
public:
    virtual ~Clock() = default;
    virtual MonoTime mono() const noexcept = 0;
    virtual WallTime wall() const noexcept = 0;
};

// The kernel's clocks. Lives as long as the program.
const Clock& systemClock() noexcept;

// "2026-01-31T10:00:00.000Z": for JSON and files.
QString toIsoUtc(WallTime time);
// "2026-01-31T11:00:00.000+01:00": for reports, in the zone of this machine.
QString toIsoLocal(WallTime time);
// "11:00:00.000": for the screen, local time.
QString toClockTime(WallTime time);
// The opposite of toIsoUtc (any offset is accepted). ns = 0 where the text is not a time.
WallTime fromIso(const QString& text);

} // namespace knockback

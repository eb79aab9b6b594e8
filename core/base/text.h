// Thread: any. Text for people, from values and from untrusted bytes.
#pragma once

#include "core/base/result.h"

#include <QString>
#include <chrono>
#include <cstdint>
#include <span>

namespace knockback {

// In the unit a person would say: "0.4 ms", "85 ms", "3.1 s", "2 min 5 s", "1 h 4 min". Negative means not known: "–".
QString formatDuration(std::chrono::nanoseconds duration);

// "500ms", "10s", "5m", "2h", "1d", "1.5s" (contract.md). Refuses everything else, below 0 and above 366 days, saying
// what is accepted.
Result<std::chrono::nanoseconds> parseDuration(const QString& text);

// Untrusted text made fit to show: control, bidi-override and unassigned characters become visible escapes (\x1b,
// \u202e), and what is longer than `most` characters is cut with "…".
QString printable(const QString& text, int most = 200);
// The same for bytes off the wire, read as Latin-1; \r and \n are shown as such.
QString printable(std::span<const std::uint8_t> bytes, int most = 200);

// "ECONNREFUSED" for 111; "errno 9999" where the number has no name (strerrorname_np(3)). "" for 0.
QString errnoName(int value);
// "Connection refused", the C library's words, English.
QString errnoText(int value);

} // namespace knockback

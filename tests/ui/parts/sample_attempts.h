// Attempts made up for tests and pictures of the drawing parts, the same each time.
#pragma once

#include "core/facts/attempt.h"
#include "core/facts/vantage.h"
#include "core/session/series.h"

#include <QString>
#include <vector>

namespace knockback::samples {

// 2026-01-31 10:00:00 UTC
inline constexpr std::int64_t kStartNs = 1'769'853'600'000'000'000;
inline constexpr std::int64_t kMs = 1'000'000;
inline constexpr std::int64_t kSecond = 1'000 * kMs;

IpAddress address(const QString& literal);
Attempt connected(std::uint64_t id, std::int64_t atNs, double ms, const QString& to = QStringLiteral("203.0.113.2"));
Attempt late(std::uint64_t id, std::int64_t atNs, double ms, std::uint32_t resent,
             const QString& to = QStringLiteral("203.0.113.2"));
Attempt failed(std::uint64_t id, std::int64_t atNs, Outcome outcome, double ms,
               const QString& to = QStringLiteral("203.0.113.2"));
Attempt prohibited(std::uint64_t id, std::int64_t atNs);
Attempt withBanner(std::uint64_t id, std::int64_t atNs, const QByteArray& banner);

// What happens in a stretch of time, an attempt each `everyMs`.
std::vector<Attempt> quiet(int count, double everyMs = 1000, const QString& to = QStringLiteral("203.0.113.2"));
std::vector<Attempt> refusedOnly(int count);
std::vector<Attempt> mixed(int count);     // everything that can occur
std::vector<Attempt> fullQueue(int count); // late in the bands, and time-outs
std::vector<Attempt> lanes(int addresses, int count);
std::vector<Attempt> day(); // ten a second for a day, with a bad hour and one single refusal

SynTimetable newKernel(); // linear timeouts
SynTimetable oldKernel();

Timeline timeline(const std::vector<Attempt>& attempts);

} // namespace knockback::samples

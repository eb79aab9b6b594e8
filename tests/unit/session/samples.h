// Attempts and facts with every field set, and comparisons that name the field that differs.
#pragma once

#include "core/facts/diagnosis.h"
#include "core/facts/names.h"
#include "core/facts/target.h"
#include "core/facts/vantage.h"
#include "core/session/session.h"

#include <QString>

namespace knockback::test {

inline constexpr std::int64_t kDay = 86'400'000'000'000;
inline constexpr std::int64_t kStart = 1'770'000'000'000'000'000; // 2026-02-02

IpAddress address(const char* text);
// Attempt number `id` of a made-up run: outcomes, families, purposes and all optional parts in turn.
Attempt attempt(std::uint64_t id, std::int64_t atNs);
TargetSpec target(const QString& host = QStringLiteral("db.example"));
NameReport names();
RouteFact route();
NeighbourFact neighbour();
EchoFact echo();
RouterFact router();
TlsFact tls();
LargeFact large();
VantageFacts vantage();
Diagnosis diagnosis();
Session header();

// "" = the same; else which field differs.
QString difference(const Attempt& a, const Attempt& b);
// Attempts only.
QString difference(const std::vector<Attempt>& a, const std::vector<Attempt>& b);

} // namespace knockback::test

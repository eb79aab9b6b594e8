// Facts as JSON documents, and back. What is written is read again bit by bit; what is read is checked: every type,
// range and length, because a file may come from anywhere. A field that is not there keeps its default. Thread: any.
#pragma once

#include "core/base/result.h"
#include "core/facts/after_connect.h"
#include "core/facts/diagnosis.h"
#include "core/facts/names.h"
#include "core/facts/server.h"
#include "core/facts/target.h"
#include "core/facts/vantage.h"

#include <QByteArray>
#include <limits>
#include <string>
#include <string_view>

namespace knockback::codec {

// The range of times in a file: 1970 to 2100 (so that sums cannot overflow), and of durations.
inline constexpr std::int64_t kLatestNs = 4'102'444'800LL * 1'000'000'000LL;
inline constexpr std::int64_t kLongestNs = 366LL * 86'400LL * 1'000'000'000LL;

// Compact UTF-8 JSON. Numbers beyond the range are brought into it.
QByteArray encode(const TargetSpec& value);
QByteArray encode(const NameReport& value);
QByteArray encode(const RouteFact& value);
QByteArray encode(const NeighbourFact& value);
QByteArray encode(const EchoFact& value);
QByteArray encode(const RouterFact& value);
QByteArray encode(const TlsFact& value);
QByteArray encode(const LargeFact& value);
QByteArray encode(const KernelCounters& value);
QByteArray encode(const VantageFacts& value);
QByteArray encode(const ServerWords& value); // without what was said: that has a table of its own
QByteArray encode(const ServerTrouble& value);
QByteArray encode(const OwnFilter& value);
QByteArray encode(const Diagnosis& value);
QByteArray encode(const Phrase& value);

// Errors: damagedFile; `detail` names the field that is wrong. Only for the types above.
template <typename T>
Result<T> decode(const QByteArray& json);

template <>
Result<TargetSpec> decode<TargetSpec>(const QByteArray& json);
template <>
Result<NameReport> decode<NameReport>(const QByteArray& json);
template <>
Result<RouteFact> decode<RouteFact>(const QByteArray& json);
template <>
Result<NeighbourFact> decode<NeighbourFact>(const QByteArray& json);
template <>
Result<EchoFact> decode<EchoFact>(const QByteArray& json);
template <>
Result<RouterFact> decode<RouterFact>(const QByteArray& json);
template <>
Result<TlsFact> decode<TlsFact>(const QByteArray& json);
template <>
Result<LargeFact> decode<LargeFact>(const QByteArray& json);
template <>
Result<KernelCounters> decode<KernelCounters>(const QByteArray& json);
template <>
Result<VantageFacts> decode<VantageFacts>(const QByteArray& json);
template <>
Result<ServerWords> decode<ServerWords>(const QByteArray& json);
template <>
Result<ServerTrouble> decode<ServerTrouble>(const QByteArray& json);
template <>
Result<OwnFilter> decode<OwnFilter>(const QByteArray& json);
template <>
Result<Diagnosis> decode<Diagnosis>(const QByteArray& json);
template <>
Result<Phrase> decode<Phrase>(const QByteArray& json);

// "192.0.2.1", "2001:db8::1", "fe80::1%3": the scope as a number, because interface names differ between machines. ""
// for none.
std::string addressText(const IpAddress& address);
// The opposite, strict. Nothing for text that is no address; an address without family for "".
std::optional<IpAddress> addressFrom(std::string_view text);

} // namespace knockback::codec

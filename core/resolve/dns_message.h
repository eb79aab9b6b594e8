// Thread: any. DNS messages as on the wire (RFC 1035 section 4): one question written, one answer read.
//
// The bytes of an answer are hostile: they may be cut short, point anywhere, repeat without end. What is kept of one is
// bounded (kMostRecords, kMostAddresses); what is beyond that is not looked at.
#pragma once

#include "core/facts/names.h"

#include <QString>
#include <cstdint>
#include <span>
#include <vector>

namespace knockback {

inline constexpr int kMostRecords = 256;
inline constexpr int kMostAddresses = 64;

// A question for the A (ipv4) or AAAA (ipv6) records of a name, recursion desired, without EDNS, as glibc asks by
// default. Empty where the name cannot stand in a question (a label over 63 bytes, over 255 in all, an empty label).
std::vector<std::uint8_t> buildDnsQuery(std::uint16_t id, const QString& name, Family family);

// The header alone, enough to tell whose answer it is.
struct DnsHeader
{
    std::uint16_t id = 0;
    bool isResponse = false;
    bool truncated = false;
    int rcode = -1;
    std::uint16_t questions = 0;
    bool questionMatches = false; // the question section is the one asked for
};
// Nothing where there are fewer than 12 bytes.
DnsHeader readDnsHeader(std::span<const std::uint8_t> message, const QString& name, Family family, bool& readable);

// Fills status, rcode, records and addresses of `answer` (whose name and family are set) from a message that came for
// it. `records`: the answer section in its order; where the answer is negative also the zone's SOA from the authority
// section, its ttl being how long the "no" may be kept (RFC 2308 section 5). `addresses`: only those at the end of the
// CNAME chain that begins with the name asked for, each once. status malformed: the message does not parse or answers
// something else.
void readDnsAnswer(std::span<const std::uint8_t> message, DnsAnswer& answer);

// "A", "AAAA", "CNAME", …; "TYPE65" for those without a name here (RFC 3597).
QString dnsTypeName(std::uint16_t type);

} // namespace knockback

// One attempt, read: who ended it and how. The outcome alone misleads (the same REJECT is ECONNREFUSED, EHOSTUNREACH or
// EACCES, by its ICMP code and the IP version); the error queue does not.
// Thread: any; pure.
#pragma once

#include "core/facts/attempt.h"

namespace knockback {

// RFC 792, RFC 1122 3.2.2.1, RFC 1812 5.2.7.1; RFC 4443 3.1.
enum class IcmpMeaning : std::uint8_t
{
    none,                // the queue held no ICMP error
    portUnreachable,     // 3/3; v6 1/4
    prohibited,          // 3/9, 3/10, 3/13; v6 1/1, 1/5, 1/6
    protocolUnreachable, // 3/2
    hostUnreachable,     // 3/1, 3/7, 3/8, 3/12; v6 1/3, 1/2
    networkUnreachable,  // 3/0, 3/6, 3/11; v6 1/0
    timeExceeded,        // 11/0; v6 3/0
    other,
};
IcmpMeaning meaningOf(const IcmpError& error);
// "ICMP 3/13" or "ICMPv6 1/4": what a packet analyser would show.
QString icmpName(const IcmpError& error);

enum class Happening : std::uint8_t
{
    worked,           // the handshake completed and nothing after it went wrong
    closed,           // connected, then ended by the peer before it said a byte
    unanswered,       // connected, an answer was due and none came
    reset,            // refused by a TCP reset (or TCP met itself: nobody listens)
    icmpReject,       // refused by ICMP port-unreachable, protocol-unreachable or a prohibition
    icmpHost,         // ICMP: that host is not there
    icmpNetwork,      // ICMP: no way to that network
    icmpTime,         // ICMP: the time to live ran out on the way
    icmpOther,        // another ICMP error
    silent,           // no answer at all
    localNoRoute,     // this machine: ENETUNREACH, nothing sent
    localUnreachable, // this machine: EHOSTUNREACH, nothing sent
    localDenied,      // this machine: EACCES or EPERM, nothing sent
    localInvalid,     // this machine: EINVAL, nothing sent
    noPort,           // this machine: EADDRNOTAVAIL, EADDRINUSE
    noDescriptor,     // this machine: EMFILE, ENFILE
    unresolved,       // there was no address to try
    other,            // anything else; errno tells
    skipped,          // stopped by us: says nothing
};
inline constexpr std::size_t kHappeningCount = 19;

Happening happeningOf(const Attempt& attempt);

constexpr bool connects(Happening h)
{
    return h == Happening::worked || h == Happening::closed || h == Happening::unanswered;
}

// 100–599 where the first bytes are an HTTP status line, else 0.
int httpStatus(const Attempt& attempt);
// The first bytes, fit to show.
QString bannerText(const Attempt& attempt, int most = 120);
// The same machine's address, whether or not one of them names an interface.
bool sameAddress(const IpAddress& a, const IpAddress& b);

} // namespace knockback

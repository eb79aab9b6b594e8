// Thread: any. Small pieces of text several parts of the screen share.
#pragma once

#include "core/facts/attempt.h"

#include <QString>

namespace knockback {

// "1 administratively prohibited" and the like, in words, for ICMP and ICMPv6 (RFC 792, 1812, 4443).
QString icmpWords(const IcmpError& icmp);
// "RST", "ICMP 3/13", "" …
QString icmpShort(const IcmpError& icmp);
// "ECONNREFUSED (111)", "" for 0.
QString errnoShort(int value);
// Counted, without a plural of their own to translate: "once", "3 times"; "1 attempt", "5 attempts"; "1 byte", "67
// bytes".
QString timesText(std::uint64_t count);
QString attemptsText(std::uint64_t count);
QString bytesText(std::uint64_t count);
// TCP_ESTABLISHED → "established".
QString tcpStateWord(int state);
// "UTC+02:00, CEST" of this machine at a moment.
QString zoneText(qint64 atNs);
// "10:02:11.204" with milliseconds.
QString clockText(qint64 atNs);

} // namespace knockback

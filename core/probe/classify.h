// Thread: any; pure.
//
// What errno and the error queue together say. errno alone misleads: the same REJECT is ECONNREFUSED
// (port-unreachable), EHOSTUNREACH (prohibited, IPv4) or EACCES (prohibited, IPv6). Kernel: net/ipv4/icmp.c
// icmp_err_convert[], net/ipv6/icmp.c tab_unreach[]; codes of RFC 792, RFC 1122, RFC 1812, RFC 4443.
#pragma once

#include "core/facts/attempt.h"

namespace knockback {

// For an attempt that failed before it was established. errnoValue: what SO_ERROR or the call that failed gave; 0 =
// only the error queue speaks. Never gives an outcome for which isConnected() is true.
Outcome failureOutcome(int errnoValue, const IcmpError& icmp) noexcept;

// 3/9, 3/10, 3/13; ICMPv6 1/1, 1/5, 1/6: somebody's rule, not a missing route.
bool isProhibition(const IcmpError& icmp) noexcept;

} // namespace knockback

// Who sent a reset: the TTL it came with beside the TTL of the host's other answers, and how few hops a SYN needed to
// be reset beside how far one to another port had to go. Both are seen unprivileged: IP_MINTTL and IPV6_MINHOPCOUNT
// make the kernel ignore answers below a floor, IP_TTL makes a SYN die on the way. Thread: any; pure.
#pragma once

#include "core/diagnose/diagnose.h"
#include "core/diagnose/reading.h"

#include <optional>

namespace knockback {

// The TTL with which answers from one port arrive, as far as it is known.
struct TtlRange
{
    int low = 0;    // an answer came with at least this; 0 = none came at all
    int high = 255; // no answer came with more
    int below = 0;  // how many attempts with a floor of high + 1 stayed silent: one may be a lost packet
    bool exact() const { return low > 0 && low == high; }
};
TtlRange ttlOf(const AddressView& v, Port port);

struct Origin
{
    enum class Is : std::uint8_t
    {
        unknown, // not measured, or not settled
        host,    // the reset carries the TTL of the host's other answers: from the host, or from a firewall on it
        nearer,  // a higher TTL: it comes from something on the way
        farther, // a lower TTL than the host's other answers
        onTheWay // a SYN was reset where one to another port had not even reached the host
    } is = Is::unknown;
    TtlRange reset, host;
    Port control;             // whose answers the reset was compared with
    bool likeForLike = false; // the control port answered with a reset, too
    bool sameClass = false;   // the TTLs differ by a few hops and not by another starting value (64, 128, 255)
    int hop = 0;              // TTL at which the reset was met on the way, for onTheWay
    IpAddress router;         // who sits where the reset comes from, where that is known
    bool forged() const { return is == Is::nearer || is == Is::farther || is == Is::onTheWay; }
};
Origin originOf(const Reading& r, const AddressView& v);

// The looks that would settle it: the path of both ports, then floors.
void askOrigin(const Reading& r, const AddressView& v, NextLooks& out);

} // namespace knockback

// Did our packets leave this machine?
// Thread: any; pure.
#pragma once

#include "core/diagnose/reading.h"

namespace knockback {

enum class Sent : std::uint8_t
{
    unknown,
    left,       // every SYN was sent again without being refused, or routers answered some
    refusedHere // this machine itself refused to send them again
};
// The kernel counts what it could not send again because this machine itself refused it (TcpExt TCPRetransFail): a rule
// in the output hook, a cgroup filter. No network does that. Only of silent attempts long enough to be sent again.
Sent sentOf(const Reading& r, const Group& g);
// Routers on the way answered packets to this very port.
bool routersAnswered(const Group& g);

// Packets to this port do not even get to the first router, which answers for another port.
bool diesBeforeFirstRouter(const Reading& r, const AddressView& v);

} // namespace knockback

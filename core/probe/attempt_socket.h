// Thread: one; nothing is allocated.
//
// Makes the socket of one attempt, up to connect().
#pragma once

#include "core/probe/engine.h"
#include "core/probe/system.h"

namespace knockback {

struct OpenedSocket
{
    int fd = -1;        // -1 = none
    int errnoValue = 0; // of the call that failed
    Phase phase = Phase::socket;
};

// socket(), the error queue switched on, TTL, interface, source address and port.
OpenedSocket openAttemptSocket(System& system, const AttemptRequest& request) noexcept;

} // namespace knockback

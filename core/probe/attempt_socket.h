// Thread: one; nothing is allocated.
//
// Makes the socket of one attempt, up to connect(), and the words of its hello.
#pragma once

#include "core/probe/engine.h"
#include "core/probe/system.h"

#include <array>
#include <cstddef>

namespace knockback {

struct OpenedSocket
{
    int fd = -1;        // -1 = none
    int errnoValue = 0; // of the call that failed
    Phase phase = Phase::socket;
};

// socket(), the error queue switched on, TTL, interface, source address and port.
OpenedSocket openAttemptSocket(System& system, const AttemptRequest& request) noexcept;

using HelloBuffer = std::array<char, 192>;
// "HEAD / HTTP/1.1" with the address as Host (RFC 9110 7.2); its length.
std::size_t writeHttpHello(const Endpoint& remote, HelloBuffer& out) noexcept;

} // namespace knockback

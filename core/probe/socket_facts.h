// Thread: one; nothing is allocated.
//
// What a socket knows of its own fate: the error queue, TCP_INFO, its names. Read SO_ERROR (socketError()) before the
// error queue: draining the queue clears SO_ERROR, and POLLOUT with SO_ERROR = 0 looks like a connection.
#pragma once

#include "core/facts/attempt.h"
#include "core/probe/system.h"

#include <cstddef>
#include <span>

namespace knockback {

// SO_ERROR: the error, 0 for none. Read once: the kernel forgets it. Includes sk_err_soft, which an ICMP error that
// came while the socket was locked leaves behind (net/ipv4/tcp_ipv4.c tcp_v4_err()).
int socketError(System& system, int fd) noexcept;

// Reads the queue until the first ICMP error, at most 16 messages. What else was found first where there was no ICMP
// error; origin none where the queue was empty. IPv4 offenders of an IPv6 socket (::ffff:a.b.c.d) come as IPv4.
IcmpError readErrorQueue(System& system, int fd) noexcept;

// The control part of one message of the error queue. origin none where it holds no extended error.
IcmpError parseErrorControl(const msghdr& message) noexcept;

// TCP_INFO; fields the kernel is too old to know stay 0. valid = false where the call failed.
TcpFacts readTcpFacts(System& system, int fd) noexcept;
TcpFacts parseTcpInfo(std::span<const std::byte> bytes) noexcept;

// getsockname(2), getpeername(2); without address where it was never bound.
Endpoint localEndpoint(System& system, int fd) noexcept;
Endpoint peerEndpoint(System& system, int fd) noexcept;

} // namespace knockback

// One ICMP echo through an unprivileged datagram socket (icmp(7)).
#pragma once

#include "core/facts/vantage.h"

#include <chrono>
#include <stop_token>

namespace knockback {

// Thread: a worker (blocks until answer, error, timeout, or within 20 ms of a stop). EPERM/EACCES when opening =
// notPermitted, which says nothing about the host.
EchoFact echo(const IpAddress& to, std::chrono::milliseconds timeout, const std::stop_token& stop);

} // namespace knockback

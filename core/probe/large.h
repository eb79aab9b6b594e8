// Asks an HTTP server for its first page, and then a question that fills more than one packet, to see whether full
// packets come through in both directions. GET and HEAD are safe (RFC 9110 9.2.1); the answer is not kept.
#pragma once

#include "core/facts/after_connect.h"
#include "core/probe/engine.h"

#include <chrono>
#include <stop_token>

namespace knockback {

// Thread: a worker (blocks until it is done, at most `limit`, or until a stop). What stands still is tried once more.
LargeFact lookAtLarge(const AttemptRequest& request, std::chrono::milliseconds limit, const std::stop_token& stop);

} // namespace knockback

// A saved session, to be diagnosed anew. Thread: any; pure.
#pragma once

#include "core/session/session.h"

namespace knockback {

// observationsOf(), and the server's words read by this version's parsers for these attempts.
Observations reopened(const Session& session, std::uint32_t target);

} // namespace knockback

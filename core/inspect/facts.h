// Thread: any; pure. From a server's words to facts of it. Nothing is asked; what could not be read is among the
// unseen.
#pragma once

#include "core/facts/server.h"

namespace knockback {

ServerFacts serverFacts(const ServerWords& words);

} // namespace knockback

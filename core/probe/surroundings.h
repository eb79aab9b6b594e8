// What on this machine may take its programs another way than a plain attempt goes: proxies, tunnels, namespaces.
// Read-only, unprivileged, nothing is sent. Thread: any that changes no environment meanwhile.
#pragma once

#include "core/facts/vantage.h"

namespace knockback {

Surroundings readSurroundings();

} // namespace knockback

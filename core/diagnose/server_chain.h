// The chain client → proxy → what is behind it, as the proxy's own machine tells it.
// Thread: any; pure.
#pragma once

#include "core/diagnose/reading.h"

namespace knockback {

// It was tried from the server itself, in a way that tells. Lack of rights is of whoever tried, not of the proxy.
bool isTried(const ServerUpstream& u);
bool answers(const ServerUpstream& u);
// As nginx's log names it: by its address, where the configuration may have a name.
bool isSameUpstream(const ServerUpstream& u, const QString& logged);

// Fills in d.chain; reads d.verdict.
void fillChain(const Reading& r, Diagnosis& d);

} // namespace knockback

// Thread: any; pure. What a server's words mean for one visitor: what its packet filter does with these very packets,
// and where nginx hands these very requests. Words and attempts come at different times, so it is worked out again when
// either has grown.
#pragma once

#include "core/facts/observations.h"

namespace knockback {

// Who comes, and where to.
struct ServerVisit
{
    IpAddress source;      // as this machine sees it; none = no attempt was made yet
    IpAddress destination; // the address that was tried
    QString host;          // the name that was asked for
    bool operator==(const ServerVisit&) const = default;
};

// The latest attempt that failed, else the latest of all.
ServerVisit visitOf(const Observations& seen);

// Fills in `firewall` and `nginx`.
void seeVisit(ServerFacts& facts, const ServerVisit& visit);

} // namespace knockback

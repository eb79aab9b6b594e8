// Thread: any; pure. What a server's words mean for the very connections that are tried: what its packet filter does
// with them, and where its nginx sends their request.
#pragma once

#include "core/facts/observations.h"

namespace knockback {

// Whose packets they are, as both ends have them; none where it is not known.
struct ServerTraffic
{
    IpAddress from, to;
    bool operator==(const ServerTraffic&) const = default;
};

// Of the attempts to an address of this server: the first that went wrong, else the first.
ServerTraffic trafficOf(const ServerFacts& facts, const Observations& seen);

// Fills in facts.firewall and facts.nginx from facts.sayings. host: the target's name, as nginx compares it.
void aimAt(ServerFacts& facts, const ServerTraffic& traffic, const QString& host);

// Both at once.
void aimAt(ServerFacts& facts, const Observations& seen);

// What should be tried from the server itself: the addresses its nginx hands the request to.
QStringList triesFor(const ServerFacts& facts, const QString& host);

} // namespace knockback

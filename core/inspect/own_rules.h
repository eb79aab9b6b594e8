// This machine's own packet filter, asked about connections that it makes. Its rules are shown to an administrator only
// (CAP_NET_ADMIN), so nothing is run where that right is missing.
//
// Thread: any. readOwnRules() blocks, at most kOwnRulesWait; the others do not.
#pragma once

#include "core/base/clock.h"
#include "core/facts/server.h"
#include "core/facts/target.h"

#include <chrono>
#include <stop_token>

namespace knockback {

inline constexpr std::chrono::milliseconds kOwnRulesWait{3000};

struct OwnRules
{
    OwnFilter::State state = OwnFilter::State::failed;
    QVector<ServerSaying> sayings; // "nft", "iptables", "ip6tables"
    WallTime at;
};

// Has this process the right to see rules at all? Of /proc/self/status.
bool mayReadOwnRules();
OwnRules readOwnRules(const std::stop_token& stop, const Clock& clock = systemClock());

// One that this machine makes.
struct OwnConnection
{
    IpAddress from, to;
    Port port;
    QString interface; // it leaves by; "" = not known
};

// Pure. later: the same rules, read again: they give the rise of the deciding rule's counter.
OwnFilter decideOwn(const OwnRules& rules, const OwnConnection& connection, const OwnRules* later = nullptr);

} // namespace knockback

// The one rule of the server's packet filter that decides about the attempts, and how sure it is that it does.
// Thread: any; pure.
#pragma once

#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"

namespace knockback {

struct Deciding
{
    enum class Proof : std::uint8_t
    {
        none,      // nothing was read, or rules on the way were not understood
        unreached, // it would decide, but its counter stands still while attempts fail
        reads,     // it says so; no counter tells
        counts,    // and its counter rises while attempts fail
    } proof = Proof::none;
    ServerFirewall::Decision decision = ServerFirewall::Decision::unknown;
    bool aboutUs = true; // it was asked about the address that this machine is seen from
    double confidence = 0;
    bool stops() const;  // drops, refuses or limits, and that is believed
    bool passes() const; // lets the port through, and that is certain
};
Deciding decidingRule(const Reading& r, const AddressView& v);

// The rule as a claim: what it does, its own words, its counter, how it is taken away. `summary` gets where and
// machine.
Claim ruleClaim(const Reading& r, const Group& g, const Deciding& d, const char* summary);
// "inet filter input": where the rule stands.
QString placeOf(const ServerFirewall& f);

} // namespace knockback

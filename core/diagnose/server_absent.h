// Why nobody takes connections to the port at this address, by the server's own facts.
// Thread: any; pure.
#pragma once

#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"

namespace knockback {

enum class Absent : std::uint8_t
{
    notKnown,
    listens,      // somebody does take them
    otherAddress, // bound to one address, and not to this one
    otherFamily,
    failed,    // its unit failed, or fails to start again and again
    stopped,   // its unit is stopped, disabled or masked
    elsewhere, // the service listens on another port
    nothing,   // nothing listens, and no unit says why
};
Absent absentOf(const Reading& r, const AddressView& v);

// Is that what the attempts met? They may have been stopped before: then it is a fault beside, which is met next.
enum class Meets : std::uint8_t
{
    no,
    beside,
    yes,
};
Meets meetsAbsence(const Reading& r, const Group& g);

// Since when somebody listens, by our clock; 0 = not known.
WallTime listensSince(const Reading& r, const AddressView& v);

// A claim about it, or nothing where `is` is not what the facts say.
std::optional<Claim> absentClaim(const Reading& r, const Group& g, Absent is, double confidence, const Phrase& summary);

} // namespace knockback

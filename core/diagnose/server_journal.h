// Lines of a unit's journal at the very seconds in which attempts went wrong. They name no client, so they count only
// where attempts that went well have none, and where the unit does not write all the time anyway.
// Thread: any; pure.
#pragma once

#include "core/facts/observations.h"

#include <vector>

namespace knockback {

struct TiedJournal
{
    int asked = 0; // attempts that went wrong before the journal was read
    int tied = 0;  // … that have a line of their own
    QStringList lines;
    WallTime first; // of these lines, by our clock
};

// attempts: to addresses of this very server, in the order of their start. Lines begin with their time as
// `journalctl -o short-iso` prints it, with its offset from UTC; others are passed over.
TiedJournal tieJournal(const ServerFacts& facts, const ServerUnit& unit, const std::vector<const Attempt*>& attempts);

} // namespace knockback

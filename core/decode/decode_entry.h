// Thread: any; pure. One entry read: its signs, its context, its places, put together.
#pragma once

#include "core/decode/decode.h"
#include "core/decode/entries.h"

namespace knockback {

struct ScoredLine
{
    DecodedLine line;
    int score = 0; // how much is known
};

// Nothing where the entry does not say that a connection failed.
std::optional<ScoredLine> decodeEntry(const Entry& entry);

} // namespace knockback

// The causes this program knows, in the catalogue's order. Generated from causes.txt.
// Thread: any.
#pragma once

#include <span>

namespace knockback {

struct Rule;

struct CauseEntry
{
    const char* id;   // public, see causes.txt
    const Rule* rule; // nullptr: known by name and text; no evidence is weighed for it yet
};

std::span<const CauseEntry> causeRegistry();

} // namespace knockback

// How successes and failures follow one another in time.
// Thread: any; pure.
#pragma once

#include "core/base/clock.h"

#include <cstdint>
#include <vector>

namespace knockback {

struct Sequence
{
    int total = 0;
    int failures = 0;
    int runs = 0; // stretches of equal results
    int failureRuns = 0;
    int longestFailureRun = 0;
    int longestSuccessRun = 0;
    int shortestInnerRun = 0; // of the stretches that have both edges, the shortest; 0 = there is none
    int tail = 0;             // length of the last stretch
    bool tailFails = false;
    bool headFails = false;
    WallTime lastEdge;    // when the last stretch began
    bool regular = false; // at least four stretches of failures began, at even distances (within a quarter)
    // Wald and Wolfowitz's runs test: how many standard deviations the number of stretches lies above (alternating) or
    // below (clustered) what independent draws with the same ratio give. 0 where it cannot be computed.
    double z = 0;

    double failureShare() const { return total > 0 ? static_cast<double>(failures) / total : 0; }
};

struct Step
{
    bool failed = false;
    WallTime at;
    std::int64_t tookNs = 0; // until it was over
};
// Failures come in stretches, beyond doubt: what one server that goes down and comes back does, and what one dead
// server of several (which alternates attempt by attempt) does not.
bool inStretches(const Sequence& s);
Sequence sequenceOf(const std::vector<Step>& steps);

} // namespace knockback

// What a cause says about the facts. Each file causes/ID.cpp holds one Rule: its weights, its words, why it may rank
// below its look-alikes, the cheapest test that tells them apart, and how it is mended.
// Thread: any; pure.
#pragma once

#include "core/facts/diagnosis.h"

#include <optional>

namespace knockback {

class Reading;
struct Group;

struct Claim
{
    double confidence = 0; // that this cause is the true one, 0–1; from kConcludes on it may be the verdict
    Pattern pattern = Pattern::persistent;
    Side side = Side::none;
    QString locatedAt;
    Phrase summary;
    QVector<Phrase> because;
    QStringList evidence;
    QVector<Fix> fixes;
    Phrase whyNot;         // as an alternative: why it ranks lower
    Phrase toTellApart;    // as an alternative: the next cheapest test
    bool beside = false;   // a fault that is there but does not explain the failure: goes to `also`, never the verdict
    bool proven = false;   // stands on facts of the server itself: what only the client shows gives way
    bool ruledOut = false; // the server's facts exclude it; only `whyNot` counts
};

// A claim below this is a candidate, not a verdict: "inconclusive" is said rather than a guess.
inline constexpr double kConcludes = 0.5;

struct Rule
{
    // false: weighed only as a look-alike of others; what would settle it cannot be seen yet.
    bool concludes = true;
    // About the target as a whole: its names, its addresses against one another.
    std::optional<Claim> (*onTarget)(const Reading&) = nullptr;
    // About addresses that behave alike.
    std::optional<Claim> (*onGroup)(const Reading&, const Group&) = nullptr;
    // The same once facts of the very server are there: what they prove, or rule out. Not asked where nothing fails.
    std::optional<Claim> (*onServer)(const Reading&, const Group&) = nullptr;
};

// Confidence that grows with repetition: `once` after one attempt, halfway nearer to `most` with each further one.
double grown(int times, double once, double most);

} // namespace knockback

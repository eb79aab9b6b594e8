// Before and after: two diagnoses of one target, made before and after somebody mended something. Whether it works now,
// what changed, and whether the attempts are enough to say so. Never says "works" on too little.
// Thread: any; pure.
#pragma once

#include "core/facts/diagnosis.h"

#include <optional>

namespace knockback {

enum class Change : std::uint8_t
{
    works,         // it failed, and now it works; the attempts are enough to say so
    perhaps,       // every attempt connects, but the same might have been seen with the fault still there
    partly,        // attempts connect, some of them or all, and a fault is still there
    further,       // what stopped them is out of the way; another fault shows now
    other,         // it fails in another way; whether the first fault is mended cannot be seen
    same,          // as before
    unknown,       // the second run is inconclusive
    asBefore,      // nothing was wrong, and nothing is
    broke,         // it worked before, and now it does not
    notComparable, // of different targets
};
QString changeId(Change value); // "works", "perhaps", "as-before", "not-comparable", …

struct RunSeen
{
    WallTime at; // when it began
    QString cause;
    double confidence = 0;
    int attempts = 0; // that say something about the target
    int failed = 0;   // of these
};

struct CompareRow
{
    QString id; // "verdict", "confidence", "at", "attempts", "also", or a check's id
    Phrase name;
    Phrase before, after;
    std::optional<CheckStatus> beforeStatus, afterStatus; // of a step of the checklist
};

struct Comparison
{
    Change change = Change::unknown;
    QVector<Phrase> sentences; // the first says it all; the others why, and what is still to do
    RunSeen before, after;
    QVector<CompareRow> rows;
    int more =
        0; // further attempts, in a row without a failure, that would settle it; 0: none are missing, or none can
};

// What the diagnoses themselves do not tell.
struct Circumstances
{
    int burstBefore = 0, burstAfter = 0; // attempts at once, 0 = no burst was sent
};
Comparison compare(const Diagnosis& before, const Diagnosis& after, const Circumstances& circumstances = {});

// How likely `now` attempts in a row all connect although nothing was mended, when `failed` of `of` failed before. The
// true rate of failures is not known, only these numbers: a beta-binomial prediction with Jeffreys' prior.
double chanceOfLuck(int failed, int of, int now);
// Attempts to each address, all of them connecting, after which luck has no more than 5 % left: 2 where 5 of 5 had
// failed, 31 where 1 of 5 had. 0 where nothing failed.
int attemptsToTell(const Diagnosis& before);
// And so long they have to go on at least: failures often come in stretches, and what was seen between two of them must
// not be taken for the end of them. Twice the longest time without one; 0 where every attempt failed.
std::chrono::nanoseconds timeToTell(const Diagnosis& before);

} // namespace knockback

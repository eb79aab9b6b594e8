#include "core/diagnose/sequence.h"

#include <algorithm>
#include <cmath>

namespace knockback {

namespace {

double runsTest(double failures, double successes, double runs)
{
    const double n = failures + successes;
    if (failures < 1 || successes < 1 || n < 3)
        return 0;
    const double expected = 2 * failures * successes / n + 1;
    const double variance = (expected - 1) * (expected - 2) / (n - 1);
    return variance > 1e-9 ? (runs - expected) / std::sqrt(variance) : 0;
}

// Do failures begin at even distances? The distances' standard deviation is at most a quarter of their mean.
bool evenlySpaced(const std::vector<WallTime>& starts)
{
    constexpr std::size_t kEnough = 4;
    constexpr double kSpread = 0.25;
    if (starts.size() < kEnough)
        return false;
    const auto n = static_cast<double>(starts.size() - 1);
    double sum = 0;
    double squares = 0;
    for (std::size_t i = 1; i < starts.size(); ++i) {
        const double gap = static_cast<double>(starts[i].ns) - static_cast<double>(starts[i - 1].ns);
        sum += gap;
        squares += gap * gap;
    }
    const double mean = sum / n;
    const double variance = squares / n - mean * mean;
    return mean > 0 && variance <= kSpread * kSpread * mean * mean;
}

} // namespace

// Two proofs, either is enough. Far fewer stretches than chance makes of the same numbers; or no stretch of a single
// attempt among many, which for independent draws has the chance of share^stretches (and is taken as proof at one in a
// thousand). Stretches of at most two are left alone: two dead servers side by side of four, taken in turn, make them.
bool inStretches(const Sequence& s)
{
    constexpr double kClustered = -3;
    constexpr double kOneInAThousand = 1e-3;
    const int successRuns = s.runs - s.failureRuns;
    if (s.failureRuns < 2 || successRuns < 2 || s.shortestInnerRun < 2 || s.longestSuccessRun < 3)
        return false;
    const bool longOnes = s.longestFailureRun >= 3;
    if (s.z <= kClustered)
        return longOnes || s.failureRuns >= 4;
    const double share = s.failureShare();
    const double chance = std::pow(share, s.failureRuns) * std::pow(1 - share, successRuns);
    return longOnes && s.failureRuns >= 4 && chance <= kOneInAThousand;
}

Sequence sequenceOf(const std::vector<Step>& steps)
{
    Sequence s;
    s.total = static_cast<int>(steps.size());
    if (steps.empty())
        return s;
    s.headFails = steps.front().failed;
    std::vector<WallTime> failureStarts;
    std::size_t start = 0;
    for (std::size_t i = 0; i <= steps.size(); ++i) {
        if (i < steps.size() && steps[i].failed == steps[start].failed)
            continue;
        const int length = static_cast<int>(i - start);
        const bool failed = steps[start].failed;
        ++s.runs;
        int& longest = failed ? s.longestFailureRun : s.longestSuccessRun;
        longest = std::max(longest, length);
        if (failed) {
            ++s.failureRuns;
            failureStarts.push_back(steps[start].at);
            s.failures += length;
        }
        if (i == steps.size()) {
            s.tail = length;
            s.tailFails = failed;
            s.lastEdge = steps[start].at;
        } else if (start > 0) {
            s.shortestInnerRun = s.shortestInnerRun == 0 ? length : std::min(s.shortestInnerRun, length);
        }
        start = i;
    }
    s.regular = evenlySpaced(failureStarts);
    s.z = runsTest(s.failures, s.total - s.failures, s.runs);
    return s;
}

} // namespace knockback

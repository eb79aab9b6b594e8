#include "core/diagnose/exact.h"

#include <algorithm>
#include <cmath>

namespace knockback {

namespace {

bool possible(Share s)
{
    constexpr int kMost = 10'000'000;
    return s.bad >= 0 && s.all >= s.bad && s.all <= kMost;
}

double logChoose(double n, double k)
{
    return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1);
}

} // namespace

double fisherMore(Share a, Share b)
{
    if (!possible(a) || !possible(b) || a.all == 0 || b.all == 0)
        return 1;
    const int bad = a.bad + b.bad;
    const int most = std::min(bad, a.all);
    const double whole = logChoose(static_cast<double>(a.all) + b.all, bad);
    double sum = 0;
    for (int k = std::max(a.bad, bad - b.all); k <= most; ++k)
        sum += std::exp(logChoose(a.all, k) + logChoose(b.all, bad - k) - whole);
    return std::clamp(sum, 0.0, 1.0);
}

std::pair<double, double> wilson(Share s)
{
    if (!possible(s) || s.all == 0)
        return {0, 1};
    constexpr double kZ = 1.959964;
    const double n = s.all;
    const double p = s.value();
    const double scale = 1 + kZ * kZ / n;
    const double middle = (p + kZ * kZ / (2 * n)) / scale;
    const double half = kZ * std::sqrt(p * (1 - p) / n + kZ * kZ / (4 * n * n)) / scale;
    return {std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

int moreNeeded(Share a, Share b, double wanted)
{
    if (!possible(a) || !possible(b) || a.all == 0 || b.all == 0 || a.value() <= b.value())
        return -1;
    constexpr int kMost = 1000;
    const double shareA = a.value();
    const double shareB = b.value();
    for (int more = 0; more <= kMost; more += more < 20 ? 1 : 10) {
        const Share grownA{static_cast<int>(std::lround(shareA * (a.all + more))), a.all + more};
        const Share grownB{static_cast<int>(std::lround(shareB * (b.all + more))), b.all + more};
        if (fisherMore(more == 0 ? a : grownA, more == 0 ? b : grownB) <= wanted)
            return more;
    }
    return -1;
}

} // namespace knockback

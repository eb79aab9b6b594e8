// Exact tests on small counts: failures are few, so nothing here leans on large numbers.
// Thread: any; pure. Any numbers are taken; impossible ones give 1 (nothing shown) or the whole range.
#pragma once

#include <utility>

namespace knockback {

// How many of so many.
struct Share
{
    int bad = 0;
    int all = 0;
    double value() const { return all > 0 ? static_cast<double>(bad) / all : 0; }
};

// Fisher's exact test, one side: the chance that `a` has at least so many bad ones when a and b are bad equally often.
double fisherMore(Share a, Share b);

// Wilson's score interval for the true share, 95 %.
std::pair<double, double> wilson(Share s);

// How many more attempts of each kind would be needed for fisherMore() to come below `wanted` if the shares stay as
// they are; 0 = it is there already, -1 = not within a thousand (or there is no difference to show).
int moreNeeded(Share a, Share b, double wanted);

} // namespace knockback

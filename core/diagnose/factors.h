// What failures go with: our own pace, the local port, this port rather than the host's others, many at once. One table
// a factor, with exact numbers, so that intermittence is explained by what splits it and not by how it looks.
// Thread: any; pure.
#pragma once

#include "core/diagnose/exact.h"
#include "core/diagnose/reading.h"

namespace knockback {

// Two groups of attempts that differ in one thing.
struct Split
{
    Share more; // the group that would be worse if the factor mattered
    Share less;
    double chance = 1; // of such a difference, or a greater one, when the factor does not matter
    bool seen() const { return more.all > 0 && less.all > 0; }
};

// An attempt that failed, or connected only after a SYN was sent again.
bool troubled(const Attempt& a);

// Our own pace: attempts soon after the packet before them (within 600 ms) against such with 0.8 s, and 2.2 s, between.
struct Pace
{
    Share fast, slow, slowest;
    Share afterBurst;     // of the fast ones, those since the first trouble
    int before = 0;       // attempts that went well before the first trouble
    double chance = 1;    // that fast ones suffer so much more than slow ones when the pace does not matter
    double odds = 0;      // oddsOfLimit(), where packets are lost
    bool decides = false; // it is our pace that makes the difference
    bool told = false;    // slow attempts enough to say whether it is
    bool slowFails() const { return slow.all >= 3 && slow.bad == slow.all; }
};
Pace paceOf(const AddressView& v);

// How much better a limit of so many connections a second (a bucket of tokens, filled at a steady rate) explains which
// connection requests got through, retransmitted ones included, than a chance that depends on the request before does.
// 1 = as well; below 1 = worse. Only what came after the first trouble counts. 0 where there is too little to say.
double oddsOfLimit(const AddressView& v);

// Whole attempts are lost, every packet of them, and others lose none: then what is lost hangs on the flow (which
// server, which worker, which link of a bundle takes it) and not on the moment. The chance of that if every packet were
// lost by itself; 1 where there is nothing to see.
double byFlow(const AddressView& v);

// Each failure is a flow that stayed silent although its SYN was sent again, and none came through late.
bool wholeFlows(const AddressView& v);

// Attempts from local ports that failed before, made again, against all others.
Split byLocalPort(const AddressView& v);
// This port against other ports of the host that answered at least once, and against echo where no port did.
Split byPort(const AddressView& v);
// Many at once against one at a time.
Split byCrowd(const AddressView& v);

// Below this a difference is taken as proven, above the second as not there at all.
inline constexpr double kProven = 0.01;
inline constexpr double kBeyondDoubt = 0.001;
// Packets to another port of the host, for comparison: so many, and twice as many where none of them was lost and that
// may still be luck (one in ten lost leaves 24 of 24 alone in one run of twelve, 48 of 48 in one of 150).
inline constexpr int kOthersAsked = 24;
inline constexpr double kLikely = 0.05;

} // namespace knockback

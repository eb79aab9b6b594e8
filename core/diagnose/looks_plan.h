// Which looks beside the attempts themselves would tell the first candidates apart, shape by shape.
// Thread: any; pure.
#pragma once

#include "core/diagnose/diagnose.h"
#include "core/diagnose/reading.h"

namespace knockback {

// Other ports, echo, the path, the TTL of answers, local ports: what is missing for this address.
void askAround(const Reading& r, const AddressView& v, NextLooks& out);

// Were there slow attempts enough to say whether our own pace matters?
bool paceIsTold(const AddressView& v);
// Is it proven that what fails is the flow?
bool flowIsTold(const AddressView& v);
// Were the failed local ports tried again often enough to say whether failure is pinned to them?
bool sweepIsDone(const AddressView& v);
// One stretch in which whole flows were lost, and success ever since: over, or a few flows in a row that met the same
// stuck worker?
bool cameBack(const AddressView& v);
// Those flows were tried again: one got through, or none of several did.
bool flowsWereTried(const AddressView& v);
// Were other ports asked often enough to say whether packets are lost on the way to all of the host?
bool lossIsTold(const AddressView& v);
// How far apart the next attempts should be to learn most; 0 = as usual.
std::chrono::nanoseconds spacingOf(const AddressView& v);

// A port that cannot be expected to be open anywhere: whoever connects there was answered by something that answers for
// everybody.
inline constexpr std::uint16_t kUnlikelyPort = 61697; // of the dynamic range (RFC 6335), assigned to nobody
inline constexpr std::uint16_t kUnlikelyPort2 = 7;    // echo (RFC 862): off everywhere for decades

// Where the same service often is when it is not where it is looked for; the port itself never among them.
std::vector<std::uint16_t> relatedPorts(Port port);

} // namespace knockback

#include "core/diagnose/interception.h"

#include "core/diagnose/looks_plan.h"

#include <algorithm>

namespace knockback {

Interception interceptionOf(const Reading& r, const AddressView& v)
{
    const auto connected = [&](std::uint16_t port) {
        return r.port.value != port && std::any_of(v.controls.begin(), v.controls.end(), [port](const Attempt* c) {
                   return c->remote.port.value == port && connects(happeningOf(*c));
               });
    };
    Interception out;
    out.first = !v.own && connected(kUnlikelyPort);
    out.second = out.first && connected(kUnlikelyPort2);
    out.nowhere = out.second && std::any_of(r.seen.attempts.begin(), r.seen.attempts.end(), [&](const Attempt& a) {
                      return a.purpose == Purpose::control && !sameAddress(a.remote.address, v.address) &&
                             connects(happeningOf(a));
                  });
    // On our own link a host that answers on all of its ports is more likely an odd host than a box between.
    out.confidence = out.nowhere ? 0.97 : out.second ? (v.onLink ? 0.6 : 0.76) : out.first ? 0.3 : 0;
    return out;
}

} // namespace knockback

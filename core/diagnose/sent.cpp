#include "core/diagnose/sent.h"

#include <algorithm>

namespace knockback {

bool routersAnswered(const Group& g)
{
    return std::any_of(g.members.begin(), g.members.end(), [](const AddressView* v) { return !v->hops.empty(); });
}

Sent sentOf(const Reading& r, const Group& g)
{
    if (routersAnswered(g)) // whatever else this machine refused to send, for others
        return Sent::left;
    std::int64_t again = 0;
    for (const AddressView* v : g.members)
        for (const Attempt* a : v->attempts)
            if (happeningOf(*a) == Happening::silent && a->tcp.valid)
                again += a->tcp.totalRetrans;
    const std::int64_t refused = r.refusedToSend();
    if (again <= 0 || refused < 0)
        return Sent::unknown;
    return refused >= again ? Sent::refusedHere : refused == 0 ? Sent::left : Sent::unknown;
}

bool diesBeforeFirstRouter(const Reading& r, const AddressView& v)
{
    const PathView* path = v.pathTo(r.port);
    return path && path->hops.empty() && path->answeredAt == 0 &&
           std::any_of(v.paths.begin(), v.paths.end(), [&](const PathView& other) {
               return other.port != r.port && !other.hops.empty() && other.hops.front().ttl == 1;
           });
}

} // namespace knockback

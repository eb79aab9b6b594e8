#include "core/diagnose/origin.h"

#include <algorithm>
#include <array>

namespace knockback {

namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr std::array kStartingTtls{64, 128, 255};
constexpr int kMostControlFloors = 8;
constexpr int kMostTargetFloors = 6;
constexpr int kFewHops = 20;
constexpr int kFirstBatch = 4; // of the path: what PathWalk sends at once

bool answered(const Attempt& a)
{
    const Happening h = happeningOf(a);
    return connects(h) || (h == Happening::reset && !a.selfConnect);
}

// An open port says more than a closed one, which may be the doing of the same firewall.
const Attempt* controlOf(const AddressView& v)
{
    const Attempt* found = nullptr;
    for (const Attempt* c : v.controls)
        if (answered(*c) && (!found || (!connects(happeningOf(*found)) && connects(happeningOf(*c)))))
            found = c;
    return found;
}

// Where packets get lost, silence under a floor means nothing.
bool losesPackets(const AddressView& v)
{
    const auto lost = [](const Attempt* a) { return a->tcp.valid && a->tcp.totalRetrans > 0; };
    return v.of(Happening::silent) > 0 || std::any_of(v.attempts.begin(), v.attempts.end(), lost) ||
           std::any_of(v.controls.begin(), v.controls.end(),
                       [&](const Attempt* c) { return happeningOf(*c) != Happening::silent && lost(c); });
}

// How often a floor must have been met by silence before something hangs on it. Other ports of the host were silent:
// they are filtered, or their packets were lost, and then these may be, too.
int silencesWanted(const AddressView& v)
{
    const bool doubt = std::any_of(v.controls.begin(), v.controls.end(),
                                   [](const Attempt* c) { return happeningOf(*c) == Happening::silent; });
    return doubt ? 4 : 2;
}

int taken(const AddressView& v, Port port, int floor = 0)
{
    return static_cast<int>(std::count_if(v.distances.begin(), v.distances.end(), [&](const Attempt* a) {
        return a->remote.port == port && (floor == 0 || a->floor.value == floor);
    }));
}

// Answers come as fast as they came before; so silence need not be waited for long.
nanoseconds wait(const AddressView& v)
{
    const std::int64_t took = v.sample ? std::max<std::int64_t>(v.sample->connectNs, 0) : 0;
    return std::clamp<nanoseconds>(nanoseconds(3 * std::min<std::int64_t>(took, 1'000'000'000)) + milliseconds(50),
                                   milliseconds(60), milliseconds(900));
}

class FloorPlan
{
public:
    FloorPlan(const AddressView& v, Port port, NextLooks& out) : m_view(v), m_port(port), m_out(out) {}

    // round: how often this floor should have been asked by then, less one.
    bool ask(int floor, int round = 0)
    {
        if (floor < 2 || floor > 255 || taken(m_view, m_port, floor) > round)
            return false;
        LookAttempt look;
        look.purpose = Purpose::distance;
        look.remote = {m_view.address, m_port};
        look.floor = Ttl{static_cast<std::uint8_t>(floor)};
        look.round = round;
        look.timeout = wait(m_view);
        m_out.attempts.append(look);
        return true;
    }

private:
    const AddressView& m_view;
    Port m_port;
    NextLooks& m_out;
};

void askControl(const AddressView& v, Port port, int routers, NextLooks& out)
{
    const TtlRange range = ttlOf(v, port);
    if (range.exact() || taken(v, port) >= kMostControlFloors)
        return;
    FloorPlan plan(v, port, out);
    const auto useful = [&](int floor) { return floor > std::max(range.low, 1) && floor <= range.high; };
    for (const int start : kStartingTtls) {
        const int guess = start - routers;
        if (guess > range.high || guess < range.low || (!useful(guess) && !useful(guess + 1)))
            continue;
        if (useful(guess))
            plan.ask(guess);
        if (useful(guess + 1))
            plan.ask(guess + 1);
        return;
    }
    plan.ask((std::max(range.low, 1) + range.high + 1) / 2);
}

void askTarget(const Reading& r, const AddressView& v, const TtlRange& host, Port control, NextLooks& out)
{
    const TtlRange reset = ttlOf(v, r.port);
    if (taken(v, r.port) >= kMostTargetFloors)
        return;
    FloorPlan target(v, r.port, out);
    const int ttl = host.low;
    if (taken(v, r.port) == 0) {
        for (const int floor : {ttl, ttl + 1})
            target.ask(floor);
        return;
    }
    if (reset.low > ttl && reset.high > reset.low)
        target.ask(reset.low + 1);
    // A lost packet looks like a TTL below the floor: what the accusation hangs on is asked more than once.
    const int wanted = silencesWanted(v);
    if (reset.low > ttl && host.below < wanted)
        FloorPlan(v, control, out).ask(ttl + 1, host.below);
    if (reset.high < ttl && reset.below < wanted)
        target.ask(reset.high + 1, reset.below);
}

// The router at the place the reset's TTL speaks of: it started with 64, 128 or 255 and lost one at each router
// between.
IpAddress routerAt(const AddressView& v, const Origin& o)
{
    const auto at = [&](int ttl) {
        for (const PathView& path : v.paths)
            for (const Hop& hop : path.hops)
                if (hop.ttl == ttl)
                    return hop.router;
        return IpAddress{};
    };
    if (o.reset.exact())
        for (const int start : kStartingTtls)
            if (o.reset.low <= start)
                return at(start - o.reset.low + 1);
    return o.hop > 1 ? at(o.hop - 1) : IpAddress{};
}

} // namespace

TtlRange ttlOf(const AddressView& v, Port port)
{
    TtlRange out;
    const auto known = [&](const std::vector<const Attempt*>& attempts) {
        return std::any_of(attempts.begin(), attempts.end(),
                           [&](const Attempt* a) { return a->remote.port == port && answered(*a); });
    };
    if (known(v.attempts) || known(v.controlSamples))
        out.low = 1;
    for (const Attempt* a : v.distances)
        if (a->remote.port == port && answered(*a))
            out.low = std::max<int>(out.low, a->floor.value);
    for (const Attempt* a : v.distances) {
        // An answer is a fact, silence may be a loss: where the two disagree the answer counts.
        if (a->remote.port != port || happeningOf(*a) != Happening::silent || a->floor.value <= out.low)
            continue;
        const int high = a->floor.value - 1;
        out.below = high < out.high ? 1 : high == out.high ? out.below + 1 : out.below;
        out.high = std::min(out.high, high);
    }
    return out;
}

Origin originOf(const Reading& r, const AddressView& v)
{
    Origin out;
    const Attempt* control = controlOf(v);
    if (v.own || v.of(Happening::reset) == 0 || !control || losesPackets(v))
        return out;
    out.control = control->remote.port;
    out.likeForLike = happeningOf(*control) == Happening::reset;
    out.reset = ttlOf(v, r.port);
    out.host = ttlOf(v, out.control);
    const bool bothKnown = out.host.exact() && out.host.low > 0;
    const int wanted = silencesWanted(v);
    if (bothKnown && out.reset.low > out.host.low && out.host.below >= wanted)
        out.is = Origin::Is::nearer;
    else if (bothKnown && out.reset.high < out.host.low && out.reset.below >= wanted)
        out.is = Origin::Is::farther;
    else if (bothKnown && out.reset.exact() && out.reset.low == out.host.low)
        out.is = Origin::Is::host;
    const int off = out.is == Origin::Is::nearer ? out.reset.low - out.host.low : out.host.low - out.reset.high;
    out.sameClass = off > 0 && off <= kFewHops;
    // Where a router still answered for the control port, the host is further away than that.
    const PathView* target = v.pathTo(r.port);
    const PathView* other = v.pathTo(out.control);
    if (target && other && target->answeredAt > 0 && target->answer == Happening::reset &&
        std::any_of(other->hops.begin(), other->hops.end(),
                    [&](const Hop& hop) { return hop.ttl >= target->answeredAt; })) {
        out.is = Origin::Is::onTheWay;
        out.hop = target->answeredAt;
    }
    if (out.forged())
        out.router = routerAt(v, out);
    return out;
}

void askOrigin(const Reading& r, const AddressView& v, NextLooks& out)
{
    // On this link, or on this machine, there is nobody between.
    if (v.own || v.onLink || !v.route || v.route->kind != RouteFact::Kind::unicast || v.shape != Shape::reset)
        return;
    const Attempt* control = controlOf(v);
    if (!control)
        return;
    const Port port = control->remote.port;
    if (!v.pathTo(port))
        out.path.append({v.address, port});
    const PathView* path = v.pathTo(port);
    const int reached = path ? path->answeredAt : 0;
    if (reached == 0 && (!path || path->probes < kFirstBatch))
        return; // the path says where to begin
    // One SYN to the port in question that cannot get as far as the host: who answers it now is not the host.
    if (reached > 1 && !v.pathTo(r.port)) {
        LookAttempt look;
        look.purpose = Purpose::path;
        look.remote = {v.address, r.port};
        look.ttl = Ttl{static_cast<std::uint8_t>(reached - 1)};
        look.timeout = wait(v);
        out.attempts.append(look);
    }
    const TtlRange host = ttlOf(v, port);
    if (!host.exact())
        askControl(v, port, std::max(reached - 1, 0), out);
    else
        askTarget(r, v, host, port, out);
}

} // namespace knockback

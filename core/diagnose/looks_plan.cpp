#include "core/diagnose/looks_plan.h"

#include "core/diagnose/factors.h"
#include "core/diagnose/origin.h"

#include <algorithm>
#include <array>

namespace knockback {

namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

// An attempt that has waited so long asks for a look around beside it.
constexpr nanoseconds kQuiet = 500ms;
// Ports that are most often open, or at least answered with a reset, on servers and desktops.
constexpr std::array<std::uint16_t, 5> kControlPorts{22, 443, 80, 3389, 53};
constexpr int kMostControls = 4;
constexpr int kMostRelated = 2;
constexpr int kEchoSamples = 10;
constexpr int kSweeps = 8;

bool lossy(const AddressView& v)
{
    return v.shape == Shape::late || (v.shape == Shape::mixed && (v.of(Happening::silent) > 0 || v.late > 0));
}

bool intermittent(const AddressView& v)
{
    return v.shape == Shape::late || v.shape == Shape::mixed || v.shape == Shape::manyFailures;
}

// The attempts stopped working, and that is all that can be said so far.
bool stopped(const AddressView& v)
{
    return v.shape == Shape::mixed && v.sequence.tailFails && v.sequence.runs <= 3 && v.sequence.tail >= 3;
}

// It still looks as if failures came in stretches: a few more attempts at the same pace will tell, and slow ones or
// ones from other ports would only blur it.
bool maybeStretches(const AddressView& v)
{
    constexpr double kScattered = -0.8;
    constexpr int kMany = 40;
    return v.quick.total < kMany && v.quick.z < kScattered && v.late == 0 && v.of(Happening::silent) == 0;
}

// Failures one by one between successes: is there anything that they go with?
bool scattered(const AddressView& v)
{
    constexpr int kSome = 16;
    constexpr int kFew = 8;
    if (v.shape != Shape::mixed || v.sequence.runs <= 3 || v.stretches())
        return false;
    // Connected and never answered is nothing that a limit does, nor a service that is gone, so neither need be told
    // first.
    if (v.of(Happening::unanswered) == v.sequence.failures && v.late == 0)
        return v.total() >= kFew;
    return !maybeStretches(v) && v.total() >= kSome && paceIsTold(v);
}

int samplesOf(const AddressView& v, std::uint16_t port)
{
    return static_cast<int>(std::count_if(v.controlSamples.begin(), v.controlSamples.end(),
                                          [port](const Attempt* a) { return a->remote.port.value == port; }));
}

// Where its answers have come at a known speed, another port's silence need not be waited for much longer.
nanoseconds controlWait(const AddressView& v)
{
    if (!v.sample || v.sample->connectNs < 0 || v.shape == Shape::silent || lossy(v))
        return 0ns;
    const nanoseconds took(std::min<std::int64_t>(v.sample->connectNs, 1'000'000'000));
    return std::clamp<nanoseconds>(4 * took + 100ms, 150ms, 900ms);
}

void askControl(const AddressView& v, std::uint16_t port, bool hear, NextLooks& out)
{
    if (samplesOf(v, port) > 0)
        return;
    LookAttempt look;
    look.remote = {v.address, Port{port}};
    look.hear = hear;
    look.timeout = controlWait(v);
    out.attempts.append(look);
}

// most: of the usual ones, those asked for another reason included.
void askControls(const Reading& r, const AddressView& v, int most, NextLooks& out)
{
    for (const std::uint16_t port : kControlPorts) {
        if (port == r.port.value || most <= 0)
            continue;
        --most;
        askControl(v, port, false, out);
    }
}

int askRelated(const Reading& r, const AddressView& v, NextLooks& out)
{
    int asked = 0;
    for (const std::uint16_t port : relatedPorts(r.port)) {
        if (asked == kMostRelated)
            break;
        ++asked;
        askControl(v, port, true, out);
    }
    return asked;
}

// One port that answers, again and again while the port in question is tried: is it lossy, too?
void sampleLoss(const AddressView& v, NextLooks& out)
{
    if (lossIsTold(v))
        return;
    for (const Attempt* c : v.controls) {
        const Happening h = happeningOf(*c);
        if (!connects(h) && h != Happening::reset)
            continue;
        LookAttempt look;
        look.remote = c->remote;
        look.round = samplesOf(v, c->remote.port.value);
        look.timeout = 1400ms; // long enough to see one SYN sent again
        look.gap = 150ms;
        out.attempts.append(look);
        return;
    }
    if (v.echoAnswered > 0 && v.echoAsked < kEchoSamples)
        out.echo.append({v.address, v.echoAsked});
    // Where packets get lost, one silence of each port may be no more than that: ask them once more, longer.
    if (v.controlsAnswered() == 0)
        for (const Attempt* c : v.controls)
            if (samplesOf(v, c->remote.port.value) == 1) {
                LookAttempt look;
                look.remote = c->remote;
                look.round = 1;
                look.timeout = 1400ms;
                out.attempts.append(look);
            }
}

void askPath(const AddressView& v, const Endpoint& to, NextLooks& out)
{
    out.pathWait = controlWait(v); // routers are not further away than what has answered
    const PathView* path = v.pathTo(to.port);
    if (!path || path->probes < 2)
        out.path.append(to);
}

// Does the first router answer for another port where it does not for this one? Then the packets die before it.
void askFirstHop(const Reading& r, const AddressView& v, NextLooks& out)
{
    const std::uint16_t port = r.port.value == kControlPorts.back() ? kControlPorts.front() : kControlPorts.back();
    constexpr int kTried = 4;
    const PathView* path = v.pathTo(r.port);
    if (!path || path->probes < kTried || !path->hops.empty() || v.pathTo(Port{port}))
        return;
    LookAttempt look;
    look.purpose = Purpose::path;
    look.remote = {v.address, Port{port}};
    look.ttl = Ttl{1};
    look.timeout = 300ms;
    out.attempts.append(look);
}

// An address that must not exist: of a block that is kept for documentation (RFC 5737, RFC 3849), and none of which was
// seen here.
void askNowhere(const Reading& r, const AddressView& v, NextLooks& out)
{
    static const std::array kNowhere{QStringLiteral("203.0.113.253"), QStringLiteral("198.51.100.253"),
                                     QStringLiteral("192.0.2.253"), QStringLiteral("2001:db8:ffff:fffd::fd")};
    const auto sameBlock = [](const IpAddress& a, const IpAddress& b) {
        constexpr std::size_t kBlock = 3;
        return a.family == b.family && std::equal(a.bytes.begin(), a.bytes.begin() + kBlock, b.bytes.begin());
    };
    for (const QString& text : kNowhere) {
        const IpAddress nowhere = IpAddress::parse(text).value_or(IpAddress{});
        const bool used =
            std::any_of(r.addresses.begin(), r.addresses.end(),
                        [&](const AddressView& a) {
                            return a.address.family == Family::ipv4 && sameBlock(a.address, nowhere);
                        }) ||
            std::any_of(r.seen.vantage.ownAddresses.begin(), r.seen.vantage.ownAddresses.end(),
                        [&](const IpAddress& a) { return a.family == Family::ipv4 && sameBlock(a, nowhere); });
        if (nowhere.family != v.address.family || used)
            continue;
        const bool asked = std::any_of(r.seen.attempts.begin(), r.seen.attempts.end(), [&](const Attempt& a) {
            return a.purpose == Purpose::control && a.remote.address == nowhere;
        });
        if (asked)
            return;
        LookAttempt look;
        look.remote = {nowhere, r.port};
        look.timeout = controlWait(v);
        out.attempts.append(look);
        return;
    }
}

// Does something answer for everybody? Only where it seems to work, and never of this machine itself.
void askUnlikely(const Reading& r, const AddressView& v, NextLooks& out)
{
    const bool seemsWell = v.shape == Shape::works || v.shape == Shape::closes || v.shape == Shape::unanswered ||
                           v.shape == Shape::upstream;
    if (!seemsWell)
        return;
    askControl(v, kUnlikelyPort, false, out);
    const auto connected = [&](const Attempt* c) {
        return c->remote.port.value == kUnlikelyPort && connects(happeningOf(*c));
    };
    if (std::any_of(v.controls.begin(), v.controls.end(), connected)) {
        askControl(v, kUnlikelyPort2, false, out);
        if (!v.onLink)
            askPath(v, {v.address, r.port}, out);
    }
    const bool both = std::any_of(v.controls.begin(), v.controls.end(), [](const Attempt* c) {
        return c->remote.port.value == kUnlikelyPort2 && connects(happeningOf(*c));
    });
    // Only when both connected, only across a router, and only where it was not forbidden.
    if (both && !v.onLink && r.seen.target.options.askNowhere)
        askNowhere(r, v, out);
}

// The local ports that failed, again: a failure that belongs to the flow (one worker of several, one member of a bundle
// of links) fails again, one that comes and goes does not.
void askSweep(const AddressView& v, NextLooks& out)
{
    if (sweepIsDone(v))
        return;
    std::vector<Port> failed;
    for (auto a = v.attempts.rbegin(); a != v.attempts.rend() && failed.size() < 4; ++a)
        if (happeningOf(**a) != Happening::worked && (*a)->local.port.value != 0)
            failed.push_back((*a)->local.port);
    if (failed.empty())
        return;
    const auto done = static_cast<int>(v.sweeps.size());
    LookAttempt look;
    look.purpose = Purpose::sweep;
    look.remote = v.attempts.back()->remote;
    look.localPort = failed[static_cast<std::size_t>(done) % failed.size()];
    look.round = done;
    look.gap = 100ms;
    if (v.of(Happening::silent) > 0)
        look.timeout = 800ms; // the others answered much sooner
    // Ten times what the slowest answer took.
    std::int64_t slowest = 0;
    for (const Attempt* a : v.attempts)
        if (a->firstByteNs >= 0 && a->connectNs >= 0 && a->firstByteNs > a->connectNs)
            slowest = std::max(slowest, std::min<std::int64_t>(a->firstByteNs - a->connectNs, 1'000'000'000));
    look.listen = std::max<nanoseconds>(nanoseconds(10 * slowest), 700ms);
    out.attempts.append(look);
}

void askIntermittent(const Reading& r, const AddressView& v, NextLooks& out)
{
    if (lossy(v)) {
        askControls(r, v, kMostControls, out);
        if (v.echoAsked == 0 && !v.echo)
            out.echo.append({v.address, 0});
        sampleLoss(v, out);
    } else if (stopped(v)) {
        askControls(r, v, kMostControls, out); // is the rest of the host still there?
        if (!v.echo)
            out.echo.append({v.address, 0});
    }
    if (scattered(v) || (cameBack(v) && !flowsWereTried(v)))
        askSweep(v, out);
}

} // namespace

bool paceIsTold(const AddressView& v)
{
    return paceOf(v).told;
}

bool flowIsTold(const AddressView& v)
{
    if (byFlow(v) <= kProven)
        return true;
    const Split pinned = byLocalPort(v);
    constexpr int kTried = 5;
    return pinned.more.all >= kTried && pinned.more.bad == pinned.more.all && pinned.chance <= kProven;
}

bool cameBack(const AddressView& v)
{
    constexpr int kLong = 5;
    return v.shape == Shape::mixed && v.sequence.failureRuns == 1 && !v.sequence.tailFails &&
           v.sequence.tail >= kLong && wholeFlows(v);
}

bool flowsWereTried(const AddressView& v)
{
    constexpr int kTried = 4;
    return static_cast<int>(v.sweeps.size()) >= kTried ||
           std::any_of(v.sweeps.begin(), v.sweeps.end(), [](const Attempt* a) { return connects(happeningOf(*a)); });
}

bool sweepIsDone(const AddressView& v)
{
    return static_cast<int>(v.sweeps.size()) >= kSweeps;
}

bool lossIsTold(const AddressView& v)
{
    const Split ports = byPort(v);
    const Share others = ports.less;
    constexpr int kLostOften = 3;
    constexpr double kSuspect = 0.1;
    const bool luck = others.bad == 0 && ports.chance > kBeyondDoubt && ports.chance <= kSuspect;
    if (others.bad >= kLostOften || others.all >= (luck ? 2 * kOthersAsked : kOthersAsked))
        return true;
    // Nothing else of the host answers: there is nobody to compare with.
    const bool nobody = v.controlsAnswered() == 0 && v.echoAnswered == 0;
    return nobody && static_cast<int>(v.controlSamples.size()) >= 2 * (kMostControls - 1) && v.echoAsked > 0;
}

std::chrono::nanoseconds spacingOf(const AddressView& v)
{
    constexpr int kFastEnough = 14;
    constexpr int kSlowFirst = 5;
    if (!intermittent(v))
        return 0ns;
    constexpr int kFew = 4;
    const Pace pace = paceOf(v);
    if (pace.told)
        return 0ns;
    // Whole flows are lost and others lose nothing: more of them tell more than slow ones.
    constexpr double kSign = 0.3;
    if (byFlow(v) <= kSign)
        return 0ns;
    const bool wentSilent = v.sequence.runs == 2 && v.sequence.tailFails && v.sequence.tail >= 2 &&
                            v.of(Happening::silent) == v.sequence.failures;
    if (wentSilent)
        return 1100ms;
    // Refused at once: a service that comes and goes does that, too, and slow attempts would jump over its edges. Two
    // seconds of it at the usual pace first.
    constexpr int kOutage = 10;
    constexpr int kFewEdges = 4;
    if (v.sequence.runs <= kFewEdges && v.sequence.tailFails && v.sequence.tail < kOutage &&
        v.of(Happening::reset) == v.sequence.failures)
        return 0ns;
    // A burst went through and hardly anything since: a limit that lets one through every second or two, or a ban.
    if (pace.before >= 2 && pace.afterBurst.all + 1 >= kFew && 5 * pace.afterBurst.bad >= 4 * pace.afterBurst.all)
        return 2300ms;
    // Each one late since the first: a limit that lets one through now and then does that, and a full queue.
    constexpr int kLate = 3;
    if (pace.before >= 1 && v.late >= kLate && pace.slow.all < kSlowFirst && pace.afterBurst.bad == pace.afterBurst.all)
        return 2300ms;
    if (stopped(v) && v.sequence.tail >= kFew)
        return 1100ms;
    if (v.total() < kFastEnough || maybeStretches(v))
        return 0ns;
    return pace.slow.all < kSlowFirst || pace.slow.bad == 0 ? 1100ms : 2300ms;
}

std::vector<std::uint16_t> relatedPorts(Port port)
{
    struct Neighbours
    {
        std::array<std::uint16_t, 5> ports;
    };
    // Each list: ports on which the same kind of service is commonly found, the usual one first.
    static constexpr std::array kFamilies{
        Neighbours{{80, 8080, 8000, 8081, 3000}}, Neighbours{{443, 8443, 4443, 9443, 0}},
        Neighbours{{22, 2222, 2022, 0, 0}},       Neighbours{{5432, 5433, 6432, 5434, 0}},
        Neighbours{{3306, 3307, 33060, 0, 0}},    Neighbours{{6379, 6380, 16379, 0, 0}},
        Neighbours{{27017, 27018, 0, 0, 0}},      Neighbours{{25, 587, 465, 2525, 0}},
        Neighbours{{143, 993, 0, 0, 0}},          Neighbours{{110, 995, 0, 0, 0}},
        Neighbours{{5672, 5671, 0, 0, 0}},        Neighbours{{1883, 8883, 0, 0, 0}},
        Neighbours{{25565, 25566, 25575, 0, 0}},  Neighbours{{9200, 9201, 9300, 0, 0}},
        Neighbours{{389, 636, 0, 0, 0}},
    };
    std::vector<std::uint16_t> out;
    for (const Neighbours& family : kFamilies) {
        if (std::find(family.ports.begin(), family.ports.end(), port.value) == family.ports.end())
            continue;
        for (const std::uint16_t other : family.ports)
            if (other != 0 && other != port.value)
                out.push_back(other);
    }
    if (port.value < 65535) // the next one: a second instance
        out.push_back(static_cast<std::uint16_t>(port.value + 1));
    return out;
}

void askAround(const Reading& r, const AddressView& v, NextLooks& out)
{
    if (v.excused)
        return;
    if (v.shape == Shape::reset) {
        const int related = askRelated(r, v, out);
        if (v.own)
            return;
        askControls(r, v, kMostControls - related, out);
        askOrigin(r, v, out);
        return;
    }
    // This machine answers itself: nothing more would be learnt.
    if (v.own) {
        if (scattered(v))
            askSweep(v, out);
        return;
    }
    askUnlikely(r, v, out);
    if (intermittent(v))
        askIntermittent(r, v, out);
    const bool pendingLong = v.shape == Shape::untried && !r.seen.finished && r.age() > kQuiet;
    const bool silent = v.shape == Shape::silent || pendingLong;
    const bool unreachable = v.shape == Shape::icmpHost || v.shape == Shape::icmpNetwork || v.shape == Shape::icmpTime;
    if ((silent || unreachable) && !v.echo)
        out.echo.append({v.address, 0});
    if (silent)
        askControls(r, v, kMostControls, out);
    if ((silent || v.shape == Shape::icmpTime) && !v.onLink) {
        askPath(v, {v.address, r.port}, out);
        // Beside it a port of the same host that is let through, so that the place can be named where only one dies.
        const auto open = std::find_if(v.controls.begin(), v.controls.end(), [](const Attempt* c) {
            return connects(happeningOf(*c)) || happeningOf(*c) == Happening::reset;
        });
        if (open != v.controls.end())
            askPath(v, (*open)->remote, out);
        else if (silent)
            askFirstHop(r, v, out);
    }
}

} // namespace knockback

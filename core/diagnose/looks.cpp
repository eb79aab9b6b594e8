// What to look at next, and when to stop: the cheapest observation that separates the first candidates, few and polite.
#include "core/diagnose/document.h"

#include <algorithm>
#include <array>

namespace knockback {

namespace {

using namespace std::chrono_literals;

// An attempt that has waited so long asks for a look around beside it.
constexpr std::chrono::nanoseconds kQuiet = 500ms;
// Ports that are most often open, or at least answered with a reset, on servers and desktops.
constexpr std::array<std::uint16_t, 5> kControlPorts{22, 443, 80, 3389, 53};
constexpr int kMostControls = 4;

constexpr int kWithLate = 20;
// Of many addresses the first tell what the others would.
constexpr std::ptrdiff_t kMostAnswers = 4;

// One address is asked five times; of several each at least twice, so that one stray answer does not decide.
int share(std::size_t addresses)
{
    return addresses <= 1 ? 5 : addresses == 2 ? 3 : 2;
}

// On this machine itself nothing but its own listener (or a rule) loses packets: a few are enough.
bool lossesHere(const AddressView& v)
{
    constexpr int kFew = 5;
    return v.own && v.late + v.of(Happening::silent) >= kFew && v.of(Happening::reset) == 0;
}

// One that was owed an answer and listened for so long need not be asked twice.
bool waitedLong(const AddressView& v)
{
    constexpr std::int64_t kLongNs = 2'000'000'000;
    return v.sample && v.sample->connectNs >= 0 && v.sample->endNs > v.sample->connectNs &&
           v.sample->endNs - v.sample->connectNs >= kLongNs;
}

// Enough of a mixed picture to say what it is; else it goes on until the run's own limit.
bool mixedIsClear(const AddressView& v)
{
    const Sequence& s = v.sequence;
    if (lossesHere(v))
        return true;
    if (s.failureRuns >= 3 && inStretches(s))
        return true;
    constexpr int kLongTail = 10;
    return s.runs <= 3 && s.tail >= kLongTail;
}

bool enough(const AddressView& v, int wanted)
{
    const int n = v.total();
    switch (v.shape) {
    case Shape::untried:
        return false;
    case Shape::works: // one late connection asks whether there are more
        return n >= (v.late > 0 && v.sequence.failures == 0 ? kWithLate : wanted);
    case Shape::reset:
    case Shape::closes:
        return n >= wanted;
    case Shape::late:
        return n >= kWithLate || lossesHere(v);
    case Shape::mixed:
    case Shape::manyFailures:
        return v.excused || mixedIsClear(v);
    case Shape::icmpHost: // some take three seconds each
        return n >= (v.sample && v.sample->connectNs > 1'000'000'000 ? 1 : 2) || v.of(Happening::silent) > 0;
    case Shape::unanswered:
        return n >= (waitedLong(v) ? 1 : 2);
    case Shape::silent:
        return n >= 2;
    default:
        return n >= std::min(wanted, v.excused ? 1 : 3);
    }
}

bool lossy(const AddressView& v)
{
    return v.shape == Shape::late || (v.shape == Shape::mixed && v.of(Happening::silent) > 0);
}

void askControls(const Reading& r, const AddressView& v, NextLooks& out)
{
    int chosen = 0;
    for (const std::uint16_t port : kControlPorts) {
        if (port == r.port.value || chosen == kMostControls)
            continue;
        ++chosen;
        const bool done = std::any_of(v.controls.begin(), v.controls.end(),
                                      [port](const Attempt* a) { return a->remote.port.value == port; });
        if (!done)
            out.controlPorts.append({v.address, Port{port}});
    }
}

void askAround(const Reading& r, const AddressView& v, NextLooks& out)
{
    // This machine answers itself: nothing would be learnt.
    if (v.own || v.excused)
        return;
    const bool pendingLong = v.shape == Shape::untried && !r.seen.finished && r.age() > kQuiet;
    const bool silent = v.shape == Shape::silent || pendingLong;
    const bool unreachable = v.shape == Shape::icmpHost || v.shape == Shape::icmpNetwork || v.shape == Shape::icmpTime;
    if ((silent || unreachable || lossy(v)) && !v.echo)
        out.echo.append(v.address);
    if (silent || lossy(v))
        askControls(r, v, out);
    if ((silent || v.shape == Shape::icmpTime) && v.pathProbes == 0 && !v.onLink)
        out.path.append(v.address);
}

// The hello was taken, nothing came in order, and yet packets came: a later part of an answer whose beginning is lost.
// (What is only acknowledged brings one packet after the handshake's.)
bool piecesCame(const AddressView& v)
{
    return std::any_of(v.attempts.begin(), v.attempts.end(), [](const Attempt* a) {
        return a->helloSent && a->receivedBytes == 0 && a->tcp.valid && a->tcpEnd.valid && a->tcpEnd.bytesAcked > 1 &&
               a->tcpEnd.bytesReceived == 0 && a->tcpEnd.segsIn >= a->tcp.segsIn + 2;
    });
}

// One handshake where TLS is spoken, or where plain text was answered as a TLS port answers it; one large answer where
// HTTP answers, except from this machine itself, between which and itself no packet is too large.
void askAfterConnect(const AddressView& v, NextLooks& out)
{
    constexpr int kBadRequest = 400, kServerErrors = 500;
    const bool heldUp = v.shape == Shape::unanswered && piecesCame(v);
    const bool connects = v.shape == Shape::works || v.shape == Shape::late || v.shape == Shape::closes || heldUp;
    if (v.excused || !connects)
        return;
    const FirstBytes& heard = v.after.sum.heard;
    const bool closes = v.shape == Shape::closes;
    const bool inTls = heard.protocol == Protocol::tls;
    const bool suspicious =
        v.spoken == Protocol::http && (closes || inTls || heard.said == Saying::wantsTls || heard.code == kBadRequest);
    const bool speaks = v.spoken == Protocol::tls && (closes || inTls || heldUp);
    if ((speaks || suspicious) && !v.after.tls)
        out.tls.append(v.address);
    const bool pages = v.spoken == Protocol::http && heard.protocol == Protocol::http && heard.code < kServerErrors;
    if (pages && !v.own && !v.after.large && v.shape == Shape::works)
        out.large.append(v.address);
}

} // namespace

NextLooks looksFor(const Reading& r)
{
    NextLooks out;
    const int wanted = share(r.addresses.size());
    for (const AddressView& v : r.addresses) {
        if (!enough(v, wanted))
            out.moreAttempts.append(v.address);
        askAround(r, v, out);
        if (&v - r.addresses.data() < kMostAnswers)
            askAfterConnect(v, out);
    }
    return out;
}

bool isSettled(const Reading& r)
{
    if (r.addresses.empty())
        return r.names.asked && !r.names.found;
    const NextLooks next = looksFor(r);
    return next.moreAttempts.isEmpty() && next.tls.isEmpty() && next.large.isEmpty() && next.echo.isEmpty() &&
           next.controlPorts.isEmpty() && next.path.isEmpty();
}

NextLooks nextLooks(const Observations& observations)
{
    const Reading r(observations);
    return looksFor(r);
}

} // namespace knockback

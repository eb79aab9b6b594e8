// What to look at next, and when to stop: the cheapest observation that separates the first candidates, few and polite.
#include "core/diagnose/document.h"
#include "core/diagnose/factors.h"
#include "core/diagnose/looks_plan.h"
#include "core/diagnose/registry.h"
#include "core/diagnose/rule.h"

#include <algorithm>

namespace knockback {

namespace {

// Twice the usual number when they come in this time: what fails one time in four is then seen.
constexpr std::chrono::milliseconds kSoon{650};
constexpr std::chrono::seconds kLongLook{6};
constexpr int kWithLate = 20;
// Of many addresses the first tell what the others would.
constexpr std::ptrdiff_t kMostAnswers = 4;
constexpr int kManyMixed = 24;
constexpr int kMoreOnLink = 3;

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

bool retransmits(const AddressView& v)
{
    return std::any_of(v.attempts.begin(), v.attempts.end(),
                       [](const Attempt* a) { return a->tcp.valid && a->tcp.totalRetrans > 0; });
}

// What was said after connecting had to be said again: a packet was lost although none of the SYNs was.
bool resent(const AddressView& v)
{
    return std::any_of(v.attempts.begin(), v.attempts.end(), [](const Attempt* a) {
        return a->tcp.valid && a->tcpEnd.valid && a->tcpEnd.totalRetrans > a->tcp.totalRetrans;
    });
}

// Enough of a mixed picture to say what it is; else it goes on until the run's own limit.
bool mixedIsClear(const AddressView& v)
{
    const Sequence& s = v.sequence;
    if (lossesHere(v))
        return true;
    if ((s.failureRuns >= 3 && v.stretches()) || flowIsTold(v) || paceOf(v).decides)
        return true;
    // It broke, or came back, while we looked: long enough since, and slowly enough, to say that it stays so.
    constexpr int kLongTail = 10;
    if (s.runs <= 3 && s.tail >= kLongTail)
        return s.tailFails ? paceIsTold(v) : !cameBack(v) || flowsWereTried(v);
    return v.total() >= kManyMixed && paceIsTold(v) && sweepIsDone(v);
}

// What comes and goes is settled once the server's own facts prove why, as soon as they do: more attempts could not
// make it more certain. That the way there loses packets as well must have been looked for.
bool provenThere(const Reading& r, const AddressView& v)
{
    const bool comesAndGoes = v.shape == Shape::late || v.shape == Shape::mixed;
    constexpr int kSampled = 3;
    const Share others = byPort(v).less;
    if (!comesAndGoes || !v.server.is() || r.server.stale() || others.bad > 0 || (!v.own && others.all < kSampled))
        return false;
    const auto group = std::find_if(r.groups.begin(), r.groups.end(), [&](const Group& g) {
        return std::find(g.members.begin(), g.members.end(), &v) != g.members.end();
    });
    constexpr double kBeyondDoubt = 0.95;
    const auto proves = [&](const CauseEntry& entry) {
        const auto claim = entry.rule && entry.rule->onServer ? entry.rule->onServer(r, *group) : std::nullopt;
        return claim && claim->proven && !claim->beside && claim->confidence >= kBeyondDoubt;
    };
    return group != r.groups.end() && std::any_of(causeRegistry().begin(), causeRegistry().end(), proves);
}

bool enough(const Reading& r, const AddressView& v, int wanted)
{
    const int n = v.total();
    switch (v.shape) {
    case Shape::untried:
        return false;
    case Shape::works: // one late connection asks whether there are more
        if ((v.late > 0 || resent(v)) && v.sequence.failures == 0)
            return n >= kWithLate || (n >= 2 * wanted && r.elapsed() >= kLongLook);
        return n >= (v.own ? wanted : 2 * wanted) || (n >= wanted && r.elapsed() >= kSoon);
    case Shape::reset: // where no other looks at this port are taken, a few more for what only shows now and then
        return n >= (v.onLink ? wanted + kMoreOnLink : wanted);
    case Shape::closes:
        return n >= wanted;
    case Shape::late:
        return lossesHere(v) || paceOf(v).decides || (n >= kWithLate && paceIsTold(v) && lossIsTold(v));
    case Shape::mixed:
    case Shape::manyFailures:
        return v.excused || mixedIsClear(v);
    case Shape::icmpHost: // some take three seconds each
        return n >= (v.sample && v.sample->connectNs > 1'000'000'000 ? 1 : 2) || v.of(Happening::silent) > 0;
    case Shape::unanswered: // answers get lost, too
        return n >= (v.late > 0 || retransmits(v) ? wanted : 3);
    case Shape::silent: // from four local ports: one stuck worker of two is met by all of them one time in sixteen
        return n >= (v.own ? 3 : 4);
    case Shape::icmpReject:
    case Shape::icmpNetwork:
    case Shape::icmpTime: // silence between is the sender's limit on its ICMP
        return n >= std::min(wanted, v.excused ? 1 : 3) || (n >= 2 && v.of(Happening::silent) > 0);
    default:
        return n >= std::min(wanted, v.excused ? 1 : 3);
    }
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
        if (provenThere(r, v))
            continue;
        if (!enough(r, v, wanted)) {
            out.moreAttempts.append(v.address);
            out.spacing = std::max(out.spacing, spacingOf(v));
        }
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
    return looksFor(r).isEmpty();
}

NextLooks nextLooks(const Observations& observations)
{
    const Reading r(observations);
    return looksFor(r);
}

} // namespace knockback

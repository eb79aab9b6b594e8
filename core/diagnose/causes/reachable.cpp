#include "core/base/text.h"
#include "core/diagnose/commands.h"
#include "core/diagnose/factors.h"
#include "core/diagnose/interception.h"
#include "core/diagnose/looks_plan.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"

#include <algorithm>

namespace knockback {

namespace {

// One stretch of failures, and success ever since, for long enough to say so.
bool recovered(const AddressView& v)
{
    constexpr int kLongEnough = 5;
    // One stuck worker of three is passed over ten times in a row by luck in one run of sixty.
    constexpr int kLongWithWorkers = 20;
    const Sequence& s = v.sequence;
    const int enough = v.of(Happening::unanswered) > 0 ? kLongWithWorkers : kLongEnough;
    return v.shape == Shape::mixed && s.failureRuns == 1 && !s.tailFails && s.tail >= enough &&
           s.tail >= s.longestFailureRun && (s.longestFailureRun >= 2 || (s.headFails && s.tail >= 2 * kLongEnough));
}

bool spoke(const Group& g)
{
    return std::any_of(g.members.begin(), g.members.end(), [](const AddressView* v) {
        return std::any_of(v->attempts.begin(), v->attempts.end(),
                           [](const Attempt* a) { return a->receivedBytes > 0 || a->bannerSize > 0; });
    });
}

// What came after the connection, where it takes away from "all is well".
double afterwards(const Reading& r, const AddressView& v)
{
    const AfterConnect& after = v.after.sum;
    if (mismatch(r, v))
        return guessed(r) ? 0.75 : 0.05;
    if (after.trouble != TlsTrouble::none && !isNote(after.trouble))
        return 0.1;
    if (after.stalls > 0)
        return after.stalls > 1 ? 0.1 : 0.5;
    if (after.tlsStuck)
        return 0.45;
    return otherProtocol(r, v) ? 0.7 : 1;
}

Phrase noteOf(const TlsFact& f, TlsTrouble trouble)
{
    switch (trouble) {
    case TlsTrouble::selfSigned:
        return say("diagnose.reachable.because.self-signed");
    case TlsTrouble::privateIssuer:
        return say("diagnose.reachable.because.private-issuer", {printable(f.issuer)});
    case TlsTrouble::wrongNameOfAddress:
    case TlsTrouble::shortName:
        return say("diagnose.reachable.because.name",
                   {printable(f.names.isEmpty() ? f.subject : f.names.mid(0, 3).join(QStringLiteral(", ")))});
    case TlsTrouble::nameNeeded:
        return say("diagnose.reachable.because.name-needed");
    case TlsTrouble::clientCertificate:
        return say("diagnose.reachable.because.client-certificate");
    default:
        return {};
    }
}

// Which protocol answered, and what there is to know of it.
void tellAfterwards(const Reading& r, const Group& g, Claim& c)
{
    const AddressView& v = g.first();
    const AfterConnect& after = v.after.sum;
    const QString who = heardName(after.heard);
    const QString wanted = QString::fromLatin1(protocolInfo(v.spoken).title);
    if (mismatch(r, v)) {
        c.summary = say("diagnose.reachable.summary.tls", {g.where(r.port)});
        c.because << say("diagnose.reachable.because.tls-guess", {wanted});
    } else if (otherProtocol(r, v)) {
        c.summary = say("diagnose.reachable.summary.other", {g.where(r.port), who, wanted});
        c.because << say("diagnose.reachable.because.other", {who, wanted});
    } else if (!who.isEmpty()) {
        c.because << say("diagnose.reachable.because.protocol", {who});
    }
    if (after.tlsWorks && after.trouble == TlsTrouble::none && v.spoken == Protocol::tls)
        c.because << say("diagnose.reachable.because.tls",
                         {printable(v.after.tls->version, 20), dayOf(v.after.tls->notAfter)});
    if (v.after.tls && isNote(after.trouble))
        c.because << noteOf(*v.after.tls, after.trouble);
}

bool answersInTls(const Reading& r, const Group& g)
{
    return (g.shape() == Shape::closes || g.shape() == Shape::unanswered) && guessed(r) && g.first().after.sum.tlsWorks;
}

std::optional<Claim> judge(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    const int worked = g.of(Happening::worked);
    const bool back = recovered(v);
    const bool inTls = answersInTls(r, g); // only our plain hello failed
    Claim c;
    if (g.shape() == Shape::works)
        c.confidence = v.sequence.failures > 0
                           ? 0.8
                           : grown(worked, 0.72, 0.985) * (1 - static_cast<double>(v.late) / std::max(v.total(), 1));
    else if (inTls)
        c.confidence = 0.95;
    else if (back) // unless what failed still fails, each time
        c.confidence =
            cameBack(v) && flowsWereTried(v) && byLocalPort(v).more.bad == byLocalPort(v).more.all ? 0.4 : 0.7;
    else if (g.shape() == Shape::late)
        c.confidence = 0.3;
    else if (g.shape() == Shape::unanswered)
        c.confidence = 0.2; // a slow service answers late
    else
        return std::nullopt;
    c.confidence = std::min(c.confidence, 1 - interceptionOf(r, v).confidence);
    // Small answers came, and a whole page did not in seconds: slow, or its packets are too large for the way.
    if (v.after.large && v.after.large->state == LargeFact::State::silent)
        c.confidence = std::min(c.confidence, 0.6);
    const QString where = g.where(r.port);
    const bool heard = spoke(g);
    c.pattern = back ? Pattern::recovered : v.sequence.failures > 0 && !inTls ? Pattern::intermittent : Pattern::none;
    c.side = Side::none;
    c.summary = say(back    ? "diagnose.reachable.summary.recovered"
                    : heard ? "diagnose.reachable.summary.answers"
                            : "diagnose.reachable.summary",
                    {where}, worked);
    c.because << say("diagnose.reachable.because.connected", {where}, worked);
    if (heard)
        c.because << say("diagnose.reachable.because.heard");
    if (!back)
        tellAfterwards(r, g, c);
    c.confidence *= afterwards(r, v);
    if (v.late > 0)
        c.because << say("diagnose.reachable.because.late", {}, v.late);
    if (v.sequence.failures > 0 && !inTls)
        c.because << say(back ? "diagnose.reachable.because.recovered" : "diagnose.reachable.because.once", {},
                         v.sequence.failures);
    c.evidence = g.evidence();
    c.whyNot = say(g.shape() == Shape::unanswered ? "diagnose.reachable.why-not.slow" : "diagnose.reachable.why-not");
    c.toTellApart = say(g.shape() == Shape::unanswered ? "diagnose.reachable.tell.slow" : "diagnose.reachable.tell");
    return c;
}

} // namespace

extern const Rule rule_reachable;
const Rule rule_reachable{true, nullptr, judge};

} // namespace knockback

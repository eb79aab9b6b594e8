#include "core/base/text.h"
#include "core/diagnose/commands.h"
#include "core/diagnose/factors.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"
#include "core/diagnose/server_claims.h"
#include "core/diagnose/server_queue.h"

#include <algorithm>

namespace knockback {

namespace {

// Intermittent, slow or timed out, and nothing else: the picture of a full accept queue, and of lost packets.
bool lossy(const Group& g)
{
    const AddressView& v = g.first();
    if (g.shape() == Shape::late)
        return true;
    return g.shape() == Shape::mixed && v.of(Happening::silent) > 0 &&
           v.of(Happening::worked) + v.of(Happening::silent) + v.of(Happening::unanswered) + v.of(Happening::closed) ==
               v.total();
}

// SYN-ACKs that come again after the connection stood, with not a byte said by either side: the server's kernel did not
// take the last ACK because the queue was full.
bool handshakeRepeated(const AddressView& v)
{
    return std::any_of(v.attempts.begin(), v.attempts.end(), [](const Attempt* a) {
        return isConnected(a->outcome) && !a->helloSent && a->receivedBytes == 0 && !a->peerClosed && a->tcp.valid &&
               a->tcpEnd.valid && a->tcpEnd.bytesReceived == 0 && a->tcpEnd.segsIn > a->tcp.segsIn &&
               a->tcpEnd.segsIn >= 2;
    });
}

double weigh(const Group& g)
{
    const AddressView& v = g.first();
    const int lost = v.late + v.of(Happening::silent);
    switch (g.shape()) {
    case Shape::silent:
        return v.own ? 0.3 : v.alive ? 0.08 : 0.02;
    case Shape::unanswered:
        return 0.12;
    case Shape::closes:
        return 0.04;
    case Shape::works:
        return v.late > 0 ? 0.03 : 0;
    default:
        break;
    }
    if (!lossy(g))
        return 0;
    // On this machine's own addresses no packet is lost on a wire: SYNs that had to be sent again were dropped by the
    // listener (or by a rule that limits the rate).
    if (v.own)
        return lost >= 3 ? 0.8 : 0.46;
    const Pace pace = paceOf(v);
    // A last ACK that got lost on the way does the same.
    if (const Share others = byPort(v).less; handshakeRepeated(v) && others.bad == 0)
        return pace.decides ? 0.45 : others.all > 0 ? 0.8 : 0.55;
    constexpr int kNone = 3;
    if (v.sequence.runs == 2 && v.sequence.tailFails && v.sequence.tail >= kNone && v.of(Happening::worked) > 0 &&
        v.late == 0)
        return 0.2; // a full queue lets some through; here nothing has come through since
    if (byFlow(v) <= kProven)
        return 0.12; // a full queue has room now and then, so some packets sent again would have got in
    const Split pinned = byLocalPort(v);
    if (pinned.more.all >= kNone && pinned.more.bad == pinned.more.all && pinned.chance <= kProven)
        return 0.12;
    constexpr double kUnlike = 0.2;
    const Split split = byPort(v);
    if (!split.seen())
        return 0.4;
    if (byCrowd(v).chance <= kProven && split.less.bad == 0)
        return 0.72;
    if (pace.decides)
        return pace.chance <= kProven || pace.odds >= 500 ? 0.12 : 0.25;
    if (split.less.bad >= 2)
        return split.chance <= kBeyondDoubt ? 0.46 : 0.08;
    if (split.less.bad == 1)
        return split.chance <= kBeyondDoubt ? 0.55 : 0.3;
    // Where there is room now and then, some of the packets that are sent again get in late; and one stretch between
    // successes may be a few flows in a row that all met the same stuck worker.
    if (v.late == 0 && (byFlow(v) <= kUnlike || (v.sequence.runs == 3 && wholeFlows(v))))
        return 0.44;
    if (split.chance <= kBeyondDoubt)
        return 0.82;
    return split.chance <= kProven && split.less.all >= 2 * kOthersAsked ? 0.7 : 0.44;
}

std::optional<Claim> judge(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    Claim c;
    c.confidence = weigh(g);
    if (c.confidence <= 0)
        return std::nullopt;
    c.pattern = v.attempts.size() > 1 && std::any_of(v.attempts.begin(), v.attempts.end(),
                                                     [](const Attempt* a) { return a->purpose == Purpose::burst; })
                    ? Pattern::underLoad
                    : Pattern::intermittent;
    c.side = Side::server;
    c.locatedAt = v.address.toString();
    c.summary = say("diagnose.accept-queue-overflow.summary", {g.where(r.port)});
    if (v.late > 0)
        c.because << say("diagnose.accept-queue-overflow.because.late", {}, v.late);
    if (v.of(Happening::silent) > 0)
        c.because << say("diagnose.accept-queue-overflow.because.silent", {}, v.of(Happening::silent));
    if (v.own)
        c.because << say("diagnose.accept-queue-overflow.because.own");
    else if (const Split split = byPort(v); split.seen() && lossy(g))
        c.because << say("diagnose.accept-queue-overflow.because.others", {QString::number(split.less.bad)},
                         split.less.all);
    if (const Split crowd = byCrowd(v); crowd.chance <= kProven)
        c.because << say(
            "diagnose.accept-queue-overflow.because.crowd",
            {QString::number(crowd.more.bad), QString::number(crowd.less.bad), QString::number(crowd.less.all)},
            crowd.more.all);
    if (handshakeRepeated(v))
        c.because << say("diagnose.accept-queue-overflow.because.repeated");
    c.evidence = g.evidence();
    c.fixes << fix("server", say("diagnose.accept-queue-overflow.fix.look", {QString::number(r.port.value)}),
                   backlogCommands(r), say("diagnose.accept-queue-overflow.verify"))
            << fix("server", say("diagnose.accept-queue-overflow.fix.raise"),
                   {QStringLiteral("# first find what keeps the service from accepting; then raise its own backlog "
                                   "setting and restart it"),
                    QStringLiteral("sudo sysctl -w net.core.somaxconn=4096  # only if it is the smaller of the two")},
                   verifyConnects(r));
    c.whyNot = say(g.shape() == Shape::silent       ? "diagnose.accept-queue-overflow.why-not.silent"
                   : g.shape() == Shape::unanswered ? "diagnose.accept-queue-overflow.why-not.unanswered"
                                                    : "diagnose.accept-queue-overflow.why-not");
    c.toTellApart = say("diagnose.accept-queue-overflow.tell", {QString::number(r.port.value)});
    return c;
}

double weighServer(const QueueSight& q, const Group& g, bool halfOpen)
{
    constexpr int kFew = 1;
    if (q.listeners > 1 && q.full < q.listeners && q.full > 0)
        return 0.3; // then it is one worker of several
    const bool accepting = q.serves || isAccepting(g.first());
    if (!q.isFull() && g.shape() == Shape::silent) // it has room again, and still nothing comes through
        return q.drops > 0 ? 0.3 : 0;
    constexpr int kLost = 2;
    if (byPort(g.first()).less.bad >= kLost) // the way loses packets of other ports too
        return q.drops > 0 && q.isFull() ? 0.7 : 0.3;
    // A socket also drops when its queue of half-open connections is full; that is no overflow of this one.
    if (q.drops > 0 && !q.isFull() && (q.overflows == 0 || halfOpen))
        return 0.2;
    if (q.drops > 0 && q.troubled >= kFew)
        return accepting ? 0.965 : 0.86;
    if (q.drops < 0 && q.overflows > 0 && q.isFull())
        return accepting ? 0.9 : 0.7;
    if (q.drops < 0 && q.isFull() && lossy(g))
        return accepting ? 0.78 : 0.4;
    return 0;
}

// Totals from long ago, or of another port, convince nobody: this very socket must have dropped while attempts failed.
bool nothingDropped(const QueueSight& q)
{
    return q.troubled > 0 && (q.drops == 0 || (q.drops < 0 && q.overflows == 0));
}

std::optional<Claim> judgeServer(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    const QueueSight q = queueOf(r, v);
    if (!q.there() || !isStarved(g))
        return std::nullopt;
    if (nothingDropped(q))
        return ruledOut(say("diagnose.accept-queue-overflow.why-not.no-rise", {}, q.troubled));
    const double sure = weighServer(q, g, r.server.rise("TcpExt.TCPReqQFullDrop") > 0);
    if (sure <= 0)
        return std::nullopt;
    Claim c = provenClaim(r, g, sure,
                          say("diagnose.accept-queue-overflow.summary.server",
                              {listenerText(*q.listener), g.where(r.port), r.server.machine()}),
                          r.server.listenerEvidence + r.server.counterEvidence);
    if (q.drops > 0)
        c.because << say("diagnose.accept-queue-overflow.because.drops", {},
                         static_cast<int>(std::min<std::int64_t>(q.drops, 1'000'000)));
    else if (q.overflows > 0)
        c.because << say("diagnose.accept-queue-overflow.because.overflows", {},
                         static_cast<int>(std::min<std::int64_t>(q.overflows, 1'000'000)));
    if (q.isFull())
        c.because << say("diagnose.accept-queue-overflow.because.full",
                         {QString::number(q.listener->queue), QString::number(q.listener->limit)});
    const BacklogAdvice a = adviseBacklog(r, v);
    c.because += limitPhrases(a);
    c.whyNot = say("diagnose.accept-queue-overflow.why-not.symptom");
    c.fixes << fix("server", say("diagnose.accept-queue-overflow.fix.why"), logCommands(r),
                   say("diagnose.accept-queue-overflow.verify"))
            << fix("server", say("diagnose.accept-queue-overflow.fix.size", {QString::number(a.size)}), a.commands(),
                   say("diagnose.accept-queue-overflow.verify"));
    return c;
}

} // namespace

extern const Rule rule_accept_queue_overflow;
const Rule rule_accept_queue_overflow{true, nullptr, judge, judgeServer};

} // namespace knockback

#include "core/base/text.h"
#include "core/diagnose/commands.h"
#include "core/diagnose/factors.h"
#include "core/diagnose/looks_plan.h"
#include "core/diagnose/rule.h"
#include "core/diagnose/server_claims.h"
#include "core/diagnose/server_queue.h"

#include <algorithm>

namespace knockback {

namespace {

// The kernel shares connections out among listeners of one port by address and port of the client, so the same local
// port always meets the same worker. A path of several links does the same by flow, on all ports of the host.
double weigh(const AddressView& v, const Split& pinned)
{
    constexpr int kTried = 5;
    const int quiet = v.of(Happening::silent) + v.of(Happening::unanswered);
    if (quiet == 0)
        return 0;
    const bool always = pinned.more.all >= kTried && pinned.more.bad == pinned.more.all;
    double base = 0.08;
    if (pinned.seen() && always)
        base = pinned.chance <= kProven ? 0.86 : pinned.chance <= kLikely ? 0.6 : 0.1;
    else if (pinned.more.all >= kTried)
        return 0.03;
    // Without an answer from anything else of the host it may as well be one of several hosts behind the address, which
    // a translation by flow keeps to it.
    if (v.of(Happening::silent) > 0 && byFlow(v) <= kProven)
        base = v.own ? 0.8 : v.alive && v.quick.z < 2 ? std::max(base * 0.8, 0.64) : 0.25;
    if (cameBack(v)) // a translation on the way may keep old flows at a server that is gone
        base = std::min(base, 0.6);
    return quiet == v.sequence.failures ? base : base * 0.6;
}

std::optional<Claim> judge(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    if (g.shape() != Shape::mixed)
        return std::nullopt;
    const Split pinned = byLocalPort(v);
    Claim c;
    c.confidence = weigh(v, pinned);
    if (c.confidence <= 0)
        return std::nullopt;
    c.pattern = Pattern::intermittent;
    c.side = Side::server;
    c.locatedAt = v.address.toString();
    c.summary = say("diagnose.stuck-worker.summary", {g.where(r.port)});
    if (pinned.more.all > 0)
        c.because << say("diagnose.stuck-worker.because.pinned", {QString::number(pinned.more.bad)}, pinned.more.all);
    if (byFlow(v) <= kProven)
        c.because << say("diagnose.stuck-worker.because.whole", {}, v.of(Happening::silent));
    c.because << say("diagnose.stuck-worker.because.others", {QString::number(pinned.less.all - pinned.less.bad)},
                     pinned.less.all);
    c.evidence = g.evidence();
    const QString port = QString::number(r.port.value);
    c.fixes << fix("server", say("diagnose.stuck-worker.fix.find", {port}),
                   {QStringLiteral("sudo ss -ltnp 'sport = :%1'  # several lines: the one with a full Recv-Q is stuck")
                        .arg(port),
                    QStringLiteral("sudo cat /proc/PID/stack /proc/PID/status  # PID of that line")},
                   say("diagnose.stuck-worker.verify"))
            << fix("server", say("diagnose.stuck-worker.fix.restart"), startCommands(r), verifyConnects(r));
    c.whyNot = say("diagnose.stuck-worker.why-not");
    c.toTellApart = say("diagnose.stuck-worker.tell", {port});
    return c;
}

std::optional<Claim> judgeServer(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    const QueueSight q = queueOf(r, v);
    if (!q.there() || !isStarved(g))
        return std::nullopt;
    if (q.listeners == 1 && v.server.perhaps.empty()) // all flows meet the same socket
        return ruledOut();
    if (q.listeners < 2 || q.full == 0 || q.full == q.listeners)
        return std::nullopt;
    const ServerProcess* p = r.server.processOf(*q.listener);
    const QString who = p ? processText(*p) : listenerText(*q.listener);
    Claim c = provenClaim(
        r, g, g.shape() == Shape::silent ? 0.7 : 0.97,
        say("diagnose.stuck-worker.summary.server", {g.where(r.port), QString::number(q.listeners), who}, q.full),
        r.server.listenerEvidence + r.server.processEvidence);
    c.because << say("diagnose.stuck-worker.because.full",
                     {QString::number(q.listener->queue), QString::number(q.listener->limit), who})
              << say("diagnose.stuck-worker.because.empty", {}, q.listeners - q.full);
    QStringList look;
    if (p)
        look << QStringLiteral("sudo cat /proc/%1/stack /proc/%1/status").arg(p->pid);
    look << QStringLiteral("sudo ss -ltnp 'sport = :%1'").arg(r.port.value);
    c.fixes << fix("server", say("diagnose.stuck-worker.fix.find", {QString::number(r.port.value)}), look,
                   say("diagnose.stuck-worker.verify"))
            << fix("server", say("diagnose.stuck-worker.fix.restart"), {restartCommand(r)}, verifyConnects(r));
    return c;
}

} // namespace

extern const Rule rule_stuck_worker;
const Rule rule_stuck_worker{true, nullptr, judge, judgeServer};

} // namespace knockback

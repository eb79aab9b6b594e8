#include "core/base/text.h"
#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"
#include "core/diagnose/server_claims.h"
#include "core/diagnose/server_queue.h"

#include <algorithm>

namespace knockback {

namespace {

// How long the most patient attempt listened after connecting.
std::chrono::nanoseconds patience(const Group& g)
{
    std::int64_t most = 0;
    for (const AddressView* v : g.members)
        for (const Attempt* a : v->attempts)
            if (happeningOf(*a) == Happening::unanswered && a->endNs >= 0 && a->connectNs >= 0 &&
                a->endNs > a->connectNs)
                most = std::max(most, a->endNs - a->connectNs);
    return std::chrono::nanoseconds(most);
}

// Silence for a quarter of a second may be a slow service; for two seconds hardly.
double weigh(std::chrono::nanoseconds waited, int times)
{
    using namespace std::chrono_literals;
    if (waited >= 2s)
        return grown(times, 0.76, 0.92);
    if (waited >= 900ms)
        return grown(times, 0.66, 0.84);
    return times >= 3 ? 0.55 : 0.42;
}

// The server's kernel did not take the hello either: it keeps the connection half open because its queue is full, or it
// has no state at all (SYN cookies). tcpi_bytes_acked counts the SYN as one.
bool helloNotTaken(const Group& g)
{
    return std::any_of(g.members.begin(), g.members.end(), [](const AddressView* v) {
        return std::any_of(v->attempts.begin(), v->attempts.end(), [](const Attempt* a) {
            return happeningOf(*a) == Happening::unanswered && a->helloSent && a->tcpEnd.valid &&
                   a->tcpEnd.bytesAcked <= 1;
        });
    });
}

std::optional<Claim> judge(const Reading& r, const Group& g)
{
    if (g.first().after.sum.tlsStuck && g.shape() == Shape::works) {
        Claim c;
        c.confidence = 0.32;
        c.side = Side::server;
        c.evidence = g.evidence();
        c.whyNot = say("diagnose.service-hung.why-not.tls");
        c.toTellApart = say("diagnose.service-hung.tell", {QString::number(r.port.value)});
        return c;
    }
    const bool queueMayBeFull = g.shape() == Shape::silent && g.first().own;
    if (queueMayBeFull) {
        Claim c;
        c.confidence = 0.2;
        c.side = Side::server;
        c.whyNot = say("diagnose.service-hung.why-not.silent");
        c.toTellApart = say("diagnose.service-hung.tell", {QString::number(r.port.value)});
        return c;
    }
    if (g.shape() != Shape::unanswered)
        return std::nullopt;
    const AddressView& v = g.first();
    const int times = g.of(Happening::unanswered);
    const auto waited = patience(g);
    const bool notTaken = helloNotTaken(g);
    Claim c;
    const bool lossy = std::any_of(v.attempts.begin(), v.attempts.end(),
                                   [](const Attempt* a) { return a->tcp.valid && a->tcp.totalRetrans > 0; });
    c.confidence = weigh(waited, times) * (notTaken ? 0.7 : 1) * (lossy ? 0.7 : 1); // answers get lost, too
    if (v.after.sum.stalls > 0)
        c.confidence *= 0.3; // it does answer, and the answer does not come through
    c.side = Side::server;
    c.locatedAt = v.address.toString();
    c.summary = say("diagnose.service-hung.summary", {g.where(r.port), formatDuration(waited)});
    c.because << say("diagnose.service-hung.because.silent", {formatDuration(waited)}, times)
              << say("diagnose.service-hung.because.kernel");
    if (notTaken)
        c.because << say("diagnose.service-hung.because.not-taken");
    c.evidence = g.evidence();
    c.fixes << fix("server", say("diagnose.service-hung.fix.queue", {QString::number(r.port.value)}),
                   {QStringLiteral("ss -ltn 'sport = :%1'").arg(r.port.value)},
                   say("diagnose.service-hung.verify.queue"))
            << fix("server", say("diagnose.service-hung.fix.process"),
                   serviceCommands(r) +
                       QStringList{
                           QStringLiteral(
                               "sudo ss -ltnp 'sport = :%1'  # the process, then: cat /proc/PID/status | grep State")
                               .arg(r.port.value)},
                   verifyConnects(r));
    c.whyNot = say("diagnose.service-hung.why-not");
    c.toTellApart = say("diagnose.service-hung.tell", {QString::number(r.port.value)});
    return c;
}

// The kernel fills the queue and nobody takes anything out of it: by the process's own state, or because it was full,
// or grew, all the time while nothing came back.
std::optional<Claim> judgeServer(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    const QueueSight q = queueOf(r, v);
    if (!q.there() || !isStarved(g) || isAccepting(v) || q.serves)
        return std::nullopt;
    // While the queue has room the kernel connects for it: then silence is something else.
    if (g.shape() == Shape::silent && !q.isFull())
        return std::nullopt;
    const ServerProcess* p = q.stopped ? q.stopped : q.stuck;
    const bool held = q.fullTwice || (q.grew && q.troubled > 0);
    const bool allWait = q.listeners == 1 || q.isFull();
    if (!allWait || (!p && !(q.waits && (held || q.isFull()))))
        return std::nullopt;
    const QString who = p ? processText(*p) : listenerText(*q.listener);
    Claim c = provenClaim(r, g,
                          q.stopped ? 0.965
                          : q.stuck ? 0.955
                          : held    ? 0.9
                                    : 0.78,
                          say(q.stopped ? "diagnose.service-hung.summary.stopped"
                              : q.stuck ? "diagnose.service-hung.summary.stuck"
                                        : "diagnose.service-hung.summary.server",
                              {who, g.where(r.port), r.server.machine()}),
                          r.server.listenerEvidence + r.server.processEvidence + r.server.counterEvidence);
    if (q.waits)
        c.because << say("diagnose.service-hung.because.queue",
                         {QString::number(q.listener->queue), QString::number(q.listener->limit)});
    if (p)
        c.because << say("diagnose.service-hung.because.state", {who, QString(p->state)});
    else
        c.because << say("diagnose.service-hung.because.nobody");
    if (q.stopped)
        c.fixes << fix("server", say("diagnose.service-hung.fix.continue", {who}),
                       {QStringLiteral("sudo kill -CONT %1  # undo: sudo kill -STOP %1").arg(p->pid)},
                       verifyConnects(r));
    QStringList look = logCommands(r);
    if (p)
        look << QStringLiteral("sudo cat /proc/%1/stack /proc/%1/wchan").arg(p->pid);
    c.fixes << fix("server", say("diagnose.service-hung.fix.process"), look, say("diagnose.service-hung.verify.queue"))
            << fix("server", say("diagnose.service-hung.fix.restart"), {restartCommand(r)}, verifyConnects(r));
    return c;
}

} // namespace

extern const Rule rule_service_hung;
const Rule rule_service_hung{true, nullptr, judge, judgeServer};

} // namespace knockback

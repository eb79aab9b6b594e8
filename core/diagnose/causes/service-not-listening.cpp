#include "core/base/text.h"
#include "core/diagnose/commands.h"
#include "core/diagnose/elsewhere.h"
#include "core/diagnose/origin.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"
#include "core/diagnose/server_absent.h"
#include "core/diagnose/server_claims.h"

#include <algorithm>

namespace knockback {

namespace {

// A port that stopped listening while we watched: it worked, then only resets followed.
constexpr int kTailSure = 5;

std::optional<Claim> judge(const Reading& r, const Group& g)
{
    if (g.shape() == Shape::icmpReject) {
        // Named because people take "connection refused" for it; the error queue rules it out.
        Claim c;
        c.confidence = 0.01;
        c.side = Side::server;
        c.whyNot = say("diagnose.service-not-listening.why-not");
        c.toTellApart = say("diagnose.service-not-listening.tell", {QString::number(r.port.value)});
        return c;
    }
    const bool stopped = g.shape() == Shape::mixed && g.first().wentDown(kTailSure);
    if (g.shape() != Shape::reset && !stopped)
        return std::nullopt;
    const int resets = g.of(Happening::reset);
    const int silent = g.of(Happening::silent);
    const bool own = g.first().own;
    const QString where = g.where(r.port);
    Claim c;
    c.confidence = own ? grown(resets, 0.84, 0.985) : grown(resets, 0.78, 0.97);
    if (stopped)
        c.confidence = 0.75; // a ban by resets, and a service that is being restarted, look alike
    if (silent > 0)
        c.confidence *= silent < resets ? 0.85 : 0.65;
    const Origin origin = originOf(r, g.first());
    if (origin.forged())
        c.confidence = std::min(c.confidence, origin.is == Origin::Is::onTheWay ? 0.03
                                              : origin.sameClass                ? 0.08
                                              : origin.likeForLike              ? 0.2
                                                                                : 0.42);
    if (elsewhereOf(r, g.first()).isSame())
        c.confidence = std::min(c.confidence, 0.32); // true of this port, but the cause is that it is the wrong one
    if (!r.errorQueueWorks)
        c.confidence *= 0.65; // an ICMP refusal would look the same
    c.side = Side::server;
    c.locatedAt = g.first().address.toString();
    c.summary = say(stopped ? "diagnose.service-not-listening.summary.stopped"
                    : own   ? "diagnose.service-not-listening.summary.own"
                            : "diagnose.service-not-listening.summary",
                    {where}, resets);
    c.because << say("diagnose.service-not-listening.because.reset", {where}, resets);
    if (r.errorQueueWorks)
        c.because << say("diagnose.service-not-listening.because.no-icmp");
    if (origin.is == Origin::Is::host)
        c.because << say("diagnose.service-not-listening.because.ttl",
                         {QString::number(origin.host.low), QString::number(origin.control.value)});
    if (silent > 0)
        c.because << say("diagnose.because.some-silent", {}, silent);
    const bool self = std::any_of(g.members.begin(), g.members.end(), [](const AddressView* v) {
        return std::any_of(v->attempts.begin(), v->attempts.end(), [](const Attempt* a) { return a->selfConnect; });
    });
    if (self)
        c.because << say("diagnose.service-not-listening.because.self");
    c.evidence = g.evidence() + g.first().ttlEvidence;
    c.whyNot = say(origin.forged() ? "diagnose.service-not-listening.why-not.forged"
                                   : "diagnose.service-not-listening.why-not.stopped");
    c.toTellApart = say("diagnose.service-not-listening.tell", {QString::number(r.port.value)});
    c.fixes << fix("server", say("diagnose.service-not-listening.fix.look", {QString::number(r.port.value)}),
                   listenerCommands(r) + serviceCommands(r),
                   say("diagnose.verify.listener", {QString::number(r.port.value)}))
            << fix("server", say("diagnose.service-not-listening.fix.start"), startCommands(r), verifyConnects(r))
            << fix("client", say("diagnose.service-not-listening.fix.port"), {again(r)},
                   say("diagnose.service-not-listening.fix.port.verify"));
    return c;
}

// In its configuration, and yet nobody listens: it was not read since.
const ServerNginx::Listen* configured(const Reading& r)
{
    for (const ServerNginx::Listen& l : r.server.facts->nginx.listens)
        if (l.port == r.port.value)
            return &l;
    return nullptr;
}

std::optional<Claim> judgeServer(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    const QString port = QString::number(r.port.value);
    if (absentOf(r, v) == Absent::listens && isRefused(g)) {
        const WallTime since = listensSince(r, v);
        const bool later = v.sample && since > v.sample->startedWall;
        const bool before = g.shape() == Shape::mixed && r.server.facts->at < v.sequence.lastEdge;
        if (later || before) // it was started after the attempts, or went after that was said
            return std::nullopt;
        return ruledOut(say("diagnose.service-not-listening.why-not.listens",
                            {listenerText(*v.server.takes.front()), r.server.machine()}));
    }
    const ServerUnit* u = r.server.unit;
    const bool runs = u && u->activeState == QLatin1String("active") && u->subState != QLatin1String("exited");
    std::optional<Claim> c =
        absentClaim(r, g, Absent::nothing, runs ? 0.94 : 0.975,
                    say(runs ? "diagnose.service-not-listening.summary.server.runs"
                             : "diagnose.service-not-listening.summary.server",
                        {g.where(r.port), r.server.machine(), u ? printable(u->name, 80) : QString()}));
    if (!c)
        return std::nullopt;
    c->because << say("diagnose.server.because.no-listener", {port});
    if (runs)
        c->because << say("diagnose.service-not-listening.because.runs", {printable(u->name, 80), unitState(*u)});
    else if (u && u->activeState == QLatin1String("unknown"))
        c->because << say("diagnose.service-not-listening.because.unknown", {printable(u->name, 80)});
    else
        c->because << say("diagnose.service-not-listening.because.no-unit", {port});
    if (const ServerNginx::Listen* l = configured(r)) {
        c->because << say("diagnose.service-not-listening.because.configured", {printable(l->where, 120)});
        c->fixes << fix("server", say("diagnose.service-not-listening.fix.reload"),
                        {QStringLiteral("sudo nginx -t"), QStringLiteral("sudo systemctl reload nginx")},
                        verifyConnects(r));
    } else if (runs) {
        c->fixes << fix("server", say("diagnose.service-not-listening.fix.configure", {printable(u->name, 80), port}),
                        logCommands(r) + QStringList{restartCommand(r)}, verifyConnects(r));
    } else {
        c->fixes << fix("server", say("diagnose.service-not-listening.fix.look", {port}),
                        listenerCommands(r) + serviceCommands(r), say("diagnose.verify.listener", {port}));
    }
    return c;
}

} // namespace

extern const Rule rule_service_not_listening;
const Rule rule_service_not_listening{true, nullptr, judge, judgeServer};

} // namespace knockback

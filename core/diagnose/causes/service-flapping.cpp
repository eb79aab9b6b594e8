#include "core/base/text.h"
#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"
#include "core/diagnose/server_absent.h"
#include "core/diagnose/server_claims.h"

#include <algorithm>

namespace knockback {

namespace {

std::optional<Claim> judge(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    if (g.shape() != Shape::mixed || v.of(Happening::reset) == 0)
        return std::nullopt;
    const Sequence& s = inStretches(v.quick) ? v.quick : v.sequence;
    // A service that goes down resets what it had (closed); silence would be something else.
    const bool pure = v.of(Happening::worked) + v.of(Happening::reset) + v.of(Happening::closed) == v.total();
    const bool clear = pure && v.stretches();
    Claim c;
    c.confidence = clear ? (s.failureRuns >= 3 ? 0.88 : 0.74) : s.z < -1.5 ? 0.38 : 0.14;
    c.pattern = clear && s.regular ? Pattern::periodic : Pattern::intermittent;
    c.side = Side::server;
    c.locatedAt = v.address.toString();
    c.summary = say("diagnose.service-flapping.summary", {g.where(r.port)});
    c.because << say("diagnose.service-flapping.because.runs",
                     {QString::number(s.failureRuns), QString::number(s.longestFailureRun)}, v.of(Happening::reset))
              << say("diagnose.service-flapping.because.reset");
    c.evidence = g.evidence();
    const QString unit = usualUnit(r.seen.target.service, r.port).isEmpty() ? QStringLiteral("NAME")
                                                                            : usualUnit(r.seen.target.service, r.port);
    c.fixes << fix(
        "server", say("diagnose.service-flapping.fix.look"),
        serviceCommands(r) +
            QStringList{QStringLiteral("systemctl show -p NRestarts -p Restart -p ExecMainStatus %1").arg(unit)},
        say("diagnose.service-flapping.verify"));
    c.whyNot = say("diagnose.service-flapping.why-not");
    c.toTellApart = say("diagnose.service-flapping.tell", {unit});
    return c;
}

// Did a stretch of failures end when the process started? (Two machines, and a service that takes time to listen.)
bool startedAtAnEdge(const AddressView& v, WallTime started)
{
    constexpr double kNear = 3;
    if (started.ns == 0)
        return false;
    const auto away = [&](WallTime at) { return (static_cast<double>(at.ns) - static_cast<double>(started.ns)) / 1e9; };
    for (std::size_t i = 1; i < v.attempts.size(); ++i) {
        const Attempt& before = *v.attempts[i - 1];
        const Attempt& after = *v.attempts[i];
        const bool edge = happeningOf(before) != Happening::worked && happeningOf(after) == Happening::worked;
        if (edge && away(before.startedWall) <= kNear && away(after.startedWall) >= -kNear)
            return true;
    }
    return false;
}

std::optional<Claim> judgeServer(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    const ServerUnit* u = r.server.unit;
    if (g.shape() != Shape::mixed || v.of(Happening::reset) == 0 || v.of(Happening::worked) == 0)
        return std::nullopt;
    const bool edge = startedAtAnEdge(v, listensSince(r, v));
    const bool again = u && u->activeState == QLatin1String("activating") && u->restarts > 0;
    const bool counted = u && u->restarts > 0;
    if (!again && !(edge && (counted || !u)))
        return std::nullopt;
    const QString name = u ? printable(u->name, 80) : printable(v.server.takes.front()->process, 40);
    Claim c = provenClaim(r, g, again && edge ? 0.97 : 0.95,
                          say("diagnose.service-flapping.summary.server", {name, g.where(r.port), r.server.machine()}),
                          r.server.unitEvidence + r.server.listenerEvidence);
    if (edge)
        c.because << say("diagnose.service-flapping.because.edge", {toIsoUtc(listensSince(r, v))});
    if (counted)
        c.because << say("diagnose.service-flapping.because.restarts",
                         {name, r.server.facts->init == QLatin1String("openrc") ? QStringLiteral("OpenRC")
                                                                                : QStringLiteral("systemd")},
                         u->restarts);
    const QString line = u ? tellingLine(u->lastLines) : QString();
    if (!line.isEmpty())
        c.because << say("diagnose.service-failed.because.log", {line});
    c.fixes << fix("server", say("diagnose.service-flapping.fix.look"), logCommands(r),
                   say("diagnose.service-flapping.verify"));
    return c;
}

} // namespace

extern const Rule rule_service_flapping;
const Rule rule_service_flapping{true, nullptr, judge, judgeServer};

} // namespace knockback

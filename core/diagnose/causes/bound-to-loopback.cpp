#include "core/base/text.h"
#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"
#include "core/diagnose/server_absent.h"
#include "core/diagnose/server_claims.h"

namespace knockback {

namespace {

std::optional<Claim> judge(const Reading& r, const Group& g)
{
    // Asked at 127.0.0.1 itself it cannot be; the service would have answered.
    if (g.shape() != Shape::reset || g.first().address.isLoopback())
        return std::nullopt;
    Claim c;
    c.confidence = 0.05;
    c.side = Side::server;
    c.whyNot = say("diagnose.bound-to-loopback.why-not");
    c.toTellApart = say("diagnose.bound-to-loopback.tell", {QString::number(r.port.value)});
    c.evidence = g.evidence();
    return c;
}

std::optional<Claim> judgeServer(const Reading& r, const Group& g)
{
    const ServerSight& s = g.first().server;
    if (s.otherAddress.empty())
        return s.listenersSeen && s.perhaps.empty() && !s.handedOn ? std::optional(ruledOut()) : std::nullopt;
    const ServerListener& l = *s.otherAddress.front();
    const QString asked = g.first().address.toString();
    std::optional<Claim> c = absentClaim(r, g, Absent::otherAddress, 0.975,
                                         say(l.address.isLoopback() ? "diagnose.bound-to-loopback.summary"
                                                                    : "diagnose.bound-to-loopback.summary.address",
                                             {listenerText(l), g.where(r.port)}));
    if (!c)
        return std::nullopt;
    c->because << say("diagnose.bound-to-loopback.because", {listenerText(l), asked});
    const QString everywhere =
        g.first().address.family == Family::ipv6 ? QStringLiteral("[::]") : QStringLiteral("0.0.0.0");
    QStringList commands{QStringLiteral("# in its configuration: listen on %1 (or %2) instead of %3")
                             .arg(asked, everywhere, l.address.toString())};
    for (const ServerNginx::Listen& n : r.server.facts->nginx.listens)
        if (n.port == r.port.value && !n.any)
            commands << QStringLiteral("# nginx: %1: listen %2;").arg(printable(n.where, 120), QString::number(n.port));
    if (!l.container.isEmpty() || l.process == QLatin1String("docker-proxy"))
        commands << QStringLiteral("# container: publish it as -p %1:%1, not -p 127.0.0.1:%1:%1").arg(r.port.value);
    commands << restartCommand(r);
    c->fixes << fix("server", say("diagnose.bound-to-loopback.fix.bind", {l.address.toString()}), commands,
                    say("diagnose.verify.listener", {QString::number(r.port.value)}))
             << fix("client", say("diagnose.bound-to-loopback.fix.tunnel"),
                    {QStringLiteral("ssh -L %1:%2:%1 %3")
                         .arg(r.port.value)
                         .arg(l.address.family == Family::ipv6 ? QStringLiteral("[%1]").arg(l.address.toString())
                                                               : l.address.toString(),
                              shellWord(r.seen.target.host))},
                    say("diagnose.bound-to-loopback.verify.tunnel", {QString::number(r.port.value)}));
    return c;
}

} // namespace

extern const Rule rule_bound_to_loopback;
const Rule rule_bound_to_loopback{true, nullptr, judge, judgeServer};

} // namespace knockback

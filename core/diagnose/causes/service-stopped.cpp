#include "core/base/text.h"
#include "core/diagnose/commands.h"
#include "core/diagnose/server_absent.h"
#include "core/diagnose/server_claims.h"

namespace knockback {

namespace {

std::optional<Claim> judgeServer(const Reading& r, const Group& g)
{
    const ServerUnit* u = r.server.unit;
    if (!u)
        return std::nullopt;
    const bool named = u->why == QLatin1String("name");
    const bool enabled = u->unitFileState == QLatin1String("enabled");
    const bool masked = u->unitFileState.startsWith(QLatin1String("masked")) || u->loadState == QLatin1String("masked");
    const QString name = unitWord(*u);
    const QString state = printable(u->unitFileState.isEmpty() ? QStringLiteral("?") : u->unitFileState, 30);
    std::optional<Claim> c = absentClaim(r, g, Absent::stopped,
                                         !named    ? 0.97
                                         : enabled ? 0.93
                                                   : 0.84,
                                         say(masked    ? "diagnose.service-stopped.summary.masked"
                                             : enabled ? "diagnose.service-stopped.summary"
                                                       : "diagnose.service-stopped.summary.disabled",
                                             {printable(u->name, 80), g.where(r.port), r.server.machine()}));
    if (!c)
        return std::nullopt;
    c->because << say("diagnose.service-stopped.because.state", {printable(u->name, 80), unitState(*u), state})
               << say("diagnose.server.because.no-listener", {QString::number(r.port.value)});
    if (named)
        c->because << say("diagnose.server.because.by-name", {printable(u->name, 80), QString::number(r.port.value)});
    QStringList commands;
    if (masked)
        commands << QStringLiteral("sudo systemctl unmask %1  # undo: sudo systemctl mask %1").arg(name);
    commands
        << (enabled
                ? QStringLiteral("sudo systemctl start %1  # undo: sudo systemctl stop %1").arg(name)
                : QStringLiteral("sudo systemctl enable --now %1  # undo: sudo systemctl disable --now %1").arg(name))
        << QStringLiteral("systemctl status %1").arg(name);
    c->fixes << fix("server",
                    say(enabled ? "diagnose.service-stopped.fix.start" : "diagnose.service-stopped.fix.enable",
                        {printable(u->name, 80)}),
                    commands, verifyConnects(r))
             << fix("server", say("diagnose.service-stopped.fix.who"),
                    {QStringLiteral("journalctl -u %1 -n 20 --no-pager").arg(name)},
                    say("diagnose.verify.listener", {QString::number(r.port.value)}));
    return c;
}

} // namespace

extern const Rule rule_service_stopped;
const Rule rule_service_stopped{true, nullptr, nullptr, judgeServer};

} // namespace knockback

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
    const bool disabled = u->unitFileState == QLatin1String("disabled");
    const bool masked = u->unitFileState.startsWith(QLatin1String("masked")) || u->loadState == QLatin1String("masked");
    const QString unit = printable(u->name, 80);
    const char* summary = masked     ? "diagnose.service-stopped.summary.masked"
                          : disabled ? "diagnose.service-stopped.summary.disabled"
                                     : "diagnose.service-stopped.summary";
    std::optional<Claim> c = absentClaim(r, g, Absent::stopped,
                                         !named     ? 0.97
                                         : disabled ? 0.84
                                                    : 0.93,
                                         say(summary, {unit, g.where(r.port), r.server.machine()}));
    if (!c)
        return std::nullopt;
    c->because << say("diagnose.service-stopped.because.state",
                      {unit, unitState(*u),
                       printable(u->unitFileState.isEmpty() ? QStringLiteral("?") : u->unitFileState, 30)})
               << say("diagnose.server.because.no-listener", {QString::number(r.port.value)});
    if (named)
        c->because << say("diagnose.server.because.by-name", {unit, QString::number(r.port.value)});
    QStringList commands;
    if (masked)
        commands << QStringLiteral("sudo systemctl unmask %1  # undo: sudo systemctl mask %1").arg(unitWord(*u));
    commands += disabled ? enableCommands(r) : QStringList{startCommand(r)};
    commands << logCommands(r).front();
    c->fixes << fix("server",
                    say(disabled ? "diagnose.service-stopped.fix.enable" : "diagnose.service-stopped.fix.start",
                        {unit}),
                    commands, verifyConnects(r))
             << fix("server", say("diagnose.service-stopped.fix.who"), {logCommands(r).back()},
                    say("diagnose.verify.listener", {QString::number(r.port.value)}));
    return c;
}

} // namespace

extern const Rule rule_service_stopped;
const Rule rule_service_stopped{true, nullptr, nullptr, judgeServer};

} // namespace knockback

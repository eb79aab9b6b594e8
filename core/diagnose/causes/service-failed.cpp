#include "core/base/text.h"
#include "core/diagnose/commands.h"
#include "core/diagnose/server_absent.h"
#include "core/diagnose/server_claims.h"

#include <algorithm>

namespace knockback {

namespace {

bool says(const ServerUnit& u, const char* words)
{
    return std::any_of(u.lastLines.begin(), u.lastLines.end(), [words](const QString& line) {
        return line.contains(QLatin1String(words), Qt::CaseInsensitive);
    });
}

// After too many starts systemd makes no other. It says so as the result only where a person asked for that last one;
// else a unit that would be started again has failed all the same (systemd.unit(5), StartLimitBurst=).
bool hasGivenUp(const ServerUnit& u)
{
    return u.result == QLatin1String("start-limit-hit") ||
           (u.activeState == QLatin1String("failed") && u.restarts > 1 && !u.restart.isEmpty() &&
            u.restart != QLatin1String("no")) ||
           says(u, "Start request repeated too quickly");
}

// Another program's listener on this port, for any address: what "address already in use" is about.
const ServerListener* holder(const Reading& r, const AddressView& v)
{
    const ServerSight& s = v.server;
    for (const auto* list : {&s.otherAddress, &s.otherFamily})
        for (const ServerListener* l : *list)
            if (!r.server.unit || l->unit != r.server.unit->name)
                return l;
    return nullptr;
}

void tellWhy(const Reading& r, const Group& g, const ServerUnit& u, Claim& c)
{
    const QString line = tellingLine(u.lastLines);
    if (!line.isEmpty())
        c.because << say("diagnose.service-failed.because.log", {line});
    if (u.restarts > 1)
        c.because << say("diagnose.service-failed.because.restarts", {}, u.restarts);
    if (hasGivenUp(u))
        c.because << say("diagnose.service-failed.because.start-limit");
    if (u.result == QLatin1String("oom-kill"))
        c.because << say("diagnose.service-failed.because.oom");
    if (says(u, "address already in use")) {
        const ServerListener* l = holder(r, g.first());
        c.because << (l ? say("diagnose.service-failed.because.in-use.by", {listenerText(*l)})
                        : say("diagnose.service-failed.because.in-use"));
    }
    if (r.server.facts->nginx.there && !r.server.facts->nginx.problem.isEmpty() &&
        u.name.startsWith(QLatin1String("nginx")))
        c.because << say("diagnose.service-failed.because.nginx", {printable(r.server.facts->nginx.problem, 200),
                                                                   printable(r.server.facts->nginx.problemAt, 120)});
}

std::optional<Claim> judgeServer(const Reading& r, const Group& g)
{
    const ServerUnit* u = r.server.unit;
    if (!u)
        return std::nullopt;
    const bool again = u->activeState == QLatin1String("activating");
    std::optional<Claim> c =
        absentClaim(r, g, Absent::failed, u->why == QLatin1String("name") ? 0.93 : 0.975,
                    say(again ? "diagnose.service-failed.summary.again" : "diagnose.service-failed.summary",
                        {printable(u->name, 80), g.where(r.port), r.server.machine()}));
    if (!c)
        return std::nullopt;
    c->because << say("diagnose.service-failed.because.state", {printable(u->name, 80), unitState(*u)});
    tellWhy(r, g, *u, *c);
    c->because << say("diagnose.server.because.no-listener", {QString::number(r.port.value)});
    c->evidence += r.server.nginxEvidence;
    QStringList look = logCommands(r);
    if (u->name.startsWith(QLatin1String("nginx")))
        look << QStringLiteral("sudo nginx -t");
    if (says(*u, "address already in use"))
        look << QStringLiteral("sudo ss -ltnp 'sport = :%1'  # who holds it").arg(r.port.value);
    c->fixes << fix("server", say("diagnose.service-failed.fix.read", {printable(u->name, 80)}), look,
                    say("diagnose.service-failed.verify.read"))
             << fix("server", say("diagnose.service-failed.fix.start", {printable(u->name, 80)}),
                    startFailedCommands(r, hasGivenUp(*u) || again), verifyConnects(r));
    return c;
}

} // namespace

extern const Rule rule_service_failed;
const Rule rule_service_failed{true, nullptr, nullptr, judgeServer};

} // namespace knockback

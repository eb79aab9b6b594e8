#include "core/base/text.h"
#include "core/diagnose/commands.h"
#include "core/diagnose/elsewhere.h"
#include "core/diagnose/rule.h"
#include "core/diagnose/server_absent.h"
#include "core/diagnose/server_claims.h"

namespace knockback {

namespace {

std::optional<Claim> judge(const Reading& r, const Group& g)
{
    if (otherProtocol(r, g.first())) {
        Claim c;
        c.confidence = 0.3;
        c.side = Side::client;
        c.whyNot = say("diagnose.wrong-port.why-not.other", {heardName(g.first().after.sum.heard)});
        c.toTellApart = say("diagnose.wrong-port.tell", {QString::number(r.port.value)});
        c.evidence = g.evidence();
        return c;
    }
    if (g.shape() != Shape::reset)
        return std::nullopt;
    const AddressView& v = g.first();
    const Elsewhere there = elsewhereOf(r, v);
    Claim c;
    c.confidence = !there.attempt ? 0.02 : there.isSame() ? 0.66 : 0.2;
    c.side = Side::client;
    c.locatedAt = v.address.toString();
    c.evidence = g.evidence() + v.lookEvidence;
    const QString asked = QString::number(r.port.value);
    if (there.attempt) {
        const QString other = QString::number(there.attempt->remote.port.value);
        c.summary = say("diagnose.wrong-port.summary", {g.where(r.port), other});
        c.because << say("diagnose.wrong-port.because.refused", {asked}, g.of(Happening::reset))
                  << say("diagnose.wrong-port.because.speaks", {other, bannerText(*there.attempt, 60)});
        c.fixes << fix("client", say("diagnose.wrong-port.fix.try", {other}),
                       {QStringLiteral("knockback-cli diagnose %1 %2").arg(shellWord(r.seen.target.host), other)},
                       say("diagnose.wrong-port.verify"))
                << fix("server", say("diagnose.wrong-port.fix.look"), listenerCommands(r),
                       say("diagnose.verify.listener", {asked}));
        c.whyNot = say("diagnose.wrong-port.why-not.open", {other});
    } else {
        c.whyNot = say("diagnose.wrong-port.why-not");
    }
    c.toTellApart = say("diagnose.wrong-port.tell", {asked});
    return c;
}

std::optional<Claim> judgeServer(const Reading& r, const Group& g)
{
    const ServerListener* l = r.server.elsewhere();
    if (!l) {
        const Absent absent = absentOf(r, g.first());
        const bool told = absent == Absent::failed || absent == Absent::stopped || absent == Absent::otherAddress ||
                          absent == Absent::otherFamily || absent == Absent::listens || absent == Absent::nothing;
        return told && isRefused(g) && !elsewhereOf(r, g.first()).isSame() ? std::optional(ruledOut()) : std::nullopt;
    }
    const ServerUnit* u = r.server.unit;
    const bool sure = u && u->activeState == QLatin1String("active") && u->why != QLatin1String("name");
    const QString other = QString::number(l->port);
    const QString asked = QString::number(r.port.value);
    std::optional<Claim> c =
        absentClaim(r, g, Absent::elsewhere, sure ? 0.96 : 0.88,
                    say("diagnose.wrong-port.summary.server",
                        {g.where(r.port), u ? printable(u->name, 80) : printable(l->process, 40), other}));
    if (!c)
        return std::nullopt;
    c->because << say("diagnose.server.because.no-listener", {asked})
               << say("diagnose.wrong-port.because.listens", {listenerText(*l)});
    c->fixes << fix("client", say("diagnose.wrong-port.fix.try", {other}),
                    {QStringLiteral("knockback-cli diagnose %1 %2").arg(shellWord(r.seen.target.host), other)},
                    say("diagnose.wrong-port.verify"))
             << fix("server", say("diagnose.wrong-port.fix.set", {asked}),
                    logCommands(r) + QStringList{restartCommand(r)}, verifyConnects(r));
    return c;
}

} // namespace

extern const Rule rule_wrong_port;
const Rule rule_wrong_port{true, nullptr, judge, judgeServer};

} // namespace knockback

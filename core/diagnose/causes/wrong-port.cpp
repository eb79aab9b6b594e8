#include "core/diagnose/commands.h"
#include "core/diagnose/elsewhere.h"
#include "core/diagnose/rule.h"

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

} // namespace

extern const Rule rule_wrong_port;
const Rule rule_wrong_port{true, nullptr, judge};

} // namespace knockback

#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"

namespace knockback {

namespace {

std::optional<Claim> judge(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    if (g.shape() != Shape::localReject || v.of(Happening::localDenied) == 0)
        return std::nullopt;
    const auto kind = v.route ? v.route->kind : RouteFact::Kind::unknown;
    Claim c;
    if (kind == RouteFact::Kind::prohibit || kind == RouteFact::Kind::unreachable || kind == RouteFact::Kind::blackhole)
        c.confidence = 0.02;
    else
        c.confidence = kind == RouteFact::Kind::unicast || kind == RouteFact::Kind::local ? 0.85 : 0.45;
    // Binding to an interface may need a privilege of its own; that is our request, not a policy on the target.
    if (v.sample && v.sample->phase != Phase::connect && !r.seen.target.options.interface.isEmpty())
        c.confidence = 0.2;
    c.side = Side::client;
    c.locatedAt = r.seen.vantage.machine;
    c.summary = say("diagnose.policy-denied.summary", {g.where(r.port)});
    c.because << say("diagnose.policy-denied.because.at-once", {}, g.of(Happening::localDenied));
    if (v.route)
        c.because << say("diagnose.policy-denied.because.route");
    c.evidence = g.evidence() << v.routeEvidence;
    c.evidence.removeAll(QString());
    c.fixes << fix("client", say("diagnose.policy-denied.fix.look"),
                   {QStringLiteral("sudo ausearch -m avc -ts recent"),
                    QStringLiteral("sudo journalctl -k --grep 'apparmor=\"DENIED\"' -n 20"),
                    QStringLiteral("systemctl show -p IPAddressDeny -p RestrictAddressFamilies UNIT")},
                   verifyConnects(r));
    c.whyNot = say("diagnose.policy-denied.why-not");
    c.toTellApart = say("diagnose.policy-denied.tell", {v.address.toString()});
    return c;
}

} // namespace

extern const Rule rule_policy_denied;
const Rule rule_policy_denied{true, nullptr, judge};

} // namespace knockback

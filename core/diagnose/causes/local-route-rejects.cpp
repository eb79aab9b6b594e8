#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"

namespace knockback {

namespace {

using Kind = RouteFact::Kind;

bool rejects(Kind kind)
{
    return kind == Kind::unreachable || kind == Kind::prohibit || kind == Kind::blackhole;
}

// What each kind of route makes connect() say (measured): unreachable EHOSTUNREACH, prohibit EACCES, blackhole EINVAL.
double weigh(const AddressView& v)
{
    const Kind kind = v.route ? v.route->kind : Kind::unknown;
    if (rejects(kind))
        return 0.97;
    const bool knownGood = kind == Kind::unicast || kind == Kind::local;
    if (v.of(Happening::localUnreachable) > 0)
        return knownGood ? 0.45 : 0.8;
    if (v.of(Happening::localInvalid) > 0)
        return knownGood ? 0.1 : 0.55;
    return knownGood ? 0.04 : 0.42; // EACCES: a policy says the same
}

const char* word(const AddressView& v)
{
    if (v.route && v.route->kind == Kind::prohibit)
        return "prohibit";
    if (v.route && v.route->kind == Kind::blackhole)
        return "blackhole";
    if (v.route && v.route->kind == Kind::unreachable)
        return "unreachable";
    return v.of(Happening::localUnreachable) > 0 ? "unreachable"
           : v.of(Happening::localInvalid) > 0   ? "blackhole"
                                                 : "prohibit";
}

// EINVAL of our own making: an address that needs an interface, or a source that cannot go there.
bool badRequest(const Reading& r, const AddressView& v)
{
    if (v.of(Happening::localInvalid) == 0)
        return false;
    const bool scopeless = v.address.family == Family::ipv6 && v.address.isLinkLocal() && v.address.scope == 0;
    const IpAddress& source = r.seen.target.options.source;
    return scopeless || (!source.isNone() && source.isLoopback() && !v.address.isLoopback());
}

std::optional<Claim> judge(const Reading& r, const Group& g)
{
    if (g.shape() != Shape::localReject)
        return std::nullopt;
    const AddressView& v = g.first();
    Claim c;
    c.confidence = badRequest(r, v) ? 0.05 : weigh(v);
    const QString kind = QLatin1String(word(v));
    c.side = Side::client;
    c.locatedAt = r.seen.vantage.machine;
    c.summary = say("diagnose.local-route-rejects.summary", {g.addresses(), kind});
    c.because << say("diagnose.local-route-rejects.because.at-once",
                     {v.sample ? QString::number(v.sample->errnoValue) : QString()}, g.attempts());
    if (v.route && rejects(v.route->kind))
        c.because << say("diagnose.local-route-rejects.because.route", {v.address.toString(), kind});
    c.evidence = g.evidence() << v.routeEvidence;
    c.evidence.removeAll(QString());
    c.fixes << fix("client", say("diagnose.local-route-rejects.fix.look"),
                   {QStringLiteral("ip route get %1").arg(v.address.toString()),
                    QStringLiteral("ip route show table all type %1").arg(kind), QStringLiteral("ip rule show")},
                   say("diagnose.local-route-rejects.verify.look"))
            << fix("client", say("diagnose.local-route-rejects.fix.remove"),
                   {QStringLiteral("# with the prefix that the command above shows: sudo ip route del %1 PREFIX")
                        .arg(kind)},
                   verifyConnects(r));
    c.whyNot = say("diagnose.local-route-rejects.why-not");
    c.toTellApart = say("diagnose.local-route-rejects.tell", {v.address.toString()});
    return c;
}

} // namespace

extern const Rule rule_local_route_rejects;
const Rule rule_local_route_rejects{true, nullptr, judge};

} // namespace knockback

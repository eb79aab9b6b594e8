#include "core/diagnose/commands.h"
#include "core/diagnose/origin.h"
#include "core/diagnose/rule.h"
#include "core/diagnose/server_absent.h"
#include "core/diagnose/server_claims.h"
#include "core/diagnose/server_firewall.h"

#include <algorithm>

namespace knockback {

namespace {

// Some systems send resets with another TTL than their other answers: a difference of a few hops is a device nearer to
// us, a difference of a whole starting value may be such a habit, unless resets were compared with resets.
double weigh(const Origin& o, bool own)
{
    switch (o.is) {
    case Origin::Is::onTheWay:
        return 0.96;
    case Origin::Is::nearer:
        return o.sameClass ? 0.92 : o.likeForLike ? 0.8 : 0.56;
    case Origin::Is::farther:
        return o.likeForLike ? 0.8 : o.sameClass ? 0.7 : 0.52;
    case Origin::Is::host:
        return 0.03;
    case Origin::Is::unknown:
        break;
    }
    return own ? 0.01 : 0.06;
}

std::optional<Claim> judge(const Reading& r, const Group& g)
{
    if (g.shape() != Shape::reset)
        return std::nullopt;
    const AddressView& v = g.first();
    const Origin o = originOf(r, v);
    const QString where = g.where(r.port);
    const QString control = Endpoint{v.address, o.control}.toString();
    Claim c;
    c.confidence = weigh(o, v.own);
    c.side = Side::network;
    c.locatedAt = o.router.isNone() ? QString() : o.router.toString();
    c.summary = o.router.isNone() ? say("diagnose.firewall-reject-reset.summary", {where})
                                  : say("diagnose.firewall-reject-reset.summary.router", {where, r.whoIs(o.router)});
    c.because << say("diagnose.firewall-reject-reset.because.reset", {where}, g.of(Happening::reset));
    if (o.is == Origin::Is::onTheWay)
        c.because << say("diagnose.firewall-reject-reset.because.way", {QString::number(o.hop), control});
    if (o.reset.low > 1 && o.host.exact() && o.reset.low != o.host.low)
        c.because << say("diagnose.firewall-reject-reset.because.ttl",
                         {QString::number(o.reset.low), control, QString::number(o.host.low)});
    c.evidence = g.evidence() + v.ttlEvidence + v.pathEvidence;
    c.fixes << fix("network", say("diagnose.firewall-reject-reset.fix.find", {QString::number(r.port.value)}),
                   {QStringLiteral("sudo nft list ruleset | grep -n 'tcp reset'"),
                    QStringLiteral("sudo iptables-save -c | grep -n 'tcp-reset'")},
                   verifyConnects(r))
            << fix("server", say("diagnose.firewall-reject-reset.fix.arrive", {QString::number(r.port.value)}),
                   {QStringLiteral("ss -ltn 'sport = :%1'").arg(r.port.value),
                    QStringLiteral("sudo tcpdump -ni any 'tcp port %1'").arg(r.port.value)},
                   say("diagnose.firewall-reject-reset.verify.arrive"));
    c.whyNot = say(v.own                      ? "diagnose.firewall-reject-reset.why-not.own"
                   : o.is == Origin::Is::host ? "diagnose.firewall-reject-reset.why-not.host"
                                              : "diagnose.firewall-reject-reset.why-not");
    c.toTellApart = say("diagnose.firewall-reject-reset.tell", {QString::number(r.port.value)});
    return c;
}

// A listener is there, had been there before, and yet resets come: none of the server's own rules sends them, so
// something before it does.
std::optional<Claim> before(const Reading& r, const Group& g, const Deciding& d)
{
    const AddressView& v = g.first();
    if (absentOf(r, v) != Absent::listens || !isRefused(g) || v.own ||
        !(d.passes() || d.proof == Deciding::Proof::unreached))
        return std::nullopt;
    const WallTime since = listensSince(r, v);
    const bool earlier = since.ns != 0 && v.attempts.front()->startedWall > since;
    if (since.ns != 0 && !earlier)
        return std::nullopt;
    Claim c = provenClaim(r, g, earlier ? 0.86 : 0.66,
                          say("diagnose.firewall-reject-reset.summary.before", {g.where(r.port), r.server.machine()}),
                          r.server.listenerEvidence + r.server.firewallEvidence);
    c.proven = false; // worked out, not seen
    c.side = Side::network;
    c.locatedAt.clear();
    c.because << say("diagnose.firewall-reject-reset.because.listener", {listenerText(*v.server.takes.front())})
              << say("diagnose.firewall-reject-reset.because.passes", {r.server.machine()});
    c.fixes << fix("server", say("diagnose.firewall-reject-reset.fix.arrive", {QString::number(r.port.value)}),
                   {QStringLiteral("sudo tcpdump -ni any 'tcp port %1'").arg(r.port.value)},
                   say("diagnose.firewall-reject-reset.verify.arrive"));
    return c;
}

std::optional<Claim> judgeServer(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    const Deciding d = decidingRule(r, v);
    if (!isRefused(g))
        return std::nullopt;
    if (d.decision == ServerFirewall::Decision::rejectReset && d.stops() && !r.server.facts->firewall.ban) {
        Claim c = ruleClaim(r, g, d, "diagnose.firewall-reject-reset.summary.server");
        if (absentOf(r, v) == Absent::listens)
            c.because << say("diagnose.firewall-reject-reset.because.listener",
                             {listenerText(*v.server.takes.front())});
        return c;
    }
    return before(r, g, d);
}

} // namespace

extern const Rule rule_firewall_reject_reset;
const Rule rule_firewall_reject_reset{true, nullptr, judge, judgeServer};

} // namespace knockback

#include "core/base/text.h"
#include "core/diagnose/commands.h"
#include "core/diagnose/factors.h"
#include "core/diagnose/rule.h"
#include "core/diagnose/server_claims.h"
#include "core/diagnose/server_firewall.h"

#include <algorithm>

namespace knockback {

namespace {

// It worked, and has failed in one way ever since.
bool stopped(const AddressView& v)
{
    return v.shape == Shape::mixed && v.sequence.runs == 2 && v.sequence.tailFails && !v.own;
}

double weigh(const AddressView& v)
{
    const Sequence& s = v.sequence;
    constexpr int kLasting = 6;
    const Pace pace = paceOf(v);
    const bool slowToo = pace.slow.all >= 2 && pace.slow.bad == pace.slow.all;
    const bool lasts = s.tail >= kLasting && pace.slowFails();
    if (v.of(Happening::icmpReject) + v.of(Happening::silent) == s.failures && v.of(Happening::icmpReject) > 0)
        return lasts ? 0.68 : 0.3;
    // Silence: the rest of the host still answers, so it is this port, or we, that are shut out. A hung service would
    // have connected without a word first, and a dead one would refuse.
    if (v.of(Happening::silent) == s.failures)
        return v.alive && s.tail >= 2 && slowToo ? (v.controlsAnswered() > 0 ? 0.64 : 0.55) : 0.22;
    return 0.1;
}

std::optional<Claim> judge(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    const bool rejected = g.shape() == Shape::icmpReject && !v.own;
    if (!rejected && !stopped(v))
        return std::nullopt;
    Claim c;
    c.confidence = rejected ? 0.02 : weigh(v);
    c.side = Side::network;
    c.locatedAt = v.offender.isNone() ? v.address.toString() : v.offender.toString();
    c.summary = say("diagnose.banned.summary", {g.where(r.port)}, v.of(Happening::worked));
    c.because << say("diagnose.banned.because.worked", {QString::number(v.sequence.tail)}, v.of(Happening::worked));
    if (v.of(Happening::icmpReject) > 0 && v.icmpSample)
        c.because << say("diagnose.banned.because.icmp", {icmpName(v.icmpSample->icmp), r.whoIs(v.offender)});
    if (v.alive)
        c.because << say("diagnose.firewall-drop.because.alive", {v.address.toString()});
    c.evidence = g.evidence() + v.lifeEvidence;
    const QString own = v.attempts.empty() || v.attempts.back()->local.address.isNone()
                            ? QStringLiteral("ADDRESS")
                            : v.attempts.back()->local.address.toString();
    c.fixes << fix("server", say("diagnose.banned.fix.list", {own}),
                   {QStringLiteral("sudo fail2ban-client status"),
                    QStringLiteral("sudo fail2ban-client unban %1").arg(own),
                    QStringLiteral("sudo nft list ruleset | grep -n %1").arg(own)},
                   verifyConnects(r))
            << fix("client", say("diagnose.banned.fix.other"), {again(r)}, say("diagnose.banned.verify.other"));
    c.whyNot = say("diagnose.banned.why-not");
    c.toTellApart = say("diagnose.banned.tell");
    return c;
}

std::optional<Claim> judgeServer(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    const Deciding d = decidingRule(r, v);
    const bool fails = v.fails() || (g.shape() == Shape::mixed && v.sequence.tailFails);
    if (!r.server.facts->firewall.ban || !d.stops() || !fails)
        return std::nullopt;
    const ServerFirewall& f = r.server.facts->firewall;
    const QString who = f.forAddress.isEmpty() ? r.server.facts->seenFrom : f.forAddress;
    Claim c = ruleClaim(r, g, d, "diagnose.banned.summary.server");
    if (!f.set.isEmpty())
        c.because << say("diagnose.banned.because.set",
                         {printable(who.isEmpty() ? QStringLiteral("?") : who, 60), printable(f.set, 80)});
    return c;
}

} // namespace

extern const Rule rule_banned;
const Rule rule_banned{true, nullptr, judge, judgeServer};

} // namespace knockback

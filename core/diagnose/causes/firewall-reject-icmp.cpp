#include "core/diagnose/commands.h"
#include "core/diagnose/factors.h"
#include "core/diagnose/looks_plan.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"
#include "core/diagnose/server_claims.h"
#include "core/diagnose/server_firewall.h"

namespace knockback {

namespace {

bool speaksElsewhere(const AddressView& v)
{
    return v.controlsAnswered() > 0 || (v.echo && v.echo->state == EchoFact::State::answered);
}

// Port-unreachable and the prohibitions are a firewall's words; host- and net-unreachable are only when the host is
// plainly there, or says of itself that it is not.
double weigh(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    const bool ours = r.isOwn(v.offender) && !v.own;
    switch (g.shape()) {
    case Shape::icmpReject: {
        const double sure = grown(g.of(Happening::icmpReject), 0.9, 0.98);
        if (ours)
            return 0.03;
        if (v.own)
            return 0.75; // one machine is client and server: which of its chains refused cannot be seen
        return v.meaning == IcmpMeaning::protocolUnreachable ? 0.7 : sure;
    }
    case Shape::icmpHost:
    case Shape::icmpNetwork:
        if (ours)
            return 0.02;
        if (speaksElsewhere(v))
            return 0.8;
        return sameAddress(v.offender, v.address) ? 0.6 : 0.04;
    case Shape::mixed:
        if (v.of(Happening::icmpReject) == 0 || ours)
            return 0;
        if (paceOf(v).decides)
            return 0.1; // it does, but only what comes too fast
        // It worked, and since then a firewall says no: a new rule, or a ban of this address.
        if (v.sequence.runs == 2 && v.sequence.tailFails && v.sequence.tail >= 3)
            return paceIsTold(v) ? 0.28 : 0.6; // once it lasts, slow attempts included, it is rather a ban
        return 0.4;
    default:
        return 0;
    }
}

std::optional<Claim> judge(const Reading& r, const Group& g)
{
    Claim c;
    c.confidence = weigh(r, g);
    if (c.confidence <= 0)
        return std::nullopt;
    const AddressView& v = g.first();
    const QString where = g.where(r.port);
    const QString who = r.whoIs(v.offender);
    const bool byHost = sameAddress(v.offender, v.address) || v.own;
    const bool mixed = g.shape() == Shape::mixed;
    const QString code = v.icmpSample ? icmpName(v.icmpSample->icmp) : QStringLiteral("ICMP");
    c.pattern = mixed ? Pattern::intermittent : Pattern::persistent;
    c.side = byHost ? Side::server : Side::network;
    c.locatedAt = v.offender.isNone() ? v.address.toString() : v.offender.toString();
    const char* summary = v.own                 ? "diagnose.firewall-reject-icmp.summary.own"
                          : v.offender.isNone() ? "diagnose.firewall-reject-icmp.summary.unnamed"
                          : byHost              ? "diagnose.firewall-reject-icmp.summary.host"
                                                : "diagnose.firewall-reject-icmp.summary.router";
    c.summary = say(summary, {where, who});
    c.because << say("diagnose.firewall-reject-icmp.because.icmp", {code, who},
                     g.of(Happening::icmpReject) + g.of(Happening::icmpHost) + g.of(Happening::icmpNetwork));
    if (v.meaning == IcmpMeaning::portUnreachable)
        c.because << say("diagnose.firewall-reject-icmp.because.port");
    else if (v.meaning == IcmpMeaning::prohibited)
        c.because << say("diagnose.firewall-reject-icmp.because.prohibited");
    else
        c.because << say("diagnose.firewall-reject-icmp.because.alive");
    if (g.of(Happening::silent) > 0)
        c.because << say("diagnose.because.icmp-limited", {}, g.of(Happening::silent));
    if (mixed)
        c.because << say("diagnose.because.some-worked", {}, g.of(Happening::worked));
    c.evidence = g.evidence() + v.lifeEvidence;
    c.fixes
        << fix(byHost ? "server" : "network",
               say(byHost ? "diagnose.firewall-reject-icmp.fix.find" : "diagnose.firewall-reject-icmp.fix.find.router",
                   {who}),
               firewallCommands(r), say("diagnose.verify.rule"))
        << fix(byHost ? "server" : "network", say("diagnose.firewall.fix.allow", {QString::number(r.port.value)}),
               {QStringLiteral("sudo ufw allow %1/tcp").arg(r.port.value),
                QStringLiteral("sudo firewall-cmd --add-port=%1/tcp  # add --permanent to keep it").arg(r.port.value)},
               verifyConnects(r));
    c.whyNot = say(r.isOwn(v.offender) && !v.own ? "diagnose.firewall-reject-icmp.why-not.own"
                                                 : "diagnose.firewall-reject-icmp.why-not",
                   {who});
    c.toTellApart = say("diagnose.firewall-reject-icmp.tell", {who});
    return c;
}

std::optional<Claim> judgeServer(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    const Deciding d = decidingRule(r, v);
    if (d.decision != ServerFirewall::Decision::rejectIcmp || !d.stops() || r.server.facts->firewall.ban)
        return std::nullopt;
    const bool byHost = sameAddress(v.offender, v.address) || (v.own && !v.offender.isNone());
    const bool told = v.of(Happening::icmpReject) + v.of(Happening::icmpHost) + v.of(Happening::icmpNetwork) > 0;
    const bool lost = g.shape() == Shape::silent && d.proof == Deciding::Proof::counts; // its ICMP does not come back
    if (!(told && byHost && v.sequence.tailFails) && !lost)
        return std::nullopt;
    return ruleClaim(r, g, d, "diagnose.firewall-reject-icmp.summary.server");
}

} // namespace

extern const Rule rule_firewall_reject_icmp;
const Rule rule_firewall_reject_icmp{true, nullptr, judge, judgeServer};

} // namespace knockback

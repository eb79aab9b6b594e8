#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"

#include <algorithm>

namespace knockback {

namespace {

const FlowFact* stalledFlow(const AddressView& v)
{
    if (v.after.large && v.after.large->flow.stalls > 0)
        return &v.after.large->flow;
    return v.after.tls && v.after.tls->flow.stalls > 0 ? &v.after.tls->flow : nullptr;
}

// Concluded only where it was seen twice that later bytes came (or were acknowledged) and full packets before them did
// not, although they were sent again, while small answers came at once on the same way.
std::optional<Claim> judge(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    const FlowFact* flow = stalledFlow(v);
    if (!flow) {
        if (!v.after.sum.tlsStuck)
            return std::nullopt;
        Claim c;
        c.confidence = 0.34;
        c.side = Side::network;
        c.evidence = g.evidence();
        c.whyNot = say("diagnose.mtu-black-hole.why-not.stuck");
        c.toTellApart = say("diagnose.mtu-black-hole.tell", {v.address.toString()});
        return c;
    }
    const int answered = static_cast<int>(
        std::count_if(v.attempts.begin(), v.attempts.end(), [](const Attempt* a) { return a->receivedBytes > 0; }));
    const bool loss = v.late > 0 || v.of(Happening::silent) > 0;
    const bool theirs = flow->outOfOrder > 0;
    Claim c;
    c.confidence = flow->stalls < 2 ? 0.4 : v.own ? 0.3 : loss ? 0.55 : answered > 0 ? 0.91 : 0.64;
    c.side = Side::network;
    c.summary = say("diagnose.mtu-black-hole.summary", {g.where(r.port)});
    if (answered > 0)
        c.because << say("diagnose.mtu-black-hole.because.small", {}, answered);
    c.because << (theirs
                      ? say("diagnose.mtu-black-hole.because.theirs", {QString::number(flow->outOfOrder)}, flow->stalls)
                      : say("diagnose.mtu-black-hole.because.ours",
                            {QString::number(flow->unacknowledged), QString::number(flow->retransmits)}, flow->stalls));
    c.because << say("diagnose.mtu-black-hole.because.icmp");
    c.evidence = g.evidence();
    const QString to = v.address.toString();
    c.fixes
        << fix("network", say("diagnose.mtu-black-hole.fix.find"),
               {QStringLiteral("tracepath -n %1").arg(to),
                QStringLiteral("ping -M do -s %1 -c 3 %2").arg(v.address.family == Family::ipv6 ? 1452 : 1472).arg(to)},
               say("diagnose.mtu-black-hole.verify.find"))
        << fix("network", say("diagnose.mtu-black-hole.fix.icmp"),
               {QStringLiteral(
                   "sudo nft add rule inet filter forward tcp flags syn tcp option maxseg size set rt mtu")},
               verifyConnects(r))
        << fix("server", say("diagnose.mtu-black-hole.fix.probing"),
               {QStringLiteral("sudo sysctl -w net.ipv4.tcp_mtu_probing=1")}, verifyConnects(r));
    c.whyNot = say("diagnose.mtu-black-hole.why-not");
    c.toTellApart = say("diagnose.mtu-black-hole.tell", {to});
    return c;
}

} // namespace

extern const Rule rule_mtu_black_hole;
const Rule rule_mtu_black_hole{true, nullptr, judge};

} // namespace knockback

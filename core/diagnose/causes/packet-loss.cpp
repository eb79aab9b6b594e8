#include "core/diagnose/commands.h"
#include "core/diagnose/factors.h"
#include "core/diagnose/rule.h"

#include <algorithm>
#include <cmath>

namespace knockback {

namespace {

// Whatever the port: the control port (or echo) loses as much. One lost packet there proves nothing; two in a dozen do,
// and the more so the nearer the two shares are.
double weigh(const Split& split, bool beside)
{
    constexpr int kLostTwice = 2;
    if (beside)
        return 0.05;
    if (!split.seen())
        return 0.35;
    // A server's full queue loses nothing of the host's other ports, and a sound network hardly ever one of a dozen.
    const bool onlyHere = split.chance <= kBeyondDoubt;
    if (split.less.bad >= kLostTwice)
        return onlyHere ? 0.5 : split.less.bad > kLostTwice ? 0.88 : 0.8;
    constexpr int kDozen = 12;
    if (split.less.bad == 1)
        return onlyHere ? 0.3 : split.less.all >= kDozen ? 0.62 : 0.46;
    return split.chance <= kProven ? 0.04 : split.chance <= kLikely ? 0.1 : 0.3;
}

std::optional<Claim> judge(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    const bool lossy =
        g.shape() == Shape::late || (g.shape() == Shape::mixed && (v.of(Happening::silent) > 0 || v.late > 0));
    const bool beside =
        (g.shape() == Shape::reset || g.shape() == Shape::works) && (v.of(Happening::silent) > 0 || v.late > 0);
    if ((!lossy && !beside) || v.own) // nothing is lost between a machine and itself
        return std::nullopt;
    const Split split = byPort(v);
    Claim c;
    c.confidence = weigh(split, beside);
    // Refusals between the losses are something else's doing.
    if (byFlow(v) <= kProven)
        c.confidence = std::min(c.confidence, 0.08);
    if (lossy && v.of(Happening::reset) + v.of(Happening::icmpReject) > 0)
        c.confidence *= 0.6;
    c.pattern = Pattern::intermittent;
    c.side = Side::network;
    c.summary = say("diagnose.packet-loss.summary", {v.address.toString()});
    c.because << say("diagnose.packet-loss.because.port", {g.where(r.port), QString::number(split.more.bad)},
                     split.more.all);
    if (split.seen())
        c.because << say("diagnose.packet-loss.because.others", {QString::number(split.less.bad)}, split.less.all);
    c.evidence = g.evidence() + v.lookEvidence;
    c.fixes << fix("client", say("diagnose.packet-loss.fix.here"),
                   {QStringLiteral("ip -s link  # errors and drops of this machine's interface"),
                    QStringLiteral("tc -s qdisc show")},
                   say("diagnose.packet-loss.verify"))
            << fix("network", say("diagnose.packet-loss.fix.way"),
                   {QStringLiteral("mtr -T -P %1 -c 50 -r %2").arg(r.port.value).arg(v.address.toString())},
                   say("diagnose.packet-loss.verify"));
    c.whyNot = say(split.less.bad > 0 ? "diagnose.packet-loss.why-not.also" : "diagnose.packet-loss.why-not");
    c.toTellApart = say("diagnose.packet-loss.tell");
    return c;
}

} // namespace

extern const Rule rule_packet_loss;
const Rule rule_packet_loss{true, nullptr, judge};

} // namespace knockback

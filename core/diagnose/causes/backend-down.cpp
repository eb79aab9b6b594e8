#include "core/diagnose/commands.h"
#include "core/diagnose/factors.h"
#include "core/diagnose/rule.h"

#include <algorithm>
#include <cmath>

namespace knockback {

namespace {

QString percent(double share)
{
    return QString::number(std::lround(share * 100));
}

// What is left when nothing else explains it: not stretches, not the pace, not lost packets; each attempt by itself, at
// a share that stays. A balancer that chooses by the flow pins it to local ports instead.
double weigh(const AddressView& v, const Pace& pace, const Split& pinned)
{
    const Sequence& s = v.sequence;
    constexpr int kEnough = 20;
    constexpr int kTwoEach = 2;
    constexpr double kInTurn = 2.5; // one in 160 draws at random alternates so well; nine in strict turn do
    const int refused = v.of(Happening::reset) + v.of(Happening::icmpReject) + v.of(Happening::closed);
    if (s.runs == 2 || v.stretches() || pace.decides)
        return 0.06;
    // A dead server that answers nothing: whole flows are lost. A worker that is stuck does the same, but then the rest
    // of that host answers; behind an address that only serves this port there are others.
    if (v.of(Happening::silent) == s.failures && byFlow(v) <= kProven)
        return v.alive && v.quick.z < kInTurn ? 0.3 : 0.62;
    const bool scattered = v.total() >= kEnough && s.z > -1.7 && v.quick.z > -1.7 && s.failures >= kTwoEach &&
                           v.total() - s.failures >= kTwoEach && s.runs >= 4;
    if (!scattered)
        return s.z > -1 ? 0.35 : 0.1;
    if (refused != s.failures || v.late > 0)
        return 0.2;
    return pinned.seen() && pinned.chance <= kProven ? 0.84 : pace.told ? 0.8 : 0.46;
}

std::optional<Claim> judge(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    if (g.shape() != Shape::mixed || v.own)
        return std::nullopt;
    const int failed =
        v.of(Happening::reset) + v.of(Happening::icmpReject) + v.of(Happening::closed) + v.of(Happening::silent);
    if (failed == 0)
        return std::nullopt;
    const Split pinned = byLocalPort(v);
    Claim c;
    c.confidence = weigh(v, paceOf(v), pinned);
    c.pattern = Pattern::intermittent;
    c.side = Side::server;
    c.locatedAt = v.address.toString();
    const Share share{v.sequence.failures, v.total()};
    const auto [low, high] = wilson(share);
    c.summary = say("diagnose.backend-down.summary", {g.where(r.port)});
    c.because << say("diagnose.backend-down.because.share",
                     {QString::number(share.bad), percent(share.value()), percent(low), percent(high)}, share.all)
              << say("diagnose.backend-down.because.scattered", {QString::number(v.sequence.runs)});
    if (pinned.seen() && pinned.chance <= kProven)
        c.because << say("diagnose.backend-down.because.pinned", {QString::number(pinned.more.bad)}, pinned.more.all);
    c.evidence = g.evidence();
    c.fixes << fix("server", say("diagnose.backend-down.fix.list"),
                   {QStringLiteral("# ask the load balancer for the state of its servers, for example:"),
                    QStringLiteral("echo 'show servers state' | sudo socat stdio /run/haproxy/admin.sock"),
                    QStringLiteral("kubectl get endpointslices -A | grep SERVICE"),
                    QStringLiteral("sudo ipvsadm -Ln --stats")},
                   verifyConnects(r));
    c.whyNot = say("diagnose.backend-down.why-not");
    c.toTellApart = say("diagnose.backend-down.tell");
    return c;
}

} // namespace

extern const Rule rule_backend_down;
const Rule rule_backend_down{true, nullptr, judge};

} // namespace knockback

#include "core/diagnose/commands.h"
#include "core/diagnose/factors.h"
#include "core/diagnose/rule.h"

namespace knockback {

namespace {

// The kernel shares connections out among listeners of one port by address and port of the client, so the same local
// port always meets the same worker. A path of several links does the same by flow, on all ports of the host.
double weigh(const AddressView& v, const Split& pinned)
{
    constexpr int kTried = 5;
    const int quiet = v.of(Happening::silent) + v.of(Happening::unanswered);
    if (quiet == 0 || !pinned.seen() || pinned.more.all < kTried)
        return quiet > 0 ? 0.08 : 0;
    const bool always = pinned.more.bad == pinned.more.all;
    if (!always || pinned.chance > kLikely)
        return 0.03;
    const double base = pinned.chance <= kProven ? 0.86 : 0.6;
    // Other failures between are something else's.
    return quiet == v.sequence.failures ? base : base * 0.6;
}

std::optional<Claim> judge(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    if (g.shape() != Shape::mixed)
        return std::nullopt;
    const Split pinned = byLocalPort(v);
    Claim c;
    c.confidence = weigh(v, pinned);
    if (c.confidence <= 0)
        return std::nullopt;
    c.pattern = Pattern::intermittent;
    c.side = Side::server;
    c.locatedAt = v.address.toString();
    c.summary = say("diagnose.stuck-worker.summary", {g.where(r.port)});
    c.because << say("diagnose.stuck-worker.because.pinned", {QString::number(pinned.more.bad)}, pinned.more.all)
              << say("diagnose.stuck-worker.because.others",
                     {QString::number(pinned.less.all - pinned.less.bad)}, pinned.less.all);
    c.evidence = g.evidence();
    const QString port = QString::number(r.port.value);
    c.fixes << fix("server", say("diagnose.stuck-worker.fix.find", {port}),
                   {QStringLiteral("sudo ss -ltnp 'sport = :%1'  # several lines: the one with a full Recv-Q is stuck").arg(port),
                    QStringLiteral("sudo cat /proc/PID/stack /proc/PID/status  # PID of that line")},
                   say("diagnose.stuck-worker.verify"))
            << fix("server", say("diagnose.stuck-worker.fix.restart"), startCommands(r), verifyConnects(r));
    c.whyNot = say("diagnose.stuck-worker.why-not");
    c.toTellApart = say("diagnose.stuck-worker.tell", {port});
    return c;
}

} // namespace

extern const Rule rule_stuck_worker;
const Rule rule_stuck_worker{true, nullptr, judge};

} // namespace knockback

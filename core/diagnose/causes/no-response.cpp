#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"
#include "core/diagnose/server_claims.h"

#include <algorithm>

namespace knockback {

namespace {

int silentControls(const AddressView& v)
{
    return static_cast<int>(std::count_if(v.controls.begin(), v.controls.end(),
                                          [](const Attempt* a) { return happeningOf(*a) == Happening::silent; }));
}

// Silence alone is not enough: nothing of the host may have answered on anything that was asked.
double weigh(const AddressView& v)
{
    if (v.alive)
        return 0.05;
    if (v.own)
        return 0.02;
    double sum = 0.4;
    if (v.echo && v.echo->state == EchoFact::State::silent)
        sum += 0.17;
    const int controls = silentControls(v);
    sum += controls >= 2 ? 0.2 : controls == 1 ? 0.12 : 0;
    if (v.of(Happening::silent) >= 2)
        sum += 0.05;
    if (!v.hops.empty())
        sum += 0.04;
    constexpr int kLoop = 3;
    if (v.repeatedRouter().second >= kLoop)
        sum = std::min(sum, 0.1);                           // the packets go round: routing-loop says more
    return v.neighbourIsGone() ? std::min(sum, 0.06) : sum; // then it is host-unreachable, which says more
}

std::optional<Claim> judge(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    // It worked, and now nothing of it answers any more, on any port: it went away.
    constexpr int kLasting = 4;
    const bool gone = g.shape() == Shape::mixed && v.sequence.tailFails && v.sequence.tail >= kLasting &&
                      v.of(Happening::silent) == v.sequence.failures && !v.own;
    if (g.shape() != Shape::silent && !gone)
        return std::nullopt;
    const int controls = silentControls(v);
    Claim c;
    c.confidence = gone ? weigh(v) * 0.9 : weigh(v);
    c.side = Side::network;
    c.locatedAt = v.hops.empty() ? v.address.toString() : v.hops.back().router.toString();
    c.summary = v.hops.empty() ? say("diagnose.no-response.summary", {g.addresses()})
                               : say("diagnose.no-response.summary.path", {g.addresses(), r.whoIs(v.hops.back().router),
                                                                           QString::number(v.hops.back().ttl)});
    c.because << say("diagnose.no-response.because.port", {g.where(r.port)}, g.of(Happening::silent));
    if (controls > 0)
        c.because << say("diagnose.no-response.because.controls", {}, controls);
    if (v.echo && v.echo->state == EchoFact::State::silent)
        c.because << say("diagnose.no-response.because.echo");
    if (gone)
        c.because << say("diagnose.because.worked-before", {}, v.of(Happening::worked));
    if (!v.hops.empty())
        c.because << say("diagnose.no-response.because.path",
                         {r.whoIs(v.hops.back().router), QString::number(v.hops.back().ttl)});
    c.evidence = g.evidence() + v.lookEvidence + v.pathEvidence;
    c.fixes << fix("server", say("diagnose.no-response.fix.host", {v.address.toString()}),
                   {QStringLiteral("# at its console: ip -br address"),
                    QStringLiteral("# at its console: ip route get %1")
                        .arg(v.route && !v.route->preferredSource.isNone() ? v.route->preferredSource.toString()
                                                                           : QStringLiteral("THIS-MACHINE"))},
                   verifyConnects(r))
            << fix("client", say("diagnose.no-response.fix.address", {r.names.host}),
                   {QStringLiteral("getent ahosts %1").arg(shellWord(r.seen.target.host)),
                    QStringLiteral("tracepath -n %1").arg(v.address.toString())},
                   say("diagnose.no-response.verify.address"));
    c.whyNot = say(v.alive               ? "diagnose.no-response.why-not.alive"
                   : v.own               ? "diagnose.no-response.why-not.own"
                   : v.neighbourIsGone() ? "diagnose.no-response.why-not.neighbour"
                                         : "diagnose.no-response.why-not");
    c.toTellApart = say("diagnose.no-response.tell", {v.address.toString()});
    return c;
}

// The machine itself was asked, and spoke: it is up, whatever stays silent.
std::optional<Claim> judgeServer(const Reading& r, const Group& g)
{
    if (g.shape() != Shape::silent || r.server.stale() || r.server.facts->access == QLatin1String("transcript"))
        return std::nullopt;
    return ruledOut(say("diagnose.no-response.why-not.server", {r.server.machine()}));
}

} // namespace

extern const Rule rule_no_response;
const Rule rule_no_response{true, nullptr, judge, judgeServer};

} // namespace knockback

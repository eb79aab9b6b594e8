#include "core/base/text.h"
#include "core/diagnose/commands.h"
#include "core/diagnose/factors.h"
#include "core/diagnose/rule.h"
#include "core/diagnose/server_claims.h"
#include "core/diagnose/server_firewall.h"

#include <algorithm>

namespace knockback {

namespace {

double weigh(const AddressView& v, const Pace& pace)
{
    if (pace.decides) // a full queue depends on everybody's load: it could be a chance, but seldom is
        return pace.chance <= kProven || pace.odds >= 500 ? 0.86 : 0.7;
    if (v.shape == Shape::closes)
        return 0.03;
    if (pace.told)
        return 0.04;
    if (!v.sequence.headFails && v.sequence.tailFails)
        return v.of(Happening::icmpReject) > 0 ? 0.2 : 0.15;
    return 0.1;
}

std::optional<Claim> judge(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    if (g.shape() != Shape::mixed && g.shape() != Shape::closes && g.shape() != Shape::late)
        return std::nullopt;
    const Pace pace = paceOf(v);
    const Share& slow = pace.slowest.all >= 3 ? pace.slowest : pace.slow;
    Claim c;
    c.confidence = weigh(v, pace);
    c.pattern = Pattern::underLoad;
    c.side = v.of(Happening::closed) > 0 ? Side::server : Side::network;
    c.locatedAt = v.address.toString();
    const QString host = shellWord(r.seen.target.host);
    c.summary = say("diagnose.rate-limited.summary", {g.where(r.port)});
    c.because << say("diagnose.rate-limited.because.fast", {QString::number(pace.fast.bad)}, pace.fast.all)
              << say("diagnose.rate-limited.because.slow", {QString::number(slow.bad)}, slow.all);
    c.evidence = g.evidence();
    c.fixes << fix("client", say("diagnose.rate-limited.fix.slower"),
                   {QStringLiteral("knockback-cli watch %1 %2 --interval 5s").arg(host).arg(r.port.value)},
                   verifyConnects(r))
            << fix("server", say("diagnose.rate-limited.fix.rule"),
                   {QStringLiteral("sudo nft list ruleset | grep -nE 'limit|ct count|meter'"),
                    QStringLiteral("sudo iptables-save -c | grep -nE 'limit|recent|connlimit'")},
                   say("diagnose.verify.rule"));
    c.whyNot = say(slow.all == 0   ? "diagnose.rate-limited.why-not"
                   : slow.bad == 0 ? "diagnose.rate-limited.why-not.few"
                                   : "diagnose.rate-limited.why-not.slow");
    c.toTellApart = say("diagnose.rate-limited.tell", {host, QString::number(r.port.value)});
    return c;
}

// That a limit is written somewhere proves nothing: it must count while attempts fail, and the picture must be one.
std::optional<Claim> judgeServer(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    const Deciding d = decidingRule(r, v);
    if (d.decision != ServerFirewall::Decision::limited || !d.stops() || r.server.facts->firewall.ban ||
        v.sequence.failures + v.late == 0)
        return std::nullopt;
    const bool counts = d.proof == Deciding::Proof::counts;
    const bool decides = paceOf(v).decides;
    constexpr int kLost = 2;
    const bool lossToo = byPort(v).less.bad >= kLost;
    if (v.of(Happening::reset) == v.sequence.failures && v.sequence.failures > 0 &&
        !r.server.facts->firewall.with.contains(QLatin1String("reset")))
        return std::nullopt; // it would not have been a reset
    Claim c = ruleClaim(r, g, d, "diagnose.rate-limited.summary.server");
    c.confidence = std::min(d.confidence, decides ? 0.96 : counts && !lossToo ? 0.85 : 0.42);
    c.pattern = Pattern::underLoad;
    if (!r.server.facts->firewall.limit.isEmpty())
        c.because << say("diagnose.rate-limited.because.limit", {printable(r.server.facts->firewall.limit, 100)});
    return c;
}

} // namespace

extern const Rule rule_rate_limited;
const Rule rule_rate_limited{true, nullptr, judge, judgeServer};

} // namespace knockback

#include "core/diagnose/commands.h"
#include "core/diagnose/factors.h"
#include "core/diagnose/rule.h"

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

} // namespace

extern const Rule rule_rate_limited;
const Rule rule_rate_limited{true, nullptr, judge};

} // namespace knockback

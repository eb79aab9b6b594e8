#include "core/diagnose/commands.h"
#include "core/diagnose/factors.h"
#include "core/diagnose/rule.h"

#include <algorithm>

namespace knockback {

namespace {

// Fast attempts suffer and slow ones do not: that is the whole of it, with exact numbers.
bool paceDecides(const Split& pace)
{
    constexpr int kSlow = 4;
    return pace.less.bad == 0 && pace.less.all >= kSlow && pace.chance <= kLikely;
}

double weigh(const AddressView& v, const Split& pace)
{
    if (paceDecides(pace)) // a full queue depends on everybody's load: it could be a chance, but seldom is
        return pace.chance <= kProven ? 0.84 : 0.66;
    const bool slowFails = pace.less.all >= 3 && pace.less.bad > 0;
    if (v.shape == Shape::closes)
        return 0.03;
    if (slowFails)
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
    const Split pace = byPace(v);
    Claim c;
    c.confidence = weigh(v, pace);
    c.pattern = Pattern::underLoad;
    c.side = v.of(Happening::closed) > 0 ? Side::server : Side::network;
    c.locatedAt = v.address.toString();
    const QString host = shellWord(r.seen.target.host);
    c.summary = say("diagnose.rate-limited.summary", {g.where(r.port)});
    c.because << say("diagnose.rate-limited.because.fast", {QString::number(pace.more.bad)}, pace.more.all)
              << say("diagnose.rate-limited.because.slow", {QString::number(pace.less.bad)}, pace.less.all);
    c.evidence = g.evidence();
    c.fixes << fix("client", say("diagnose.rate-limited.fix.slower"),
                   {QStringLiteral("knockback-cli watch %1 %2 --interval 5s").arg(host).arg(r.port.value)},
                   verifyConnects(r))
            << fix("server", say("diagnose.rate-limited.fix.rule"),
                   {QStringLiteral("sudo nft list ruleset | grep -nE 'limit|ct count|meter'"),
                    QStringLiteral("sudo iptables-save -c | grep -nE 'limit|recent|connlimit'")},
                   say("diagnose.verify.rule"));
    c.whyNot = say(pace.less.all == 0   ? "diagnose.rate-limited.why-not"
                   : pace.less.bad == 0 ? "diagnose.rate-limited.why-not.few"
                                        : "diagnose.rate-limited.why-not.slow");
    c.toTellApart = say("diagnose.rate-limited.tell", {host, QString::number(r.port.value)});
    return c;
}

} // namespace

extern const Rule rule_rate_limited;
const Rule rule_rate_limited{true, nullptr, judge};

} // namespace knockback

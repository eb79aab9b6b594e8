#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"

#include <algorithm>

namespace knockback {

namespace {

std::optional<Claim> judge(const Reading& r)
{
    QVector<IpAddress> works, fails;
    QStringList evidence;
    int least = 1 << 20;
    for (const AddressView& v : r.addresses) {
        if (v.excused || v.shape == Shape::untried)
            continue;
        least = std::min(least, v.total());
        if (v.shape == Shape::works || v.shape == Shape::late)
            works.append(v.address);
        else if (v.fails())
            fails.append(v.address);
        else
            return std::nullopt; // an address that both works and fails: then it does not depend on the address
        evidence << v.attemptEvidence;
    }
    if (works.isEmpty() || fails.isEmpty())
        return std::nullopt;
    const auto family = [](const QVector<IpAddress>& set) {
        const bool one =
            std::all_of(set.begin(), set.end(), [&](const IpAddress& a) { return a.family == set.front().family; });
        return one ? set.front().family : Family::none;
    };
    const bool byFamily =
        family(works) != Family::none && family(fails) != Family::none && family(works) != family(fails);
    Claim c;
    c.confidence = byFamily ? 0.05 : grown(least, 0.74, 0.94);
    if (r.anyUntried() && !byFamily)
        c.confidence *= 0.8;
    c.side = Side::server;
    c.locatedAt = joined(fails);
    c.summary = say("diagnose.one-address-down.summary", {r.hostPort(), joined(fails)}, static_cast<int>(fails.size()));
    c.because << say("diagnose.one-address-down.because.fails", {joined(fails)}, static_cast<int>(fails.size()))
              << say("diagnose.one-address-down.because.works", {joined(works)}, static_cast<int>(works.size()));
    c.evidence = evidence;
    c.fixes << fix("server", say("diagnose.one-address-down.fix.mend", {joined(fails)}),
                   listenerCommands(r) + serviceCommands(r), verifyConnects(r))
            << fix("dns", say("diagnose.one-address-down.fix.record", {joined(fails)}),
                   {QStringLiteral("dig A %1; dig AAAA %1").arg(shellWord(r.seen.target.host))},
                   say("diagnose.one-address-down.verify.record"));
    c.whyNot = say(byFamily ? "diagnose.one-address-down.why-not.family" : "diagnose.one-address-down.why-not");
    c.toTellApart = say("diagnose.one-address-down.tell");
    return c;
}

} // namespace

extern const Rule rule_one_address_down;
const Rule rule_one_address_down{true, judge, nullptr};

} // namespace knockback

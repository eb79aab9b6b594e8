#include "core/base/text.h"
#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"
#include "core/diagnose/sent.h"
#include "core/diagnose/server_claims.h"
#include "core/diagnose/server_firewall.h"

#include <algorithm>

namespace knockback {

namespace {

constexpr std::int64_t kAtOnceNs = 50'000'000;

// Our own address saying "host unreachable" means that nobody answered ARP or ND, which takes three seconds (or less
// behind an attempt that already waits). Only when it comes at once although the neighbour answers is it a rule of
// ours.
bool atOnceThoughThere(const AddressView& v)
{
    const bool there = v.neighbour && (v.neighbour->state == QLatin1String("REACHABLE") ||
                                       v.neighbour->state == QLatin1String("PERMANENT"));
    return there && v.icmpSample && v.icmpSample->connectNs >= 0 && v.icmpSample->connectNs < kAtOnceNs;
}

// Does the rule do what was seen?
bool explains(const ServerFirewall& f, const Group& g)
{
    using Decision = ServerFirewall::Decision;
    switch (f.decision) {
    case Decision::drop:
        return g.shape() == Shape::silent;
    case Decision::rejectIcmp:
        return g.shape() == Shape::icmpReject || g.shape() == Shape::icmpHost || g.shape() == Shape::silent;
    case Decision::rejectReset:
        return g.shape() == Shape::reset;
    default:
        return false;
    }
}

// Attempts failed between the two looks at its counter, and it stood still.
bool standsStill(const OwnFilter& own, const AddressView& v)
{
    return own.rules.rise == 0 && std::any_of(v.attempts.begin(), v.attempts.end(), [&](const Attempt* a) {
               return a->startedWall > own.since && a->startedWall < own.at && happeningOf(*a) != Happening::worked;
           });
}

bool stops(const Reading& r, const Group& g, const AddressView& v)
{
    if (!v.ownFilter || !explains(v.ownFilter->rules, g) || !v.ownFilter->rules.uncertain.isEmpty() ||
        standsStill(*v.ownFilter, v))
        return false;
    const ServerFirewall& f = v.ownFilter->rules;
    const bool sends = f.hook != QLatin1String("input");
    return !sends || f.rise > 0 || sentOf(r, g) != Sent::left;
}

// The rule of this very machine that stops what is sent to these addresses, or the answers; nullptr = there is none for
// one of them, or it could not be read, or not understood, or it did not count while attempts failed.
const ServerFirewall* ownRule(const Reading& r, const Group& g)
{
    const bool all =
        std::all_of(g.members.begin(), g.members.end(), [&](const AddressView* v) { return stops(r, g, *v); });
    return all ? &g.first().ownFilter->rules : nullptr;
}

// All of this machine's rules were read, and they let it out.
bool passes(const Group& g)
{
    using Decision = ServerFirewall::Decision;
    return std::all_of(g.members.begin(), g.members.end(), [](const AddressView* v) {
        return v->ownFilter && v->ownFilter->rules.uncertain.isEmpty() &&
               (v->ownFilter->rules.decision == Decision::accept || v->ownFilter->rules.decision == Decision::none);
    });
}

double weighSilent(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    switch (sentOf(r, g)) {
    case Sent::refusedHere:
        return 0.95;
    case Sent::left:
        return 0.01;
    case Sent::unknown:
        break;
    }
    if (passes(g))
        return 0.01;
    return v.own ? 0 : diesBeforeFirstRouter(r, v) ? 0.6 : 0.03;
}

double weigh(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    if (g.shape() == Shape::silent)
        return weighSilent(r, g);
    if (v.meaning == IcmpMeaning::none || !r.isOwn(v.offender))
        return 0;
    if (v.own)
        return g.shape() == Shape::icmpReject ? 0.2 : 0;
    switch (g.shape()) {
    case Shape::icmpReject:
        return grown(g.of(Happening::icmpReject), 0.9, 0.97);
    case Shape::icmpHost:
        return atOnceThoughThere(v) ? 0.7 : 0.04;
    case Shape::icmpNetwork:
        return 0.55;
    default:
        return 0;
    }
}

void describeSilent(const Reading& r, const Group& g, Claim& c)
{
    const AddressView& v = g.first();
    const IpAddress own = v.sample ? v.sample->local.address : IpAddress{};
    c.locatedAt = own.isNone() ? QString() : own.toString();
    c.summary = say("diagnose.client-firewall.summary.drop", {g.where(r.port)});
    c.because << say("diagnose.firewall-drop.because.silent", {g.where(r.port)}, g.of(Happening::silent));
    if (sentOf(r, g) == Sent::refusedHere)
        c.because << say("diagnose.client-firewall.because.refused", {QString::number(r.refusedToSend())});
    if (diesBeforeFirstRouter(r, v))
        c.because << say("diagnose.client-firewall.because.first-router");
}

void describeRule(const Reading& r, const Group& g, const ServerFirewall& f, Claim& c)
{
    const AddressView& v = g.first();
    const bool answers = f.hook == QLatin1String("input");
    const IpAddress own = v.sample ? v.sample->local.address : IpAddress{};
    c.locatedAt = own.isNone() ? QString() : own.toString();
    c.summary = say(answers ? "diagnose.client-firewall.summary.answers" : "diagnose.client-firewall.summary.rule",
                    {g.where(r.port)});
    c.because << say("diagnose.server.firewall.because.rule", {printable(f.rule, 160), placeOf(f)});
    if (f.rise > 0)
        c.because << say("diagnose.server.firewall.because.rise", {},
                         static_cast<int>(std::min<std::int64_t>(f.rise, 1'000'000)));
    else if (f.packets < 0)
        c.because << say("diagnose.server.firewall.because.no-counter");
    if (!f.undo.isEmpty())
        c.fixes << fix("client", say("diagnose.server.firewall.fix.take", {printable(f.rule, 160)}), {undoCommand(f)},
                       verifyConnects(r));
}

std::optional<Claim> judge(const Reading& r, const Group& g)
{
    Claim c;
    const AddressView& v = g.first();
    const ServerFirewall* rule = ownRule(r, g);
    c.proven = rule != nullptr;
    c.confidence = !rule ? weigh(r, g) : rule->rise > 0 ? 0.975 : std::max(0.92, weigh(r, g));
    if (c.confidence <= 0)
        return std::nullopt;
    c.side = Side::client;
    if (c.proven)
        describeRule(r, g, *rule, c);
    else if (g.shape() == Shape::silent) {
        describeSilent(r, g, c);
    } else {
        c.locatedAt = v.offender.toString();
        c.summary = say("diagnose.client-firewall.summary", {g.where(r.port)});
        c.because << say("diagnose.client-firewall.because.own",
                         {v.icmpSample ? icmpName(v.icmpSample->icmp) : QString(), v.offender.toString()},
                         g.of(Happening::icmpReject) + g.of(Happening::icmpHost) + g.of(Happening::icmpNetwork))
                  << say("diagnose.client-firewall.because.no-packet");
    }
    if (g.shape() != Shape::silent && g.of(Happening::silent) > 0)
        c.because << say("diagnose.because.icmp-limited", {}, g.of(Happening::silent));
    c.evidence = (c.proven ? QStringList{v.ownFilterEvidence} : QStringList()) + g.evidence();
    c.fixes << fix("client", say("diagnose.client-firewall.fix.find", {QString::number(r.port.value)}),
                   {QStringLiteral("sudo nft list ruleset  # look at the chains with \"hook output\""),
                    QStringLiteral("sudo iptables -L OUTPUT -n -v --line-numbers"),
                    QStringLiteral("sudo ip6tables -L OUTPUT -n -v --line-numbers")},
                   say("diagnose.verify.rule"))
            << fix("client", say("diagnose.client-firewall.fix.allow"),
                   {QStringLiteral("sudo ufw allow out %1/tcp").arg(r.port.value)}, verifyConnects(r));
    c.whyNot = say(v.own                        ? "diagnose.client-firewall.why-not.same-machine"
                   : routersAnswered(g)         ? "diagnose.client-firewall.why-not.path"
                   : sentOf(r, g) == Sent::left ? "diagnose.client-firewall.why-not.left"
                   : passes(g)                  ? "diagnose.client-firewall.why-not.passes"
                   : g.shape() == Shape::silent ? "diagnose.client-firewall.why-not.silent"
                                                : "diagnose.client-firewall.why-not");
    c.toTellApart = say("diagnose.client-firewall.tell");
    return c;
}

} // namespace

extern const Rule rule_client_firewall;
const Rule rule_client_firewall{true, nullptr, judge};

} // namespace knockback

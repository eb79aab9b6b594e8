#include "core/diagnose/server_firewall.h"

#include "core/base/text.h"
#include "core/diagnose/commands.h"
#include "core/diagnose/server_claims.h"

#include <algorithm>

namespace knockback {

namespace {

using Decision = ServerFirewall::Decision;
using Proof = Deciding::Proof;

bool stopsPackets(Decision d)
{
    return d == Decision::drop || d == Decision::rejectIcmp || d == Decision::rejectReset || d == Decision::limited;
}

// Asked about the address that the attempts come from, as the server sees it.
bool isAboutUs(const ServerFacts& f, const AddressView& v)
{
    const QString& asked = f.firewall.forAddress;
    if (!f.firewall.toAddress.isEmpty() && f.firewall.toAddress != v.address.toString())
        return false;
    if (asked.isEmpty() || asked == f.seenFrom)
        return true;
    const auto address = IpAddress::parse(asked);
    return address && std::any_of(v.attempts.begin(), v.attempts.end(),
                                  [&](const Attempt* a) { return sameAddress(a->local.address, *address); });
}

Proof proofOf(const ServerSide& s, const AddressView& v)
{
    const ServerFirewall& f = s.facts->firewall;
    const bool earlier = std::any_of(v.attempts.begin(), v.attempts.end(), [&](const Attempt* a) {
        return s.facts->at.ns != 0 && a->startedWall < s.facts->at && happeningOf(*a) != Happening::worked;
    });
    if (f.rise > 0)
        return Proof::counts;
    if ((f.rise == 0 && s.troubledMeanwhile(v) > 0) || (f.packets == 0 && f.rise < 0 && earlier))
        return Proof::unreached;
    return Proof::reads;
}

} // namespace

bool Deciding::stops() const
{
    return stopsPackets(decision) && proof >= Proof::reads && confidence >= kConcludes;
}

bool Deciding::passes() const
{
    return (decision == Decision::accept || decision == Decision::none) && proof == Proof::reads;
}

QString placeOf(const ServerFirewall& f)
{
    QStringList out;
    for (const QString& part : {f.family, f.table, f.chain})
        if (!part.isEmpty())
            out << printable(part, 60);
    return out.isEmpty() ? QStringLiteral("?") : out.join(QLatin1Char(' '));
}

Deciding decidingRule(const Reading& r, const AddressView& v)
{
    Deciding out;
    if (!v.server.is())
        return out;
    const ServerFirewall& f = r.server.facts->firewall;
    out.decision = f.decision;
    out.aboutUs = isAboutUs(*r.server.facts, v);
    if (f.decision == Decision::unknown)
        return out;
    if (!stopsPackets(f.decision)) {
        out.proof = f.uncertain.isEmpty() && out.aboutUs ? Proof::reads : Proof::none;
        out.confidence = out.proof == Proof::reads ? 0.9 : 0;
        return out;
    }
    out.proof = proofOf(r.server, v);
    switch (out.proof) {
    case Proof::counts:
        out.confidence = 0.975;
        break;
    case Proof::reads:
        out.confidence = 0.9;
        break;
    default:
        out.confidence = 0.05;
        break;
    }
    if (!f.uncertain.isEmpty())
        out.confidence *= out.proof == Proof::counts ? 0.85 : 0.6;
    if (!out.aboutUs) // what it does with another address may not be what it does with ours
        out.confidence = std::min(out.confidence, 0.45);
    return out;
}

Claim ruleClaim(const Reading& r, const Group& g, const Deciding& d, const char* summary)
{
    const ServerFirewall& f = r.server.facts->firewall;
    Claim c = provenClaim(r, g, d.confidence,
                          say(summary, {g.where(r.port), r.server.machine(),
                                        f.tool.isEmpty() ? QStringLiteral("nftables") : printable(f.tool, 20)}),
                          r.server.firewallEvidence);
    c.because << say("diagnose.server.firewall.because.rule", {printable(f.rule, 160), placeOf(f)});
    if (d.proof == Proof::counts)
        c.because << say("diagnose.server.firewall.because.rise", {},
                         static_cast<int>(std::min<std::int64_t>(f.rise, 1'000'000)));
    else if (f.packets < 0)
        c.because << say("diagnose.server.firewall.because.no-counter");
    if (!f.uncertain.isEmpty())
        c.because << say("diagnose.server.firewall.because.uncertain", {printable(f.uncertain.first(), 120)},
                         static_cast<int>(f.uncertain.size()));
    if (!f.unlessSource.isEmpty())
        c.because << say("diagnose.server.firewall.because.unless", {printable(f.unlessSource, 100)});
    const bool policy = f.handle < 0 && f.rule.startsWith(QLatin1String("policy"));
    if (!f.undo.isEmpty() && !policy)
        c.fixes << fix("server", say("diagnose.server.firewall.fix.take", {printable(f.rule, 160)}), {undoCommand(f)},
                       verifyConnects(r));
    else if (!policy || f.ban || d.decision == Decision::limited)
        c.fixes << fix("server", say("diagnose.server.firewall.fix.find", {printable(f.rule, 160)}),
                       firewallCommands(r), say("diagnose.verify.rule"));
    if (!f.ban && d.decision != Decision::limited)
        c.fixes << fix("server", say("diagnose.server.firewall.fix.allow", {QString::number(r.port.value)}),
                       allowCommands(f, r.port), say("diagnose.server.firewall.fix.allow.undo"));
    return c;
}

} // namespace knockback

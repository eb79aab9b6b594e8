#include "core/diagnose/server_absent.h"

#include "core/diagnose/origin.h"
#include "core/diagnose/server_claims.h"
#include "core/diagnose/server_firewall.h"

#include <algorithm>

namespace knockback {

namespace {

bool portTaken(const ServerUnit& u)
{
    return std::any_of(u.lastLines.begin(), u.lastLines.end(), [](const QString& line) {
        return line.contains(QLatin1String("address already in use"), Qt::CaseInsensitive);
    });
}

bool failed(const ServerUnit& u)
{
    const bool again = u.activeState == QLatin1String("activating") && u.subState == QLatin1String("auto-restart");
    return again || u.activeState == QLatin1String("failed");
}

bool stopped(const ServerUnit& u)
{
    return u.activeState == QLatin1String("inactive") || u.activeState == QLatin1String("deactivating");
}

} // namespace

Absent absentOf(const Reading& r, const AddressView& v)
{
    const ServerSight& s = v.server;
    const ServerUnit* u = r.server.unit;
    if (!s.is() || !s.listenersSeen || s.handedOn)
        return Absent::notKnown;
    if (!s.takes.empty())
        return Absent::listens;
    if (!s.perhaps.empty())
        return Absent::notKnown;
    if (u && failed(*u) && portTaken(*u)) // by whoever holds the other address
        return Absent::failed;
    if (!s.otherAddress.empty())
        return Absent::otherAddress;
    if (!s.otherFamily.empty())
        return Absent::otherFamily;
    if (u && failed(*u))
        return Absent::failed;
    if (r.server.elsewhere())
        return Absent::elsewhere;
    return u && stopped(*u) ? Absent::stopped : Absent::nothing;
}

Meets meetsAbsence(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    const Deciding rule = decidingRule(r, v);
    const bool stops = rule.stops() && rule.confidence >= kConcludes;
    if (isRefused(g) && !originOf(r, v).forged() && !(stops && rule.decision == ServerFirewall::Decision::rejectReset))
        return Meets::yes;
    const Shape shape = g.shape();
    return shape == Shape::silent || shape == Shape::icmpReject || shape == Shape::reset ? Meets::beside : Meets::no;
}

WallTime listensSince(const Reading& r, const AddressView& v)
{
    for (const ServerListener* l : v.server.takes)
        if (const ServerProcess* p = r.server.processOf(*l); p && p->started.ns != 0)
            return p->started;
    return r.server.unit ? r.server.unit->started : WallTime{};
}

std::optional<Claim> absentClaim(const Reading& r, const Group& g, Absent is, double confidence, const Phrase& summary)
{
    const Meets meets = meetsAbsence(r, g);
    if (meets == Meets::no || absentOf(r, g.first()) != is)
        return std::nullopt;
    Claim c = provenClaim(r, g, confidence, summary, r.server.listenerEvidence + r.server.unitEvidence);
    c.beside = meets == Meets::beside;
    return c;
}

} // namespace knockback

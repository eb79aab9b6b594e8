#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"
#include "core/diagnose/sent.h"
#include "core/diagnose/server_claims.h"
#include "core/diagnose/server_firewall.h"
#include "core/diagnose/server_queue.h"

#include <algorithm>

namespace knockback {

namespace {

double weigh(const AddressView& v)
{
    if (v.own)
        return 0.45; // this machine answers itself for certain, but a full accept queue drops SYNs just the same
    if (!v.alive)
        return v.neighbourIsGone() ? 0.03 : 0.15;
    double sum = v.of(Happening::silent) >= 2 ? 0.8 : 0.72;
    if (v.controlsAnswered() > 0)
        sum += 0.05;
    if (!v.hops.empty())
        sum += 0.02;
    return sum;
}

// Where only this port dies: behind the last router that it still passes, when a port that is let through shows more.
const Hop* lastPassed(const Reading& r, const AddressView& v)
{
    const PathView* path = v.pathTo(r.port);
    if (!path || path->hops.empty() || path->answeredAt > 0)
        return nullptr;
    const Hop& last = path->hops.back();
    const bool further = std::any_of(v.paths.begin(), v.paths.end(), [&](const PathView& other) {
        return other.port != r.port && !other.hops.empty() && other.hops.back().ttl > last.ttl;
    });
    return further ? &last : nullptr;
}

std::optional<Claim> judge(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    // It worked and has been silent since: a ban or a new rule may be it, but so may a hung service or a dead host.
    const bool since = g.shape() == Shape::mixed && v.sequence.runs == 2 && v.sequence.tailFails &&
                       v.of(Happening::silent) == v.sequence.failures && v.sequence.tail >= 3;
    if (g.shape() != Shape::silent && !since)
        return std::nullopt;
    Claim c;
    c.confidence = since ? 0.25 : weigh(v);
    // Not this machine, or not the network: what our own kernel says of it comes first.
    if (const Sent ours = sentOf(r, g); ours == Sent::refusedHere)
        c.confidence = std::min(c.confidence, 0.04);
    else if (ours == Sent::unknown && diesBeforeFirstRouter(r, v))
        c.confidence = std::min(c.confidence, 0.38);
    const QString where = g.where(r.port);
    c.side = Side::network;
    const Hop* between = lastPassed(r, v);
    c.locatedAt = between ? between->router.toString() : v.address.toString();
    c.summary = between ? say("diagnose.firewall-drop.summary.between", {where, r.whoIs(between->router)})
                        : say("diagnose.firewall-drop.summary", {where});
    c.because << say("diagnose.firewall-drop.because.silent", {where}, g.of(Happening::silent));
    if (v.alive)
        c.because << say("diagnose.firewall-drop.because.alive", {v.address.toString()});
    if (!v.hops.empty())
        c.because << say("diagnose.firewall-drop.because.path",
                         {r.whoIs(v.hops.back().router), QString::number(v.hops.back().ttl)});
    if (between)
        c.because << say("diagnose.firewall-drop.because.further", {r.whoIs(between->router)});
    c.evidence = g.evidence() + v.lifeEvidence + v.pathEvidence;
    c.fixes
        << fix("server", say("diagnose.firewall-drop.fix.find", {QString::number(r.port.value)}), firewallCommands(r),
               say("diagnose.verify.rule"))
        << fix("server", say("diagnose.firewall.fix.allow", {QString::number(r.port.value)}),
               {QStringLiteral("sudo ufw allow %1/tcp").arg(r.port.value),
                QStringLiteral("sudo firewall-cmd --add-port=%1/tcp  # add --permanent to keep it").arg(r.port.value)},
               verifyConnects(r))
        << fix("network", say("diagnose.firewall-drop.fix.between", {QString::number(r.port.value)}),
               {QStringLiteral("sudo tcpdump -ni any 'tcp port %1'  # on the server: do the SYNs arrive?")
                    .arg(r.port.value)},
               say("diagnose.firewall-drop.verify.between"));
    c.whyNot = say(v.own   ? "diagnose.firewall-drop.why-not.own"
                   : since ? "diagnose.firewall-drop.why-not.since"
                           : "diagnose.firewall-drop.why-not");
    c.toTellApart = say("diagnose.firewall-drop.tell", {QString::number(r.port.value)});
    return c;
}

bool isSilent(const Group& g)
{
    const Sequence& s = g.first().sequence;
    return g.shape() == Shape::silent || (g.shape() == Shape::mixed && s.runs == 2 && s.tailFails && s.tail >= 3 &&
                                          g.of(Happening::silent) == s.failures);
}

// The server would have answered what reaches it: its rules let it through (or do not even see it), and whoever listens
// has room. Then it is stopped before the server, where the server cannot look.
std::optional<Claim> before(const Reading& r, const Group& g, const Deciding& d)
{
    const AddressView& v = g.first();
    const ServerSight& s = v.server;
    const QueueSight q = queueOf(r, v);
    const bool answers = q.there() ? q.full == 0 && !q.stopped : s.nothingListens();
    const bool halfOpen = r.server.facts->sockets.synReceived > 0; // something does arrive, and the answer gets lost
    if (v.own || !answers || halfOpen || g.shape() != Shape::silent)
        return std::nullopt;
    const bool unreached = d.proof == Deciding::Proof::unreached;
    if (!d.passes() && !unreached)
        return std::nullopt;
    Claim c = provenClaim(r, g, q.there() ? 0.82 : 0.74,
                          say("diagnose.firewall-drop.summary.before", {g.where(r.port), r.server.machine()}),
                          r.server.firewallEvidence + r.server.listenerEvidence);
    c.proven = false; // worked out, not seen
    c.side = Side::network;
    c.locatedAt.clear();
    c.because << say(unreached ? "diagnose.firewall-drop.because.unreached" : "diagnose.firewall-drop.because.passes",
                     {r.server.machine()});
    c.because << say(q.there() ? "diagnose.firewall-drop.because.room" : "diagnose.firewall-drop.because.would-reset",
                     {QString::number(r.port.value)});
    c.fixes << fix(
        "network", say("diagnose.firewall-drop.fix.cloud", {QString::number(r.port.value)}),
        {QStringLiteral("sudo tcpdump -ni any 'tcp port %1'  # on the server, while attempts run: do SYNs arrive?")
             .arg(r.port.value)},
        say("diagnose.firewall-drop.verify.between"));
    return c;
}

std::optional<Claim> judgeServer(const Reading& r, const Group& g)
{
    if (!isSilent(g))
        return std::nullopt;
    const Deciding d = decidingRule(r, g.first());
    if (sentOf(r, g) == Sent::refusedHere && d.proof != Deciding::Proof::counts)
        return std::nullopt; // they do not even leave this machine
    if (d.decision == ServerFirewall::Decision::drop && d.stops())
        return r.server.facts->firewall.ban
                   ? std::nullopt
                   : std::optional(ruleClaim(r, g, d, "diagnose.firewall-drop.summary.server"));
    return before(r, g, d);
}

} // namespace

extern const Rule rule_firewall_drop;
const Rule rule_firewall_drop{true, nullptr, judge, judgeServer};

} // namespace knockback

// The checklist's steps about the server, live where the server itself could be seen, and what stayed unseen there.
#include "core/base/text.h"
#include "core/diagnose/commands.h"
#include "core/diagnose/document.h"
#include "core/diagnose/server_absent.h"
#include "core/diagnose/server_chain.h"
#include "core/diagnose/server_claims.h"
#include "core/diagnose/server_firewall.h"
#include "core/diagnose/server_queue.h"

#include <algorithm>

namespace knockback {

namespace {

constexpr double kNearly = 0.8;

Check& at(Diagnosis& d, CheckId id)
{
    return d.checks[static_cast<std::size_t>(id)];
}

void set(Check& c, CheckStatus status, Phrase summary)
{
    c.status = status;
    c.summary = std::move(summary);
}

// The address that the facts are about: one that fails before one that does not.
const AddressView* seenAddress(const Reading& r)
{
    const AddressView* found = nullptr;
    for (const AddressView& v : r.addresses)
        if (v.server.is() && (!found || (v.fails() && !found->fails())))
            found = &v;
    return found;
}

bool concluded(const Diagnosis& d, std::initializer_list<const char*> causes)
{
    return std::any_of(causes.begin(), causes.end(),
                       [&](const char* cause) { return d.verdict.cause == QLatin1String(cause); });
}

void stepService(const Reading& r, const AddressView& v, Diagnosis& d)
{
    Check& c = at(d, CheckId::service);
    const ServerUnit* u = r.server.unit;
    const QString port = QString::number(r.port.value);
    const Absent absent = absentOf(r, v);
    c.commands = listenerCommands(r) + logCommands(r);
    c.evidence = r.server.listenerEvidence + r.server.unitEvidence + c.evidence;
    if (absent == Absent::notKnown) {
        if (!v.server.listenersSeen)
            c.means << say("diagnose.check.service.server.unseen", {r.server.machine()});
        return;
    }
    c.means.clear();
    if (absent == Absent::listens) {
        const QString who = listenerText(*v.server.takes.front());
        if (v.wentDown(kSince) && r.server.facts->at < v.sequence.lastEdge) {
            set(c, CheckStatus::fail,
                say("diagnose.check.service.server.listened",
                    {who, r.server.machine(), toIsoUtc(r.server.facts->at), toIsoUtc(v.sequence.lastEdge)}));
            c.means << say("diagnose.check.service.server.means.listened");
        } else if (concluded(d, {"service-hung", "stuck-worker", "service-flapping", "service-closes", "fd-exhaustion",
                                 "server-overloaded"})) {
            set(c, CheckStatus::fail, d.verdict.summary);
            c.means << say("diagnose.check.service.means.misbehaves");
        } else {
            set(c, CheckStatus::pass, say("diagnose.check.service.server.listens", {who, r.server.machine()}));
            c.means << say("diagnose.check.service.server.means.listens");
            c.next.clear();
        }
        if (u && u->unitFileState == QLatin1String("disabled") && u->triggeredBy.isEmpty())
            c.means << say("diagnose.check.service.server.means.boot", {printable(u->name, 80)});
    } else {
        const ServerSight& s = v.server;
        const ServerListener* other = !s.otherAddress.empty()  ? s.otherAddress.front()
                                      : !s.otherFamily.empty() ? s.otherFamily.front()
                                                               : r.server.elsewhere();
        set(c, CheckStatus::fail,
            other ? say("diagnose.check.service.server.other", {v.address.toString(), port, listenerText(*other)})
                  : say("diagnose.check.service.server.none", {port, r.server.machine()}));
        c.means << say("diagnose.check.service.server.means.none");
        c.next = {say("diagnose.check.service.server.next")};
    }
    if (u)
        c.means << say("diagnose.check.service.server.unit", {printable(u->name, 80), unitState(*u)});
}

void stepFirewall(const Reading& r, const AddressView& v, Diagnosis& d)
{
    Check& c = at(d, CheckId::firewall);
    const ServerFirewall& f = r.server.facts->firewall;
    const Deciding rule = decidingRule(r, v);
    c.evidence = r.server.firewallEvidence + c.evidence;
    const QStringList args{printable(f.rule, 120), placeOf(f), r.server.machine()};
    if (rule.proof == Deciding::Proof::none) {
        c.means << say("diagnose.check.firewall.server.unseen", {r.server.machine()});
        return;
    }
    if (rule.passes()) {
        if (c.status != CheckStatus::fail)
            set(c, v.shape == Shape::silent ? CheckStatus::warn : CheckStatus::pass,
                say("diagnose.check.firewall.server.pass", {r.server.machine()}));
        c.means << say(v.shape == Shape::silent ? "diagnose.check.firewall.server.means.before"
                                                : "diagnose.check.firewall.server.means.pass");
        c.next.clear();
    } else if (rule.proof == Deciding::Proof::unreached) {
        c.means << say("diagnose.check.firewall.server.means.unreached", args);
    } else if (rule.stops() && (v.fails() || v.shape == Shape::mixed || v.shape == Shape::late)) {
        const bool decides =
            concluded(d, {"firewall-drop", "firewall-reject-icmp", "firewall-reject-reset", "rate-limited", "banned"});
        set(c, decides ? CheckStatus::fail : CheckStatus::warn, say("diagnose.check.firewall.server.rule", args));
        c.means = {say("diagnose.check.firewall.server.means.rule")};
        c.next = {say("diagnose.check.service.server.next")};
    }
}

void stepBacklog(const Reading& r, const AddressView& v, Diagnosis& d)
{
    Check& c = at(d, CheckId::backlog);
    const QueueSight q = queueOf(r, v);
    c.evidence = r.server.listenerEvidence + r.server.counterEvidence + c.evidence;
    if (!q.there() || q.listener->limit < 0) {
        if (absentOf(r, v) != Absent::listens && absentOf(r, v) != Absent::notKnown) {
            set(c, CheckStatus::skipped, say("diagnose.check.backlog.server.none"));
            c.means.clear();
            c.next.clear();
        }
        return;
    }
    const BacklogAdvice a = adviseBacklog(r, v);
    const bool overflows = concluded(d, {"accept-queue-overflow", "syn-queue-overflow"});
    const bool trouble = overflows || q.full > 0 || q.drops > 0;
    const QStringList sizes{QString::number(q.listener->queue), QString::number(q.listener->limit)};
    if (overflows)
        set(c, CheckStatus::fail, d.verdict.summary);
    else if (q.full > 0)
        set(c, CheckStatus::fail, say("diagnose.accept-queue-overflow.because.full", sizes));
    else
        set(c, q.drops > 0 ? CheckStatus::warn : CheckStatus::pass, say("diagnose.check.backlog.server.room", sizes));
    c.means.clear();
    c.next.clear();
    if (q.drops == 0 && q.troubled > 0)
        c.means << say("diagnose.accept-queue-overflow.why-not.no-rise", {}, q.troubled);
    c.means += limitPhrases(a);
    c.commands = a.view;
    if (!trouble)
        return;
    c.next << say("diagnose.check.backlog.server.next", {QString::number(a.size)});
    c.commands = a.commands();
}

struct Use
{
    QString what;
    std::int64_t used = -1, limit = -1;
    bool known() const { return used >= 0 && limit > 0; }
    double share() const { return static_cast<double>(used) / static_cast<double>(limit); }
};

std::vector<Use> usesOf(const Reading& r)
{
    std::vector<Use> out;
    for (const ServerProcess& p : r.server.facts->processes)
        out.push_back({processText(p), p.descriptors, p.descriptorLimit});
    const ServerResources& s = r.server.facts->resources;
    out.push_back({QStringLiteral("file-nr"), s.filesOpen, s.filesLimit});
    out.push_back({QStringLiteral("nf_conntrack"), s.conntrack, s.conntrackLimit});
    out.push_back({QStringLiteral("neighbours"), s.neighbours, s.neighbourLimit});
    out.push_back({QStringLiteral("tcp_mem"), s.tcpMemoryPages, s.tcpMemoryLimitPages});
    out.erase(std::remove_if(out.begin(), out.end(), [](const Use& u) { return !u.known(); }), out.end());
    std::stable_sort(out.begin(), out.end(), [](const Use& a, const Use& b) { return a.share() > b.share(); });
    return out;
}

// How many connections nginx may have by its configuration, against the open files each of its workers may have.
void addWorkers(const Reading& r, Check& c)
{
    const ServerNginx& n = r.server.facts->nginx;
    const bool ours = std::any_of(n.listens.begin(), n.listens.end(),
                                  [&](const ServerNginx::Listen& l) { return l.port == r.port.value; });
    std::int64_t limit = n.descriptorLimit;
    for (const ServerProcess& p : r.server.facts->processes)
        if (n.descriptorLimit <= 0 && p.name.startsWith(QLatin1String("nginx")))
            limit = std::max(limit, p.descriptorLimit);
    if (!n.there || !ours || n.workerConnections <= 0 || limit <= 0)
        return;
    const QStringList args{QString::number(n.workerConnections), QString::number(limit)};
    if (n.workerConnections <= limit) {
        c.means << say("diagnose.check.resources.server.workers", args);
        return;
    }
    if (c.status == CheckStatus::pass)
        set(c, CheckStatus::warn, say("diagnose.check.resources.server.workers-short", args));
    else
        c.means << say("diagnose.check.resources.server.workers-short", args);
}

void stepResources(const Reading& r, Diagnosis& d)
{
    Check& c = at(d, CheckId::resources);
    if (concluded(d, {"client-ports-exhausted", "client-descriptors-exhausted"}))
        return;
    c.evidence = r.server.processEvidence + r.server.resourceEvidence + c.evidence;
    const std::vector<Use> uses = usesOf(r);
    const ServerResources& s = r.server.facts->resources;
    if (concluded(d, {"fd-exhaustion", "conntrack-full", "server-overloaded"})) {
        set(c, CheckStatus::fail, d.verdict.summary);
    } else if (uses.empty()) {
        c.means << say("diagnose.check.resources.server.unseen", {r.server.machine()});
        return;
    } else {
        const Use& most = uses.front();
        set(c, most.share() >= kNearly ? CheckStatus::warn : CheckStatus::pass,
            say(most.share() >= kNearly ? "diagnose.check.resources.server.nearly"
                                        : "diagnose.check.resources.server.room",
                {most.what, QString::number(most.used), QString::number(most.limit)}));
    }
    c.means.clear();
    c.next.clear();
    for (std::size_t i = 0; i < uses.size() && i < 3; ++i)
        c.means << say("diagnose.check.resources.server.use",
                       {uses[i].what, QString::number(uses[i].used), QString::number(uses[i].limit)});
    addWorkers(r, c);
    if (s.cpuPressure >= 0 || s.memoryPressure >= 0)
        c.means << say("diagnose.server-overloaded.because.pressure",
                       {QString::number(std::max(s.cpuPressure, 0.0), 'f', 0),
                        QString::number(std::max(s.memoryPressure, 0.0), 'f', 0),
                        QString::number(std::max(s.load1, 0.0), 'f', 1)});
}

void stepApplication(const Reading& r, Diagnosis& d)
{
    Check& c = at(d, CheckId::application);
    const ServerNginx& n = r.server.facts->nginx;
    if (!n.there)
        return;
    c.evidence = r.server.nginxEvidence + r.server.logEvidence + c.evidence;
    QStringList dead;
    int tried = 0;
    for (const ServerUpstream& u : n.upstreams) {
        tried += isTried(u) ? 1 : 0;
        if (isTried(u) && !answers(u))
            dead << printable(u.address, 80);
    }
    if (!dead.isEmpty()) {
        if (c.status != CheckStatus::fail)
            set(c, CheckStatus::warn,
                say("diagnose.check.application.server.dead", {dead.mid(0, 4).join(QStringLiteral(", "))}));
        c.means << say("diagnose.check.application.server.means.dead");
        if (static_cast<int>(dead.size()) < tried)
            c.means << say("diagnose.check.application.server.means.passed-over");
        c.next = {say("diagnose.check.service.server.next")};
    } else if (tried > 0) {
        c.means << say("diagnose.check.application.server.alive", {}, tried);
    }
}

} // namespace

void fillFromServer(const Reading& r, Diagnosis& d)
{
    const AddressView* v = seenAddress(r);
    if (!v) {
        if (r.server.facts && !r.addresses.empty())
            at(d, CheckId::service).means << say("diagnose.check.service.server.other-machine", {r.server.machine()});
        return;
    }
    stepService(r, *v, d);
    stepFirewall(r, *v, d);
    stepBacklog(r, *v, d);
    stepResources(r, d);
    stepApplication(r, d);
    for (Check& c : d.checks)
        c.evidence.removeDuplicates();
}

void fillServerLimits(const Reading& r, Diagnosis& d)
{
    const ServerFacts& f = *r.server.facts;
    QVector<IpAddress> strangers;
    bool unknown = false;
    for (const AddressView& v : r.addresses) {
        if (v.server.machine == SameMachine::no)
            strangers.append(v.address);
        unknown = unknown || v.server.machine == SameMachine::unknown;
    }
    if (!strangers.isEmpty())
        d.limits << say("diagnose.limits.other-machine", {r.server.machine(), joined(strangers)});
    else if (unknown)
        d.limits << say("diagnose.limits.machine-unknown", {r.server.machine()});
    if (r.server.stale())
        d.limits << say("diagnose.limits.stale", {r.server.machine(), toIsoUtc(f.at)});
    const TiedLog& log = r.server.log;
    if (log.asked > 0 && log.inUse && log.clocks != TiedLog::Clocks::compared)
        d.limits << say(log.clocks == TiedLog::Clocks::noZone ? "diagnose.limits.log.zone" : "diagnose.limits.log.skew",
                        {r.server.machine()});
    constexpr qsizetype kMost = 8;
    bool denied = false;
    for (const ServerUnseen& u : f.unseen.mid(0, kMost)) {
        const bool permission = u.reason == QLatin1String("no-permission");
        denied = denied || permission;
        d.limits << say(permission                                ? "diagnose.limits.unseen.permission"
                        : u.reason == QLatin1String("no-program") ? "diagnose.limits.unseen.program"
                                                                  : "diagnose.limits.unseen",
                        {printable(u.what, 40), printable(u.detail.isEmpty() ? u.reason : u.detail, 120)});
    }
    if (denied && !f.elevated)
        d.limits << say("diagnose.limits.sudo");
    if (std::any_of(r.addresses.begin(), r.addresses.end(),
                    [](const AddressView& v) { return v.server.is() && !v.own; }))
        d.limits << say("diagnose.limits.cloud");
}

} // namespace knockback

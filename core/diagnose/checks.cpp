// The checklist, steps that this machine can answer: target, names, route, port, firewall.
#include "core/base/text.h"
#include "core/diagnose/commands.h"
#include "core/diagnose/document.h"

#include <algorithm>

namespace knockback {

namespace {

Check& at(Diagnosis& d, CheckId id)
{
    return d.checks[static_cast<std::size_t>(id)];
}

bool anyShape(const Reading& r, Shape shape)
{
    return std::any_of(r.addresses.begin(), r.addresses.end(),
                       [shape](const AddressView& v) { return v.shape == shape && !v.excused; });
}

bool anyConnected(const Reading& r)
{
    return std::any_of(r.addresses.begin(), r.addresses.end(), [](const AddressView& v) { return v.connected() > 0; });
}

bool concluded(const Diagnosis& d, std::initializer_list<const char*> causes)
{
    const auto is = [&](const QString& cause) {
        return std::any_of(causes.begin(), causes.end(), [&](const char* c) { return cause == QLatin1String(c); });
    };
    return is(d.verdict.cause) ||
           std::any_of(d.also.begin(), d.also.end(), [&](const Verdict& v) { return is(v.cause); });
}

void checkTarget(const Reading& r, Diagnosis& d)
{
    Check& c = at(d, CheckId::target);
    c.looked = say("diagnose.check.target.looked");
    c.status = CheckStatus::pass;
    const QString port = QString::number(r.port.value);
    c.summary = r.seen.target.service.isEmpty() ? say("diagnose.check.target.pass", {r.names.host, port})
                                                : say("diagnose.check.target.pass.service",
                                                      {r.names.host, port, printable(r.seen.target.service, 40)});
    c.means << say("diagnose.check.target.means");
    const bool own = std::any_of(r.addresses.begin(), r.addresses.end(), [](const AddressView& v) { return v.own; });
    if (own)
        c.means << say("diagnose.check.target.means.own");
    c.next << say("diagnose.check.target.next");
}

constexpr std::chrono::nanoseconds kSlowNames = std::chrono::seconds(1);

std::chrono::nanoseconds slowest(const Reading& r)
{
    std::chrono::nanoseconds most = r.seen.names.system.took;
    for (const ServerView& v : r.names.servers)
        most = std::max(most, v.slowest);
    return most;
}

void dnsNotes(const Reading& r, Check& c)
{
    const NamesView& n = r.names;
    const auto warn = [&](const Phrase& summary) {
        if (c.status == CheckStatus::pass && n.hostsAddresses.isEmpty()) {
            c.status = CheckStatus::warn;
            c.summary = summary;
        } else {
            c.means << summary;
        }
    };
    if (!n.dnsAddresses.isEmpty() && !n.hostsAddresses.isEmpty() && !sameSet(n.hostsAddresses, n.dnsAddresses))
        c.means << say("diagnose.check.dns.note.hosts", {joined(n.hostsAddresses), joined(n.dnsAddresses)});
    if (const int silent = n.count(ServerSays::nothing); silent > 0)
        warn(say("diagnose.check.dns.warn.silent", {n.namesOf(ServerSays::nothing)}, silent));
    if (const int failed = n.count(ServerSays::failed); failed > 0)
        warn(say("diagnose.check.dns.warn.failed", {n.namesOf(ServerSays::failed)}, failed));
    if (slowest(r) >= kSlowNames)
        warn(say("diagnose.check.dns.warn.slow", {formatDuration(slowest(r))}));
    if (std::any_of(n.servers.begin(), n.servers.end(), [](const ServerView& v) { return v.partlySilent; }))
        c.means << say("diagnose.check.dns.note.partly");
}

void checkDns(const Reading& r, Diagnosis& d)
{
    const NamesView& n = r.names;
    Check& c = at(d, CheckId::dns);
    c.looked = say("diagnose.check.dns.looked");
    for (const ServerView& v : n.servers)
        c.evidence << v.evidence;
    c.evidence << n.hostsEvidence << n.systemEvidence << n.configEvidence;
    c.evidence.removeAll(QString());
    if (n.literal) {
        c.status = CheckStatus::skipped;
        c.summary = say("diagnose.check.dns.skipped");
        c.means << say("diagnose.check.dns.means.literal");
        return;
    }
    const QString host = shellWord(r.seen.target.asciiHost.isEmpty() ? r.seen.target.host : r.seen.target.asciiHost);
    c.commands << QStringLiteral("getent ahosts %1").arg(host) << QStringLiteral("dig %1 A; dig %1 AAAA").arg(host)
               << QStringLiteral("resolvectl query %1").arg(host);
    if (!n.asked && r.addresses.empty()) {
        c.status = CheckStatus::unknown;
        c.summary = say("diagnose.check.dns.pending");
        return;
    }
    QVector<IpAddress> all;
    for (const AddressView& v : r.addresses)
        all.append(v.address);
    if (all.isEmpty() || d.verdict.cause.startsWith(QLatin1String("dns-"))) {
        c.status = CheckStatus::fail;
        c.summary = d.verdict.cause.startsWith(QLatin1String("dns-")) ? d.verdict.summary
                                                                      : say("diagnose.check.dns.fail", {n.host});
        c.means << say(all.isEmpty() ? "diagnose.check.dns.means.fail" : "diagnose.check.dns.means.wrong");
        c.next << say("diagnose.check.dns.next.fail");
    } else {
        c.status = CheckStatus::pass;
        c.summary = say("diagnose.check.dns.pass", {n.host, joined(all)}, static_cast<int>(all.size()));
        c.means << say("diagnose.check.dns.means.pass");
    }
    dnsNotes(r, c);
}

void checkRoute(const Reading& r, Diagnosis& d)
{
    Check& c = at(d, CheckId::route);
    c.looked = say("diagnose.check.route.looked");
    for (const AddressView& v : r.addresses) {
        c.evidence << v.routeEvidence << v.neighbourEvidence << v.pathEvidence;
        if (c.commands.size() < 6)
            c.commands << QStringLiteral("ip route get %1").arg(v.address.toString())
                       << QStringLiteral("tracepath -n %1").arg(v.address.toString());
    }
    c.evidence.removeAll(QString());
    if (r.addresses.empty()) {
        c.status = CheckStatus::skipped;
        c.summary = say("diagnose.check.skipped.no-address");
        return;
    }
    const AddressView& v = r.addresses.front();
    if (concluded(d, {"no-route", "local-route-rejects", "network-unreachable", "host-unreachable", "routing-loop",
                      "packet-loss", "duplicate-address"})) {
        c.status = CheckStatus::fail;
        c.summary = say("diagnose.check.route.fail");
        c.means << say("diagnose.check.route.means.fail");
        c.next << say("diagnose.check.route.next.fail");
    } else if (anyConnected(r) || anyShape(r, Shape::reset) ||
               std::any_of(r.addresses.begin(), r.addresses.end(), [](const AddressView& a) { return a.alive; })) {
        c.status = CheckStatus::pass;
        c.summary = v.own ? say("diagnose.check.route.pass.own")
                    : v.route && !v.route->gateway.isNone()
                        ? say("diagnose.check.route.pass.gateway",
                              {v.route->gateway.toString(), printable(v.route->interface, 20)})
                        : say("diagnose.check.route.pass");
        c.means << say("diagnose.check.route.means.pass");
    } else if (concluded(d, {"no-response"})) {
        c.status = CheckStatus::warn;
        c.summary = v.hops.empty() ? say("diagnose.check.route.silent")
                                   : say("diagnose.check.route.silent.path",
                                         {r.whoIs(v.hops.back().router), QString::number(v.hops.back().ttl)});
        c.means << say("diagnose.check.route.means.silent");
        c.next << say("diagnose.check.route.next.silent");
    } else if (v.route && v.route->kind == RouteFact::Kind::unicast) {
        c.status = CheckStatus::unknown;
        c.summary = say("diagnose.check.route.known");
        c.means << say("diagnose.check.route.means.known");
    } else {
        c.status = CheckStatus::unknown;
        c.summary = say("diagnose.check.route.unknown");
    }
    const bool excused = std::any_of(r.addresses.begin(), r.addresses.end(),
                                     [](const AddressView& a) { return a.excused && !a.beside; });
    if (excused)
        c.means << say("diagnose.check.route.note.family");
    if (v.route && !v.own && r.seen.vantage.around.tunnels.contains(v.route->interface))
        c.means << say("diagnose.check.route.note.tunnel", {printable(v.route->interface, 20)});
}

void checkPort(const Reading& r, Diagnosis& d)
{
    Check& c = at(d, CheckId::port);
    c.looked = say("diagnose.check.port.looked", {QString::number(r.port.value)});
    int total = 0, connected = 0, resets = 0, rejects = 0, silent = 0, local = 0;
    for (const AddressView& v : r.addresses) {
        if (v.excused)
            continue;
        total += v.total();
        connected += v.connected();
        resets += v.of(Happening::reset);
        rejects += v.of(Happening::icmpReject);
        silent += v.of(Happening::silent);
        for (const Happening h : {Happening::localNoRoute, Happening::localUnreachable, Happening::localDenied,
                                  Happening::localInvalid, Happening::noPort, Happening::noDescriptor})
            local += v.of(h);
        c.evidence << v.attemptEvidence;
    }
    c.commands << QStringLiteral("nc -vz -w 3 %1 %2").arg(shellWord(r.seen.target.host)).arg(r.port.value);
    if (total == 0) {
        c.status = r.addresses.empty() ? CheckStatus::skipped : CheckStatus::unknown;
        c.summary = say(r.addresses.empty() ? "diagnose.check.skipped.no-address"
                        : r.seen.finished   ? "diagnose.check.port.stopped"
                                            : "diagnose.check.port.pending");
        return;
    }
    const QStringList counts{QString::number(connected), QString::number(resets + rejects), QString::number(silent)};
    if (connected == total) {
        c.status = CheckStatus::pass;
        c.summary = say("diagnose.check.port.pass", {}, total);
        c.means << say("diagnose.check.port.means.pass");
    } else if (connected > 0) {
        c.status = CheckStatus::warn;
        c.summary = say(silent == 0 && connected + resets + rejects == total   ? "diagnose.check.port.mixed.refused"
                        : resets + rejects == 0 && connected + silent == total ? "diagnose.check.port.mixed.silent"
                                                                               : "diagnose.check.port.mixed",
                        counts, total);
        c.means << say("diagnose.check.port.means.mixed");
        c.next << say("diagnose.check.port.next.mixed");
    } else {
        c.status = CheckStatus::fail;
        c.summary = say(resets == total                          ? "diagnose.check.port.refused"
                        : resets + rejects == total              ? "diagnose.check.port.rejected"
                        : silent == total                        ? "diagnose.check.port.silent"
                        : local == total                         ? "diagnose.check.port.local"
                        : resets + rejects + silent + local == 0 ? "diagnose.check.port.none"
                                                                 : "diagnose.check.port.fail",
                        counts, total);
        c.means << say(resets > 0    ? "diagnose.check.port.means.reset"
                       : rejects > 0 ? "diagnose.check.port.means.icmp"
                       : silent > 0  ? "diagnose.check.port.means.silent"
                                     : "diagnose.check.port.means.local");
        c.next << say("diagnose.check.port.next.fail");
    }
}

void checkFirewall(const Reading& r, Diagnosis& d)
{
    Check& c = at(d, CheckId::firewall);
    c.looked = say("diagnose.check.firewall.looked");
    c.commands = firewallCommands(r);
    for (const AddressView& v : r.addresses)
        c.evidence << v.attemptEvidence << v.lifeEvidence;
    c.evidence.removeDuplicates();
    if (r.addresses.empty()) {
        c.status = CheckStatus::skipped;
        c.summary = say("diagnose.check.skipped.no-address");
        c.commands.clear();
        return;
    }
    const bool failed = anyShape(r, Shape::silent) || anyShape(r, Shape::icmpReject);
    if (concluded(d, {"firewall-drop", "firewall-reject-icmp", "firewall-reject-reset", "client-firewall", "banned",
                      "rate-limited", "intercepted"})) {
        c.status = CheckStatus::fail;
        c.summary =
            say("diagnose.check.firewall.fail", {d.verdict.locatedAt.isEmpty() ? r.hostPort() : d.verdict.locatedAt});
        c.means << say("diagnose.check.firewall.means.fail");
        c.next << say("diagnose.check.firewall.next.fail");
    } else if (anyConnected(r) && !failed) {
        c.status = CheckStatus::pass;
        c.summary = say("diagnose.check.firewall.pass");
        c.means << say("diagnose.check.firewall.means.pass");
    } else if (anyShape(r, Shape::reset)) {
        c.status = CheckStatus::pass;
        c.summary = say("diagnose.check.firewall.reset");
        c.means << say("diagnose.check.firewall.means.reset");
        c.next << say("diagnose.check.firewall.next.server");
    } else {
        c.status = CheckStatus::unknown;
        c.summary =
            say(anyShape(r, Shape::silent) ? "diagnose.check.firewall.silent" : "diagnose.check.firewall.unknown");
        c.means << say("diagnose.check.firewall.means.unknown");
        c.next << say("diagnose.check.firewall.next.server");
    }
}

} // namespace

void fillChecks(const Reading& r, Diagnosis& d)
{
    for (int i = 0; i < kCheckCount; ++i)
        d.checks[static_cast<std::size_t>(i)].id = static_cast<CheckId>(i);
    checkTarget(r, d);
    checkDns(r, d);
    checkRoute(r, d);
    checkPort(r, d);
    checkFirewall(r, d);
    fillServerChecks(r, d);
    fillFromServer(r, d);
}

} // namespace knockback

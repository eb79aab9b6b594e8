#include "core/base/text.h"
#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"

#include <algorithm>
#include <netdb.h>

namespace knockback {

namespace {

double weigh(const Reading& r, int silent)
{
    const NamesView& n = r.names;
    if (n.found)
        return n.count(ServerSays::addresses) + n.count(ServerSays::notFound) + n.count(ServerSays::noAddress) > 0
                   ? 0.72
                   : 0.6;
    if (n.servers.empty())
        return 0.75;
    if (silent == static_cast<int>(n.servers.size())) {
        const bool refused = std::all_of(n.servers.begin(), n.servers.end(), [](const ServerView& v) {
            return v.telling && v.telling->status == DnsStatus::unreachable;
        });
        return refused || silent > 1 ? 0.95 : 0.9;
    }
    return n.count(ServerSays::failed) > 0 ? 0.12 : 0.06;
}

std::optional<Claim> judge(const Reading& r)
{
    const NamesView& n = r.names;
    const SystemAnswer& system = r.seen.names.system;
    const int silent = n.count(ServerSays::nothing);
    // Without a configured server the C library asks 127.0.0.1 (resolv.conf(5)) and says "try again" or "failed".
    const bool noServer = n.servers.empty() && !n.found && system.asked &&
                          (system.eai == EAI_AGAIN || system.eai == EAI_FAIL || system.eai == EAI_SYSTEM);
    // Its fallback is all that was asked: what is missing is the configuration, not a server.
    const bool onlyDefault =
        silent > 0 && !n.found && std::all_of(n.servers.begin(), n.servers.end(), [](const ServerView& v) {
            return v.server.source == QLatin1String("default");
        });
    // A name that the hosts file knows is found without any server.
    if (n.literal || (silent == 0 && !noServer) || (n.found && !n.hostsAddresses.isEmpty()))
        return std::nullopt;
    Claim c;
    c.beside = n.found;
    c.confidence = weigh(r, silent);
    c.side = Side::dns;
    c.locatedAt = n.namesOf(ServerSays::nothing);
    c.summary = noServer || onlyDefault ? say("diagnose.dns-server-unreachable.summary.none", {n.host})
                : n.found               ? say("diagnose.dns-server-unreachable.summary.beside", {c.locatedAt}, silent)
                                        : say("diagnose.dns-server-unreachable.summary", {n.host, c.locatedAt}, silent);
    if (onlyDefault)
        c.because << say("diagnose.dns-server-unreachable.because.default", {printable(r.seen.names.config.path)});
    else if (noServer)
        c.because << say("diagnose.dns-server-unreachable.because.none");
    else
        c.because << say("diagnose.dns-server-unreachable.because.silent", {c.locatedAt}, silent);
    const bool refused = std::any_of(n.servers.begin(), n.servers.end(), [](const ServerView& v) {
        return v.says == ServerSays::nothing && v.telling && v.telling->status == DnsStatus::unreachable;
    });
    if (refused)
        c.because << say("diagnose.dns-server-unreachable.because.refused");
    c.evidence = n.evidenceOf(ServerSays::nothing) << n.systemEvidence << n.configEvidence;
    c.evidence.removeAll(QString());
    QString server = QStringLiteral("127.0.0.53");
    for (const ServerView& v : n.servers)
        if (v.says == ServerSays::nothing) {
            server = v.server.endpoint.address.toString();
            break;
        }
    c.fixes << fix("client", say("diagnose.dns-server-unreachable.fix.look"),
                   {QStringLiteral("cat /etc/resolv.conf"), QStringLiteral("resolvectl status"),
                    QStringLiteral("ip route get %1").arg(server),
                    QStringLiteral("knockback-cli diagnose %1 53").arg(server)},
                   say("diagnose.verify.resolves", {n.host}))
            << fix("client", say("diagnose.dns-server-unreachable.fix.restart"),
                   {QStringLiteral("sudo systemctl restart systemd-resolved  # where resolv.conf names 127.0.0.53")},
                   say("diagnose.verify.resolves", {n.host}));
    c.whyNot = say("diagnose.dns-server-unreachable.why-not");
    c.toTellApart = say("diagnose.dns-server-unreachable.tell", {server});
    return c;
}

} // namespace

extern const Rule rule_dns_server_unreachable;
const Rule rule_dns_server_unreachable{true, judge, nullptr};

} // namespace knockback

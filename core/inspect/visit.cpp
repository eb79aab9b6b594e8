#include "core/inspect/visit.h"

#include "core/base/text.h"
#include "core/inspect/firewall.h"
#include "core/inspect/lines.h"
#include "core/inspect/nginx.h"

#include <algorithm>
#include <array>

namespace knockback {

namespace {

constexpr std::array kFilters{"nft", "iptables", "ip6tables", "iptables-legacy", "ip6tables-legacy", "firewalld",
                              "ufw", "fail2ban", "ipset"};

// The same commands run again: of each the last, where there is more than one.
QVector<ServerSaying> laterOf(const QVector<ServerSaying>& sayings)
{
    QVector<ServerSaying> out;
    for (const char* const id : kFilters) {
        const ServerSaying* first = sayingOf(sayings, QLatin1String(id));
        const ServerSaying* last = lastSayingOf(sayings, QLatin1String(id));
        if (last && last != first)
            out.append(*last);
    }
    return out;
}

// "10.0.0.0/24 dev eth0 …", "default via 10.0.0.1 dev eth0 …", behind a line "== inet6" those of IPv6.
QVector<Packet::Route> routesOf(const QVector<ServerSaying>& sayings)
{
    constexpr int kMost = 2000;
    constexpr int kWords = 40;
    QVector<Packet::Route> out;
    const ServerSaying* said = sayingOf(sayings, QLatin1String("routes"));
    if (!said)
        return out;
    bool six = false;
    for (const QByteArray& line : linesOf(said->output, kMost)) {
        const QList<QByteArray> words = wordsOf(line, kWords);
        if (words.size() >= 2 && words[0] == "==")
            six = words[1] == "inet6";
        const qsizetype device = words.indexOf("dev");
        if (words.isEmpty() || device < 1 || device + 1 >= words.size())
            continue;
        Packet::Route route;
        route.interface = printable(QString::fromUtf8(words[device + 1]), 20);
        if (words[0] == "default") {
            route.network =
                IpAddress::parse(six ? QStringLiteral("::") : QStringLiteral("0.0.0.0")).value_or(IpAddress{});
        } else {
            const QString text = QString::fromLatin1(words[0]);
            route.network = IpAddress::parse(text.section(QLatin1Char('/'), 0, 0)).value_or(IpAddress{});
            const int whole = route.network.family == Family::ipv6 ? 128 : 32;
            bool ok = true;
            route.length = text.contains(QLatin1Char('/')) ? text.section(QLatin1Char('/'), 1).toInt(&ok) : whole;
            if (!ok || route.length < 0 || route.length > whole)
                continue;
        }
        if (!route.network.isNone() || words[0] == "default")
            out.append(route);
    }
    return out;
}

bool covers(const Packet::Route& route, const IpAddress& address)
{
    if (route.network.family != address.family)
        return false;
    for (int bit = 0; bit < route.length; ++bit) {
        const auto byte = static_cast<std::size_t>(bit / 8);
        if (((route.network.bytes[byte] ^ address.bytes[byte]) & (0x80U >> (bit % 8))) != 0)
            return false;
    }
    return true;
}

// Where answers go out is where packets come in, on all but unusual machines.
QString interfaceTo(const QVector<Packet::Route>& routes, const IpAddress& address)
{
    const Packet::Route* best = nullptr;
    for (const Packet::Route& route : routes)
        if (covers(route, address) && (!best || route.length > best->length))
            best = &route;
    return best ? best->interface : QString();
}

ServerFirewall decideFor(const ServerFacts& facts, const IpAddress& source, const IpAddress& destination)
{
    Packet packet;
    packet.source = source;
    packet.destination = destination;
    packet.port = facts.port;
    packet.own = facts.addresses;
    packet.routes = routesOf(facts.sayings);
    packet.loopback = source.isLoopback() || facts.addresses.contains(source);
    packet.inInterface = packet.loopback ? QStringLiteral("lo") : interfaceTo(packet.routes, source);
    ServerFirewall out = decide(facts.sayings, packet, laterOf(facts.sayings));
    out.forAddress = source.toString();
    return out;
}

// Seen through address translation we come from another address than we know: ssh tells the server's view, unless a
// jump host stands between. Where the two are treated differently nothing is certain.
ServerFirewall firewallOf(const ServerFacts& facts, const ServerVisit& visit)
{
    ServerFirewall out = decideFor(facts, visit.source, visit.destination);
    const IpAddress seen = IpAddress::parse(facts.seenFrom).value_or(IpAddress{});
    if (seen.isNone() || seen.family != visit.source.family || seen == visit.source || facts.addresses.contains(seen))
        return out;
    const ServerFirewall other = decideFor(facts, seen, visit.destination);
    if (other.decision == out.decision && other.rule == out.rule)
        return out;
    out.decision = ServerFirewall::Decision::unknown;
    for (const QString& rule : {out.rule, other.rule})
        if (!rule.isEmpty())
            out.uncertain.append(rule);
    return out;
}

QString triedOf(const ServerSaying& said)
{
    const QByteArray text = said.output.left(2000).toLower();
    if (said.exitStatus == 0)
        return QStringLiteral("connected");
    if (text.contains("refused"))
        return QStringLiteral("refused");
    if (text.contains("no such file"))
        return QStringLiteral("no-file");
    if (text.contains("permission denied"))
        return QStringLiteral("no-permission");
    constexpr int kTimedOut = 124;
    constexpr int kNoProgram = 127;
    constexpr int kNotTried = 3;
    if (said.exitStatus == kTimedOut || text.contains("timed out"))
        return QStringLiteral("timed-out");
    return said.exitStatus == kNoProgram || said.exitStatus == kNotTried ? QStringLiteral("not-tried")
                                                                         : QStringLiteral("failed");
}

ServerNginx nginxOf(const ServerFacts& facts, const ServerVisit& visit)
{
    QVector<IpAddress> own{visit.destination};
    for (const IpAddress& address : facts.addresses)
        if (address != visit.destination)
            own.append(address);
    ServerNginx out = nginxFacts(facts.sayings, visit.host, facts.port, own);
    // Who may not read the keys or write the pid file hears that the test failed: no word about the configuration.
    if (out.problem.contains(QLatin1String("Permission denied"))) {
        out.problem.clear();
        out.problemAt.clear();
    }
    for (ServerUpstream& upstream : out.upstreams) {
        const QString id = QStringLiteral("try.") + upstream.address;
        const ServerSaying* said = lastSayingOf(facts.sayings, QLatin1String(id.toLatin1()));
        upstream.tried = said ? triedOf(*said) : QStringLiteral("not-tried");
        if (said)
            upstream.note = printable(QString::fromUtf8(said->output.left(200)), 160);
    }
    return out;
}

} // namespace

ServerVisit visitOf(const Observations& seen)
{
    ServerVisit out;
    out.host = seen.target.host;
    for (auto a = seen.attempts.rbegin(); a != seen.attempts.rend(); ++a) {
        const bool ours =
            (a->purpose == Purpose::observe || a->purpose == Purpose::burst) && !a->remote.address.isNone();
        if (!ours || a->local.address.isNone())
            continue;
        const bool failed = !isConnected(a->outcome);
        if (out.source.isNone() || failed) {
            out.source = a->local.address;
            out.destination = a->remote.address;
        }
        if (failed)
            break;
    }
    return out;
}

void seeVisit(ServerFacts& facts, const ServerVisit& visit)
{
    if (!visit.source.isNone())
        facts.firewall = firewallOf(facts, visit);
    facts.nginx = nginxOf(facts, visit);
}

} // namespace knockback

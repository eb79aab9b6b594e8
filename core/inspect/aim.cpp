#include "core/inspect/aim.h"

#include "core/inspect/firewall.h"
#include "core/inspect/lines.h"
#include "core/inspect/nginx.h"

#include <algorithm>
#include <array>

namespace knockback {

namespace {

constexpr std::array kRuleSayings{"nft", "iptables", "ip6tables", "iptables-legacy", "ip6tables-legacy"};

// As collect.sh takes it: without the brackets of IPv6.
QString asTry(const QString& address)
{
    return QString(address).remove(QLatin1Char('[')).remove(QLatin1Char(']'));
}

// "192.0.2.0/24 dev eth0 …", "default via 192.0.2.1 dev eth0 …"; behind a line "== inet6" those of IPv6.
QVector<Packet::Route> routesOf(const ServerFacts& facts)
{
    QVector<Packet::Route> out;
    bool six = false;
    const ServerSaying* said = sayingOf(facts.sayings, QLatin1String("routes"));
    for (const QByteArray& line : said != nullptr ? linesOf(said->output, 2000) : QList<QByteArray>()) {
        const QList<QByteArray> word = wordsOf(line, 40);
        if (word.size() == 2 && word[0] == "==")
            six = word[1] == "inet6";
        const qsizetype device = word.indexOf("dev");
        if (word.isEmpty() || device < 1 || device + 1 >= word.size())
            continue;
        const qsizetype slash = word[0].indexOf('/');
        Packet::Route route;
        route.interface = shown(word[device + 1], 32);
        if (word[0] == "default") {
            route.network.family = six ? Family::ipv6 : Family::ipv4;
        } else {
            route.network = addressIn(slash < 0 ? word[0] : word[0].left(slash));
            const std::int64_t whole = route.network.family == Family::ipv6 ? 128 : 32;
            const std::int64_t length = slash < 0 ? whole : numberIn(word[0].mid(slash + 1));
            if (route.network.isNone() || length < 0 || length > whole)
                continue;
            route.length = static_cast<int>(length);
        }
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

// Where answers go out is where packets come in, on all but unusual machines; "" where no route says it.
QString interfaceTo(const QVector<Packet::Route>& routes, const IpAddress& address)
{
    const Packet::Route* best = nullptr;
    for (const Packet::Route& route : routes)
        if (covers(route, address) && (best == nullptr || route.length > best->length))
            best = &route;
    return best != nullptr ? best->interface : QString();
}

// The interface a packet to one of its addresses comes in by: where it has but one, that one; "" = not known.
QString onlyInterface(const ServerFacts& facts)
{
    QString out;
    const ServerSaying* said = sayingOf(facts.sayings, QLatin1String("addresses"));
    for (const QByteArray& line : said != nullptr ? linesOf(said->output, 5000) : QList<QByteArray>()) {
        const QList<QByteArray> word = wordsOf(line, 4); // "2: eth0    inet 192.0.2.1/24 …"
        if (word.size() < 4 || word[1] == "lo")
            continue;
        const QString name = shown(word[1].left(word[1].indexOf('@') < 0 ? 32 : word[1].indexOf('@')), 32);
        if (!out.isEmpty() && out != name)
            return {};
        out = name;
    }
    return out;
}

bool sameRule(const ServerFirewall& a, const ServerFirewall& b)
{
    return a.decision == b.decision && a.tool == b.tool && a.table == b.table && a.chain == b.chain &&
           a.handle == b.handle && a.rule == b.rule;
}

class Aim
{
public:
    Aim(const ServerFacts& facts, const ServerTraffic& traffic) : m_facts(facts), m_traffic(traffic)
    {
        for (const char* id : kRuleSayings)
            if (sayingOf(facts.sayings, QLatin1String(id), 1) != nullptr)
                m_later.append(*lastSayingOf(facts.sayings, QLatin1String(id)));
    }

    // The server may see another source than we have: behind an address translation. Where the rules do the same with
    // both it does not matter; else it must be known which one it is. What a jump host comes from is not ours, so the
    // address ssh comes from counts only where ours cannot reach that far.
    ServerFirewall firewall() const
    {
        if (m_traffic.to.isNone() || m_traffic.from.isNone())
            return {};
        ServerFirewall ours = decideFor(m_traffic.from);
        const bool translated = m_traffic.from.isPrivate() && !m_traffic.to.isPrivate() && !m_traffic.to.isLoopback();
        if (!translated)
            return ours;
        const auto seen = IpAddress::parse(m_facts.seenFrom);
        if (seen && seen->family == m_traffic.to.family)
            return *seen == m_traffic.from ? ours : decideFor(*seen);
        // Any address that nobody has (RFC 2544, RFC 3849): what also befalls it has nothing to do with the source.
        const auto anybody = IpAddress::parse(m_traffic.to.family == Family::ipv4 ? QStringLiteral("198.18.0.1")
                                                                                  : QStringLiteral("2001:db8::1"));
        if (!anybody || !sameRule(ours, decideFor(*anybody))) {
            ours = {};
            ours.forAddress = m_traffic.from.toString();
        }
        return ours;
    }

private:
    ServerFirewall decideFor(const IpAddress& source) const
    {
        Packet packet;
        packet.source = source;
        packet.destination = m_traffic.to;
        packet.port = m_facts.port;
        packet.own = m_facts.addresses;
        packet.routes = routesOf(m_facts);
        packet.loopback = m_facts.access == QLatin1String("local") && m_facts.addresses.contains(source);
        if (!packet.loopback)
            packet.inInterface = onlyInterface(m_facts);
        if (!packet.loopback && packet.inInterface.isEmpty())
            packet.inInterface = interfaceTo(packet.routes, source);
        return decide(m_facts.sayings, packet, m_later);
    }

    const ServerFacts& m_facts;
    const ServerTraffic& m_traffic;
    QVector<ServerSaying> m_later; // the same commands, run last
};

// What a try from the server itself came to, in one word.
QString resultOf(const ServerSaying& said)
{
    const QByteArray text = said.output.left(2000).toLower();
    const auto says = [&](const char* part) { return text.contains(part); };
    if (said.exitStatus == 0)
        return says("connected") || says("succeeded") || says("open") ? QStringLiteral("connected")
                                                                      : QStringLiteral("not-tried");
    if (said.exitStatus == 127 || said.exitStatus == 3 || says("not tried"))
        return QStringLiteral("not-tried");
    if (says("refused"))
        return QStringLiteral("refused");
    if (said.exitStatus == 124 || said.exitStatus == 137 || said.exitStatus == 143 || says("timed out"))
        return QStringLiteral("timed-out");
    if (says("no such file"))
        return QStringLiteral("no-file");
    if (says("permission denied"))
        return QStringLiteral("no-permission");
    if (says("unreachable") || says("no route"))
        return QStringLiteral("unreachable");
    return QStringLiteral("failed");
}

ServerNginx nginxOf(const ServerFacts& facts, const IpAddress& to, const QString& host)
{
    QVector<IpAddress> own = facts.addresses;
    if (!to.isNone()) {
        own.removeAll(to);
        own.prepend(to);
    }
    ServerNginx out = nginxFacts(facts.sayings, host, facts.port, own);
    // Who may not read the keys or write the pid file hears that the test failed: no word about the configuration.
    if (out.problem.contains(QLatin1String("Permission denied"))) {
        out.problem.clear();
        out.problemAt.clear();
    }
    if (const ServerSaying* log = lastSayingOf(facts.sayings, QLatin1String("nginx-errors")); log && facts.at.ns > 0)
        out.logReadAt = {facts.at.ns + static_cast<std::int64_t>(log->second * 1e9)};
    for (ServerUpstream& upstream : out.upstreams) {
        const QByteArray id = "try." + asTry(upstream.address).toUtf8();
        if (const ServerSaying* said = lastSayingOf(facts.sayings, QLatin1String(id)); said != nullptr) {
            upstream.tried = resultOf(*said);
            const QList<QByteArray> lines = linesOf(said->output, 1);
            upstream.note = lines.isEmpty() ? QString() : shown(lines[0], 200);
        }
    }
    return out;
}

} // namespace

ServerTraffic trafficOf(const ServerFacts& facts, const Observations& seen)
{
    ServerTraffic out;
    for (const Attempt& attempt : seen.attempts) {
        const bool ours = attempt.purpose == Purpose::observe || attempt.purpose == Purpose::burst;
        if (!ours || attempt.remote.port != seen.target.port || attempt.local.address.isNone() ||
            !facts.addresses.contains(attempt.remote.address))
            continue;
        const bool bad = !isConnected(attempt.outcome);
        if (bad || out.to.isNone())
            out = {attempt.local.address, attempt.remote.address};
        if (bad)
            break;
    }
    return out;
}

void aimAt(ServerFacts& facts, const ServerTraffic& traffic, const QString& host)
{
    facts.firewall = Aim(facts, traffic).firewall();
    facts.firewall.toAddress = traffic.to.toString();
    facts.nginx = nginxOf(facts, traffic.to, host);
    // What only has the usual name is known by its configuration now.
    const auto& listens = facts.nginx.listens;
    if (std::any_of(listens.begin(), listens.end(), [&](const auto& l) { return l.port == facts.port; }))
        for (ServerUnit& unit : facts.units)
            if (unit.name == QLatin1String("nginx.service") && unit.why == QLatin1String("name"))
                unit.why = QStringLiteral("configuration");
}

void aimAt(ServerFacts& facts, const Observations& seen)
{
    aimAt(facts, trafficOf(facts, seen), seen.target.host);
}

QStringList triesFor(const ServerFacts& facts, const QString& host)
{
    constexpr qsizetype kMostAddresses = 16;
    // Which of its addresses a name leads to is not known yet: nginx may listen on some of them only, or hand on to
    // others there.
    const std::optional<IpAddress> literal = IpAddress::parse(host);
    QVector<IpAddress> to = literal ? QVector<IpAddress>{*literal} : facts.addresses.mid(0, kMostAddresses);
    if (to.isEmpty())
        to.append(IpAddress{});
    QStringList out;
    for (const IpAddress& address : to)
        for (const QString& upstream : upstreamsToTry(nginxOf(facts, address, host)))
            if (const QString text = asTry(upstream); !out.contains(text) && out.size() < kMostToTry)
                out.append(text);
    return out;
}

} // namespace knockback

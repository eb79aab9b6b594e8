#include "core/probe/vantage.h"

#include "core/base/clock.h"
#include "core/probe/netlink_socket.h"
#include "core/probe/vantage_text.h"

#include <QFile>
#include <QSysInfo>
#include <QTimeZone>

#include <ifaddrs.h>
#include <linux/inet_diag.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <netinet/tcp.h>

namespace knockback {

namespace {

constexpr qint64 kMostRead = qint64{64} * 1024;

std::optional<QByteArray> readWhole(const char* path)
{
    QFile file(QString::fromLatin1(path));
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    return file.read(kMostRead);
}

QString nameOf(std::uint32_t interface)
{
    char name[IF_NAMESIZE] = {};
    return interface != 0 && ::if_indextoname(interface, name) != nullptr ? QString::fromLocal8Bit(name) : QString();
}

void readSyn(VantageFacts& out)
{
    const auto retries = readWhole("/proc/sys/net/ipv4/tcp_syn_retries");
    const auto number = retries ? parseSysctlNumber(*retries) : std::nullopt;
    if (!number) {
        out.limits << QStringLiteral(
            "The number of SYN retries (net.ipv4.tcp_syn_retries) could not be read, so the times at which "
            "the kernel sends a SYN again are not known.");
        return;
    }
    out.syn.synRetries = *number;
    // Only kernels from 6.5 have it; its absence is an answer.
    if (const auto linear = readWhole("/proc/sys/net/ipv4/tcp_syn_linear_timeouts"))
        out.syn.linear = parseSysctlNumber(*linear);
    out.syn.resendSeconds = synResendSeconds(out.syn.synRetries, out.syn.linear);
}

// Without the sockets in use.
LocalPortUse readPortRange()
{
    LocalPortUse out;
    const auto text = readWhole("/proc/sys/net/ipv4/ip_local_port_range");
    if (const auto range = text ? parsePortRange(*text) : std::nullopt) {
        out.low = range->first;
        out.high = range->second;
        if (const auto reserved = readWhole("/proc/sys/net/ipv4/ip_local_reserved_ports"))
            out.reserved = countReservedPorts(*reserved, out.low, out.high);
    }
    return out;
}

void readInterfaces(VantageFacts& out)
{
    ifaddrs* first = nullptr;
    if (::getifaddrs(&first) != 0) {
        out.limits
            << QStringLiteral("The addresses of this machine could not be read (%1).").arg(qt_error_string(errno));
        return;
    }
    for (const ifaddrs* i = first; i != nullptr; i = i->ifa_next) {
        if ((i->ifa_flags & IFF_UP) == 0)
            continue;
        const QString name = QString::fromLocal8Bit(i->ifa_name);
        if (!out.interfaces.contains(name))
            out.interfaces << name;
        if (i->ifa_addr == nullptr)
            continue;
        sockaddr_storage address{};
        if (i->ifa_addr->sa_family == AF_INET)
            std::memcpy(&address, i->ifa_addr, sizeof(sockaddr_in));
        else if (i->ifa_addr->sa_family == AF_INET6)
            std::memcpy(&address, i->ifa_addr, sizeof(sockaddr_in6));
        const IpAddress own = fromSockaddr(address).address;
        if (!own.isNone() && !out.ownAddresses.contains(own))
            out.ownAddresses << own;
    }
    ::freeifaddrs(first);
}

// TCP sockets in SYN-SENT queue ICMP errors since Linux 5.8. No harmless packet makes one for certain, so the version
// speaks here; an attempt that fails with EHOSTUNREACH and an empty queue would prove the opposite.
bool queuesErrors(const QString& kernel)
{
    const auto version = parseKernelVersion(kernel);
    return !version || *version >= std::pair(5, 8);
}

bool isSameHost(const IpAddress& a, const IpAddress& b)
{
    return a.family == b.family && a.bytes == b.bytes && (a.scope == b.scope || a.scope == 0 || b.scope == 0);
}

const char* stateName(std::uint16_t state)
{
    switch (state) {
    case NUD_INCOMPLETE:
        return "INCOMPLETE";
    case NUD_REACHABLE:
        return "REACHABLE";
    case NUD_STALE:
        return "STALE";
    case NUD_DELAY:
        return "DELAY";
    case NUD_PROBE:
        return "PROBE";
    case NUD_FAILED:
        return "FAILED";
    case NUD_NOARP:
        return "NOARP";
    case NUD_PERMANENT:
        return "PERMANENT";
    default:
        return "";
    }
}

RouteFact::Kind kindOf(std::uint8_t type)
{
    switch (type) {
    case RTN_UNICAST:
        return RouteFact::Kind::unicast;
    case RTN_LOCAL:
        return RouteFact::Kind::local;
    case RTN_BLACKHOLE:
        return RouteFact::Kind::blackhole;
    case RTN_UNREACHABLE:
        return RouteFact::Kind::unreachable;
    case RTN_PROHIBIT:
        return RouteFact::Kind::prohibit;
    case RTN_THROW:
        return RouteFact::Kind::thrown;
    default:
        return RouteFact::Kind::other;
    }
}

// What the kernel answers instead of a route (net/ipv4/fib_semantics.c fib_props[], net/ipv6/route.c).
RouteFact::Kind kindOfError(int errnoValue)
{
    switch (errnoValue) {
    case ENETUNREACH:
        return RouteFact::Kind::none;
    case EHOSTUNREACH:
        return RouteFact::Kind::unreachable;
    case EACCES:
        return RouteFact::Kind::prohibit;
    case EINVAL:
        return RouteFact::Kind::blackhole;
    case EAGAIN:
        return RouteFact::Kind::thrown;
    default:
        return RouteFact::Kind::unknown;
    }
}

std::size_t sizeOf(const IpAddress& address)
{
    return address.family == Family::ipv4 ? 4 : 16;
}

void takeRoute(const RouteMessage& route, RouteFact& out)
{
    out.kind = kindOf(route.type);
    // A reject route of IPv6 may come as a route with an error in it; no route at all comes as "unreachable" with
    // ENETUNREACH.
    if (route.errnoValue != 0) {
        out.errnoValue = route.errnoValue;
        out.kind = kindOfError(route.errnoValue);
    }
    out.interface = nameOf(route.interface);
    out.gateway = route.gateway;
    out.preferredSource = route.preferredSource;
    out.mtu = static_cast<int>(std::min<std::uint32_t>(route.mtu, 0x7fffffff));
}

} // namespace

VantageFacts readVantage()
{
    VantageFacts out;
    out.kernel = QSysInfo::kernelVersion();
    out.machine = QSysInfo::machineHostName();
    auto osRelease = readWhole("/etc/os-release");
    if (!osRelease)
        osRelease = readWhole("/usr/lib/os-release");
    out.distribution = osRelease ? parsePrettyName(*osRelease) : QString();
    out.timeZone = QString::fromLatin1(QTimeZone::systemTimeZoneId());
    readInterfaces(out);
    readSyn(out);
    out.ports = readPortRange();
    if (out.ports.low == 0)
        out.limits << QStringLiteral("The range of local ports (net.ipv4.ip_local_port_range) could not be read.");
    out.errorQueueWorks = queuesErrors(out.kernel);
    if (!out.errorQueueWorks)
        out.limits
            << QStringLiteral(
                   "Linux %1 does not tell which ICMP error ended a connection attempt; this needs Linux 5.8 or later.")
                   .arg(out.kernel);
    return out;
}

KernelCounters readCounters()
{
    KernelCounters out;
    out.at = systemClock().wall();
    if (const auto text = readWhole("/proc/net/netstat"))
        out.retransFail = parseNetstatCounter(*text, "TcpExt:", "TCPRetransFail").value_or(-1);
    return out;
}

LocalPortUse readPortUse(const Endpoint& target)
{
    LocalPortUse out = readPortRange();
    inet_diag_req_v2 request{};
    request.sdiag_family = target.address.family == Family::ipv6 ? AF_INET6 : AF_INET;
    request.sdiag_protocol = IPPROTO_TCP;
    request.idiag_states = 0xffffffff;
    request.id.idiag_dport = htons(target.port.value);
    int all = 0;
    int timeWait = 0;
    NetlinkSocket netlink(NETLINK_SOCK_DIAG);
    const int error = netlink.ask(NetlinkSocket::request(SOCK_DIAG_BY_FAMILY, NLM_F_DUMP, &request, sizeof request),
                                  [&](const NetlinkMessage& message) {
                                      const auto socket = parseSocketMessage(message.payload);
                                      if (socket && socket->remote.port == target.port &&
                                          isSameHost(socket->remote.address, target.address)) {
                                          ++all;
                                          timeWait += socket->state == TCP_TIME_WAIT ? 1 : 0;
                                      }
                                      return true;
                                  });
    if (error == 0) {
        out.toTarget = all;
        out.timeWait = timeWait;
    }
    return out;
}

RouteFact readRoute(const IpAddress& to, const IpAddress& source, const QString& interface)
{
    RouteFact out;
    out.to = to;
    out.at = systemClock().wall();
    if (to.isNone()) {
        out.problem = QStringLiteral("There is no address to ask a route for.");
        return out;
    }
    rtmsg body{};
    body.rtm_family = to.family == Family::ipv4 ? AF_INET : AF_INET6;
    body.rtm_dst_len = static_cast<unsigned char>(8 * sizeOf(to));
    QByteArray request = NetlinkSocket::request(RTM_GETROUTE, 0, &body, sizeof body);
    NetlinkSocket::append(request, RTA_DST, to.bytes.data(), sizeOf(to));
    if (source.family == to.family)
        NetlinkSocket::append(request, RTA_SRC, source.bytes.data(), sizeOf(source));
    const std::uint32_t outInterface =
        interface.isEmpty() ? to.scope : ::if_nametoindex(interface.toLocal8Bit().constData());
    if (!interface.isEmpty() && outInterface == 0) {
        out.problem = QStringLiteral("There is no interface of this name.");
        return out;
    }
    if (outInterface != 0)
        NetlinkSocket::append(request, RTA_OIF, &outInterface, sizeof outInterface);
    NetlinkSocket netlink(NETLINK_ROUTE);
    bool answered = false;
    const int error = netlink.ask(request, [&](const NetlinkMessage& message) {
        const auto route = message.type == RTM_NEWROUTE ? parseRouteMessage(message.payload) : std::nullopt;
        if (route) {
            takeRoute(*route, out);
            answered = true;
        }
        return false;
    });
    if (error != 0) {
        out.errnoValue = error;
        out.kind = kindOfError(error);
    }
    if (out.kind == RouteFact::Kind::unknown || (error == 0 && !answered))
        out.problem = QStringLiteral("The kernel did not give a route: %1.")
                          .arg(error != 0 ? qt_error_string(error) : QStringLiteral("no answer"));
    return out;
}

NeighbourFact readNeighbour(const IpAddress& address)
{
    NeighbourFact out;
    out.address = address;
    out.at = systemClock().wall();
    ndmsg body{};
    body.ndm_family = address.family == Family::ipv4 ? AF_INET : AF_INET6;
    NetlinkSocket netlink(NETLINK_ROUTE);
    netlink.ask(
        NetlinkSocket::request(RTM_GETNEIGH, NLM_F_DUMP, &body, sizeof body), [&](const NetlinkMessage& message) {
            const auto entry = message.type == RTM_NEWNEIGH ? parseNeighbourMessage(message.payload) : std::nullopt;
            if (!entry || !isSameHost(entry->address, address))
                return true;
            out.interface = nameOf(entry->interface);
            out.state = QString::fromLatin1(stateName(entry->state));
            out.mac = QString::fromLatin1(entry->linkAddress.toHex(':'));
            return false;
        });
    return out;
}

} // namespace knockback

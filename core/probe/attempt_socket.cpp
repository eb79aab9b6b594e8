#include "core/probe/attempt_socket.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>

namespace knockback {

namespace {

bool isMapped(const IpAddress& address) noexcept
{
    in6_addr v6{};
    std::memcpy(&v6, address.bytes.data(), sizeof v6);
    return address.family == Family::ipv6 && IN6_IS_ADDR_V4MAPPED(&v6);
}

int setInt(System& system, int fd, int level, int name, int value) noexcept
{
    return system.setOption(fd, level, name, &value, sizeof value);
}

// The error queue: IPv4 has been seen to fill it without IP_RECVERR, IPv6 never does without IPV6_RECVERR. An IPv6
// socket that speaks to ::ffff:a.b.c.d hears IPv4 errors. A kernel that refuses these options still tells errno.
void listenForErrors(System& system, int fd, const IpAddress& remote) noexcept
{
    const bool v6 = remote.family == Family::ipv6;
    if (v6)
        setInt(system, fd, IPPROTO_IPV6, IPV6_RECVERR, 1);
    if (!v6 || isMapped(remote))
        setInt(system, fd, IPPROTO_IP, IP_RECVERR, 1);
}

int setTtl(System& system, int fd, const AttemptRequest& request) noexcept
{
    if (request.ttl.value == 0)
        return 0;
    const bool v6 = request.remote.address.family == Family::ipv6 && !isMapped(request.remote.address);
    return v6 ? setInt(system, fd, IPPROTO_IPV6, IPV6_UNICAST_HOPS, request.ttl.value)
              : setInt(system, fd, IPPROTO_IP, IP_TTL, request.ttl.value);
}

// Segments that arrive with a lower TTL are ignored (net/ipv4/tcp_ipv4.c, min_ttl), so the answer tells the TTL it came
// with.
int setFloor(System& system, int fd, const AttemptRequest& request) noexcept
{
    if (request.floor.value == 0)
        return 0;
    const bool v6 = request.remote.address.family == Family::ipv6 && !isMapped(request.remote.address);
    return v6 ? setInt(system, fd, IPPROTO_IPV6, IPV6_MINHOPCOUNT, request.floor.value)
              : setInt(system, fd, IPPROTO_IP, IP_MINTTL, request.floor.value);
}

int bindSource(System& system, int fd, const AttemptRequest& request) noexcept
{
    if (request.interface[0] != '\0') {
        const auto size = static_cast<unsigned>(std::strlen(request.interface.data()) + 1);
        if (const int r = system.setOption(fd, SOL_SOCKET, SO_BINDTODEVICE, request.interface.data(), size); r < 0)
            return r;
    }
    if (request.source.isNone() && request.localPort.value == 0)
        return 0;
    if (request.localPort.value == 0)
        // The port is chosen at connect(), when the other end is known: else 28,000 attempts from one address use it
        // up.
        setInt(system, fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
    else
        // A port in TIME-WAIT towards one server may be used towards another.
        setInt(system, fd, SOL_SOCKET, SO_REUSEADDR, 1);
    Endpoint local{request.source, request.localPort};
    if (local.address.isNone())
        local.address.family = request.remote.address.family;
    sockaddr_storage address;
    const unsigned size = toSockaddr(local, address);
    return system.bind(fd, address, size);
}

} // namespace

OpenedSocket openAttemptSocket(System& system, const AttemptRequest& request) noexcept
{
    const int domain = request.remote.address.family == Family::ipv6 ? AF_INET6 : AF_INET;
    const int fd = system.openStream(domain);
    if (fd < 0)
        return {-1, -fd, Phase::socket};
    listenForErrors(system, fd, request.remote.address);
    int result = setTtl(system, fd, request);
    if (result >= 0)
        result = setFloor(system, fd, request);
    if (result >= 0)
        result = bindSource(system, fd, request);
    if (result < 0) {
        system.close(fd);
        return {-1, -result, Phase::bind};
    }
    return {fd, 0, Phase::connect};
}

} // namespace knockback

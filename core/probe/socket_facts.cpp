#include "core/probe/socket_facts.h"

#include <linux/errqueue.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace knockback {

namespace {

constexpr int kMostErrors = 16;

ErrorOrigin originOf(std::uint8_t origin) noexcept
{
    switch (origin) {
    case SO_EE_ORIGIN_NONE:
        return ErrorOrigin::none;
    case SO_EE_ORIGIN_LOCAL:
        return ErrorOrigin::local;
    case SO_EE_ORIGIN_ICMP:
        return ErrorOrigin::icmp;
    case SO_EE_ORIGIN_ICMP6:
        return ErrorOrigin::icmp6;
    default:
        return ErrorOrigin::other;
    }
}

bool isIcmp(const IcmpError& e) noexcept
{
    return e.origin == ErrorOrigin::icmp || e.origin == ErrorOrigin::icmp6;
}

// ::ffff:192.0.2.1 says 192.0.2.1.
IpAddress unmapped(const IpAddress& address) noexcept
{
    static constexpr std::array<std::uint8_t, 12> kPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    if (address.family != Family::ipv6 || !std::equal(kPrefix.begin(), kPrefix.end(), address.bytes.begin()))
        return address;
    IpAddress out;
    out.family = Family::ipv4;
    std::copy_n(address.bytes.begin() + 12, 4, out.bytes.begin());
    return out;
}

// One cmsg: struct sock_extended_err, and behind it the offender's address (ip(7), IP_RECVERR).
IcmpError parseExtended(const std::uint8_t* data, std::size_t size) noexcept
{
    IcmpError out;
    sock_extended_err error{};
    if (size < sizeof error)
        return out;
    std::memcpy(&error, data, sizeof error);
    out.origin = originOf(error.ee_origin);
    out.type = error.ee_type;
    out.code = error.ee_code;
    out.errnoValue = static_cast<std::int32_t>(error.ee_errno);
    out.info = error.ee_info;
    sockaddr_storage offender{};
    std::memcpy(&offender, data + sizeof error, std::min(size - sizeof error, sizeof offender));
    const std::size_t left = size - sizeof error;
    const bool whole = (offender.ss_family == AF_INET && left >= sizeof(sockaddr_in)) ||
                       (offender.ss_family == AF_INET6 && left >= sizeof(sockaddr_in6));
    if (whole)
        out.offender = unmapped(fromSockaddr(offender).address);
    if (out.offender.isUnspecified())
        out.offender = {};
    return out;
}

} // namespace

int socketError(System& system, int fd) noexcept
{
    int error = 0;
    unsigned size = sizeof error;
    const int result = system.getOption(fd, SOL_SOCKET, SO_ERROR, &error, size);
    return result < 0 ? -result : error;
}

IcmpError parseErrorControl(const msghdr& message) noexcept
{
    // CMSG_NXTHDR wants a non-const header.
    msghdr copy = message;
    for (cmsghdr* c = CMSG_FIRSTHDR(&copy); c != nullptr; c = CMSG_NXTHDR(&copy, c)) {
        const bool isError = (c->cmsg_level == SOL_IP && c->cmsg_type == IP_RECVERR) ||
                             (c->cmsg_level == SOL_IPV6 && c->cmsg_type == IPV6_RECVERR);
        if (!isError || c->cmsg_len < CMSG_LEN(0))
            continue;
        const auto* start = reinterpret_cast<const std::uint8_t*>(c);
        const auto* end = static_cast<const std::uint8_t*>(copy.msg_control) + copy.msg_controllen;
        const std::size_t claimed = c->cmsg_len - CMSG_LEN(0);
        const auto there = static_cast<std::size_t>(end - start) - CMSG_LEN(0);
        return parseExtended(CMSG_DATA(c), std::min(claimed, there));
    }
    return {};
}

IcmpError readErrorQueue(System& system, int fd) noexcept
{
    IcmpError first;
    for (int i = 0; i < kMostErrors; ++i) {
        alignas(cmsghdr) std::array<char, 512> control;
        std::array<char, 64> payload; // the packet that was answered: we know it already
        iovec vector{payload.data(), payload.size()};
        msghdr message{};
        message.msg_iov = &vector;
        message.msg_iovlen = 1;
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        if (system.receiveError(fd, message) < 0)
            break;
        const IcmpError error = parseErrorControl(message);
        if (isIcmp(error))
            return error;
        if (first.origin == ErrorOrigin::none)
            first = error;
    }
    return first;
}

TcpFacts parseTcpInfo(std::span<const std::byte> bytes) noexcept
{
    TcpFacts out;
    tcp_info info{};
    // Everything up to tcpi_total_retrans has been there since Linux 2.6; the rest came later, at the end.
    if (bytes.size() < offsetof(tcp_info, tcpi_total_retrans) + sizeof info.tcpi_total_retrans)
        return out;
    std::memcpy(&info, bytes.data(), std::min(bytes.size(), sizeof info));
    out.valid = true;
    out.state = info.tcpi_state;
    out.retransmits = info.tcpi_retransmits;
    out.totalRetrans = info.tcpi_total_retrans;
    out.rttUs = info.tcpi_rtt;
    out.rttVarUs = info.tcpi_rttvar;
    out.segsIn = info.tcpi_segs_in;
    out.segsOut = info.tcpi_segs_out;
    out.sndMss = info.tcpi_snd_mss;
    out.bytesReceived = info.tcpi_bytes_received;
    out.bytesAcked = info.tcpi_bytes_acked;
    return out;
}

TcpFacts readTcpFacts(System& system, int fd) noexcept
{
    std::array<std::byte, sizeof(tcp_info)> bytes;
    unsigned size = bytes.size();
    if (system.getOption(fd, IPPROTO_TCP, TCP_INFO, bytes.data(), size) < 0)
        return {};
    return parseTcpInfo(std::span(bytes).first(std::min<std::size_t>(size, bytes.size())));
}

Endpoint localEndpoint(System& system, int fd) noexcept
{
    sockaddr_storage address{};
    return system.localName(fd, address) < 0 ? Endpoint{} : fromSockaddr(address);
}

Endpoint peerEndpoint(System& system, int fd) noexcept
{
    sockaddr_storage address{};
    return system.peerName(fd, address) < 0 ? Endpoint{} : fromSockaddr(address);
}

} // namespace knockback

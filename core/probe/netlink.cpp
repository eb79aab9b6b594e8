#include "core/probe/netlink.h"

#include <linux/inet_diag.h>
#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <type_traits>

namespace knockback {

namespace {

// A fixed structure from the front, or nothing where the bytes do not reach: netlink is in the machine's own byte
// order.
template <typename T>
std::optional<T> front(Bytes bytes)
{
    static_assert(std::is_trivially_copyable_v<T>);
    if (bytes.size() < sizeof(T))
        return std::nullopt;
    T out;
    std::memcpy(&out, bytes.data(), sizeof out);
    return out;
}

Bytes after(Bytes bytes, std::size_t count)
{
    return bytes.subspan(std::min(count, bytes.size()));
}

constexpr std::size_t aligned(std::size_t size)
{
    return (size + 3) & ~std::size_t{3};
}

Family familyOf(int family)
{
    return family == AF_INET ? Family::ipv4 : family == AF_INET6 ? Family::ipv6 : Family::none;
}

IpAddress addressOf(Family family, Bytes bytes)
{
    IpAddress out;
    const std::size_t size = family == Family::ipv4 ? 4 : 16;
    if (family == Family::none || bytes.size() < size)
        return out;
    out.family = family;
    std::copy_n(bytes.begin(), size, out.bytes.begin());
    return out;
}

// RTA_METRICS is a nest of u32 attributes.
std::uint32_t mtuOf(Bytes metrics)
{
    NetlinkAttributes attributes(metrics);
    while (const auto a = attributes.next())
        if (a->type == RTAX_MTU)
            return front<std::uint32_t>(a->payload).value_or(0);
    return 0;
}

// RTA_VIA: a gateway of another family (RFC 5549): family, then its address.
IpAddress viaOf(Bytes payload)
{
    const auto family = front<std::uint16_t>(payload);
    return family ? addressOf(familyOf(*family), after(payload, sizeof *family)) : IpAddress{};
}

void withScope(IpAddress& address, std::uint32_t interface)
{
    if (address.family == Family::ipv6 && address.isLinkLocal())
        address.scope = interface;
}

} // namespace

std::optional<NetlinkMessage> NetlinkMessages::next()
{
    if (m_rest.empty())
        return std::nullopt;
    const auto header = front<nlmsghdr>(m_rest);
    if (!header || header->nlmsg_len < sizeof(nlmsghdr) || header->nlmsg_len > m_rest.size()) {
        m_damaged = true;
        m_rest = {};
        return std::nullopt;
    }
    const Bytes payload = m_rest.subspan(sizeof(nlmsghdr), header->nlmsg_len - sizeof(nlmsghdr));
    m_rest = after(m_rest, aligned(header->nlmsg_len));
    return NetlinkMessage{header->nlmsg_type, header->nlmsg_flags, header->nlmsg_seq, payload};
}

std::optional<NetlinkAttribute> NetlinkAttributes::next()
{
    const auto header = front<nlattr>(m_rest);
    if (!header || header->nla_len < sizeof(nlattr) || header->nla_len > m_rest.size()) {
        m_rest = {};
        return std::nullopt;
    }
    const Bytes payload = m_rest.subspan(sizeof(nlattr), header->nla_len - sizeof(nlattr));
    m_rest = after(m_rest, aligned(header->nla_len));
    return NetlinkAttribute{static_cast<std::uint16_t>(header->nla_type & NLA_TYPE_MASK), payload};
}

std::optional<int> parseNetlinkError(Bytes payload)
{
    const auto error = front<std::int32_t>(payload);
    // The negation of INT32_MIN would not fit.
    if (!error || *error > 0 || *error < -4095)
        return std::nullopt;
    return -*error;
}

std::optional<RouteMessage> parseRouteMessage(Bytes payload)
{
    const auto header = front<rtmsg>(payload);
    if (!header)
        return std::nullopt;
    const Family family = familyOf(header->rtm_family);
    RouteMessage out;
    out.type = header->rtm_type;
    NetlinkAttributes attributes(after(payload, aligned(sizeof(rtmsg))));
    while (const auto a = attributes.next()) {
        switch (a->type) {
        case RTA_OIF:
            out.interface = front<std::uint32_t>(a->payload).value_or(0);
            break;
        case RTA_GATEWAY:
            out.gateway = addressOf(family, a->payload);
            break;
        case RTA_VIA:
            out.gateway = viaOf(a->payload);
            break;
        case RTA_PREFSRC:
            out.preferredSource = addressOf(family, a->payload);
            break;
        case RTA_METRICS:
            out.mtu = mtuOf(a->payload);
            break;
        case RTA_CACHEINFO:
            if (const auto info = front<rta_cacheinfo>(a->payload)) {
                const auto error = static_cast<std::int64_t>(static_cast<std::int32_t>(info->rta_error));
                out.errnoValue = error < 0 && error > -4096 ? static_cast<int>(-error) : 0;
            }
            break;
        default:
            break;
        }
    }
    withScope(out.gateway, out.interface);
    withScope(out.preferredSource, out.interface);
    return out;
}

std::optional<NeighbourMessage> parseNeighbourMessage(Bytes payload)
{
    const auto header = front<ndmsg>(payload);
    if (!header || header->ndm_ifindex < 0)
        return std::nullopt;
    NeighbourMessage out;
    out.interface = static_cast<std::uint32_t>(header->ndm_ifindex);
    out.state = header->ndm_state;
    NetlinkAttributes attributes(after(payload, aligned(sizeof(ndmsg))));
    while (const auto a = attributes.next()) {
        if (a->type == NDA_DST)
            out.address = addressOf(familyOf(header->ndm_family), a->payload);
        else if (a->type == NDA_LLADDR && a->payload.size() <= 32) // MAX_ADDR_LEN
            out.linkAddress =
                QByteArray(reinterpret_cast<const char*>(a->payload.data()), static_cast<qsizetype>(a->payload.size()));
    }
    withScope(out.address, out.interface);
    return out;
}

std::optional<SocketMessage> parseSocketMessage(Bytes payload)
{
    const auto m = front<inet_diag_msg>(payload);
    if (!m)
        return std::nullopt;
    const Family family = familyOf(m->idiag_family);
    if (family == Family::none)
        return std::nullopt;
    const auto address = [family](const __be32(&words)[4]) {
        std::array<std::uint8_t, 16> bytes;
        std::memcpy(bytes.data(), words, bytes.size());
        return addressOf(family, bytes);
    };
    SocketMessage out;
    out.state = m->idiag_state;
    out.local = {address(m->id.idiag_src), Port{ntohs(m->id.idiag_sport)}};
    out.remote = {address(m->id.idiag_dst), Port{ntohs(m->id.idiag_dport)}};
    withScope(out.local.address, m->id.idiag_if);
    withScope(out.remote.address, m->id.idiag_if);
    return out;
}

} // namespace knockback

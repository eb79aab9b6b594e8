// Thread: any; pure.
//
// The answers of netlink sockets taken apart (netlink(7), rtnetlink(7), sock_diag(7)). They come from the kernel, yet
// each length in them is checked as if they did not.
#pragma once

#include "core/facts/address.h"

#include <QByteArray>
#include <cstdint>
#include <optional>
#include <span>

namespace knockback {

using Bytes = std::span<const std::uint8_t>;

struct NetlinkMessage
{
    std::uint16_t type = 0;
    std::uint16_t flags = 0;
    std::uint32_t sequence = 0;
    Bytes payload;
};

// The messages of one datagram, one after the other; ends at the first that does not fit.
class NetlinkMessages
{
public:
    explicit NetlinkMessages(Bytes datagram) : m_rest(datagram) {}
    std::optional<NetlinkMessage> next();
    bool isDamaged() const { return m_damaged; }

private:
    Bytes m_rest;
    bool m_damaged = false;
};

struct NetlinkAttribute
{
    std::uint16_t type = 0; // without NLA_F_NESTED and NLA_F_NET_BYTEORDER
    Bytes payload;
};

class NetlinkAttributes
{
public:
    explicit NetlinkAttributes(Bytes attributes) : m_rest(attributes) {}
    std::optional<NetlinkAttribute> next();

private:
    Bytes m_rest;
};

// NLMSG_ERROR: the positive errno, 0 for an acknowledgement. nullopt where it is too short.
std::optional<int> parseNetlinkError(Bytes payload);

struct RouteMessage
{
    std::uint8_t type = 0; // RTN_UNICAST, …
    std::uint32_t interface = 0;
    IpAddress gateway;
    IpAddress preferredSource;
    std::uint32_t mtu = 0;
    int errnoValue = 0; // rta_cacheinfo.rta_error, which IPv6 uses for reject routes
};
std::optional<RouteMessage> parseRouteMessage(Bytes payload); // RTM_NEWROUTE

struct NeighbourMessage
{
    IpAddress address;
    std::uint32_t interface = 0;
    std::uint16_t state = 0; // NUD_*
    QByteArray linkAddress;  // raw bytes, at most 32
};
std::optional<NeighbourMessage> parseNeighbourMessage(Bytes payload); // RTM_NEWNEIGH

struct SocketMessage
{
    std::uint8_t state = 0; // TCP_ESTABLISHED, …
    Endpoint local, remote;
};
std::optional<SocketMessage> parseSocketMessage(Bytes payload); // SOCK_DIAG_BY_FAMILY, struct inet_diag_msg

} // namespace knockback

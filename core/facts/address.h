// Thread: any; values.
//
// Addresses without Qt Network: plain bytes, so that an Attempt can cross threads bit by bit.
#pragma once

#include <QString>
#include <array>
#include <compare>
#include <cstdint>
#include <optional>

struct sockaddr_storage;

namespace knockback {

enum class Family : std::uint8_t
{
    none,
    ipv4,
    ipv6
};

// A TCP port, 1–65535 where it names a target; 0 = none or "any".
struct Port
{
    std::uint16_t value = 0;
    auto operator<=>(const Port&) const = default;
};

// Time to live / hop limit as on the wire, 1–255; 0 = the system's choice or not known.
struct Ttl
{
    std::uint8_t value = 0;
    auto operator<=>(const Ttl&) const = default;
};

struct IpAddress
{
    Family family = Family::none;
    std::array<std::uint8_t, 16> bytes{}; // network order; IPv4 uses the first four
    std::uint32_t scope = 0;              // IPv6 link-local: interface index (sin6_scope_id), else 0
    auto operator<=>(const IpAddress&) const = default;

    bool isNone() const { return family == Family::none; }
    bool isLoopback() const;  // 127.0.0.0/8, ::1, ::ffff:127.0.0.0/104
    bool isLinkLocal() const; // 169.254.0.0/16, fe80::/10
    bool isPrivate() const;   // RFC 1918, RFC 4193, RFC 6598
    bool isUnspecified() const;
    bool isMulticast() const; // also IPv4 broadcast 255.255.255.255
    // "192.0.2.1", "2001:db8::1", "fe80::1%eth0" (the index where the interface has no name any more). "" for none.
    QString toString() const;

    // Strict: dotted quad, or RFC 4291 text with an optional %scope (name or index of an interface that exists).
    // "010.1.1.1", "127.1" and "0x7f000001" are refused (inet_pton(3) rules).
    static std::optional<IpAddress> parse(const QString& text);
};

struct Endpoint
{
    IpAddress address;
    Port port;
    auto operator<=>(const Endpoint&) const = default;
    // "192.0.2.1:80", "[2001:db8::1]:80"
    QString toString() const;
};

// Fills a sockaddr_in or sockaddr_in6; gives its length, 0 for an endpoint without address.
unsigned toSockaddr(const Endpoint& endpoint, sockaddr_storage& out) noexcept;
// The opposite; an endpoint without address for other families. IPv4-mapped IPv6 stays IPv6.
Endpoint fromSockaddr(const sockaddr_storage& in) noexcept;

} // namespace knockback

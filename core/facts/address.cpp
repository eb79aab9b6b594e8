#include "core/facts/address.h"

#include <arpa/inet.h>
#include <cstring>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace knockback {

namespace {

in6_addr in6(const IpAddress& a)
{
    in6_addr out{};
    std::memcpy(&out, a.bytes.data(), sizeof out);
    return out;
}

} // namespace

bool IpAddress::isLoopback() const
{
    if (family == Family::ipv4)
        return bytes[0] == 127;
    const in6_addr a = in6(*this);
    return family == Family::ipv6 && (IN6_IS_ADDR_LOOPBACK(&a) || (IN6_IS_ADDR_V4MAPPED(&a) && bytes[12] == 127));
}

bool IpAddress::isLinkLocal() const
{
    if (family == Family::ipv4)
        return bytes[0] == 169 && bytes[1] == 254;
    return family == Family::ipv6 && bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80;
}

bool IpAddress::isPrivate() const
{
    if (family == Family::ipv4)
        return bytes[0] == 10 || (bytes[0] == 172 && (bytes[1] & 0xf0) == 16) || (bytes[0] == 192 && bytes[1] == 168) ||
               (bytes[0] == 100 && (bytes[1] & 0xc0) == 64);
    return family == Family::ipv6 && (bytes[0] & 0xfe) == 0xfc;
}

bool IpAddress::isUnspecified() const
{
    return family != Family::none && bytes == std::array<std::uint8_t, 16>{};
}

bool IpAddress::isMulticast() const
{
    if (family == Family::ipv4)
        return (bytes[0] & 0xf0) == 0xe0 || (bytes[0] == 255 && bytes[1] == 255 && bytes[2] == 255 && bytes[3] == 255);
    return family == Family::ipv6 && bytes[0] == 0xff;
}

QString IpAddress::toString() const
{
    char text[INET6_ADDRSTRLEN] = {};
    if (family == Family::none)
        return {};
    ::inet_ntop(family == Family::ipv4 ? AF_INET : AF_INET6, bytes.data(), text, sizeof text);
    QString out = QString::fromLatin1(text);
    if (scope != 0) {
        char name[IF_NAMESIZE] = {};
        out +=
            QLatin1Char('%') + (::if_indextoname(scope, name) ? QString::fromLocal8Bit(name) : QString::number(scope));
    }
    return out;
}

std::optional<IpAddress> IpAddress::parse(const QString& text)
{
    if (text.isEmpty() || text.size() > INET6_ADDRSTRLEN + IF_NAMESIZE)
        return std::nullopt;
    IpAddress out;
    const qsizetype percent = text.indexOf(QLatin1Char('%'));
    const QString plain = percent < 0 ? text : text.left(percent);
    for (const QChar c : plain)
        if (c.unicode() > 0x7f || c.isNull())
            return std::nullopt;
    const QByteArray ascii = plain.toLatin1();
    if (percent < 0 && ::inet_pton(AF_INET, ascii.constData(), out.bytes.data()) == 1) {
        out.family = Family::ipv4;
        return out;
    }
    if (::inet_pton(AF_INET6, ascii.constData(), out.bytes.data()) != 1)
        return std::nullopt;
    out.family = Family::ipv6;
    if (percent >= 0) {
        const QString zone = text.mid(percent + 1);
        bool isNumber = false;
        out.scope = zone.toUInt(&isNumber);
        if (!isNumber)
            out.scope = ::if_nametoindex(zone.toLocal8Bit().constData());
        if (out.scope == 0)
            return std::nullopt;
    }
    return out;
}

QString Endpoint::toString() const
{
    const QString text = address.toString();
    return (address.family == Family::ipv6 ? QLatin1Char('[') + text + QLatin1Char(']') : text) + QLatin1Char(':') +
           QString::number(port.value);
}

unsigned toSockaddr(const Endpoint& endpoint, sockaddr_storage& out) noexcept
{
    std::memset(&out, 0, sizeof out);
    if (endpoint.address.family == Family::ipv4) {
        sockaddr_in v4{};
        v4.sin_family = AF_INET;
        v4.sin_port = htons(endpoint.port.value);
        std::memcpy(&v4.sin_addr, endpoint.address.bytes.data(), 4);
        std::memcpy(&out, &v4, sizeof v4);
        return sizeof v4;
    }
    if (endpoint.address.family == Family::ipv6) {
        sockaddr_in6 v6{};
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(endpoint.port.value);
        v6.sin6_scope_id = endpoint.address.scope;
        std::memcpy(&v6.sin6_addr, endpoint.address.bytes.data(), 16);
        std::memcpy(&out, &v6, sizeof v6);
        return sizeof v6;
    }
    return 0;
}

Endpoint fromSockaddr(const sockaddr_storage& in) noexcept
{
    Endpoint out;
    if (in.ss_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &in, sizeof v4);
        out.address.family = Family::ipv4;
        std::memcpy(out.address.bytes.data(), &v4.sin_addr, 4);
        out.port.value = ntohs(v4.sin_port);
    } else if (in.ss_family == AF_INET6) {
        sockaddr_in6 v6{};
        std::memcpy(&v6, &in, sizeof v6);
        out.address.family = Family::ipv6;
        std::memcpy(out.address.bytes.data(), &v6.sin6_addr, 16);
        const bool scoped =
            out.address.isLinkLocal() || (out.address.bytes[0] == 0xff && (out.address.bytes[1] & 0x0f) <= 2);
        out.address.scope = scoped ? v6.sin6_scope_id : 0;
        out.port.value = ntohs(v6.sin6_port);
    }
    return out;
}

} // namespace knockback

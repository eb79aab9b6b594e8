#include "core/practice/loopback.h"

#include <cerrno>
#include <netinet/in.h>
#include <sys/socket.h>

namespace knockback::practice {

namespace {

IpAddress loopback(Family family)
{
    return *IpAddress::parse(family == Family::ipv4 ? QStringLiteral("127.0.0.1") : QStringLiteral("::1"));
}

struct Bound
{
    Fd socket;
    int errnoValue = 0;
};

Bound bindOne(const Endpoint& endpoint, bool reuse)
{
    const bool isV6 = endpoint.address.family == Family::ipv6;
    Bound out{Fd(::socket(isV6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0))};
    if (!out.socket)
        return {Fd(), errno};
    const int on = 1;
    if (isV6)
        (void)::setsockopt(out.socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    if (reuse)
        (void)::setsockopt(out.socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_storage where{};
    const unsigned size = toSockaddr(endpoint, where);
    if (::bind(out.socket.get(), reinterpret_cast<const sockaddr*>(&where), size) != 0)
        return {Fd(), errno};
    return out;
}

// Without SO_REUSEADDR first, so that nobody else can listen there; with it when only connections of an earlier run
// that are still in TIME-WAIT stand in the way.
Bound bindKindly(const Endpoint& endpoint)
{
    Bound out = bindOne(endpoint, false);
    if (!out.socket && out.errnoValue == EADDRINUSE && endpoint.port.value != 0)
        return bindOne(endpoint, true);
    return out;
}

Port portOf(const Fd& socket)
{
    sockaddr_storage where{};
    socklen_t size = sizeof where;
    if (::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&where), &size) != 0)
        return {};
    return fromSockaddr(where).port;
}

Error bindError(Port port, int errnoValue)
{
    Error error{
        ErrorKind::system, QStringLiteral("bind"), QStringLiteral("127.0.0.1:%1").arg(port.value), errnoValue, {}};
    switch (errnoValue) {
    case EADDRINUSE:
        error.kind = ErrorKind::badInput;
        error.detail =
            QStringLiteral(
                "Port %1 on 127.0.0.1 is already in use. Choose another port, or leave it out to get a free one.")
                .arg(port.value);
        break;
    case EACCES:
        error.kind = ErrorKind::permission;
        error.detail =
            QStringLiteral("Port %1 may only be opened by an administrator. Choose a port from 1024 to 65535.")
                .arg(port.value);
        break;
    default:
        error.detail = QStringLiteral("No port could be opened on 127.0.0.1 (errno %1). Is the loopback interface up?")
                           .arg(errnoValue);
        break;
    }
    return error;
}

// A port number the system deems free. The kernel keeps a port through shutdown() only where it was asked for by number
// (SOCK_BINDPORT_LOCK), so the number is found first and then bound for good.
Port freePort()
{
    const Bound probe = bindOne({loopback(Family::ipv4), {}}, false);
    return probe.socket ? portOf(probe.socket) : Port{};
}

} // namespace

Result<BoundPort> bindLoopback(Port asked)
{
    // A port the system found free on 127.0.0.1 may be taken on ::1, or by somebody quicker; a few tries find one.
    constexpr int kTries = 8;
    for (int attempt = 1;; ++attempt) {
        const bool mayRetry = asked.value == 0 && attempt < kTries;
        BoundPort out;
        out.port = asked.value != 0 ? asked : freePort();
        Bound v4 = bindKindly({loopback(Family::ipv4), out.port});
        if (!v4.socket && mayRetry && v4.errnoValue == EADDRINUSE)
            continue;
        if (!v4.socket)
            return bindError(out.port, v4.errnoValue);
        out.sockets.push_back(std::move(v4.socket));
        out.endpoints.push_back({loopback(Family::ipv4), out.port});
        Bound v6 = bindKindly({loopback(Family::ipv6), out.port});
        if (!v6.socket && mayRetry && v6.errnoValue == EADDRINUSE)
            continue;
        if (v6.socket) {
            out.sockets.push_back(std::move(v6.socket));
            out.endpoints.push_back({loopback(Family::ipv6), out.port});
        }
        return out;
    }
}

void closeWithReset(Fd& socket)
{
    const linger abrupt{1, 0};
    if (socket)
        (void)::setsockopt(socket.get(), SOL_SOCKET, SO_LINGER, &abrupt, sizeof abrupt);
    socket.reset();
}

} // namespace knockback::practice

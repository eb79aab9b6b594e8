#include "core/practice/crowd.h"

#include <algorithm>
#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace knockback::practice {

namespace {

bool isEstablished(int socket)
{
    tcp_info info{};
    socklen_t size = sizeof info;
    return ::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 && info.tcpi_state == TCP_ESTABLISHED;
}

} // namespace

MonoTime Crowd::tick(MonoTime now)
{
    MonoTime next = now + kPatience;
    for (Member& member : m_members) {
        if (now >= member.due) {
            if (!member.socket)
                start(member, now);
            else if (!member.waited && isEstablished(member.socket.get())) {
                member.due = now + kPatience;
                member.waited = true;
            } else
                member = {Fd(), {}, now + pause()};
        }
        next = std::min(next, member.due);
    }
    return next;
}

bool Crowd::has(Port localPort) const
{
    return std::any_of(m_members.begin(), m_members.end(),
                       [&](const Member& m) { return m.socket && m.port == localPort; });
}

void Crowd::served(Port localPort, MonoTime now)
{
    for (Member& member : m_members)
        if (member.socket && member.port == localPort)
            member = {Fd(), {}, now + pause()};
}

Nanoseconds Crowd::pause()
{
    return kPauses[m_pauses++ % kPauses.size()];
}

void Crowd::start(Member& member, MonoTime now)
{
    member.due = now + pause();
    const int family = m_endpoint.address.family == Family::ipv6 ? AF_INET6 : AF_INET;
    Fd socket(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    sockaddr_storage where{};
    const unsigned size = toSockaddr(m_endpoint, where);
    if (!socket ||
        (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&where), size) != 0 && errno != EINPROGRESS))
        return;
    socklen_t localSize = sizeof where;
    if (::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&where), &localSize) != 0)
        return;
    member = {std::move(socket), fromSockaddr(where).port, now + kEager + pause()};
}

} // namespace knockback::practice

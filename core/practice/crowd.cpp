#include "core/practice/crowd.h"

#include <algorithm>
#include <cerrno>
#include <sys/socket.h>

namespace knockback::practice {

MonoTime Crowd::tick(MonoTime now)
{
    MonoTime next = now + kPatience;
    for (Member& member : m_members) {
        if (now >= member.due) {
            if (member.socket)
                member = {Fd(), {}, now + pause()};
            else
                start(member, now);
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
    member = {std::move(socket), fromSockaddr(where).port, now + kPatience};
}

} // namespace knockback::practice

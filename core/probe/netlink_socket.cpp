#include "core/probe/netlink_socket.h"

#include "core/base/clock.h"

#include <linux/netlink.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

namespace knockback {

namespace {

constexpr std::size_t kDatagram = std::size_t{64} * 1024; // more than the kernel puts into one (NLMSG_GOODSIZE)
constexpr int kMostMessages = 1'000'000;
constexpr Nanoseconds kMostTime = std::chrono::seconds(2);

} // namespace

NetlinkSocket::NetlinkSocket(int protocol) : m_fd(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol))
{
    if (m_fd < 0) {
        m_openErrno = errno;
        return;
    }
    const timeval limit{1, 0};
    ::setsockopt(m_fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
}

NetlinkSocket::~NetlinkSocket()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

QByteArray NetlinkSocket::request(std::uint16_t type, std::uint16_t flags, const void* body, std::size_t size)
{
    nlmsghdr header{};
    header.nlmsg_type = type;
    header.nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | flags);
    QByteArray out(reinterpret_cast<const char*>(&header), sizeof header);
    out.append(static_cast<const char*>(body), static_cast<qsizetype>(size));
    return out.leftJustified((out.size() + 3) & ~qsizetype{3}, '\0');
}

void NetlinkSocket::append(QByteArray& request, std::uint16_t type, const void* value, std::size_t size)
{
    const nlattr header{static_cast<std::uint16_t>(sizeof(nlattr) + size), type};
    request.append(reinterpret_cast<const char*>(&header), sizeof header);
    request.append(static_cast<const char*>(value), static_cast<qsizetype>(size));
    request = request.leftJustified((request.size() + 3) & ~qsizetype{3}, '\0');
}

int NetlinkSocket::ask(QByteArray request, const std::function<bool(const NetlinkMessage&)>& each)
{
    if (m_fd < 0)
        return m_openErrno;
    nlmsghdr header{};
    std::memcpy(&header, request.constData(), sizeof header);
    header.nlmsg_len = static_cast<std::uint32_t>(request.size());
    header.nlmsg_seq = ++m_sequence;
    std::memcpy(request.data(), &header, sizeof header);
    sockaddr_nl kernel{};
    kernel.nl_family = AF_NETLINK;
    if (::sendto(m_fd, request.constData(), static_cast<std::size_t>(request.size()), 0,
                 reinterpret_cast<const sockaddr*>(&kernel), sizeof kernel) < 0)
        return errno;
    return receive(m_sequence, (header.nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP, each);
}

int NetlinkSocket::receive(std::uint32_t sequence, bool isDump, const std::function<bool(const NetlinkMessage&)>& each)
{
    std::vector<std::uint8_t> buffer(kDatagram);
    const MonoTime end = systemClock().mono() + kMostTime;
    for (int count = 0; count < kMostMessages;) {
        if (systemClock().mono().ns > end.ns)
            return ETIMEDOUT;
        sockaddr_nl from{};
        socklen_t fromSize = sizeof from;
        const ssize_t got =
            ::recvfrom(m_fd, buffer.data(), buffer.size(), MSG_TRUNC, reinterpret_cast<sockaddr*>(&from), &fromSize);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return errno == EAGAIN ? ETIMEDOUT : errno;
        if (static_cast<std::size_t>(got) > buffer.size())
            return EMSGSIZE;
        if (fromSize < sizeof from || from.nl_pid != 0)
            continue; // another process of this machine, not the kernel
        NetlinkMessages messages(Bytes(buffer).first(static_cast<std::size_t>(got)));
        while (const auto message = messages.next()) {
            ++count;
            if (message->sequence != sequence)
                continue;
            if (message->type == NLMSG_DONE)
                return 0;
            if (message->type == NLMSG_ERROR)
                return parseNetlinkError(message->payload).value_or(EBADMSG);
            if (!each(*message) || !isDump)
                return 0;
        }
        if (messages.isDamaged())
            return EBADMSG;
    }
    return E2BIG;
}

} // namespace knockback

// Thread: one.
//
// One question to the kernel over netlink and its answers, bounded in time and number.
#pragma once

#include "core/probe/netlink.h"

#include <functional>

namespace knockback {

class NetlinkSocket
{
public:
    explicit NetlinkSocket(int protocol); // NETLINK_ROUTE, NETLINK_SOCK_DIAG
    ~NetlinkSocket();
    NetlinkSocket(const NetlinkSocket&) = delete;
    NetlinkSocket& operator=(const NetlinkSocket&) = delete;

    // A message with header, type and flags; appended to with append().
    static QByteArray request(std::uint16_t type, std::uint16_t flags, const void* body, std::size_t size);
    static void append(QByteArray& request, std::uint16_t type, const void* value, std::size_t size);

    // Sends and calls `each` for every answer but errors and the end; it gives false to stop. 0, the errno the kernel
    // answered with, or what failed here; ETIMEDOUT after two seconds, E2BIG after a million answers.
    int ask(QByteArray request, const std::function<bool(const NetlinkMessage&)>& each);

private:
    int receive(std::uint32_t sequence, bool isDump, const std::function<bool(const NetlinkMessage&)>& each);

    int m_fd = -1;
    int m_openErrno = 0;
    std::uint32_t m_sequence = 0;
};

} // namespace knockback

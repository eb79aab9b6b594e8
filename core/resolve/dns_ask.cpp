#include "core/resolve/dns_ask.h"

#include "core/resolve/dns_message.h"

#include <QRandomGenerator>
#include <algorithm>
#include <ares.h>
#include <array>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

namespace knockback {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

namespace {

bool isTransient(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR || error == EINPROGRESS;
}

// c-ares wants this once before anything else, and says that it is not safe to race.
bool libraryReady()
{
    static const bool ready = ares_library_init(ARES_LIB_INIT_ALL) == ARES_SUCCESS;
    return ready;
}

// With IP_RECVERR every ICMP error is reported, "host unreachable" too (ip(7)). glibc's resolver does the same
// since 2.26.
void reportIcmpErrors(int fd, int family)
{
    const int on = 1;
    if (family == AF_INET6)
        (void)::setsockopt(fd, IPPROTO_IPV6, IPV6_RECVERR, &on, sizeof on);
    else
        (void)::setsockopt(fd, IPPROTO_IP, IP_RECVERR, &on, sizeof on);
}

// The details of an ICMP error queue up; left there, poll(2) would report POLLERR for ever.
void dropErrorQueue(int fd)
{
    std::array<char, 512> buffer{};
    for (int i = 0; i < 16; ++i)
        if (::recv(fd, buffer.data(), buffer.size(), MSG_ERRQUEUE | MSG_DONTWAIT | MSG_TRUNC) < 0)
            return;
}

// c-ares gets the address for comparing where answers come from; connecting is done by us, with the scope.
bool setServer(ares_channel channel, const Endpoint& endpoint)
{
    ares_addr_port_node node{};
    node.family = endpoint.address.family == Family::ipv6 ? AF_INET6 : AF_INET;
    if (node.family == AF_INET6)
        std::memcpy(&node.addr.addr6, endpoint.address.bytes.data(), 16);
    else
        std::memcpy(&node.addr.addr4, endpoint.address.bytes.data(), 4);
    node.udp_port = endpoint.port.value;
    node.tcp_port = endpoint.port.value;
    return ares_set_servers_ports(channel, &node) == ARES_SUCCESS;
}

} // namespace

DnsAsk::DnsAsk(int key, DnsAnswer answer, nanoseconds limit) : m_key(key), m_answer(std::move(answer)), m_limit(limit)
{
}

DnsAsk::~DnsAsk()
{
    if (m_channel != nullptr)
        ares_destroy(m_channel);
}

bool DnsAsk::isDatagram(int fd) const
{
    return std::find(m_datagramSockets.begin(), m_datagramSockets.end(), fd) != m_datagramSockets.end();
}

void DnsAsk::failed(int fd, int error)
{
    (isDatagram(fd) ? m_udpErrno : m_tcpErrno) = error;
}

int DnsAsk::openSocket(int family, int type, int protocol, void* user)
{
    auto* ask = static_cast<DnsAsk*>(user);
    const int fd = ::socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
    if (fd < 0) {
        ask->m_udpErrno = errno;
        return -1;
    }
    if (type == SOCK_DGRAM) {
        ask->m_datagramSockets.push_back(fd);
        reportIcmpErrors(fd, family);
    }
    return fd;
}

int DnsAsk::closeSocket(int fd, void* user)
{
    std::erase(static_cast<DnsAsk*>(user)->m_datagramSockets, fd);
    return ::close(fd);
}

int DnsAsk::connectSocket(int fd, void* user)
{
    auto* ask = static_cast<DnsAsk*>(user);
    sockaddr_storage address{};
    const unsigned size = toSockaddr(ask->m_answer.server.endpoint, address);
    const int result = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), size);
    if (result < 0 && !isTransient(errno))
        ask->failed(fd, errno);
    return result;
}

ssize_t DnsAsk::receive(int fd, std::span<std::uint8_t> into, int flags, void* from, unsigned* fromSize, void* user)
{
    auto* ask = static_cast<DnsAsk*>(user);
    const ssize_t got = ::recvfrom(fd, into.data(), into.size(), flags, static_cast<sockaddr*>(from), fromSize);
    const int error = errno;
    if (got < 0 && !isTransient(error)) {
        ask->failed(fd, error);
        dropErrorQueue(fd);
    } else if (got >= 0 && ask->isDatagram(fd)) {
        ask->sawDatagram(into.first(static_cast<std::size_t>(got)));
    }
    errno = error;
    return got;
}

ssize_t DnsAsk::sendParts(int fd, const iovec* parts, int count, void* user)
{
    msghdr message{};
    message.msg_iov = const_cast<iovec*>(parts); // sendmsg(2) does not write through it
    message.msg_iovlen = static_cast<std::size_t>(count);
    const ssize_t sent = ::sendmsg(fd, &message, MSG_NOSIGNAL);
    if (sent < 0 && !isTransient(errno))
        static_cast<DnsAsk*>(user)->failed(fd, errno);
    return sent;
}

// Looks at a datagram before c-ares does, which silently passes over what is not the answer.
void DnsAsk::sawDatagram(std::span<const std::uint8_t> bytes)
{
    bool readable = false;
    const DnsHeader header = readDnsHeader(bytes, m_answer.name, m_answer.family, readable);
    const bool ours = readable && header.isResponse && header.id == m_id;
    if (!ours || !header.questionMatches) {
        m_sawOther = true;
        if (ours)
            m_otherRcode = header.rcode;
        return;
    }
    if (header.truncated) {
        m_answer.truncated = true;
        m_truncated.assign(bytes.begin(), bytes.end());
    }
}

// Whatever happened becomes one DnsAnswer. `message`: the answer, empty where none came.
void DnsAsk::finish(std::span<const std::uint8_t> message)
{
    m_done = true;
    m_answer.took = systemClock().mono() - m_start;
    if (!message.empty()) {
        readDnsAnswer(message, m_answer);
    } else if (!m_truncated.empty()) {
        // The server wants TCP and TCP does not work: what the truncated answer holds is true, but not all.
        readDnsAnswer(m_truncated, m_answer);
        m_answer.errnoValue = m_tcpErrno;
        if (m_answer.status == DnsStatus::noData)
            m_answer.status = m_tcpErrno != 0 ? DnsStatus::unreachable : DnsStatus::timedOut;
    } else if (m_udpErrno != 0 || m_tcpErrno != 0) {
        m_answer.status = DnsStatus::unreachable;
        m_answer.errnoValue = m_udpErrno != 0 ? m_udpErrno : m_tcpErrno;
    } else if (m_sawOther) {
        m_answer.status = DnsStatus::malformed;
        m_answer.rcode = m_otherRcode;
    } else {
        m_answer.status = DnsStatus::timedOut;
    }
}

void DnsAsk::answered(void* user, int status, int, unsigned char* message, int size)
{
    auto* ask = static_cast<DnsAsk*>(user);
    if (ask->m_done || status == ARES_EDESTRUCTION)
        return;
    if (status == ARES_SUCCESS && message != nullptr && size > 0)
        ask->finish({message, static_cast<std::size_t>(size)});
    else
        ask->finish({});
}

bool DnsAsk::openChannel()
{
    static const ares_socket_functions kFunctions{
        [](int family, int type, int protocol, void* user) { return openSocket(family, type, protocol, user); },
        [](ares_socket_t fd, void* user) { return closeSocket(fd, user); },
        [](ares_socket_t fd, const sockaddr*, ares_socklen_t, void* user) { return connectSocket(fd, user); },
        [](ares_socket_t fd, void* into, size_t size, int flags, sockaddr* from, ares_socklen_t* fromSize,
           void* user) -> ares_ssize_t {
            return receive(fd, {static_cast<std::uint8_t*>(into), size}, flags, from, fromSize, user);
        },
        [](ares_socket_t fd, const iovec* parts, int count, void* user) -> ares_ssize_t {
            return sendParts(fd, parts, count, user);
        }};
    ares_options options{};
    // NOCHECKRESP: SERVFAIL, NOTIMP and REFUSED are answers to us, not reasons to go on asking.
    options.flags = ARES_FLAG_NOCHECKRESP | ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES;
    // Two tries, the second twice as long: a datagram lost once is made good at a third of the limit.
    options.tries = 2;
    options.timeout =
        static_cast<int>(std::chrono::ceil<milliseconds>(m_limit).count() / 3 + 1); // never ends before the limit
    std::array<char, 2> lookups{'b', '\0'};
    options.lookups = lookups.data();
    constexpr int kMask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_LOOKUPS | ARES_OPT_DOMAINS;
    if (!libraryReady() || ares_init_options(&m_channel, &options, kMask) != ARES_SUCCESS) {
        m_channel = nullptr;
        return false;
    }
    ares_set_socket_functions(m_channel, &kFunctions, this);
    return setServer(m_channel, m_answer.server.endpoint);
}

void DnsAsk::send()
{
    m_start = systemClock().mono();
    m_answer.at = systemClock().wall();
    m_id = static_cast<std::uint16_t>(QRandomGenerator::system()->bounded(0x10000));
    const std::vector<std::uint8_t> query = buildDnsQuery(m_id, m_answer.name, m_answer.family);
    if (query.empty() || !openChannel()) {
        m_udpErrno = query.empty() ? EINVAL : ENOMEM;
        finish({});
        return;
    }
    ares_send(m_channel, query.data(), static_cast<int>(query.size()), &DnsAsk::answered, this);
    process({}); // an address without a route fails here, at once
}

nanoseconds DnsAsk::prepare(std::vector<pollfd>& sockets)
{
    std::array<ares_socket_t, ARES_GETSOCK_MAXNUM> fds{};
    const int bits = ares_getsock(m_channel, fds.data(), static_cast<int>(fds.size()));
    for (unsigned i = 0; i < fds.size(); ++i) {
        const int wanted =
            (ARES_GETSOCK_READABLE(bits, i) ? POLLIN : 0) | (ARES_GETSOCK_WRITABLE(bits, i) ? POLLOUT : 0);
        if (wanted != 0)
            sockets.push_back({fds[i], static_cast<short>(wanted), 0});
    }
    const nanoseconds left = m_limit - (systemClock().mono() - m_start);
    timeval room{};
    const timeval* next = ares_timeout(m_channel, nullptr, &room);
    const nanoseconds timer =
        next == nullptr ? left
                        : nanoseconds(std::chrono::seconds(next->tv_sec)) + std::chrono::microseconds(next->tv_usec);
    return std::clamp(timer, nanoseconds(0), std::max(left, nanoseconds(0)));
}

void DnsAsk::process(std::span<const pollfd> sockets)
{
    for (const pollfd& socket : sockets) {
        const bool read = (socket.revents & (POLLIN | POLLERR | POLLHUP)) != 0;
        const bool write = (socket.revents & (POLLOUT | POLLERR | POLLHUP)) != 0;
        ares_process_fd(m_channel, read ? socket.fd : ARES_SOCKET_BAD, write ? socket.fd : ARES_SOCKET_BAD);
    }
    if (!m_done)
        ares_process_fd(m_channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD); // its timers
    // A refusal is an answer: the server is not asked again, and nobody waits for it. Nor beyond the limit.
    const bool isOver = systemClock().mono() - m_start >= m_limit;
    if (!m_done && (m_udpErrno != 0 || m_tcpErrno != 0 || isOver))
        ares_cancel(m_channel); // calls answered()
    if (!m_done && isOver)
        finish({});
}

} // namespace knockback

#include "core/probe/look_socket.h"

#include "core/probe/attempt_socket.h"
#include "core/probe/socket_facts.h"
#include "core/probe/system.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace knockback {

namespace {

using std::chrono::milliseconds;

// The other kernel sends a lost segment again after 0.2, 0.6 and 1.4 s (RFC 6298, Linux' least time-out of 200 ms, on a
// way of a few milliseconds): what is not there by then was lost at least three times in a row, or never will come.
constexpr milliseconds kStandsStill{1500};
constexpr int kStandsStillTrips = 10; // on a long way its time-outs are longer: so many round trips at least
constexpr std::uint32_t kSentAgain = 3;
constexpr milliseconds kSlice{100};

} // namespace

LookSocket::Event::Event() : fd(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}
LookSocket::Event::~Event()
{
    if (fd >= 0)
        ::close(fd);
}

LookSocket::LookSocket(const AttemptRequest& request, milliseconds limit, const std::stop_token& stop)
    : m_end(systemClock().mono() + limit), m_request(request), m_stop(stop),
      m_wake(stop, [this] { ::eventfd_write(m_event.fd, 1); })
{
}

LookSocket::~LookSocket()
{
    if (m_fd >= 0) {
        ::shutdown(m_fd, SHUT_WR);
        std::array<char, 4096> rest;
        for (int i = 0; i < 64 && ::recv(m_fd, rest.data(), rest.size(), MSG_DONTWAIT) > 0; ++i) {
        }
        ::close(m_fd);
    }
}

bool LookSocket::waitFor(short events, MonoTime until)
{
    const MonoTime end = std::min(until, m_end);
    for (;;) {
        const auto left = std::chrono::ceil<milliseconds>(end - systemClock().mono()).count();
        if (left <= 0 || stopped())
            return false;
        std::array<pollfd, 2> fds{{{m_fd, events, 0}, {m_event.fd, POLLIN, 0}}};
        const int ready = ::poll(fds.data(), fds.size(), static_cast<int>(std::min<std::int64_t>(left, 60'000)));
        if (ready > 0 && fds[0].revents != 0)
            return true;
        if (ready < 0 && errno != EINTR) {
            m_errno = errno;
            return false;
        }
    }
}

bool LookSocket::connect()
{
    const OpenedSocket opened = openAttemptSocket(realSystem(), m_request);
    if (opened.fd < 0) {
        m_errno = opened.errnoValue;
        return false;
    }
    m_fd = opened.fd;
    sockaddr_storage address;
    const unsigned size = toSockaddr(m_request.remote, address);
    if (::connect(m_fd, reinterpret_cast<const sockaddr*>(&address), size) != 0) {
        if (errno != EINPROGRESS && errno != EINTR) {
            m_errno = errno;
            return false;
        }
        if (!waitFor(POLLOUT, m_end)) {
            m_errno = m_errno != 0 ? m_errno : stopped() ? ECANCELED : ETIMEDOUT;
            return false;
        }
        m_errno = socketError(realSystem(), m_fd);
    }
    m_before = kernel();
    m_progress = systemClock().mono();
    return m_errno == 0;
}

bool LookSocket::sendAll(std::span<const char> bytes)
{
    while (!bytes.empty()) {
        const ssize_t sent = ::send(m_fd, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent > 0) {
            bytes = bytes.subspan(static_cast<std::size_t>(sent));
            m_sent += static_cast<std::uint64_t>(sent);
        } else if (errno != EAGAIN && errno != EINTR) {
            m_errno = errno;
            return false;
        } else if (!waitFor(POLLOUT, m_end)) {
            m_errno = ETIMEDOUT;
            return false;
        }
    }
    return true;
}

LookSocket::Kernel LookSocket::kernel() const
{
    tcp_info info{};
    socklen_t size = sizeof info;
    Kernel out;
    if (m_fd < 0 || ::getsockopt(m_fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0)
        return out;
    out.outOfOrder = info.tcpi_rcv_ooopack; // Linux 5.4; stays 0 before
    out.retransmits = info.tcpi_total_retrans;
    out.unacknowledged = info.tcpi_unacked;
    out.largest = info.tcpi_rcv_mss;
    out.rttUs = std::min<std::uint32_t>(info.tcpi_rtt, 60'000'000);
    out.acknowledged = info.tcpi_bytes_acked;
    return out;
}

// Is something missing that sending it again did not bring?
bool LookSocket::standsStill(MonoTime now)
{
    const Kernel k = kernel();
    if (k.acknowledged != m_before.acknowledged) {
        // A later part of the answer may have come together with the acknowledgement: it counts from the start.
        const std::uint32_t outOfOrder = m_before.outOfOrder;
        m_before = k;
        m_before.outOfOrder = outOfOrder;
        m_progress = now;
        return false;
    }
    const std::chrono::microseconds trips(std::int64_t{k.rttUs} * kStandsStillTrips);
    if (now - m_progress < std::max<std::chrono::nanoseconds>(kStandsStill, trips))
        return false;
    const bool theirs = k.outOfOrder > m_before.outOfOrder;
    const bool ours = k.unacknowledged > 0 && k.retransmits >= m_before.retransmits + kSentAgain;
    return theirs || ours;
}

LookSocket::Heard LookSocket::receive(std::span<char> buffer, std::size_t& got)
{
    got = 0;
    for (;;) {
        const ssize_t count = ::recv(m_fd, buffer.data(), buffer.size(), MSG_DONTWAIT);
        const MonoTime now = systemClock().mono();
        if (count > 0) {
            got = static_cast<std::size_t>(count);
            m_received += got;
            m_progress = now;
            m_before = kernel();
            return Heard::bytes;
        }
        if (count == 0)
            return Heard::end;
        if (errno != EAGAIN && errno != EINTR) {
            m_errno = errno;
            return Heard::reset;
        }
        if (stopped())
            return Heard::stopped;
        if (standsStill(now))
            return Heard::stalled;
        if (now >= m_end)
            return Heard::late;
        waitFor(POLLIN, now + kSlice);
    }
}

FlowFact LookSocket::flow() const
{
    const Kernel k = kernel();
    FlowFact out;
    out.received = m_received;
    out.outOfOrder = k.outOfOrder;
    out.retransmits = k.retransmits;
    out.unacknowledged = k.unacknowledged;
    out.sent = m_sent;
    out.acknowledged = k.acknowledged > 0 ? k.acknowledged - 1 : 0; // the SYN counts as one
    out.largest = k.largest;
    return out;
}

} // namespace knockback

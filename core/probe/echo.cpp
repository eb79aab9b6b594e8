#include "core/probe/echo.h"

#include "core/base/byte_reader.h"
#include "core/base/clock.h"
#include "core/probe/socket_facts.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace knockback {

namespace {

constexpr std::uint8_t kRequest4 = 8, kReply4 = 0;     // RFC 792
constexpr std::uint8_t kRequest6 = 128, kReply6 = 129; // RFC 4443
constexpr std::uint16_t kSequence = 1;
constexpr std::size_t kHeader = 8;
constexpr std::size_t kCookie = 8; // the moment of sending, to know our answer by

class OwnedFd
{
public:
    explicit OwnedFd(int fd) : m_fd(fd) {}
    ~OwnedFd()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    OwnedFd(const OwnedFd&) = delete;
    OwnedFd& operator=(const OwnedFd&) = delete;
    int get() const { return m_fd; }

private:
    int m_fd;
};

using Packet = std::array<std::uint8_t, kHeader + kCookie>;

// The kernel fills in identifier and checksum (net/ipv4/ping.c).
Packet makeRequest(bool v6, MonoTime now)
{
    Packet out{};
    out[0] = v6 ? kRequest6 : kRequest4;
    out[7] = kSequence;
    std::memcpy(out.data() + kHeader, &now.ns, kCookie);
    return out;
}

bool isOurReply(std::span<const std::uint8_t> bytes, bool v6, MonoTime sent)
{
    ByteReader reader(bytes);
    const std::uint8_t type = reader.u8();
    reader.skip(5);
    const std::uint16_t sequence = reader.be16();
    const auto cookie = reader.take(kCookie);
    return !reader.failed() && type == (v6 ? kReply6 : kReply4) && sequence == kSequence &&
           std::memcmp(cookie.data(), &sent.ns, kCookie) == 0;
}

// True when the error queue held an ICMP error.
bool takeIcmpError(int fd, EchoFact& out)
{
    const IcmpError error = readErrorQueue(realSystem(), fd);
    if (error.origin != ErrorOrigin::icmp && error.origin != ErrorOrigin::icmp6)
        return false;
    out.state = EchoFact::State::icmpError;
    out.type = error.type;
    out.code = error.code;
    out.offender = error.offender;
    out.errnoValue = error.errnoValue;
    return true;
}

void failedWith(EchoFact& out, int errnoValue)
{
    out.state = EchoFact::State::failed;
    out.errnoValue = errnoValue;
}

// What one wake-up brought: true when it settles the echo.
bool settle(int fd, short events, bool v6, MonoTime sent, EchoFact& out)
{
    const MonoTime now = systemClock().mono();
    if ((events & POLLERR) != 0 && takeIcmpError(fd, out))
        return true;
    std::array<std::uint8_t, 2048> answer;
    const ssize_t got = ::recv(fd, answer.data(), answer.size(), MSG_DONTWAIT);
    if (got < 0) {
        if (errno == EAGAIN || errno == EINTR)
            return false;
        failedWith(out, errno);
        return true;
    }
    if (!isOurReply(std::span(answer).first(static_cast<std::size_t>(got)), v6, sent))
        return false;
    out.state = EchoFact::State::answered;
    out.roundTrip = now - sent;
    return true;
}

void await(int fd, int stopFd, bool v6, MonoTime sent, MonoTime end, EchoFact& out)
{
    out.state = EchoFact::State::silent;
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - systemClock().mono()).count();
        if (left <= 0)
            return;
        std::array<pollfd, 2> fds{{{fd, POLLIN, 0}, {stopFd, POLLIN, 0}}};
        const int ready = ::poll(fds.data(), fds.size(), static_cast<int>(std::min<std::int64_t>(left, 600'000)));
        if (ready < 0 && errno != EINTR) {
            failedWith(out, errno);
            return;
        }
        if (ready <= 0)
            continue;
        if (fds[0].revents != 0 && settle(fd, fds[0].revents, v6, sent, out))
            return;
        if (fds[1].revents != 0) {
            failedWith(out, ECANCELED);
            return;
        }
    }
}

} // namespace

EchoFact echo(const IpAddress& to, std::chrono::milliseconds timeout, const std::stop_token& stop)
{
    EchoFact out;
    out.to = to;
    out.at = systemClock().wall();
    if (to.isNone() || to.isMulticast()) {
        failedWith(out, EINVAL);
        return out;
    }
    const bool v6 = to.family == Family::ipv6;
    const OwnedFd fd(::socket(v6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
                              v6 ? static_cast<int>(IPPROTO_ICMPV6) : static_cast<int>(IPPROTO_ICMP)));
    if (fd.get() < 0) {
        out.errnoValue = errno;
        out.state = errno == EPERM || errno == EACCES ? EchoFact::State::notPermitted : EchoFact::State::failed;
        return out;
    }
    const int on = 1;
    ::setsockopt(fd.get(), v6 ? static_cast<int>(IPPROTO_IPV6) : static_cast<int>(IPPROTO_IP),
                 v6 ? IPV6_RECVERR : IP_RECVERR, &on, sizeof on);
    const OwnedFd stopFd(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
    const std::stop_callback wake(stop, [&stopFd] { ::eventfd_write(stopFd.get(), 1); });
    sockaddr_storage address;
    const unsigned size = toSockaddr({to, {}}, address);
    const MonoTime sent = systemClock().mono();
    const Packet packet = makeRequest(v6, sent);
    if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), size) != 0 ||
        ::send(fd.get(), packet.data(), packet.size(), MSG_NOSIGNAL) < 0) {
        failedWith(out, errno);
        return out;
    }
    await(fd.get(), stopFd.get(), v6, sent, sent + timeout, out);
    return out;
}

} // namespace knockback

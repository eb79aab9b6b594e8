#include "core/probe/system.h"

#include <cerrno>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

namespace knockback {

namespace {

// -errno instead of -1.
template <typename T>
T orErrno(T result) noexcept
{
    return result < 0 ? static_cast<T>(-errno) : result;
}

const sockaddr* plain(const sockaddr_storage& address) noexcept
{
    return reinterpret_cast<const sockaddr*>(&address);
}

class RealSystem final : public System
{
public:
    int openStream(int domain) noexcept override
    {
        return orErrno(::socket(domain, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    }
    int setOption(int fd, int level, int name, const void* value, unsigned size) noexcept override
    {
        return orErrno(::setsockopt(fd, level, name, value, size));
    }
    int getOption(int fd, int level, int name, void* value, unsigned& size) noexcept override
    {
        return orErrno(::getsockopt(fd, level, name, value, &size));
    }
    int bind(int fd, const sockaddr_storage& address, unsigned size) noexcept override
    {
        return orErrno(::bind(fd, plain(address), size));
    }
    int connect(int fd, const sockaddr_storage& address, unsigned size) noexcept override
    {
        return orErrno(::connect(fd, plain(address), size));
    }
    int localName(int fd, sockaddr_storage& address) noexcept override
    {
        socklen_t size = sizeof address;
        return orErrno(::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size));
    }
    int peerName(int fd, sockaddr_storage& address) noexcept override
    {
        socklen_t size = sizeof address;
        return orErrno(::getpeername(fd, reinterpret_cast<sockaddr*>(&address), &size));
    }
    ssize_t receive(int fd, void* buffer, std::size_t size) noexcept override
    {
        return orErrno(::recv(fd, buffer, size, MSG_DONTWAIT));
    }
    ssize_t receiveError(int fd, msghdr& message) noexcept override
    {
        return orErrno(::recvmsg(fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT));
    }
    ssize_t send(int fd, const void* bytes, std::size_t size) noexcept override
    {
        return orErrno(::send(fd, bytes, size, MSG_DONTWAIT | MSG_NOSIGNAL));
    }
    int shutdownWriting(int fd) noexcept override { return orErrno(::shutdown(fd, SHUT_WR)); }
    int close(int fd) noexcept override { return orErrno(::close(fd)); }

    int createPoll() noexcept override { return orErrno(::epoll_create1(EPOLL_CLOEXEC)); }
    int createTimer() noexcept override
    {
        return orErrno(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
    }
    int createEvent() noexcept override { return orErrno(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)); }
    int watch(int poll, int fd, std::uint32_t events, std::uint64_t tag) noexcept override
    {
        epoll_event event{};
        event.events = events;
        event.data.u64 = tag;
        return orErrno(::epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event));
    }
    int wait(int poll, epoll_event* events, int most, int timeoutMs) noexcept override
    {
        return orErrno(::epoll_wait(poll, events, most, timeoutMs));
    }
    int setTimer(int timer, MonoTime at) noexcept override
    {
        itimerspec when{};
        when.it_value.tv_sec = at.ns / 1'000'000'000;
        when.it_value.tv_nsec = at.ns % 1'000'000'000;
        return orErrno(::timerfd_settime(timer, TFD_TIMER_ABSTIME, &when, nullptr));
    }
    int signalEvent(int event) noexcept override
    {
        const std::uint64_t one = 1;
        return static_cast<int>(orErrno(::write(event, &one, sizeof one)));
    }
    int setTimerSlack(unsigned long nanoseconds) noexcept override
    {
        return orErrno(::prctl(PR_SET_TIMERSLACK, nanoseconds, 0UL, 0UL, 0UL));
    }
    std::uint64_t descriptorLimit() noexcept override
    {
        rlimit limit{};
        return ::getrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : 1024;
    }

    MonoTime mono() noexcept override { return m_clock.mono(); }
    WallTime wall() noexcept override { return m_clock.wall(); }

private:
    const Clock& m_clock = systemClock();
};

} // namespace

System& realSystem() noexcept
{
    static RealSystem system;
    return system;
}

} // namespace knockback

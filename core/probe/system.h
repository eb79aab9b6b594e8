// The system calls the attempt engine makes, and no other way to them: a test can fail or delay the n-th call.
//
// Thread: an implementation is called in the engine's thread, except create calls (the constructor's thread) and
// signalEvent() (any thread). Every call gives what the system call gives, or the negated errno instead of -1, so that
// nothing hangs on the global errno.
#pragma once

#include "core/base/clock.h"

#include <cstddef>
#include <cstdint>
#include <sys/types.h>

struct epoll_event;
struct msghdr;
struct sockaddr_storage;

namespace knockback {

class System
{
public:
    virtual ~System() = default;

    // socket(2), always with SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC.
    virtual int openStream(int domain) noexcept = 0;
    virtual int setOption(int fd, int level, int name, const void* value, unsigned size) noexcept = 0;
    virtual int getOption(int fd, int level, int name, void* value, unsigned& size) noexcept = 0;
    virtual int bind(int fd, const sockaddr_storage& address, unsigned size) noexcept = 0;
    virtual int connect(int fd, const sockaddr_storage& address, unsigned size) noexcept = 0;
    virtual int localName(int fd, sockaddr_storage& address) noexcept = 0;
    virtual int peerName(int fd, sockaddr_storage& address) noexcept = 0;
    virtual ssize_t receive(int fd, void* buffer, std::size_t size) noexcept = 0;   // MSG_DONTWAIT
    virtual ssize_t receiveError(int fd, msghdr& message) noexcept = 0;             // MSG_ERRQUEUE | MSG_DONTWAIT
    virtual ssize_t send(int fd, const void* bytes, std::size_t size) noexcept = 0; // MSG_DONTWAIT | MSG_NOSIGNAL
    virtual int shutdownWriting(int fd) noexcept = 0;
    virtual int close(int fd) noexcept = 0;

    virtual int createPoll() noexcept = 0;  // epoll_create1(2)
    virtual int createTimer() noexcept = 0; // timerfd_create(2), CLOCK_MONOTONIC
    virtual int createEvent() noexcept = 0; // eventfd(2)
    virtual int watch(int poll, int fd, std::uint32_t events, std::uint64_t tag) noexcept = 0; // EPOLL_CTL_ADD
    // timeoutMs: 0 = look only, -1 = until something happens.
    virtual int wait(int poll, epoll_event* events, int most, int timeoutMs) noexcept = 0;
    virtual int setTimer(int timer, MonoTime at) noexcept = 0; // TFD_TIMER_ABSTIME, once
    virtual int signalEvent(int event) noexcept = 0;
    virtual int setTimerSlack(unsigned long nanoseconds) noexcept = 0; // of the calling thread, prctl(2)
    virtual std::uint64_t descriptorLimit() noexcept = 0;              // the soft RLIMIT_NOFILE

    virtual MonoTime mono() noexcept = 0;
    virtual WallTime wall() noexcept = 0;
};

// The kernel's calls. Lives as long as the program.
System& realSystem() noexcept;

} // namespace knockback

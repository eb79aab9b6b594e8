// Small servers on loopback for the engine's tests: plain sockets, and a thread where one must answer.
#pragma once

#include "core/facts/address.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <functional>
#include <thread>
#include <utility>

namespace knockback::test {

// A descriptor that is closed.
class Fd
{
public:
    explicit Fd(int fd = -1) : m_fd(fd) {}
    ~Fd() { reset(); }
    Fd(Fd&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
    Fd& operator=(Fd&& other) noexcept
    {
        if (this != &other) {
            reset();
            m_fd = std::exchange(other.m_fd, -1);
        }
        return *this;
    }
    int get() const { return m_fd; }
    void reset()
    {
        if (m_fd >= 0)
            ::close(m_fd);
        m_fd = -1;
    }

private:
    int m_fd;
};

inline IpAddress loopback(Family family)
{
    IpAddress out;
    out.family = family;
    if (family == Family::ipv4)
        out.bytes = {127, 0, 0, 1};
    else
        out.bytes[15] = 1;
    return out;
}

inline Endpoint nameOf(int fd)
{
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
    return fromSockaddr(address);
}

// Bound to a free port (or the one asked for), listening unless backlog is negative.
inline Fd bindTo(const IpAddress& address, int backlog, std::uint16_t port = 0)
{
    Fd fd(::socket(address.family == Family::ipv6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_storage where{};
    const unsigned size = toSockaddr({address, Port{port}}, where);
    if (::bind(fd.get(), reinterpret_cast<sockaddr*>(&where), size) != 0)
        return Fd();
    if (backlog >= 0 && ::listen(fd.get(), backlog) != 0)
        return Fd();
    return fd;
}

// A port that is bound and therefore nobody else's, but not listening: connections are refused.
struct ClosedPort
{
    Fd fd;
    Endpoint at;
    explicit ClosedPort(Family family) : fd(bindTo(loopback(family), -1)), at(nameOf(fd.get())) {}
};

// Accepts and hands each connection to `serve`, which owns it, in one thread.
class Server
{
public:
    Server(const IpAddress& address, std::function<void(Fd)> serve, int backlog = 128)
        : m_listener(bindTo(address, backlog)), m_at(nameOf(m_listener.get())), m_serve(std::move(serve)),
          m_thread([this] { run(); })
    {
    }
    ~Server()
    {
        m_stop = true;
        ::shutdown(m_listener.get(), SHUT_RDWR); // wakes accept()
        m_thread.join();
    }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    Endpoint at() const { return m_at; }

private:
    void run()
    {
        while (!m_stop) {
            Fd peer(::accept4(m_listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
            if (peer.get() >= 0)
                m_serve(std::move(peer));
            else if (errno != EINTR && errno != ECONNABORTED)
                return;
        }
    }

    Fd m_listener;
    Endpoint m_at;
    std::function<void(Fd)> m_serve;
    std::atomic<bool> m_stop{false};
    std::thread m_thread;
};

// close() that sends a reset.
inline void resetAndClose(Fd fd)
{
    const linger now{1, 0};
    ::setsockopt(fd.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

} // namespace knockback::test

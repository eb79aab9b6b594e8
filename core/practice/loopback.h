// Thread: any. Sockets on loopback: the only ones practice ever opens.
#pragma once

#include "core/base/result.h"
#include "core/facts/address.h"

#include <unistd.h>
#include <utility>
#include <vector>

namespace knockback::practice {

// A descriptor that closes itself.
class Fd
{
public:
    Fd() = default;
    explicit Fd(int fd) : m_fd(fd) {}
    Fd(Fd&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
    Fd& operator=(Fd&& other) noexcept
    {
        if (this != &other) {
            reset();
            m_fd = std::exchange(other.m_fd, -1);
        }
        return *this;
    }
    ~Fd() { reset(); }

    int get() const { return m_fd; }
    explicit operator bool() const { return m_fd >= 0; }
    void reset()
    {
        if (m_fd >= 0)
            ::close(m_fd);
        m_fd = -1;
    }

private:
    int m_fd = -1;
};

// Sockets bound to one port on 127.0.0.1 and, where this machine has it and the port is free there, on ::1. Not
// listening yet: a bound socket that does not listen keeps the port closed, and nobody else can take it.
struct BoundPort
{
    Port port;
    std::vector<Fd> sockets;         // 127.0.0.1 first
    std::vector<Endpoint> endpoints; // the same order
};
Result<BoundPort> bindLoopback(Port port);

// Closes with a reset instead of a FIN (socket(7), SO_LINGER with a time of 0).
void closeWithReset(Fd& socket);

} // namespace knockback::practice

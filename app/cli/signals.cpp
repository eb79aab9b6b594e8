#include "signals.h"

#include <array>
#include <csignal>
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace knockback::cli {

namespace {

sigset_t ours()
{
    sigset_t set{};
    ::sigemptyset(&set);
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
        // nohup(1) and "&" in a script have these ignored: then they stay so.
        struct sigaction now
        {
        };
        if (::sigaction(number, nullptr, &now) == 0 && now.sa_handler != SIG_IGN)
            ::sigaddset(&set, number);
    }
    return set;
}

} // namespace

Interrupts::Interrupts()
{
    const sigset_t set = ours();
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
    m_fd = ::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

Interrupts::~Interrupts()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

bool Interrupts::came()
{
    signalfd_siginfo info{};
    if (!m_came && m_fd >= 0 && ::read(m_fd, &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
        m_came = true;
        const sigset_t set = ours();
        ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
    }
    return m_came;
}

bool Interrupts::wait(int milliseconds)
{
    pollfd one{m_fd, POLLIN, 0};
    if (!m_came)
        (void)::poll(&one, 1, milliseconds);
    return came();
}

bool Interrupts::readable(int fd)
{
    std::array<pollfd, 2> both{{{fd, POLLIN, 0}, {m_fd, POLLIN, 0}}};
    while (!came()) {
        if (::poll(both.data(), both.size(), -1) > 0 && both[0].revents != 0)
            return true;
    }
    return false;
}

} // namespace knockback::cli

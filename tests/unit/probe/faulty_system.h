// The real system with faults: the n-th call of a kind fails, is delayed, or answers what it is told to.
#pragma once

#include "core/probe/system.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>

#include <chrono>
#include <cstring>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace knockback::test {

class FaultySystem final : public System
{
public:
    enum class Call
    {
        openStream,
        setOption,
        socketError,
        tcpInfo,
        bind,
        connect,
        localName,
        receive,
        receiveError,
        send,
        shutdown,
        close,
        createPoll,
        createTimer,
        createEvent,
        watch,
        wait,
        setTimer,
    };
    struct Fault
    {
        std::optional<long> result;         // given instead of making the call
        std::chrono::milliseconds delay{0}; // slept before the call is made
    };

    // n from 1; 0 = every call.
    void at(Call call, int n, Fault fault)
    {
        const std::lock_guard lock(m_lock);
        m_faults[call][n] = fault;
    }
    void fail(Call call, int n, int errnoValue) { at(call, n, {-long{errnoValue}, {}}); }
    // What SO_ERROR and the error queue answer, for what no kernel at hand does.
    void setSocketError(int value)
    {
        const std::lock_guard lock(m_lock);
        m_socketError = value;
    }
    void setErrorMessage(std::function<void(msghdr&)> fill)
    {
        const std::lock_guard lock(m_lock);
        m_errorMessage = std::move(fill);
    }
    // The next wait() also gives this event for the socket watched last.
    void injectEvent(std::uint32_t events)
    {
        const std::lock_guard lock(m_lock);
        m_injected = events;
        m_real.signalEvent(m_event);
    }
    std::vector<std::string> log() const
    {
        const std::lock_guard lock(m_lock);
        return m_log;
    }
    int openDescriptors() const
    {
        const std::lock_guard lock(m_lock);
        return m_open;
    }
    void setDescriptorLimit(std::uint64_t limit) { m_descriptorLimit = limit; }

    int openStream(int domain) noexcept override
    {
        return opened(run(Call::openStream, "socket", [&] { return m_real.openStream(domain); }));
    }
    int setOption(int fd, int level, int name, const void* value, unsigned size) noexcept override
    {
        const std::string what = "setsockopt " + std::to_string(level) + " " + std::to_string(name);
        return run(Call::setOption, what, [&] { return m_real.setOption(fd, level, name, value, size); });
    }
    int getOption(int fd, int level, int name, void* value, unsigned& size) noexcept override
    {
        const bool isError = level == SOL_SOCKET && name == SO_ERROR;
        return run(isError ? Call::socketError : Call::tcpInfo, isError ? "SO_ERROR" : "TCP_INFO", [&] {
            if (isError && m_socketError) {
                std::memcpy(value, &*m_socketError, sizeof(int));
                return 0;
            }
            return m_real.getOption(fd, level, name, value, size);
        });
    }
    int bind(int fd, const sockaddr_storage& address, unsigned size) noexcept override
    {
        return run(Call::bind, "bind", [&] { return m_real.bind(fd, address, size); });
    }
    int connect(int fd, const sockaddr_storage& address, unsigned size) noexcept override
    {
        return run(Call::connect, "connect", [&] { return m_real.connect(fd, address, size); });
    }
    int localName(int fd, sockaddr_storage& address) noexcept override
    {
        return run(Call::localName, "getsockname", [&] { return m_real.localName(fd, address); });
    }
    int peerName(int fd, sockaddr_storage& address) noexcept override { return m_real.peerName(fd, address); }
    ssize_t receive(int fd, void* buffer, std::size_t size) noexcept override
    {
        return run(Call::receive, "recv", [&] { return m_real.receive(fd, buffer, size); });
    }
    ssize_t receiveError(int fd, msghdr& message) noexcept override
    {
        return run(Call::receiveError, "MSG_ERRQUEUE", [&]() -> ssize_t {
            if (!m_errorMessage)
                return m_real.receiveError(fd, message);
            m_errorMessage(message);
            return 0;
        });
    }
    ssize_t send(int fd, const void* bytes, std::size_t size) noexcept override
    {
        return run(Call::send, "send", [&] { return m_real.send(fd, bytes, size); });
    }
    int shutdownWriting(int fd) noexcept override
    {
        return run(Call::shutdown, "shutdown", [&] { return m_real.shutdownWriting(fd); });
    }
    int close(int fd) noexcept override
    {
        const std::lock_guard lock(m_lock);
        m_log.emplace_back("close");
        --m_open;
        return m_real.close(fd);
    }
    int createPoll() noexcept override
    {
        return opened(run(Call::createPoll, "", [&] { return m_real.createPoll(); }));
    }
    int createTimer() noexcept override
    {
        return opened(run(Call::createTimer, "", [&] { return m_real.createTimer(); }));
    }
    int createEvent() noexcept override
    {
        return m_event = opened(run(Call::createEvent, "", [&] { return m_real.createEvent(); }));
    }
    int watch(int poll, int fd, std::uint32_t events, std::uint64_t tag) noexcept override
    {
        return run(Call::watch, "", [&] {
            m_lastTag = tag;
            return m_real.watch(poll, fd, events, tag);
        });
    }
    int wait(int poll, epoll_event* events, int most, int timeoutMs) noexcept override
    {
        int count = m_real.wait(poll, events, most - 1, timeoutMs);
        const std::lock_guard lock(m_lock);
        if (m_injected != 0 && count >= 0) {
            events[count].events = m_injected;
            events[count].data.u64 = m_lastTag;
            m_injected = 0;
            ++count;
        }
        const auto fault = faultFor(Call::wait);
        return fault && fault->result ? static_cast<int>(*fault->result) : count;
    }
    int setTimer(int timer, MonoTime at) noexcept override
    {
        return run(Call::setTimer, "", [&] { return m_real.setTimer(timer, at); });
    }
    int signalEvent(int event) noexcept override { return m_real.signalEvent(event); }
    int setTimerSlack(unsigned long ns) noexcept override { return m_real.setTimerSlack(ns); }
    std::uint64_t descriptorLimit() noexcept override
    {
        return m_descriptorLimit != 0 ? m_descriptorLimit : m_real.descriptorLimit();
    }
    MonoTime mono() noexcept override { return m_real.mono(); }
    WallTime wall() noexcept override { return m_real.wall(); }

private:
    std::optional<Fault> faultFor(Call call)
    {
        const int n = ++m_counts[call];
        const auto& faults = m_faults[call];
        const auto found = faults.find(n);
        if (found != faults.end())
            return found->second;
        const auto every = faults.find(0);
        return every == faults.end() ? std::nullopt : std::optional(every->second);
    }

    template <typename Body>
    auto run(Call call, const std::string& name, Body body) -> decltype(body())
    {
        const std::lock_guard lock(m_lock);
        if (!name.empty())
            m_log.push_back(name);
        const auto fault = faultFor(call);
        if (fault && fault->delay.count() > 0) {
            const timespec pause{fault->delay.count() / 1000, fault->delay.count() % 1000 * 1'000'000};
            ::nanosleep(&pause, nullptr); // the delay is the fault itself
        }
        return fault && fault->result ? static_cast<decltype(body())>(*fault->result) : body();
    }

    int opened(int fd)
    {
        const std::lock_guard lock(m_lock);
        m_open += fd >= 0 ? 1 : 0;
        return fd;
    }

    System& m_real = realSystem();
    mutable std::mutex m_lock;
    std::map<Call, int> m_counts;
    std::map<Call, std::map<int, Fault>> m_faults;
    std::vector<std::string> m_log;
    std::optional<int> m_socketError;
    std::function<void(msghdr&)> m_errorMessage;
    std::uint32_t m_injected = 0;
    std::uint64_t m_lastTag = 0;
    std::uint64_t m_descriptorLimit = 0;
    int m_event = -1;
    int m_open = 0;
};

} // namespace knockback::test

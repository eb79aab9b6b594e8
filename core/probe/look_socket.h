// One connection of a look, made and waited for by a worker; every wait is bounded and ends with a stop.
//
// Thread: a worker.
#pragma once

#include "core/base/clock.h"
#include "core/facts/after_connect.h"
#include "core/probe/engine.h"

#include <chrono>
#include <functional>
#include <span>
#include <stop_token>

namespace knockback {

class LookSocket
{
public:
    // request: where to and by which way out, as for an attempt. limit: for all of it.
    LookSocket(const AttemptRequest& request, std::chrono::milliseconds limit, const std::stop_token& stop);
    ~LookSocket(); // our FIN, what is there is read, then closed
    LookSocket(const LookSocket&) = delete;
    LookSocket& operator=(const LookSocket&) = delete;

    bool connect();
    bool sendAll(std::span<const char> bytes);
    enum class Heard : std::uint8_t
    {
        bytes,
        end, // FIN
        reset,
        stalled, // bytes before others are missing, on their way or on ours, and sending them again does not help
        late,    // the limit is over
        stopped,
    };
    // Waits for more; `got` bytes stand in `buffer` when it is Heard::bytes.
    Heard receive(std::span<char> buffer, std::size_t& got);
    int errnoValue() const { return m_errno; }
    bool stopped() const { return m_stop.stop_requested(); }
    FlowFact flow() const;

private:
    struct Kernel
    {
        std::uint32_t outOfOrder = 0, retransmits = 0, unacknowledged = 0, largest = 0, rttUs = 0;
        std::uint64_t acknowledged = 0;
    };
    Kernel kernel() const;
    bool standsStill(MonoTime now);
    // Ready before `until`; false: not, or stopped.
    bool waitFor(short events, MonoTime until);

    int m_fd = -1;
    int m_errno = 0;
    MonoTime m_end, m_progress; // when anything went forward last
    Kernel m_before;            // at that moment
    std::uint64_t m_received = 0, m_sent = 0;
    const AttemptRequest m_request;
    const std::stop_token m_stop;
    struct Event // outlives the callback that writes to it
    {
        Event();
        ~Event();
        Event(const Event&) = delete;
        Event& operator=(const Event&) = delete;
        int fd;
    } m_event;
    const std::stop_callback<std::function<void()>> m_wake;
};

} // namespace knockback

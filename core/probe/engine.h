// The attempt engine: one epoll thread for all attempts of all targets.
//
// Thread: every public member may be called from any thread; AttemptSink is called in the engine's thread only.
//
// Order per event (field experience, each step has a test): stamp the time directly after epoll_wait(); SO_ERROR; then
// the error queue (reading it first would clear SO_ERROR); TCP_INFO; getsockname/getpeername. Steady state allocates
// nothing.
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/facts/attempt.h"
#include "core/facts/protocol.h"
#include "core/facts/target.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>

namespace knockback {

class System; // core/probe/system.h: the system calls the engine makes, so that tests can fail or delay the n-th

// What the outcomes mean beyond core/facts/outcome.h:
//  - A self-connect (TCP met itself: nobody listens) is `refused` with selfConnect = true and errnoValue = 0.
//  - A reset before any byte is `closedAfterConnect` with errnoValue = ECONNRESET; after bytes it is `reset`.
//  - An ICMP error in the queue ends an attempt that is still in SYN-SENT, even where SO_ERROR is 0 (kernels that go on
//    trying): errnoValue is then 0 and icmp.errnoValue tells.
//  - lateNs: schedules stand on a grid, first + n × interval. An attempt that is held back (the one before it is in
//    flight, no room, too many in flight) starts as soon as it may, late by what that took; the points of the grid
//    that have gone by meanwhile are passed over, so nothing drifts and nothing piles up.
//
// Who takes the results. Called in the engine's thread: must not block, should not allocate.
class AttemptSink
{
public:
    virtual ~AttemptSink() = default;
    // Back-pressure: how many more results can be taken for certain. Attempts are put off (and marked late) while
    // there is no room for those in flight and one more, so that nothing seen is ever dropped.
    virtual std::size_t room() noexcept = 0;
    virtual void started(const Attempt&) noexcept {}            // under way; what ends at once is only finished()
    virtual void finished(const Attempt& attempt) noexcept = 0; // exactly once for every started attempt
    virtual void scheduleEnded(std::uint32_t scheduleId) noexcept
    {
        (void)scheduleId;
    } // its last attempt was handed over before
};

struct AttemptRequest
{
    std::uint32_t target = 0;
    Purpose purpose = Purpose::observe;
    Endpoint remote;
    IpAddress source; // none = the system's choice
    Port localPort;   // 0 = the system's choice
    std::array<char, 16> interface {
    }; // SO_BINDTODEVICE, zero-terminated; empty = none
    std::chrono::nanoseconds timeout = std::chrono::seconds(3);
    std::chrono::nanoseconds afterConnect{
        0};                          // listen so long after connecting for what the server says; 0 = close at once
    Ttl ttl;                         // 0 = the system's
    Ttl floor;                       // IP_MINTTL, IPV6_MINHOPCOUNT: answers with a lower TTL are ignored; 0 = none
    Protocol hello = Protocol::none; // after connecting, when nothing came for half of afterConnect: its hello
    std::array<char, 256> host{};    // the name asked for, for hellos that say it; zero-terminated; empty = an address
    std::chrono::nanoseconds helloAfter{-1}; // send it when nothing came for so long; negative = half of afterConnect
    bool abortUnanswered = false; // end a connection that stayed silent with a reset, so that its local port is free
    bool answerDue = false;       // the first bytes end the listening; silence to its end is silent-after-connect
};

struct Schedule
{
    AttemptRequest request;
    std::chrono::nanoseconds interval = std::chrono::seconds(1);
    std::chrono::nanoseconds firstAfter{0}; // phase: the first attempt this long after add()
    std::uint64_t count = 1;                // 0 = until removed
    int parallel = 1;                       // attempts in flight at once, 1–256; over 1 only for Purpose::burst
};

struct EngineStats
{
    std::uint64_t started = 0, finished = 0, putOff = 0; // putOff: held back by the sink's room or the cap in flight
    std::uint32_t inFlight = 0;
};

class Engine
{
public:
    // sink must outlive the engine. system: nullptr = the real one.
    explicit Engine(AttemptSink& sink, System* system = nullptr);
    ~Engine(); // cancels what runs (each gets its `cancelled` result), joins
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    // Why the engine could not start (epoll, timerfd, eventfd), if so; nothing else works then.
    Status status() const;

    // The schedule's id, from 1, or what is wrong with the request. At most one attempt at a time is in flight to one
    // (address, port, TTL, floor, local port) over all schedules unless its purpose is burst; at most 256 of those.
    Result<std::uint32_t> add(const Schedule& schedule);
    // A later attempt in flight ends as `cancelled` at once; scheduleEnded follows.
    void remove(std::uint32_t scheduleId);
    void setPaused(std::uint32_t scheduleId, bool paused);
    void cancelAll();
    EngineStats stats() const;

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace knockback

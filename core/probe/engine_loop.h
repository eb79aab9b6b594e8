// Thread: the engine's, except post(), stats() and the constructor.
//
// The engine's one thread: epoll, an absolute timer, an eventfd for commands.
//
// Why it goes round in small steps. A loop that handles all that epoll_wait() gave before it looks again reports its
// own queue as the network's latency: with 64 loopback connects in flight that is 1 ms and more for a handshake of 10
// µs. So events are edge-triggered, each look stamps and files what is new (0.2 µs where there is nothing), and between
// two looks at most kStep pieces of work are done.
#pragma once

#include "core/probe/attempt_socket.h"
#include "core/probe/engine.h"
#include "core/probe/schedule_book.h"
#include "core/probe/system.h"
#include "core/probe/timer_heap.h"

#include <atomic>
#include <cstdint>
#include <mutex>
#include <stop_token>
#include <vector>

namespace knockback {

class EngineLoop
{
public:
    struct Command
    {
        enum class Kind : std::uint8_t
        {
            add,
            remove,
            pause,
            resume,
            cancelAll
        } kind = Kind::add;
        std::uint32_t id = 0;
        Schedule schedule{};
        MonoTime at{}; // when it was asked for
    };

    EngineLoop(AttemptSink& sink, System& system);
    ~EngineLoop();
    EngineLoop(const EngineLoop&) = delete;
    EngineLoop& operator=(const EngineLoop&) = delete;

    Status open();
    void run(const std::stop_token& stop);
    void post(const Command& command);  // any thread
    void wake() noexcept;               // any thread
    EngineStats stats() const noexcept; // any thread

private:
    enum class Stage : std::uint8_t
    {
        free,
        connecting,
        listening
    };
    struct Slot
    {
        Attempt attempt;
        int fd = -1;
        std::uint32_t generation = 0; // tells an event for this attempt from one for the slot's last user
        std::uint32_t schedule = kNoIndex;
        Stage stage = Stage::free;
        bool queued = false;
        bool helloDue = false;
        std::uint32_t events = 0;   // what epoll said since it was handled last
        std::int64_t stamp = 0;     // when it said the first of it
        std::int64_t listenEnd = 0; // when listening after connecting ends
    };

    // engine_loop.cpp
    void applyCommands();
    void apply(const Command& command);
    void cancelSchedule(std::uint32_t index);
    void cancelAll();
    void reserveSlots();
    void startDue();
    void runSlotTimers();
    void handleReady();
    void look();
    void armTimer(std::int64_t next) noexcept;
    bool hasRoom() noexcept;
    void endScheduleIfOver(std::uint32_t index);

    // engine_attempt.cpp
    void start(const ScheduleBook::Planned& planned);
    void failAtOnce(std::uint32_t slot, Phase phase, int errnoValue) noexcept;
    void onConnectEvent(std::uint32_t slot, std::uint32_t events, std::int64_t stamp, bool last);
    void onConnected(std::uint32_t slot, std::int64_t stamp);
    void onListenEvent(std::uint32_t slot, std::uint32_t events, std::int64_t stamp);
    void onSlotTimer(std::uint32_t slot);
    void sendHello(std::uint32_t slot) noexcept;
    enum class Heard : std::uint8_t
    {
        more,
        nothing,
        end,
        reset
    };
    Heard readAvailable(Slot& slot, std::int64_t stamp) noexcept;
    void endListening(std::uint32_t slot, Outcome outcome);
    void finish(std::uint32_t slot, Outcome outcome);
    void cancel(std::uint32_t slot);

    AttemptSink& m_sink;
    System& m_system;
    int m_poll = -1, m_timer = -1, m_event = -1;

    ScheduleBook m_book;
    std::vector<Slot> m_slots;
    std::vector<std::uint32_t> m_freeSlots;
    TimerHeap m_slotTimers;
    std::vector<std::uint32_t> m_ready; // ring of slots with something to handle
    std::size_t m_readyFirst = 0, m_readyCount = 0;
    std::uint32_t m_mostInFlight = 0;
    std::uint32_t m_inFlight = 0;
    std::size_t m_room = 0;      // of the sink, as it was asked last, less what was handed over since
    std::int64_t m_now = 0;      // stamped directly after the last epoll_wait()
    std::int64_t m_armedFor = 0; // what the timer stands at; 0 = it has run off
    std::uint64_t m_lastAttempt = 0;
    int m_readErrno = 0; // why readAvailable() met a reset

    std::mutex m_commandLock;
    std::vector<Command> m_commands;
    std::vector<Command> m_taken; // swapped with m_commands
    std::atomic<bool> m_hasCommands{false};

    // Written by the engine's thread only.
    std::atomic<std::uint64_t> m_started{0}, m_finished{0}, m_putOff{0};
    std::atomic<std::uint32_t> m_inFlightSeen{0};
};

} // namespace knockback

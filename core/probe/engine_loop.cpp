#include "core/probe/engine_loop.h"

#include <sys/epoll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace knockback {

namespace {

// Pieces of work between two looks at epoll: at two, an event waits for at most some 50 µs of work on loopback.
constexpr int kStep = 2;
constexpr int kMostEvents = 64;
// The sink cannot say when it has room again.
constexpr std::int64_t kRetryNs = 2'000'000;
// Descriptors left to the rest of the program, and the most the engine ever asks for.
constexpr std::uint64_t kReservedDescriptors = 64;
constexpr std::uint64_t kMostInFlight = 16'384;

constexpr std::uint64_t kTimerTag = ~std::uint64_t{0};
constexpr std::uint64_t kEventTag = ~std::uint64_t{0} - 1;

Error failed(const char* operation, int result)
{
    return {ErrorKind::system,
            QString::fromLatin1(operation),
            {},
            -result,
            QStringLiteral("The attempt engine could not start. The system has no descriptors or memory left for it.")};
}

} // namespace

EngineLoop::EngineLoop(AttemptSink& sink, System& system) : m_sink(sink), m_system(system) {}

EngineLoop::~EngineLoop()
{
    for (const int fd : {m_poll, m_timer, m_event})
        if (fd >= 0)
            m_system.close(fd);
}

Status EngineLoop::open()
{
    m_poll = m_system.createPoll();
    if (m_poll < 0)
        return failed("epoll_create1", m_poll);
    m_timer = m_system.createTimer();
    if (m_timer < 0)
        return failed("timerfd_create", m_timer);
    m_event = m_system.createEvent();
    if (m_event < 0)
        return failed("eventfd", m_event);
    // Edge-triggered: neither counter needs to be read back, and setting the timer again clears it.
    if (const int r = m_system.watch(m_poll, m_timer, EPOLLIN | EPOLLET, kTimerTag); r < 0)
        return failed("epoll_ctl", r);
    if (const int r = m_system.watch(m_poll, m_event, EPOLLIN | EPOLLET, kEventTag); r < 0)
        return failed("epoll_ctl", r);
    return okStatus();
}

void EngineLoop::post(const Command& command)
{
    {
        const std::lock_guard lock(m_commandLock);
        m_commands.push_back(command);
    }
    if (!m_hasCommands.exchange(true))
        wake();
}

void EngineLoop::wake() noexcept
{
    m_system.signalEvent(m_event);
}

EngineStats EngineLoop::stats() const noexcept
{
    EngineStats out;
    out.finished = m_finished.load(std::memory_order_relaxed);
    out.started = m_started.load(std::memory_order_relaxed);
    out.putOff = m_putOff.load(std::memory_order_relaxed);
    out.inFlight = m_inFlightSeen.load(std::memory_order_relaxed);
    return out;
}

void EngineLoop::run(const std::stop_token& stop)
{
    m_system.setTimerSlack(1);
    m_now = m_system.mono().ns;
    while (!stop.stop_requested()) {
        if (m_hasCommands.load(std::memory_order_acquire))
            applyCommands();
        handleReady();
        runSlotTimers();
        startDue();
        m_putOff.store(m_book.putOff(), std::memory_order_relaxed);
        look();
    }
    applyCommands(); // what was asked for is answered, if only with its end
    apply({Command::Kind::cancelAll, 0, {}, {}});
}

void EngineLoop::applyCommands()
{
    m_hasCommands.store(false, std::memory_order_release);
    {
        const std::lock_guard lock(m_commandLock);
        m_taken.swap(m_commands);
    }
    for (const Command& command : m_taken)
        apply(command);
    m_taken.clear();
}

void EngineLoop::apply(const Command& command)
{
    if (command.kind == Command::Kind::add) {
        m_book.add(command.id, command.schedule, command.at.ns);
        reserveSlots();
        return;
    }
    if (command.kind == Command::Kind::cancelAll) {
        cancelAll();
        return;
    }
    const std::uint32_t index = m_book.find(command.id);
    if (index == kNoIndex)
        return; // it has ended by itself
    if (command.kind == Command::Kind::remove)
        cancelSchedule(index);
    else
        m_book.setPaused(index, command.kind == Command::Kind::pause, m_system.mono().ns);
}

void EngineLoop::cancelSchedule(std::uint32_t index)
{
    m_book.stop(index);
    if (m_book.isOver(index)) {
        endScheduleIfOver(index);
        return;
    }
    const std::uint32_t id = m_book.id(index);
    for (std::uint32_t slot = 0; slot < m_slots.size(); ++slot) {
        if (m_slots[slot].stage == Stage::free || m_slots[slot].schedule != index)
            continue;
        cancel(slot); // the last one ends the schedule, and its index may be another's from then on
        if (m_book.find(id) == kNoIndex)
            return;
    }
}

// One pass over the slots, however many schedules there are.
void EngineLoop::cancelAll()
{
    const std::vector<std::uint32_t> all = m_book.indexes();
    for (const std::uint32_t index : all)
        m_book.stop(index);
    for (const std::uint32_t index : all)
        endScheduleIfOver(index);
    for (std::uint32_t slot = 0; slot < m_slots.size(); ++slot)
        if (m_slots[slot].stage != Stage::free)
            cancel(slot); // the last one of a schedule ends it
}

void EngineLoop::endScheduleIfOver(std::uint32_t index)
{
    if (!m_book.isOver(index))
        return;
    const std::uint32_t id = m_book.id(index);
    m_book.forget(index);
    m_sink.scheduleEnded(id);
}

// As many slots as there can be attempts in flight: none is made later than here.
void EngineLoop::reserveSlots()
{
    const std::uint64_t limit = m_system.descriptorLimit();
    const std::uint64_t most =
        std::min(limit > 2 * kReservedDescriptors ? limit - kReservedDescriptors : limit / 2, kMostInFlight);
    m_mostInFlight = static_cast<std::uint32_t>(std::max<std::uint64_t>(most, 1));
    const std::size_t wanted = std::min<std::size_t>(m_book.mostParallel(), m_mostInFlight);
    if (wanted <= m_slots.size())
        return;
    const std::size_t before = m_slots.size();
    const std::size_t size = std::max(wanted, before + before / 2);
    m_slots.resize(size);
    for (std::size_t i = size; i-- > before;)
        m_freeSlots.push_back(static_cast<std::uint32_t>(i));
    m_freeSlots.reserve(size);
    m_slotTimers.reserve(static_cast<std::uint32_t>(size));
    std::vector<std::uint32_t> ready(size);
    for (std::size_t i = 0; i < m_readyCount; ++i)
        ready[i] = m_ready[(m_readyFirst + i) % m_ready.size()];
    m_ready.swap(ready);
    m_readyFirst = 0;
}

bool EngineLoop::hasRoom() noexcept
{
    if (m_room <= m_inFlight)
        m_room = m_sink.room();
    return m_room > m_inFlight;
}

void EngineLoop::startDue()
{
    for (int i = 0; i < kStep; ++i) {
        const std::uint32_t most = std::min(m_mostInFlight, static_cast<std::uint32_t>(m_slots.size()));
        if (m_book.nextTime() > m_now && !m_book.waitsForRoom())
            return;
        const ScheduleBook::Planned planned = m_book.takeDue(m_now, {m_inFlight, most, hasRoom()});
        if (planned.index == kNoIndex)
            return;
        start(planned);
    }
}

void EngineLoop::runSlotTimers()
{
    for (int i = 0; i < kStep && m_slotTimers.nextTime() <= m_now; ++i)
        onSlotTimer(m_slotTimers.nextId());
}

void EngineLoop::handleReady()
{
    for (int i = 0; i < kStep && m_readyCount > 0; ++i) {
        const std::uint32_t index = m_ready[m_readyFirst];
        m_readyFirst = m_readyFirst + 1 == m_ready.size() ? 0 : m_readyFirst + 1;
        --m_readyCount;
        Slot& slot = m_slots[index];
        slot.queued = false;
        const std::uint32_t events = std::exchange(slot.events, 0);
        if (events == 0)
            continue; // it was for the attempt that had this slot before
        if (slot.stage == Stage::connecting)
            onConnectEvent(index, events, slot.stamp, false);
        else if (slot.stage == Stage::listening)
            onListenEvent(index, events, slot.stamp);
    }
}

// Waits where there is nothing to do, else only looks; then stamps and files what is new.
void EngineLoop::look()
{
    std::array<epoll_event, kMostEvents> events;
    std::int64_t next = std::min(m_book.nextTime(), m_slotTimers.nextTime());
    if (m_book.waitsForRoom())
        next = std::min(next, m_now + kRetryNs);
    const bool busy = m_readyCount > 0 || next <= m_now;
    if (!busy)
        armTimer(next);
    const int count = m_system.wait(m_poll, events.data(), kMostEvents, busy ? 0 : -1);
    m_now = m_system.mono().ns;
    if (m_armedFor <= m_now)
        m_armedFor = 0;
    for (int i = 0; i < count; ++i) {
        const std::uint64_t tag = events[static_cast<std::size_t>(i)].data.u64;
        if (tag == kTimerTag || tag == kEventTag)
            continue;
        const auto index = static_cast<std::uint32_t>(tag);
        Slot& slot = m_slots[index];
        if (slot.stage == Stage::free || slot.generation != static_cast<std::uint32_t>(tag >> 32))
            continue;
        if (slot.events == 0)
            slot.stamp = m_now;
        slot.events |= events[static_cast<std::size_t>(i)].events;
        if (slot.queued)
            continue;
        slot.queued = true;
        m_ready[(m_readyFirst + m_readyCount) % m_ready.size()] = index;
        ++m_readyCount;
    }
}

// A timer that goes off too early costs one round; one that is set for every attempt costs a call each. So it is moved
// only to an earlier time, or when it has run off.
void EngineLoop::armTimer(std::int64_t next) noexcept
{
    if (next == TimerHeap::kNever || (m_armedFor != 0 && m_armedFor <= next))
        return;
    m_armedFor = next;
    m_system.setTimer(m_timer, {next});
}

} // namespace knockback

// Thread: the engine's.
//
// Which attempt is due when, and which must wait. Knows nothing of sockets: it hands out the index of a schedule that
// may start now and is told when an attempt of it has ended, so every rule of order, pause, count and cap is tested
// with a clock of numbers.
//
// Times stand on a grid: first, first + interval, … An attempt that is held back (the one before it is still in flight,
// no room for its result, too many in flight) starts as soon as it may, late by what that took, and the next one is due
// at the first point of the grid after it: nothing drifts, and nothing piles up to be sent in a volley.
#pragma once

#include "core/probe/engine.h"
#include "core/probe/index_list.h"
#include "core/probe/timer_heap.h"

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace knockback {

class ScheduleBook
{
public:
    struct Planned
    {
        std::uint32_t index = kNoIndex; // kNoIndex = nothing may start now
        std::int64_t planned = 0;       // when it should have started
    };
    struct Limits
    {
        std::uint32_t inFlight = 0; // over all schedules
        std::uint32_t mostInFlight = 0;
        bool roomForOneMore = true; // in the sink
    };

    // Allocates. now: firstAfter counts from here.
    void add(std::uint32_t id, const Schedule& schedule, std::int64_t now);
    // kNoIndex where there is no such schedule (any more).
    std::uint32_t find(std::uint32_t id) const;
    // No more starts; it is forgotten by forget() when nothing of it is in flight.
    void stop(std::uint32_t index) noexcept;
    void setPaused(std::uint32_t index, bool paused, std::int64_t now) noexcept;
    // Every schedule there is, for cancelling all.
    std::vector<std::uint32_t> indexes() const;

    // The next schedule that is due and may start: it counts as started. Those which may not are put aside.
    Planned takeDue(std::int64_t now, const Limits& limits) noexcept;
    // An attempt of it has ended. True when it was the last one: say so and forget() it.
    bool ended(std::uint32_t index, std::int64_t now) noexcept;
    bool isOver(std::uint32_t index) const noexcept;
    void forget(std::uint32_t index);

    const AttemptRequest& request(std::uint32_t index) const noexcept { return m_entries[index].schedule.request; }
    std::uint32_t id(std::uint32_t index) const noexcept { return m_entries[index].id; }
    // When takeDue() has something to look at again; kNever where only an attempt's end can change anything.
    std::int64_t nextTime() const noexcept { return m_due.nextTime(); }
    // Something waits for room in the sink, which nobody tells us of: look again soon.
    bool waitsForRoom() const noexcept { return !m_waiting.empty(); }
    // Attempts held back and points of the grid passed over.
    std::uint64_t putOff() const noexcept { return m_putOff; }
    // The most attempts that can be in flight.
    std::size_t mostParallel() const noexcept { return m_parallel; }

private:
    enum class Place : std::uint8_t
    {
        none,
        due,
        behindGroup,
        waiting
    };
    struct Entry
    {
        Schedule schedule;
        std::uint32_t id = 0; // 0 = free
        std::uint32_t group = kNoIndex;
        std::int64_t due = 0;
        std::uint64_t started = 0;
        int inFlight = 0;
        int waveLeft = 0; // a burst's attempts that may still start now
        Place place = Place::none;
        bool paused = false, stopped = false, held = false, ownLimit = false;
        IndexLink link;
    };
    // All schedules to one (address, port, TTL, floor, local port): one attempt at a time.
    struct GroupKey
    {
        Endpoint remote;
        Ttl ttl;
        Ttl floor;
        Port localPort;
        bool operator==(const GroupKey&) const = default;
    };
    static GroupKey keyOf(const AttemptRequest& r) noexcept { return {r.remote, r.ttl, r.floor, r.localPort}; }
    struct GroupHash
    {
        std::size_t operator()(const GroupKey& key) const noexcept;
    };
    struct Group
    {
        std::uint32_t members = 0;
        bool busy = false;
        IndexList behind;
    };
    enum class Hold : std::uint8_t
    {
        no,
        group,
        own,
        capacity
    };

    static bool isBurst(const Entry& e) noexcept { return e.schedule.request.purpose == Purpose::burst; }
    static bool isExhausted(const Entry& e) noexcept
    {
        return e.stopped || (e.schedule.count != 0 && e.started >= e.schedule.count);
    }
    auto linkOf() noexcept
    {
        return [this](std::uint32_t i) -> IndexLink& { return m_entries[i].link; };
    }
    Hold admit(const Entry& e, const Limits& limits) const noexcept;
    void makeDue(std::uint32_t index, std::int64_t time) noexcept;
    void putAside(std::uint32_t index, Hold hold) noexcept;
    void takeOut(std::uint32_t index) noexcept;
    void planNext(std::uint32_t index, std::int64_t now) noexcept;
    void releaseWaiting(const Limits& limits) noexcept;

    std::vector<Entry> m_entries;
    std::vector<std::uint32_t> m_free;
    std::unordered_map<std::uint32_t, std::uint32_t> m_byId;
    std::vector<Group> m_groups;
    std::vector<std::uint32_t> m_freeGroups;
    std::unordered_map<GroupKey, std::uint32_t, GroupHash> m_groupByKey;
    TimerHeap m_due;
    IndexList m_waiting; // for capacity: too many in flight, or no room in the sink
    std::uint32_t m_burstInFlight = 0;
    std::size_t m_parallel = 0;
    std::uint64_t m_putOff = 0;
};

} // namespace knockback

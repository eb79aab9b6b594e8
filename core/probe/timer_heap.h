// Thread: one.
//
// When is what due: a 4-ary min-heap over small dense ids that knows where each id stands, so that a time can be moved
// or taken out in O(log n). Allocates only in reserve(). Four children a node: half the levels of a binary heap, and
// the four keys share a cache line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace knockback {

class TimerHeap
{
public:
    static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

    // For ids 0 to count - 1.
    void reserve(std::uint32_t count)
    {
        if (m_entries.capacity() < count)
            m_entries.reserve(count < 32 ? 64 : 2 * std::size_t{count});
        if (m_places.size() < count)
            m_places.resize(count, kNowhere);
    }

    bool empty() const noexcept { return m_entries.empty(); }
    std::int64_t nextTime() const noexcept { return m_entries.empty() ? kNever : m_entries.front().time; }
    std::uint32_t nextId() const noexcept { return m_entries.front().id; }
    bool contains(std::uint32_t id) const noexcept { return m_places[id] != kNowhere; }

    // Inserts or moves.
    void set(std::uint32_t id, std::int64_t time) noexcept
    {
        std::uint32_t at = m_places[id];
        if (at == kNowhere) {
            at = static_cast<std::uint32_t>(m_entries.size());
            m_entries.push_back({time, id}); // within what reserve() has taken
            m_places[id] = at;
            up(at);
            return;
        }
        const std::int64_t before = m_entries[at].time;
        m_entries[at].time = time;
        if (time < before)
            up(at);
        else
            down(at);
    }

    void remove(std::uint32_t id) noexcept
    {
        const std::uint32_t at = m_places[id];
        if (at == kNowhere)
            return;
        m_places[id] = kNowhere;
        const Entry last = m_entries.back();
        m_entries.pop_back();
        if (at == m_entries.size())
            return;
        put(at, last);
        up(at);
        down(m_places[last.id]);
    }

private:
    struct Entry
    {
        std::int64_t time;
        std::uint32_t id;
    };
    static constexpr std::uint32_t kNowhere = std::numeric_limits<std::uint32_t>::max();

    void put(std::uint32_t at, const Entry& entry) noexcept
    {
        m_entries[at] = entry;
        m_places[entry.id] = at;
    }

    void up(std::uint32_t at) noexcept
    {
        const Entry moving = m_entries[at];
        while (at > 0) {
            const std::uint32_t parent = (at - 1) / 4;
            if (m_entries[parent].time <= moving.time)
                break;
            put(at, m_entries[parent]);
            at = parent;
        }
        put(at, moving);
    }

    void down(std::uint32_t at) noexcept
    {
        const Entry moving = m_entries[at];
        const auto size = static_cast<std::uint32_t>(m_entries.size());
        for (;;) {
            std::uint32_t least = 4 * at + 1;
            if (least >= size)
                break;
            const std::uint32_t end = least + 4 < size ? least + 4 : size;
            for (std::uint32_t child = least + 1; child < end; ++child)
                if (m_entries[child].time < m_entries[least].time)
                    least = child;
            if (m_entries[least].time >= moving.time)
                break;
            put(at, m_entries[least]);
            at = least;
        }
        put(at, moving);
    }

    std::vector<Entry> m_entries;
    std::vector<std::uint32_t> m_places;
};

} // namespace knockback

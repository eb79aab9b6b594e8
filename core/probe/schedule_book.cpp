#include "core/probe/schedule_book.h"

#include "core/probe/schedule_rules.h"

#include <algorithm>

namespace knockback {

std::size_t ScheduleBook::GroupHash::operator()(const GroupKey& key) const noexcept
{
    std::uint64_t hash = 0xcbf29ce484222325; // FNV-1a
    const auto mix = [&hash](std::uint64_t value) { hash = (hash ^ value) * 0x100000001b3; };
    for (const std::uint8_t byte : key.remote.address.bytes)
        mix(byte);
    mix(key.remote.address.scope);
    mix(key.remote.port.value);
    mix(key.ttl.value);
    mix(key.floor.value);
    mix(key.localPort.value);
    return hash;
}

void ScheduleBook::add(std::uint32_t id, const Schedule& schedule, std::int64_t now)
{
    if (m_free.empty()) {
        m_free.push_back(static_cast<std::uint32_t>(m_entries.size()));
        m_entries.emplace_back();
    }
    m_free.reserve(m_entries.capacity()); // so that forget() need not allocate
    const std::uint32_t index = m_free.back();
    m_free.pop_back();
    Entry& e = m_entries[index];
    e = {};
    e.schedule = schedule;
    e.id = id;
    e.waveLeft = schedule.parallel;
    m_byId.emplace(id, index);
    m_due.reserve(static_cast<std::uint32_t>(m_entries.size()));
    m_parallel += static_cast<std::size_t>(schedule.parallel);
    if (!isBurst(e)) {
        const auto [found, isNew] = m_groupByKey.try_emplace(keyOf(schedule.request), kNoIndex);
        if (isNew) {
            if (m_freeGroups.empty()) {
                m_freeGroups.push_back(static_cast<std::uint32_t>(m_groups.size()));
                m_groups.emplace_back();
            }
            m_freeGroups.reserve(m_groups.capacity());
            found->second = m_freeGroups.back();
            m_freeGroups.pop_back();
            m_groups[found->second] = {};
        }
        e.group = found->second;
        ++m_groups[e.group].members;
    }
    makeDue(index, now + schedule.firstAfter.count());
}

std::uint32_t ScheduleBook::find(std::uint32_t id) const
{
    const auto found = m_byId.find(id);
    return found == m_byId.end() ? kNoIndex : found->second;
}

std::vector<std::uint32_t> ScheduleBook::indexes() const
{
    std::vector<std::uint32_t> out;
    for (std::uint32_t i = 0; i < m_entries.size(); ++i)
        if (m_entries[i].id != 0)
            out.push_back(i);
    return out;
}

void ScheduleBook::stop(std::uint32_t index) noexcept
{
    m_entries[index].stopped = true;
    takeOut(index);
}

void ScheduleBook::setPaused(std::uint32_t index, bool paused, std::int64_t now) noexcept
{
    Entry& e = m_entries[index];
    if (e.paused == paused || e.stopped)
        return;
    e.paused = paused;
    if (paused) {
        takeOut(index);
        e.ownLimit = false;
        e.held = false;
        return;
    }
    if (isExhausted(e))
        return;
    // A pause is no lateness: go on at the grid's next point.
    if (const std::int64_t interval = e.schedule.interval.count(); e.due < now && interval > 0)
        e.due += (now - e.due + interval - 1) / interval * interval;
    else
        e.due = std::max(e.due, now);
    e.waveLeft = std::max(e.schedule.parallel - e.inFlight, 0);
    if (isBurst(e) && e.waveLeft == 0)
        e.ownLimit = true;
    else
        makeDue(index, e.due);
}

ScheduleBook::Hold ScheduleBook::admit(const Entry& e, const Limits& limits) const noexcept
{
    if (e.group != kNoIndex && m_groups[e.group].busy)
        return Hold::group;
    if (isBurst(e) && e.inFlight >= e.schedule.parallel)
        return Hold::own;
    if (isBurst(e) && m_burstInFlight >= static_cast<std::uint32_t>(kMaxBurst))
        return Hold::capacity;
    return limits.inFlight >= limits.mostInFlight || !limits.roomForOneMore ? Hold::capacity : Hold::no;
}

void ScheduleBook::makeDue(std::uint32_t index, std::int64_t time) noexcept
{
    m_entries[index].due = time;
    m_entries[index].place = Place::due;
    m_due.set(index, time);
}

void ScheduleBook::putAside(std::uint32_t index, Hold hold) noexcept
{
    Entry& e = m_entries[index];
    takeOut(index);
    if (!e.held) {
        e.held = true;
        ++m_putOff;
    }
    if (hold == Hold::group) {
        e.place = Place::behindGroup;
        m_groups[e.group].behind.append(index, linkOf());
    } else if (hold == Hold::capacity) {
        e.place = Place::waiting;
        m_waiting.append(index, linkOf());
    } else {
        e.ownLimit = true;
    }
}

void ScheduleBook::takeOut(std::uint32_t index) noexcept
{
    Entry& e = m_entries[index];
    if (e.place == Place::due)
        m_due.remove(index);
    else if (e.place == Place::behindGroup)
        m_groups[e.group].behind.remove(index, linkOf());
    else if (e.place == Place::waiting)
        m_waiting.remove(index, linkOf());
    e.place = Place::none;
}

// The first point of the grid after now; the points between are passed over.
void ScheduleBook::planNext(std::uint32_t index, std::int64_t now) noexcept
{
    Entry& e = m_entries[index];
    const std::int64_t interval = e.schedule.interval.count();
    std::int64_t next = e.due + interval;
    if (next <= now) {
        const std::int64_t passed = (now - next) / interval + 1;
        m_putOff += static_cast<std::uint64_t>(passed);
        next += passed * interval;
    }
    makeDue(index, next);
}

ScheduleBook::Planned ScheduleBook::takeDue(std::int64_t now, const Limits& limits) noexcept
{
    releaseWaiting(limits);
    while (m_due.nextTime() <= now) {
        const std::uint32_t index = m_due.nextId();
        Entry& e = m_entries[index];
        if (const Hold hold = admit(e, limits); hold != Hold::no) {
            putAside(index, hold);
            continue;
        }
        const Planned out{index, e.due};
        e.held = false;
        ++e.started;
        ++e.inFlight;
        if (e.group != kNoIndex)
            m_groups[e.group].busy = true;
        else
            ++m_burstInFlight;
        if (isExhausted(e)) {
            takeOut(index);
        } else if (!isBurst(e)) {
            planNext(index, now);
        } else if (--e.waveLeft <= 0) {
            if (e.schedule.interval.count() > 0) {
                e.waveLeft = e.schedule.parallel;
                planNext(index, now);
            } else {
                takeOut(index); // goes on when one of them has ended
            }
        }
        return out;
    }
    return {};
}

void ScheduleBook::releaseWaiting(const Limits& limits) noexcept
{
    if (m_waiting.empty() || limits.inFlight >= limits.mostInFlight || !limits.roomForOneMore)
        return;
    const std::uint32_t index = m_waiting.first();
    takeOut(index);
    makeDue(index, m_entries[index].due);
}

bool ScheduleBook::ended(std::uint32_t index, std::int64_t now) noexcept
{
    Entry& e = m_entries[index];
    --e.inFlight;
    if (e.group != kNoIndex) {
        Group& group = m_groups[e.group];
        group.busy = false;
        if (!group.behind.empty()) {
            const std::uint32_t next = group.behind.first();
            takeOut(next);
            makeDue(next, m_entries[next].due);
        }
    } else {
        --m_burstInFlight;
        if (!isExhausted(e) && !e.paused && e.schedule.interval.count() == 0) {
            ++e.waveLeft;
            // Past the first wave, the next one is due since a place became free: that is no lateness.
            const bool isReplacement = e.started >= static_cast<std::uint64_t>(e.schedule.parallel);
            if (e.place == Place::none || (e.place == Place::due && isReplacement))
                makeDue(index, now);
        } else if (!isExhausted(e) && !e.paused && e.ownLimit) {
            e.ownLimit = false;
            makeDue(index, e.due);
        }
    }
    return isOver(index);
}

bool ScheduleBook::isOver(std::uint32_t index) const noexcept
{
    const Entry& e = m_entries[index];
    return e.inFlight == 0 && isExhausted(e);
}

void ScheduleBook::forget(std::uint32_t index)
{
    Entry& e = m_entries[index];
    takeOut(index);
    m_parallel -= static_cast<std::size_t>(e.schedule.parallel);
    m_byId.erase(e.id);
    if (e.group != kNoIndex && --m_groups[e.group].members == 0) {
        m_groupByKey.erase(keyOf(e.schedule.request));
        m_freeGroups.push_back(e.group);
    }
    e.id = 0;
    m_free.push_back(index);
}

} // namespace knockback

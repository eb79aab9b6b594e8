// A sink that keeps everything and can be waited on.
#pragma once

#include "core/probe/engine.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <vector>

namespace knockback::test {

class Recorder final : public AttemptSink
{
public:
    std::size_t room() noexcept override
    {
        const std::lock_guard lock(m_lock);
        return m_room;
    }
    void started(const Attempt& attempt) noexcept override
    {
        const std::lock_guard lock(m_lock);
        m_started.push_back(attempt);
        m_changed.notify_all();
    }
    void finished(const Attempt& attempt) noexcept override
    {
        const std::lock_guard lock(m_lock);
        m_finished.push_back(attempt);
        if (m_room != kEndless)
            --m_room;
        m_changed.notify_all();
    }
    void scheduleEnded(std::uint32_t id) noexcept override
    {
        const std::lock_guard lock(m_lock);
        m_ended.push_back(id);
        m_changed.notify_all();
    }

    void setRoom(std::size_t room)
    {
        const std::lock_guard lock(m_lock);
        m_room = room;
    }

    // False after ten seconds without it.
    bool waitFinished(std::size_t count, std::chrono::seconds limit = std::chrono::seconds(10))
    {
        std::unique_lock lock(m_lock);
        return m_changed.wait_for(lock, limit, [&] { return m_finished.size() >= count; });
    }
    bool waitStarted(std::size_t count)
    {
        std::unique_lock lock(m_lock);
        return m_changed.wait_for(lock, std::chrono::seconds(10), [&] { return m_started.size() >= count; });
    }
    bool waitEnded(std::size_t count, std::chrono::seconds limit = std::chrono::seconds(10))
    {
        std::unique_lock lock(m_lock);
        return m_changed.wait_for(lock, limit, [&] { return m_ended.size() >= count; });
    }

    std::vector<Attempt> finished() const
    {
        const std::lock_guard lock(m_lock);
        return m_finished;
    }
    std::vector<Attempt> started() const
    {
        const std::lock_guard lock(m_lock);
        return m_started;
    }
    std::vector<std::uint32_t> ended() const
    {
        const std::lock_guard lock(m_lock);
        return m_ended;
    }

private:
    static constexpr std::size_t kEndless = 1'000'000;
    mutable std::mutex m_lock;
    std::condition_variable m_changed;
    std::vector<Attempt> m_started, m_finished;
    std::vector<std::uint32_t> m_ended;
    std::size_t m_room = kEndless;
};

} // namespace knockback::test

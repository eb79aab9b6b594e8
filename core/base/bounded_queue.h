// Thread: any number of producers and consumers.
//
// A queue with an end, for values of any type. Producers wait while it is full (back-pressure: nothing is dropped);
// consumers wait while it is empty. After close() nothing more goes in, what is in still comes out.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace knockback {

template <typename T>
class BoundedQueue
{
public:
    explicit BoundedQueue(std::size_t capacity) : m_capacity(capacity < 1 ? 1 : capacity) {}

    // Waits while full. False only when the queue was closed.
    bool push(T value)
    {
        std::unique_lock lock(m_mutex);
        m_notFull.wait(lock, [this] { return m_closed || m_values.size() < m_capacity; });
        if (m_closed)
            return false;
        m_values.push_back(std::move(value));
        lock.unlock();
        m_notEmpty.notify_one();
        return true;
    }

    // Never waits. False when full or closed; the value is untouched then.
    bool tryPush(T& value)
    {
        {
            const std::lock_guard lock(m_mutex);
            if (m_closed || m_values.size() >= m_capacity)
                return false;
            m_values.push_back(std::move(value));
        }
        m_notEmpty.notify_one();
        return true;
    }

    // Waits at most so long. Nothing when the time ran out, or when closed and empty.
    template <typename Rep, typename Period>
    std::optional<T> pop(std::chrono::duration<Rep, Period> wait)
    {
        std::unique_lock lock(m_mutex);
        m_notEmpty.wait_for(lock, wait, [this] { return m_closed || !m_values.empty(); });
        if (m_values.empty())
            return std::nullopt;
        std::optional<T> value(std::move(m_values.front()));
        m_values.pop_front();
        lock.unlock();
        m_notFull.notify_one();
        return value;
    }

    // Never waits: everything that is there, at most `most` of it.
    std::vector<T> drain(std::size_t most)
    {
        std::vector<T> out;
        {
            const std::lock_guard lock(m_mutex);
            while (!m_values.empty() && out.size() < most) {
                out.push_back(std::move(m_values.front()));
                m_values.pop_front();
            }
        }
        m_notFull.notify_all();
        return out;
    }

    void close()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_closed = true;
        }
        m_notEmpty.notify_all();
        m_notFull.notify_all();
    }

    bool closed() const
    {
        const std::lock_guard lock(m_mutex);
        return m_closed;
    }

    std::size_t size() const
    {
        const std::lock_guard lock(m_mutex);
        return m_values.size();
    }

private:
    const std::size_t m_capacity;
    mutable std::mutex m_mutex;
    std::condition_variable m_notEmpty;
    std::condition_variable m_notFull;
    std::deque<T> m_values;
    bool m_closed = false;
};

} // namespace knockback

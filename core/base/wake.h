// Thread: signal() from any; wait() from one.
//
// An eventfd(2) to get one thread out of its wait. notify() is cheap while the waiter is awake: the system call is made
// only when the waiter said it is about to sleep.
#pragma once

#include <atomic>
#include <chrono>

namespace knockback {

class Wake
{
public:
    Wake();
    ~Wake();
    Wake(const Wake&) = delete;
    Wake& operator=(const Wake&) = delete;

    // Never blocks, never allocates.
    void notify() noexcept;

    // Sleeps until notify() was called since the last wait returned, at most so long. `pending` is asked once more
    // after the intention to sleep is published, so that a value pushed in between is never slept over.
    template <typename Pending>
    void wait(std::chrono::nanoseconds atMost, Pending pending)
    {
        m_sleeping.exchange(true, std::memory_order_acq_rel);
        if (!pending())
            sleep(atMost);
        m_sleeping.exchange(false, std::memory_order_acq_rel);
    }

private:
    void sleep(std::chrono::nanoseconds atMost) noexcept;

    int m_fd = -1;
    std::atomic<bool> m_sleeping{false};
};

} // namespace knockback

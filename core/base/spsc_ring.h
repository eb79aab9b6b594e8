// Thread: one producer and one consumer, each always the same thread.
//
// A fixed ring between two threads, for values that are copied bit by bit. Nothing is allocated after construction, so
// the engine can hand over an attempt without touching the heap. Two indexes on cache lines of their own; each side
// keeps a copy of the other's index and re-reads it only when the ring looks full (or empty) to it.
#pragma once

#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>

namespace knockback {

template <typename T>
// The padding is meant: the two sides must not share a cache line.
// NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding)
class SpscRing
{
    static_assert(std::is_trivially_copyable_v<T>, "values cross the threads bit by bit");

public:
    // capacity is rounded up to a power of two.
    explicit SpscRing(std::size_t capacity)
        : m_mask(std::bit_ceil(capacity < 2 ? std::size_t{2} : capacity) - 1),
          m_slots(std::make_unique<T[]>(m_mask + 1))
    {
    }
    SpscRing(const SpscRing&) = delete;
    SpscRing& operator=(const SpscRing&) = delete;

    std::size_t capacity() const noexcept { return m_mask + 1; }

    // Producer. How many values can be pushed for certain.
    std::size_t room() noexcept
    {
        m_headSeen = m_head.load(std::memory_order_acquire);
        return capacity() - (m_tail.load(std::memory_order_relaxed) - m_headSeen);
    }

    // Producer. False when the ring is full; nothing is lost then, the caller keeps the value.
    [[nodiscard]] bool push(const T& value) noexcept
    {
        const std::size_t tail = m_tail.load(std::memory_order_relaxed);
        if (tail - m_headSeen > m_mask) {
            m_headSeen = m_head.load(std::memory_order_acquire);
            if (tail - m_headSeen > m_mask)
                return false;
        }
        m_slots[tail & m_mask] = value;
        m_tail.store(tail + 1, std::memory_order_release);
        return true;
    }

    // Consumer. False when there is nothing.
    [[nodiscard]] bool pop(T& value) noexcept
    {
        const std::size_t head = m_head.load(std::memory_order_relaxed);
        if (head == m_tailSeen) {
            m_tailSeen = m_tail.load(std::memory_order_acquire);
            if (head == m_tailSeen)
                return false;
        }
        value = m_slots[head & m_mask];
        m_head.store(head + 1, std::memory_order_release);
        return true;
    }

    // Any thread, a moment's view.
    std::size_t size() const noexcept
    {
        return m_tail.load(std::memory_order_acquire) - m_head.load(std::memory_order_acquire);
    }

private:
    static constexpr std::size_t kCacheLine = 64;
    const std::size_t m_mask;
    const std::unique_ptr<T[]> m_slots;
    alignas(kCacheLine) std::atomic<std::size_t> m_head{0};
    std::size_t m_tailSeen = 0; // consumer's copy
    alignas(kCacheLine) std::atomic<std::size_t> m_tail{0};
    std::size_t m_headSeen = 0; // producer's copy
};

} // namespace knockback

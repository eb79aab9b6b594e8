// Thread: the engine's produces (AttemptSink), the coordinator's consumes.
//
// Where finished attempts cross from the engine to the coordinator: one ring, no allocation, back-pressure through
// room().
#pragma once

#include "core/base/spsc_ring.h"
#include "core/base/wake.h"
#include "core/probe/engine.h"

#include <atomic>

namespace knockback {

class Intake final : public AttemptSink
{
public:
    // capacity: attempts that may wait; enough for a burst of 256 and a busy second besides.
    explicit Intake(Wake& wake, std::size_t capacity = 8192) : m_ring(capacity), m_wake(wake) {}

    std::size_t room() noexcept override { return m_ring.room(); }
    void finished(const Attempt& attempt) noexcept override;

    // Coordinator.
    bool pop(Attempt& attempt) noexcept { return m_ring.pop(attempt); }
    bool empty() const noexcept { return m_ring.size() == 0; }
    // Attempts that found the ring full although room() had said otherwise: 0, or the engine has a bug.
    std::uint64_t lost() const noexcept { return m_lost.load(std::memory_order_relaxed); }

private:
    SpscRing<Attempt> m_ring;
    Wake& m_wake;
    std::atomic<std::uint64_t> m_lost{0};
};

} // namespace knockback

#include "core/investigate/intake.h"

namespace knockback {

void Intake::finished(const Attempt& attempt) noexcept
{
    if (!m_ring.push(attempt))
        m_lost.fetch_add(1, std::memory_order_relaxed);
    m_wake.notify();
}

} // namespace knockback

#include "core/base/wake.h"

#include <algorithm>
#include <cstdint>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace knockback {

Wake::Wake() : m_fd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

Wake::~Wake()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

void Wake::notify() noexcept
{
    // Both sides exchange, so one comes after the other: after the waiter's, we see it sleeping; before it, the
    // waiter's exchange acquires ours and with it sees what was pushed before this call.
    if (m_sleeping.exchange(false, std::memory_order_acq_rel) && m_fd >= 0) {
        const std::uint64_t one = 1;
        [[maybe_unused]] const auto written = ::write(m_fd, &one, sizeof one);
    }
}

void Wake::sleep(std::chrono::nanoseconds atMost) noexcept
{
    using std::chrono::milliseconds;
    // Without a descriptor (EMFILE) the wait degrades to short slices: slower, never stuck.
    const auto limit = m_fd >= 0 ? atMost : std::min<std::chrono::nanoseconds>(atMost, milliseconds(5));
    const auto whole = std::clamp<std::int64_t>(std::chrono::ceil<milliseconds>(limit).count(), 0, 3'600'000);
    pollfd wait{m_fd, POLLIN, 0};
    if (::poll(&wait, m_fd >= 0 ? 1 : 0, static_cast<int>(whole)) > 0) {
        std::uint64_t count = 0;
        [[maybe_unused]] const auto got = ::read(m_fd, &count, sizeof count);
    }
}

} // namespace knockback

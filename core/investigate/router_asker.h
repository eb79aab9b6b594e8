// Asks what the routers that answered are called, beside everything else. Thread: one owner; delivers in its own.
#pragma once

#include "core/base/bounded_queue.h"
#include "core/base/worker.h"
#include "core/facts/vantage.h"

#include <atomic>
#include <functional>
#include <memory>
#include <set>

namespace knockback {

class RouterAsker
{
public:
    using Deliver = std::function<void(std::uint32_t target, const RouterFact&)>;
    // The system's own servers are asked. clock must outlive it.
    RouterAsker(const Clock& clock, Deliver deliver);
    ~RouterAsker();
    RouterAsker(const RouterAsker&) = delete;
    RouterAsker& operator=(const RouterAsker&) = delete;

    // Each address of a target once, at most kMost in all; the thread is started with the first.
    void ask(std::uint32_t target, const IpAddress& router);
    // A name may still come, and soon: a verdict does not wait long for what only makes it easier to read.
    bool worthWaiting(MonoTime now) const;
    void stop(); // nothing is delivered any more once it has returned

    static constexpr std::size_t kMost = 64;

private:
    struct Item
    {
        std::uint32_t target;
        IpAddress router;
    };
    void work(const std::stop_token& stop);

    const Clock& m_clock;
    const Deliver m_deliver;
    std::set<std::pair<std::uint32_t, IpAddress>> m_asked;
    MonoTime m_askedAt;
    std::atomic<int> m_out{0};
    BoundedQueue<Item> m_items{kMost};
    std::unique_ptr<Worker> m_worker; // last: dies first
};

} // namespace knockback

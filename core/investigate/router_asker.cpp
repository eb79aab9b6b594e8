#include "core/investigate/router_asker.h"

#include "core/resolve/reverse.h"

namespace knockback {

using std::chrono::milliseconds;

namespace {

constexpr milliseconds kLimit{1500}; // of one batch, a question sent again included
constexpr milliseconds kGrace{200};  // what a verdict waits for them

} // namespace

RouterAsker::RouterAsker(const Clock& clock, Deliver deliver) : m_clock(clock), m_deliver(std::move(deliver)) {}

RouterAsker::~RouterAsker()
{
    stop();
}

void RouterAsker::ask(std::uint32_t target, const IpAddress& router)
{
    if (router.isNone() || m_asked.size() >= kMost || !m_asked.insert({target, router}).second)
        return;
    if (!m_worker)
        m_worker = std::make_unique<Worker>("routers", [this](const std::stop_token& stop) { work(stop); });
    m_out.fetch_add(1, std::memory_order_relaxed);
    m_askedAt = m_clock.mono();
    Item item{target, router};
    (void)m_items.tryPush(item); // as many places as it takes questions
}

bool RouterAsker::worthWaiting(MonoTime now) const
{
    return m_out.load(std::memory_order_acquire) > 0 && now - m_askedAt < kGrace;
}

void RouterAsker::stop()
{
    m_items.close();
    if (m_worker) {
        m_worker->requestStop();
        m_worker->join();
    }
}

void RouterAsker::work(const std::stop_token& stop)
{
    while (!stop.stop_requested()) {
        std::vector<Item> batch;
        for (auto item = m_items.pop(std::chrono::hours(1)); item; item = m_items.pop(milliseconds(0)))
            batch.push_back(*item);
        if (batch.empty() && m_items.closed())
            return;
        QVector<IpAddress> routers;
        for (const Item& item : batch)
            if (!routers.contains(item.router))
                routers.append(item.router);
        reverseNames(routers, {}, kLimit, stop, [&](const IpAddress& router, const QString& name) {
            for (const Item& item : batch)
                if (item.router == router)
                    m_deliver(item.target, {router, name, m_clock.wall()});
        });
        m_out.fetch_sub(static_cast<int>(batch.size()), std::memory_order_release);
    }
}

} // namespace knockback

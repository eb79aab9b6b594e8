#include "core/resolve/dns_asker.h"

#include "core/resolve/dns_ask.h"

#include <algorithm>
#include <cerrno>

namespace knockback {

using std::chrono::nanoseconds;

DnsAsker::DnsAsker() = default;
DnsAsker::~DnsAsker() = default;

bool DnsAsker::idle() const
{
    return m_asks.empty() && m_finished.empty();
}

void DnsAsker::ask(const Question& question)
{
    DnsAnswer answer;
    answer.server = question.server;
    answer.name = question.name;
    answer.family = question.family;
    m_asks.push_back(std::make_unique<DnsAsk>(question.key, std::move(answer), question.limit));
    m_asks.back()->send();
    sweep();
}

// Channels are destroyed here only, never inside a callback of theirs.
void DnsAsker::sweep()
{
    for (const auto& ask : m_asks)
        if (ask->done())
            m_finished.push_back({ask->key(), ask->answer()});
    std::erase_if(m_asks, [](const auto& ask) { return ask->done(); });
}

void DnsAsker::step(std::span<const int> wakeFds, nanoseconds atMost)
{
    std::vector<pollfd> sockets;
    for (const int fd : wakeFds)
        sockets.push_back({fd, POLLIN, 0});
    std::vector<std::size_t> ends; // where each question's sockets end
    nanoseconds wait = m_finished.empty() ? std::max(atMost, nanoseconds(0)) : nanoseconds(0);
    for (const auto& ask : m_asks) {
        wait = std::min(wait, ask->prepare(sockets));
        ends.push_back(sockets.size());
    }
    const timespec timeout{static_cast<time_t>(wait.count() / 1'000'000'000),
                           static_cast<long>(wait.count() % 1'000'000'000)};
    if (::ppoll(sockets.data(), sockets.size(), &timeout, nullptr) < 0)
        for (pollfd& socket : sockets) // EINTR: nothing is known, time may be over
            socket.revents = 0;
    std::size_t from = wakeFds.size();
    for (std::size_t i = 0; i < m_asks.size(); ++i) {
        m_asks[i]->process(std::span(sockets).subspan(from, ends[i] - from));
        from = ends[i];
    }
    sweep();
}

std::vector<DnsAsker::Finished> DnsAsker::takeFinished()
{
    return std::exchange(m_finished, {});
}

} // namespace knockback

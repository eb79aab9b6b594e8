// What threads of their own find out: TLS handshakes, large answers, and what routers are called.
#include "core/investigate/coordinator.h"

#include "core/probe/large.h"
#include "core/probe/tls.h"

#include <algorithm>

namespace knockback {

using std::chrono::milliseconds;

namespace {

// A handshake or an answer takes a few round trips; a standstill is told from slowness after 1.5 s.
constexpr milliseconds kTlsWait{2500};
constexpr milliseconds kLargeWait{2000};

} // namespace

void Coordinator::lookAfterConnect(std::uint32_t index, const Looks::Todo& todo)
{
    if (m_answersOut == 0) // those that have reported only have to end
        m_answerers.clear();
    const AttemptRequest& base = m_targets[index].base;
    const auto start = [&](const IpAddress& to, auto look) {
        AttemptRequest request = base;
        request.remote.address = to;
        ++m_answersOut;
        m_answerers.push_back(std::make_unique<Worker>(
            "look", [this, look, request](const std::stop_token& stop) { post(look(request, stop)); }));
    };
    for (const IpAddress& to : todo.tls)
        start(to, [index](const AttemptRequest& request, const std::stop_token& stop) {
            return Inbox(TlsResult{index, lookAtTls(request, kTlsWait, stop)});
        });
    for (const IpAddress& to : todo.large)
        start(to, [index](const AttemptRequest& request, const std::stop_token& stop) {
            return Inbox(LargeResult{index, lookAtLarge(request, kLargeWait, stop)});
        });
}

void Coordinator::takeAfterConnect(const Inbox& item)
{
    const auto take = [this](std::uint32_t index, auto Observations::*list, const auto& fact) {
        TargetRun& run = m_targets[index];
        const std::lock_guard lock(m_mutex);
        (run.seen.*list).append(fact);
        run.dirty = true;
        run.looks.answered();
        --m_answersOut;
    };
    if (const auto* tls = std::get_if<TlsResult>(&item)) {
        take(tls->target, &Observations::tls, tls->tls);
        if (m_writer)
            m_writer->putTls(tls->target, tls->tls);
        emitEvent(TlsEvent{tls->target, tls->tls});
    } else if (const auto* large = std::get_if<LargeResult>(&item)) {
        take(large->target, &Observations::large, large->large);
        if (m_writer)
            m_writer->putLarge(large->target, large->large);
        emitEvent(LargeEvent{large->target, large->large});
    }
}

// A router that answered in the host's place has a name that a person may know it by.
void Coordinator::askRouter(const Attempt& attempt)
{
    const IcmpError& icmp = attempt.icmp;
    if (m_options.looksAround && m_targets.size() <= kManyTargets &&
        (icmp.origin == ErrorOrigin::icmp || icmp.origin == ErrorOrigin::icmp6) && !icmp.offender.isLoopback() &&
        icmp.offender != attempt.remote.address && !m_vantage.ownAddresses.contains(icmp.offender))
        m_routers.ask(attempt.target, icmp.offender);
}

void Coordinator::takeRouter(const RouterResult& result)
{
    TargetRun& run = m_targets[result.target];
    {
        const std::lock_guard lock(m_mutex);
        run.seen.routers.append(result.router);
        run.dirty = true;
    }
    if (m_writer)
        m_writer->putRouter(result.target, result.router);
    emitEvent(RouterEvent{result.target, result.router});
}

} // namespace knockback

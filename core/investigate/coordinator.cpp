#include "core/investigate/coordinator.h"

#include "core/base/version.h"
#include "core/diagnose/compare.h"
#include "core/probe/echo.h"
#include "core/probe/vantage.h"
#include "core/target/target.h"

#include <algorithm>
#include <cstring>

namespace knockback {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

namespace {

constexpr std::size_t kMostEvents = 100'000;

AttemptRequest baseRequest(const TargetSpec& target, std::uint32_t index)
{
    AttemptRequest request;
    request.target = index;
    request.remote.port = target.port;
    request.source = target.options.source;
    const QByteArray interface = target.options.interface.toLocal8Bit();
    std::memcpy(request.interface.data(), interface.constData(),
                std::min<std::size_t>(static_cast<std::size_t>(interface.size()), request.interface.size() - 1));
    request.timeout = target.options.timeout;
    request.afterConnect = target.options.afterConnect;
    request.hello = spokenTo(target);
    request.answerDue = request.hello != Protocol::none;
    if (target.kind == HostKind::name) {
        const QByteArray host = target.asciiHost.toLatin1();
        std::memcpy(request.host.data(), host.constData(),
                    std::min<std::size_t>(static_cast<std::size_t>(host.size()), request.host.size() - 1));
    }
    // A service that waits for its client is greeted at once; on a port that is usually something else, it gets a
    // moment to speak first.
    if (request.answerDue)
        request.helloAfter = request.hello == usualProtocol(target.service, target.port)
                                 ? nanoseconds(0)
                                 : nanoseconds(milliseconds(100));
    // Where an answer is due, silence is an accusation: it gets the attempt's whole limit before it is made. (An answer
    // ends the wait.)
    if (request.answerDue)
        request.afterConnect = std::max<nanoseconds>(request.afterConnect, target.options.timeout);
    return request;
}

} // namespace

Coordinator::Coordinator(InvestigationOptions options, SessionWriter* writer)
    : m_options(std::move(options)), m_attemptsToTell(m_options.before ? attemptsToTell(*m_options.before) : 0),
      m_timeToTell(m_options.before ? timeToTell(*m_options.before) : nanoseconds(0)), m_writer(writer),
      m_clock(systemClock()), m_intake(m_wake), m_routers(m_clock,
                                                          [this](std::uint32_t target, const RouterFact& router) {
                                                              post(RouterResult{target, router});
                                                          }),
      m_engine(m_intake)
{
    m_started = m_clock.wall();
    m_startedMono = m_clock.mono();
    m_targets.resize(static_cast<std::size_t>(m_options.targets.size()));
    for (std::uint32_t i = 0; i < m_targets.size(); ++i) {
        TargetRun& run = m_targets[i];
        run.seen.version = version();
        run.seen.target = m_options.targets[i];
        run.seen.targetIndex = i;
        run.seen.server = accessOf(m_options.server);
        run.seen.started = run.seen.now = m_started;
        run.base = baseRequest(run.seen.target, i);
    }
}

Coordinator::~Coordinator()
{
    cancel();
    m_toResolve.close();
    m_thread.reset();
}

void Coordinator::begin()
{
    m_thread = std::make_unique<Worker>(
        "coordinator", [this](const std::stop_token& stop) { run(stop); }, [this] { m_wake.notify(); });
}

void Coordinator::cancel()
{
    {
        const std::lock_guard lock(m_outMutex); // so that emitEvent() cannot miss it
        m_cancelled.store(true, std::memory_order_release);
    }
    m_outChanged.notify_all();
    m_wake.notify();
}

void Coordinator::setPaused(bool paused)
{
    m_paused.store(paused, std::memory_order_release);
    m_wake.notify();
}

std::vector<InvestigationEvent> Coordinator::take(milliseconds atMost, std::size_t most)
{
    std::vector<InvestigationEvent> out;
    {
        std::unique_lock lock(m_outMutex);
        if (atMost.count() > 0)
            m_outChanged.wait_for(lock, atMost, [this] { return !m_out.empty(); });
        const std::size_t count = std::min(most, m_out.size());
        out.reserve(count);
        for (std::size_t i = 0; i < count; ++i) {
            out.push_back(std::move(m_out.front()));
            m_out.pop_front();
        }
    }
    m_outChanged.notify_all();
    return out;
}

void Coordinator::emitEvent(InvestigationEvent event)
{
    {
        std::unique_lock lock(m_outMutex);
        // An owner that does not drain holds the run up rather than losing anything; one that gave up does not.
        m_outChanged.wait(lock,
                          [this] { return m_out.size() < kMostEvents || m_cancelled.load(std::memory_order_acquire); });
        m_out.push_back(std::move(event));
    }
    m_outChanged.notify_all();
}

void Coordinator::post(Inbox item)
{
    {
        const std::lock_guard lock(m_inboxMutex);
        m_inbox.push_back(std::move(item));
    }
    m_wake.notify();
}

Session Coordinator::snapshot(bool& complete) const
{
    const std::lock_guard lock(m_mutex);
    Session session;
    complete = true;
    session.version = version();
    session.started = m_started;
    session.ended = m_clock.wall();
    session.vantage = m_vantage;
    session.server = accessOf(m_options.server);
    for (const TargetRun& run : m_targets) {
        SessionTarget target{run.seen.target,     run.seen.names,   run.seen.routes,        run.seen.neighbours,
                             run.seen.echoes,     run.seen.routers, run.seen.tls,           run.seen.large,
                             run.seen.counters,   std::nullopt,     run.seen.serverTrouble, std::nullopt,
                             run.seen.ownFilters, std::nullopt};
        if (m_targets.size() == 1) {
            target.server = m_serverWords;
            target.before = m_options.before;
        }
        if (run.hasDiagnosis)
            target.concluded = run.latest;
        session.targets.append(std::move(target));
        session.attempts.insert(session.attempts.end(), run.seen.attempts.begin(), run.seen.attempts.end());
        complete = complete && run.complete;
    }
    std::sort(session.attempts.begin(), session.attempts.end(),
              [](const Attempt& a, const Attempt& b) { return a.id < b.id; });
    return session;
}

Diagnosis Coordinator::diagnosis(std::uint32_t target) const
{
    Observations seen;
    {
        const std::lock_guard lock(m_mutex);
        if (target >= m_targets.size())
            return {};
        const TargetRun& run = m_targets[target];
        if (run.hasDiagnosis && !run.dirty)
            return run.latest;
        seen = run.seen;
    }
    seen.now = m_clock.wall();
    return diagnose(seen);
}

} // namespace knockback

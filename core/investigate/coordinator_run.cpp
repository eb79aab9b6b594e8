// The coordinator's loop: what comes in, what is kept of it, and the end.
#include "core/investigate/coordinator.h"

#include "core/probe/surroundings.h"
#include "core/probe/vantage.h"

#include <algorithm>

namespace knockback {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

namespace {

// How many attempts of one target stay in memory; all of them are in the session file.
constexpr std::size_t kKept = 10'000;
constexpr std::size_t kKeptOfMany = 500;
constexpr std::size_t kResolvers = 8;
constexpr milliseconds kStoreCheck{250};

} // namespace

void Coordinator::run(const std::stop_token& stop)
{
    start();
    while (true) {
        drainInbox();
        drainIntake();
        const MonoTime now = m_clock.mono();
        checkStore();
        const bool cancelled = stop.stop_requested() || m_cancelled.load(std::memory_order_acquire);
        if (cancelled || overTime(now)) {
            finish(cancelled);
            return;
        }
        stepAll(now);
        if (std::all_of(m_targets.begin(), m_targets.end(), [](const TargetRun& run) { return run.done; }) &&
            m_inFlight <= 0) {
            finish(false);
            return;
        }
        const MonoTime wakeAt = nextDeadline(m_clock.mono());
        m_wake.wait(std::max(nanoseconds(0), wakeAt - m_clock.mono()), [&] {
            const std::lock_guard lock(m_inboxMutex);
            return !m_intake.empty() || !m_inbox.empty() || stop.stop_requested() ||
                   m_cancelled.load(std::memory_order_acquire);
        });
    }
}

void Coordinator::start()
{
    VantageFacts vantage = readVantage();
    vantage.around = readSurroundings();
    if (m_targets.size() == 1 && !m_targets[0].seen.target.literal.isNone()) {
        const LocalPortUse use = readPortUse({m_targets[0].seen.target.literal, m_targets[0].seen.target.port});
        vantage.ports.toTarget = use.toTarget;
        vantage.ports.timeWait = use.timeWait;
    }
    {
        const std::lock_guard lock(m_mutex);
        m_vantage = vantage;
        for (TargetRun& run : m_targets)
            run.seen.vantage = vantage;
    }
    if (m_writer) {
        m_writer->putVantage(vantage);
        for (std::uint32_t i = 0; i < m_targets.size(); ++i)
            m_writer->putTarget(i, m_targets[i].seen.target);
    }
    emitEvent(VantageEvent{vantage});
    readCountersOf(0); // before any attempt
    if (m_targets.size() == 1 && m_options.server.kind != ServerDoor::Kind::automatic)
        openServer(m_options.server);

    ResolveOptions literalOptions; // nothing is asked for a literal
    std::size_t names = 0;
    for (std::uint32_t i = 0; i < m_targets.size(); ++i) {
        TargetRun& run = m_targets[i];
        if (run.seen.target.kind == HostKind::name) {
            ++names;
            resolveLater(i);
        } else {
            literalOptions.family = run.seen.target.options.family;
            takeNames(i, Resolver(literalOptions).resolve(run.seen.target, {}), true);
        }
    }
    const std::size_t workers = std::min<std::size_t>(names, kResolvers);
    for (std::size_t i = 0; i < workers; ++i)
        m_resolvers.push_back(std::make_unique<Worker>(
            "resolver", [this](const std::stop_token& stop) { resolveLoop(stop); }, [this] { m_toResolve.close(); }));
}

void Coordinator::resolveLater(std::uint32_t index)
{
    std::uint32_t item = index;
    m_targets[index].resolving = m_toResolve.tryPush(item);
    if (m_targets.size() <= kManyTargets)
        emitEvent(
            ProgressEvent{index, {QStringLiteral("progress.resolving"), {m_targets[index].seen.target.host}, -1}, -1});
}

void Coordinator::resolveLoop(const std::stop_token& stop)
{
    while (!stop.stop_requested()) {
        const auto index = m_toResolve.pop(seconds(3600));
        if (!index) {
            if (m_toResolve.closed())
                return;
            continue;
        }
        const TargetSpec target = m_options.targets[*index];
        ResolveOptions options;
        options.family = target.options.family;
        options.extraServers = target.options.dnsServers;
        options.paths = m_options.resolvePaths;
        NameReport names = Resolver(options).resolve(target, stop, [this, at = *index](const NameReport& partial) {
            post(NamesResult{at, partial, false});
        });
        post(NamesResult{*index, std::move(names), true});
    }
}

void Coordinator::drainInbox()
{
    std::vector<Inbox> items;
    {
        const std::lock_guard lock(m_inboxMutex);
        items.swap(m_inbox);
    }
    for (Inbox& item : items) {
        if (auto* names = std::get_if<NamesResult>(&item)) {
            takeNames(names->target, names->names, names->final);
        } else if (auto* echo = std::get_if<EchoResult>(&item)) {
            TargetRun& run = m_targets[echo->target];
            int number = 0;
            {
                const std::lock_guard lock(m_mutex);
                number = static_cast<int>(std::count_if(run.seen.echoes.begin(), run.seen.echoes.end(),
                                                        [&](const EchoFact& e) { return e.to == echo->echo.to; }));
                run.seen.echoes.append(echo->echo);
                run.dirty = true;
            }
            run.looks.echoed();
            if (m_writer)
                m_writer->putEcho(echo->target, echo->echo, number);
            emitEvent(EchoEvent{echo->target, echo->echo});
        } else if (const auto* router = std::get_if<RouterResult>(&item)) {
            takeRouter(*router);
        } else if (const auto* server = std::get_if<ServerResult>(&item)) {
            takeServer(*server);
        } else if (const auto* own = std::get_if<OwnFilter>(&item)) {
            takeOwnFilter(*own);
        } else if (const auto* asks = std::get_if<ServerAsks>(&item)) {
            takeServerAsks(asks->open);
        } else {
            takeAfterConnect(item);
        }
    }
}

void Coordinator::takeNames(std::uint32_t index, const NameReport& names, bool final)
{
    TargetRun& run = m_targets[index];
    const bool many = m_targets.size() > kManyTargets;
    {
        const std::lock_guard lock(m_mutex);
        run.seen.names = names;
        run.dirty = true;
    }
    if (final) {
        run.namesFinal = true;
        run.resolving = false;
        run.resolveAgainAt =
            m_clock.mono() + (names.chosen.isEmpty()
                                  ? nanoseconds(std::max<nanoseconds>(seconds(2), run.seen.target.options.interval))
                                  : nanoseconds(seconds(60)));
        if (m_writer)
            m_writer->putNames(index, names);
    }
    if (final || !many)
        emitEvent(NamesEvent{index, names});
    for (const NameReport::Chosen& chosen : names.chosen)
        addAddress(index, chosen.address);
    if (final && names.chosen.isEmpty())
        recordUnresolved(index);
}

void Coordinator::recordUnresolved(std::uint32_t index)
{
    Attempt attempt;
    attempt.target = index;
    attempt.outcome = Outcome::unresolved;
    attempt.remote.port = m_targets[index].seen.target.port;
    attempt.started = m_clock.mono();
    attempt.startedWall = m_clock.wall();
    attempt.endNs = std::max<std::int64_t>(m_targets[index].seen.names.took.count(), 0);
    attempt.startedWall.ns -= attempt.endNs;
    attempt.started.ns -= attempt.endNs;
    record(attempt);
}

void Coordinator::addAddress(std::uint32_t index, const IpAddress& address)
{
    TargetRun& run = m_targets[index];
    if (!run.addresses.emplace(address, AddressRun{}).second)
        return;
    if (m_targets.size() <= kManyTargets)
        readWay(index, address);
    openServerIfOwn(address);
    askOwnRules(address);
    if (m_options.mode == Mode::diagnose)
        return; // stepDiagnose() launches
    const ProbeOptions& options = run.seen.target.options;
    Schedule schedule;
    schedule.request = run.base;
    schedule.request.remote.address = address;
    schedule.interval = options.interval;
    schedule.count = options.count.value_or(0);
    // Spread over one interval, so that many targets do not fall due at once.
    schedule.firstAfter = options.interval * static_cast<int>(index) / static_cast<int>(m_targets.size());
    const Result<std::uint32_t> added = m_engine.add(schedule);
    if (added)
        run.addresses[address].schedule = *added;
    else
        emitEvent(TroubleEvent{added.error()});
    if (added && m_pausedApplied)
        m_engine.setPaused(*added, true);
}

void Coordinator::readWay(std::uint32_t index, const IpAddress& address)
{
    const ProbeOptions& options = m_targets[index].seen.target.options;
    const RouteFact route = readRoute(address, options.source, options.interface);
    {
        const std::lock_guard lock(m_mutex);
        m_targets[index].seen.routes.append(route);
    }
    if (m_writer)
        m_writer->putRoute(index, route);
    emitEvent(RouteEvent{index, route});
}

void Coordinator::readNeighbourOf(std::uint32_t index, const IpAddress& address)
{
    TargetRun& run = m_targets[index];
    const auto route = std::find_if(run.seen.routes.begin(), run.seen.routes.end(),
                                    [&](const RouteFact& r) { return r.to == address; });
    if (route == run.seen.routes.end() || route->kind != RouteFact::Kind::unicast || address.isLoopback())
        return;
    const NeighbourFact neighbour = readNeighbour(route->gateway.isNone() ? address : route->gateway);
    const auto same = std::find_if(run.seen.neighbours.rbegin(), run.seen.neighbours.rend(),
                                   [&](const NeighbourFact& n) { return n.address == neighbour.address; });
    if (same != run.seen.neighbours.rend() && same->mac == neighbour.mac && same->state == neighbour.state)
        return;
    {
        const std::lock_guard lock(m_mutex);
        run.seen.neighbours.append(neighbour);
        run.dirty = true;
    }
    if (m_writer)
        m_writer->putNeighbour(index, neighbour);
    emitEvent(NeighbourEvent{index, neighbour});
}

// What this machine itself refused to send; a total of the whole machine, so with many targets it says nothing of one.
void Coordinator::readCountersOf(std::uint32_t index)
{
    if (m_targets.size() != 1)
        return;
    const KernelCounters counters = readCounters();
    QVector<KernelCounters>& known = m_targets[index].seen.counters;
    const int number = known.isEmpty() ? 0 : 1;
    {
        const std::lock_guard lock(m_mutex);
        if (known.size() < 2)
            known.append(counters);
        else
            known.last() = counters;
        m_targets[index].dirty = true;
    }
    if (m_writer)
        m_writer->putCounters(index, counters, number);
}

void Coordinator::drainIntake()
{
    while (!m_unsaved.empty() && m_writer->append(m_unsaved.front()))
        m_unsaved.pop_front();
    Attempt attempt;
    while (m_unsaved.empty() && m_intake.pop(attempt))
        record(attempt);
}

// What the next attempt to this address depends on.
void Coordinator::takeStock(AddressRun& state, const Attempt& attempt)
{
    if (attempt.outcome == Outcome::cancelled)
        return;
    if (attempt.outcome == Outcome::timedOut)
        ++state.timedOut;
    else
        state.lastWasIcmp = attempt.icmp.origin == ErrorOrigin::icmp || attempt.icmp.origin == ErrorOrigin::icmp6;
    state.unanswered += attempt.outcome == Outcome::silentAfterConnect ? 1 : 0;
    if (attempt.firstByteNs >= 0 && attempt.connectNs >= 0)
        state.firstByteNs = std::max(state.firstByteNs, attempt.firstByteNs - attempt.connectNs);
    state.mixed = state.mixed || (state.only && *state.only != attempt.outcome) ||
                  (state.lookConnected && !isConnected(attempt.outcome));
    state.only = attempt.outcome;
    state.slowUnreachable =
        state.slowUnreachable || (attempt.outcome == Outcome::hostUnreachable && attempt.connectNs > 1'000'000'000);
}

void Coordinator::record(Attempt attempt)
{
    attempt.id.value = ++m_lastId;
    if (attempt.target >= m_targets.size())
        return;
    TargetRun& run = m_targets[attempt.target];
    const std::size_t kept = m_targets.size() > kManyTargets ? kKeptOfMany : kKept;
    {
        const std::lock_guard lock(m_mutex);
        auto& attempts = run.seen.attempts;
        if (attempts.size() >= kept) {
            attempts.erase(attempts.begin(), attempts.begin() + static_cast<std::ptrdiff_t>(kept / 4));
            run.complete = false;
        }
        attempts.push_back(attempt);
        run.dirty = true;
    }
    if (m_writer && !m_writer->append(attempt))
        m_unsaved.push_back(attempt);
    emitEvent(AttemptEvent{attempt});
    askRouter(attempt);

    const bool counted = attempt.outcome != Outcome::unresolved;
    if (counted && (m_options.mode == Mode::diagnose || attempt.purpose != Purpose::observe))
        --m_inFlight;
    if (attempt.purpose == Purpose::burst)
        --run.burstsOut;
    if (attempt.purpose != Purpose::observe && attempt.purpose != Purpose::burst) {
        run.looks.seen(attempt);
        const auto tried = run.addresses.find(attempt.remote.address);
        if (tried != run.addresses.end() && attempt.remote.port == run.seen.target.port && isConnected(attempt.outcome))
            tried->second.lookConnected = true;
        for (const AttemptRequest& request : run.looks.onward(run.base))
            submit(attempt.target, request);
        return;
    }
    if (attempt.outcome == Outcome::timedOut)
        readCountersOf(attempt.target);
    const auto state = run.addresses.find(attempt.remote.address);
    if (state == run.addresses.end() || attempt.purpose != Purpose::observe)
        return;
    state->second.inFlight = false;
    ++state->second.finished;
    takeStock(state->second, attempt);
    if (state->second.mixed)
        readNeighbourOf(attempt.target, attempt.remote.address);
    if (m_options.mode == Mode::watch)
        return;
    // Not slower than needs be where answers come at once: five refusals take a quarter of a second. After silence, at
    // once.
    const nanoseconds took(std::max<std::int64_t>(attempt.connectNs, 0));
    state->second.lastConnect = took;
    const nanoseconds interval = run.seen.target.options.interval;
    // Once they differ, time matters: stretches and periods show only to someone who looks for seconds.
    const nanoseconds gap = state->second.mixed
                                ? interval
                                : std::min<nanoseconds>(interval, std::max<nanoseconds>(milliseconds(50), 4 * took));
    state->second.endedAt = m_clock.mono();
    state->second.nextAt = m_clock.mono() + (attempt.outcome == Outcome::timedOut ? nanoseconds(0) : gap);
}

void Coordinator::checkStore()
{
    const MonoTime now = m_clock.mono();
    if (!m_writer || now < m_storeCheckAt)
        return;
    m_storeCheckAt = now + kStoreCheck;
    const Status health = m_writer->health();
    if (!health && m_storeIsWell)
        emitEvent(TroubleEvent{health.error()});
    m_storeIsWell = health.ok();
}

void Coordinator::finish(bool cancelled)
{
    m_finishing = true;
    m_toResolve.close();
    for (const auto& echoer : m_echoers)
        echoer->requestStop();
    for (const auto& answerer : m_answerers)
        answerer->requestStop();
    for (const auto& resolver : m_resolvers)
        resolver->requestStop();
    m_serverLooks.close();
    m_ownQuestions.close();
    for (const auto& thread : {&m_serverThread, &m_ownThread})
        if (*thread)
            (*thread)->requestStop();
    m_engine.cancelAll();
    // Every started attempt still gets its result; bounded, so that a bug there cannot hang the end.
    const MonoTime limit = m_clock.mono() + milliseconds(500);
    while (m_engine.stats().inFlight > 0 && m_clock.mono() < limit) {
        drainIntake();
        m_wake.wait(milliseconds(5), [this] { return !m_intake.empty(); });
    }
    drainIntake();
    for (const auto& echoer : m_echoers)
        echoer->join();
    for (const auto& answerer : m_answerers)
        answerer->join();
    m_routers.stop();
    drainInbox();
    drainIntake();
    giveUpOnServer();

    const MonoTime now = m_clock.mono();
    for (std::uint32_t i = 0; i < m_targets.size(); ++i) {
        {
            const std::lock_guard lock(m_mutex);
            m_targets[i].seen.finished = true;
            m_targets[i].dirty = true;
        }
        if (m_targets.size() <= kManyTargets)
            rediagnose(i, now, true);
    }
    if (m_writer)
        if (const Status flushed = m_writer->flush(); !flushed && m_storeIsWell)
            emitEvent(TroubleEvent{flushed.error()});
    emitEvent(FinishedEvent{cancelled});
}

} // namespace knockback

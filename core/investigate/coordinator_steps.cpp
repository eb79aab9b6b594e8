// What the coordinator decides to do next.
#include "core/investigate/coordinator.h"

#include "core/probe/echo.h"
#include "core/probe/vantage.h"

#include <algorithm>

namespace knockback {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

namespace {

// Of what is asked; with the program's start and end it stays within 15 s.
constexpr milliseconds kDiagnoseLimit{14'300};
// The kernel (ours, or the last router's) gives up on ARP and ND after three tries one second apart and says so at 3.07
// s. With a limit of about 3 s the first attempt waits for that word: it is the difference between "no answer" and "no
// such host".
constexpr milliseconds kNeighbourFails{3200};
constexpr milliseconds kAlmostThere{2700};
// Further attempts to an address that was silent: the verdict is due one second after the first timed out.
constexpr milliseconds kSecondSilent{140};
constexpr milliseconds kSecondSilentHere{400};
// Others have connected; silence of this length, one SYN sent again included, is as good as a whole timeout.
constexpr milliseconds kOftenSilent{1250};
constexpr milliseconds kAnswerOverdue{1500};
constexpr milliseconds kSecondUnanswered{250};
// After an ICMP error silence is most likely its rate limit (about one a second); it is not worth a whole timeout.
constexpr milliseconds kAfterIcmp{450};
constexpr int kMostSilent = 4;
// Attempts to one address that always ended the same way; more of them would only fill the server's log.
constexpr int kMostAlike = 60;
// Silence of this length asks for a look around, before the attempt has run out.
constexpr milliseconds kQuiet{500};
constexpr milliseconds kEchoWait{800};
// Something of the host, or of a router, has answered already: an echo takes no longer than that did, by far.
constexpr milliseconds kEchoWaitKnown{450};
constexpr std::size_t kMostEchoers = 8;
constexpr std::size_t kMostAnswerers = 8;
constexpr milliseconds kLaterListen{60};
// A source of names that has not answered holds up the verdict of a healthy target no longer than this.
constexpr milliseconds kNamesGrace{400};

} // namespace

bool Coordinator::overTime(MonoTime now) const
{
    const ProbeOptions& options = m_options.targets.front().options;
    if (m_options.mode == Mode::watch)
        return options.duration && now - m_startedMono >= *options.duration;
    // A duration somebody chose is kept; the usual one does not run out under the hands of a person who types.
    return now - m_startedMono >=
           (options.duration ? nanoseconds(*options.duration) : timeOfDiagnosis() + askedFor(now));
}

nanoseconds Coordinator::timeOfDiagnosis() const
{
    // A single silent attempt may take longer than the limit of the whole: it gets its timeout and the second after.
    return std::max<nanoseconds>(kDiagnoseLimit, m_options.targets.front().options.timeout + seconds(1));
}

MonoTime Coordinator::nextDeadline(MonoTime now) const
{
    // Steps look at clocks only (spacing, quiet, retries), so one slice serves them all; results wake us by themselves.
    const nanoseconds slice = m_options.mode == Mode::diagnose ? milliseconds(10) : milliseconds(100);
    MonoTime next = now + slice;
    if (m_options.mode == Mode::diagnose)
        for (const auto& [address, state] : m_targets.front().addresses)
            if (!state.inFlight && state.nextAt > now)
                next = std::min(next, state.nextAt);
    return m_unsaved.empty() ? next : std::min(next, now + milliseconds(5));
}

void Coordinator::stepAll(MonoTime now)
{
    const bool paused = m_paused.load(std::memory_order_acquire);
    if (paused != m_pausedApplied) {
        m_pausedApplied = paused;
        for (const TargetRun& run : m_targets)
            for (const auto& [address, state] : run.addresses)
                if (state.schedule != 0)
                    m_engine.setPaused(state.schedule, paused);
    }
    if (m_options.mode == Mode::diagnose) {
        stepDiagnose(0, now);
        return;
    }
    // With thousands of targets looking at each is itself work: not at every attempt.
    if (now < m_stepAt)
        return;
    m_stepAt = now + (m_targets.size() > kManyTargets ? milliseconds(250) : milliseconds(20));
    for (std::uint32_t i = 0; i < m_targets.size(); ++i)
        stepWatch(i, now);
}

bool Coordinator::mayTryAgain(const TargetRun& run, const AddressRun& state) const
{
    if (run.seen.target.options.count && static_cast<std::uint64_t>(state.started) >= *run.seen.target.options.count)
        return false;
    return !state.slowUnreachable &&
           !(state.timedOut >= kMostSilent && !state.mixed && (state.timedOut == state.finished || state.lastWasIcmp));
}

// A fix is verified, and every attempt connects: are these too few, or over too short a time, to tell it from luck? As
// long as a diagnosis may last.
bool Coordinator::provesLittle(const TargetRun& run, const AddressRun& state) const
{
    const bool few = state.finished < std::min(m_attemptsToTell, kMostAlike);
    const bool brief = state.finished < kMostAlike && run.latest.observed < m_timeToTell;
    return (few || brief) && state.finished > 0 && !state.mixed && state.only && isConnected(*state.only) &&
           run.latest.verdict.cause == QLatin1String("reachable");
}

bool Coordinator::addressesAreDone(const TargetRun& run) const
{
    return std::none_of(run.addresses.begin(), run.addresses.end(),
                        [](const auto& entry) { return entry.second.inFlight; });
}

bool Coordinator::anyoneAnswered(const TargetRun& run) const
{
    return std::any_of(run.addresses.begin(), run.addresses.end(),
                       [](const auto& entry) { return entry.second.finished > 0; });
}

void Coordinator::stepDiagnose(std::uint32_t index, MonoTime now)
{
    TargetRun& run = m_targets[index];
    if (run.done)
        return;
    for (auto& [address, state] : run.addresses)
        if (state.started == 0)
            launch(index, address, state, now);
    stepBurst(index);
    rediagnose(index, now, false);
    if (index == 0 && !run.latest.settled)
        askMeanwhile();

    Observations& seen = run.seen;
    {
        const std::lock_guard lock(m_mutex);
        seen.now = m_clock.wall();
    }
    const bool quiet = now - m_startedMono >= kQuiet;
    const bool names = run.namesFinal ||
                       (now - m_startedMono >= kNamesGrace && run.latest.verdict.cause == QLatin1String("reachable"));
    NextLooks wanted = nextLooks(seen);
    // Attempts of the usual time are enough until a question of ssh is answered.
    const bool enough = m_serverAsks && now - m_startedMono >= timeOfDiagnosis();
    if (m_options.looksAround && !enough && (quiet || anyoneAnswered(run)))
        lookAround(index, wanted, now);
    if (run.dirty)
        return;
    // Looks go on beside the attempts; the end waits for both.
    bool more = run.burstsOut > 0 || run.looks.busy() || m_routers.worthWaiting(now) || !addressesAreDone(run) ||
                !names || (!run.latest.settled && m_options.looksAround && run.looks.pending(wanted));
    for (auto& [address, state] : run.addresses) {
        const bool tellsMore = !run.latest.settled && !enough && wanted.moreAttempts.contains(address) &&
                               (state.finished < kMostAlike || state.mixed);
        if (state.inFlight || !mayTryAgain(run, state) || !(tellsMore || provesLittle(run, state)))
            continue;
        more = true;
        if (now >= state.nextAt && now - state.endedAt >= wanted.spacing)
            launch(index, address, state, now);
    }
    run.done = !more && !awaitsOwnRules(now) && !awaitsServer(now);
}

void Coordinator::launch(std::uint32_t index, const IpAddress& address, AddressRun& state, MonoTime now)
{
    TargetRun& run = m_targets[index];
    AttemptRequest request = run.base;
    request.remote.address = address;
    // This machine asks nobody else for itself; what it drops, a full queue may let in a moment later.
    const bool own = address.isLoopback() || m_vantage.ownAddresses.contains(address);
    if (state.started == 0 && request.timeout >= kAlmostThere && !own)
        request.timeout = std::max<nanoseconds>(request.timeout, kNeighbourFails);
    else if (state.timedOut > 0 && state.timedOut == state.finished && !state.mixed)
        request.timeout = std::min<nanoseconds>(request.timeout, own ? kSecondSilentHere : kSecondSilent);
    else if (state.lastWasIcmp)
        request.timeout = std::min<nanoseconds>(request.timeout, kAfterIcmp);
    else if (state.mixed && state.timedOut > 0)
        request.timeout = std::min<nanoseconds>(request.timeout, kOftenSilent);
    // Silence once for the whole limit; the second time only confirms it.
    if (state.unanswered > 0 && request.answerDue)
        request.afterConnect = std::min<nanoseconds>(request.afterConnect, kSecondUnanswered);
    // Nobody took it: ended with a reset its local port is free, to be tried again.
    request.abortUnanswered = state.mixed;
    // Once it is known how fast this service answers, and that it does not always, the wait can be shorter.
    if (state.mixed && request.answerDue && state.firstByteNs >= 0)
        request.afterConnect = std::min<nanoseconds>(
            request.afterConnect,
            std::max<nanoseconds>(kAnswerOverdue,
                                  nanoseconds(10 * std::min<std::int64_t>(state.firstByteNs, 1'000'000'000))));
    // The first attempt listened long enough to hear a service that speaks; the later ones only need to see one that
    // closes.
    if (state.finished > 0 && !request.answerDue)
        request.afterConnect =
            std::min<nanoseconds>(request.afterConnect, std::max<nanoseconds>(kLaterListen, 3 * state.lastConnect));
    state.inFlight = true;
    state.nextAt = now;
    ++state.started;
    submit(index, request);
    if (m_options.mode == Mode::diagnose && state.started == 1)
        emitEvent(ProgressEvent{index, {QStringLiteral("progress.trying"), {request.remote.toString()}, -1}, -1});
}

void Coordinator::submit(std::uint32_t index, const AttemptRequest& request)
{
    if (m_finishing)
        return;
    Schedule schedule;
    schedule.request = request;
    schedule.request.target = index;
    schedule.count = 1;
    const Result<std::uint32_t> added = m_engine.add(schedule);
    if (added)
        ++m_inFlight;
    else {
        // The engine refused the request itself; the run must not wait for an answer that cannot come.
        emitEvent(TroubleEvent{added.error()});
        Attempt attempt;
        attempt.target = index;
        attempt.purpose = request.purpose;
        attempt.remote = request.remote;
        attempt.ttl = request.ttl;
        attempt.outcome = Outcome::error;
        attempt.errnoValue = added.error().errnoValue;
        attempt.started = m_clock.mono();
        attempt.startedWall = m_clock.wall();
        attempt.endNs = 0;
        ++m_inFlight;
        record(attempt);
    }
}

void Coordinator::stepBurst(std::uint32_t index)
{
    TargetRun& run = m_targets[index];
    const int burst = run.seen.target.options.burst;
    if (burst < 2 || !m_options.burstConfirmed || m_finishing)
        return;
    for (auto& [address, state] : run.addresses) {
        if (state.burstSent || state.finished == 0)
            continue;
        state.burstSent = true;
        Schedule schedule;
        schedule.request = run.base;
        schedule.request.remote.address = address;
        schedule.request.purpose = Purpose::burst;
        schedule.count = static_cast<std::uint64_t>(burst);
        schedule.parallel = burst;
        schedule.interval = milliseconds(10);
        if (const auto added = m_engine.add(schedule); added) {
            run.burstsOut += burst;
            m_inFlight += burst;
        } else {
            emitEvent(TroubleEvent{added.error()});
        }
    }
}

void Coordinator::lookAround(std::uint32_t index, const NextLooks& wanted, MonoTime now)
{
    TargetRun& run = m_targets[index];
    const Looks::Todo todo =
        run.looks.take(wanted, run.base, now, m_options.mode == Mode::diagnose, kMostAnswerers - m_answersOut);
    if (todo.isEmpty())
        return;
    if (!m_serverAsks) // what a person is waited for stays said
        emitEvent(ProgressEvent{index, {QStringLiteral("progress.lookingAround"), {run.seen.target.host}, -1}, -1});
    for (const AttemptRequest& request : todo.attempts)
        submit(index, request);
    for (const auto& [to, round] : todo.echoes) {
        if (m_echoers.size() >= kMostEchoers) {
            m_echoers.front()->join();
            m_echoers.erase(m_echoers.begin());
        }
        const auto state = run.addresses.find(to);
        const bool known = state != run.addresses.end() && state->second.finished > state->second.timedOut;
        const milliseconds wait = known ? kEchoWaitKnown : kEchoWait;
        m_echoers.push_back(std::make_unique<Worker>("echo", [this, index, to = to, wait](const std::stop_token& stop) {
            post(EchoResult{index, echo(to, wait, stop)});
        }));
        readNeighbourOf(index, to);
    }
    lookAfterConnect(index, todo);
}

void Coordinator::stepWatch(std::uint32_t index, MonoTime now)
{
    TargetRun& run = m_targets[index];
    const ProbeOptions& options = run.seen.target.options;
    if (run.done)
        return;
    stepBurst(index);
    if (m_targets.size() <= kManyTargets)
        rediagnose(index, now, false);
    if (m_options.looksAround && m_targets.size() <= kManyTargets && !m_pausedApplied &&
        now - m_startedMono >= kQuiet && now >= run.lookAt) {
        run.lookAt = now + kQuiet;
        {
            const std::lock_guard lock(m_mutex);
            run.seen.now = m_clock.wall();
        }
        lookAround(index, nextLooks(run.seen), now);
    }
    if (run.seen.target.kind == HostKind::name && run.namesFinal && !run.resolving && !m_pausedApplied &&
        now >= run.resolveAgainAt)
        resolveLater(index);
    watchServer(now);
    watchOwnRules(now);
    if (!options.count || run.addresses.empty())
        return;
    run.done = !run.resolving &&
               (m_serverState != ServerState::asked || m_options.server.kind == ServerDoor::Kind::automatic) &&
               run.burstsOut == 0 && !run.looks.busy() &&
               std::all_of(run.addresses.begin(), run.addresses.end(), [&](const auto& entry) {
                   return static_cast<std::uint64_t>(entry.second.finished) >= *options.count;
               });
}

void Coordinator::rediagnose(std::uint32_t index, MonoTime now, bool force)
{
    TargetRun& run = m_targets[index];
    if (!run.dirty || (!force && now < run.diagnoseAt))
        return;
    run.diagnoseAt = now + (m_options.mode == Mode::diagnose ? milliseconds(5) : milliseconds(300));
    if (index == 0)
        aimServer(false);
    {
        const std::lock_guard lock(m_mutex);
        run.seen.now = m_clock.wall();
    }
    const Diagnosis diagnosis = diagnose(run.seen); // only this thread writes `seen`
    {
        const std::lock_guard lock(m_mutex);
        run.latest = diagnosis;
        run.hasDiagnosis = true;
        run.dirty = false;
    }
    // The store keeps how the verdict changed, not every recomputation of the same one.
    if (m_writer &&
        (m_finishing || diagnosis.verdict.cause != run.storedCause || diagnosis.verdict.pattern != run.storedPattern)) {
        run.storedCause = diagnosis.verdict.cause;
        run.storedPattern = diagnosis.verdict.pattern;
        m_writer->putVerdict(index, diagnosis);
    }
    emitEvent(DiagnosisEvent{index, diagnosis});
}

} // namespace knockback

// The server's own side: asked in a thread of its own beside the attempts, and once more after them, so that what rose
// meanwhile is seen.
#include "core/investigate/coordinator.h"

#include "core/base/text.h"
#include "core/diagnose/happening.h"
#include "core/diagnose/server_log.h"
#include "core/inspect/facts.h"

#include <algorithm>

namespace knockback {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

namespace {

// Facts nobody asked for by name (this machine's own, for a target on it) hold up a verdict no longer than this.
constexpr milliseconds kUnaskedWait{800};
constexpr seconds kLongestPause{3600};
constexpr milliseconds kTurnEvery{500}; // the attempts are looked through

// A plain reset of a closed port raises nothing that would tell more; drops, refusals by rules and full queues do.
bool mayRaise(const Attempt& attempt)
{
    if (attempt.purpose != Purpose::observe && attempt.purpose != Purpose::burst)
        return false;
    const bool plain = attempt.outcome == Outcome::refused && attempt.icmp.origin == ErrorOrigin::none;
    return (attempt.outcome != Outcome::connected && !plain) || (attempt.tcp.valid && attempt.tcp.totalRetrans > 0);
}

// "admin@db.example:22"
QString whereOf(const ServerDoor& door)
{
    return printable(door.text().section(QStringLiteral("://"), 1));
}

} // namespace

ServerAccess accessOf(const ServerDoor& door)
{
    switch (door.kind) {
    case ServerDoor::Kind::local:
        return ServerAccess::local;
    case ServerDoor::Kind::ssh:
        return ServerAccess::ssh;
    case ServerDoor::Kind::transcript:
        return ServerAccess::transcript;
    case ServerDoor::Kind::automatic:
    case ServerDoor::Kind::none:
        break;
    }
    return ServerAccess::none;
}

void Coordinator::openServer(ServerDoor door)
{
    if (m_serverState != ServerState::closed || accessOf(door) == ServerAccess::none)
        return;
    m_serverState = ServerState::asked;
    m_serverThread = std::make_unique<Worker>(
        "server", [this, door = std::move(door)](const std::stop_token& stop) { serverLoop(door, stop); },
        [this] { m_serverLooks.close(); });
}

void Coordinator::openServerIfOwn(const IpAddress& address)
{
    if (m_options.server.kind != ServerDoor::Kind::automatic || m_targets.size() != 1 ||
        !(address.isLoopback() || m_vantage.ownAddresses.contains(address)))
        return;
    ServerDoor door = m_options.server;
    door.kind = ServerDoor::Kind::local;
    openServer(std::move(door));
}

void Coordinator::serverLoop(const ServerDoor& door, const std::stop_token& stop)
{
    const TargetSpec& target = m_options.targets.front();
    Access access(door, {}, m_clock, [this](bool open) { post(ServerAsks{open}); });
    ServerQuestion question{target.port, false, target.service, {}};
    ServerAnswer answer = access.ask(question, stop);
    ServerResult result{answer.words, {}, false, answer.trouble};
    if (result.words && !result.trouble)
        result.tried = tryFromThere(access, *result.words, question, stop);
    ServerQuestion counters = question;
    counters.countersOnly = true;
    while (true) {
        if (result.words)
            result.facts = serverFacts(*result.words);
        if (!stop.stop_requested())
            post(result);
        if (!result.words || result.trouble)
            return;
        std::optional<ServerLook> look;
        while (!look && !m_serverLooks.closed())
            look = m_serverLooks.pop(seconds(3600));
        if (!look || stop.stop_requested())
            return;
        if (*look == ServerLook::counters)
            result.trouble = access.askAgain(*result.words, counters, stop);
        else
            result.trouble = askAnew(access, *result.words, question, stop);
    }
}

// What it says now stands in the place of what it said. Where it does not say all of it, what was known is kept.
std::optional<ServerTrouble> Coordinator::askAnew(Access& access, ServerWords& words, const ServerQuestion& question,
                                                  const std::stop_token& stop) const
{
    ServerAnswer answer = access.askAnew(question, stop);
    if (!answer.words || answer.trouble)
        return answer.trouble;
    answer.words->replaced = words.replaced + static_cast<int>(words.sayings.size());
    words = std::move(*answer.words);
    (void)tryFromThere(access, words, question, stop);
    return std::nullopt;
}

// Where nginx there hands requests on, each address is connected to from the server itself. What does not come of it in
// time stays "not tried".
bool Coordinator::tryFromThere(Access& access, ServerWords& words, ServerQuestion question,
                               const std::stop_token& stop) const
{
    question.tries = triesFor(serverFacts(words), m_options.targets.front().host);
    question.triesOnly = true;
    if (question.tries.isEmpty())
        return false;
    (void)access.askAgain(words, question, stop);
    return true;
}

// What the server said is read for these very attempts: again where it turns out that others are the ones that fail.
void Coordinator::aimServer(bool fresh)
{
    Observations& seen = m_targets.front().seen;
    if (!seen.serverFacts)
        return;
    const ServerTraffic traffic = trafficOf(*seen.serverFacts, seen);
    if (!fresh && traffic == m_serverTraffic)
        return;
    ServerFacts facts = *seen.serverFacts;
    aimAt(facts, traffic, seen.target.host);
    const std::lock_guard lock(m_mutex);
    m_serverTraffic = traffic;
    seen.serverFacts = std::move(facts);
}

void Coordinator::takeServer(const ServerResult& result)
{
    Observations& seen = m_targets.front().seen;
    {
        const std::lock_guard lock(m_mutex);
        if (result.words)
            m_serverWords = result.words;
        if (result.facts)
            seen.serverFacts = result.facts;
        if (result.trouble)
            seen.serverTrouble = result.trouble;
        m_targets.front().dirty = true;
    }
    aimServer(true);
    if (result.words) {
        // Those from before have been kept, whatever has become of them.
        const qsizetype from = std::max<qsizetype>(m_sayingsKept - result.words->replaced, 0);
        for (const ServerSaying& saying : result.words->sayings.mid(from))
            m_sayingBytes += saying.output.size();
        m_sayingsKept = result.words->replaced + result.words->sayings.size();
        if (m_writer)
            m_writer->putServer(0, *result.words, from);
    }
    if (m_writer && result.trouble)
        m_writer->putServerTrouble(0, *result.trouble);
    if (result.tried)
        m_serverAsksLeft = std::min(m_serverAsksLeft, kAsksAgain - 1);
    const bool enough = m_serverAsksLeft == 0 && m_options.mode == Mode::diagnose;
    if (m_serverState == ServerState::asked && m_wasAsking.count() > 0) // what was waited for is over
        emitEvent(ProgressEvent{0, {QStringLiteral("progress.trying"), {seen.target.host}, -1}, -1});
    m_serverState = result.trouble || enough ? ServerState::done : ServerState::heard;
    m_serverHeard = m_clock.mono();
    m_serverAgainAt = m_serverHeard + m_serverPause;
    if (result.words && (result.words->replaced != m_serverReplaced || m_wholeHeard == MonoTime{})) {
        m_serverReplaced = result.words->replaced;
        m_wholeHeard = m_serverHeard;
        m_serverAnewAt = m_wholeHeard + m_anewPause;
        m_anewPause = std::min(2 * m_anewPause, kLongestPause);
    }
    emitEvent(ServerEvent{0, seen.serverFacts, result.trouble});
}

// A question of ssh to a person: it is said what is waited for, and the clock of a diagnosis stands still meanwhile.
void Coordinator::takeServerAsks(bool open)
{
    if (open == m_serverAsks || m_finishing)
        return;
    const MonoTime now = m_clock.mono();
    if (open)
        m_serverAsksSince = now;
    else
        m_wasAsking += now - m_serverAsksSince;
    m_serverAsks = open;
    const QString id = open ? QStringLiteral("progress.sshAsks") : QStringLiteral("progress.askingServer");
    emitEvent(ProgressEvent{0, {id, {whereOf(m_options.server)}, -1}, -1});
}

nanoseconds Coordinator::askedFor(MonoTime now) const
{
    return m_wasAsking + (m_serverAsks ? now - m_serverAsksSince : nanoseconds(0));
}

// Did attempts go wrong that began since the server was heard last (or at all), so that its counters may have risen?
bool Coordinator::mayHaveRisen() const
{
    const TargetRun& run = m_targets.front();
    const bool first = m_serverAskedAgain == 0;
    // What a proxy turned away since has a line in its log that was not read yet.
    const bool proxy = run.seen.serverFacts && run.seen.serverFacts->nginx.there;
    return std::any_of(run.seen.attempts.begin(), run.seen.attempts.end(), [&](const Attempt& a) {
        const bool later = a.started > m_serverHeard;
        return (mayRaise(a) && (first || later)) || (proxy && later && isTurnedAway(a, false));
    });
}

bool Coordinator::askServerAgain()
{
    ServerLook look = ServerLook::counters;
    if (m_serverAsksLeft == 0 || m_serverWords->access == QLatin1String("transcript") || !m_serverLooks.tryPush(look))
        return false;
    --m_serverAsksLeft;
    ++m_serverAskedAgain;
    m_serverState = ServerState::askedAgain;
    return true;
}

// Attempts come and go, and the server may know at once why: what rose while one failed settles more than ten others.
// The second time it takes two of them: the end of the run may want that question, too.
void Coordinator::askMeanwhile()
{
    if (m_serverState != ServerState::heard || m_serverAsksLeft == 0)
        return;
    const std::vector<Attempt>& attempts = m_targets.front().seen.attempts;
    const auto failed = std::count_if(attempts.begin(), attempts.end(), [&](const Attempt& a) {
        return mayRaise(a) && a.started > m_serverHeard && (a.outcome == Outcome::timedOut || isLate(a));
    });
    if (failed > m_serverAskedAgain)
        (void)askServerAgain();
}

// Nothing else is to be done: is the server? Asks it once more where attempts failed and its counters may have risen.
bool Coordinator::awaitsServer(MonoTime now)
{
    const bool asked = m_options.server.kind != ServerDoor::Kind::automatic;
    const TargetRun& run = m_targets.front();
    const bool healthy = run.latest.verdict.cause == QLatin1String("reachable");
    switch (m_serverState) {
    case ServerState::closed:
    case ServerState::done:
        return false;
    case ServerState::asked:
    case ServerState::askedAgain:
        return asked || (!healthy && now - m_startedMono < kUnaskedWait);
    case ServerState::heard:
        break;
    }
    if (!healthy && mayHaveRisen() && askServerAgain())
        return true;
    m_serverState = ServerState::done;
    return false;
}

// Have the attempts turned since the server said everything? Then that is of before it stopped, or of before it came
// back. Refusals after success (and the other way round) turn at once, but for the connection that met the end. What is
// lost now and then turns all the time, and each time the rise of the server's counters would begin anew: there, many
// in a row must differ from many before.
bool Coordinator::hasTurned() const
{
    enum class Way : std::uint8_t
    {
        works,
        refused,
        other
    };
    static constexpr std::size_t kFew = 3, kMany = 6;
    struct Turn
    {
        Way way = Way::other;    // of the latest one,
        std::size_t since = 0;   // and of so many before it, all of them begun since the server was heard
        std::vector<Way> before; // the newest of those before these, at most kMany
    };
    std::map<IpAddress, Turn> turns;
    const std::vector<Attempt>& attempts = m_targets.front().seen.attempts;
    for (auto a = attempts.rbegin(); a != attempts.rend(); ++a) {
        const Happening h = happeningOf(*a);
        if (a->purpose != Purpose::observe || h == Happening::skipped)
            continue;
        const Way way = h == Happening::worked ? Way::works : h == Happening::reset ? Way::refused : Way::other;
        Turn& turn = turns[a->remote.address];
        if (turn.before.empty() && a->started > m_wholeHeard && (turn.since == 0 || turn.way == way)) {
            turn.way = way;
            ++turn.since;
        } else if (turn.before.size() < kMany) {
            turn.before.push_back(way);
        }
    }
    return std::any_of(turns.begin(), turns.end(), [](const auto& entry) {
        const Turn& t = entry.second;
        const std::size_t few = std::min(t.before.size(), kFew);
        const auto of = [&](std::size_t most, Way way) {
            return static_cast<std::size_t>(
                std::count(t.before.begin(), t.before.begin() + static_cast<std::ptrdiff_t>(most), way));
        };
        if (few == 0 || t.since < kFew)
            return false;
        const bool lasted = t.since >= kMany && t.before.size() == kMany;
        switch (t.way) {
        case Way::refused:
            return 2 * of(few, Way::works) >= few;
        case Way::works:
            return 2 * of(few, Way::refused) >= few || (lasted && of(kMany, Way::works) == 0);
        case Way::other:
            return lasted && of(kMany, Way::works) == kMany;
        }
        return false;
    });
}

// A watch asks again now and then, less and less often: totals only, and what is kept is bounded. When what attempts
// meet has turned since, all of it is asked anew.
void Coordinator::watchServer(MonoTime now)
{
    const bool full =
        m_sayingsKept > static_cast<qsizetype>(kMostKeptSayings) / 4 * 3 || m_sayingBytes > kMostKeptSayingBytes / 2;
    if (m_targets.size() != 1 || m_serverState != ServerState::heard || m_pausedApplied || full ||
        m_serverWords->access == QLatin1String("transcript"))
        return;
    if (now >= m_serverAnewAt) {
        m_serverAnewAt = now + kTurnEvery;
        ServerLook whole = ServerLook::whole;
        if (hasTurned() && m_serverLooks.tryPush(whole)) {
            m_serverState = ServerState::askedAgain;
            return;
        }
    }
    ServerLook counters = ServerLook::counters;
    if (now < m_serverAgainAt || !m_serverLooks.tryPush(counters))
        return;
    m_serverState = ServerState::askedAgain;
    m_serverPause = std::min(2 * m_serverPause, kLongestPause);
}

// The run ends, and a server that was asked for by name has not answered: that is said, not passed over.
void Coordinator::giveUpOnServer()
{
    if (m_serverState != ServerState::asked || m_options.server.kind == ServerDoor::Kind::automatic)
        return;
    const char* reason = m_cancelled.load(std::memory_order_acquire) ? "cancelled"
                         : m_serverAsks                              ? "not-answered"
                                                                     : "timed-out";
    takeServer({{}, {}, false, ServerTrouble{QLatin1String(reason), whereOf(m_options.server), {}}});
}

} // namespace knockback

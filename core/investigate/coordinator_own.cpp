// This machine's own packet filter: asked in a thread of its own where its rules may be read, when an address is known
// and, where a rule would stop what is sent there, once more after attempts failed.
#include "core/investigate/coordinator.h"

#include <algorithm>

namespace knockback {

namespace {

// Rules that are not there yet hold up a verdict no longer than this.
constexpr std::chrono::milliseconds kLongest{800};
constexpr std::chrono::seconds kTogether{5};
constexpr std::chrono::seconds kWatchAgain{30};

bool stops(const OwnFilter& filter)
{
    using Decision = ServerFirewall::Decision;
    return filter.state == OwnFilter::State::read &&
           (filter.rules.decision == Decision::drop || filter.rules.decision == Decision::rejectIcmp ||
            filter.rules.decision == Decision::rejectReset);
}

} // namespace

// Not of this machine's own addresses: what the rules do with those is the server's side.
void Coordinator::askOwnRules(const IpAddress& address)
{
    constexpr std::size_t kMostAddresses = 16;
    if (m_options.server.kind == ServerDoor::Kind::none || m_targets.size() != 1 || address.isLoopback() ||
        m_vantage.ownAddresses.contains(address) || m_ownConnections.size() >= kMostAddresses)
        return;
    if (!mayReadOwnRules()) {
        takeOwnFilter({OwnFilter::State::notPermitted, address, {}, m_clock.wall(), {}});
        return;
    }
    const Observations& seen = m_targets.front().seen;
    OwnConnection about{seen.target.options.source, address, seen.target.port, {}};
    for (const RouteFact& route : seen.routes)
        if (route.to == address) {
            about.interface = route.interface;
            if (about.from.isNone())
                about.from = route.preferredSource;
        }
    OwnQuestion question{about, false};
    if (!m_ownQuestions.tryPush(question))
        return;
    m_ownConnections.push_back(about);
    m_ownAskedAt = m_clock.mono();
    ++m_ownOut;
    if (!m_ownThread)
        m_ownThread = std::make_unique<Worker>(
            "own-rules", [this](const std::stop_token& stop) { ownRulesLoop(stop); },
            [this] { m_ownQuestions.close(); });
}

void Coordinator::ownRulesLoop(const std::stop_token& stop)
{
    std::optional<OwnRules> first, later;
    while (!stop.stop_requested() && !m_ownQuestions.closed()) {
        const auto question = m_ownQuestions.pop(std::chrono::seconds(3600));
        if (!question)
            continue;
        // Addresses that become known together are asked about together; later ones want the rules of then.
        if (!first || (!question->again && m_clock.wall() - first->at > kTogether)) {
            first = readOwnRules(stop, m_clock);
            later.reset();
        }
        if (question->again && !later)
            later = readOwnRules(stop, m_clock);
        if (stop.stop_requested())
            return;
        post(decideOwn(*first, question->about, later ? &*later : nullptr));
    }
}

void Coordinator::takeOwnFilter(const OwnFilter& filter)
{
    TargetRun& run = m_targets.front();
    m_ownOut = std::max(m_ownOut - 1, 0);
    {
        const std::lock_guard lock(m_mutex);
        auto& known = run.seen.ownFilters;
        const auto same =
            std::find_if(known.begin(), known.end(), [&](const OwnFilter& other) { return other.to == filter.to; });
        if (same != known.end())
            *same = filter;
        else
            known.append(filter);
        run.dirty = true;
    }
    if (m_writer)
        m_writer->putOwnFilter(0, filter);
}

// Nothing else is to be done: are the rules? A rule that would stop what failed is looked at once more, for its
// counter.
bool Coordinator::awaitsOwnRules(MonoTime now)
{
    const Observations& seen = m_targets.front().seen;
    if (m_targets.front().latest.verdict.cause == QLatin1String("reachable"))
        return false;
    if (m_ownOut == 0 && !m_ownAgain && std::any_of(seen.ownFilters.begin(), seen.ownFilters.end(), stops)) {
        m_ownAgain = true;
        for (const OwnConnection& about : m_ownConnections) {
            OwnQuestion question{about, true};
            m_ownOut += m_ownQuestions.tryPush(question) ? 1 : 0;
        }
        return m_ownOut > 0;
    }
    if (m_ownOut == 0)
        return false;
    return m_ownAgain || now - m_startedMono < kLongest; // a second look ends within its own limit
}

// A watch looks at them again while something is wrong: they may have changed since.
void Coordinator::watchOwnRules(MonoTime now)
{
    const bool healthy = m_targets.front().latest.verdict.cause == QLatin1String("reachable");
    if (healthy || !m_ownThread || m_ownOut > 0 || m_pausedApplied || now - m_ownAskedAt < kWatchAgain)
        return;
    m_ownAskedAt = now;
    for (const OwnConnection& about : m_ownConnections) {
        OwnQuestion question{about, false};
        m_ownOut += m_ownQuestions.tryPush(question) ? 1 : 0;
    }
}

} // namespace knockback

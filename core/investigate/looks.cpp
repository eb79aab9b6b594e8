#include "core/investigate/looks.h"

#include <algorithm>

namespace knockback {

namespace {

constexpr std::chrono::milliseconds kControlWait{900}; // one SYN, as for the path
constexpr std::chrono::milliseconds kHear{400};        // for another port to say which service it is

bool isTimeExceeded(const Attempt& a)
{
    return (a.icmp.origin == ErrorOrigin::icmp && a.icmp.type == 11) ||
           (a.icmp.origin == ErrorOrigin::icmp6 && a.icmp.type == 3);
}

} // namespace

QVector<std::uint8_t> PathWalk::next()
{
    QVector<std::uint8_t> out;
    if (m_done || m_outstanding > 0)
        return out;
    for (int i = 0; i < kAtOnce && m_nextTtl <= kMostHops; ++i)
        out.append(static_cast<std::uint8_t>(m_nextTtl++));
    m_outstanding = static_cast<int>(out.size());
    m_done = out.isEmpty();
    return out;
}

void PathWalk::seen(const Attempt& attempt)
{
    --m_outstanding;
    m_answers.insert_or_assign(attempt.ttl.value, attempt);
    if (m_outstanding <= 0)
        judge();
}

void PathWalk::judge()
{
    int silent = 0;
    std::map<IpAddress, int> routers;
    for (const auto& [ttl, attempt] : m_answers) {
        if (isTimeExceeded(attempt)) {
            silent = 0;
            if (++routers[attempt.icmp.offender] >= 3)
                m_done = true; // the same router for the third time: the path goes round
        } else if (attempt.outcome == Outcome::timedOut) {
            if (++silent >= kSilentInARow)
                m_done = true;
        } else {
            m_done = true; // the host answered, somebody refused, or we could not send
        }
    }
}

Looks::Key Looks::keyOf(const LookAttempt& look)
{
    return {look.purpose, look.remote, look.ttl.value, look.floor.value, look.localPort.value, look.round};
}

AttemptRequest Looks::pathRequest(const AttemptRequest& base, const Endpoint& to, std::uint8_t ttl) const
{
    AttemptRequest request = base;
    request.purpose = Purpose::path;
    request.remote = to;
    request.ttl = Ttl{ttl};
    request.timeout =
        m_pathWait.count() > 0 ? std::min<std::chrono::nanoseconds>(m_pathWait, PathWalk::kWait) : PathWalk::kWait;
    request.afterConnect = std::chrono::nanoseconds(0);
    request.hello = Protocol::none;
    request.answerDue = false;
    return request;
}

AttemptRequest Looks::lookRequest(const AttemptRequest& base, const LookAttempt& look) const
{
    AttemptRequest request = base;
    request.purpose = look.purpose;
    request.remote = look.remote;
    request.ttl = look.ttl;
    request.floor = look.floor;
    request.localPort = look.localPort;
    request.abortUnanswered = look.purpose == Purpose::sweep;
    if (look.timeout.count() > 0)
        request.timeout = look.timeout;
    else if (look.purpose == Purpose::control)
        request.timeout = std::min<std::chrono::nanoseconds>(base.timeout, kControlWait);
    if (look.purpose == Purpose::sweep) { // everything else as the attempts that failed
        if (look.listen.count() > 0)
            request.afterConnect = std::min<std::chrono::nanoseconds>(base.afterConnect, look.listen);
        return request;
    }
    if (look.hear)
        request.afterConnect = std::min<std::chrono::nanoseconds>(base.afterConnect, kHear);
    else {
        request.afterConnect = std::chrono::nanoseconds(0);
        request.hello = Protocol::none;
        request.answerDue = false;
    }
    return request;
}

Looks::Todo Looks::take(const NextLooks& wanted, const AttemptRequest& base, MonoTime now, bool sweep,
                        std::size_t threads)
{
    Todo todo;
    m_pathWait = wanted.pathWait;
    for (const LookEcho& echo : wanted.echo)
        if (m_echoes.insert({echo.to, echo.round}).second) {
            todo.echoes.append(echo);
            ++m_echoesOut;
        }
    const auto takeThreads = [&](const QVector<IpAddress>& from, auto& table, QVector<IpAddress>& to) {
        for (const IpAddress& address : from)
            if (threads > 0 && table.insert(address).second) {
                to.append(address);
                ++m_answersOut;
                --threads;
            }
    };
    takeThreads(wanted.tls, m_tls, todo.tls);
    takeThreads(wanted.large, m_large, todo.large);
    for (const LookAttempt& look : wanted.attempts) {
        if (look.purpose == Purpose::sweep && !sweep)
            continue;
        Lane& lane = m_lanes[{look.purpose, look.remote}];
        // Floors under one port's answers differ and run side by side; everything else at one endpoint in turn.
        const bool mayRun = look.purpose == Purpose::distance || lane.out == 0;
        if (!mayRun || (look.gap.count() > 0 && lane.started.ns != 0 && now - lane.started < look.gap) ||
            !m_taken.insert(keyOf(look)).second)
            continue;
        ++lane.out;
        lane.started = now;
        todo.attempts.append(lookRequest(base, look));
    }
    for (const Endpoint& to : wanted.path) {
        const auto [walking, isNew] = m_paths.try_emplace(to);
        if (isNew)
            for (const std::uint8_t ttl : walking->second.next())
                todo.attempts.append(pathRequest(base, to, ttl));
    }
    return todo;
}

bool Looks::pending(const NextLooks& wanted) const
{
    return std::any_of(wanted.attempts.begin(), wanted.attempts.end(),
                       [this](const LookAttempt& look) { return m_taken.count(keyOf(look)) == 0; }) ||
           std::any_of(wanted.echo.begin(), wanted.echo.end(),
                       [this](const LookEcho& echo) {
                           return m_echoes.count({echo.to, echo.round}) == 0;
                       }) ||
           std::any_of(wanted.tls.begin(), wanted.tls.end(),
                       [this](const IpAddress& to) { return m_tls.count(to) == 0; }) ||
           std::any_of(wanted.large.begin(), wanted.large.end(),
                       [this](const IpAddress& to) { return m_large.count(to) == 0; });
}

QVector<AttemptRequest> Looks::onward(const AttemptRequest& base)
{
    QVector<AttemptRequest> out;
    for (auto& [to, walk] : m_paths)
        for (const std::uint8_t ttl : walk.next())
            out.append(pathRequest(base, to, ttl));
    return out;
}

void Looks::seen(const Attempt& attempt)
{
    const auto walk = m_paths.find(attempt.remote);
    if (attempt.purpose == Purpose::path && walk != m_paths.end() && !walk->second.done()) {
        walk->second.seen(attempt);
        return;
    }
    const auto lane = m_lanes.find({attempt.purpose, attempt.remote});
    if (lane != m_lanes.end())
        --lane->second.out;
}

bool Looks::busy() const
{
    return m_echoesOut > 0 || m_answersOut > 0 ||
           std::any_of(m_lanes.begin(), m_lanes.end(), [](const auto& entry) { return entry.second.out > 0; }) ||
           std::any_of(m_paths.begin(), m_paths.end(), [](const auto& entry) { return !entry.second.done(); });
}

} // namespace knockback

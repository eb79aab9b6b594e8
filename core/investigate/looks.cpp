#include "core/investigate/looks.h"

#include <algorithm>

namespace knockback {

namespace {

constexpr std::chrono::milliseconds kControlWait{900}; // one SYN, as for the path

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

AttemptRequest Looks::pathRequest(const AttemptRequest& base, const IpAddress& to, Port port, std::uint8_t ttl) const
{
    AttemptRequest request = base;
    request.purpose = Purpose::path;
    request.remote = {to, port};
    request.ttl = Ttl{ttl};
    request.timeout = PathWalk::kWait;
    request.afterConnect = std::chrono::nanoseconds(0);
    request.hello = Protocol::none;
    request.answerDue = false;
    return request;
}

Looks::Todo Looks::take(const NextLooks& wanted, const AttemptRequest& base, Port targetPort, MonoTime now,
                        std::chrono::nanoseconds again, std::size_t threads)
{
    Todo todo;
    const auto due = [&](auto& table, const auto& key) {
        const auto found = table.find(key);
        if (found != table.end() && now - found->second < again)
            return false;
        table.insert_or_assign(key, now);
        return true;
    };
    for (const IpAddress& to : wanted.echo)
        if (due(m_echoes, to)) {
            todo.echoes.append(to);
            ++m_echoesOut;
        }
    const auto takeThreads = [&](const QVector<IpAddress>& from, auto& table, QVector<IpAddress>& to) {
        for (const IpAddress& address : from)
            if (threads > 0 && due(table, address)) {
                to.append(address);
                ++m_answersOut;
                --threads;
            }
    };
    takeThreads(wanted.tls, m_tls, todo.tls);
    takeThreads(wanted.large, m_large, todo.large);
    for (const Endpoint& control : wanted.controlPorts)
        if (due(m_controls, control)) {
            AttemptRequest request = base;
            request.purpose = Purpose::control;
            request.remote = control;
            request.timeout = std::min<std::chrono::nanoseconds>(base.timeout, kControlWait);
            request.afterConnect = std::chrono::nanoseconds(0);
            request.hello = Protocol::none;
            request.answerDue = false;
            todo.attempts.append(request);
            ++m_controlsOut;
        }
    for (const IpAddress& to : wanted.path) {
        const auto walking = m_paths.find(to);
        if (walking != m_paths.end() && !walking->second.done())
            continue;
        if (!due(m_pathStarted, to))
            continue;
        PathWalk walk;
        for (const std::uint8_t ttl : walk.next())
            todo.attempts.append(pathRequest(base, to, targetPort, ttl));
        m_paths.insert_or_assign(to, walk);
    }
    return todo;
}

QVector<AttemptRequest> Looks::onward(const AttemptRequest& base, Port targetPort)
{
    QVector<AttemptRequest> out;
    for (auto& [to, walk] : m_paths)
        for (const std::uint8_t ttl : walk.next())
            out.append(pathRequest(base, to, targetPort, ttl));
    return out;
}

void Looks::seen(const Attempt& attempt)
{
    if (attempt.purpose == Purpose::control)
        --m_controlsOut;
    else if (attempt.purpose == Purpose::path) {
        const auto walk = m_paths.find(attempt.remote.address);
        if (walk != m_paths.end())
            walk->second.seen(attempt);
    }
}

bool Looks::busy() const
{
    return m_controlsOut > 0 || m_echoesOut > 0 || m_answersOut > 0 ||
           std::any_of(m_paths.begin(), m_paths.end(), [](const auto& entry) { return !entry.second.done(); });
}

} // namespace knockback

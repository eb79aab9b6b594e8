// The extra looks an adaptive run takes where attempts alone do not settle it: echo, other ports of the host, the path.
//
// Thread: the coordinator's only.
#pragma once

#include "core/diagnose/diagnose.h"
#include "core/facts/attempt.h"
#include "core/facts/target.h"
#include "core/facts/vantage.h"
#include "core/probe/engine.h"

#include <chrono>
#include <map>
#include <set>
#include <tuple>

namespace knockback {

// How far one path has been followed: SYNs to the target port with TTL 1, 2, 3, …, a few at a time. It ends where the
// host itself answers, where an ICMP error says there is no further, after several silent hops in a row (beyond the
// one that still answered nothing can be told apart), when the same routers come again, or at kMostHops.
class PathWalk
{
public:
    static constexpr int kMostHops = 30;
    static constexpr int kAtOnce = 4;
    static constexpr int kSilentInARow = 4;
    // Below the first retransmission (1 s), so that each TTL costs exactly one packet.
    static constexpr std::chrono::milliseconds kWait{600};

    bool done() const { return m_done; }
    int outstanding() const { return m_outstanding; }
    // The TTLs to try next; empty while some are still out, or when it is over.
    QVector<std::uint8_t> next();
    void seen(const Attempt& attempt);

private:
    void judge();

    int m_nextTtl = 1;
    int m_outstanding = 0;
    bool m_done = false;
    std::map<int, Attempt> m_answers; // by TTL
};

// All looks of one target.
class Looks
{
public:
    // Wanted looks that were not taken yet, as requests for the engine; what was asked once is not asked again.
    struct Todo
    {
        QVector<AttemptRequest> attempts;
        QVector<LookEcho> echoes;
        QVector<IpAddress> tls, large; // one handshake, one large answer with each
        bool isEmpty() const { return attempts.isEmpty() && echoes.isEmpty() && tls.isEmpty() && large.isEmpty(); }
    };
    // sweep: looks that repeat the port in question may be taken, too (a watch tries it often enough by itself).
    // Of what takes a thread each (TLS, large answers) at most `threads` now; the others stay wanted.
    Todo take(const NextLooks& wanted, const AttemptRequest& base, MonoTime now, bool sweep, std::size_t threads = 4);
    // Is there anything that take() would give, now or when its time has come?
    bool pending(const NextLooks& wanted) const;
    // More of a path under way, after seen().
    QVector<AttemptRequest> onward(const AttemptRequest& base);
    void seen(const Attempt& attempt);
    void echoed() { --m_echoesOut; }
    void answered() { --m_answersOut; } // a TLS handshake or a large answer
    bool busy() const;

private:
    // A look is taken once.
    using Key = std::tuple<Purpose, Endpoint, std::uint8_t, std::uint8_t, std::uint16_t, int>;
    static Key keyOf(const LookAttempt& look);
    // What is under way at one endpoint for one purpose, and when the last one began.
    struct Lane
    {
        int out = 0;
        MonoTime started{};
    };
    AttemptRequest lookRequest(const AttemptRequest& base, const LookAttempt& look) const;
    AttemptRequest pathRequest(const AttemptRequest& base, const Endpoint& to, std::uint8_t ttl) const;

    std::set<Key> m_taken;
    std::map<std::pair<Purpose, Endpoint>, Lane> m_lanes;
    std::set<std::pair<IpAddress, int>> m_echoes;
    std::map<Endpoint, PathWalk> m_paths;
    std::chrono::nanoseconds m_pathWait{0};
    std::set<IpAddress> m_tls, m_large;
    int m_echoesOut = 0;
    int m_answersOut = 0;
};

} // namespace knockback

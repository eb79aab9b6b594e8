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
    // Wanted looks that were not taken yet, as requests for the engine; what was asked once is not asked again until
    // `again` has passed (a watch looks again, a diagnosis does not).
    struct Todo
    {
        QVector<AttemptRequest> attempts;
        QVector<IpAddress> echoes;
        QVector<IpAddress> tls, large; // one handshake, one large answer with each
        bool isEmpty() const { return attempts.isEmpty() && echoes.isEmpty() && tls.isEmpty() && large.isEmpty(); }
    };
    // Of what takes a thread each (TLS, large answers) at most `threads` now; the others stay wanted.
    Todo take(const NextLooks& wanted, const AttemptRequest& base, Port targetPort, MonoTime now,
              std::chrono::nanoseconds again, std::size_t threads = 4);
    // More of a path under way, after seen().
    QVector<AttemptRequest> onward(const AttemptRequest& base, Port targetPort);
    void seen(const Attempt& attempt);
    void echoed() { --m_echoesOut; }
    void answered() { --m_answersOut; } // a TLS handshake or a large answer
    bool busy() const;

private:
    AttemptRequest pathRequest(const AttemptRequest& base, const IpAddress& to, Port port, std::uint8_t ttl) const;

    std::map<Endpoint, MonoTime> m_controls;
    std::map<IpAddress, MonoTime> m_echoes;
    std::map<IpAddress, MonoTime> m_tls, m_large;
    std::map<IpAddress, PathWalk> m_paths;
    std::map<IpAddress, MonoTime> m_pathStarted;
    int m_controlsOut = 0;
    int m_echoesOut = 0;
    int m_answersOut = 0;
};

} // namespace knockback

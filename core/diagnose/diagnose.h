// Facts to causes. Pure: no clock, no socket, no file, no language. The same observations give the same verdict,
// always. Thread: any.
#pragma once

#include "core/facts/diagnosis.h"
#include "core/facts/observations.h"

#include <QStringList>
#include <chrono>

namespace knockback {

// May be called at any time during a run (partial observations): `settled` in the answer says whether more of the same
// kind of observation could change it. Never throws; any observations, however absurd, give a verdict with a
// confidence from 0 to 1.
Diagnosis diagnose(const Observations& observations);

// All cause ids of the catalogue, in its order, those not yet diagnosed included.
QStringList causeIds();
// Those this version can conclude.
QStringList diagnosableCauseIds();

// One attempt that would tell more, beside those to the port in question. The same look is asked for until its answer
// is among the observations; who takes it takes it once.
struct LookAttempt
{
    Purpose purpose = Purpose::control; // control, distance, sweep, or path for a single TTL
    Endpoint remote;
    Ttl ttl;                             // path
    Ttl floor;                           // distance
    Port localPort;                      // sweep
    int round = 0;                       // the same again, from 0
    bool hear = false;                   // listen to what it says: is it the service that is missed?
    std::chrono::nanoseconds listen{0};  // sweep: for an answer that is due; 0 = as the attempts themselves
    std::chrono::nanoseconds timeout{0}; // 0 = usual for the purpose
    std::chrono::nanoseconds gap{0};     // at least so long after the last one to this endpoint
};
struct LookEcho
{
    IpAddress to;
    int round = 0;
};

// What should be looked at next, for the adaptive run: which extra observation would separate the top candidates.
struct NextLooks
{
    QVector<LookEcho> echo;
    QVector<LookAttempt> attempts;
    QVector<IpAddress> tls;          // addresses whose port to make one TLS handshake with
    QVector<IpAddress> large;        // addresses whose port to ask over HTTP for an answer of full packets
    QVector<Endpoint> path;          // whose path to trace with TTL-limited SYNs: the target's port, or a control port
    QVector<IpAddress> moreAttempts; // addresses that need another attempt
    std::chrono::nanoseconds spacing{0};  // from the end of one of these to the start of the next; 0 = the run's own
    std::chrono::nanoseconds pathWait{0}; // for each hop; 0 = as usual
    bool isEmpty() const
    {
        return echo.isEmpty() && attempts.isEmpty() && tls.isEmpty() && large.isEmpty() && path.isEmpty() &&
               moreAttempts.isEmpty();
    }
};
NextLooks nextLooks(const Observations& observations);

} // namespace knockback

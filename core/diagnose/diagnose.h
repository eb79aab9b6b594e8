// Facts to causes. Pure: no clock, no socket, no file, no language. The same observations give the same verdict,
// always. Thread: any.
#pragma once

#include "core/facts/diagnosis.h"
#include "core/facts/observations.h"

#include <QStringList>

namespace knockback {

// May be called at any time during a run (partial observations): `settled` in the answer says whether more of the same
// kind of observation could change it. Never throws; any observations, however absurd, give a verdict with a
// confidence from 0 to 1.
Diagnosis diagnose(const Observations& observations);

// All cause ids of the catalogue, in its order, those not yet diagnosed included.
QStringList causeIds();
// Those this version can conclude.
QStringList diagnosableCauseIds();

// What should be looked at next, for the adaptive run: which extra observation would separate the top candidates.
struct NextLooks
{
    QVector<IpAddress> echo;         // addresses to echo
    QVector<Endpoint> controlPorts;  // other ports of the host, few and polite
    QVector<IpAddress> tls;          // addresses whose port to make one TLS handshake with
    QVector<IpAddress> large;        // addresses whose port to ask over HTTP for an answer of full packets
    QVector<IpAddress> path;         // addresses whose path to trace with TTL-limited SYNs to the target port
    QVector<IpAddress> moreAttempts; // addresses that need another attempt
};
NextLooks nextLooks(const Observations& observations);

} // namespace knockback

#include "core/session/session.h"

#include <algorithm>

namespace knockback {

Observations observationsOf(const Session& session, std::uint32_t target)
{
    Observations out;
    out.version = session.version;
    out.targetIndex = target;
    out.vantage = session.vantage;
    out.server = session.server;
    out.started = session.started;
    out.now = session.ended;
    out.finished = true; // of what is read from a file, nothing more will come
    if (target < static_cast<std::size_t>(session.targets.size())) {
        const SessionTarget& from = session.targets[static_cast<qsizetype>(target)];
        out.target = from.spec;
        out.names = from.names;
        out.routes = from.routes;
        out.neighbours = from.neighbours;
        out.echoes = from.echoes;
        out.routers = from.routers;
        out.tls = from.tls;
        out.large = from.large;
        out.counters = from.counters;
        out.serverTrouble = from.serverTrouble;
        out.ownFilters = from.ownFilters;
    }
    for (const Attempt& attempt : session.attempts)
        if (attempt.target == target)
            out.attempts.push_back(attempt);
    std::stable_sort(out.attempts.begin(), out.attempts.end(),
                     [](const Attempt& a, const Attempt& b) { return a.id < b.id; });
    return out;
}

} // namespace knockback

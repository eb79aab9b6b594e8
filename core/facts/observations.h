// Thread: any; values. All that diagnose is handed: what was seen, and nothing of how.
#pragma once

#include "core/facts/after_connect.h"
#include "core/facts/attempt.h"
#include "core/facts/names.h"
#include "core/facts/server.h"
#include "core/facts/target.h"
#include "core/facts/vantage.h"

#include <QVector>
#include <optional>
#include <vector>

namespace knockback {

// Where facts of the server come from, as asked for.
enum class ServerAccess : std::uint8_t
{
    none, // nobody asked for it
    local,
    ssh,
    transcript,
};

struct Observations
{
    QString version; // of the program that observes
    TargetSpec target;
    std::uint32_t targetIndex = 0;
    NameReport names;
    VantageFacts vantage;
    QVector<RouteFact> routes;
    QVector<NeighbourFact> neighbours;
    QVector<EchoFact> echoes;
    QVector<RouterFact> routers;   // those that have a name
    QVector<OwnFilter> ownFilters; // one an address, the latest
    QVector<TlsFact> tls;
    QVector<LargeFact> large;
    QVector<KernelCounters> counters; // the first before any attempt, the others while attempts were silent
    std::vector<Attempt> attempts;    // of this target, all purposes, in the order of their start
    ServerAccess server = ServerAccess::none;
    std::optional<ServerFacts> serverFacts;     // what the server says of itself, where it could be asked
    std::optional<ServerTrouble> serverTrouble; // why it could not, or not to the end
    WallTime started;
    WallTime now;          // the moment of diagnosing; diagnose has no clock
    bool finished = false; // nothing more will be observed
};

} // namespace knockback

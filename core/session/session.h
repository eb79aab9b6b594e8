// A session in memory: what a .knock file holds. Thread: any; values.
#pragma once

#include "core/facts/diagnosis.h"
#include "core/facts/observations.h"

#include <QString>
#include <QVector>
#include <vector>

namespace knockback {

struct Note
{
    WallTime at;
    WallTime about;
    QString text;
}; // about: the point on the timeline it speaks of, 0 = the session

struct SessionTarget
{
    TargetSpec spec;
    NameReport names; // the latest
    QVector<RouteFact> routes;
    QVector<NeighbourFact> neighbours;
    QVector<EchoFact> echoes;
    QVector<RouterFact> routers;
    QVector<TlsFact> tls;
    QVector<LargeFact> large;
    QVector<KernelCounters> counters;
    std::optional<ServerWords> server; // what the server said of itself; facts are read from it anew
    std::optional<ServerTrouble> serverTrouble;
    std::optional<Diagnosis> concluded; // the latest diagnosis in the file, as it was made then; none = there is none
    QVector<OwnFilter> ownFilters;      // of this machine, one an address
    std::optional<Diagnosis> before;    // what an earlier run concluded, where this one was made to verify a fix
};

// One of the verdicts over time.
struct SavedVerdict
{
    WallTime at;
    std::uint32_t target = 0;
    QString cause;
    double confidence = 0;
};

struct Session
{
    QString path; // "" = never on disk
    QString uuid;
    QString version; // of the program that wrote it
    WallTime started;
    WallTime ended;        // of the last thing written
    bool finished = false; // closed in order; false = still running, or its writer died
    VantageFacts vantage;
    ServerAccess server = ServerAccess::none;
    QVector<SessionTarget> targets;
    std::vector<Attempt> attempts; // all targets, all purposes, by id
    QVector<Note> notes;
    QVector<SavedVerdict> verdicts; // as they were reached
};

// The observations of one target, for diagnose(). `now` = the session's end. What a server said stays among the
// target's words: core/investigate's reopened() reads it.
Observations observationsOf(const Session& session, std::uint32_t target);

} // namespace knockback

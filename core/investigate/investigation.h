// The one façade both programs drive: resolves, probes, reads this machine, diagnoses, feeds the store and the screen.
//
// Thread: one owner (the GUI's or the command line's main thread) for everything public. Work happens in the engine's,
// the store's and the coordinator's threads; results come as values through one queue that the owner drains.
#pragma once

#include "core/base/result.h"
#include "core/base/words.h"
#include "core/facts/diagnosis.h"
#include "core/facts/observations.h"
#include "core/inspect/access.h"
#include "core/resolve/resolver.h"
#include "core/session/store.h"

#include <QVector>
#include <chrono>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

namespace knockback {

enum class Mode
{
    watch,    // attempts until stopped, counted out or out of time; diagnoses again as facts come in
    diagnose, // adaptive: stops as soon as the cause is settled, 15 s (or `duration`) at most
};

struct InvestigationOptions
{
    Mode mode = Mode::diagnose;
    QVector<TargetSpec> targets; // 1–10,000 for watch, 1 for diagnose
    ServerDoor server;           // for one target; of several it is not asked
    bool burstConfirmed = false; // a burst is only ever sent when this is set
    bool looksAround = true;     // echo, control ports and path when the evidence asks for them
    ResolvePaths resolvePaths;
    // What an earlier run of this one target concluded: this one verifies the fix. It is kept with the session, and as
    // long as every attempt connects, there are as many as luck cannot explain.
    std::optional<Diagnosis> before;
    QString sessionPath;     // where to write; "" = an unsaved session in the state folder
    bool keepSession = true; // false: nothing on disk at all (knockback-cli without --save)
};

// What happened, as values. `run` tells runs apart: events of an older run are dropped by the owner.
struct AttemptEvent
{
    Attempt attempt;
};
struct NamesEvent
{
    std::uint32_t target;
    NameReport names;
};
struct RouteEvent
{
    std::uint32_t target;
    RouteFact route;
};
struct NeighbourEvent
{
    std::uint32_t target;
    NeighbourFact neighbour;
};
struct EchoEvent
{
    std::uint32_t target;
    EchoFact echo;
};
struct RouterEvent
{
    std::uint32_t target;
    RouterFact router;
};
struct TlsEvent
{
    std::uint32_t target;
    TlsFact tls;
};
struct LargeEvent
{
    std::uint32_t target;
    LargeFact large;
};
struct ServerEvent
{
    std::uint32_t target;
    std::optional<ServerFacts> facts;
    std::optional<ServerTrouble> trouble;
}; // what the server said, each time that it said more
struct VantageEvent
{
    VantageFacts vantage;
};
struct DiagnosisEvent
{
    std::uint32_t target;
    Diagnosis diagnosis;
};
struct ProgressEvent
{
    std::uint32_t target;
    Phrase doing;
    double part = -1;
}; // part: 0–1, -1 = not known
struct TroubleEvent
{
    Error error;
}; // something of ours does not work (disk full); the run goes on
struct FinishedEvent
{
    bool cancelled = false;
}; // always last, exactly once
using InvestigationEvent =
    std::variant<AttemptEvent, NamesEvent, RouteEvent, NeighbourEvent, EchoEvent, RouterEvent, TlsEvent, LargeEvent,
                 ServerEvent, VantageEvent, DiagnosisEvent, ProgressEvent, TroubleEvent, FinishedEvent>;

class Investigation
{
public:
    // Checks the options, opens the session file, starts. Errors are the user's to mend.
    static Result<std::unique_ptr<Investigation>> start(InvestigationOptions options);
    ~Investigation(); // cancels and joins; at most 200 ms

    // Answers at once; FinishedEvent follows within 100 ms, everything seen before it.
    void cancel();
    void setPaused(bool paused); // watch: no new attempts while paused
    bool finished() const;       // FinishedEvent was handed out

    // Waits for something new at most so long, then gives everything there is, in order. For the command line.
    std::vector<InvestigationEvent> wait(std::chrono::milliseconds atMost);
    // Never waits; at most `most`. For the GUI's frame timer.
    std::vector<InvestigationEvent> drain(std::size_t most = 20'000);

    // Everything seen so far, a consistent copy (attempts the queue still holds included).
    Session session() const;
    // The latest diagnosis of a target; a fresh one where there was none yet.
    Diagnosis diagnosis(std::uint32_t target) const;
    // nullptr when keepSession was false.
    SessionWriter* writer() const;

private:
    Investigation();
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

ServerAccess accessOf(const ServerDoor& door);

// The exit status of contract.md for a diagnosis: 0 reachable, 1 a fault, 3 inconclusive.
int exitStatus(const Diagnosis& diagnosis);

} // namespace knockback

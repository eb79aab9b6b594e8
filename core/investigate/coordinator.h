// The thread that conducts one investigation: takes what the engine, the resolvers and the looks deliver, keeps the
// observations, has them diagnosed, decides what to try next, and hands everything to the store and to the owner.
//
// Thread: constructed by the owner; run() in the coordinator's thread; everything marked "any" from any other.
#pragma once

#include "core/base/bounded_queue.h"
#include "core/base/wake.h"
#include "core/base/worker.h"
#include "core/inspect/aim.h"
#include "core/inspect/own_rules.h"
#include "core/investigate/intake.h"
#include "core/investigate/investigation.h"
#include "core/investigate/looks.h"
#include "core/investigate/router_asker.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <optional>

namespace knockback {

class Coordinator // NOLINT(clang-analyzer-optin.performance.Padding): one a run; the order is that of dying
{
public:
    // writer may be null; must outlive the coordinator.
    Coordinator(InvestigationOptions options, SessionWriter* writer);
    ~Coordinator();

    Status engineStatus() const { return m_engine.status(); }
    void begin(); // starts the thread; once

    // Thread: any.
    void cancel();
    void setPaused(bool paused);
    std::vector<InvestigationEvent> take(std::chrono::milliseconds atMost, std::size_t most);
    // What is known now. Attempts are the newest kKept of each target; `complete` says whether these are all.
    Session snapshot(bool& complete) const;
    Diagnosis diagnosis(std::uint32_t target) const;

private:
    static constexpr std::size_t kManyTargets = 50; // from here on only what is cheap

    struct AddressRun
    {
        int started = 0; // observe attempts handed to the engine (diagnose) or recorded (watch)
        int finished = 0;
        int timedOut = 0;      // of the finished
        int unanswered = 0;    // of the finished
        bool inFlight = false; // diagnose only
        std::chrono::nanoseconds lastConnect{0};
        std::optional<Outcome> only;   // the outcome all of them had; none yet, or see mixed
        bool mixed = false;            // they did not all end the same way
        bool lookConnected = false;    // a look (a limited TTL, a floor) at this very port got through
        bool lastWasIcmp = false;      // the last one that was answered at all ended with an ICMP error
        bool slowUnreachable = false;  // one ended unreachable only after a second or more: nobody answered ARP or ND
        MonoTime nextAt;               // diagnose: not before
        MonoTime endedAt;              // diagnose: the latest one
        std::int64_t firstByteNs = -1; // after connecting, the slowest answer so far; -1 = none came
        std::uint32_t schedule = 0;    // watch
        bool burstSent = false;
    };
    struct TargetRun
    {
        Observations seen;
        AttemptRequest base;
        std::map<IpAddress, AddressRun> addresses;
        Looks looks;
        Diagnosis latest;
        bool hasDiagnosis = false;
        bool dirty = true;
        bool complete = true; // nothing of seen.attempts was let go
        bool namesFinal = false;
        bool resolving = false;
        bool done = false;
        int burstsOut = 0;
        MonoTime resolveAgainAt;
        MonoTime diagnoseAt; // not before
        MonoTime lookAt;     // watch: not before
        QString storedCause; // of the verdict last put into the store
        Pattern storedPattern = Pattern::none;
    };
    struct NamesResult
    {
        std::uint32_t target;
        NameReport names;
        bool final;
    };
    struct EchoResult
    {
        std::uint32_t target;
        EchoFact echo;
    };
    struct TlsResult
    {
        std::uint32_t target;
        TlsFact tls;
    };
    struct RouterResult
    {
        std::uint32_t target;
        RouterFact router;
    };
    struct LargeResult
    {
        std::uint32_t target;
        LargeFact large;
    };
    enum class ServerLook : std::uint8_t
    {
        counters,
        whole,
    };
    struct ServerResult
    {
        std::optional<ServerWords> words; // all of them so far
        std::optional<ServerFacts> facts; // read from these
        bool tried = false;               // addresses were connected to from there: a question of its own
        std::optional<ServerTrouble> trouble;
    };
    // What is asked about this machine's own packet filter (coordinator_own.cpp).
    struct OwnQuestion
    {
        OwnConnection about;
        bool again = false; // its counters once more
    };
    struct ServerAsks
    {
        bool open; // ssh has a question for a person
    };
    using Inbox = std::variant<NamesResult, EchoResult, RouterResult, TlsResult, LargeResult, ServerResult, ServerAsks,
                               OwnFilter>;

    void run(const std::stop_token& stop);
    void start();
    void drainInbox();
    void drainIntake();
    void record(Attempt attempt);
    static void takeStock(AddressRun& state, const Attempt& attempt);
    void recordUnresolved(std::uint32_t index);
    void takeNames(std::uint32_t index, const NameReport& names, bool final);
    void addAddress(std::uint32_t index, const IpAddress& address);
    void readWay(std::uint32_t index, const IpAddress& address);
    void readNeighbourOf(std::uint32_t index, const IpAddress& address);
    void readCountersOf(std::uint32_t index);
    void stepAll(MonoTime now);
    void stepDiagnose(std::uint32_t index, MonoTime now);
    void stepWatch(std::uint32_t index, MonoTime now);
    void stepBurst(std::uint32_t index);
    bool mayTryAgain(const TargetRun& run, const AddressRun& state) const;
    void launch(std::uint32_t index, const IpAddress& address, AddressRun& state, MonoTime now);
    bool provesLittle(const TargetRun& run, const AddressRun& state) const;
    bool addressesAreDone(const TargetRun& run) const;
    bool anyoneAnswered(const TargetRun& run) const;
    void lookAround(std::uint32_t index, const NextLooks& wanted, MonoTime now);
    void lookAfterConnect(std::uint32_t index, const Looks::Todo& todo);
    void takeAfterConnect(const Inbox& item);
    void askRouter(const Attempt& attempt);
    void takeRouter(const RouterResult& result);
    void openServer(ServerDoor door);
    void openServerIfOwn(const IpAddress& address);
    void serverLoop(const ServerDoor& door, const std::stop_token& stop);
    void takeServer(const ServerResult& result);
    void takeServerAsks(bool open);
    std::chrono::nanoseconds askedFor(MonoTime now) const;
    bool tryFromThere(Access& access, ServerWords& words, ServerQuestion question, const std::stop_token& stop) const;
    void aimServer(bool fresh);
    bool awaitsServer(MonoTime now);
    bool mayHaveRisen() const;
    bool askServerAgain();
    std::optional<ServerTrouble> askAnew(Access& access, ServerWords& words, const ServerQuestion& question,
                                         const std::stop_token& stop) const;
    bool hasTurned() const;
    void askMeanwhile();
    void watchServer(MonoTime now);
    void giveUpOnServer();
    void askOwnRules(const IpAddress& address);
    void ownRulesLoop(const std::stop_token& stop);
    void takeOwnFilter(const OwnFilter& filter);
    bool awaitsOwnRules(MonoTime now);
    void watchOwnRules(MonoTime now);
    void submit(std::uint32_t index, const AttemptRequest& request);
    void rediagnose(std::uint32_t index, MonoTime now, bool force);
    void resolveLater(std::uint32_t index);
    void resolveLoop(const std::stop_token& stop);
    void checkStore();
    void finish(bool cancelled);
    void emitEvent(InvestigationEvent event);
    void post(Inbox item);
    bool overTime(MonoTime now) const;
    std::chrono::nanoseconds timeOfDiagnosis() const;
    MonoTime nextDeadline(MonoTime now) const;

    const InvestigationOptions m_options;
    const int m_attemptsToTell; // to each address, where a fix is verified; else 0
    const std::chrono::nanoseconds m_timeToTell;
    SessionWriter* const m_writer;
    const Clock& m_clock;
    Wake m_wake;
    Intake m_intake;

    mutable std::mutex m_mutex; // guards m_targets, m_vantage, m_started against the owner; only the coordinator writes
    std::vector<TargetRun> m_targets;
    VantageFacts m_vantage;
    WallTime m_started;

    MonoTime m_startedMono;
    std::uint64_t m_lastId = 0;
    std::deque<Attempt> m_unsaved; // the store had no room for these yet
    std::int64_t m_inFlight = 0;   // attempts handed to the engine and not back (diagnose, looks, bursts)
    MonoTime m_storeCheckAt, m_stepAt;
    bool m_storeIsWell = true;
    bool m_pausedApplied = false;
    bool m_finishing = false; // nothing new is handed to the engine any more
    std::atomic<bool> m_cancelled{false};
    std::atomic<bool> m_paused{false};

    std::mutex m_inboxMutex;
    std::vector<Inbox> m_inbox;

    std::mutex m_outMutex;
    std::condition_variable m_outChanged;
    std::deque<InvestigationEvent> m_out;

    // The server's side of the one target (coordinator_server.cpp).
    enum class ServerState : std::uint8_t
    {
        closed,
        asked,
        heard,
        askedAgain,
        done, // heard often enough, or never
    } m_serverState = ServerState::closed;
    std::optional<ServerWords> m_serverWords; // guarded by m_mutex, too
    ServerTraffic m_serverTraffic;            // what its facts were last read for
    qsizetype m_sayingsKept = 0;              // the replaced ones included
    std::int64_t m_sayingBytes = 0;           // of these
    bool m_serverAsks = false;                // a person has a question of ssh to answer,
    MonoTime m_serverAsksSince;               // since then
    std::chrono::nanoseconds m_wasAsking{0};  // and had the ones before for so long
    static constexpr int kAsksAgain = 2;      // of one diagnosis: while attempts fail, and at its end
    int m_serverAsksLeft = kAsksAgain;
    int m_serverAskedAgain = 0;
    MonoTime m_serverAgainAt, m_serverHeard;
    std::chrono::seconds m_serverPause{10};
    MonoTime m_wholeHeard;    // when it last said everything; zero = never yet
    MonoTime m_serverAnewAt;  // all of it anew not before
    int m_serverReplaced = 0; // of the words last heard
    std::chrono::seconds m_anewPause{2};
    BoundedQueue<ServerLook> m_serverLooks{4};

    BoundedQueue<OwnQuestion> m_ownQuestions{64};
    std::vector<OwnConnection> m_ownConnections; // asked about
    int m_ownOut = 0;                            // of these, not answered yet
    bool m_ownAgain = false;
    MonoTime m_ownAskedAt;

    BoundedQueue<std::uint32_t> m_toResolve{20'000};
    std::unique_ptr<Worker> m_serverThread, m_ownThread;
    std::vector<std::unique_ptr<Worker>> m_resolvers;
    std::vector<std::unique_ptr<Worker>> m_echoers;
    std::vector<std::unique_ptr<Worker>> m_answerers; // TLS handshakes and large answers
    std::size_t m_answersOut = 0;                     // of these, still at work
    RouterAsker m_routers;
    Engine m_engine;
    std::unique_ptr<Worker> m_thread; // last: dies first
};

} // namespace knockback

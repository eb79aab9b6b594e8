// Thread: any; values. What is concluded: the diagnosis document (contract.md, schema knockback.diagnosis/1) before it
// has a language.
#pragma once

#include "core/base/clock.h"
#include "core/base/words.h"
#include "core/facts/address.h"
#include "core/facts/outcome.h"

#include <QString>
#include <QStringList>
#include <QVector>
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>

namespace knockback {

enum class Pattern : std::uint8_t
{
    none,
    persistent,
    intermittent,
    periodic,
    underLoad,
    recovered
};
enum class Side : std::uint8_t
{
    none,
    client,
    network,
    server,
    dns
};
enum class CheckStatus : std::uint8_t
{
    pass,
    warn,
    fail,
    unknown,
    skipped
};
enum class CheckId : std::uint8_t
{
    target,
    dns,
    route,
    port,
    service,
    firewall,
    backlog,
    resources,
    application
};
inline constexpr int kCheckCount = 9;
// One leg of a way; what nobody looked at is unknown, never one of the others.
enum class LegState : std::uint8_t
{
    unknown,
    works,
    fails
};

QString patternId(Pattern value); // "under-load"
QString sideId(Side value);
QString checkStatusId(CheckStatus value);
QString checkId(CheckId value);
QString legStateId(LegState value);
std::optional<Pattern> patternFromId(const QString& id);
std::optional<Side> sideFromId(const QString& id);
std::optional<CheckStatus> checkStatusFromId(const QString& id);
std::optional<CheckId> checkFromId(const QString& id);

struct Evidence
{
    QString id;   // "e3", unique in one diagnosis
    QString kind; // "dns-answer", "attempts", "icmp-error", "route", "echo", "control-port", "path", …
    QString from; // who said it: an address, a file, "kernel"
    WallTime at;
    Phrase text;
    QString raw; // what the machine itself said, untranslated; may hold hostile text
};

struct Fix
{
    QString where; // "client", "server", "network", "dns"
    Phrase title;
    QStringList commands; // exactly as typed, may hold comment lines starting with "#"
    Phrase verify;        // how to see that it took
    QVector<Phrase> undo; // how each change is taken back, where the command does not say so itself ("# undo: …")
};

struct Verdict
{
    QString cause = QStringLiteral("inconclusive"); // causes.md
    double confidence = 0;                          // 0–1
    Pattern pattern = Pattern::none;
    Side side = Side::none;
    QString locatedAt;   // "" = not known
    QString locatedName; // what reverse DNS calls the router at locatedAt; "" = no router, or no name
    Phrase summary;      // one sentence a beginner understands
    QVector<Phrase> because;
    QStringList evidence; // ids of what it stands on
    QVector<Fix> fixes;
};

struct Alternative
{
    QString cause;
    double confidence = 0;
    Phrase whyNot;
    Phrase toTellApart;
};

// One step of the guided checklist.
struct Check
{
    CheckId id = CheckId::target;
    CheckStatus status = CheckStatus::unknown;
    Phrase summary;        // what was found, one sentence; for unknown and skipped: why
    Phrase looked;         // what we look at
    QVector<Phrase> means; // what it means: rules out …, points to …
    QVector<Phrase> next;  // what to do now
    QStringList commands;  // to run on the server (or here) to see more
    QStringList evidence;  // ids
};

struct AddressState
{
    IpAddress address;
    QString source;                     // "literal", "hosts", "dns", "system"
    Outcome state = Outcome::cancelled; // the commonest outcome of its attempts
    int attempts = 0;
    int connected = 0;
};

// client → proxy → what is behind it, as the server's own facts tell.
struct ProxyChain
{
    QString program;                      // "nginx"
    QString client;                       // our address, as the attempts had it; "" = not known
    QString at;                           // "203.0.113.2:80"
    LegState toProxy = LegState::unknown; // the leg from here to the proxy
    struct Upstream
    {
        QString address; // "127.0.0.1:3000", "unix:/run/app.sock"
        QString state;   // "answers", "refused", "silent", "missing", "denied", "unreachable", "failed", "not-tried"
        LegState leg = LegState::unknown;  // from the proxy to it
        bool down = false, backup = false; // as configured
        int lines = 0;                     // of the proxy's log, tied to attempts
    };
    QVector<Upstream> upstreams;
    bool isThere() const { return !upstreams.isEmpty(); }
};

struct LatencySummary
{ // microseconds, of completed handshakes; all 0 where there were none
    std::int64_t min = 0, p50 = 0, p95 = 0, p99 = 0, max = 0;
};

struct Diagnosis
{
    QString version; // of the program that concluded
    WallTime started;
    std::chrono::nanoseconds elapsed{0};
    QString host;
    Port port;
    QString service;
    QVector<AddressState> addresses;
    Verdict verdict;
    QVector<Verdict> also;
    QVector<Alternative> alternatives;
    std::array<Check, kCheckCount> checks; // in the order of CheckId
    QVector<Evidence> evidence;
    OutcomeCounts outcomes{};
    std::uint64_t attempts = 0;
    LatencySummary latency;
    std::uint64_t synRetransmits = 0;
    ProxyChain chain;                     // isThere() = the target is a proxy, and its server told what is behind it
    std::chrono::nanoseconds observed{0}; // from the start of the first attempt to that of the last
    // The longest time one address did not fail, where it failed at other times; 0 where it always or never did.
    std::chrono::nanoseconds longestGood{0};
    QVector<Phrase> limits; // what could not be seen from here and why
    bool settled = false;   // more attempts of the same kind would not change the verdict
};

} // namespace knockback

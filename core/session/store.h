// The .knock file: SQLite in WAL mode, an application_id of its own, readable rows, a schema_notes table.
#pragma once

#include "core/base/result.h"
#include "core/session/session.h"

#include <QString>
#include <functional>
#include <memory>

namespace knockback {

inline constexpr std::uint32_t kApplicationId = 0x4b4e4f43; // "KNOC"
inline constexpr int kSchemaVersion = 1;

// Writes a session while it runs. The store's own thread commits at most 250 ms after anything was handed over.
class SessionWriter
{
public:
    // Creates the file (refuses an existing one that is not empty) and puts everything `header` holds into it, on disk
    // when this returns. Thread: any.
    static Result<std::unique_ptr<SessionWriter>> create(const QString& path, const Session& header);
    // Finishes: commits everything, marks the session finished, closes, joins. When the disk takes nothing even then
    // (half a second is given), everything goes to a NAME-rescued.knock in the state folder.
    ~SessionWriter();

    // Thread: the engine's only. Never blocks, never allocates; false when there is no room (see room()).
    bool append(const Attempt& attempt) noexcept;
    std::size_t room() noexcept;

    // Thread: any. Blocks only while the queue is full. A newer fact about the same thing replaces the older as the
    // latest; both stay in the file.
    void putTarget(std::uint32_t index, const TargetSpec& spec);
    void putNames(std::uint32_t index, const NameReport& names);
    void putRoute(std::uint32_t index, const RouteFact& route);
    void putNeighbour(std::uint32_t index, const NeighbourFact& neighbour);
    void putTls(std::uint32_t index, const TlsFact& tls);
    void putLarge(std::uint32_t index, const LargeFact& large);
    // number: from 0, how many of the kind there were before (echoes: to the same address).
    void putEcho(std::uint32_t index, const EchoFact& echo, int number);
    void putRouter(std::uint32_t index, const RouterFact& router);
    void putCounters(std::uint32_t index, const KernelCounters& counters, int number);
    // from: the first of its sayings that was not handed over yet.
    void putServer(std::uint32_t index, const ServerWords& words, qsizetype from);
    void putOwnFilter(std::uint32_t index, const OwnFilter& filter);
    void putServerTrouble(std::uint32_t index, const ServerTrouble& trouble);
    void putVantage(const VantageFacts& vantage);
    void putVerdict(std::uint32_t index, const Diagnosis& diagnosis);
    void putNote(const Note& note);

    // Thread: any. Waits until everything handed over so far is committed, or says why it is not (disk full: what was
    // seen stays in memory and is tried again each 250 ms).
    Status flush();
    // The latest trouble with the disk, ok when there is none.
    Status health() const;
    // When everything handed over so far was last known to be on disk.
    WallTime savedAt() const;
    QString path() const;
    // Thread: any (not the engine's). A copy of the whole file as it is now, through SQLite's backup; replaces an
    // existing file in one step, or leaves it as it was.
    Status saveCopy(const QString& path);
    // Commits, marks finished and moves the file (same rules); further writing goes on there.
    Status saveAs(const QString& path);

private:
    SessionWriter();
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

// Reads a .knock file, never writes to it (an older schema is migrated on a copy). Errors: notFound, permission,
// foreignFile, newerFile, damagedFile, each with a sentence. Everything in the file is hostile. A file whose writer
// died (or still runs) opens like any other, WAL included. Limits: 20 million attempts, 10,000 targets… beyond =
// damagedFile.
Result<Session> readSession(const QString& path);

// Where unsaved work is kept: $XDG_STATE_HOME/knockback (XDG Base Directory; created 0700).
QString stateFolder();
// A name for a new unsaved session there.
QString newStatePath(const TargetSpec& target, WallTime now);
// attempts: at least so many (a big file is not read to the end for this).
struct Recoverable
{
    QString path;
    QString host;
    Port port;
    WallTime started;
    std::uint64_t attempts = 0;
};
// Unsaved sessions whose writer is gone (a lock says so), newest first. Damaged ones are left out (and kept on disk).
QVector<Recoverable> recoverable(const QString& folder = stateFolder());

} // namespace knockback

// The inside of SessionWriter; writer.cpp is its thread, writer_files.cpp its copies and moves.
#pragma once

#include "core/session/store.h"

#include "core/base/bounded_queue.h"
#include "core/base/clock.h"
#include "core/base/spsc_ring.h"
#include "core/base/text.h"
#include "core/base/worker.h"
#include "core/session/codec.h"
#include "core/session/copy.h"
#include "core/session/lock.h"
#include "core/session/tables.h"
#include "core/session/wal_keeper.h"

#include <QDir>
#include <QFileInfo>
#include <QUuid>
#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <sqlite3.h>

namespace knockback {

namespace store {

inline constexpr auto kPeriod =
    std::chrono::milliseconds(120); // between commits; leaves half of the 250 ms promised for a slow disk
inline constexpr std::size_t kRingSize =
    8192; // attempts on their way: 120 ms of 40,000 a second, and room for a slow commit
inline constexpr std::size_t kQueueSize = 1024;      // rows on their way
inline constexpr std::size_t kPendingMost = 400'000; // attempts kept in memory while the disk is full, about 180 MB
inline constexpr std::size_t kRowsMost = 20'000;     // rows kept in memory before the history of verdicts is thinned
inline constexpr std::size_t kAtOnce = 20'000;       // attempts in one transaction
inline constexpr int kWalMost = 3000;                // pages (12 MB) of WAL before commits wait for the disk
inline constexpr auto kLookPeriod = std::chrono::seconds(1); // for the file still being where it was
inline constexpr int kLastTries = 4;                         // to commit while closing, kPeriod apart

// A piece of work for the store's thread, and its answer.
struct Command
{
    std::function<Status()> work;
    std::mutex mutex;
    std::condition_variable done;
    std::optional<Status> answer;

    void finish(Status status)
    {
        const std::lock_guard lock(mutex);
        answer = std::move(status);
        done.notify_all(); // under the lock: the waiter may destroy nothing before it has it
    }
    Status wait()
    {
        std::unique_lock lock(mutex);
        done.wait(lock, [this] { return answer.has_value(); });
        return *answer;
    }
};

using Item = std::variant<Row, std::shared_ptr<Command>>;

struct Batch
{
    std::vector<Row> rows;
    std::vector<Attempt> attempts;
    bool empty() const { return rows.empty() && attempts.empty(); }
};

} // namespace store

class SessionWriter::Impl
{
public:
    Impl() : m_ring(store::kRingSize), m_queue(store::kQueueSize) {}
    ~Impl()
    {
        m_worker.reset(); // closes the queue, joins
    }

    Status open(const QString& name, const Session& header);
    void start()
    {
        m_worker = std::make_unique<Worker>(
            "kb-store", [this](const std::stop_token&) { run(); }, [this] { m_queue.close(); });
    }

    bool append(const Attempt& attempt) noexcept { return m_ring.push(attempt); }
    std::size_t room() noexcept { return m_ring.room(); }
    void put(Row row) { m_queue.push(store::Item(std::move(row))); }
    std::int64_t nextSeq() { return m_seq.fetch_add(1, std::memory_order_relaxed) + 1; }

    Status flush()
    {
        return ask([this] { return commitAll(); });
    }
    Status saveCopy(const QString& name);
    Status saveAs(const QString& name);

    Status health() const
    {
        const std::lock_guard lock(m_mutex);
        if (m_trouble)
            return *m_trouble;
        return m_missing ? Status(*m_missing) : okStatus();
    }
    WallTime savedAt() const { return {m_savedAt.load(std::memory_order_acquire)}; }
    QString path() const
    {
        const std::lock_guard lock(m_mutex);
        return m_path;
    }

private:
    Status ask(std::function<Status()> work);
    void run();
    void sleepUntil(MonoTime when);
    void take(store::Item item);
    void takeAll();
    void thinVerdicts();
    Status commitAll();
    Status commitOnce(bool finished);
    Status writeOnce(std::size_t attempts, bool finished);
    void setTrouble(std::optional<Error> trouble);
    void finish();
    void takeHeader(const Session& header);
    Status openDatabase(const QString& path);
    void rescue();
    void lookForTheFile();
    std::optional<Error> comeBack();
    Status beginTail();
    Status makePartial(const QString& partial);
    Status addTail(const QString& partial, const store::Batch& tail, bool finished);
    Status switchTo(const QString& partial, const QString& path);

    SpscRing<Attempt> m_ring; // first: it wants cache lines of its own
    const Clock& m_clock = systemClock();
    BoundedQueue<store::Item> m_queue;
    std::atomic<std::int64_t> m_seq{0};
    std::atomic<std::int64_t> m_savedAt{0};
    mutable std::mutex m_mutex;     // guards the next three
    std::optional<Error> m_trouble; // of the latest commit, or of syncing it
    std::optional<Error> m_missing; // the file is not where it should be
    QString m_path;
    std::mutex m_saving; // one copy at a time

    // The store's thread only.
    WriterLock m_lock;
    sqlite::Database m_database;
    std::unique_ptr<WalKeeper> m_keeper; // its connection closes before m_database
    std::unique_ptr<Tables> m_tables;    // none: m_database has to be opened again
    store::Batch m_pending;
    std::optional<store::Batch> m_tail; // everything since a copy was begun, while one is made
    std::vector<std::shared_ptr<store::Command>> m_commands;
    bool m_closing = false;
    MonoTime m_looked; // for the file, last

    std::unique_ptr<Worker> m_worker; // last: joins before the rest dies
};

} // namespace knockback

// What a slow disk must not delay: the WAL is synced to the disk after every commit, and folded into the file when it
// has grown, from a thread and a connection of their own. So a commit is a write(2) and nothing else, the program's
// death loses at most one period, and so does a power cut, plus what one sync takes.
//
// SQLite could sync at each commit itself (synchronous=FULL), but then the next commit waits for the disk, and a busy
// disk that takes 300 ms breaks the promise of 250 for kill -9, too. A WAL may be synced at any moment: its frames
// carry checksums, and recovery ends at the first that is not whole (sqlite.org/wal.html).
//
// Thread: the store's, but for trouble().
#pragma once

#include "core/base/result.h"
#include "core/base/worker.h"
#include "core/session/sqlite.h"

#include <QString>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>

namespace knockback {

class WalKeeper
{
public:
    // `path` is open for writing, in WAL mode, by the caller.
    static Result<std::unique_ptr<WalKeeper>> start(const QString& path);
    ~WalKeeper();

    // After each commit; pages as the WAL hook told.
    void committed(int pagesInWal);
    // The latest trouble with syncing or folding in; none when the latest went well. Thread: any.
    std::optional<Error> trouble() const;

private:
    explicit WalKeeper(QString path) : m_path(std::move(path)) {}
    void run(const std::stop_token& stop);
    std::optional<Error> sync();
    std::optional<Error> fold(int pages);

    const QString m_path;
    sqlite::Database m_database; // the keeper's thread only, as m_wal and m_foldedAt
    int m_wal = -1;
    int m_foldedAt = 0;

    mutable std::mutex m_mutex; // guards what follows
    std::condition_variable m_wake;
    int m_pages = 0;
    bool m_due = false;
    bool m_stopping = false;
    std::optional<Error> m_trouble;

    std::unique_ptr<Worker> m_worker; // last
};

} // namespace knockback

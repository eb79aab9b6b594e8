// Who writes a session file: a lock beside it (FILE.lock, flock(2)) that dies with its process, and a list of the files
// this very process writes.
//
// Why the list: SQLite locks with fcntl(2), whose locks on a file all go when the process closes *any* descriptor of
// that file. Code here that opens a session file itself must not touch one this process is writing, or another process
// could throw away the WAL under the writer (sqlite.org/howtocorrupt.html, 2.2). Thread: any.
#pragma once

#include "core/base/result.h"

#include <QString>
#include <cstdint>
#include <utility>

namespace knockback {

class WriterLock
{
public:
    WriterLock() = default;
    ~WriterLock(); // releases, and takes the lock file away
    WriterLock(WriterLock&& other) noexcept;
    WriterLock& operator=(WriterLock&& other) noexcept;

    // The session file must exist already. Error: unavailable when somebody else holds it.
    static Result<WriterLock> take(const QString& path);
    // The session file has another inode now (it was put back).
    void follow(const QString& path);
    // Is the file of that name still the one that was locked?
    bool holds(const QString& path) const { return m_descriptor >= 0 && idOf(path) == m_file; }
    // Is the lock file still beside it? Without it nobody sees that the session is being written.
    bool isVisible() const;
    void release();

private:
    using FileId = std::pair<std::uint64_t, std::uint64_t>; // device, inode
    static FileId idOf(const QString& path);

    QString m_lockPath;
    int m_descriptor = -1;
    FileId m_file{0, 0};
};

// Does a living process hold the writer's lock of that file?
bool isBeingWritten(const QString& path);
// Does this one?
bool isWrittenHere(const QString& path);

} // namespace knockback

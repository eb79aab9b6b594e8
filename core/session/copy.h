// Session files put in place whole: made beside their destination, synced, then renamed over it.
// Thread: any.
#pragma once

#include "core/base/result.h"
#include "core/session/sqlite.h"

#include <QString>

namespace knockback {

// From the root, so that a later chdir(2) changes nothing and no name (":memory:", "file:…", a Qt resource) means
// anything special to anybody. What is no name at all (empty, with a zero) stays as it is.
QString absolutePath(const QString& path);
// A new empty file, 0600, that did not exist before. Error kinds: badInput (it exists), permission, notFound, io.
Status createPrivateFile(const QString& path);
// A name beside `path` that nobody uses: "NAME.partial-…".
QString partialName(const QString& path);
// Removes a database file and what SQLite may have put beside it.
void removeDatabase(const QString& path);

// Every page of the session at `from` (which may be written to meanwhile, also by this process), as of one moment, into
// a new private file at `to`.
Status copyDatabase(const QString& from, const QString& to);
Status copyDatabase(sqlite::Database& from, const QString& to);

// The file at `partial` (closed, no WAL) onto the disk, then over `path`, in one step; the WAL an older file there may
// have left cannot touch the new one. Refuses when somebody is writing to `path`, unless
// that is us.
enum class Lock
{
    nobodys,
    ours
};
Status putInPlace(const QString& partial, const QString& path, Lock lock = Lock::nobodys);

} // namespace knockback

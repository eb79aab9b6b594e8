// SessionWriter: copies and moves of the file while it is written.
#include "core/session/writer_impl.h"

namespace knockback {

using namespace store;
using namespace std::chrono_literals;

Status SessionWriter::Impl::ask(std::function<Status()> work)
{
    const auto command = std::make_shared<Command>();
    command->work = std::move(work);
    if (!m_queue.push(Item(command)))
        return Error{ErrorKind::cancelled, QStringLiteral("flush"), path(), 0,
                     QStringLiteral("The session is closed.")};
    return command->wait();
}

Status SessionWriter::Impl::beginTail()
{
    takeAll();
    m_tail = m_pending; // what could not be committed must be in the copy, too
    return okStatus();
}

// Copies are made from the caller's thread, so that commits go on meanwhile; what is handed over while the copy is made
// (the tail) is added to it at the end.
Status SessionWriter::Impl::makePartial(const QString& partial)
{
    bool here = true;
    auto status = ask([&] {
        here = m_lock.holds(m_path);
        const auto begun = beginTail();
        // What is open has no name any more: only this connection reaches it.
        return here ? begun : copyDatabase(m_database, partial);
    });
    if (status && here)
        status = copyDatabase(path(), partial);
    return status;
}

Status SessionWriter::Impl::addTail(const QString& partial, const Batch& tail, bool finished)
{
    auto database = sqlite::Database::open(partial, sqlite::Open::write);
    if (!database)
        return database.error();
    database->exec("PRAGMA synchronous=OFF; PRAGMA journal_mode=MEMORY");
    Tables tables(*database);
    int code = tables.prepare();
    if (code == SQLITE_OK)
        code = database->exec("BEGIN IMMEDIATE");
    for (std::size_t i = 0; code == SQLITE_OK && i < tail.rows.size(); ++i)
        code = tables.insert(tail.rows[i]);
    for (std::size_t i = 0; code == SQLITE_OK && i < tail.attempts.size(); ++i)
        if (!tables.has(tail.attempts[i].id))
            code = tables.insert(tail.attempts[i]);
    if (code == SQLITE_OK)
        code = tables.seal(m_clock.wall(), finished);
    if (code == SQLITE_OK)
        code = database->exec("COMMIT; PRAGMA journal_mode=DELETE");
    return code == SQLITE_OK ? okStatus() : Status(database->error(QStringLiteral("copy"), partial));
}

Status SessionWriter::Impl::saveCopy(const QString& name)
{
    const std::lock_guard lock(m_saving);
    const QString path = absolutePath(name);
    const QString partial = partialName(path);
    auto status = makePartial(partial);
    Batch tail;
    const auto ended = ask([&] {
        tail = std::move(*m_tail);
        m_tail.reset();
        return okStatus();
    });
    if (status)
        status = ended;
    if (status)
        status = addTail(partial, tail, true);
    if (status)
        status = putInPlace(partial, path);
    if (!status)
        removeDatabase(partial);
    return status;
}

Status SessionWriter::Impl::saveAs(const QString& name)
{
    const std::lock_guard lock(m_saving);
    const QString path = absolutePath(name);
    if (QDir::cleanPath(path) == QDir::cleanPath(this->path()))
        return flush();
    const QString partial = partialName(path);
    auto status = makePartial(partial);
    const auto switched = ask([&] {
        auto result = status ? switchTo(partial, path) : status;
        m_tail.reset();
        return result;
    });
    if (status)
        status = switched;
    if (!status)
        removeDatabase(partial);
    return status;
}

// In the store's thread: nothing is committed to the old file any more once the new one is in place.
Status SessionWriter::Impl::switchTo(const QString& partial, const QString& path)
{
    takeAll();
    if (auto added = addTail(partial, *m_tail, false); !added)
        return added;
    if (auto placed = putInPlace(partial, path); !placed)
        return placed;
    const QString old = m_path;
    auto lock = WriterLock::take(path);
    if (!lock)
        return lock.error();
    if (auto opened = openDatabase(path); !opened) {
        if (auto back = openDatabase(old); !back)
            setTrouble(back.error());
        return opened;
    }
    m_pending = {};
    {
        const std::lock_guard guard(m_mutex);
        m_path = path;
        m_trouble.reset();
        m_missing.reset();
    }
    if (m_lock.holds(old))
        removeDatabase(old);
    m_lock = std::move(*lock);
    return okStatus();
}

// Somebody may remove the file while it is written (a cleaned-up state folder). SQLite does not mind: it goes on
// writing to what has no name any more, and all would be gone at the end.
void SessionWriter::Impl::lookForTheFile()
{
    const MonoTime now = m_clock.mono();
    if (now - m_looked < kLookPeriod || !m_database)
        return;
    m_looked = now;
    auto missing = m_lock.holds(m_path) ? std::nullopt : comeBack();
    const std::lock_guard guard(m_mutex);
    m_missing = std::move(missing);
}

// Puts the file back under its name, whole; unless something else has that name now.
std::optional<Error> SessionWriter::Impl::comeBack()
{
    const QString shown = printable(m_path);
    if (QFileInfo::exists(m_path))
        return Error{
            ErrorKind::io, QStringLiteral("write"), m_path, 0,
            QStringLiteral("Another file took the place of %1. Save the session under another name.").arg(shown)};
    const QString partial = partialName(m_path);
    auto status = copyDatabase(m_database, partial);
    if (status)
        status = addTail(partial, m_pending, false);
    if (status && !m_lock.isVisible()) {
        if (auto lock = WriterLock::take(m_path))
            m_lock = std::move(*lock);
        else
            status = lock.error();
    }
    if (status)
        status = putInPlace(partial, m_path, Lock::ours);
    if (status) {
        m_lock.follow(m_path);
        status = openDatabase(m_path);
        m_pending = {};
    } else {
        removeDatabase(partial);
    }
    if (status)
        return std::nullopt;
    return Error{ErrorKind::io, QStringLiteral("write"), m_path, status.error().errnoValue,
                 QStringLiteral("%1 was removed and cannot be put back: %2 Save the session elsewhere.")
                     .arg(shown, status.error().detail)};
}

} // namespace knockback

#include "core/session/wal_keeper.h"

#include "core/base/text.h"

#include <QFile>
#include <cerrno>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

namespace knockback {

namespace {

constexpr int kFoldPages = 1000; // WAL pages between two folds (SQLite's own default), 4 MB

} // namespace

Result<std::unique_ptr<WalKeeper>> WalKeeper::start(const QString& path)
{
    auto database = sqlite::Database::open(path, sqlite::Open::write);
    if (!database)
        return database.error();
    // A connection that has read nothing yet does not know that there is a WAL, and a checkpoint does nothing then.
    if (database->exec("SELECT count(*) FROM sqlite_schema") != SQLITE_OK)
        return database->error(QStringLiteral("open"), path);
    std::unique_ptr<WalKeeper> keeper(new WalKeeper(path));
    keeper->m_database = std::move(*database);
    WalKeeper* const self = keeper.get();
    keeper->m_worker = std::make_unique<Worker>(
        "kb-wal", [self](const std::stop_token& stop) { self->run(stop); },
        [self] {
            const std::lock_guard lock(self->m_mutex);
            self->m_stopping = true;
            self->m_wake.notify_all();
        });
    return keeper;
}

WalKeeper::~WalKeeper()
{
    m_worker.reset();
    if (m_wal >= 0)
        ::close(m_wal); // no lock of SQLite's is on that file
}

void WalKeeper::committed(int pagesInWal)
{
    const std::lock_guard lock(m_mutex);
    m_pages = pagesInWal;
    m_due = true;
    m_wake.notify_all();
}

std::optional<Error> WalKeeper::trouble() const
{
    const std::lock_guard lock(m_mutex);
    return m_trouble;
}

void WalKeeper::run(const std::stop_token& stop)
{
    while (!stop.stop_requested()) {
        int pages = 0;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_due || m_stopping; });
            if (m_stopping)
                return; // the last connection to close folds in and syncs what is left
            m_due = false;
            pages = m_pages;
        }
        auto trouble = sync();
        if (!trouble)
            trouble = fold(pages);
        const std::lock_guard lock(m_mutex);
        m_trouble = std::move(trouble);
    }
}

std::optional<Error> WalKeeper::sync()
{
    if (m_wal < 0)
        m_wal = ::open((QFile::encodeName(m_path) + "-wal").constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (m_wal >= 0 && ::fdatasync(m_wal) == 0)
        return std::nullopt;
    const int code = errno;
    return Error{
        ErrorKind::io, QStringLiteral("fdatasync"), m_path, code,
        QStringLiteral("The disk that holds %1 does not confirm what was written (%2). Save the session elsewhere.")
            .arg(printable(m_path), errnoText(code))};
}

std::optional<Error> WalKeeper::fold(int pages)
{
    if (pages < m_foldedAt)
        m_foldedAt = 0; // the WAL began anew
    if (pages < m_foldedAt + kFoldPages)
        return std::nullopt;
    m_foldedAt = pages;
    const int code = m_database.checkpoint();
    // A full disk: the WAL keeps everything, and the next commit that does not fit says so.
    if (code == SQLITE_OK || (code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_FULL)
        return std::nullopt;
    return m_database.error(QStringLiteral("checkpoint"), m_path);
}

} // namespace knockback

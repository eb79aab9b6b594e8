#include "core/session/copy.h"

#include "core/base/text.h"
#include "core/session/lock.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QUuid>
#include <cerrno>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

namespace knockback {

namespace {

Error systemError(int code, const QString& operation, const QString& path)
{
    const QString name = printable(path);
    switch (code) {
    case EEXIST:
        return {ErrorKind::badInput, operation, path, code,
                QStringLiteral("%1 exists already and is not empty. Choose another name.").arg(name)};
    case ENOENT:
    case ENOTDIR:
        return {ErrorKind::notFound, operation, path, code,
                QStringLiteral("The folder of %1 does not exist. Create it, or choose another place.").arg(name)};
    case EACCES:
    case EPERM:
    case EROFS:
        return {ErrorKind::permission, operation, path, code,
                QStringLiteral("The system does not allow writing to %1. Choose another place.").arg(name)};
    case ENOSPC:
    case EDQUOT:
        return {ErrorKind::io, operation, path, code,
                QStringLiteral("The disk that holds %1 is full. Free some space there, or choose another place.")
                    .arg(name)};
    case ENAMETOOLONG:
        return {ErrorKind::badInput, operation, path, code,
                QStringLiteral("The name %1 is too long. Choose a shorter one.").arg(name)};
    case EISDIR:
        return {ErrorKind::badInput, operation, path, code,
                QStringLiteral("%1 is a folder. Name a file in it.").arg(name)};
    default:
        return {ErrorKind::io, operation, path, code,
                QStringLiteral("Writing to %1 failed (%2). Choose another place.").arg(name, errnoText(code))};
    }
}

Status syncPath(const QString& path, int flags)
{
    const int descriptor = ::open(QFile::encodeName(path).constData(), flags | O_CLOEXEC);
    if (descriptor < 0)
        return systemError(errno, QStringLiteral("open"), path);
    const int code = ::fsync(descriptor) == 0 ? 0 : errno;
    ::close(descriptor);
    // Some file systems cannot sync a folder; the file itself can always.
    if (code != 0 && !((flags & O_DIRECTORY) && (code == EINVAL || code == EROFS)))
        return systemError(code, QStringLiteral("fsync"), path);
    return okStatus();
}

} // namespace

QString absolutePath(const QString& path)
{
    if (path.isEmpty() || path.startsWith(QLatin1Char('/')) || path.contains(QChar(0)))
        return path;
    return QDir::currentPath() + QLatin1Char('/') + path;
}

Status createPrivateFile(const QString& path)
{
    const QByteArray name = QFile::encodeName(path);
    if (path.isEmpty() || path.contains(QChar(0)))
        return Error{ErrorKind::badInput, QStringLiteral("create"), path, EINVAL,
                     QStringLiteral("This is not a file name. Give the session a name that ends in .knock.")};
    const int descriptor = ::open(name.constData(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor >= 0) {
        ::fchmod(descriptor, 0600);
        ::close(descriptor);
        return okStatus();
    }
    const int code = errno;
    struct stat found = {};
    if (code == EEXIST && ::stat(name.constData(), &found) == 0) {
        if (S_ISDIR(found.st_mode))
            return systemError(EISDIR, QStringLiteral("create"), path);
        if (S_ISREG(found.st_mode) && found.st_size == 0)
            return ::access(name.constData(), R_OK | W_OK) == 0
                       ? okStatus()
                       : Status(systemError(errno, QStringLiteral("create"), path));
    }
    return systemError(code, QStringLiteral("create"), path);
}

QString partialName(const QString& path)
{
    return path + QStringLiteral(".partial-") + QUuid::createUuid().toString(QUuid::Id128).left(8);
}

void removeDatabase(const QString& path)
{
    for (const char* ending : {"", "-wal", "-shm", "-journal"})
        ::unlink((QFile::encodeName(path) + ending).constData());
}

Status copyDatabase(const QString& from, const QString& to)
{
    auto source = sqlite::Database::open(from, sqlite::Open::readLive);
    if (!source)
        return source.error();
    return copyDatabase(*source, to);
}

Status copyDatabase(sqlite::Database& from, const QString& to)
{
    if (auto made = createPrivateFile(to); !made)
        return made;
    auto target = sqlite::Database::open(to, sqlite::Open::write);
    int code = SQLITE_CANTOPEN;
    if (target) {
        // The copy is synced once, when it is whole; until then nobody knows its name.
        target->exec("PRAGMA synchronous=OFF; PRAGMA journal_mode=OFF");
        code = from.copyTo(*target);
    }
    if (code == SQLITE_OK)
        return okStatus();
    const Error problem =
        target ? sqlite::errorFor(code, target->systemErrno(), QStringLiteral("copy"), to) : target.error();
    if (target)
        target->close();
    removeDatabase(to);
    return problem;
}

Status putInPlace(const QString& partial, const QString& path, Lock lock)
{
    const QByteArray from = QFile::encodeName(partial);
    const QByteArray to = QFile::encodeName(path);
    if (lock == Lock::nobodys && isBeingWritten(path))
        return Error{
            ErrorKind::unavailable, QStringLiteral("rename"), path, EBUSY,
            QStringLiteral("%1 is being written by another Knockback. Choose another name.").arg(printable(path))};
    if (auto synced = syncPath(partial, O_RDONLY); !synced)
        return synced;
    // SQLite would play an old file's WAL onto the new one: it goes first, out of the way, and comes back when the
    // rename does not work.
    const QByteArray wal = to + "-wal";
    const QByteArray aside = from + "-old-wal";
    const bool hadWal = ::rename(wal.constData(), aside.constData()) == 0;
    if (::rename(from.constData(), to.constData()) != 0) {
        const int code = errno;
        if (hadWal)
            ::rename(aside.constData(), wal.constData());
        return systemError(code, QStringLiteral("rename"), path);
    }
    if (hadWal)
        ::unlink(aside.constData());
    ::unlink((to + "-shm").constData());
    return syncPath(QFileInfo(path).absolutePath(), O_RDONLY | O_DIRECTORY);
}

} // namespace knockback

#include "core/base/text.h"
#include "core/report/report.h"

#include <QFile>
#include <QFileInfo>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace knockback {

namespace {

Error writeError(const QString& path, const char* operation, int errnoValue)
{
    Error error{ErrorKind::io, QString::fromLatin1(operation), path, errnoValue, {}};
    const QString shown = printable(path, 200);
    switch (errnoValue) {
    case EACCES:
    case EPERM:
    case EROFS:
        error.kind = ErrorKind::permission;
        error.detail =
            QStringLiteral("\"%1\" cannot be written: the system does not allow it there. Choose another folder.")
                .arg(shown);
        break;
    case ENOENT:
    case ENOTDIR:
        error.kind = ErrorKind::notFound;
        error.detail =
            QStringLiteral(
                "\"%1\" cannot be written: its folder does not exist. Create the folder or choose another one.")
                .arg(shown);
        break;
    case EISDIR:
        error.kind = ErrorKind::badInput;
        error.detail = QStringLiteral("\"%1\" is a folder. Give the name of a file.").arg(shown);
        break;
    case ENOSPC:
    case EDQUOT:
        error.detail = QStringLiteral("\"%1\" could not be written: the disk is full. Nothing was changed there. Free "
                                      "some space or choose another disk.")
                           .arg(shown);
        break;
    case ENAMETOOLONG:
        error.kind = ErrorKind::badInput;
        error.detail = QStringLiteral("\"%1\" is too long for a file name.").arg(shown);
        break;
    default:
        error.detail = QStringLiteral("\"%1\" could not be written: %2 (%3).")
                           .arg(shown, errnoText(errnoValue), errnoName(errnoValue));
        break;
    }
    return error;
}

// 0 or an errno.
int writeAll(int fd, const QByteArray& bytes)
{
    for (qsizetype at = 0; at < bytes.size();) {
        const ssize_t wrote = ::write(fd, bytes.constData() + at, static_cast<std::size_t>(bytes.size() - at));
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return wrote < 0 ? errno : ENOSPC;
        at += wrote;
    }
    return 0;
}

// Devices and pipes (/dev/stdout, /dev/full) have no other file to be swapped with: they are written as they are.
Status writeThrough(const QString& path, const QByteArray& name, const QByteArray& bytes)
{
    const int fd = ::open(name.constData(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return writeError(path, "open", errno);
    const int trouble = writeAll(fd, bytes);
    ::close(fd);
    return trouble == 0 ? okStatus() : Status(writeError(path, "write", trouble));
}

// A new file in the same folder, with the rights any new file would get. -1 and errno where that does not work.
int openBeside(const QByteArray& name, QByteArray& temporary)
{
    static std::atomic<unsigned> counter{0};
    constexpr int kTries = 100;
    for (int i = 0; i < kTries; ++i) {
        temporary = name + ".new-" + QByteArray::number(::getpid()) + '-' + QByteArray::number(counter.fetch_add(1));
        const int fd = ::open(temporary.constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
        if (fd >= 0 || errno != EEXIST)
            return fd;
    }
    return -1;
}

} // namespace

Status writeFile(const QString& path, const QByteArray& bytes)
{
    if (path.isEmpty() || path.contains(QChar(0)))
        return Error{ErrorKind::badInput, QStringLiteral("open"), path.left(200), EINVAL,
                     QStringLiteral("A report needs the name of a file.")};
    // Through a link to what it names, so that the link stays one.
    const QFileInfo info(path);
    const QString goal = info.isSymLink() && info.exists() ? info.canonicalFilePath() : path;
    const QByteArray name = QFile::encodeName(goal);
    struct stat old
    {
    };
    const bool exists = ::stat(name.constData(), &old) == 0;
    if (exists && S_ISDIR(old.st_mode))
        return writeError(path, "open", EISDIR);
    if (exists && !S_ISREG(old.st_mode))
        return writeThrough(path, name, bytes);

    QByteArray temporary;
    const int fd = openBeside(name, temporary);
    if (fd < 0)
        return writeError(path, "open", errno);
    int trouble = writeAll(fd, bytes);
    if (trouble == 0 && exists && ::fchmod(fd, old.st_mode & 07777) != 0)
        trouble = errno;
    if (trouble == 0 && ::fsync(fd) != 0)
        trouble = errno;
    if (::close(fd) != 0 && trouble == 0)
        trouble = errno;
    if (trouble == 0 && ::rename(temporary.constData(), name.constData()) != 0)
        trouble = errno;
    if (trouble != 0) {
        ::unlink(temporary.constData());
        return writeError(path, "write", trouble);
    }
    return okStatus();
}

} // namespace knockback

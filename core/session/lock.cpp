#include "core/session/lock.h"

#include "core/base/text.h"

#include <QFile>
#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <mutex>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace knockback {

namespace {

// The one thing here that is the process's and not a caller's: POSIX locks are the process's too.
struct WrittenHere
{
    std::mutex mutex;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> files;
};

WrittenHere& writtenHere()
{
    static WrittenHere all;
    return all;
}

QString lockPathOf(const QString& path)
{
    return path + QStringLiteral(".lock");
}

bool sameFile(int descriptor, const QByteArray& name)
{
    struct stat opened = {};
    struct stat named = {};
    return ::fstat(descriptor, &opened) == 0 && ::stat(name.constData(), &named) == 0 &&
           opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

} // namespace

WriterLock::~WriterLock()
{
    release();
}

WriterLock::WriterLock(WriterLock&& other) noexcept
    : m_lockPath(std::exchange(other.m_lockPath, {})), m_descriptor(std::exchange(other.m_descriptor, -1)),
      m_file(std::exchange(other.m_file, FileId{0, 0}))
{
}

WriterLock& WriterLock::operator=(WriterLock&& other) noexcept
{
    std::swap(m_lockPath, other.m_lockPath);
    std::swap(m_descriptor, other.m_descriptor);
    std::swap(m_file, other.m_file);
    return *this;
}

WriterLock::FileId WriterLock::idOf(const QString& path)
{
    struct stat found = {};
    if (::stat(QFile::encodeName(path).constData(), &found) != 0)
        return {0, 0};
    return {static_cast<std::uint64_t>(found.st_dev), static_cast<std::uint64_t>(found.st_ino)};
}

Result<WriterLock> WriterLock::take(const QString& path)
{
    const QByteArray name = QFile::encodeName(lockPathOf(path));
    // Another writer may take its lock file away between our open and our flock: then ours locks nothing.
    for (int round = 0; round < 10; ++round) {
        const int descriptor = ::open(name.constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (descriptor < 0) {
            const int code = errno;
            return Error{code == EACCES || code == EPERM || code == EROFS ? ErrorKind::permission : ErrorKind::io,
                         QStringLiteral("lock"), path, code,
                         QStringLiteral("The lock file %1.lock cannot be made (%2). Choose another folder.")
                             .arg(printable(path), errnoText(code))};
        }
        if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
            const int code = errno;
            ::close(descriptor);
            return Error{
                ErrorKind::unavailable, QStringLiteral("lock"), path, code,
                QStringLiteral("%1 is being written by another Knockback. Choose another name.").arg(printable(path))};
        }
        if (sameFile(descriptor, name)) {
            WriterLock out;
            out.m_lockPath = lockPathOf(path);
            out.m_descriptor = descriptor;
            out.follow(path);
            return Result<WriterLock>(std::move(out));
        }
        ::close(descriptor);
    }
    return Error{ErrorKind::unavailable, QStringLiteral("lock"), path, EAGAIN,
                 QStringLiteral("%1 is being written by another Knockback. Choose another name.").arg(printable(path))};
}

void WriterLock::follow(const QString& path)
{
    WrittenHere& here = writtenHere();
    const std::lock_guard lock(here.mutex);
    std::erase(here.files, m_file);
    m_file = idOf(path);
    here.files.push_back(m_file);
}

bool WriterLock::isVisible() const
{
    return m_descriptor >= 0 && sameFile(m_descriptor, QFile::encodeName(m_lockPath));
}

void WriterLock::release()
{
    if (m_descriptor < 0)
        return;
    {
        WrittenHere& here = writtenHere();
        const std::lock_guard lock(here.mutex);
        const auto found = std::find(here.files.begin(), here.files.end(), m_file);
        if (found != here.files.end())
            here.files.erase(found);
    }
    const QByteArray name = QFile::encodeName(m_lockPath);
    if (sameFile(m_descriptor, name))
        ::unlink(name.constData());
    ::close(std::exchange(m_descriptor, -1));
}

bool isBeingWritten(const QString& path)
{
    const int descriptor =
        ::open(QFile::encodeName(lockPathOf(path)).constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (descriptor < 0)
        return errno != ENOENT && isWrittenHere(path);
    const bool held = ::flock(descriptor, LOCK_SH | LOCK_NB) != 0;
    ::close(descriptor);
    return held;
}

bool isWrittenHere(const QString& path)
{
    struct stat found = {};
    if (::stat(QFile::encodeName(path).constData(), &found) != 0)
        return false;
    const std::pair id{static_cast<std::uint64_t>(found.st_dev), static_cast<std::uint64_t>(found.st_ino)};
    WrittenHere& here = writtenHere();
    const std::lock_guard lock(here.mutex);
    return std::find(here.files.begin(), here.files.end(), id) != here.files.end();
}

} // namespace knockback

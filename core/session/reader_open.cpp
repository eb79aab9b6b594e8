// Reading a .knock file. Everything in it is hostile: the header is checked byte by byte before SQLite sees the file,
// the tables must be plain tables, every value must be of its type and in its range, rows must be in order, and SQLite
// itself works under limits (sqlite.h, restrain()).
//
// The file is never written to. Three ways in:
// - somebody is writing it (the lock says so): read along, through SQLite's WAL protocol, as one of its readers;
// - nobody is, and there is no WAL: `immutable`, SQLite takes no lock and makes no side file;
// - nobody is, and a WAL is there (its writer died): both are copied into a private folder and the copy is read,
// because
//   reading a WAL needs its index, which SQLite would build beside the original.
#include "core/session/reader.h"
#include "core/session/reader_errors.h"

#include "core/base/byte_reader.h"
#include "core/base/text.h"
#include "core/session/codec.h"
#include "core/session/copy.h"
#include "core/session/lock.h"
#include "core/session/rows.h"
#include "core/session/schema.h"
#include "core/session/tables.h"

#include <QFile>
#include <QFileInfo>
#include <QSet>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <unistd.h>

namespace knockback {

namespace {

constexpr std::size_t kHeaderSize = 100;
constexpr char kMagic[] = "SQLite format 3"; // with its zero
// SQLite's steps allowed for a file: about 60 a row are needed, and no row is shorter than 30 bytes.
constexpr std::int64_t kStepsBase = 20'000'000;
constexpr std::int64_t kStepsPerByte = 20;
constexpr std::int64_t kCopyForGlimpse = 32 << 20; // bytes that are copied without being felt, about 30 ms

Error foreign(const QString& path, const QString& what)
{
    return {ErrorKind::foreignFile, QStringLiteral("read"), path, 0,
            QStringLiteral("%1 is not a Knockback session: %2. Choose a file that ends in .knock.")
                .arg(printable(path), what)};
}

Error systemError(int code, const QString& path)
{
    const QString name = printable(path);
    if (code == ENOENT || code == ENOTDIR)
        return {ErrorKind::notFound, QStringLiteral("open"), path, code,
                QStringLiteral("There is no file %1. Check its name and folder.").arg(name)};
    if (code == EACCES || code == EPERM)
        return {
            ErrorKind::permission, QStringLiteral("open"), path, code,
            QStringLiteral("The system does not allow reading %1. Ask its owner, or copy it to where you may read it.")
                .arg(name)};
    return {ErrorKind::io, QStringLiteral("open"), path, code,
            QStringLiteral("%1 cannot be read (%2).").arg(name, errnoText(code))};
}

class Descriptor
{
public:
    explicit Descriptor(int value) : m_value(value) {}
    ~Descriptor()
    {
        if (m_value >= 0)
            ::close(m_value);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int value() const { return m_value; }

private:
    int m_value;
};

struct FileState
{
    bool there = false;
    struct stat info = {};
    bool operator==(const FileState& other) const
    {
        return there == other.there && info.st_ino == other.info.st_ino && info.st_dev == other.info.st_dev &&
               info.st_size == other.info.st_size && info.st_mtim.tv_sec == other.info.st_mtim.tv_sec &&
               info.st_mtim.tv_nsec == other.info.st_mtim.tv_nsec;
    }
};

FileState stateOf(const QString& path)
{
    FileState out;
    out.there = ::stat(QFile::encodeName(path).constData(), &out.info) == 0;
    return out;
}

Status readHeader(const QString& path)
{
    // O_NONBLOCK: a FIFO of that name must not stop us.
    const Descriptor file(::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (file.value() < 0)
        return systemError(errno, path);
    struct stat info = {};
    if (::fstat(file.value(), &info) != 0)
        return systemError(errno, path);
    if (!S_ISREG(info.st_mode))
        return foreign(path, S_ISDIR(info.st_mode) ? QStringLiteral("it is a folder")
                                                   : QStringLiteral("it is not an ordinary file"));
    std::array<std::uint8_t, kHeaderSize> bytes{};
    const ssize_t got = ::pread(file.value(), bytes.data(), bytes.size(), 0);
    if (got < 0)
        return systemError(errno, path);
    return checkHeader(std::span(bytes).first(static_cast<std::size_t>(got)), path);
}

// A whole file, reading only. Sparse and huge sources cost what they hold.
Status copyFile(const QString& from, const QString& to)
{
    const Descriptor source(::open(QFile::encodeName(from).constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (source.value() < 0)
        return systemError(errno, from);
    const Descriptor target(::open(QFile::encodeName(to).constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (target.value() < 0)
        return systemError(errno, to);
    std::vector<char> buffer(1 << 20);
    for (;;) {
        const ssize_t got = ::read(source.value(), buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return systemError(errno, from);
        if (got == 0)
            return okStatus();
        for (ssize_t done = 0; done < got;) {
            const ssize_t put = ::write(target.value(), buffer.data() + done, static_cast<std::size_t>(got - done));
            if (put < 0 && errno == EINTR)
                continue;
            if (put < 0)
                return Error{ErrorKind::io, QStringLiteral("copy"), to, errno,
                             QStringLiteral(
                                 "%1 was left by a program that died, so a copy of it is read, and the copy cannot be "
                                 "written (%2). Free some space in %3.")
                                 .arg(printable(from), errnoText(errno), printable(QFileInfo(to).path()))};
            done += put;
        }
    }
}

} // namespace

Error damaged(const QString& path, const QString& what)
{
    return {
        ErrorKind::damagedFile, QStringLiteral("read"), path, 0,
        QStringLiteral("%1 is damaged: %2. Use another copy; this one was not changed.").arg(printable(path), what)};
}

namespace {

Status checkVersion(std::int64_t version, const QString& path)
{
    if (version > kSchemaVersion)
        return Error{
            ErrorKind::newerFile, QStringLiteral("read"), path, 0,
            QStringLiteral(
                "%1 was written by a newer Knockback (schema %2; this one reads up to %3). Install the newer version.")
                .arg(printable(path))
                .arg(version)
                .arg(kSchemaVersion)};
    if (version < 1)
        return damaged(path, QStringLiteral("it does not say which version it is of"));
    return okStatus();
}

} // namespace

Status checkHeader(std::span<const std::uint8_t> header, const QString& path)
{
    ByteReader reader(header);
    const std::size_t compared = std::min(header.size(), sizeof kMagic);
    const auto magic = reader.take(compared);
    if (header.empty())
        return damaged(path, QStringLiteral("it is empty"));
    if (std::memcmp(magic.data(), kMagic, compared) != 0)
        return foreign(path, QStringLiteral("it does not begin like one"));
    const std::uint32_t pageSize = reader.be16(); // 1 stands for 65536
    const std::uint8_t writeVersion = reader.u8();
    const std::uint8_t readVersion = reader.u8();
    reader.skip(40);
    const std::uint32_t userVersion = reader.be32();
    reader.skip(4);
    const std::uint32_t applicationId = reader.be32();
    if (reader.failed() || header.size() < kHeaderSize)
        return damaged(path, QStringLiteral("it ends in the middle of its header"));
    if (applicationId != kApplicationId)
        return foreign(path, QStringLiteral("it is a database of another program"));
    if (auto version = checkVersion(userVersion, path); !version)
        return version;
    const bool pageSizeFits =
        pageSize == 1 || (pageSize >= 512 && pageSize <= 32768 && (pageSize & (pageSize - 1)) == 0);
    if (!pageSizeFits || writeVersion < 1 || writeVersion > 2 || readVersion < 1 || readVersion > 2)
        return damaged(path, QStringLiteral("its header makes no sense"));
    return okStatus();
}

namespace {

Status checkTables(sqlite::Database& database, const QString& path)
{
    auto kind = database.prepare("SELECT type FROM pragma_table_list WHERE schema='main' AND name=?");
    auto columns = database.prepare("SELECT name,hidden FROM pragma_table_xinfo(?)");
    if (!kind || !columns)
        return database.error(QStringLiteral("read"), path);
    for (const schema::Table& table : schema::tables()) {
        kind.bindText(1, table.name);
        const bool there = kind.step() == SQLITE_ROW;
        if (!there && table.mayLack) {
            kind.reset();
            continue;
        }
        if (!there || kind.text(0) != "table")
            return damaged(path,
                           QStringLiteral("its table %1 is missing or is not a table").arg(QLatin1String(table.name)));
        kind.reset();
        columns.bindText(1, table.name);
        std::size_t found = 0;
        while (columns.step() == SQLITE_ROW) {
            const std::string_view name = columns.text(0);
            const bool ours =
                std::any_of(table.columns.begin(), table.columns.end(), [&](const auto& c) { return name == c.name; });
            if (ours && columns.integer(1) != 0) // computed when read
                return damaged(path,
                               QStringLiteral("its table %1 holds computed values").arg(QLatin1String(table.name)));
            found += ours ? 1 : 0;
        }
        columns.reset();
        if (found != table.columns.size())
            return damaged(path, QStringLiteral("its table %1 lacks columns").arg(QLatin1String(table.name)));
    }
    return okStatus();
}

// What the header says of a file that somebody is writing, as SQLite sees it: not opened here, see lock.h.
Status checkLive(sqlite::Database& database, const QString& path)
{
    const auto ask = [&database](const char* pragma) {
        auto statement = database.prepare(pragma);
        return statement && statement.step() == SQLITE_ROW ? statement.integer(0) : -1;
    };
    if (ask("PRAGMA schema_version") < 0)
        return database.error(QStringLiteral("read"), path);
    if (ask("PRAGMA application_id") != std::int64_t{kApplicationId})
        return foreign(path, QStringLiteral("it is a database of another program"));
    return checkVersion(ask("PRAGMA user_version"), path);
}

Result<OpenSession> openOnce(const QString& path, Glimpse glimpse)
{
    OpenSession out;
    auto mode = sqlite::Open::readLive;
    QString opened = path;
    std::int64_t size = stateOf(path).info.st_size;
    if (!isBeingWritten(path)) {
        if (auto header = readHeader(path); !header)
            return header.error();
        const QString wal = path + QStringLiteral("-wal");
        const FileState before = stateOf(path);
        const FileState walBefore = stateOf(wal);
        const bool hasWal = walBefore.there && walBefore.info.st_size > 0;
        if (hasWal && !(glimpse == Glimpse::first && size > kCopyForGlimpse)) {
            out.folder = std::make_unique<QTemporaryDir>();
            opened = out.folder->filePath(QStringLiteral("session.knock"));
            if (!out.folder->isValid())
                return Error{ErrorKind::io, QStringLiteral("copy"), path, 0,
                             QStringLiteral("No temporary folder can be made: %1").arg(out.folder->errorString())};
            if (auto copied = copyFile(path, opened); !copied)
                return copied.error();
            if (auto copied = copyFile(wal, opened + QStringLiteral("-wal"));
                !copied && copied.error().kind != ErrorKind::notFound)
                return copied.error();
            if (!(stateOf(path) == before) || !(stateOf(wal) == walBefore))
                return Error{
                    ErrorKind::unavailable, QStringLiteral("copy"), path, EAGAIN,
                    QStringLiteral("%1 changes while it is read. Try again in a moment.").arg(printable(path))};
            size += walBefore.info.st_size;
            mode = sqlite::Open::write;
        } else {
            mode = sqlite::Open::readStill;
        }
    }
    out.size = std::max<std::int64_t>(size, 0);
    auto database = sqlite::Database::open(opened, mode);
    if (!database)
        return database.error();
    out.database = std::move(*database);
    out.database.restrain(kStepsBase + kStepsPerByte * out.size);
    if (mode == sqlite::Open::readLive)
        if (auto checked = checkLive(out.database, path); !checked)
            return checked.error();
    if (auto checked = checkTables(out.database, path); !checked)
        return checked.error();
    return Result<OpenSession>(std::move(out));
}

} // namespace

Result<OpenSession> openForReading(const QString& name, Glimpse glimpse)
{
    const QString path = absolutePath(name);
    if (path.isEmpty() || path.contains(QChar(0)))
        return systemError(ENOENT, path);
    auto opened = openOnce(path, glimpse);
    // The writer may have closed the file, or begun, between two looks at it.
    for (int round = 0; !opened && opened.error().kind == ErrorKind::unavailable && round < 3; ++round)
        opened = openOnce(path, glimpse);
    return opened;
}

} // namespace knockback

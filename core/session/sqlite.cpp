#include "core/session/sqlite.h"

#include "core/base/text.h"
#include "core/session/copy.h"

#include <QFile>
#include <QUrl>
#include <cerrno>
#include <sqlite3.h>
#include <utility>

namespace knockback::sqlite {

namespace {

constexpr int kBusyWaitMs = 50;       // a foreign tool may hold the file for a moment; then it is tried again later
constexpr int kStepsAtOnce = 10'000;  // between two calls of the progress handler
constexpr int kLengthMost = 16 << 20; // one value or row, bytes
constexpr int kSqlMost = 100'000;     // bytes of one statement (a schema is full of them)

} // namespace

// --- Statement

Statement::~Statement()
{
    sqlite3_finalize(m_statement);
}

Statement::Statement(Statement&& other) noexcept : m_statement(std::exchange(other.m_statement, nullptr)) {}

Statement& Statement::operator=(Statement&& other) noexcept
{
    std::swap(m_statement, other.m_statement);
    return *this;
}

void Statement::bind(int index, std::int64_t value)
{
    sqlite3_bind_int64(m_statement, index, value);
}
void Statement::bind(int index, double value)
{
    sqlite3_bind_double(m_statement, index, value);
}
void Statement::bindNull(int index)
{
    sqlite3_bind_null(m_statement, index);
}

void Statement::bindText(int index, std::string_view text)
{
    sqlite3_bind_text64(m_statement, index, text.data() ? text.data() : "", text.size(), SQLITE_STATIC, SQLITE_UTF8);
}

void Statement::bindBlob(int index, std::span<const std::uint8_t> bytes)
{
    sqlite3_bind_blob64(m_statement, index, bytes.data(), bytes.size(), SQLITE_STATIC);
}

int Statement::step()
{
    return sqlite3_step(m_statement);
}
void Statement::reset()
{
    sqlite3_reset(m_statement);
}

int Statement::run()
{
    if (!m_statement)
        return SQLITE_MISUSE;
    const int stepped = sqlite3_step(m_statement);
    const int code = sqlite3_reset(m_statement);
    return stepped == SQLITE_DONE || stepped == SQLITE_ROW ? SQLITE_OK : code;
}

bool Statement::isNull(int column) const
{
    return sqlite3_column_type(m_statement, column) == SQLITE_NULL;
}
bool Statement::isInteger(int column) const
{
    return sqlite3_column_type(m_statement, column) == SQLITE_INTEGER;
}
bool Statement::isText(int column) const
{
    return sqlite3_column_type(m_statement, column) == SQLITE_TEXT;
}
bool Statement::isBlob(int column) const
{
    return sqlite3_column_type(m_statement, column) == SQLITE_BLOB;
}
bool Statement::isReal(int column) const
{
    return sqlite3_column_type(m_statement, column) == SQLITE_FLOAT;
}
std::int64_t Statement::integer(int column) const
{
    return sqlite3_column_int64(m_statement, column);
}
double Statement::real(int column) const
{
    return sqlite3_column_double(m_statement, column);
}

std::string_view Statement::text(int column) const
{
    const auto* bytes = sqlite3_column_text(m_statement, column);
    const int size = sqlite3_column_bytes(m_statement, column);
    if (!bytes)
        return {};
    return {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

std::span<const std::uint8_t> Statement::blob(int column) const
{
    const void* bytes = sqlite3_column_blob(m_statement, column);
    const int size = sqlite3_column_bytes(m_statement, column);
    if (!bytes)
        return {};
    return {static_cast<const std::uint8_t*>(bytes), static_cast<std::size_t>(size)};
}

// --- Database

Database::~Database()
{
    close();
}

Database::Database(Database&& other) noexcept
{
    *this = std::move(other);
}

Database& Database::operator=(Database&& other) noexcept
{
    if (this != &other) {
        close();
        m_database = std::exchange(other.m_database, nullptr);
        m_stepsLeft = other.m_stepsLeft;
        m_walPages = other.m_walPages;
        if (m_database) { // the hooks point at the object
            sqlite3_progress_handler(m_database, 0, nullptr, nullptr);
            sqlite3_wal_hook(
                m_database,
                [](void* self, sqlite3*, const char*, int pages) {
                    static_cast<Database*>(self)->m_walPages = pages;
                    return SQLITE_OK;
                },
                this);
            if (m_stepsLeft > 0)
                restrain(m_stepsLeft);
        }
    }
    return *this;
}

void Database::close()
{
    sqlite3_close_v2(std::exchange(m_database, nullptr));
}

Result<Database> Database::open(const QString& path, Open mode)
{
    QByteArray name = QFile::encodeName(absolutePath(path)); // no ":memory:", no "file:…"
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE;
    if (mode == Open::readStill) {
        name = "file://" + name.toPercentEncoding("/") + "?immutable=1";
        flags |= SQLITE_OPEN_URI;
    }
    flags |= mode == Open::write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
    Database out;
    const int code = sqlite3_open_v2(name.constData(), &out.m_database, flags, nullptr);
    if (code != SQLITE_OK)
        return errorFor(code, out.m_database ? sqlite3_system_errno(out.m_database) : ENOMEM, QStringLiteral("open"),
                        path);
    sqlite3_busy_timeout(out.m_database, kBusyWaitMs);
    sqlite3_db_config(out.m_database, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(out.m_database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(out.m_database, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(out.m_database, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    sqlite3_db_config(out.m_database, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
    sqlite3_limit(out.m_database, SQLITE_LIMIT_ATTACHED, 0);
    // Temporary tables stay in memory: nothing is ever put beside the file or into /tmp by SQLite itself.
    out.exec("PRAGMA temp_store=memory");
    out.exec("PRAGMA mmap_size=0");
    return Result<Database>(std::move(out));
}

void Database::restrain(std::int64_t steps)
{
    sqlite3_limit(m_database, SQLITE_LIMIT_LENGTH, kLengthMost);
    sqlite3_limit(m_database, SQLITE_LIMIT_SQL_LENGTH, kSqlMost);
    sqlite3_limit(m_database, SQLITE_LIMIT_COLUMN, 100);
    sqlite3_limit(m_database, SQLITE_LIMIT_EXPR_DEPTH, 20);
    sqlite3_limit(m_database, SQLITE_LIMIT_COMPOUND_SELECT, 3);
    sqlite3_limit(m_database, SQLITE_LIMIT_VDBE_OP, 25'000);
    sqlite3_limit(m_database, SQLITE_LIMIT_FUNCTION_ARG, 8);
    sqlite3_limit(m_database, SQLITE_LIMIT_TRIGGER_DEPTH, 1);
    sqlite3_limit(m_database, SQLITE_LIMIT_WORKER_THREADS, 0);
    exec("PRAGMA cell_size_check=ON");
    exec("PRAGMA query_only=ON");
    m_stepsLeft = steps;
    sqlite3_progress_handler(
        m_database, kStepsAtOnce,
        [](void* self) {
            auto& left = static_cast<Database*>(self)->m_stepsLeft;
            left -= kStepsAtOnce;
            return left <= 0 ? 1 : 0;
        },
        this);
}

int Database::exec(const char* sql)
{
    return sqlite3_exec(m_database, sql, nullptr, nullptr, nullptr);
}

Statement Database::prepare(std::string_view sql)
{
    Statement out;
    sqlite3_prepare_v3(m_database, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                       &out.m_statement, nullptr);
    return out;
}

int Database::copyTo(Database& target)
{
    if (!m_database)
        return SQLITE_CANTOPEN;
    sqlite3_backup* backup = sqlite3_backup_init(target.m_database, "main", m_database, "main");
    if (!backup)
        return sqlite3_extended_errcode(target.m_database);
    sqlite3_backup_step(backup, -1);
    return sqlite3_backup_finish(backup);
}

int Database::checkpoint()
{
    return sqlite3_wal_checkpoint_v2(m_database, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
}

int Database::systemErrno() const
{
    return m_database ? sqlite3_system_errno(m_database) : 0;
}

bool Database::inTransaction() const
{
    return m_database && !sqlite3_get_autocommit(m_database);
}

Error Database::error(const QString& operation, const QString& subject) const
{
    if (!m_database)
        return errorFor(SQLITE_CANTOPEN, 0, operation, subject);
    return errorFor(sqlite3_extended_errcode(m_database), sqlite3_system_errno(m_database), operation, subject);
}

bool isDamage(int code)
{
    switch (code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_TOOBIG:
    case SQLITE_INTERRUPT: // the bound on steps: no honest file needs so many
    case SQLITE_MISMATCH:
    case SQLITE_ERROR: // a table or column that is not what it should be
    case SQLITE_SCHEMA:
    case SQLITE_FORMAT:
    case SQLITE_RANGE:
        return true;
    default:
        return false;
    }
}

Error errorFor(int code, int systemErrno, const QString& operation, const QString& subject)
{
    const QString name = printable(subject);
    const QString technical =
        QStringLiteral("SQLite: %1, code %2").arg(QString::fromUtf8(sqlite3_errstr(code))).arg(code);
    const auto make = [&](ErrorKind kind, int number, const QString& detail) {
        return Error{kind, operation, subject, number, detail};
    };
    int primary = code & 0xff;
    if ((primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN) && (systemErrno == ENOSPC || systemErrno == EDQUOT))
        primary = SQLITE_FULL;
    switch (primary) {
    case SQLITE_FULL:
        return make(
            ErrorKind::io, ENOSPC,
            operation == QLatin1String("commit")
                ? QStringLiteral("The disk that holds %1 is full. Free some space there; until then everything seen is "
                                 "kept in memory, and what has no room at the end goes to another disk.")
                      .arg(name)
                : QStringLiteral("The disk that is to hold %1 is full. Free some space there, or choose another disk.")
                      .arg(name));
    case SQLITE_IOERR:
        return make(ErrorKind::io, systemErrno ? systemErrno : EIO,
                    QStringLiteral("Reading or writing %1 failed (%2). Check the disk, or save the session elsewhere.")
                        .arg(name, technical));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return make(
            ErrorKind::io, EBUSY,
            QStringLiteral("Another program holds %1. Close the file there; until then it is tried again.").arg(name));
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH:
        return make(ErrorKind::permission, systemErrno ? systemErrno : EACCES,
                    QStringLiteral("The system does not allow writing to %1. Choose another place, or change the "
                                   "permissions of the file and of its folder.")
                        .arg(name));
    case SQLITE_CANTOPEN:
        if (systemErrno == ENOENT)
            return make(ErrorKind::notFound, ENOENT,
                        QStringLiteral("There is no file %1. Check its name and folder.").arg(name));
        return make(systemErrno == EACCES || systemErrno == EPERM ? ErrorKind::permission : ErrorKind::io, systemErrno,
                    QStringLiteral("%1 cannot be opened. Check its permissions and those of its folder.").arg(name));
    case SQLITE_NOMEM:
        return make(
            ErrorKind::system, ENOMEM,
            QStringLiteral("There is not enough memory to open %1. Close other programs and try again.").arg(name));
    default:
        if (isDamage(code))
            return make(
                ErrorKind::damagedFile, 0,
                QStringLiteral("%1 is damaged and cannot be read (%2). Use another copy; this one was not changed.")
                    .arg(name, technical));
        return make(ErrorKind::system, systemErrno, QStringLiteral("Work on %1 failed (%2).").arg(name, technical));
    }
}

} // namespace knockback::sqlite

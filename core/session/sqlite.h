// The SQLite C API behind two owning classes. Used directly and not through QtSql: no plugin, no event loop, clean
// under ThreadSanitizer, and the switches that make a hostile file harmless are within reach
// (sqlite.org/security.html).
//
// Thread: one at a time; a Database and its Statements belong to one thread.
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>
#include <cstdint>
#include <span>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace knockback::sqlite {

class Database;

// A prepared statement. Text and blobs are bound without a copy: what is bound must live until the next step() or bind.
class Statement
{
public:
    Statement() = default;
    ~Statement();
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&& other) noexcept;

    explicit operator bool() const { return m_statement != nullptr; }

    void bind(int index, std::int64_t value);
    void bind(int index, double value);
    void bindText(int index, std::string_view text);
    void bindBlob(int index, std::span<const std::uint8_t> bytes);
    void bindNull(int index);

    // SQLITE_ROW, SQLITE_DONE or an (extended) error code.
    int step();
    // Ready for another run; bindings stay.
    void reset();
    // One run of a statement that gives no rows: SQLITE_OK or the error.
    int run();

    bool isNull(int column) const;
    bool isInteger(int column) const;
    bool isText(int column) const;
    bool isBlob(int column) const;
    bool isReal(int column) const;
    // Valid until the next step(). The stored value must be of that type (SQLite would convert it otherwise).
    std::int64_t integer(int column) const;
    double real(int column) const;
    std::string_view text(int column) const;
    std::span<const std::uint8_t> blob(int column) const;

private:
    friend class Database;
    sqlite3_stmt* m_statement = nullptr;
};

enum class Open
{
    write,     // an existing file, ours
    readLive,  // a file somebody is writing to: read-only, takes part in the WAL's locks
    readStill, // a file nobody writes to and without a WAL: no lock, no side file, not a byte changed
};

class Database
{
public:
    Database() = default;
    ~Database();
    Database(Database&& other) noexcept;
    Database& operator=(Database&& other) noexcept;

    static Result<Database> open(const QString& path, Open mode);

    // For files that may be hostile: no trigger, no view, no function of the schema's choosing, sizes bounded, and at
    // most so many of SQLite's own steps in all (then SQLITE_INTERRUPT).
    void restrain(std::int64_t steps);

    int exec(const char* sql);
    // What is wrong is told by error().
    Statement prepare(std::string_view sql);
    // Every page of this database into `target`, as of one moment. SQLITE_OK or the error, which then is the target's.
    int copyTo(Database& target);
    // Moves what it can of the WAL into the file, without waiting for readers.
    int checkpoint();
    // After this connection's latest commit.
    int pagesInWal() const { return m_walPages; }
    bool inTransaction() const;
    int systemErrno() const;
    void close();

    // The latest failure as an error: kind from the code, a sentence that ends with what to do.
    Error error(const QString& operation, const QString& subject) const;
    explicit operator bool() const { return m_database != nullptr; }

private:
    sqlite3* m_database = nullptr;
    std::int64_t m_stepsLeft = 0;
    int m_walPages = 0;
};

// The same for a code at hand.
Error errorFor(int code, int systemErrno, const QString& operation, const QString& subject);
bool isDamage(int code);

} // namespace knockback::sqlite

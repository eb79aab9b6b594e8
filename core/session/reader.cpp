// Reading a .knock file, second half: the rows, each value checked. How the file is opened stands in reader_open.cpp.
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

constexpr std::uint64_t kAttemptsMost = 20'000'000;
constexpr std::int64_t kTargetsMost = 10'000;
constexpr int kFactsMost = 200'000; // subjects whose latest fact is kept
constexpr int kNotesMost = 100'000;
constexpr int kVerdictsMost = 100'000;
constexpr std::size_t kSayingMost = 4 << 20; // bytes of one output, and of all

} // namespace

namespace {

Status readAll(sqlite::Database& database, const QString& path, const char* table, const char* order,
               std::uint64_t most, const std::function<void(RowReader&)>& take)
{
    auto statement = database.prepare((schema::selectSql(schema::table(table)) + order).constData());
    if (!statement)
        return database.error(QStringLiteral("read"), path);
    const bool back = std::strstr(order, "DESC") != nullptr;
    std::int64_t last = 0;
    RowReader row(statement);
    for (std::uint64_t count = 0;; ++count) {
        const int code = statement.step();
        if (code == SQLITE_DONE)
            return okStatus();
        if (code != SQLITE_ROW)
            return database.error(QStringLiteral("read"), path);
        if (count >= most)
            return damaged(path, QStringLiteral("its table %1 has more rows than can be").arg(QLatin1String(table)));
        // Keys out of order: a tree whose pages lead in circles, which could go on for 10^9 rows.
        const std::int64_t key = statement.integer(0);
        if (count > 0 && (back ? key >= last : key <= last))
            return damaged(path, QStringLiteral("the rows of its table %1 are not in order").arg(QLatin1String(table)));
        last = key;
        row.begin();
        take(row);
        if (row.failed())
            return damaged(path, QStringLiteral("row %1 of its table %2 has a wrong value in column %3")
                                     .arg(count + 1)
                                     .arg(QLatin1String(table))
                                     .arg(row.failedColumn() + 1));
    }
}

void readSessionRow(RowReader& row, Session& out)
{
    row.skip(); // one
    out.uuid = row.text(100);
    out.version = row.text(100);
    out.started = row.wall();
    out.ended = row.wall();
    out.finished = row.integer(0, 1) != 0;
    out.server = row.id<ServerAccess>(kServerIds);
    if (out.server > ServerAccess::transcript)
        out.server = ServerAccess::none;
    (void)row.integer(0, INT64_MAX);
}

// The JSON of a row as a fact; a row that does not decode marks its column.
template <typename T>
std::optional<T> decoded(RowReader& row)
{
    auto value = codec::decode<T>(row.bytes(8 << 20));
    if (value)
        return std::move(*value);
    row.fail();
    return std::nullopt;
}

Status readTargets(sqlite::Database& database, const QString& path, Session& out)
{
    return readAll(database, path, "targets", " ORDER BY target", kTargetsMost, [&](RowReader& row) {
        (void)row.integer(out.targets.size(), out.targets.size()); // without gaps
        (void)row.text(100'000);
        (void)row.integer(0, 65535);
        (void)row.text(1000);
        if (auto spec = decoded<TargetSpec>(row)) {
            SessionTarget target;
            target.spec = std::move(*spec);
            out.targets.append(std::move(target));
        }
    });
}

void takeFact(RowReader& row, Session& out, QSet<QByteArray>& seen)
{
    (void)row.integer(INT64_MIN, INT64_MAX); // seq
    (void)row.wall();
    const std::int64_t target = row.optionalInteger(-1, 0, std::max<qsizetype>(out.targets.size(), 1) - 1);
    const std::string_view kind = row.view(20);
    const std::string_view subject = row.view(200);
    QByteArray key = QByteArray::number(static_cast<qlonglong>(target)) + ' ';
    key.append(kind.data(), static_cast<qsizetype>(kind.size()))
        .append(' ')
        .append(subject.data(), static_cast<qsizetype>(subject.size()));
    if (row.failed() || seen.contains(key))
        return;
    if (seen.size() >= kFactsMost)
        return row.fail();
    const bool ofTarget = target >= 0 && target < out.targets.size();
    seen.insert(key);
    if (kind == "vantage") {
        if (auto fact = decoded<VantageFacts>(row))
            out.vantage = std::move(*fact);
        return;
    }
    if (!ofTarget)
        return row.fail();
    SessionTarget& of = out.targets[static_cast<qsizetype>(target)];
    if (kind == "names") {
        if (auto fact = decoded<NameReport>(row))
            of.names = std::move(*fact);
    } else if (kind == "route") {
        if (auto fact = decoded<RouteFact>(row))
            of.routes.append(std::move(*fact));
    } else if (kind == "neighbour") {
        if (auto fact = decoded<NeighbourFact>(row))
            of.neighbours.append(std::move(*fact));
    } else if (kind == "echo") {
        if (auto fact = decoded<EchoFact>(row))
            of.echoes.append(*fact);
    } else if (kind == "router") {
        if (auto fact = decoded<RouterFact>(row))
            of.routers.append(std::move(*fact));
    } else if (kind == "tls") {
        if (auto fact = decoded<TlsFact>(row))
            of.tls.append(std::move(*fact));
    } else if (kind == "large") {
        if (auto fact = decoded<LargeFact>(row))
            of.large.append(*fact);
    } else if (kind == "server") {
        of.server = decoded<ServerWords>(row);
    } else if (kind == "own-rules") {
        if (auto fact = decoded<OwnFilter>(row))
            of.ownFilters.append(std::move(*fact));
    } else if (kind == "server-trouble") {
        of.serverTrouble = decoded<ServerTrouble>(row);
    } else if (kind == "counters") {
        if (auto fact = decoded<KernelCounters>(row))
            of.counters.append(*fact);
    } else {
        row.fail();
    }
}

// From the newest back, so that only the latest of each subject is taken apart.
Status readFacts(sqlite::Database& database, const QString& path, Session& out)
{
    QSet<QByteArray> seen;
    auto status = readAll(database, path, "facts", " ORDER BY seq DESC", UINT64_MAX,
                          [&](RowReader& row) { takeFact(row, out, seen); });
    for (SessionTarget& target : out.targets) { // as they became known
        std::reverse(target.routes.begin(), target.routes.end());
        std::reverse(target.neighbours.begin(), target.neighbours.end());
        std::reverse(target.echoes.begin(), target.echoes.end());
        std::reverse(target.routers.begin(), target.routers.end());
        std::reverse(target.tls.begin(), target.tls.end());
        std::reverse(target.large.begin(), target.large.end());
        std::reverse(target.counters.begin(), target.counters.end());
        std::reverse(target.ownFilters.begin(), target.ownFilters.end());
    }
    return status;
}

// What servers said; text is made fit to show when it is shown, and bytes are read anew by core/inspect.
Status readSayings(sqlite::Database& database, const QString& path, Session& out)
{
    if (!database.prepare("SELECT 1 FROM sayings LIMIT 0")) // a file of before there were any
        return okStatus();
    std::int64_t left = kMostKeptSayingBytes;
    auto status = readAll(database, path, "sayings", " ORDER BY seq", kMostKeptSayings, [&](RowReader& row) {
        (void)row.integer(INT64_MIN, INT64_MAX);
        const std::int64_t target = row.integer(0, std::max<qsizetype>(out.targets.size(), 1) - 1);
        ServerSaying saying;
        saying.id = row.text(400);
        saying.command = row.text(4000);
        saying.exitStatus = static_cast<int>(row.integer(-1, 255));
        saying.cut = row.integer(0, 1) != 0;
        saying.second = row.real(0, 1e9);
        const auto output = row.blob(kSayingMost);
        left -= static_cast<std::int64_t>(output.size());
        if (row.failed() || left < 0 || target >= out.targets.size() || !out.targets[target].server)
            return row.fail();
        saying.output = QByteArray(reinterpret_cast<const char*>(output.data()), static_cast<qsizetype>(output.size()));
        out.targets[target].server->sayings.append(std::move(saying));
    });
    for (SessionTarget& target : out.targets) {
        if (!target.server)
            continue;
        ServerWords& words = *target.server; // what it said anew stands in the place of what it said before
        words.sayings.remove(0, std::clamp<qsizetype>(words.replaced, 0, words.sayings.size()));
        words.replaced = 0;
    }
    return status;
}

// From the newest back: the latest is what was concluded. One of before the session is what it was made to verify; the
// document says so too, for a clock that was set back in the middle of a run makes no verdict an earlier one.
void takeVerdict(RowReader& row, const SavedVerdict& verdict, Session& out)
{
    SessionTarget& of = out.targets[static_cast<qsizetype>(verdict.target)];
    const bool early = verdict.at < out.started;
    if ((!early || of.before) && of.concluded)
        return;
    std::optional<Diagnosis> diagnosis = decoded<Diagnosis>(row);
    if (!diagnosis)
        return;
    if (!early || !(diagnosis->started < out.started)) {
        if (!of.concluded)
            of.concluded = std::move(diagnosis);
    } else if (!of.before) {
        of.before = std::move(diagnosis);
    }
}

Status readVerdicts(sqlite::Database& database, const QString& path, Session& out)
{
    std::int64_t left = kVerdictsMost;
    auto status = readAll(database, path, "verdicts", " ORDER BY seq DESC", UINT64_MAX, [&](RowReader& row) {
        if (--left < 0)
            return; // the oldest of a very long history
        SavedVerdict verdict;
        (void)row.integer(INT64_MIN, INT64_MAX);
        verdict.at = row.wall();
        verdict.target = static_cast<std::uint32_t>(row.integer(0, std::max<qsizetype>(out.targets.size(), 1) - 1));
        verdict.cause = row.text(200);
        verdict.confidence = row.real(0, 1);
        (void)row.text(50);
        (void)row.text(50);
        (void)row.text(100'000);
        if (row.failed() || verdict.target >= static_cast<std::size_t>(out.targets.size()))
            return row.fail();
        takeVerdict(row, verdict, out);
        out.verdicts.append(std::move(verdict));
    });
    std::reverse(out.verdicts.begin(), out.verdicts.end());
    return status;
}

Status readAttempts(sqlite::Database& database, const QString& path, std::uint64_t told, std::int64_t size,
                    Session& out)
{
    struct sysinfo memory = {};
    const std::uint64_t needs = told * sizeof(Attempt);
    if (told <= kAttemptsMost && ::sysinfo(&memory) == 0 &&
        needs / 2 > std::uint64_t{memory.totalram} * memory.mem_unit / 4)
        return Error{
            ErrorKind::unavailable, QStringLiteral("read"), path, ENOMEM,
            QStringLiteral(
                "%1 holds %2 attempts, which need more memory than this machine has to spare. Open it on a larger one.")
                .arg(printable(path))
                .arg(told)};
    // What the file claims is believed only as far as its size can bear it.
    out.attempts.reserve(std::min<std::uint64_t>(told, static_cast<std::uint64_t>(size) / 40 + 64));
    AttemptReader reader(static_cast<std::uint32_t>(out.targets.size()));
    return readAll(database, path, "attempts", " ORDER BY id", kAttemptsMost, [&](RowReader& row) {
        Attempt& attempt = out.attempts.emplace_back();
        reader.read(row, attempt);
    });
}

} // namespace

Result<Session> readSession(const QString& path)
{
    auto opened = openForReading(path);
    if (!opened)
        return opened.error();
    sqlite::Database& database = opened->database;
    Session out;
    out.path = path;
    database.exec("BEGIN"); // one moment of a file that is being written
    int rows = 0;
    auto status = readAll(database, path, "session", "", 1, [&](RowReader& row) {
        readSessionRow(row, out);
        ++rows;
    });
    if (status && rows != 1)
        status = damaged(path, QStringLiteral("it does not say what it is"));
    std::uint64_t attempts = 0;
    if (status) {
        auto told = database.prepare("SELECT attempts FROM session");
        attempts = told.step() == SQLITE_ROW && told.isInteger(0) ? static_cast<std::uint64_t>(told.integer(0)) : 0;
        status = readTargets(database, path, out);
    }
    if (status)
        status = readFacts(database, path, out);
    if (status)
        status = readSayings(database, path, out);
    if (status)
        status = readVerdicts(database, path, out);
    if (status)
        status = readAll(database, path, "notes", " ORDER BY seq", kNotesMost, [&](RowReader& row) {
            (void)row.integer(INT64_MIN, INT64_MAX);
            Note note;
            note.at = row.wall();
            note.about = row.wall();
            note.text = row.text(1 << 20);
            out.notes.append(std::move(note));
        });
    if (status)
        status = readAttempts(database, path, attempts, opened->size, out);
    if (!status)
        return status.error();
    return Result<Session>(std::move(out));
}

namespace {

Result<Glance> glanceOnce(const QString& path, Glimpse glimpse)
{
    auto opened = openForReading(path, glimpse);
    if (!opened)
        return opened.error();
    Glance out;
    Session session;
    auto status =
        readAll(opened->database, path, "session", "", 1, [&](RowReader& row) { readSessionRow(row, session); });
    out.started = session.started;
    out.finished = session.finished;
    auto told = opened->database.prepare("SELECT attempts FROM session");
    if (status && told.step() == SQLITE_ROW && told.isInteger(0))
        out.attempts = static_cast<std::uint64_t>(std::max<std::int64_t>(told.integer(0), 0));
    auto target = opened->database.prepare("SELECT host,port FROM targets WHERE target=0");
    if (status && target.step() == SQLITE_ROW) {
        RowReader row(target);
        row.begin();
        out.host = row.text(100'000);
        out.port.value = static_cast<std::uint16_t>(row.integer(0, 65535));
        if (row.failed())
            status = damaged(path, QStringLiteral("its first target makes no sense"));
    }
    if (!status)
        return status.error();
    return out;
}

} // namespace

Result<Glance> glanceAt(const QString& path)
{
    auto glance = glanceOnce(path, Glimpse::first);
    // Its writer may have died in the middle of folding the WAL in: then only both together make sense.
    return glance ? glance : glanceOnce(path, Glimpse::all);
}

} // namespace knockback

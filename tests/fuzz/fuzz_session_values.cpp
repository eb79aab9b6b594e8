// A well-formed session file whose values are anything: the input is a list of changes (table, column, row, value),
// made with SQLite and none of our protections. What is read then must be refused, or be in range.
#include "core/base/byte_reader.h"
#include "core/diagnose/compare.h"
#include "core/investigate/reopen.h"
#include "core/session/codec.h"
#include "core/session/schema.h"
#include "core/session/store.h"

#include <QFile>
#include <QTemporaryDir>
#include <cstdlib>
#include <sqlite3.h>

using namespace knockback;

namespace {

QByteArray makeTemplate(const QString& path)
{
    Session header;
    header.version = QStringLiteral("fuzz");
    header.started.ns = 1'770'000'000'000'000'000;
    SessionTarget target;
    target.spec.host = QStringLiteral("h");
    target.routes = {RouteFact{}};
    target.echoes = {EchoFact{}};
    target.tls = {TlsFact{}};
    target.large = {LargeFact{}};
    target.neighbours = {NeighbourFact{}};
    target.names.at.ns = 1;
    target.concluded = Diagnosis{};
    header.targets = {target, target};
    header.notes = {{{1}, {2}, QStringLiteral("n")}};
    header.vantage.kernel = QStringLiteral("k");
    for (std::uint64_t id = 1; id <= 5; ++id) {
        Attempt a;
        a.id.value = id;
        a.tcp.valid = id % 2 != 0;
        a.icmp.origin = id == 4 ? ErrorOrigin::icmp : ErrorOrigin::none;
        header.attempts.push_back(a);
    }
    if (!SessionWriter::create(path, header))
        std::abort();
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        std::abort();
    return file.readAll();
}

void bindValue(sqlite3_stmt* statement, ByteReader& in)
{
    const std::uint8_t kind = in.u8();
    const auto bytes = [&] { return in.take(std::min<std::size_t>(in.left(), kind < 0x80 ? kind >> 3 : in.be16())); };
    switch (kind % 6) {
    case 0:
        sqlite3_bind_null(statement, 1);
        break;
    case 1:
        sqlite3_bind_int64(statement, 1, static_cast<std::int8_t>(in.u8()));
        break;
    case 2:
        sqlite3_bind_int64(statement, 1, static_cast<std::int64_t>(in.be64()));
        break;
    case 3:
        sqlite3_bind_double(statement, 1, static_cast<double>(static_cast<std::int64_t>(in.be64())) / 1e9);
        break;
    case 4: {
        const auto text = bytes();
        sqlite3_bind_text(statement, 1, reinterpret_cast<const char*>(text.data()), static_cast<int>(text.size()),
                          SQLITE_TRANSIENT);
        break;
    }
    default: {
        const auto blob = bytes();
        sqlite3_bind_blob(statement, 1, blob.data(), static_cast<int>(blob.size()), SQLITE_TRANSIENT);
    }
    }
}

void change(const QString& path, ByteReader& in)
{
    sqlite3* database = nullptr;
    if (sqlite3_open_v2(QFile::encodeName(path).constData(), &database, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK)
        std::abort();
    sqlite3_exec(database, "PRAGMA synchronous=OFF; PRAGMA ignore_check_constraints=ON", nullptr, nullptr, nullptr);
    for (int i = 0; i < 8 && in.left() > 3; ++i) {
        const auto& table = schema::tables()[in.u8() % schema::tables().size()];
        const auto& column = table.columns[in.u8() % table.columns.size()];
        const int row = in.u8() % 6;
        const QByteArray sql =
            QByteArray("UPDATE OR IGNORE ") + table.name + " SET " + column.name + "=?" +
            (qstrcmp(table.name, "minutes") == 0 ? QByteArray() : " WHERE rowid=" + QByteArray::number(row));
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v2(database, sql.constData(), -1, &statement, nullptr) != SQLITE_OK)
            std::abort();
        bindValue(statement, in);
        sqlite3_step(statement);
        sqlite3_finalize(statement);
    }
    sqlite3_exec(database, "PRAGMA wal_checkpoint(TRUNCATE)", nullptr, nullptr, nullptr);
    sqlite3_close(database);
}

bool inRange(const Attempt& a, qsizetype targets)
{
    const auto duration = [](std::int64_t ns) { return ns >= -1 && ns <= codec::kLongestNs; };
    return static_cast<qsizetype>(a.target) < targets && static_cast<std::size_t>(a.outcome) < kOutcomeCount &&
           a.startedWall.ns >= 0 && a.startedWall.ns <= codec::kLatestNs && duration(a.connectNs) &&
           duration(a.endNs) && duration(a.firstByteNs) && duration(a.lateNs) && a.bannerSize <= kBannerKept;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const QTemporaryDir folder;
    static const QByteArray original = makeTemplate(folder.filePath(QStringLiteral("template.knock")));
    const QString path = folder.filePath(QStringLiteral("fuzz.knock"));
    {
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) || file.write(original) != original.size())
            std::abort();
    }
    ByteReader in({data, size});
    change(path, in);
    const auto session = readSession(path);
    if (!session) {
        if (session.error().kind != ErrorKind::damagedFile || session.error().detail.isEmpty())
            std::abort();
        return 0;
    }
    for (const Attempt& attempt : session->attempts)
        if (!inRange(attempt, session->targets.size()))
            std::abort();
    for (std::uint32_t target = 0; target < 3; ++target)
        (void)reopened(*session, target);
    // What a file says was concluded is compared as the window does when it opens one.
    for (const SessionTarget& target : session->targets)
        if (target.concluded) {
            const Comparison compared = compare(target.before.value_or(*target.concluded), *target.concluded);
            if (!(compared.before.confidence >= 0 && compared.before.confidence <= 1) || compared.sentences.isEmpty())
                std::abort();
        }
    return 0;
}

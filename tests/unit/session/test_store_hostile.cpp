// Files that are not what they say: each gives its kind of error and a sentence, and not one byte of it is changed.
#include "core/session/reader.h"
#include "core/session/store.h"
#include "samples.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>
#include <random>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace knockback;
using namespace knockback::test;

Q_DECLARE_METATYPE(knockback::ErrorKind)

namespace {

// SQL on a file without any of our protections, as an attacker would.
bool attack(const QString& path, const QByteArray& sql)
{
    sqlite3* database = nullptr;
    sqlite3_open_v2(QFile::encodeName(path).constData(), &database, SQLITE_OPEN_READWRITE, nullptr);
    sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 0, nullptr);
    char* message = nullptr;
    const int code = sqlite3_exec(database, sql.constData(), nullptr, nullptr, &message);
    if (code != SQLITE_OK)
        qWarning("%s", message);
    sqlite3_free(message);
    sqlite3_exec(database, "PRAGMA wal_checkpoint(TRUNCATE)", nullptr, nullptr, nullptr);
    sqlite3_close(database);
    return code == SQLITE_OK;
}

QByteArray contents(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("not there");
}

void put(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QCOMPARE(file.write(bytes), bytes.size());
}

long memoryPeakKb()
{
    struct rusage usage = {};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

} // namespace

class TestStoreHostile : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;
    QByteArray m_good;
    QString file(const char* name) const { return m_folder.filePath(QString::fromLatin1(name)); }

    // Reads, expects that kind, and that the file is as it was.
    void expect(const QString& path, ErrorKind kind)
    {
        const QByteArray before = contents(path);
        const QStringList around = QDir(QFileInfo(path).path()).entryList(QDir::Files);
        QElapsedTimer timer;
        timer.start();
        const auto read = readSession(path);
        QVERIFY2(!read.ok(), qPrintable(path));
        QVERIFY2(read.error().kind == kind,
                 qPrintable(
                     QStringLiteral("kind %1: %2").arg(static_cast<int>(read.error().kind)).arg(read.error().detail)));
        QVERIFY(read.error().detail.size() > 20 && read.error().detail.endsWith(QLatin1Char('.')));
        QVERIFY(timer.elapsed() < 5000);
        QVERIFY(contents(path) == before);
        QCOMPARE(QDir(QFileInfo(path).path()).entryList(QDir::Files), around);
        QVERIFY(recoverable(QFileInfo(path).path()).size() <= 1); // and the list of unsaved ones gets over it
    }

private Q_SLOTS:
    void initTestCase()
    {
        const QString path = file("good.dat");
        {
            auto writer = SessionWriter::create(path, header());
            QVERIFY(writer.ok());
            (*writer)->putNames(0, names());
            (*writer)->putRoute(0, route());
            (*writer)->putVantage(vantage());
            (*writer)->putVerdict(0, diagnosis());
            (*writer)->putNote({{kStart}, {}, QStringLiteral("n")});
            for (std::uint64_t id = 1; id <= 300; ++id)
                QVERIFY((*writer)->append(attempt(id, kStart + static_cast<std::int64_t>(id))));
        }
        QVERIFY(readSession(path).ok());
        m_good = contents(path);
        QVERIFY(m_good.size() > 20'000);
    }

    void cleanup()
    {
        QDir folder(m_folder.path());
        for (const QString& name : folder.entryList({QStringLiteral("*.knock*")}))
            folder.remove(name);
    }

    void notOurs()
    {
        expect(file("none.knock"), ErrorKind::notFound);
        const auto kindOf = [](const QString& path) { return readSession(path).error().kind; };
        QVERIFY(kindOf(QString()) == ErrorKind::notFound);
        QVERIFY(kindOf(file("x") + QChar(0)) == ErrorKind::notFound);
        QVERIFY(kindOf(m_folder.path()) == ErrorKind::foreignFile);
        QVERIFY(kindOf(QStringLiteral("/dev/zero")) == ErrorKind::foreignFile);
        QCOMPARE(::mkfifo(QFile::encodeName(file("pipe.knock")).constData(), 0600), 0);
        const auto pipe = readSession(file("pipe.knock")); // must not wait for a writer
        QVERIFY(!pipe.ok() && pipe.error().kind == ErrorKind::foreignFile);
        QVERIFY(QFile::remove(file("pipe.knock")));
        const QString path = file("a.knock");
        put(path, "<!DOCTYPE html><html>not found</html>");
        expect(path, ErrorKind::foreignFile);
        put(path, QByteArray(1 << 20, '\0'));
        expect(path, ErrorKind::foreignFile);
        put(path, QByteArray());
        expect(path, ErrorKind::damagedFile);
        QVERIFY(QFile::remove(path));
        put(path, QByteArray());
        QVERIFY(attack(path, "CREATE TABLE attempts(id)")); // another program's database
        expect(path, ErrorKind::foreignFile);
    }

    void unreadable()
    {
        const QString path = file("locked.knock");
        put(path, m_good);
        QVERIFY(QFile::setPermissions(path, {}));
        const bool root = ::geteuid() == 0; // whom nothing is refused
        if (root) {
            QCOMPARE(::chmod(QFile::encodeName(m_folder.path()).constData(), 0755), 0);
            QCOMPARE(::seteuid(65534), 0);
        }
        const auto read = readSession(path);
        if (root)
            QCOMPARE(::seteuid(0), 0);
        QVERIFY(!read.ok() && read.error().kind == ErrorKind::permission);
        QVERIFY(read.error().detail.contains(QStringLiteral("does not allow reading")));
    }

    void newer()
    {
        const QString path = file("newer.knock");
        put(path, m_good);
        QVERIFY(attack(path, "PRAGMA user_version=2; DROP TABLE attempts"));
        expect(path, ErrorKind::newerFile);
        QVERIFY(attack(path, "PRAGMA user_version=0"));
        expect(path, ErrorKind::damagedFile);
        QVERIFY(attack(path, "PRAGMA user_version=-5"));
        expect(path, ErrorKind::newerFile);
    }

    void cutOffAnywhere()
    {
        const QString path = file("cut.knock");
        std::mt19937 random(1);
        for (int round = 0; round < 150; ++round) {
            const auto size = round < 110 ? round : static_cast<int>(random() % static_cast<unsigned>(m_good.size()));
            put(path, m_good.left(size));
            const auto read = readSession(path);
            QVERIFY(!read.ok());
            QVERIFY2(read.error().kind == ErrorKind::damagedFile, qPrintable(read.error().detail));
            QVERIFY(contents(path) == m_good.left(size));
        }
    }

    // Bytes changed at random: any result but a crash, a hang, or a changed file.
    void spoiltAnywhere()
    {
        const QString path = file("spoilt.knock");
        std::mt19937 random(2);
        int refused = 0;
        for (int round = 0; round < 600; ++round) {
            QByteArray bytes = m_good;
            const int changes = 1 + static_cast<int>(random() % 40);
            for (int i = 0; i < changes; ++i)
                bytes[static_cast<qsizetype>(random() % static_cast<unsigned>(bytes.size()))] =
                    static_cast<char>(random());
            put(path, bytes);
            const auto read = readSession(path);
            refused += read.ok() ? 0 : 1;
            QVERIFY(contents(path) == bytes);
        }
        QVERIFY(refused > 100);
    }

    void valuesThatCannotBe_data()
    {
        QTest::addColumn<QByteArray>("sql");
        const auto row = [](const char* name, const QByteArray& sql) { QTest::newRow(name) << sql; };
        row("a time before 1970", "UPDATE attempts SET started_ns=-1 WHERE id=7");
        row("a time after 2100", "UPDATE attempts SET started_ns=9223372036854775807 WHERE id=7");
        row("a duration of ages", "UPDATE attempts SET connect_ns=9223372036854775807 WHERE id=7");
        row("a negative duration", "UPDATE attempts SET connect_ns=-2 WHERE id=7");
        row("an unknown outcome", "UPDATE attempts SET outcome='splendid' WHERE id=7");
        row("an outcome by number", "UPDATE attempts SET outcome=1 WHERE id=7");
        row("an outcome as a blob", "UPDATE attempts SET outcome=x'72656675736564' WHERE id=7");
        row("text for a number", "UPDATE attempts SET errno='ECONNREFUSED' WHERE id=7");
        row("a number with a fraction", "UPDATE attempts SET late_ns=1.5 WHERE id=7");
        row("a target that is not there", "UPDATE attempts SET target=1 WHERE id=7");
        row("a negative target", "UPDATE attempts SET target=-1 WHERE id=7");
        row("a port too far", "UPDATE attempts SET port=65536 WHERE id=7");
        row("no address", "UPDATE attempts SET address='nowhere' WHERE id=8");
        row("an empty address", "UPDATE attempts SET address='' WHERE id=8");
        row("an address of a megabyte", "UPDATE attempts SET address=printf('%1000000s','1') WHERE id=8");
        row("a banner too long", "UPDATE attempts SET banner=zeroblob(129) WHERE id=7");
        row("a banner as text", "UPDATE attempts SET banner='hello' WHERE id=7");
        row("a banner of 15 MB", "UPDATE attempts SET banner=zeroblob(15000000) WHERE id=7");
        row("a value of 17 MB", "UPDATE attempts SET banner=zeroblob(17000000) WHERE id=7");
        row("a TCP counter below 0", "UPDATE attempts SET tcp_segs_in=-1 WHERE id=7");
        row("half a TCP block", "UPDATE attempts SET tcp_segs_in=NULL WHERE id=7");
        row("half an ICMP block", "UPDATE attempts SET icmp_type=NULL WHERE id=6");
        row("an id below 0", "UPDATE attempts SET id=-5 WHERE id=7");
        row("a truth of 2", "UPDATE attempts SET peer_closed=2 WHERE id=7");
        row("no session", "DELETE FROM session");
        row("a session without sense", "UPDATE session SET server='the moon'");
        row("a session of another time", "UPDATE session SET ended_ns=-1");
        row("a fact of a kind unknown", "UPDATE facts SET kind='dream' WHERE kind='route'");
        row("a fact that is no JSON", "UPDATE facts SET json='route' WHERE kind='route'");
        row("a fact as a blob", "UPDATE facts SET json=zeroblob(10) WHERE kind='route'");
        row("a fact of 9 MB", "UPDATE facts SET json=printf('{\"interface\":\"%9000000s\"}','x') WHERE kind='route'");
        row("a fact of no target", "UPDATE facts SET target=NULL WHERE kind='route'");
        row("a fact of a target that is not there", "UPDATE facts SET target=5 WHERE kind='route'");
        row("brackets without end", "UPDATE facts SET json=replace(printf('%200000s','x'),' ','[') WHERE kind='names'");
        row("objects without end",
            "UPDATE facts SET json=replace(printf('%200000s','x'),' ','{\"a\":') WHERE kind='names'");
        row("a verdict too sure", "UPDATE verdicts SET confidence=1.01");
        row("a verdict as text", "UPDATE verdicts SET confidence='sure'");
        row("a diagnosis cut off", "UPDATE verdicts SET json=substr(json,1,300)");
        row("a diagnosis without its steps", "UPDATE verdicts SET json=json_remove(json,'$.checks[3]')");
        row("a target with a gap", "UPDATE targets SET target=2");
        row("a target without sense", "UPDATE targets SET spec_json='{\"port\":70000}'");
        row("a note as a number", "UPDATE notes SET text=zeroblob(3)");
        row("a table that is gone", "DROP TABLE notes");
        row("a column that is gone", "ALTER TABLE attempts DROP COLUMN local_port");
        row("a view for a table",
            "ALTER TABLE attempts RENAME TO real_attempts; CREATE VIEW attempts AS SELECT * FROM real_attempts");
        row("a view that never ends", "ALTER TABLE attempts RENAME TO real_attempts; CREATE VIEW attempts AS WITH "
                                      "RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM c) "
                                      "SELECT n AS id, a.* FROM c, real_attempts a");
        row("a computed column", "ALTER TABLE notes RENAME TO n; CREATE TABLE notes(seq INTEGER PRIMARY KEY, at_ns, "
                                 "about_ns, text AS (hex(zeroblob(7000000))))");
        row("a virtual table", "DROP TABLE notes; CREATE VIRTUAL TABLE notes USING fts5(seq, at_ns, about_ns, text)");
        row("a schema of nonsense",
            "PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql='CREATE TABLE attempts(' WHERE name='attempts'");
        row("a table that lies on another", "PRAGMA writable_schema=ON; UPDATE sqlite_schema SET rootpage=(SELECT "
                                            "rootpage FROM sqlite_schema WHERE name='facts') WHERE name='attempts'");
        row("a table beyond the end",
            "PRAGMA writable_schema=ON; UPDATE sqlite_schema SET rootpage=100000 WHERE name='attempts'");
        row("ten thousand and one targets",
            "INSERT INTO targets SELECT value,'h',1,'','{}' FROM (WITH RECURSIVE c(value) AS (SELECT 1 UNION ALL "
            "SELECT value+1 FROM c LIMIT 10000) SELECT value FROM c)");
        row("two hundred thousand notes",
            "INSERT INTO notes SELECT value,1,1,'n' FROM (WITH RECURSIVE c(value) AS (SELECT 9 UNION ALL SELECT "
            "value+1 FROM c LIMIT 200000) SELECT value FROM c)");
    }
    void valuesThatCannotBe()
    {
        QFETCH(QByteArray, sql);
        const QString path = file("value.knock");
        put(path, m_good);
        QVERIFY(attack(path, sql));
        QVERIFY(contents(path) != m_good);
        expect(path, ErrorKind::damagedFile);
    }

    // What somebody added for themselves does no harm.
    void additionsAreIgnored()
    {
        const QString path = file("added.knock");
        put(path, m_good);
        QVERIFY(attack(path,
                       "CREATE TABLE mine(x); CREATE INDEX byTime ON attempts(started_ns); CREATE VIEW v AS SELECT 1;"
                       "CREATE TRIGGER t AFTER INSERT ON attempts BEGIN SELECT randomblob(1000000000); END;"
                       "ALTER TABLE attempts ADD COLUMN colour TEXT"));
        const auto read = readSession(path);
        QVERIFY2(read.ok(), qPrintable(read.ok() ? QString() : read.error().detail));
        QCOMPARE(read->attempts.size(), 300U);
    }

    // A tree whose pages lead back into itself: a handful of pages that claim 10^9 rows and more.
    void moreRowsThanTheFileCanHold()
    {
        const QString path = file("bomb.knock");
        put(path, m_good);
        // Find the root of a table that has an interior page, and point all of its children at one leaf.
        QVERIFY(attack(path, "INSERT INTO notes SELECT value,1,1,printf('%500s','n') FROM (WITH RECURSIVE c(value) AS "
                             "(SELECT 9 UNION ALL SELECT value+1 FROM c LIMIT 3000) SELECT value FROM c)"));
        QVERIFY(readSession(path).ok());
        sqlite3* database = nullptr;
        sqlite3_open_v2(QFile::encodeName(path).constData(), &database, SQLITE_OPEN_READONLY, nullptr);
        sqlite3_stmt* root = nullptr;
        sqlite3_prepare_v2(database, "SELECT rootpage FROM sqlite_schema WHERE name='notes'", -1, &root, nullptr);
        QCOMPARE(sqlite3_step(root), SQLITE_ROW);
        const auto page = static_cast<qsizetype>(sqlite3_column_int64(root, 0));
        sqlite3_finalize(root);
        sqlite3_close(database);
        QByteArray bytes = contents(path);
        const qsizetype at = (page - 1) * 4096;
        QCOMPARE(bytes[at], char(5)); // an interior page of a table
        const int cells = (static_cast<unsigned char>(bytes[at + 3]) << 8) | static_cast<unsigned char>(bytes[at + 4]);
        QVERIFY(cells > 3);
        for (const bool self : {false, true}) {
            QByteArray bomb = bytes;
            const QByteArray child = self ? QByteArray("\0\0\0", 3) + static_cast<char>(page) : bomb.mid(at + 8, 4);
            bomb.replace(at + 8, 4, child);
            for (int i = 0; i < cells; ++i) {
                const int cell = (static_cast<unsigned char>(bomb[at + 12 + 2 * i]) << 8) |
                                 static_cast<unsigned char>(bomb[at + 13 + 2 * i]);
                bomb.replace(at + cell, 4,
                             self ? child
                                  : bomb.mid(at + ((static_cast<unsigned char>(bomb[at + 12]) << 8) |
                                                   static_cast<unsigned char>(bomb[at + 13])),
                                             4));
            }
            put(path, bomb);
            expect(path, ErrorKind::damagedFile);
        }
    }

    // What the session's row claims is not believed: no memory is taken for attempts that are not there.
    void claimsAreNotBelieved()
    {
        const QString path = file("claim.knock");
        put(path, m_good);
        const long before = memoryPeakKb();
        QVERIFY(attack(path, "UPDATE session SET attempts=15000000"));
        const auto read = readSession(path);
        QVERIFY(read.ok() || read.error().kind == ErrorKind::unavailable);
        QVERIFY(attack(path, "UPDATE session SET attempts=9223372036854775807"));
        (void)readSession(path);
        QVERIFY(attack(path, "UPDATE session SET attempts='many'"));
        expect(path, ErrorKind::damagedFile);
        QVERIFY2(memoryPeakKb() - before < 100'000, qPrintable(QString::number(memoryPeakKb() - before)));
    }

    // A WAL beside a file is not trusted more than the file.
    void hostileWal()
    {
        const QString path = file("wal.knock");
        const QString wal = path + QStringLiteral("-wal");
        std::mt19937 random(3);
        QByteArray real;
        {
            auto writer = SessionWriter::create(file("source.dat"), header());
            QVERIFY(writer.ok());
            for (std::uint64_t id = 1; id <= 1000; ++id)
                QVERIFY((*writer)->append(attempt(id, kStart)));
            QVERIFY((*writer)->flush().ok());
            put(path, contents(file("source.dat")));
            real = contents(file("source.dat-wal"));
        }
        put(wal, real);
        QCOMPARE(readSession(path)->attempts.size(), 1000U);
        for (int round = 0; round < 200; ++round) {
            QByteArray bytes =
                round % 2 ? real : QByteArray(static_cast<qsizetype>(random() % 50'000), static_cast<char>(random()));
            for (int i = 0; i < 20 && !bytes.isEmpty(); ++i)
                bytes[static_cast<qsizetype>(random() % static_cast<unsigned>(bytes.size()))] =
                    static_cast<char>(random());
            if (round % 3 == 0)
                bytes.truncate(static_cast<qsizetype>(random() % 40'000));
            put(wal, bytes);
            const QByteArray before = contents(path);
            (void)readSession(path); // any result
            QVERIFY(contents(path) == before);
            QVERIFY(contents(wal) == bytes);
            QVERIFY(!QFileInfo::exists(path + QStringLiteral("-shm")));
        }
        // The WAL of another file, whole: SQLite takes it for this file's; what comes of it must hold together.
        put(path, m_good);
        put(wal, real);
        const auto mixed = readSession(path);
        QVERIFY(mixed.ok() || mixed.error().kind == ErrorKind::damagedFile);
        QVERIFY(contents(path) == m_good);
    }

    void headers()
    {
        QByteArray head = m_good.left(100);
        const auto check = [](const QByteArray& bytes) {
            return checkHeader(
                {reinterpret_cast<const std::uint8_t*>(bytes.constData()), static_cast<std::size_t>(bytes.size())},
                QStringLiteral("f"));
        };
        QVERIFY(check(head).ok());
        for (const int size : {1, 5, 15, 16, 17, 60, 71, 99})
            QVERIFY(check(head.left(size)).error().kind == ErrorKind::damagedFile);
        head[17] = 7; // a page size that is no power of two
        QVERIFY(check(head).error().kind == ErrorKind::damagedFile);
    }
};

QTEST_GUILESS_MAIN(TestStoreHostile)
#include "test_store_hostile.moc"

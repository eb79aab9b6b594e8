// What a server said, kept in the session and read from it again; and rows that no server ever said.
#include "core/inspect/facts.h"
#include "core/inspect/transcript.h"
#include "core/investigate/reopen.h"
#include "core/session/store.h"
#include "samples.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <sqlite3.h>

using namespace knockback;
using namespace knockback::test;

class TestStoreServer : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;
    QString file(const char* name) const { return m_folder.filePath(QString::fromLatin1(name)); }

    static ServerWords words()
    {
        QFile recorded(QStringLiteral(KNOCKBACK_SOURCE_DIR "/tests/data/inspect/debian-root.txt"));
        ServerWords out;
        if (recorded.open(QIODevice::ReadOnly))
            out = parseTranscript(recorded.readAll()).words;
        out.access = QStringLiteral("ssh");
        out.where = QStringLiteral("admin@db.example");
        out.heard = {out.begun.ns - 5'000'000'000};
        return out;
    }
    static OwnFilter ownFilter()
    {
        OwnFilter out{OwnFilter::State::read,
                      *IpAddress::parse(QStringLiteral("203.0.113.2")),
                      {},
                      {1'700'000'000'000'000'000},
                      {1'600'000'000'000'000'000}};
        ServerFirewall& f = out.rules;
        f.decision = ServerFirewall::Decision::rejectIcmp;
        f.tool = QStringLiteral("nftables");
        f.family = QStringLiteral("inet");
        f.table = QStringLiteral("filter");
        f.chain = f.hook = QStringLiteral("output");
        f.handle = 3;
        f.rule = QStringLiteral("tcp dport 5432 counter reject");
        f.with = QStringLiteral("icmp port-unreachable");
        f.packets = 8;
        f.rise = 4;
        f.uncertain = QStringList{QStringLiteral("meta skuid 7 drop")};
        f.undo = QStringLiteral("nft delete rule inet filter output handle 3");
        return out;
    }
    // Each on a file of its own.
    QString written(const char* name) const
    {
        auto writer = SessionWriter::create(file(name), header());
        if (!writer)
            qFatal("%s", qPrintable(writer.error().detail));
        const ServerWords all = words();
        ServerWords first = all;
        first.sayings.resize(20);
        (*writer)->putServer(0, first, 0);
        (*writer)->putServer(0, all, 20);
        (*writer)->putServerTrouble(0, {QStringLiteral("died"), all.where, QStringLiteral("Broken pipe")});
        OwnFilter filter = ownFilter();
        filter.rules.rise = -1;
        (*writer)->putOwnFilter(0, filter);
        (*writer)->putOwnFilter(0, ownFilter()); // the later one counts
        return file(name);
    }
    static bool attack(const QString& path, const char* sql)
    {
        sqlite3* database = nullptr;
        sqlite3_open_v2(QFile::encodeName(path).constData(), &database, SQLITE_OPEN_READWRITE, nullptr);
        const bool done = sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
        sqlite3_exec(database, "PRAGMA wal_checkpoint(TRUNCATE)", nullptr, nullptr, nullptr);
        sqlite3_close(database);
        return done;
    }

private Q_SLOTS:
    void comesBackAsItWas()
    {
        const auto read = readSession(written("good.knock"));
        QVERIFY2(read.ok(), read ? "" : qPrintable(read.error().detail));
        const SessionTarget& target = read->targets[0];
        const ServerWords before = words();
        QVERIFY(target.server && target.serverTrouble);
        QCOMPARE(target.serverTrouble->reason, QStringLiteral("died"));
        QCOMPARE(target.server->access, before.access);
        QCOMPARE(target.server->where, before.where);
        QCOMPARE(target.server->port, before.port);
        QCOMPARE(target.server->begun.ns, before.begun.ns);
        QCOMPARE(target.server->heard.ns, before.heard.ns);
        QCOMPARE(target.ownFilters.size(), qsizetype(1));
        const OwnFilter &filter = target.ownFilters.first(), wrote = ownFilter();
        QVERIFY(filter.state == wrote.state && filter.to == wrote.to && filter.at == wrote.at &&
                filter.since == wrote.since);
        QVERIFY(filter.rules.decision == wrote.rules.decision && filter.rules.handle == 3 &&
                filter.rules.packets == 8 && filter.rules.rise == 4);
        QCOMPARE(filter.rules.rule, wrote.rules.rule);
        QCOMPARE(filter.rules.undo, wrote.rules.undo);
        QCOMPARE(filter.rules.hook, wrote.rules.hook);
        QCOMPARE(filter.rules.uncertain, wrote.rules.uncertain);
        QCOMPARE(target.server->sayings.size(), before.sayings.size());
        for (qsizetype i = 0; i < before.sayings.size(); ++i) {
            const ServerSaying& a = before.sayings[i];
            const ServerSaying& b = target.server->sayings[i];
            QVERIFY2(a.id == b.id && a.command == b.command && a.output == b.output && a.exitStatus == b.exitStatus &&
                         a.cut == b.cut && a.second == b.second,
                     qPrintable(a.id));
        }
        const auto facts = reopened(*read, 0).serverFacts;
        QVERIFY(facts);
        const ServerFacts fresh = serverFacts(before);
        QCOMPARE(facts->listeners.size(), fresh.listeners.size());
        QCOMPARE(facts->skew.count(), 5'000'000'000);
        QCOMPARE(facts->counters.size(), 2);
        QVERIFY(facts->counters[1].values == fresh.counters[1].values);
        // And once more through a header, as "save as" does.
        {
            auto copy = SessionWriter::create(file("copy.knock"), *read);
            QVERIFY(copy.ok());
        }
        const auto again = readSession(file("copy.knock"));
        QVERIFY(again.ok());
        QCOMPARE(again->targets[0].server->sayings.size(), before.sayings.size());
    }

    // Asked anew, what it says counts in the place of what it said; both are in the file.
    void askedAnew()
    {
        const ServerWords before = words();
        ServerWords anew = before;
        anew.replaced = static_cast<int>(before.sayings.size());
        anew.begun.ns += 60'000'000'000;
        anew.sayings.resize(12);
        anew.sayings[0].output = "another time";
        {
            auto writer = SessionWriter::create(file("anew.knock"), header());
            QVERIFY(writer.ok());
            (*writer)->putServer(0, before, 0);
            (*writer)->putServer(0, anew, 0);
        }
        auto read = readSession(file("anew.knock"));
        QVERIFY2(read.ok(), read ? "" : qPrintable(read.error().detail));
        for (int copies = 0; copies < 2; ++copies) {
            const ServerWords& found = *read->targets[0].server;
            QCOMPARE(found.begun.ns, anew.begun.ns);
            QCOMPARE(found.sayings.size(), qsizetype(12));
            QCOMPARE(found.sayings[0].output, QByteArray("another time"));
            const QString next = file(copies == 0 ? "anew-copy.knock" : "anew-copy-of-it.knock");
            {
                auto copy = SessionWriter::create(next, *read);
                QVERIFY(copy.ok());
            }
            read = readSession(next);
            QVERIFY(read.ok());
        }
        // A file that says so of more than there is has nothing left, and is no damage.
        QVERIFY(attack(file("anew.knock"), "UPDATE facts SET json=replace(json,'\"replaced\":','\"replaced\":99') "
                                           "WHERE kind='server'"));
        const auto odd = readSession(file("anew.knock"));
        QVERIFY(odd.ok());
        QVERIFY(odd->targets[0].server->sayings.isEmpty());
    }

    void aFileOfBeforeThereWereAny()
    {
        const QString path = file("old.knock");
        {
            auto writer = SessionWriter::create(path, header());
            QVERIFY(writer.ok());
        }
        QVERIFY(attack(path, "DROP TABLE sayings; UPDATE session SET server='not-built'"));
        const auto read = readSession(path);
        QVERIFY2(read.ok(), read ? "" : qPrintable(read.error().detail));
        QVERIFY(!read->targets[0].server);
        QVERIFY(read->server == ServerAccess::none);
    }

    void hostileRows_data()
    {
        QTest::addColumn<QByteArray>("sql");
        for (const char* sql :
             {"UPDATE sayings SET target=7", "UPDATE sayings SET status=100000", "UPDATE sayings SET output='text'",
              "UPDATE sayings SET second=-1", "UPDATE sayings SET cut=2", "UPDATE sayings SET output=zeroblob(5000000)",
              "DELETE FROM facts WHERE kind='server'", "UPDATE facts SET json='[]' WHERE kind='server'",
              "ALTER TABLE sayings DROP COLUMN output"})
            QTest::newRow(sql) << QByteArray(sql);
    }
    void hostileRows()
    {
        QFETCH(QByteArray, sql);
        const QString path = written("hostile.knock");
        QVERIFY(attack(path, sql.constData()));
        const auto read = readSession(path);
        QVERIFY(!read.ok());
        QVERIFY(read.error().kind == ErrorKind::damagedFile);
        QFile::remove(path);
    }
};

QTEST_GUILESS_MAIN(TestStoreServer)
#include "test_store_server.moc"

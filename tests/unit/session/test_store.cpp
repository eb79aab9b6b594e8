// The store on real files: what is handed over is there again, whole.
#include "core/session/codec.h"
#include "core/session/sqlite.h"
#include "core/session/store.h"
#include "samples.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>
#include <atomic>
#include <sys/stat.h>
#include <thread>

using namespace knockback;
using namespace knockback::test;

Q_DECLARE_METATYPE(knockback::ErrorKind)

namespace {

void push(SessionWriter& writer, const Attempt& attempt)
{
    QElapsedTimer since;
    since.start();
    while (!writer.append(attempt)) {
        if (since.elapsed() > 10'000)
            qFatal("the ring stays full");
        QThread::usleep(200); // back-pressure, as the engine's: there is nothing to wait for but the store
    }
}

QString sentence(const Error& error)
{
    return error.detail;
}

} // namespace

class TestStore : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;
    QString file(const char* name) const { return m_folder.filePath(QString::fromLatin1(name)); }

private Q_SLOTS:
    // What a run was made to verify is the first of its verdicts, of a time before the session.
    void whatWasConcludedBeforeIsKept()
    {
        Session h = header();
        h.started = systemClock().wall();
        Diagnosis earlier = diagnosis();
        earlier.verdict.cause = QStringLiteral("firewall-drop");
        Diagnosis now = diagnosis();
        now.started = h.started;
        h.targets[0].before = earlier;
        const QString path = file("verified.knock");
        {
            const auto writer = SessionWriter::create(path, h);
            QVERIFY(writer.ok());
            const auto read = readSession(path);
            QVERIFY(read.ok() && read->targets[0].before);
            QVERIFY(!read->targets[0].concluded);
            (*writer)->putVerdict(0, now);
            now.verdict.confidence = 0.5;
            (*writer)->putVerdict(0, now);
        }
        const auto read = readSession(path);
        QVERIFY(read.ok());
        QCOMPARE(codec::encode(*read->targets[0].before), codec::encode(earlier));
        QCOMPARE(codec::encode(*read->targets[0].concluded), codec::encode(now));
        QCOMPARE(read->verdicts.size(), 3);
        QCOMPARE(read->verdicts[0].cause, QStringLiteral("firewall-drop"));
        QVERIFY(read->verdicts[0].at < read->started && !(read->verdicts[1].at < read->started));
        // Kept with a copy, too.
        const QString copy = file("verified-copy.knock");
        {
            Session whole = *read;
            QVERIFY(SessionWriter::create(copy, whole).ok());
        }
        const auto again = readSession(copy);
        QVERIFY(again.ok() && again->targets[0].before && again->targets[0].concluded);
        QCOMPARE(again->targets[0].before->verdict.cause, QStringLiteral("firewall-drop"));
        QCOMPARE(again->targets[0].concluded->verdict.confidence, 0.5);
    }

    // A clock that is set back in the middle of a run makes no verdict of its own an earlier one; nor does one that was
    // set back between the two runs hide the earlier one's time.
    void clocksThatAreSetBack()
    {
        Session h = header();
        h.started = WallTime{systemClock().wall().ns + 3'600'000'000'000};
        Diagnosis own = diagnosis();
        own.started = h.started;
        const QString path = file("clock.knock");
        {
            const auto writer = SessionWriter::create(path, h);
            QVERIFY(writer.ok());
            (*writer)->putVerdict(0, own); // an hour before the session began, says the clock now
        }
        const auto read = readSession(path);
        QVERIFY(read.ok());
        QVERIFY(!read->targets[0].before);
        QVERIFY(read->targets[0].concluded);
    }

    void whatIsHandedOverIsThereAgain()
    {
        const QString path = file("all.knock");
        std::vector<Attempt> made;
        {
            auto writer = SessionWriter::create(path, header());
            QVERIFY2(writer.ok(), qPrintable(writer.ok() ? QString() : sentence(writer.error())));
            SessionWriter& w = **writer;
            w.putNames(0, names());
            w.putRoute(0, route());
            w.putNeighbour(0, neighbour());
            w.putEcho(0, echo(), 0);
            w.putRouter(0, router());
            w.putTls(0, tls());
            w.putLarge(0, large());
            w.putVantage(vantage());
            w.putVerdict(0, diagnosis());
            w.putNote({{kStart + 1}, {kStart + 2}, QStringLiteral("restarted the “server” here")});
            for (std::uint64_t i = 1; i <= 5000; ++i) {
                made.push_back(attempt(i, kStart + static_cast<std::int64_t>(i) * 100'000'000));
                push(w, made.back());
            }
            QVERIFY(w.flush().ok());
            QVERIFY(w.health().ok());
            QVERIFY(w.savedAt().ns > 0);
            // While it runs it reads like any other, and says that it is not finished.
            const auto during = readSession(path);
            QVERIFY2(during.ok(), qPrintable(during.ok() ? QString() : sentence(during.error())));
            QVERIFY(!during->finished);
            QCOMPARE(difference(made, during->attempts), QString());
        }
        const auto read = readSession(path);
        QVERIFY2(read.ok(), qPrintable(read.ok() ? QString() : sentence(read.error())));
        QVERIFY(read->finished);
        QCOMPARE(read->uuid, header().uuid);
        QCOMPARE(read->version, header().version);
        QCOMPARE(read->started, header().started);
        QVERIFY(read->ended > read->started);
        QCOMPARE(difference(made, read->attempts), QString());
        QCOMPARE(read->targets.size(), 1);
        const SessionTarget& t = read->targets[0];
        QCOMPARE(codec::encode(t.spec), codec::encode(target()));
        QCOMPARE(codec::encode(t.names), codec::encode(names()));
        QCOMPARE(t.routes.size(), 1);
        QCOMPARE(codec::encode(t.routes[0]), codec::encode(route()));
        QCOMPARE(t.neighbours.size(), 1);
        QCOMPARE(codec::encode(t.neighbours[0]), codec::encode(neighbour()));
        QCOMPARE(t.echoes.size(), 1);
        QCOMPARE(codec::encode(t.echoes[0]), codec::encode(echo()));
        QCOMPARE(t.routers.size(), 1);
        QCOMPARE(codec::encode(t.routers[0]), codec::encode(router()));
        QCOMPARE(t.tls.size(), 1);
        QCOMPARE(codec::encode(t.tls[0]), codec::encode(tls()));
        QCOMPARE(t.large.size(), 1);
        QCOMPARE(codec::encode(t.large[0]), codec::encode(large()));
        QCOMPARE(codec::encode(read->vantage), codec::encode(vantage()));
        QVERIFY(t.concluded.has_value());
        QCOMPARE(codec::encode(*t.concluded), codec::encode(diagnosis()));
        QCOMPARE(read->verdicts.size(), 1);
        QCOMPARE(read->verdicts[0].cause, diagnosis().verdict.cause);
        QCOMPARE(read->notes.size(), 1);
        QCOMPARE(read->notes[0].text, QStringLiteral("restarted the “server” here"));
        QVERIFY(!QFileInfo::exists(path + QStringLiteral("-wal")));
        QVERIFY(!QFileInfo::exists(path + QStringLiteral("-shm")));
        QVERIFY(!QFileInfo::exists(path + QStringLiteral(".lock")));
    }

    void anExistingFileIsNotTouched()
    {
        const QString path = file("there.knock");
        {
            QFile other(path);
            QVERIFY(other.open(QIODevice::WriteOnly));
            other.write("precious");
        }
        const auto writer = SessionWriter::create(path, header());
        QVERIFY(!writer.ok());
        QVERIFY(writer.error().kind == ErrorKind::badInput);
        QVERIFY(writer.error().detail.contains(QStringLiteral("another name")));
        QFile other(path);
        QVERIFY(other.open(QIODevice::ReadOnly));
        QCOMPARE(other.readAll(), QByteArray("precious"));
        QVERIFY(!QFileInfo::exists(path + QStringLiteral(".lock")));
        // An empty one (made by a file dialog, or by mktemp) is taken.
        QVERIFY(other.resize(path, 0));
        QVERIFY(SessionWriter::create(path, header()).ok());
        QVERIFY(readSession(path).ok());
    }

    void namesThatCannotBe_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<ErrorKind>("kind");
        QTest::newRow("none") << QString() << ErrorKind::badInput;
        QTest::newRow("a folder") << m_folder.path() << ErrorKind::badInput;
        QTest::newRow("in a folder that is not there") << file("no/such/x.knock") << ErrorKind::notFound;
        QTest::newRow("in a file") << QStringLiteral("/etc/passwd/x.knock") << ErrorKind::notFound;
        QTest::newRow("too long") << file("x") + QString(300, QLatin1Char('y')) << ErrorKind::badInput;
        QTest::newRow("with a zero") << file("x") + QString(QChar(0)) + QStringLiteral("y") << ErrorKind::badInput;
        QTest::newRow("where nothing can be written") << QStringLiteral("/proc/x.knock") << ErrorKind::notFound;
    }
    void namesThatCannotBe()
    {
        QFETCH(QString, path);
        QFETCH(ErrorKind, kind);
        const auto writer = SessionWriter::create(path, header());
        QVERIFY(!writer.ok());
        QCOMPARE(writer.error().kind, kind);
        QVERIFY(writer.error().detail.endsWith(QLatin1Char('.')));
    }

    // Names that mean something to SQLite mean nothing here.
    void oddNamesAreJustNames()
    {
        const QString before = QDir::currentPath();
        QVERIFY(QDir::setCurrent(m_folder.path()));
        for (const char* name :
             {":memory:", "file:x.knock?mode=memory", "a%20b?immutable=1#c.knock", "名 字.knock", "-rf"}) {
            const QString path = QString::fromUtf8(name);
            {
                auto writer = SessionWriter::create(path, header());
                QVERIFY2(writer.ok(), name);
                push(**writer, attempt(1, kStart));
            }
            QVERIFY2(QFileInfo(m_folder.path() + QLatin1Char('/') + path).size() > 4096, name);
            const auto read = readSession(path);
            QVERIFY2(read.ok(), name);
            QCOMPARE(read->attempts.size(), 1U);
        }
        QVERIFY(QDir::setCurrent(before));
    }

    void onlyItsOwnerMayRead()
    {
        const QString path = file("private.knock");
        const mode_t before = ::umask(0);
        auto writer = SessionWriter::create(path, header());
        QVERIFY(writer.ok());
        push(**writer, attempt(1, kStart));
        QVERIFY((*writer)->flush().ok());
        QVERIFY((*writer)->saveCopy(file("private-copy.knock")).ok());
        ::umask(before);
        for (const char* name :
             {"private.knock", "private.knock-wal", "private.knock-shm", "private.knock.lock", "private-copy.knock"}) {
            struct stat info = {};
            QCOMPARE(::stat(QFile::encodeName(file(name)).constData(), &info), 0);
            QCOMPARE(info.st_mode & 0777U, 0600U);
        }
    }

    // A commit at most 250 ms after the hand-over, without anybody asking.
    void committedInTime()
    {
        const QString path = file("intime.knock");
        auto writer = SessionWriter::create(path, header());
        QVERIFY(writer.ok());
        for (std::uint64_t id = 1; id <= 10; ++id) {
            const WallTime handedOver = systemClock().wall();
            push(**writer, attempt(id, kStart));
            while ((*writer)->savedAt() <= handedOver) {
                QVERIFY2((systemClock().wall() - handedOver) < std::chrono::milliseconds(250),
                         "not on disk after 250 ms");
                QThread::msleep(1); // sampling the clock, nothing to wait for
            }
            QCOMPARE(readSession(path)->attempts.size(), id);
        }
    }

    void theLatestFactCounts()
    {
        const QString path = file("latest.knock");
        {
            auto writer = SessionWriter::create(path, header());
            QVERIFY(writer.ok());
            for (int i = 1; i <= 5; ++i) {
                RouteFact r = route();
                r.mtu = i;
                (*writer)->putRoute(0, r);
                r.to = address("2001:db8::7");
                r.mtu = 100 + i;
                (*writer)->putRoute(0, r);
                NameReport n = names();
                n.suggestion = QString::number(i);
                (*writer)->putNames(0, n);
                Diagnosis d = diagnosis();
                d.verdict.confidence = i / 10.0;
                (*writer)->putVerdict(0, d);
            }
            // A second target that comes later.
            (*writer)->putTarget(1, target(QStringLiteral("other.example")));
            Attempt a = attempt(1, kStart);
            a.target = 1;
            push(**writer, a);
        }
        const auto read = readSession(path);
        QVERIFY(read.ok());
        QCOMPARE(read->targets.size(), 2);
        QCOMPARE(read->targets[1].spec.host, QStringLiteral("other.example"));
        const SessionTarget& t = read->targets[0];
        QCOMPARE(t.routes.size(), 2);
        QCOMPARE(t.routes[0].mtu, 5);
        QCOMPARE(t.routes[1].mtu, 105);
        QCOMPARE(t.names.suggestion, QStringLiteral("5"));
        QCOMPARE(t.concluded->verdict.confidence, 0.5);
        QCOMPARE(read->verdicts.size(), 5);
        QCOMPARE(read->verdicts[0].confidence, 0.1);
        const Observations seen = observationsOf(*read, 1);
        QCOMPARE(seen.attempts.size(), 1U);
        QCOMPARE(seen.target.host, QStringLiteral("other.example"));
        QCOMPARE(seen.now, read->ended);
        QVERIFY(observationsOf(*read, 0).attempts.empty());
        QVERIFY(observationsOf(*read, 99).attempts.empty());
    }

    void copiesHoldEverythingSoFar()
    {
        const QString path = file("run.knock");
        const QString copy = file("copy.knock");
        auto writer = SessionWriter::create(path, header());
        QVERIFY(writer.ok());
        std::uint64_t id = 0;
        for (int round = 1; round <= 3; ++round) {
            for (int i = 0; i < 1000; ++i) {
                ++id;
                push(**writer, attempt(id, kStart + static_cast<std::int64_t>(id)));
            }
            const Status saved = (*writer)->saveCopy(copy); // over the older one
            QVERIFY2(saved.ok(), qPrintable(saved.ok() ? QString() : saved.error().detail));
            const auto read = readSession(copy);
            QVERIFY(read.ok());
            QVERIFY(read->attempts.size() >= id);
            QVERIFY(read->finished); // whole in itself
            QVERIFY(!QFileInfo::exists(copy + QStringLiteral("-wal")));
        }
        QCOMPARE(QDir(m_folder.path()).entryList({QStringLiteral("*partial*")}), QStringList());
        QVERIFY(!readSession(path)->finished);
        // Onto a file that is in use, and where nothing can be: said so, and nothing is left behind.
        auto second = SessionWriter::create(file("second.knock"), header());
        QVERIFY(second.ok());
        const Status refused = (*writer)->saveCopy(file("second.knock"));
        QVERIFY(!refused.ok());
        QVERIFY(refused.error().kind == ErrorKind::unavailable);
        QVERIFY((*second)->flush().ok());
        QVERIFY(!(*writer)->saveCopy(file("no/where.knock")).ok());
        QVERIFY(!(*writer)->saveCopy(m_folder.path()).ok());
        QCOMPARE(QDir(m_folder.path()).entryList({QStringLiteral("*partial*")}), QStringList());
        QVERIFY((*writer)->flush().ok());
    }

    // An old file's WAL must not be played onto the copy that takes its place.
    void aCopyOverACrashedSession()
    {
        const QString path = file("over.knock");
        const QString crashed = file("crashed.knock");
        {
            auto old = SessionWriter::create(file("old.knock"), header());
            QVERIFY(old.ok());
            for (std::uint64_t id = 1; id <= 500; ++id)
                push(**old, attempt(id, kStart));
            QVERIFY((*old)->flush().ok());
            QVERIFY(QFile::copy(file("old.knock"), crashed)); // as a crash would leave it
            QVERIFY(QFile::copy(file("old.knock-wal"), crashed + QStringLiteral("-wal")));
        }
        QCOMPARE(readSession(crashed)->attempts.size(), 500U);
        auto writer = SessionWriter::create(path, header());
        QVERIFY(writer.ok());
        push(**writer, attempt(7, kStart));
        QVERIFY((*writer)->saveCopy(crashed).ok());
        const auto read = readSession(crashed);
        QVERIFY(read.ok());
        QCOMPARE(read->attempts.size(), 1U);
        QCOMPARE(QDir(m_folder.path()).entryList({QStringLiteral("crashed.knock*")}),
                 QStringList{QStringLiteral("crashed.knock")});
    }

    // While another thread goes on handing over, as the engine does.
    void movingLosesNothing()
    {
        const QString first = file("moving.knock");
        auto writer = SessionWriter::create(first, header());
        QVERIFY(writer.ok());
        std::atomic<bool> stop{false};
        std::vector<Attempt> made;
        std::thread engine([&] {
            for (std::uint64_t id = 1; !stop || id < 2000; ++id) {
                made.push_back(attempt(id, kStart + static_cast<std::int64_t>(id)));
                push(**writer, made.back());
                if (id % 20 == 0)
                    std::this_thread::sleep_for(std::chrono::milliseconds(1)); // a pace of the engine's own
            }
        });
        QString path = first;
        for (int round = 0; round < 5; ++round) {
            const QString next = m_folder.filePath(QStringLiteral("moved-%1.knock").arg(round));
            const Status moved = (*writer)->saveAs(next);
            QVERIFY2(moved.ok(), qPrintable(moved.ok() ? QString() : moved.error().detail));
            QCOMPARE((*writer)->path(), next);
            QVERIFY(!QFileInfo::exists(path));
            QVERIFY(!QFileInfo::exists(path + QStringLiteral("-wal")));
            QVERIFY(!QFileInfo::exists(path + QStringLiteral(".lock")));
            QVERIFY(readSession(next).ok());
            path = next;
        }
        QVERIFY((*writer)->saveAs(path).ok()); // to where it is already
        QVERIFY(!(*writer)->saveAs(file("no/where.knock")).ok());
        QCOMPARE((*writer)->path(), path);
        stop = true;
        engine.join();
        writer->reset();
        const auto read = readSession(path);
        QVERIFY(read.ok());
        QVERIFY(read->finished);
        QCOMPARE(difference(made, read->attempts), QString());
        QCOMPARE(QDir(m_folder.path()).entryList({QStringLiteral("moved*"), QStringLiteral("*partial*")}),
                 QStringList{QStringLiteral("moved-4.knock")});
    }

    // Totals by minute agree with the rows they stand for.
    void minutesAgreeWithAttempts()
    {
        const QString path = file("minutes.knock");
        {
            auto writer = SessionWriter::create(path, header());
            QVERIFY(writer.ok());
            for (std::uint64_t id = 1; id <= 3000; ++id)
                push(**writer, attempt(id, kStart + static_cast<std::int64_t>(id) * 77'000'000));
        }
        auto database = sqlite::Database::open(path, sqlite::Open::readStill);
        QVERIFY(database.ok());
        auto odd = database->prepare(
            "SELECT count(*) FROM (SELECT minute_ns,target,address,outcome,attempts,late,min_ns,max_ns,sum_ns FROM "
            "minutes EXCEPT "
            "SELECT started_ns/60000000000*60000000000,target,coalesce(address,''),outcome,count(*),"
            "sum(tcp_total_retrans>0 AND outcome IN "
            "('connected','reset','closed-after-connect','silent-after-connect') AND connect_ns IS NOT NULL),"
            "min(iif(outcome IN ('connected','reset','closed-after-connect','silent-after-connect'),connect_ns,NULL)),"
            "max(iif(outcome IN ('connected','reset','closed-after-connect','silent-after-connect'),connect_ns,NULL)),"
            "coalesce(sum(iif(outcome IN "
            "('connected','reset','closed-after-connect','silent-after-connect'),connect_ns,NULL)),0)"
            " FROM attempts WHERE purpose IN ('observe','burst') GROUP BY 1,2,3,4)");
        QVERIFY(odd);
        QCOMPARE(odd.step(), 100);
        QCOMPARE(odd.integer(0), 0);
        auto sum = database->prepare("SELECT sum(attempts),(SELECT count(*) FROM attempts WHERE purpose IN "
                                     "('observe','burst')),(SELECT attempts FROM session) FROM minutes");
        QCOMPARE(sum.step(), 100);
        QCOMPARE(sum.integer(0), sum.integer(1));
        QCOMPARE(sum.integer(2), 3000);
        // And every table and column says what it is.
        auto notes = database->prepare("SELECT count(*) FROM pragma_table_list t, pragma_table_info(t.name) c WHERE "
                                       "t.schema='main' AND t.name NOT LIKE 'sqlite_%'"
                                       " AND t.name<>'schema_notes' AND NOT EXISTS(SELECT 1 FROM schema_notes n WHERE "
                                       "n.table_name=t.name AND n.column_name=c.name AND length(n.note)>5)");
        QVERIFY(notes);
        QCOMPARE(notes.step(), 100);
        QCOMPARE(notes.integer(0), 0);
        auto mode = database->prepare("PRAGMA journal_mode");
        QCOMPARE(mode.step(), 100);
    }

    // The WAL is folded in while writing goes on, so that it does not grow with the session.
    void theWalStaysSmall()
    {
        const QString path = file("folded.knock");
        auto writer = SessionWriter::create(path, header());
        QVERIFY(writer.ok());
        qint64 biggest = 0;
        for (std::uint64_t id = 1; id <= 300'000; ++id) {
            push(**writer, attempt(id, kStart));
            if (id % 1000 == 0) {
                QVERIFY((*writer)->flush().ok());
                biggest = std::max(biggest, QFileInfo(path + QStringLiteral("-wal")).size());
            }
        }
        QVERIFY2(QFileInfo(path).size() > 25'000'000, qPrintable(QString::number(QFileInfo(path).size())));
        QVERIFY2(biggest < 20'000'000, qPrintable(QString::number(biggest)));
    }

    // Somebody removes the file, or the whole of what belongs to it, in the middle of the run: it comes back whole.
    void aRemovedFileComesBack_data()
    {
        QTest::addColumn<QStringList>("endings");
        const QString none;
        QTest::newRow("the file") << QStringList{none};
        QTest::newRow("everything") << QStringList{none, QStringLiteral("-wal"), QStringLiteral("-shm"),
                                                   QStringLiteral(".lock")};
    }
    void aRemovedFileComesBack()
    {
        QFETCH(QStringList, endings);
        const QString path = file("removed.knock");
        std::vector<Attempt> made;
        {
            auto writer = SessionWriter::create(path, header());
            QVERIFY(writer.ok());
            for (int half = 0; half < 2; ++half) {
                for (int i = 0; i < 500; ++i) {
                    made.push_back(attempt(made.size() + 1, kStart));
                    push(**writer, made.back());
                }
                QVERIFY((*writer)->flush().ok());
                if (half == 0)
                    for (const QString& ending : endings)
                        QVERIFY(QFile::remove(path + ending));
            }
            QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(path) && (*writer)->health().ok(), 5000);
            for (const Recoverable& offered : recoverable(m_folder.path()))
                QVERIFY(offered.path != path); // it is still seen to be written
            made.push_back(attempt(made.size() + 1, kStart));
            push(**writer, made.back());
        }
        const auto read = readSession(path);
        QVERIFY2(read.ok(), qPrintable(read.ok() ? QString() : read.error().detail));
        QVERIFY(read->finished);
        QCOMPARE(difference(made, read->attempts), QString());
        QCOMPARE(QDir(m_folder.path()).entryList({QStringLiteral("removed*")}),
                 QStringList{QStringLiteral("removed.knock")});
        QVERIFY(QFile::remove(path));
    }

    // Another file under its name is not touched; what was seen goes elsewhere.
    void aReplacedFileIsLeftAlone()
    {
        const QString path = file("replaced.knock");
        const QString away = file("replaced-away.knock");
        std::vector<Attempt> made;
        auto writer = SessionWriter::create(path, header());
        QVERIFY(writer.ok());
        for (std::uint64_t id = 1; id <= 300; ++id) {
            made.push_back(attempt(id, kStart));
            push(**writer, made.back());
        }
        QVERIFY((*writer)->flush().ok());
        {
            QFile other(file("other"));
            QVERIFY(other.open(QIODevice::WriteOnly));
            other.write("somebody else's");
        }
        QVERIFY(QFile::remove(path));
        QVERIFY(QFile::rename(file("other"), path));
        QTRY_VERIFY_WITH_TIMEOUT(!(*writer)->health().ok(), 5000);
        QVERIFY((*writer)->health().error().detail.contains(QStringLiteral("another name")));
        QVERIFY((*writer)->saveCopy(file("replaced-copy.knock")).ok());
        QVERIFY((*writer)->saveAs(away).ok());
        QVERIFY((*writer)->health().ok());
        writer->reset();
        QCOMPARE(difference(made, readSession(away)->attempts), QString());
        QCOMPARE(difference(made, readSession(file("replaced-copy.knock"))->attempts), QString());
        QFile other(path);
        QVERIFY(other.open(QIODevice::ReadOnly));
        QCOMPARE(other.readAll(), QByteArray("somebody else's"));
    }

    // Two other processes open it again and again while it is written.
    void othersReadAlong()
    {
        const QString tool = QStandardPaths::findExecutable(QStringLiteral("sqlite3"));
        if (tool.isEmpty()) {
            QVERIFY2(qEnvironmentVariableIsEmpty("CI"), "sqlite3 must be there in CI");
            QSKIP("needs the sqlite3 tool (packaging/install-deps test)");
        }
        const QString path = file("along.knock");
        auto writer = SessionWriter::create(path, header());
        QVERIFY(writer.ok());
        push(**writer, attempt(1, kStart));
        QVERIFY((*writer)->flush().ok());
        std::atomic<bool> stop{false};
        std::atomic<std::uint64_t> last{0};
        std::thread engine([&] {
            for (std::uint64_t id = 2; !stop; ++id) {
                push(**writer, attempt(id, kStart + static_cast<std::int64_t>(id)));
                last = id;
                if (id % 100 == 0)
                    std::this_thread::sleep_for(std::chrono::milliseconds(1));
            }
        });
        // The second reader: readSession in a process of its own (this program with another argument).
        QProcess self;
        self.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        self.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--read"), path, QStringLiteral("20")});
        std::uint64_t seen = 0;
        for (int i = 0; i < 20; ++i) {
            QProcess sqlite;
            sqlite.start(tool, {QStringLiteral("-readonly"), path, QStringLiteral("SELECT count(*) FROM attempts")});
            QVERIFY(sqlite.waitForFinished());
            const auto count = sqlite.readAllStandardOutput().trimmed().toULongLong();
            QVERIFY2(count >= seen, qPrintable(QStringLiteral("%1 after %2").arg(count).arg(seen)));
            seen = count;
        }
        const bool ended = self.waitForFinished(60'000);
        stop = true;
        engine.join();
        QVERIFY(ended);
        QCOMPARE(self.exitCode(), 0);
        QVERIFY(seen > 0);
        QVERIFY((*writer)->health().ok());
        writer->reset();
        const auto read = readSession(path);
        QVERIFY(read.ok());
        QCOMPARE(read->attempts.size(), last.load());
    }
};

namespace {

// Reads the session so many times; each time it must hold at least what it held before.
int readAgainAndAgain(const QString& path, int times)
{
    std::size_t seen = 0;
    for (int i = 0; i < times; ++i) {
        const auto read = readSession(path);
        if (!read || read->attempts.size() < seen) {
            std::fprintf(stderr, "reading along: %s\n", read ? "attempts went away" : qPrintable(read.error().detail));
            return 1;
        }
        seen = read->attempts.size();
    }
    return seen > 0 ? 0 : 1;
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() == 4 && arguments[1] == QLatin1String("--read"))
        return readAgainAndAgain(arguments[2], arguments[3].toInt());
    TestStore test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_store.moc"

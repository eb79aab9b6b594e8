// Where unsaved sessions live, and which of them are offered.
#include "core/session/store.h"
#include "samples.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>
#include <sys/stat.h>

using namespace knockback;
using namespace knockback::test;

class TestStoreState : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theNewestComesFirstAndDamageIsLeftOut()
    {
        QTemporaryDir folder;
        for (int i = 0; i < 3; ++i) {
            Session h = header();
            h.started.ns = kStart + (i == 1 ? 9 : i) * 1'000'000'000LL;
            h.targets[0].spec.host = QStringLiteral("host%1").arg(i);
            QVERIFY(SessionWriter::create(folder.filePath(QStringLiteral("s%1.knock").arg(i)), h).ok());
        }
        QFile broken(folder.filePath(QStringLiteral("broken.knock")));
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write("SQLite format 3 and then nothing sensible");
        broken.close();
        QFile other(folder.filePath(QStringLiteral("s9.txt")));
        QVERIFY(other.open(QIODevice::WriteOnly));
        const auto found = recoverable(folder.path());
        QCOMPARE(found.size(), 3);
        QCOMPARE(found[0].host, QStringLiteral("host1"));
        QCOMPARE(found[1].host, QStringLiteral("host2"));
        QCOMPARE(found[2].host, QStringLiteral("host0"));
        QVERIFY(broken.exists());
        QCOMPARE(recoverable(folder.filePath(QStringLiteral("none"))).size(), 0);
    }

    // A big session whose writer died is offered without being copied first: the program's start must not wait for it.
    void aBigOneIsOfferedAtOnce()
    {
        QTemporaryDir folder;
        QTemporaryDir crashed;
        QVERIFY(QDir(crashed.path()).mkdir(QStringLiteral("tmp")));
        {
            auto writer = SessionWriter::create(folder.filePath(QStringLiteral("big.knock")), header());
            QVERIFY(writer.ok());
            for (std::uint64_t id = 1; id <= 350'000; ++id)
                while (!(*writer)->append(attempt(id, kStart)))
                    QVERIFY((*writer)->flush().ok()); // the ring is full: make room
            QVERIFY((*writer)->flush().ok());
            for (const QString& name : {QStringLiteral("big.knock"), QStringLiteral("big.knock-wal")})
                QVERIFY(QFile::copy(folder.filePath(name), crashed.filePath(name))); // as a crash leaves them
        }
        QVERIFY(QFileInfo(crashed.filePath(QStringLiteral("big.knock"))).size() > 34'000'000);
        QVERIFY(QFileInfo(crashed.filePath(QStringLiteral("big.knock-wal"))).size() > 0);
        const QByteArray before = qgetenv("TMPDIR");
        qputenv("TMPDIR", "/nowhere"); // a copy could not be made
        const auto found = recoverable(crashed.path());
        before.isNull() ? qunsetenv("TMPDIR") : qputenv("TMPDIR", before);
        QCOMPARE(found.size(), 1);
        QCOMPARE(found[0].host, target().host);
        QVERIFY2(found[0].attempts > 250'000 && found[0].attempts <= 350'000,
                 qPrintable(QString::number(found[0].attempts)));
        QCOMPARE(readSession(found[0].path)->attempts.size(), 350'000U); // opening it reads all
    }

    void theStateFolderIsPrivate()
    {
        QTemporaryDir home;
        const QByteArray before = qgetenv("XDG_STATE_HOME");
        const mode_t mask = ::umask(0);
        qputenv("XDG_STATE_HOME", QFile::encodeName(home.filePath(QStringLiteral("a/b"))));
        const QString folder = stateFolder();
        QCOMPARE(folder, home.filePath(QStringLiteral("a/b/knockback")));
        for (const QString& made : {home.filePath(QStringLiteral("a")), home.filePath(QStringLiteral("a/b")), folder}) {
            struct stat info = {};
            QCOMPARE(::stat(QFile::encodeName(made).constData(), &info), 0);
            QCOMPARE(info.st_mode & 0777U, 0700U);
        }
        // A relative one is to be ignored (XDG Base Directory Specification).
        qputenv("XDG_STATE_HOME", "relative");
        QVERIFY(stateFolder().startsWith(QDir::homePath()));
        qputenv("XDG_STATE_HOME", QFile::encodeName(home.path()));
        for (const char* host : {"db.example", "../../etc/passwd", "", ".hidden", "名前", "a b\nc", "fe80::1%eth0"}) {
            TargetSpec spec = target(QString::fromUtf8(host));
            const QString path = newStatePath(spec, {kStart});
            QCOMPARE(QFileInfo(path).absolutePath(), stateFolder());
            QVERIFY(path.endsWith(QStringLiteral("5432.knock")));
            QVERIFY(!QFileInfo(path).fileName().startsWith(QLatin1Char('.')));
            Session h = header();
            QVERIFY(SessionWriter::create(path, h).ok());
            const QString next = newStatePath(spec, {kStart});
            QVERIFY(next != path && !QFileInfo::exists(next));
        }
        TargetSpec longest = target(QString(10'000, QLatin1Char('x')));
        QVERIFY(SessionWriter::create(newStatePath(longest, {kStart}), header()).ok());
        ::umask(mask);
        before.isNull() ? qunsetenv("XDG_STATE_HOME") : qputenv("XDG_STATE_HOME", before);
    }
};

QTEST_GUILESS_MAIN(TestStoreState)
#include "test_store_state.moc"

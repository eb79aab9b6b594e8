// The door through a real sshd on loopback, with keys and configuration of its own in a folder for the purpose.
#include "core/inspect/access.h"
#include "core/inspect/facts.h"
#include "tests/support/sshd.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTest>
#include <sys/stat.h>

using namespace knockback;

class TestAccessSsh : public QObject
{
    Q_OBJECT

    test::Sshd m_server;

    static ServerQuestion question(std::uint16_t port, bool countersOnly = false)
    {
        return {Port{port}, countersOnly, {}, {}};
    }
    QString reasonThrough(const ServerDoor& door) const
    {
        return Access(door).ask(question(m_server.port()), {}).trouble.value_or(ServerTrouble{}).reason;
    }

    // The ssh processes that keep a connection of ours open in the background.
    QList<QByteArray> kept() const
    {
        QList<QByteArray> out;
        const QByteArray ours = "ssh: " + m_server.folder().toLocal8Bit() + "/knockback-";
        for (const QString& id : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs)) {
            QFile file(QStringLiteral("/proc/%1/cmdline").arg(id));
            if (file.open(QIODevice::ReadOnly))
                if (const QByteArray words = file.readAll(); words.startsWith(ours) && words.contains("[mux]"))
                    out << id.toLatin1() + ' ' + words;
        }
        return out;
    }

private Q_SLOTS:
    void initTestCase()
    {
        KB_NEEDS(m_server);
        qputenv("XDG_RUNTIME_DIR", m_server.folder().toLocal8Bit());
        QVERIFY(m_server.start());
    }

    void asksTwiceOverOneConnection()
    {
        const QStringList before = QDir(m_server.folder()).entryList({QStringLiteral("knockback-*")});
        {
            Access access(m_server.door());
            QElapsedTimer timer;
            timer.start();
            const ServerAnswer answer = access.ask(question(m_server.port()), {});
            QVERIFY2(answer.words && !answer.trouble,
                     qPrintable(answer.trouble ? answer.trouble->reason + answer.trouble->detail : QString()));
            QVERIFY(answer.words->whole);
            QVERIFY2(timer.elapsed() < 8000, qPrintable(QString::number(timer.elapsed())));
            ServerWords words = *answer.words;
            timer.start();
            QVERIFY(!access.askAgain(words, question(m_server.port(), true), {}));
            QVERIFY2(timer.elapsed() < 4000, qPrintable(QString::number(timer.elapsed())));
            const ServerFacts facts = serverFacts(words);
            QCOMPARE(facts.access, QStringLiteral("ssh"));
            QCOMPARE(facts.seenFrom, QStringLiteral("127.0.0.1"));
            QVERIFY(facts.skewKnown);
            QVERIFY(std::chrono::abs(facts.skew) < std::chrono::seconds(2));
            QCOMPARE(facts.counters.size(), 2);
            QVERIFY(std::any_of(facts.listeners.begin(), facts.listeners.end(), [&](const ServerListener& l) {
                return l.port == m_server.port() && l.process == u"sshd";
            }));
            const QStringList folders = QDir(m_server.folder()).entryList({QStringLiteral("knockback-*")});
            QCOMPARE(folders.size(), before.size() + 1);
            struct stat status = {};
            QVERIFY(::stat(QFile::encodeName(m_server.folder() + QLatin1Char('/') + folders.last()).constData(),
                           &status) == 0);
            QCOMPARE(status.st_mode & 0777U, 0700U);
        }
        QCOMPARE(m_server.read("log").count("Accepted publickey"), 1);
        QCOMPARE(QDir(m_server.folder()).entryList({QStringLiteral("knockback-*")}), before);
        QTRY_VERIFY_WITH_TIMEOUT(m_server.read("log").contains("Disconnected from") ||
                                     m_server.read("log").contains("disconnected by"),
                                 5000);
    }

    // ssh would leave after a second without anybody; we are somebody.
    void aLongPauseKeepsTheConnection()
    {
        m_server.stop();
        QVERIFY(m_server.start());
        ServerDoor door = m_server.door();
        door.sshOptions << QStringLiteral("ControlPersist=1");
        {
            Access access(door);
            const ServerAnswer answer = access.ask(question(m_server.port(), true), {});
            QVERIFY(answer.words && answer.words->whole);
            ServerWords words = *answer.words;
            for (int look = 0; look < 2; ++look) {
                QTest::qWait(3000); // the pause itself is what is tried
                QCOMPARE(kept().size(), 1);
                QVERIFY(!access.askAgain(words, question(m_server.port(), true), {}));
            }
        }
        QCOMPARE(m_server.read("log").count("Accepted publickey"), 1);
        QTRY_VERIFY_WITH_TIMEOUT(kept().isEmpty(), 5000);
    }

    // Killed, nothing of ours is left to tell ssh to go: it sees that nobody is there any more.
    void theConnectionGoesWithWhoeverIsKilled()
    {
        m_server.stop();
        QVERIFY(m_server.start());
        const ServerDoor door = m_server.door();
        QProcess asks;
        asks.start(QStringLiteral(KNOCKBACK_LONE_ACCESS),
                   QStringList{door.text()} + door.sshOptions + QStringList{QStringLiteral("ControlPersist=1")});
        QVERIFY(asks.waitForReadyRead(20'000));
        QCOMPARE(asks.readLine(), QByteArray("whole\n"));
        QTest::qWait(3000);
        QCOMPARE(kept().size(), 1);
        asks.kill();
        QVERIFY(asks.waitForFinished(5000));
        QTRY_VERIFY_WITH_TIMEOUT(kept().isEmpty(), 15'000);
        QTRY_VERIFY_WITH_TIMEOUT(m_server.read("log").contains("Disconnected from") ||
                                     m_server.read("log").contains("disconnected by"),
                                 5000);
    }

    void saysWhyNot()
    {
        QCOMPARE(reasonThrough(m_server.door("empty")), QStringLiteral("host-key-unknown"));
        QCOMPARE(reasonThrough(m_server.door("wrong")), QStringLiteral("host-key-changed"));
        QCOMPARE(reasonThrough(m_server.door("known", "other")), QStringLiteral("permission-denied"));
        ServerDoor closed = m_server.door();
        closed.port.value = test::freePort();
        QCOMPARE(reasonThrough(closed), QStringLiteral("refused"));
        ServerDoor bad = m_server.door();
        bad.sshOptions << QStringLiteral("NoSuchOption=1");
        QCOMPARE(reasonThrough(bad), QStringLiteral("bad-option"));
    }

    void commandsThatAreForced()
    {
        m_server.stop();
        QVERIFY(m_server.start("ForceCommand echo this host takes no commands\n"));
        QCOMPARE(reasonThrough(m_server.door()), QStringLiteral("no-shell"));
        m_server.stop();
        QVERIFY(m_server.start("ForceCommand exec sleep 60\n"));
        AccessLimits limits;
        limits.time = std::chrono::seconds(2);
        QElapsedTimer timer;
        timer.start();
        const ServerAnswer answer = Access(m_server.door(), limits).ask(question(m_server.port()), {});
        QCOMPARE(answer.trouble.value_or(ServerTrouble{}).reason, QStringLiteral("timed-out"));
        QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
    }
};

QTEST_GUILESS_MAIN(TestAccessSsh)
#include "test_access_ssh.moc"

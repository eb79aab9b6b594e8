// The server's own side in a whole run: asked beside the attempts, once more after them, given up on, cancelled.
#include "core/investigate/investigation.h"
#include "core/investigate/reopen.h"
#include "core/practice/practice.h"
#include "core/target/target.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <sys/stat.h>

using namespace knockback;
using namespace std::chrono_literals;

class TestInvestigationServer : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;
    QByteArray m_path;

    static InvestigationOptions options(int port, const char* server, Mode mode = Mode::diagnose)
    {
        InvestigationOptions out;
        out.mode = mode;
        out.targets = {*parseTarget(QStringLiteral("127.0.0.1"), QString::number(port))};
        out.targets[0].options.interval = 200ms;
        out.keepSession = false;
        out.server = *parseServerDoor(QLatin1String(server));
        return out;
    }
    void fakeSsh(const QByteArray& script)
    {
        QFile file(m_folder.filePath(QStringLiteral("ssh")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("#!/bin/sh\nPATH=/usr/bin:/bin\n" + script);
        file.close();
        QVERIFY(::chmod(QFile::encodeName(file.fileName()).constData(), 0700) == 0);
        qputenv("PATH", m_folder.path().toLocal8Bit() + ':' + m_path);
    }
    // The session at the end, and how many times the server said something.
    static Session finished(Investigation& run, int& said)
    {
        QElapsedTimer timer;
        timer.start();
        while (!run.finished() && timer.elapsed() < 20'000)
            for (const InvestigationEvent& event : run.wait(100ms))
                said += std::holds_alternative<ServerEvent>(event) ? 1 : 0;
        return run.session();
    }

private Q_SLOTS:
    void initTestCase() { m_path = qgetenv("PATH"); }
    void cleanup() { qputenv("PATH", m_path); }

    void isAskedBesideTheAttempts()
    {
        const auto served = PracticeTarget::start(QStringLiteral("closed"));
        QVERIFY(served.ok());
        InvestigationOptions wanted = options((*served)->endpoint().port.value, "local");
        wanted.keepSession = true;
        wanted.sessionPath = m_folder.filePath(QStringLiteral("run.knock"));
        int said = 0;
        {
            auto run = Investigation::start(wanted);
            QVERIFY(run.ok());
            const Session session = finished(**run, said);
            QCOMPARE(said, 1); // a plain reset raises nothing: one look is enough
            QVERIFY(session.server == ServerAccess::local);
            QVERIFY(session.targets[0].server && session.targets[0].server->whole);
            QCOMPARE((*run)->diagnosis(0).verdict.cause, QStringLiteral("service-not-listening"));
        }
        const auto read = readSession(wanted.sessionPath);
        QVERIFY(read.ok());
        const auto facts = reopened(*read, 0).serverFacts;
        QVERIFY(facts);
        QCOMPARE(facts->port, static_cast<int>(wanted.targets[0].port.value));
        QVERIFY(std::none_of(facts->listeners.begin(), facts->listeners.end(),
                             [&](const ServerListener& l) { return l.port == facts->port; }));
    }

    void isAskedAgainAfterFailures()
    {
        const auto served = PracticeTarget::start(QStringLiteral("closes"));
        QVERIFY(served.ok());
        auto run = Investigation::start(options((*served)->endpoint().port.value, "local"));
        QVERIFY(run.ok());
        int said = 0;
        const Session session = finished(**run, said);
        QCOMPARE(said, 2);
        const auto facts = reopened(session, 0).serverFacts;
        QVERIFY(facts && facts->counters.size() == 2);
        QVERIFY(facts->counters[1].at > facts->counters[0].at);
        QVERIFY(std::any_of(facts->listeners.begin(), facts->listeners.end(), [&](const ServerListener& l) {
            return l.port == facts->port && l.process == QLatin1String("test_investigat");
        }));
    }

    void ownTargetsAskThisMachineByThemselves()
    {
        const auto served = PracticeTarget::start(QStringLiteral("healthy"));
        QVERIFY(served.ok());
        auto run = Investigation::start(options((*served)->endpoint().port.value, "auto"));
        QVERIFY(run.ok());
        int said = 0;
        const Session session = finished(**run, said);
        QCOMPARE((*run)->diagnosis(0).verdict.cause, QStringLiteral("reachable"));
        QVERIFY(said <= 1); // a healthy one is not held up
        QVERIFY(!session.targets[0].serverTrouble);
    }

    void isGivenUpOn()
    {
        fakeSsh("exec sleep 60\n");
        const auto served = PracticeTarget::start(QStringLiteral("closed"));
        QVERIFY(served.ok());
        InvestigationOptions wanted = options((*served)->endpoint().port.value, "ssh://admin@127.0.0.1:1");
        wanted.targets[0].options.duration = 1500ms;
        auto run = Investigation::start(wanted);
        QVERIFY(run.ok());
        int said = 0;
        const Session session = finished(**run, said);
        QCOMPARE(said, 1);
        QVERIFY(session.targets[0].serverTrouble);
        QCOMPARE(session.targets[0].serverTrouble->reason, QStringLiteral("timed-out"));
        QCOMPARE(session.targets[0].serverTrouble->where, QStringLiteral("admin@127.0.0.1:1"));
        const Diagnosis diagnosis = (*run)->diagnosis(0);
        QVERIFY(std::any_of(diagnosis.limits.begin(), diagnosis.limits.end(), [](const Phrase& limit) {
            return limit.id == QLatin1String("inspect.trouble.timed-out");
        }));
    }

    void cancelsAtOnce()
    {
        fakeSsh("exec sleep 60\n");
        auto run = Investigation::start(options(9, "ssh://admin@127.0.0.1:1"));
        QVERIFY(run.ok());
        (void)(*run)->wait(300ms);
        QElapsedTimer timer;
        timer.start();
        (*run)->cancel();
        while (!(*run)->finished() && timer.elapsed() < 5000)
            (void)(*run)->wait(10ms);
        QVERIFY2(timer.elapsed() < 150, qPrintable(QString::number(timer.elapsed())));
        run->reset();
        QVERIFY2(timer.elapsed() < 600, qPrintable(QString::number(timer.elapsed())));
    }
};

QTEST_GUILESS_MAIN(TestInvestigationServer)
#include "test_investigation_server.moc"

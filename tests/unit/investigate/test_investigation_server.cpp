// The server's own side in a whole run: asked beside the attempts, once more after them, given up on, cancelled.
#include "core/diagnose/diagnose.h"
#include "core/investigate/investigation.h"
#include "core/investigate/reopen.h"
#include "core/practice/practice.h"
#include "core/target/target.h"
#include "tests/support/fake_ssh.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace knockback;
using namespace std::chrono_literals;

class TestInvestigationServer : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;
    test::FakeSsh m_ssh;

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
    void cleanup() { m_ssh.leave(); }

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

    // A watch: the service goes away, and what this machine had said of it is asked anew; and once more when it is
    // back.
    void isAskedAnewWhenAttemptsTurn()
    {
        auto served = PracticeTarget::start(QStringLiteral("healthy"));
        QVERIFY(served.ok());
        const Port port = (*served)->endpoint().port;
        InvestigationOptions wanted = options(port.value, "local", Mode::watch);
        wanted.targets[0].options.interval = 50ms;
        wanted.keepSession = true;
        wanted.sessionPath = m_folder.filePath(QStringLiteral("turns.knock"));
        const auto listens = [&](const ServerFacts& facts) {
            return std::any_of(facts.listeners.begin(), facts.listeners.end(),
                               [&](const ServerListener& l) { return l.port == port.value; });
        };
        QElapsedTimer timer;
        timer.start();
        {
            auto run = Investigation::start(wanted);
            QVERIFY(run.ok());
            int worked = 0;
            std::optional<bool> there; // by what the server said last
            const auto until = [&](const auto& holds) {
                while (!holds() && timer.elapsed() < 25'000)
                    for (const InvestigationEvent& event : (*run)->wait(100ms))
                        if (const auto* said = std::get_if<ServerEvent>(&event); said && said->facts)
                            there = listens(*said->facts);
                        else if (const auto* one = std::get_if<AttemptEvent>(&event))
                            worked += one->attempt.outcome == Outcome::connected ? 1 : 0;
                return holds();
            };
            QVERIFY(until([&] { return there == true && worked >= 5; }));
            served->reset();
            QVERIFY(until([&] { return there == false; }));
            QVERIFY2(timer.elapsed() < 10'000, qPrintable(QString::number(timer.elapsed())));
            QCOMPARE((*run)->diagnosis(0).verdict.cause, QStringLiteral("service-not-listening"));
            (*run)->cancel();
        }
        const auto read = readSession(wanted.sessionPath);
        QVERIFY(read.ok());
        const Observations seen = reopened(*read, 0);
        QVERIFY(seen.serverFacts && !listens(*seen.serverFacts));
        QCOMPARE(diagnose(seen).verdict.cause, QStringLiteral("service-not-listening"));
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
        QVERIFY(m_ssh.does("exec sleep 60\n"));
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

    // Somebody types a password: the verdict is there meanwhile, what is waited for is said, and the usual time of a
    // diagnosis does not run out under their hands.
    void waitsForAnAnswer()
    {
        QVERIFY(m_ssh.does(
            "case $* in *BatchMode=no*) test \"$(\"$SSH_ASKPASS\" \"admin@s's password: \")\" = secret || exit "
            "255;; esac\nwhile [ \"$1\" != sh ]; do shift; done\nexec \"$@\"\n"));
        qputenv("FAKE_ASKPASS", "late:15500:secret");
        qputenv("FAKE_ASKPASS_LOG", m_ssh.file("asked").toLocal8Bit());
        const auto served = PracticeTarget::start(QStringLiteral("closed"));
        QVERIFY(served.ok());
        InvestigationOptions wanted = options((*served)->endpoint().port.value, "ssh://admin@127.0.0.1:1");
        wanted.server.askpass = QStringLiteral(KNOCKBACK_FAKE_ASKPASS);
        auto run = Investigation::start(wanted);
        QVERIFY(run.ok());
        QElapsedTimer timer;
        timer.start();
        QStringList doing;
        qint64 verdictAt = -1;
        while (!(*run)->finished() && timer.elapsed() < 40'000)
            for (const InvestigationEvent& event : (*run)->wait(100ms)) {
                if (const auto* progress = std::get_if<ProgressEvent>(&event))
                    doing << progress->doing.id;
                const auto* diagnosis = std::get_if<DiagnosisEvent>(&event);
                if (diagnosis && verdictAt < 0 && diagnosis->diagnosis.settled)
                    verdictAt = timer.elapsed();
            }
        QVERIFY2(timer.elapsed() >= 15'500 && timer.elapsed() < 30'000, qPrintable(QString::number(timer.elapsed())));
        QVERIFY2(verdictAt >= 0 && verdictAt < 10'000, qPrintable(QString::number(verdictAt)));
        QCOMPARE(doing.count(QStringLiteral("progress.sshAsks")), 1);
        QVERIFY(doing.indexOf(QStringLiteral("progress.askingServer")) >
                doing.indexOf(QStringLiteral("progress.sshAsks")));
        const Session session = (*run)->session();
        QVERIFY(!session.targets[0].serverTrouble);
        QVERIFY(session.targets[0].server && session.targets[0].server->whole);
        QCOMPARE(m_ssh.read("asked"), QByteArray("first admin@127.0.0.1:1|admin@s's password:\n"));
    }

    // A run that ends by its own clock says whose answer was missing.
    void staysUnanswered()
    {
        QVERIFY(m_ssh.does("\"$SSH_ASKPASS\" \"admin@s's password: \"; exit 255\n"));
        QFile::remove(m_ssh.file("asked"));
        qputenv("FAKE_ASKPASS", "stay");
        qputenv("FAKE_ASKPASS_LOG", m_ssh.file("asked").toLocal8Bit());
        InvestigationOptions wanted = options(9, "ssh://admin@127.0.0.1:1");
        wanted.server.askpass = QStringLiteral(KNOCKBACK_FAKE_ASKPASS);
        wanted.targets[0].options.duration = 2500ms;
        auto run = Investigation::start(wanted);
        QVERIFY(run.ok());
        int said = 0;
        const Session session = finished(**run, said);
        QVERIFY(session.targets[0].serverTrouble);
        QCOMPARE(session.targets[0].serverTrouble->reason, QStringLiteral("not-answered"));
        QCOMPARE(m_ssh.read("asked").count('\n'), 1);
    }

    void cancelsAtOnce()
    {
        QVERIFY(m_ssh.does("exec sleep 60\n"));
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

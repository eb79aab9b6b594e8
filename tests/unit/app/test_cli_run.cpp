// watch and practice: lines, summary, Ctrl-C, time limits, several targets.
#include "core/practice/practice.h"
#include "core/session/store.h"
#include "full_queue.h"
#include "run_cli.h"

#include <QElapsedTimer>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <sys/types.h>

using namespace knockback;
using namespace knockback::test;

namespace {

const QString kHere = QStringLiteral("127.0.0.1");

// The program running, for tests that talk to it.
class Running
{
public:
    explicit Running(const QStringList& arguments)
    {
        m_process.setProcessEnvironment(cleanEnvironment());
        m_process.start(QStringLiteral(KNOCKBACK_CLI), arguments);
    }
    ~Running()
    {
        if (m_process.state() != QProcess::NotRunning) {
            m_process.kill();
            m_process.waitForFinished(5000);
        }
    }
    // Until the output holds so many lines.
    bool waitLines(qsizetype lines, int timeoutMs = 15'000)
    {
        QElapsedTimer clock;
        clock.start();
        while (m_out.count('\n') < lines && clock.elapsed() < timeoutMs) {
            if (m_process.waitForReadyRead(100))
                m_out += m_process.readAllStandardOutput();
            else if (m_process.state() == QProcess::NotRunning)
                break;
        }
        return m_out.count('\n') >= lines;
    }
    void signal(int number) { ::kill(static_cast<pid_t>(m_process.processId()), number); }
    // Milliseconds until it ended, -1 when it did not.
    qint64 end(int timeoutMs = 5000)
    {
        QElapsedTimer clock;
        clock.start();
        const bool ended = m_process.waitForFinished(timeoutMs);
        m_out += m_process.readAllStandardOutput();
        m_err = m_process.readAllStandardError();
        return ended ? clock.elapsed() : -1;
    }
    int status() const { return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1; }
    const QByteArray& out() const { return m_out; }
    const QByteArray& err() const { return m_err; }

private:
    QProcess m_process;
    QByteArray m_out, m_err;
};

std::unique_ptr<PracticeTarget> serve(const char* fault)
{
    auto started = PracticeTarget::start(QString::fromLatin1(fault));
    return started ? std::move(*started) : nullptr;
}

QString portOf(const std::unique_ptr<PracticeTarget>& target)
{
    return QString::number(target->endpoint().port.value);
}

} // namespace

class TestCliRun : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void countedWatch()
    {
        const auto target = serve("closed");
        const Said said = runCli({QStringLiteral("watch"), kHere, portOf(target), QStringLiteral("--count"),
                                  QStringLiteral("5"), QStringLiteral("--interval"), QStringLiteral("20ms")});
        QCOMPARE(said.status, 1);
        QCOMPARE(said.err, QByteArray());
        static const QRegularExpression attempt(
            QStringLiteral("^\\d\\d:\\d\\d:\\d\\d\\.\\d{3}  127\\.0\\.0\\.1:\\d+ +▼ refused +[\\d.]+ ms  RST$"),
            QRegularExpression::MultilineOption);
        const QString text = QString::fromUtf8(said.out);
        QCOMPARE(text.count(attempt), 5);
        QVERIFY(text.contains(QStringLiteral("5 attempts in ")) && text.contains(QStringLiteral("0 connected (0 %)")) &&
                text.contains(QStringLiteral("5 refused")));
    }
    void healthyWatchHasTimes()
    {
        const auto target = serve("healthy");
        const Said said = runCli({QStringLiteral("watch"), kHere, portOf(target), QStringLiteral("--count"),
                                  QStringLiteral("3"), QStringLiteral("--interval"), QStringLiteral("50ms")});
        QCOMPARE(said.status, 0);
        QVERIFY2(said.out.contains("3 connected (100 %)") && said.out.contains("time to connect: min "),
                 said.out.constData());
    }
    void timeLimitIsKept()
    {
        const auto target = serve("closed");
        QElapsedTimer clock;
        clock.start();
        const Said said = runCli({QStringLiteral("watch"), kHere, portOf(target), QStringLiteral("--duration"),
                                  QStringLiteral("700ms"), QStringLiteral("--interval"), QStringLiteral("50ms")});
        QCOMPARE(said.status, 1);
        QVERIFY2(clock.elapsed() >= 650, qPrintable(QString::number(clock.elapsed())));
        QVERIFY(said.out.count('\n') > 5);
    }
    void severalTargets()
    {
        QTemporaryDir folder;
        const auto closed = serve("closed");
        const auto healthy = serve("healthy");
        QFile file(folder.filePath(QStringLiteral("targets")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QStringLiteral("# two of them\n127.0.0.1 %1   # closed\n\n127.0.0.1:%2\r\n")
                       .arg(portOf(closed), portOf(healthy))
                       .toUtf8());
        file.close();
        const Said said =
            runCli({QStringLiteral("watch"), QStringLiteral("--targets"), file.fileName(), QStringLiteral("--count"),
                    QStringLiteral("2"), QStringLiteral("--interval"), QStringLiteral("50ms")});
        QVERIFY2(said.status == 1, said.err.constData());
        QCOMPARE(said.out.count("--- 127.0.0.1:"), 2);
        QCOMPARE(said.out.count("▼ refused"), 2);
        QCOMPARE(said.out.count("● connected"), 2);
    }
    void jsonOfAWatch()
    {
        const auto target = serve("closed");
        const Said said =
            runCli({QStringLiteral("watch"), QStringLiteral("--json"), kHere, portOf(target), QStringLiteral("--count"),
                    QStringLiteral("3"), QStringLiteral("--interval"), QStringLiteral("20ms")});
        QCOMPARE(said.status, 1);
        QCOMPARE(schemaProblems(said.out), QString());
    }

    void controlCKeepsEverything_data()
    {
        QTest::addColumn<int>("number");
        QTest::newRow("Ctrl-C") << SIGINT;
        QTest::newRow("SIGTERM") << SIGTERM;
        QTest::newRow("SIGHUP") << SIGHUP;
    }
    void controlCKeepsEverything()
    {
        QFETCH(int, number);
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("s.knock"));
        const auto target = serve("closed");
        Running run({QStringLiteral("watch"), kHere, portOf(target), QStringLiteral("--interval"),
                     QStringLiteral("20ms"), QStringLiteral("--save"), path});
        QVERIFY(run.waitLines(10));
        run.signal(number);
        const qint64 took = run.end();
        QVERIFY2(took >= 0 && took < 2000, qPrintable(QString::number(took)));
        QCOMPARE(run.status(), 130);
        QVERIFY2(run.out().contains("attempts in "), run.out().constData());
        const auto session = readSession(path);
        QVERIFY2(session.ok(), session.ok() ? "" : qPrintable(session.error().detail));
        QVERIFY(session->finished);
        // Every attempt that was shown is in the file.
        QVERIFY(session->attempts.size() >= static_cast<std::size_t>(run.out().count("▼ refused")));
    }
    void controlCDuringADiagnosis()
    {
        const FullQueue full; // silent for as long as we like
        Running run({QStringLiteral("diagnose"), QStringLiteral("--json"), QStringLiteral("--duration"),
                     QStringLiteral("60s"), QStringLiteral("--timeout"), QStringLiteral("50s"), kHere,
                     QString::number(full.port())});
        QVERIFY(full.waitForAttempt());
        run.signal(SIGINT);
        const qint64 took = run.end();
        QVERIFY2(took >= 0 && took < 2000, qPrintable(QString::number(took)));
        QCOMPARE(run.status(), 130);
        QCOMPARE(schemaProblems(run.out()), QString());
    }

    void practiceServesUntilStopped()
    {
        Running run({QStringLiteral("practice"), QStringLiteral("closed")});
        QVERIFY(run.waitLines(3));
        static const QRegularExpression where(QStringLiteral("127\\.0\\.0\\.1:(\\d+)"));
        const QString port = where.match(QString::fromUtf8(run.out())).captured(1);
        QVERIFY(!port.isEmpty());
        const Said said = runCli({QStringLiteral("diagnose"), QStringLiteral("--json"), kHere, port});
        QCOMPARE(causeIn(said.out), QStringLiteral("service-not-listening"));
        run.signal(SIGINT);
        QVERIFY(run.end() >= 0);
        QCOMPARE(run.status(), 0);
        QCOMPARE(runCli({QStringLiteral("practice"), QStringLiteral("healthy"), QStringLiteral("--port"), port,
                         QStringLiteral("--duration"), QStringLiteral("50ms")})
                     .status,
                 0);
    }
    void practiceListsAll()
    {
        const Said said = runCli({QStringLiteral("practice"), QStringLiteral("--list")});
        QCOMPARE(said.status, 0);
        for (const PracticeFault& fault : practiceFaults())
            QVERIFY2(said.out.contains(fault.id.toUtf8()), qPrintable(fault.id));
    }

    // A burst goes out only when a person said yes; script(1) gives the program a terminal.
    void burstAsksOnATerminal_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<int>("status");
        QTest::newRow("no") << QByteArrayLiteral("n") << 2;
        QTest::newRow("just return") << QByteArrayLiteral("") << 2;
        QTest::newRow("yes") << QByteArrayLiteral("y") << 1;
    }
    void burstAsksOnATerminal()
    {
        QFETCH(QByteArray, answer);
        QFETCH(int, status);
        const auto target = serve("closed");
        const Said said = runShell(
            QStringLiteral(
                "(sleep 0.5; echo '%1') | script -qec \"$KNOCKBACK_CLI diagnose --burst 4 127.0.0.1 %2\" /dev/null")
                .arg(QString::fromLatin1(answer), portOf(target)));
        QVERIFY2(said.out.contains("4 attempts at once"), said.out.constData());
        QVERIFY2(said.status == status, (QByteArray::number(said.status) + said.out).constData());
    }
    void burstWithYes()
    {
        const auto target = serve("closed");
        const Said said = runCli({QStringLiteral("diagnose"), QStringLiteral("--json"), QStringLiteral("--yes"),
                                  QStringLiteral("--burst"), QStringLiteral("8"), kHere, portOf(target)});
        QCOMPARE(said.status, 1);
        QVERIFY(parsed(said.out).value(QStringLiteral("attempts")).toObject().value(QStringLiteral("total")).toInt() >=
                8);
    }
    void coloursOnlyOnATerminal()
    {
        const auto target = serve("closed");
        const QString command =
            QStringLiteral("script -qec \"$KNOCKBACK_CLI watch --count 1 127.0.0.1 %1\" /dev/null").arg(portOf(target));
        QVERIFY(runShell(QStringLiteral("TERM=xterm ") + command).out.contains("\x1b[31m"));
        QVERIFY(!runShell(QStringLiteral("TERM=xterm NO_COLOR=1 ") + command).out.contains("\x1b["));
        QVERIFY(!runShell(QStringLiteral("TERM=dumb ") + command).out.contains("\x1b["));
    }
};

QTEST_GUILESS_MAIN(TestCliRun)
#include "test_cli_run.moc"

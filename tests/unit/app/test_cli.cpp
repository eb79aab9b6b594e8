// diagnose on real faults: exit status, document, words.
#include "core/investigate/reopen.h"
#include "core/practice/practice.h"
#include "core/session/store.h"
#include "full_queue.h"
#include "run_cli.h"
#include "tests/support/fake_ssh.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace knockback;
using namespace knockback::test;

namespace {

struct Target
{
    std::unique_ptr<PracticeTarget> serving;
    QString port;
};

Target serve(const char* fault)
{
    auto started = PracticeTarget::start(QString::fromLatin1(fault));
    if (!started)
        return {};
    const QString port = QString::number((*started)->endpoint().port.value);
    return {std::move(*started), port};
}

const QString kHere = QStringLiteral("127.0.0.1");

} // namespace

class TestCli : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void linksNoScreen()
    {
        const Said said = runShell(QStringLiteral("ldd \"$KNOCKBACK_CLI\""));
        QCOMPARE(said.status, 0);
        QVERIFY2(said.out.contains("libQt6Core"), said.out.constData());
        for (const char* library :
             {"Qt6Gui", "Qt6Widgets", "Qt6Network", "Qt6Charts", "Qt6Sql", "Qt6Svg", "libX11", "libGL"})
            QVERIFY2(!said.out.contains(library), library);
    }

    void documentOfEachFault_data()
    {
        QTest::addColumn<QByteArray>("fault");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("cause");
        QTest::newRow("closed") << QByteArrayLiteral("closed") << 1 << QStringLiteral("service-not-listening");
        QTest::newRow("healthy") << QByteArrayLiteral("healthy") << 0 << QStringLiteral("reachable");
    }
    void documentOfEachFault()
    {
        QFETCH(QByteArray, fault);
        QFETCH(int, status);
        QFETCH(QString, cause);
        const Target target = serve(fault.constData());
        QVERIFY(target.serving);
        const Said said = runCli({QStringLiteral("diagnose"), QStringLiteral("--json"), kHere, target.port});
        QCOMPARE(schemaProblems(said.out), QString());
        QCOMPARE(said.err, QByteArray());
        QCOMPARE(causeIn(said.out), cause);
        QCOMPARE(said.status, status);
        const QJsonObject document = parsed(said.out);
        QCOMPARE(document.value(QStringLiteral("target")).toObject().value(QStringLiteral("host")).toString(), kHere);
        QCOMPARE(document.value(QStringLiteral("target")).toObject().value(QStringLiteral("port")).toInt(),
                 target.port.toInt());
        const QJsonObject attempts = document.value(QStringLiteral("attempts")).toObject();
        QVERIFY(attempts.value(QStringLiteral("total")).toInt() >= 1);
        // What the verdict and the checks point to must be there.
        QStringList ids;
        for (const auto& e : document.value(QStringLiteral("evidence")).toArray())
            ids << e.toObject().value(QStringLiteral("id")).toString();
        for (const auto& id :
             document.value(QStringLiteral("verdict")).toObject().value(QStringLiteral("evidence")).toArray())
            QVERIFY2(ids.contains(id.toString()), qPrintable(id.toString()));
        // Every sentence found its words.
        static const QRegularExpression lost(QStringLiteral("\\[(?:diagnose|report|cli|names|progress)\\.[^\\]]*\\]"));
        QVERIFY2(!QString::fromUtf8(said.out).contains(lost),
                 qPrintable(lost.match(QString::fromUtf8(said.out)).captured()));
    }
    // Whatever the verdict: a whole document, and the status that goes with it.
    void everyFaultGivesAWholeDocument_data()
    {
        QTest::addColumn<QByteArray>("fault");
        for (const PracticeFault& fault : practiceFaults())
            QTest::newRow(qPrintable(fault.id)) << fault.id.toLatin1();
    }
    void everyFaultGivesAWholeDocument()
    {
        QFETCH(QByteArray, fault);
        const Target target = serve(fault.constData());
        QVERIFY(target.serving);
        const Said said =
            runCli({QStringLiteral("diagnose"), QStringLiteral("--json"), QStringLiteral("--duration"),
                    QStringLiteral("3s"), QStringLiteral("--timeout"), QStringLiteral("1s"), kHere, target.port});
        QCOMPARE(schemaProblems(said.out), QString());
        const QString cause = causeIn(said.out);
        const bool alsoBroken = !parsed(said.out).value(QStringLiteral("also")).toArray().isEmpty();
        QCOMPARE(said.status, cause == QLatin1String("inconclusive")               ? 3
                              : cause == QLatin1String("reachable") && !alsoBroken ? 0
                                                                                   : 1);
    }

    void aPersonReadsTheVerdictFirst()
    {
        const Target target = serve("closed");
        for (const char* language : {"en", "zh_CN"}) {
            const Said said = runCli({QStringLiteral("diagnose"), kHere, target.port, QStringLiteral("--lang"),
                                      QString::fromLatin1(language)});
            QCOMPARE(said.status, 1);
            const QString text = QString::fromUtf8(said.out);
            QVERIFY(text.startsWith(kHere + QLatin1Char(':') + target.port));
            QVERIFY(text.indexOf(QStringLiteral("service-not-listening")) < 500);
            QVERIFY2(!text.contains(QChar(0x1b)), "no colours into a pipe");
            QVERIFY2(!text.contains(QStringLiteral("[diagnose.")) && !text.contains(QStringLiteral("[cli.")) &&
                         !text.contains(QStringLiteral("[report.")),
                     said.out.constData());
            for (const QString& line : text.split(QLatin1Char('\n')))
                QVERIFY2(line.size() <= 80 || line.startsWith(QLatin1String("      ")),
                         qPrintable(line)); // commands stay whole
        }
    }
    void theLocaleChoosesTheLanguage()
    {
        QProcessEnvironment environment = cleanEnvironment();
        environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("zh_CN.UTF-8"));
        const Said said = runCli({QStringLiteral("practice")}, 10'000, environment);
        QVERIFY(QString::fromUtf8(said.out).contains(QStringLiteral("关闭的端口")));
    }

    void hostAndPortInOneWord()
    {
        const Target target = serve("closed");
        QCOMPARE(runCli({QStringLiteral("diagnose"), kHere + QLatin1Char(':') + target.port}).status, 1);
        QCOMPARE(runCli({QStringLiteral("diagnose"), QStringLiteral("[::1]:") + target.port}).status, 1);
    }

    void reportsAndSession()
    {
        QTemporaryDir folder;
        const Target target = serve("closed");
        const QString session = folder.filePath(QStringLiteral("s.knock"));
        const QString html = folder.filePath(QStringLiteral("r.html"));
        const QString json = folder.filePath(QStringLiteral("r.json"));
        const Said said = runCli({QStringLiteral("diagnose"), kHere, target.port, QStringLiteral("--save"), session,
                                  QStringLiteral("--report"), html, QStringLiteral("--report"), json});
        QCOMPARE(said.err, QByteArray());
        QCOMPARE(said.status, 1);
        QVERIFY(QFileInfo(html).size() > 2000);
        QFile file(json);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(schemaProblems(file.readAll()), QString());
        // The saved session says the same when it is opened again.
        const Said again = runCli({QStringLiteral("report"), session, QStringLiteral("-f"), QStringLiteral("json")});
        QCOMPARE(again.status, 0);
        QCOMPARE(schemaProblems(again.out), QString());
        QCOMPARE(causeIn(again.out), QStringLiteral("service-not-listening"));
        for (const char* format : {"html", "md", "csv"})
            QVERIFY(runCli({QStringLiteral("report"), session, QStringLiteral("-f"), QString::fromLatin1(format)})
                        .out.size() > 200);
        const QString out = folder.filePath(QStringLiteral("again.md"));
        QCOMPARE(runCli({QStringLiteral("report"), session, QStringLiteral("-o"), out}).status, 0);
        QFile markdown(out);
        QVERIFY(markdown.open(QIODevice::ReadOnly) && markdown.readAll().startsWith("# Knockback report"));
        // A session is never written over.
        QCOMPARE(runCli({QStringLiteral("diagnose"), kHere, target.port, QStringLiteral("--save"), session}).status, 2);
        QCOMPARE(causeIn(runCli({QStringLiteral("report"), session, QStringLiteral("-f"), QStringLiteral("json")}).out),
                 QStringLiteral("service-not-listening"));
    }
    void redactedEverywhere()
    {
        QTemporaryDir folder;
        const Target target = serve("closed");
        const QString html = folder.filePath(QStringLiteral("r.html"));
        const Said json = runCli(
            {QStringLiteral("diagnose"), QStringLiteral("--json"), QStringLiteral("--redact"), kHere, target.port});
        const Said text = runCli({QStringLiteral("diagnose"), QStringLiteral("-v"), QStringLiteral("--redact"), kHere,
                                  target.port, QStringLiteral("--report"), html});
        QFile file(html);
        QVERIFY(file.open(QIODevice::ReadOnly));
        for (const QByteArray& said : {json.out, text.out, file.readAll()}) {
            QVERIFY(said.contains("ipv4-loopback-1"));
            QVERIFY2(!said.contains("127.0.0.1"), said.constData());
        }
        QCOMPARE(schemaProblems(json.out), QString());
    }

    void serverIsHonest_data()
    {
        QTest::addColumn<QString>("where");
        QTest::newRow("ssh") << QStringLiteral("ssh://root@127.0.0.1:1");
        QTest::newRow("transcript") << QStringLiteral("transcript:/nonexistent/facts.txt");
    }
    void serverIsHonest()
    {
        QFETCH(QString, where);
        const Target target = serve("closed");
        const Said said = runCli({QStringLiteral("diagnose"), QStringLiteral("--json"), QStringLiteral("--server"),
                                  where, kHere, target.port});
        QCOMPARE(said.status, 1); // settled without
        QVERIFY(!parsed(said.out).value(QStringLiteral("limits")).toArray().isEmpty());
        // Nothing of the client's side settles a port that is silent on this very machine: then the missing source is
        // the reason, and without having asked for one it is simply open.
        const FullQueue full;
        QStringList open{QStringLiteral("diagnose"),
                         QStringLiteral("--json"),
                         QStringLiteral("--timeout"),
                         QStringLiteral("300ms"),
                         kHere,
                         QString::number(full.port())};
        const Said without = runCli(QStringList(open) << QStringLiteral("--server") << QStringLiteral("none"));
        QCOMPARE(causeIn(without.out), QStringLiteral("inconclusive"));
        QCOMPARE(without.status, 3);
        const Said with = runCli(open << QStringLiteral("--server") << where);
        QCOMPARE(causeIn(with.out), QStringLiteral("inconclusive"));
        QCOMPARE(with.status, 4);
        QCOMPARE(schemaProblems(with.out), QString());
        const auto limits = [](const Said& one) { return parsed(one.out).value(QStringLiteral("limits")); };
        QVERIFY2(limits(with) != limits(without), "the limit must name what could not be had");
        QVERIFY(with.err.contains(where.section(QLatin1Char(':'), 1).remove(QStringLiteral("//")).toUtf8()));
    }

    // A server that wants a password: ssh may not ask here, and what to do instead is said.
    void asksNothing()
    {
        const test::FakeSsh ssh;
        QVERIFY(ssh.does("case $* in *BatchMode=yes*) "
                         "echo 'admin@db.example: Permission denied (publickey,password).' >&2; exit 255;; esac\n"
                         "exec sleep 60\n"));
        const Target target = serve("closed");
        const Said said = runCli({QStringLiteral("diagnose"), QStringLiteral("--server"),
                                  QStringLiteral("ssh://admin@db.example"), kHere, target.port});
        QCOMPARE(said.status, 1);
        for (const char* word :
             {"admin@db.example", "Nothing is asked here", "ssh-agent", "window", "(publickey,password)"})
            QVERIFY2(said.err.simplified().contains(word), said.err.constData());
    }

    void serverOfItsOwn()
    {
        const QTemporaryDir folder;
        const Target target = serve("closed");
        const QString file = folder.filePath(QStringLiteral("own.knock"));
        const Said said = runCli({QStringLiteral("diagnose"), QStringLiteral("--json"), QStringLiteral("--server"),
                                  QStringLiteral("local"), QStringLiteral("--save"), file, kHere, target.port});
        QCOMPARE(said.status, 1);
        QCOMPARE(said.err, QByteArray());
        QCOMPARE(schemaProblems(said.out), QString());
        const Result<Session> session = readSession(file);
        QVERIFY(session.ok());
        QVERIFY(session->server == ServerAccess::local);
        const auto facts = reopened(*session, 0).serverFacts;
        QVERIFY(facts);
        QCOMPARE(facts->access, QStringLiteral("local"));
        QVERIFY(!facts->counters.isEmpty() && !facts->kernel.isEmpty());
    }

    void collects()
    {
        const QTemporaryDir folder;
        const Said script = runCli({QStringLiteral("collect"), QStringLiteral("--script")});
        QCOMPARE(script.status, 0);
        QVERIFY(script.out.startsWith("#!/bin/sh"));
        const QString file = folder.filePath(QStringLiteral("facts.txt"));
        const Target target = serve("closed");
        const Said said =
            runCli({QStringLiteral("collect"), QStringLiteral("--port"), target.port, QStringLiteral("-o"), file});
        QCOMPARE(said.status, 0);
        QVERIFY(said.err.contains("failing program"));
        const Said diagnosed = runCli({QStringLiteral("diagnose"), QStringLiteral("--json"), QStringLiteral("--server"),
                                       QStringLiteral("transcript:") + file, kHere, target.port});
        QCOMPARE(diagnosed.status, 1);
        QCOMPARE(diagnosed.err, QByteArray());
        const Said other = runCli({QStringLiteral("diagnose"), QStringLiteral("--server"),
                                   QStringLiteral("transcript:") + file, kHere, QStringLiteral("1")});
        QVERIFY2(other.err.contains(target.port.toUtf8()), other.err.constData());
    }

    void explains_data()
    {
        QTest::addColumn<QString>("word");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("holds");
        QTest::newRow("cause") << QStringLiteral("service-not-listening") << 0 << QByteArrayLiteral("listen");
        QTest::newRow("errno by name") << QStringLiteral("ECONNREFUSED") << 0
                                       << QByteArrayLiteral("ECONNREFUSED (111)");
        QTest::newRow("errno by number") << QStringLiteral("113") << 0 << QByteArrayLiteral("EHOSTUNREACH");
        QTest::newRow("errno of no interest") << QStringLiteral("ENOENT") << 0 << QByteArrayLiteral("No such file");
        QTest::newRow("outcome") << QStringLiteral("timed-out") << 0 << QByteArrayLiteral("firewall-drop");
        QTest::newRow("nearly") << QStringLiteral("service-not-listenin") << 2
                                << QByteArrayLiteral("service-not-listening");
        QTest::newRow("nonsense") << QStringLiteral("flux-capacitor-broken-again") << 2 << QByteArrayLiteral("explain");
        QTest::newRow("path out") << QStringLiteral("../../../etc/passwd") << 2 << QByteArrayLiteral("passwd");
        QTest::newRow("escape") << QStringLiteral("\x1b[31mx") << 2 << QByteArrayLiteral("\\x1b");
    }
    void explains()
    {
        QFETCH(QString, word);
        QFETCH(int, status);
        QFETCH(QByteArray, holds);
        const Said said = runCli({QStringLiteral("explain"), word});
        QCOMPARE(said.status, status);
        QVERIFY2((status == 0 ? said.out : said.err).contains(holds), (said.out + said.err).constData());
        QVERIFY(!said.out.contains('\x1b') && !said.err.contains('\x1b'));
    }
    void explainListsAll()
    {
        const Said said = runCli({QStringLiteral("explain")});
        QCOMPARE(said.status, 0);
        QVERIFY(said.out.contains("accept-queue-overflow") && said.out.contains("silent-after-connect"));
    }

    void helpAndVersion()
    {
        const Said version = runCli({QStringLiteral("--version")});
        QCOMPARE(version.status, 0);
        QVERIFY(version.out.startsWith("knockback-cli "));
        for (const char* command : {"diagnose", "watch", "report", "practice", "explain"}) {
            const Said help = runCli({QString::fromLatin1(command), QStringLiteral("--help")});
            QCOMPARE(help.status, 0);
            QVERIFY2(help.out.contains(command), help.out.constData());
            QVERIFY2(!help.out.contains("[cli."), help.out.constData());
            const Said chinese = runCli({QString::fromLatin1(command), QStringLiteral("--help"),
                                         QStringLiteral("--lang"), QStringLiteral("zh_CN")});
            QVERIFY2(chinese.out != help.out, command);
        }
        QCOMPARE(runCli({QStringLiteral("--help")}).status, 0);
    }
};

QTEST_GUILESS_MAIN(TestCli)
#include "test_cli.moc"

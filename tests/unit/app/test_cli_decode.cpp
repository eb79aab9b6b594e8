// knockback-cli decode: the real program on lines, pipes, logs and rubbish.
#include "core/base/words.h"
#include "run_cli.h"

#include <QFile>
#include <QJsonArray>
#include <QTest>
#include <csignal>

using namespace knockback;
using namespace knockback::test;

namespace {

const QString kDecode = QStringLiteral("decode");
const QString kJson = QStringLiteral("--json");
const QString kSchema = QStringLiteral("knockback.decode-1");

QJsonObject firstLine(const Said& said)
{
    return parsed(said.out).value(QStringLiteral("lines")).toArray().first().toObject();
}

} // namespace

class TestCliDecode : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aLineInWords()
    {
        const Said said = runCli({kDecode, QStringLiteral("dial tcp 192.0.2.7:5432: getsockopt: connection refused")});
        QCOMPARE(said.status, 0);
        QCOMPARE(said.err, QByteArray());
        for (const char* word : {"Go spoke", "ECONNREFUSED", "192.0.2.7 5432", "getsockopt",
                                 "knockback-cli diagnose 192.0.2.7 5432", "service-not-listening"})
            QVERIFY2(said.out.contains(word), said.out.constData());
        QVERIFY2(!said.out.contains("[cli.") && !said.out.contains("[decode."), said.out.constData());
    }
    void theResolverRefused()
    {
        const Said said = runCli({kDecode, QStringLiteral("lookup db.example on 127.0.0.53:53: read udp "
                                                          "127.0.0.1:43211->127.0.0.53:53: read: connection refused")});
        QCOMPARE(said.status, 0);
        for (const char* word : {"name server refused, not the target", "127.0.0.53:53", "systemd-resolved",
                                 "dns-server-unreachable", "diagnose db.example PORT"})
            QVERIFY2(said.out.simplified().contains(word), said.out.constData());
    }
    void inChinese()
    {
        const Said said = runCli({QStringLiteral("--lang"), QStringLiteral("zh_CN"), kDecode,
                                  QStringLiteral("[WinError 10061] 由于目标计算机积极拒绝，无法连接。")});
        QCOMPARE(said.status, 0);
        QVERIFY2(said.out.contains("WSAECONNREFUSED 10061") && said.out.contains("接下来运行"), said.out.constData());
        QVERIFY(!said.out.contains("Run next"));
    }
    void documents_data()
    {
        QTest::addColumn<QByteArray>("input");
        QTest::newRow("one") << QByteArrayLiteral("dial tcp 192.0.2.7:5432: connect: connection refused");
        QTest::newRow("a log") << QByteArrayLiteral(
            "x\nError: connect ECONNREFUSED ::1:80\ncurl: (6) Could not resolve "
            "host: a.example\nbind() to 0.0.0.0:80 failed (98: Address already "
            "in use)\nERROR 1040 (HY000): Too many connections\n");
        QTest::newRow("nothing but a word") << QByteArrayLiteral("ECONNRESET");
        QTest::newRow("control characters")
            << QByteArrayLiteral("\x1b[31mdial tcp 10.0.0.5:80:\x07 connection refused \xff\xfe\x01\x1b]0;x\x07");
    }
    void documents()
    {
        QFETCH(QByteArray, input);
        for (const char* language : {"en", "zh_CN"}) {
            const Said said =
                runCliOn(input, {kDecode, kJson, QStringLiteral("--lang"), QString::fromLatin1(language)});
            QVERIFY2(said.status == 0, said.err.constData());
            QCOMPARE(schemaProblems(said.out, kSchema), QString());
            QVERIFY(!said.out.contains('\x1b') && !said.out.contains('\x07'));
        }
    }
    void sameIdentifiersInEachLanguage()
    {
        const QByteArray line = "connect() failed (111: Connection refused) while connecting to upstream, client: "
                                "198.51.100.7, upstream: \"http://10.0.0.5:8080/\"";
        const QJsonObject english = firstLine(runCliOn(line, {kDecode, kJson}));
        const QJsonObject chinese =
            firstLine(runCliOn(line, {kDecode, kJson, QStringLiteral("--lang"), QStringLiteral("zh_CN")}));
        for (const char* key : {"leg", "phase", "meaning", "outcome", "errno", "host", "port", "causes", "runtime"})
            QCOMPARE(chinese.value(QLatin1String(key)), english.value(QLatin1String(key)));
        QVERIFY(chinese.value(QLatin1String("means")) != english.value(QLatin1String("means")));
        QCOMPARE(english.value(QLatin1String("leg")).toString(), QStringLiteral("backend"));
        QCOMPARE(english.value(QLatin1String("host")).toString(), QStringLiteral("10.0.0.5"));
    }
    void nothingRecognisable_data()
    {
        QTest::addColumn<QByteArray>("input");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("prose") << QByteArrayLiteral("it does not work\n");
        QTest::newRow("noise") << QByteArray(100'000, '\xa7');
    }
    void nothingRecognisable()
    {
        QFETCH(QByteArray, input);
        const Said said = runCliOn(input, {kDecode, kJson});
        QCOMPARE(said.status, 2);
        QCOMPARE(said.out, QByteArray());
        QVERIFY2(said.err.contains("PostgreSQL") && said.err.contains("knockback-cli decode"), said.err.constData());
        QVERIFY2(said.err.size() < 2000 && !said.err.contains("[cli."), said.err.constData());
    }
    void tenMegabytes()
    {
        QByteArray log =
            QByteArray("2026-01-31 INFO nothing to see here, move along\n").repeated(10 * 1024 * 1024 / 49);
        log += "dial tcp 10.0.0.5:80: connect: connection refused\n";
        const Said said = runCliOn(log, {kDecode, kJson});
        QCOMPARE(said.status, 0);
        QCOMPARE(firstLine(said).value(QLatin1String("host")).toString(), QStringLiteral("10.0.0.5"));
        QVERIFY(parsed(said.out).value(QLatin1String("shortened")).toBool());
        QVERIFY2(said.ms < 10'000, qPrintable(QString::number(said.ms)));
    }
    void credentialsStayOut()
    {
        for (const QStringList& options : {QStringList{kDecode}, QStringList{kDecode, kJson}}) {
            const Said said = runCliOn("postgres://bob:hunter2@db.example:5433/app: connection refused", options);
            QCOMPARE(said.status, 0);
            QVERIFY2(!said.out.contains("hunter2") && !said.out.contains("bob"), said.out.constData());
            QVERIFY2(said.out.contains("diagnose db.example 5433"), said.out.constData());
        }
    }
    void interruptedWhileReading()
    {
        QProcess process; // its standard input stays open
        process.setProcessEnvironment(cleanEnvironment());
        process.start(QStringLiteral(KNOCKBACK_CLI), {kDecode});
        QVERIFY(process.waitForStarted());
        // From when it holds Ctrl-C back (SigBlk of proc(5)), it looks for it.
        const auto holdsBack = [&] {
            QFile status(QStringLiteral("/proc/%1/status").arg(process.processId()));
            if (!status.open(QIODevice::ReadOnly))
                return false;
            const QByteArray text = status.readAll();
            const qsizetype at = text.indexOf("SigBlk:");
            return (text.mid(at + 7, 32).trimmed().left(16).toULongLong(nullptr, 16) & (1U << (SIGINT - 1))) != 0;
        };
        QTRY_VERIFY(holdsBack());
        QCOMPARE(::kill(static_cast<pid_t>(process.processId()), SIGINT), 0);
        QVERIFY(process.waitForFinished(5000));
        QCOMPARE(process.exitCode(), 130);
    }
};

QTEST_GUILESS_MAIN(TestCliDecode)
#include "test_cli_decode.moc"

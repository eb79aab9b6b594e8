// diagnose --verify: before and after a fix, with a port that is closed and then really opened.
#include "core/practice/practice.h"
#include "core/session/store.h"
#include "run_cli.h"

#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace knockback;
using namespace knockback::test;

namespace {

const QString kHere = QStringLiteral("127.0.0.1");

Said verify(const QString& port, const QString& before, const QStringList& more = {})
{
    return runCli(QStringList{QStringLiteral("diagnose"), kHere, port, QStringLiteral("--verify"), before} + more);
}

QJsonObject comparisonIn(const QByteArray& document)
{
    return parsed(document).value(QStringLiteral("comparison")).toObject();
}

} // namespace

class TestCliVerify : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        auto closed = PracticeTarget::start(QStringLiteral("closed"));
        QVERIFY(closed.ok());
        m_closed = std::move(*closed);
        m_port = QString::number(m_closed->endpoint().port.value);
        m_before = m_folder.filePath(QStringLiteral("before.knock"));
        QCOMPARE(runCli({QStringLiteral("diagnose"), kHere, m_port, QStringLiteral("--save"), m_before}).status, 1);
        QVERIFY(QFile::exists(m_before));
    }

    void stillClosed()
    {
        const Said said = verify(m_port, m_before);
        QCOMPARE(said.status, 1);
        QVERIFY2(said.out.contains("Still refused: nothing changed."), said.out.constData());
        QVERIFY2(said.out.indexOf("Before and after") < said.out.indexOf("Still refused"), said.out.constData());
        const Said json = verify(m_port, m_before, {QStringLiteral("--json")});
        QCOMPARE(json.status, 1);
        QCOMPARE(schemaProblems(json.out), QString());
        QCOMPARE(comparisonIn(json.out).value(QStringLiteral("change")).toString(), QStringLiteral("same"));
    }

    void aPlainDiagnosisComparesNothing()
    {
        const Said said = runCli({QStringLiteral("diagnose"), kHere, m_port, QStringLiteral("--json")});
        QVERIFY(!parsed(said.out).contains(QStringLiteral("comparison")));
    }

    void whatCannotBeComparedIsRefused()
    {
        const Said port = verify(QStringLiteral("1"), m_before);
        QCOMPARE(port.status, 2);
        QVERIFY2(port.err.contains("holds no target 127.0.0.1 port 1"), port.err.constData());
        QCOMPARE(port.out, QByteArray());
        QCOMPARE(verify(m_port, m_folder.filePath(QStringLiteral("none.knock"))).status, 2);
        QFile foreign(m_folder.filePath(QStringLiteral("foreign.knock")));
        QVERIFY(foreign.open(QIODevice::WriteOnly) && foreign.write("not a session") > 0);
        foreign.close();
        QCOMPARE(verify(m_port, foreign.fileName()).status, 2);
        // What was seen before is not written over.
        QCOMPARE(verify(m_port, m_before, {QStringLiteral("--save"), m_before}).status, 2);
    }

    void openedItWorks()
    {
        const quint16 number = m_closed->endpoint().port.value;
        m_closed.reset();
        auto opened = PracticeTarget::start(QStringLiteral("healthy"), Port{number});
        QVERIFY(opened.ok());
        const QString after = m_folder.filePath(QStringLiteral("after.knock"));
        const QString report = m_folder.filePath(QStringLiteral("after.md"));
        const Said said = verify(m_port, m_before,
                                 {QStringLiteral("--json"), QStringLiteral("--hello"), QStringLiteral("http"),
                                  QStringLiteral("--save"), after, QStringLiteral("--report"), report});
        QCOMPARE(schemaProblems(said.out), QString());
        const QJsonObject comparison = comparisonIn(said.out);
        QVERIFY2(comparison.value(QStringLiteral("change")).toString() == QLatin1String("works"), said.out.constData());
        QCOMPARE(said.status, 0);
        const QString sentence = comparison.value(QStringLiteral("sentences")).toArray().first().toString();
        QVERIFY2(sentence.startsWith(QLatin1String("It works now: ")) &&
                     sentence.endsWith(QLatin1String(" were refused.")),
                 qPrintable(sentence));
        QCOMPARE(comparison.value(QStringLiteral("after")).toObject().value(QStringLiteral("failed")).toInt(-1), 0);

        // The session keeps what it was compared with; a report of it shows both, and so does one made later.
        const auto session = readSession(after);
        QVERIFY(session.ok());
        QVERIFY(session->targets.first().before);
        QCOMPARE(session->targets.first().before->verdict.cause, QStringLiteral("service-not-listening"));
        QCOMPARE(session->targets.first().concluded->verdict.cause, QStringLiteral("reachable"));
        QCOMPARE(session->verdicts.first().cause, QStringLiteral("service-not-listening"));
        QVERIFY(session->verdicts.first().at < session->started);
        QFile file(report);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().contains("It works now: "));
        const Said later = runCli({QStringLiteral("report"), after, QStringLiteral("-f"), QStringLiteral("json")});
        const QJsonObject asLater = comparisonIn(later.out);
        for (const char* key : {"change", "sentences", "before", "more_attempts"})
            QCOMPARE(asLater.value(QLatin1String(key)), comparison.value(QLatin1String(key)));
        QCOMPARE(schemaProblems(later.out), QString());
        const Said page = runCli({QStringLiteral("report"), after, QStringLiteral("-f"), QStringLiteral("html")});
        QVERIFY(page.out.contains("It works now: "));

        const Said chinese =
            runCli({QStringLiteral("--lang"), QStringLiteral("zh_CN"), QStringLiteral("diagnose"), kHere, m_port,
                    QStringLiteral("--verify"), m_before, QStringLiteral("--hello"), QStringLiteral("http")});
        QVERIFY2(chinese.out.contains("现在正常："), chinese.out.constData());
        // One attempt that connects may be luck, so it is no yes.
        const Said few = verify(m_port, m_before,
                                {QStringLiteral("--count"), QStringLiteral("1"), QStringLiteral("--hello"),
                                 QStringLiteral("http"), QStringLiteral("--json")});
        QCOMPARE(comparisonIn(few.out).value(QStringLiteral("change")).toString(), QStringLiteral("perhaps"));
        QVERIFY(comparisonIn(few.out).value(QStringLiteral("more_attempts")).toInt() >= 1);
        QCOMPARE(few.status, 3);
        const Said redacted = verify(m_port, m_before, {QStringLiteral("--redact"), QStringLiteral("--json")});
        QVERIFY(!redacted.out.contains("127.0.0.1"));
    }

private:
    QTemporaryDir m_folder;
    std::unique_ptr<PracticeTarget> m_closed;
    QString m_port, m_before;
};

QTEST_GUILESS_MAIN(TestCliVerify)
#include "test_cli_verify.moc"

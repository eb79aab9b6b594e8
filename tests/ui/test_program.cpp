// The program as it is started: its words, its exit status, its export, without a screen.
#include "core/practice/practice.h"
#include "ui/document/document.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace knockback;

namespace {
struct Ended
{
    int status = -1;
    QString out, err;
};

Ended run(const QStringList& arguments, const QStringList& without = {})
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
    for (const QString& name : without)
        environment.remove(name);
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(KNOCKBACK_PROGRAM), arguments);
    if (!process.waitForFinished(30'000))
        return {};
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2,
            QString::fromUtf8(process.readAllStandardOutput()), QString::fromUtf8(process.readAllStandardError())};
}
const QStringList kScreens{QStringLiteral("DISPLAY"), QStringLiteral("WAYLAND_DISPLAY"),
                           QStringLiteral("QT_QPA_PLATFORM")};
} // namespace

class TestProgram : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void saysWhatItIs();
    void refusesWhatItDoesNotKnow_data();
    void refusesWhatItDoesNotKnow();
    void saysThatThereIsNoScreen();
    void exportsASavedSession_data();
    void exportsASavedSession();

private:
    QTemporaryDir m_folder;
    QString m_session;
};

void TestProgram::initTestCase()
{
    qputenv("XDG_STATE_HOME", m_folder.filePath(QStringLiteral("state")).toUtf8());
    // A real session of a closed practice port.
    const auto practice = PracticeTarget::start(QStringLiteral("closed"));
    QVERIFY(practice.ok());
    TargetSpec target;
    target.host = target.asciiHost = target.typed = QStringLiteral("127.0.0.1");
    target.kind = HostKind::ipv4;
    target.literal = (*practice)->endpoint().address;
    target.port = (*practice)->endpoint().port;
    target.options.interval = std::chrono::milliseconds(50);
    Document document;
    QVERIFY(document.start(target, Mode::diagnose).ok());
    QTRY_COMPARE_WITH_TIMEOUT(document.state(), Document::State::finished, 20'000);
    m_session = m_folder.filePath(QStringLiteral("a b.knock"));
    const Status saved = document.saveAs(m_session);
    QVERIFY2(saved.ok(), saved ? "" : qPrintable(saved.error().detail));
}

void TestProgram::saysWhatItIs()
{
    const Ended help = run({QStringLiteral("--help")}, kScreens);
    QCOMPARE(help.status, 0);
    QVERIFY(help.out.contains(QStringLiteral("HOST PORT")));
    const Ended version = run({QStringLiteral("--version")}, kScreens);
    QCOMPARE(version.status, 0);
    QVERIFY(version.out.startsWith(QStringLiteral("knockback 0.")));
}

void TestProgram::refusesWhatItDoesNotKnow_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("says");
    const auto row = [](const char* name, const QStringList& arguments, const char* says) {
        QTest::newRow(name) << arguments << QString::fromUtf8(says);
    };
    row("an unknown option", {QStringLiteral("--nonsense")}, "no option");
    row("too many words", {QStringLiteral("a"), QStringLiteral("1"), QStringLiteral("2")}, "too much");
    row("an unknown language", {QStringLiteral("--lang"), QStringLiteral("tlh")}, "no language");
    row("export of nothing", {QStringLiteral("--export"), QStringLiteral("x.html")}, "one saved session");
    row("export to PDF", {QStringLiteral("--export"), QStringLiteral("x.pdf"), QStringLiteral("y.knock")},
        "cannot write PDF");
    row("export of a file that is not there",
        {QStringLiteral("--export"), QStringLiteral("x.html"), QStringLiteral("/nowhere/y.knock")}, "y.knock");
    row("export of a foreign file",
        {QStringLiteral("--export"), QStringLiteral("x.html"), QStringLiteral(KNOCKBACK_PROGRAM)}, "not a");
}

void TestProgram::refusesWhatItDoesNotKnow()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, says);
    const Ended ended = run(arguments, kScreens);
    QCOMPARE(ended.status, 2);
    QVERIFY2(ended.err.contains(says), qPrintable(ended.err));
    QVERIFY2(ended.err.count(QLatin1Char('\n')) == 1, qPrintable(ended.err));
}

void TestProgram::saysThatThereIsNoScreen()
{
    const Ended ended = run({QStringLiteral("127.0.0.1"), QStringLiteral("1")}, kScreens);
    QCOMPARE(ended.status, 2);
    QVERIFY2(ended.err.contains(QStringLiteral("no screen")), qPrintable(ended.err));
    qputenv("DISPLAY", ":987");
    const Ended dead = run({}, {QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("WAYLAND_DISPLAY")});
    qunsetenv("DISPLAY");
    QCOMPARE(dead.status, 2);
    QVERIFY2(dead.err.contains(QStringLiteral(":987")), qPrintable(dead.err));
}

void TestProgram::exportsASavedSession_data()
{
    QTest::addColumn<QString>("ending");
    QTest::addColumn<QByteArray>("holds");
    QTest::newRow("html") << QStringLiteral("html") << QByteArray("<svg");
    QTest::newRow("json") << QStringLiteral("json") << QByteArray("knockback.diagnosis/1");
    QTest::newRow("markdown") << QStringLiteral("md") << QByteArray("127.0.0.1");
    QTest::newRow("csv") << QStringLiteral("csv") << QByteArray("refused");
}

void TestProgram::exportsASavedSession()
{
    QFETCH(QString, ending);
    QFETCH(QByteArray, holds);
    const QString to = m_folder.filePath(QStringLiteral("report.") + ending);
    const Ended ended = run({QStringLiteral("--export"), to, m_session}, kScreens);
    QVERIFY2(ended.status == 0, qPrintable(ended.err));
    QFile file(to);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray bytes = file.readAll();
    QVERIFY(bytes.contains(holds));
    if (ending == QLatin1String("json")) {
        const QJsonObject object = QJsonDocument::fromJson(bytes).object();
        QCOMPARE(object.value(QStringLiteral("verdict")).toObject().value(QStringLiteral("cause")).toString(),
                 QStringLiteral("service-not-listening"));
    }
}

QTEST_GUILESS_MAIN(TestProgram)
#include "test_program.moc"

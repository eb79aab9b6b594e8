// kill -9 in the middle of writing: what was handed over more than 250 ms before is in the file, which opens like any
// other. The victim is this program itself, started again with other arguments.
#include "core/session/store.h"
#include "samples.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <sys/stat.h>
#include <unistd.h>

using namespace knockback;
using namespace knockback::test;

namespace {

constexpr std::int64_t kPromise = 250'000'000; // ns

// Hands over so many attempts a second until it is killed, and says which and when (CLOCK_MONOTONIC, the same for all
// processes) after each was taken.
int victim(const QString& path, int perSecond)
{
    auto writer = SessionWriter::create(path, header());
    if (!writer)
        return 1;
    struct timespec next = {};
    ::clock_gettime(CLOCK_MONOTONIC, &next);
    const long step = 1'000'000'000L / perSecond;
    for (std::uint64_t id = 1; id < 1'000'000; ++id) {
        if (!(*writer)->append(attempt(id, systemClock().wall().ns)))
            return 2;
        const std::array<std::int64_t, 2> said{static_cast<std::int64_t>(id), systemClock().mono().ns};
        if (::write(STDOUT_FILENO, said.data(), sizeof said) != sizeof said)
            return 3;
        next.tv_nsec += step;
        if (next.tv_nsec >= 1'000'000'000) {
            next.tv_nsec -= 1'000'000'000;
            ++next.tv_sec;
        }
        ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, nullptr);
    }
    return 0;
}

struct Said
{
    std::int64_t id, at;
};

} // namespace

class TestStoreCrash : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // First, because ThreadSanitizer allows no new thread once a program of several threads has forked.
    void aLivingWriterIsNotOffered()
    {
        QTemporaryDir folder;
        auto writer = SessionWriter::create(folder.filePath(QStringLiteral("live.knock")), header());
        QVERIFY(writer.ok());
        QVERIFY((*writer)->flush().ok());
        QCOMPARE(recoverable(folder.path()).size(), 0);
        // In another process neither.
        QProcess process;
        process.start(
            QCoreApplication::applicationFilePath(),
            {QStringLiteral("--victim"), folder.filePath(QStringLiteral("other.knock")), QStringLiteral("100")});
        QVERIFY(process.waitForReadyRead(10'000));
        QCOMPARE(recoverable(folder.path()).size(), 0);
        QVERIFY(!SessionWriter::create(folder.filePath(QStringLiteral("other.knock")), header()).ok());
        ::kill(static_cast<pid_t>(process.processId()), SIGKILL);
        QVERIFY(process.waitForFinished());
        QCOMPARE(recoverable(folder.path()).size(), 1);
        writer->reset();
        QCOMPARE(recoverable(folder.path()).size(), 2); // closed in order, but still nobody's saved file
    }

    void killedWhileWriting_data()
    {
        QTest::addColumn<int>("perSecond");
        QTest::addColumn<int>("afterMs");
        QTest::newRow("slow, early") << 10 << 300;
        QTest::newRow("slow") << 10 << 1733;
        QTest::newRow("brisk") << 500 << 911;
        QTest::newRow("brisk, later") << 1000 << 1519;
        QTest::newRow("fast, over checkpoints") << 8000 << 2777;
    }
    void killedWhileWriting()
    {
        QFETCH(int, perSecond);
        QFETCH(int, afterMs);
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("victim.knock"));
        QProcess process;
        process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        process.start(QCoreApplication::applicationFilePath(),
                      {QStringLiteral("--victim"), path, QString::number(perSecond)});
        QVERIFY(process.waitForReadyRead(10'000)); // the first attempt is handed over
        const std::int64_t begun = systemClock().mono().ns;
        while (systemClock().mono().ns - begun < afterMs * 1'000'000LL) // reading on, so that the pipe never fills
            process.waitForReadyRead(20);
        const std::int64_t killed = systemClock().mono().ns;
        QCOMPARE(::kill(static_cast<pid_t>(process.processId()), SIGKILL), 0);
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitStatus(), QProcess::CrashExit);
        const QByteArray bytes = process.readAllStandardOutput();
        std::vector<Said> said(static_cast<std::size_t>(bytes.size()) / sizeof(Said));
        std::memcpy(said.data(), bytes.constData(), said.size() * sizeof(Said));
        QVERIFY(said.size() > 1);

        const QByteArray before = contents(path);
        const QByteArray walBefore = contents(path + QStringLiteral("-wal"));
        const auto read = readSession(path);
        QVERIFY2(read.ok(), qPrintable(read.ok() ? QString() : read.error().detail));
        QVERIFY(!read->finished);
        // Reading changed nothing and left nothing.
        QCOMPARE(contents(path), before);
        QCOMPARE(contents(path + QStringLiteral("-wal")), walBefore);
        // Everything handed over more than 250 ms before the end is there, without gaps, and as it was.
        std::int64_t due = 0;
        for (const Said& s : said)
            if (s.at <= killed - kPromise)
                due = s.id;
        const auto have = static_cast<std::int64_t>(read->attempts.size());
        const std::int64_t lost = said.back().id - have;
        std::int64_t window = 0;
        if (lost > 0)
            window = killed - said[static_cast<std::size_t>(have)].at;
        qInfo("%lld of %lld attempts in the file; the oldest lost one was handed over %.0f ms before the end",
              static_cast<long long>(have), static_cast<long long>(said.back().id), static_cast<double>(window) / 1e6);
        QVERIFY2(have >= due, qPrintable(QStringLiteral("%1 of %2 due").arg(have).arg(due)));
        for (std::size_t i = 0; i < read->attempts.size(); ++i) {
            Attempt expected = attempt(i + 1, read->attempts[i].startedWall.ns);
            QCOMPARE(difference(expected, read->attempts[i]), QString());
        }
        // It is offered again, once its writer is gone.
        const auto offered = recoverable(folder.path());
        QCOMPARE(offered.size(), 1);
        QCOMPARE(offered[0].attempts, static_cast<std::uint64_t>(have));
        QCOMPARE(offered[0].host, target().host);
        QCOMPARE(offered[0].port.value, 5432);
        QCOMPARE(offered[0].started.ns, kStart);
    }

private:
    static QByteArray contents(const QString& path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("not there");
    }
};

int main(int argc, char** argv)
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() == 4 && arguments[1] == QLatin1String("--victim"))
        return victim(arguments[2], arguments[3].toInt());
    TestStoreCrash test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_store_crash.moc"

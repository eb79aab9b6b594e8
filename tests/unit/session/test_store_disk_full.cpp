// A disk that is really full: a small tmpfs in a mount namespace of this process's own.
#include "core/session/store.h"
#include "samples.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>
#include <cerrno>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

using namespace knockback;
using namespace knockback::test;

namespace {

// "" = mounted; else why not.
QString mountSmall(const QString& at, const char* size)
{
    if (::unshare(CLONE_NEWNS) != 0)
        return QStringLiteral("unshare: %1").arg(QString::fromLocal8Bit(std::strerror(errno)));
    if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
        return QStringLiteral("private: %1").arg(QString::fromLocal8Bit(std::strerror(errno)));
    if (::mount("kb-test", QFile::encodeName(at).constData(), "tmpfs", MS_NOSUID | MS_NODEV, size) != 0)
        return QStringLiteral("tmpfs: %1").arg(QString::fromLocal8Bit(std::strerror(errno)));
    return {};
}

template <typename Condition>
bool within(int milliseconds, Condition condition)
{
    QElapsedTimer timer;
    timer.start();
    while (!condition()) {
        if (timer.elapsed() > milliseconds)
            return false;
        QThread::msleep(2); // polling a value another thread sets; there is no event for it in the interface
    }
    return true;
}

} // namespace

class TestStoreDiskFull : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;
    QString m_why;
    QString file(const char* name) const
    {
        return m_folder.filePath(QStringLiteral("disk/") + QString::fromLatin1(name));
    }

    // Takes what room there is, but for so many bytes.
    void fill(qint64 but)
    {
        QFile filler(file("filler"));
        QVERIFY(filler.open(QIODevice::WriteOnly | QIODevice::Append | QIODevice::Unbuffered));
        const QByteArray block(4096, 'x');
        while (filler.write(block) == block.size()) {
        }
        QVERIFY(filler.resize(std::max<qint64>(0, filler.size() - but)));
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(QDir(m_folder.path()).mkdir(QStringLiteral("disk")));
        m_why = mountSmall(m_folder.filePath(QStringLiteral("disk")), "size=4m,mode=700");
        if (!m_why.isEmpty()) {
            QVERIFY2(qEnvironmentVariableIsEmpty("CI"), qPrintable(QStringLiteral("must run in CI: ") + m_why));
            QSKIP(qPrintable(QStringLiteral("needs to mount a small tmpfs (run it as root): ") + m_why));
        }
    }
    void cleanupTestCase()
    {
        ::umount2(QFile::encodeName(m_folder.filePath(QStringLiteral("disk"))).constData(), MNT_DETACH);
    }
    void cleanup()
    {
        for (const QString& name : QDir(m_folder.filePath(QStringLiteral("disk"))).entryList(QDir::Files))
            QFile::remove(file(name.toLatin1().constData()));
    }

    // Full in the middle of a run: told at once, nothing lost, all on disk as soon as there is room.
    void nothingIsLost()
    {
        const QString path = file("run.knock");
        std::vector<Attempt> made;
        const auto hand = [&](SessionWriter& writer, int count) {
            for (int i = 0; i < count; ++i) {
                made.push_back(attempt(made.size() + 1, kStart + static_cast<std::int64_t>(made.size())));
                QVERIFY(within(5000, [&] { return writer.append(made.back()); }));
            }
        };
        {
            auto writer = SessionWriter::create(path, header());
            QVERIFY(writer.ok());
            hand(**writer, 500);
            QVERIFY((*writer)->flush().ok());
            fill(50'000);
            hand(**writer, 2000);
            (*writer)->putVerdict(0, diagnosis());
            QVERIFY(within(1000, [&] { return !(*writer)->health().ok(); }));
            const Error trouble = (*writer)->health().error();
            QVERIFY(trouble.kind == ErrorKind::io);
            QCOMPARE(trouble.errnoValue, ENOSPC);
            QVERIFY(trouble.detail.contains(QStringLiteral("full")));
            const WallTime saved = (*writer)->savedAt();
            QElapsedTimer timer;
            timer.start();
            QVERIFY(!(*writer)->flush().ok()); // says why, and does not wait for room
            QVERIFY(timer.elapsed() < 1000);
            // The run goes on; the file stays readable with what it had.
            hand(**writer, 20'000);
            const auto during = readSession(path);
            QVERIFY2(during.ok(), qPrintable(during.ok() ? QString() : during.error().detail));
            QVERIFY(during->attempts.size() >= 500 && during->attempts.size() < made.size());
            QCOMPARE(difference({made.begin(), made.begin() + static_cast<std::ptrdiff_t>(during->attempts.size())},
                                during->attempts),
                     QString());
            QCOMPARE((*writer)->savedAt(), saved);
            // A copy elsewhere has all of it, also what the full disk could not take.
            const QString elsewhere = m_folder.filePath(QStringLiteral("elsewhere.knock"));
            QVERIFY((*writer)->saveCopy(elsewhere).ok());
            const auto copied = readSession(elsewhere);
            QVERIFY(copied.ok());
            QCOMPARE(difference(made, copied->attempts), QString());
            QCOMPARE(copied->verdicts.size(), 1);
            // A copy onto the full disk is refused and leaves nothing.
            QVERIFY(!(*writer)->saveCopy(file("copy.knock")).ok());
            QVERIFY(!QFileInfo::exists(file("copy.knock")));
            QVERIFY(QDir(m_folder.filePath(QStringLiteral("disk"))).entryList({QStringLiteral("*partial*")}).isEmpty());
            // Room again.
            QVERIFY(QFile::remove(file("filler")));
            // (A second when optimised; what is kept is written in one go, which ThreadSanitizer slows down tenfold.)
            QVERIFY(within(10'000, [&] { return (*writer)->health().ok(); }));
            QVERIFY(within(10'000, [&] { return (*writer)->savedAt() > saved; }));
            hand(**writer, 100);
        }
        const auto read = readSession(path);
        QVERIFY(read.ok());
        QVERIFY(read->finished);
        QCOMPARE(difference(made, read->attempts), QString());
        QCOMPARE(read->verdicts.size(), 1);
    }

    // Away from the full disk with everything: Save as.
    void movingAwayWorks()
    {
        const QString away = m_folder.filePath(QStringLiteral("away.knock"));
        std::vector<Attempt> made;
        {
            auto writer = SessionWriter::create(file("stuck.knock"), header());
            QVERIFY(writer.ok());
            QVERIFY((*writer)->flush().ok());
            fill(0);
            for (std::uint64_t id = 1; id <= 3000; ++id) {
                made.push_back(attempt(id, kStart));
                QVERIFY(within(5000, [&] { return (*writer)->append(made.back()); }));
            }
            QVERIFY(within(1000, [&] { return !(*writer)->health().ok(); }));
            QVERIFY((*writer)->saveAs(away).ok());
            QVERIFY((*writer)->health().ok());
            QVERIFY(!QFileInfo::exists(file("stuck.knock")));
            made.push_back(attempt(3001, kStart));
            QVERIFY((*writer)->append(made.back()));
        }
        const auto read = readSession(away);
        QVERIFY(read.ok());
        QCOMPARE(difference(made, read->attempts), QString());
    }

    void fullFromTheStart()
    {
        fill(0);
        const auto writer = SessionWriter::create(file("new.knock"), header());
        QVERIFY(!writer.ok());
        QVERIFY(writer.error().kind == ErrorKind::io);
        QCOMPARE(writer.error().errnoValue, ENOSPC);
        QVERIFY(writer.error().detail.contains(QStringLiteral("full")));
        QCOMPARE(QDir(m_folder.filePath(QStringLiteral("disk"))).entryList(QDir::Files),
                 QStringList{QStringLiteral("filler")});
    }

    // Full to the end: closing gives up after a moment instead of hanging, what is in the file stays good, and
    // everything is in the state folder, which is on another disk.
    void fullToTheEnd()
    {
        const QByteArray before = qgetenv("XDG_STATE_HOME");
        qputenv("XDG_STATE_HOME", QFile::encodeName(m_folder.path()));
        const QString path = file("end.knock");
        QElapsedTimer timer;
        {
            auto writer = SessionWriter::create(path, header());
            QVERIFY(writer.ok());
            QVERIFY((*writer)->append(attempt(1, kStart)));
            QVERIFY((*writer)->flush().ok());
            fill(0);
            for (std::uint64_t id = 2; id <= 5000; ++id)
                QVERIFY(within(5000, [&] { return (*writer)->append(attempt(id, kStart)); }));
            timer.start();
        }
        QVERIFY(timer.elapsed() < 3000);
        const auto read = readSession(path);
        QVERIFY2(read.ok(), qPrintable(read.ok() ? QString() : read.error().detail));
        QVERIFY(!read->attempts.empty());
        QVERIFY(!read->finished);
        const auto rescued = recoverable();
        before.isNull() ? qunsetenv("XDG_STATE_HOME") : qputenv("XDG_STATE_HOME", before);
        QCOMPARE(rescued.size(), 1);
        QCOMPARE(rescued[0].attempts, 5000U);
        QCOMPARE(readSession(rescued[0].path)->attempts.size(), 5000U);
    }
};

QTEST_GUILESS_MAIN(TestStoreDiskFull)
#include "test_store_disk_full.moc"

// An old report is never lost to a failed new one.
#include "core/report/report.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <cerrno>
#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace knockback;

namespace {

QByteArray readWhole(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestWriteFile : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;
    QString at(const char* name) const { return m_folder.filePath(QString::fromUtf8(name)); }

private Q_SLOTS:
    void writesAndReplaces()
    {
        QVERIFY(writeFile(at("a.html"), "one").ok());
        QCOMPARE(readWhole(at("a.html")), QByteArray("one"));
        QVERIFY(QFile::setPermissions(at("a.html"), QFileDevice::ReadOwner | QFileDevice::WriteOwner));
        QVERIFY(writeFile(at("a.html"), "two").ok());
        QCOMPARE(readWhole(at("a.html")), QByteArray("two"));
        struct stat now
        {
        };
        QCOMPARE(::stat(QFile::encodeName(at("a.html")).constData(), &now), 0);
        QCOMPARE(now.st_mode & 0777U, 0600U);
        QCOMPARE(QDir(m_folder.path()).entryList(QDir::Files).size(), 1);
    }
    void aLinkStaysALink()
    {
        QVERIFY(writeFile(at("goal.md"), "old").ok());
        QVERIFY(QFile::link(at("goal.md"), at("link.md")));
        QVERIFY(writeFile(at("link.md"), "new").ok());
        QCOMPARE(readWhole(at("goal.md")), QByteArray("new"));
        QVERIFY(QFileInfo(at("link.md")).isSymLink());
    }
    // A real failure in the middle of writing, as a full disk is: the file may not grow beyond 4 kB.
    void theOldFileSurvivesAFailedWrite()
    {
        QVERIFY(writeFile(at("keep.json"), "old and whole").ok());
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        ::getrlimit(RLIMIT_FSIZE, &before);
        rlimit small = before;
        small.rlim_cur = 4096;
        ::setrlimit(RLIMIT_FSIZE, &small);
        const Status written = writeFile(at("keep.json"), QByteArray(100'000, 'x'));
        ::setrlimit(RLIMIT_FSIZE, &before);
        QVERIFY(!written.ok());
        QCOMPARE(written.error().errnoValue, EFBIG);
        QCOMPARE(readWhole(at("keep.json")), QByteArray("old and whole"));
        QVERIFY(QDir(m_folder.path()).entryList({QStringLiteral("*.new-*")}).isEmpty());
    }
    void fullDiskSaysSo()
    {
        const Status written = writeFile(QStringLiteral("/dev/full"), QByteArray(10, 'x'));
        QVERIFY(!written.ok());
        QCOMPARE(written.error().errnoValue, ENOSPC);
        QVERIFY(written.error().detail.contains(QStringLiteral("disk is full")));
    }
    void refusals_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<int>("errnoValue");
        QTest::newRow("empty") << QString() << EINVAL;
        QTest::newRow("a folder") << m_folder.path() << EISDIR;
        QTest::newRow("no such folder") << at("none/x.html") << ENOENT;
        QTest::newRow("below a file") << at("a.html/x.html") << ENOTDIR;
        QTest::newRow("too long") << at(QByteArray(300, 'n').constData()) << ENAMETOOLONG;
        QTest::newRow("zero inside") << QStringLiteral("/tmp/a") + QChar(0) + QStringLiteral("b.html") << EINVAL;
    }
    void refusals()
    {
        QFETCH(QString, path);
        QFETCH(int, errnoValue);
        const Status written = writeFile(path, "x");
        QVERIFY(!written.ok());
        QCOMPARE(written.error().errnoValue, errnoValue);
        QVERIFY(written.error().detail.endsWith(QLatin1Char('.')));
    }
    void aFolderThatMayNotBeWritten()
    {
        if (::geteuid() == 0)
            QSKIP("root may write everywhere");
        const Status written = writeFile(QStringLiteral("/usr/knockback-test.html"), "x");
        QVERIFY(!written.ok());
        QCOMPARE(written.error().kind, ErrorKind::permission);
    }
};

QTEST_GUILESS_MAIN(TestWriteFile)
#include "test_write_file.moc"

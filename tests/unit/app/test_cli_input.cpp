// Bad input: a clear sentence, the right exit status, nothing hung and nothing lost.
#include "core/practice/practice.h"
#include "run_cli.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <unistd.h>

using namespace knockback;
using namespace knockback::test;

namespace {

QStringList line(const char* text)
{
    return QString::fromUtf8(text).split(QLatin1Char(' '));
}

} // namespace

class TestCliInput : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;
    QString at(const char* name) const { return m_folder.filePath(QString::fromUtf8(name)); }
    QString make(const char* name, const QByteArray& content)
    {
        QFile file(at(name));
        return file.open(QIODevice::WriteOnly) && file.write(content) == content.size() ? file.fileName() : QString();
    }

private Q_SLOTS:
    void refused_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("says"); // a word its sentence must hold
        QTest::newRow("nothing") << QStringList{} << QByteArrayLiteral("diagnose");
        QTest::newRow("unknown command") << line("dance") << QByteArrayLiteral("dance");
        QTest::newRow("unknown option") << line("diagnose --frobnicate 127.0.0.1 1") << QByteArrayLiteral("frobnicate");
        QTest::newRow("no host") << line("diagnose") << QByteArrayLiteral("HOST PORT");
        QTest::newRow("host without port") << line("diagnose 127.0.0.1") << QByteArrayLiteral("port");
        QTest::newRow("one too many") << line("diagnose a b c") << QByteArrayLiteral("");
        QTest::newRow("empty host") << QStringList{QStringLiteral("diagnose"), QString(), QStringLiteral("80")}
                                    << QByteArrayLiteral("");
        QTest::newRow("host of 10 kB") << QStringList{QStringLiteral("diagnose"), QString(10'240, QLatin1Char('a')),
                                                      QStringLiteral("80")}
                                       << QByteArrayLiteral("");
        QTest::newRow("host of 10 kB with dots")
            << QStringList{QStringLiteral("diagnose"), QStringLiteral("abc.").repeated(2560), QStringLiteral("80")}
            << QByteArrayLiteral("");
        QTest::newRow("control characters")
            << QStringList{QStringLiteral("diagnose"), QStringLiteral("a\x1b[31m\nb"), QStringLiteral("80")}
            << QByteArrayLiteral("");
        QTest::newRow("not UTF-8") << QStringList{QStringLiteral("diagnose"), QStringLiteral("a\ufffd b"),
                                                  QStringLiteral("80")}
                                   << QByteArrayLiteral("");
        for (const char* port : {"0", "65536", "-1", "99999999999999999999", "80.5", "0x50", "http!", " ", "8 0"})
            QTest::newRow(qPrintable(QStringLiteral("port \"%1\"").arg(QLatin1String(port))))
                << QStringList{QStringLiteral("diagnose"), QStringLiteral("127.0.0.1"), QString::fromLatin1(port)}
                << QByteArrayLiteral("");
        QTest::newRow("nearly an address") << line("diagnose 010.1.1.1 80") << QByteArrayLiteral("");
        QTest::newRow("zone of no interface") << line("diagnose fe80::1%nosuch0 80") << QByteArrayLiteral("");
        QTest::newRow("count 0") << line("watch --count 0 127.0.0.1 1") << QByteArrayLiteral("--count");
        QTest::newRow("count -5") << line("watch --count=-5 127.0.0.1 1") << QByteArrayLiteral("--count");
        QTest::newRow("interval without unit")
            << line("watch --interval 5 127.0.0.1 1") << QByteArrayLiteral("--interval");
        QTest::newRow("interval too short") << line("watch --interval 1ms 127.0.0.1 1") << QByteArrayLiteral("10 ms");
        QTest::newRow("interval not a number")
            << line("watch --interval nan 127.0.0.1 1") << QByteArrayLiteral("--interval");
        QTest::newRow("timeout too long") << line("diagnose --timeout 2h 127.0.0.1 1") << QByteArrayLiteral("");
        QTest::newRow("both families") << line("diagnose -4 -6 127.0.0.1 1") << QByteArrayLiteral("-4");
        QTest::newRow("source is a name")
            << line("diagnose --source eth0 127.0.0.1 1") << QByteArrayLiteral("--source");
        QTest::newRow("dns is a name") << line("diagnose --dns dns.example 127.0.0.1 1")
                                       << QByteArrayLiteral("dns.example");
        QTest::newRow("dns port") << line("diagnose --dns 127.0.0.1:70000 127.0.0.1 1") << QByteArrayLiteral("70000");
        QTest::newRow("burst over 256") << line("diagnose --yes --burst 257 127.0.0.1 1") << QByteArrayLiteral("256");
        QTest::newRow("burst and nobody to ask")
            << line("diagnose --burst 8 127.0.0.1 1") << QByteArrayLiteral("--yes");
        QTest::newRow("unknown server") << line("diagnose --server telnet://x 127.0.0.1 1")
                                        << QByteArrayLiteral("ssh://");
        QTest::newRow("ssh without host")
            << line("diagnose --server ssh:// 127.0.0.1 1") << QByteArrayLiteral("ssh://");
        QTest::newRow("ssh with an option for a host")
            << line("diagnose --server ssh://-oProxyCommand=x 127.0.0.1 1") << QByteArrayLiteral("ssh://");
        QTest::newRow("no option of ssh")
            << line("diagnose --ssh-option -v --server none 127.0.0.1 1") << QByteArrayLiteral("ssh");
        QTest::newRow("server of two") << line("watch --server local 127.0.0.1 1 127.0.0.1 2")
                                       << QByteArrayLiteral("--server");
        QTest::newRow("collect of no port") << line("collect --port 0") << QByteArrayLiteral("--port");
        QTest::newRow("unknown language") << line("--lang tlh diagnose 127.0.0.1 1") << QByteArrayLiteral("zh_CN");
        QTest::newRow("unknown report") << line("diagnose --report x.docx 127.0.0.1 1") << QByteArrayLiteral("html");
        QTest::newRow("second report unknown")
            << line("diagnose --report x.html --report y.doc 127.0.0.1 1") << QByteArrayLiteral("y.doc");
        QTest::newRow("save and redact") << line("diagnose --redact --save x.knock 127.0.0.1 1")
                                         << QByteArrayLiteral("--report");
        QTest::newRow("odd pairs") << line("watch 127.0.0.1 1 127.0.0.1") << QByteArrayLiteral("pairs");
        QTest::newRow("json of two") << line("watch --json 127.0.0.1 1 127.0.0.1 2") << QByteArrayLiteral("one target");
        QTest::newRow("targets from nowhere")
            << line("watch --targets /nonexistent/x") << QByteArrayLiteral("/nonexistent/x");
        QTest::newRow("targets from a folder") << line("watch --targets /tmp") << QByteArrayLiteral("/tmp");
        QTest::newRow("targets twice") << line("watch --targets /dev/null 127.0.0.1 1") << QByteArrayLiteral("");
        QTest::newRow("targets empty") << line("watch --targets /dev/null") << QByteArrayLiteral("/dev/null");
        QTest::newRow("targets wrong") << QStringList{QStringLiteral("watch"), QStringLiteral("--targets"),
                                                      make("t1", "127.0.0.1 80\n127.0.0.1 99999\n")}
                                       << QByteArrayLiteral("line 2");
        QTest::newRow("targets of three words")
            << QStringList{QStringLiteral("watch"), QStringLiteral("--targets"), make("t2", "# mine\na b c\n")}
            << QByteArrayLiteral("line 2");
        QTest::newRow("targets binary") << QStringList{QStringLiteral("watch"), QStringLiteral("--targets"),
                                                       make("t3", QByteArray(5000, '\0'))}
                                        << QByteArrayLiteral("line 1");
        QTest::newRow("practice unknown") << line("practice volcano") << QByteArrayLiteral("slow-accept");
        QTest::newRow("practice port") << line("practice closed --port 70000") << QByteArrayLiteral("65535");
        QTest::newRow("save into nowhere")
            << line("diagnose --save /nonexistent/x.knock 127.0.0.1 1") << QByteArrayLiteral("/nonexistent");
    }
    void refused()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, says);
        const Said said = runCli(arguments, 10'000);
        QVERIFY2(said.status == 2, (QByteArray::number(said.status) + ": " + said.out + said.err).constData());
        QCOMPARE(said.out, QByteArray());
        QVERIFY2(said.err.contains(says), said.err.constData());
        QVERIFY2(said.err.size() > 20 && said.err.size() < 8000, said.err.constData());
        QVERIFY2(!said.err.contains('\x1b') && !said.err.contains("[cli."), said.err.constData());
    }

    void damagedFiles_data()
    {
        QTest::addColumn<QString>("path");
        QByteArray header("SQLite format 3");
        header += '\0';
        QTest::newRow("not there") << QStringLiteral("/nonexistent/x.knock");
        QTest::newRow("a folder") << m_folder.path();
        QTest::newRow("empty") << make("empty.knock", {});
        QTest::newRow("text") << make("text.knock", "this is not a session\n");
        QTest::newRow("only a header") << make("header.knock", header);
        QTest::newRow("header and noise") << make("noise.knock", header + QByteArray(8192, '\x5a'));
        QTest::newRow("a device") << QStringLiteral("/dev/null");
        QTest::newRow("name with escapes") << make("\x1b[31m.knock", "x");
    }
    void damagedFiles()
    {
        QFETCH(QString, path);
        const Said said =
            runCli({QStringLiteral("report"), path, QStringLiteral("-f"), QStringLiteral("json")}, 10'000);
        QVERIFY2(said.status == 2, (QByteArray::number(said.status) + ": " + said.out + said.err).constData());
        QCOMPARE(said.out, QByteArray());
        QVERIFY2(said.err.size() > 20 && !said.err.contains('\x1b'), said.err.constData());
    }
    void truncatedAndForeignSessions()
    {
        const QString whole = at("whole.knock");
        const auto target = PracticeTarget::start(QStringLiteral("closed"));
        QVERIFY(target.ok());
        const QString port = QString::number((*target)->endpoint().port.value);
        QCOMPARE(
            runCli({QStringLiteral("diagnose"), QStringLiteral("127.0.0.1"), port, QStringLiteral("--save"), whole})
                .status,
            1);
        QFile file(whole);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        QVERIFY(bytes.size() > 8192);
        for (const qsizetype size : {qsizetype{100}, qsizetype{5000}, bytes.size() / 2, bytes.size() - 4096}) {
            const QString cut = make("cut.knock", bytes.left(size));
            const Said said =
                runCli({QStringLiteral("report"), cut, QStringLiteral("-f"), QStringLiteral("json")}, 10'000);
            QVERIFY2(said.status == 2 || (said.status == 0 && schemaProblems(said.out).isEmpty()),
                     qPrintable(QStringLiteral("%1 of %2 bytes: %3").arg(size).arg(bytes.size()).arg(said.status)));
            QFile after(cut);
            QVERIFY(after.open(QIODevice::ReadOnly));
            QCOMPARE(after.readAll(), bytes.left(size)); // looked at, never written to
        }
        // Another program's database.
        const QString foreign = at("foreign.knock");
        QCOMPARE(runShell(QStringLiteral("/usr/bin/python3 -c \"import sqlite3; c=sqlite3.connect('%1'); "
                                         "c.execute('create table t(x)'); c.commit()\"")
                              .arg(foreign))
                     .status,
                 0);
        QCOMPARE(runCli({QStringLiteral("report"), foreign}).status, 2);
    }
    void unreadableFile()
    {
        if (::geteuid() == 0) {
            // Root reads everything; as nobody the same program must say no.
            const QString path = make("secret.knock", "x");
            QVERIFY(QFile::setPermissions(path, QFileDevice::ReadOwner));
            QVERIFY(QFile::setPermissions(m_folder.path(), QFileDevice::ReadOwner | QFileDevice::WriteOwner |
                                                               QFileDevice::ExeOwner | QFileDevice::ReadOther |
                                                               QFileDevice::ExeOther));
            const Said said = runShell(
                QStringLiteral("setpriv --reuid 65534 --regid 65534 --clear-groups \"$KNOCKBACK_CLI\" report %1")
                    .arg(path));
            if (said.status == 126 || said.status == 127)
                QSKIP("the program itself cannot be run as nobody from here");
            QCOMPARE(said.status, 2);
            return;
        }
        const QString path = make("secret.knock", "x");
        QVERIFY(QFile::setPermissions(path, QFileDevice::Permissions()));
        QCOMPARE(runCli({QStringLiteral("report"), path}).status, 2);
    }

    void fullDisks()
    {
        const auto target = PracticeTarget::start(QStringLiteral("closed"));
        QVERIFY(target.ok());
        const QString port = QString::number((*target)->endpoint().port.value);
        const Said report = runCli({QStringLiteral("diagnose"), QStringLiteral("127.0.0.1"), port,
                                    QStringLiteral("--report"), QStringLiteral("/dev/full")});
        QCOMPARE(report.status, 2); // no ending: refused before anything is sent
        QFile::link(QStringLiteral("/dev/full"), at("full.html"));
        const Said full = runCli({QStringLiteral("diagnose"), QStringLiteral("127.0.0.1"), port,
                                  QStringLiteral("--report"), at("full.html")});
        QCOMPARE(full.status, 2);
        QVERIFY2(full.err.contains("disk is full"), full.err.constData());
        QVERIFY2(full.out.contains("service-not-listening"), "what was found is still said");
        const Said out =
            runShell(QStringLiteral("\"$KNOCKBACK_CLI\" diagnose --json 127.0.0.1 %1 > /dev/full").arg(port));
        QCOMPARE(out.status, 2);
        QVERIFY2(out.err.contains("No space left"), out.err.constData());
        const Said closed = runShell(QStringLiteral("\"$KNOCKBACK_CLI\" diagnose 127.0.0.1 %1 >&-").arg(port));
        QCOMPARE(closed.status, 2);
        QVERIFY2(closed.err.contains("standard output"), closed.err.constData());
        // With everything closed it still ends.
        QVERIFY(runShell(QStringLiteral("\"$KNOCKBACK_CLI\" diagnose 127.0.0.1 %1 <&- >&- 2>&-").arg(port)).status ==
                2);
    }
    void nobodyReads()
    {
        const auto target = PracticeTarget::start(QStringLiteral("closed"));
        QVERIFY(target.ok());
        const QString port = QString::number((*target)->endpoint().port.value);
        const Said said =
            runShell(QStringLiteral("\"$KNOCKBACK_CLI\" watch --interval 10ms --duration 20s 127.0.0.1 %1 | head -n 3")
                         .arg(port),
                     10'000);
        QCOMPARE(said.status, 0); // of head; and it ended long before its 20 s
        QCOMPARE(said.out.count('\n'), 3);
        QCOMPARE(said.err, QByteArray());
        QVERIFY2(said.ms < 9000, qPrintable(QString::number(said.ms)));
    }

    // A machine without resolv.conf and without a network, made for real.
    void noResolverAtAll()
    {
        if (::geteuid() != 0) {
            QVERIFY2(!qEnvironmentVariableIsSet("CI"), "CI must run this as root");
            QSKIP("making a namespace needs root");
        }
        const Said said =
            runShell(QStringLiteral(
                         "unshare -mn bash -c 'd=$(mktemp -d) && mount -t tmpfs none $d && cp /etc/nsswitch.conf "
                         "/etc/hosts /etc/services /etc/passwd $d/ 2>/dev/null; "
                         "mount --bind $d /etc && ip link set lo up 2>/dev/null; [ ! -e /etc/resolv.conf ] || exit 99; "
                         "exec \"$KNOCKBACK_CLI\" diagnose --json some.name.invalid 80'"),
                     20'000);
        QVERIFY2(said.status == 1 || said.status == 3,
                 (QByteArray::number(said.status) + said.out + said.err).constData());
        QCOMPARE(schemaProblems(said.out), QString());
        QVERIFY2(causeIn(said.out).startsWith(QLatin1String("dns-")) ||
                     causeIn(said.out) == QLatin1String("inconclusive"),
                 said.out.constData());
        QVERIFY(said.ms < 16'000);
    }
};

QTEST_GUILESS_MAIN(TestCliInput)
#include "test_cli_input.moc"

// The door through a real sshd on loopback, with keys and configuration of its own in a folder for the purpose.
#include "core/inspect/access.h"
#include "core/inspect/facts.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace knockback;

namespace {

std::uint16_t freePort()
{
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    const bool ok = ::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
                    ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) == 0;
    ::close(fd);
    return ok ? ntohs(address.sin_port) : 0;
}

} // namespace

class TestAccessSsh : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QProcess m_server;
    std::uint16_t m_port = 0;

    QString path(const char* name) const { return m_folder.filePath(QLatin1String(name)); }
    void write(const char* name, const QByteArray& text) const
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    }
    QByteArray read(const char* name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static bool makeKey(const QString& file)
    {
        return QProcess::execute(QStringLiteral("ssh-keygen"),
                                 {QStringLiteral("-q"), QStringLiteral("-t"), QStringLiteral("ed25519"),
                                  QStringLiteral("-N"), QString(), QStringLiteral("-f"), file}) == 0;
    }

    void startServer(const QByteArray& besides)
    {
        m_port = freePort();
        write("sshd_config", "ListenAddress 127.0.0.1\nPort " + QByteArray::number(m_port) + "\nHostKey " +
                                 path("host").toLocal8Bit() + "\nAuthorizedKeysFile " + path("user.pub").toLocal8Bit() +
                                 "\nStrictModes no\nUsePAM no\nPidFile none\nPermitRootLogin yes\nLogLevel VERBOSE\n"
                                 "PasswordAuthentication no\nKbdInteractiveAuthentication no\n" +
                                 besides);
        const QByteArray host = "[127.0.0.1]:" + QByteArray::number(m_port);
        write("known", host + ' ' + read("host.pub"));
        write("wrong", host + ' ' + read("user.pub"));
        write("empty", {});
        m_server.setStandardErrorFile(path("log"), QIODevice::Truncate);
        m_server.start(QStringLiteral("/usr/sbin/sshd"),
                       {QStringLiteral("-D"), QStringLiteral("-e"), QStringLiteral("-f"), path("sshd_config")});
        QVERIFY(m_server.waitForStarted());
        QTRY_VERIFY_WITH_TIMEOUT(read("log").contains("Server listening"), 10'000);
    }
    void stopServer()
    {
        m_server.terminate();
        QVERIFY(m_server.waitForFinished(5000));
    }

    ServerDoor door(const char* known = "known", const char* key = "user") const
    {
        ServerDoor out = *parseServerDoor(QStringLiteral("ssh://127.0.0.1:%1").arg(m_port));
        out.sshOptions << QStringLiteral("UserKnownHostsFile=") + path(known)
                       << QStringLiteral("GlobalKnownHostsFile=/dev/null")
                       << QStringLiteral("StrictHostKeyChecking=yes") << QStringLiteral("IdentityFile=") + path(key)
                       << QStringLiteral("IdentitiesOnly=yes") << QStringLiteral("IdentityAgent=none");
        return out;
    }
    static ServerQuestion question(std::uint16_t port, bool countersOnly = false)
    {
        return {Port{port}, countersOnly, {}, {}};
    }
    QString reasonThrough(const ServerDoor& door) const
    {
        return Access(door).ask(question(m_port), {}).trouble.value_or(ServerTrouble{}).reason;
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (!QFile::exists(QStringLiteral("/usr/sbin/sshd")) ||
            QStandardPaths::findExecutable(QStringLiteral("ssh")).isEmpty()) {
            if (qEnvironmentVariableIsSet("CI"))
                QFAIL("openssh-server or openssh-client is missing; packaging/install-deps test installs them");
            QSKIP("needs openssh-server and openssh-client");
        }
        if (::geteuid() == 0)
            QVERIFY(QDir().mkpath(QStringLiteral("/run/sshd"))); // sshd insists; its package makes it at boot
        QVERIFY(makeKey(path("host")) && makeKey(path("user")) && makeKey(path("other")));
        qputenv("XDG_RUNTIME_DIR", m_folder.path().toLocal8Bit());
        startServer({});
    }
    void cleanupTestCase()
    {
        if (m_server.state() != QProcess::NotRunning)
            stopServer();
    }

    void asksTwiceOverOneConnection()
    {
        const QStringList before = QDir(m_folder.path()).entryList({QStringLiteral("knockback-*")});
        {
            Access access(door());
            QElapsedTimer timer;
            timer.start();
            const ServerAnswer answer = access.ask(question(m_port), {});
            QVERIFY2(answer.words && !answer.trouble,
                     qPrintable(answer.trouble ? answer.trouble->reason + answer.trouble->detail : QString()));
            QVERIFY(answer.words->whole);
            QVERIFY2(timer.elapsed() < 8000, qPrintable(QString::number(timer.elapsed())));
            ServerWords words = *answer.words;
            timer.start();
            QVERIFY(!access.askAgain(words, question(m_port, true), {}));
            QVERIFY2(timer.elapsed() < 4000, qPrintable(QString::number(timer.elapsed())));
            const ServerFacts facts = serverFacts(words);
            QCOMPARE(facts.access, QStringLiteral("ssh"));
            QCOMPARE(facts.seenFrom, QStringLiteral("127.0.0.1"));
            QVERIFY(facts.skewKnown);
            QVERIFY(std::chrono::abs(facts.skew) < std::chrono::seconds(2));
            QCOMPARE(facts.counters.size(), 2);
            QVERIFY(std::any_of(facts.listeners.begin(), facts.listeners.end(),
                                [&](const ServerListener& l) { return l.port == m_port && l.process == u"sshd"; }));
            const QStringList folders = QDir(m_folder.path()).entryList({QStringLiteral("knockback-*")});
            QCOMPARE(folders.size(), before.size() + 1);
            struct stat status = {};
            QVERIFY(::stat(QFile::encodeName(m_folder.filePath(folders.last())).constData(), &status) == 0);
            QCOMPARE(status.st_mode & 0777U, 0700U);
        }
        QCOMPARE(read("log").count("Accepted publickey"), 1);
        QCOMPARE(QDir(m_folder.path()).entryList({QStringLiteral("knockback-*")}), before);
        QTRY_VERIFY_WITH_TIMEOUT(read("log").contains("Disconnected from") || read("log").contains("disconnected by"),
                                 5000);
    }

    void saysWhyNot()
    {
        QCOMPARE(reasonThrough(door("empty")), QStringLiteral("host-key-unknown"));
        QCOMPARE(reasonThrough(door("wrong")), QStringLiteral("host-key-changed"));
        QCOMPARE(reasonThrough(door("known", "other")), QStringLiteral("permission-denied"));
        ServerDoor closed = door();
        closed.port.value = freePort();
        QCOMPARE(reasonThrough(closed), QStringLiteral("refused"));
        ServerDoor bad = door();
        bad.sshOptions << QStringLiteral("NoSuchOption=1");
        QCOMPARE(reasonThrough(bad), QStringLiteral("bad-option"));
    }

    void commandsThatAreForced()
    {
        stopServer();
        startServer("ForceCommand echo this host takes no commands\n");
        QCOMPARE(reasonThrough(door()), QStringLiteral("no-shell"));
        stopServer();
        startServer("ForceCommand exec sleep 60\n");
        AccessLimits limits;
        limits.time = std::chrono::seconds(2);
        QElapsedTimer timer;
        timer.start();
        const ServerAnswer answer = Access(door(), limits).ask(question(m_port), {});
        QCOMPARE(answer.trouble.value_or(ServerTrouble{}).reason, QStringLiteral("timed-out"));
        QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
    }
};

QTEST_GUILESS_MAIN(TestAccessSsh)
#include "test_access_ssh.moc"

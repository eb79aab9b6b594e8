#include "tests/support/sshd.h"

#include <QDir>
#include <QFile>
#include <QStandardPaths>
#include <QTest>
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

namespace knockback::test {

namespace {

constexpr int kAccountId = 61'357; // of nobody else

// What `openssl passwd` makes of it; "" where it does not.
QByteArray hashOf(const QByteArray& password)
{
    QProcess openssl;
    openssl.start(QStringLiteral("openssl"),
                  {QStringLiteral("passwd"), QStringLiteral("-6"), QStringLiteral("-stdin")});
    openssl.write(password + '\n');
    openssl.closeWriteChannel();
    return openssl.waitForFinished(10'000) ? openssl.readAllStandardOutput().trimmed() : QByteArray();
}

} // namespace

QString Account::problem() const
{
    if (::geteuid() != 0)
        return QStringLiteral("a user of its own needs root");
    for (const char* program : {"unshare", "mount", "openssl"})
        if (QStandardPaths::findExecutable(QLatin1String(program)).isEmpty())
            return QStringLiteral("the %1 program is not installed").arg(QLatin1String(program));
    if (QProcess::execute(QStringLiteral("unshare"), {QStringLiteral("-m"), QStringLiteral("true")}) != 0)
        return QStringLiteral("a mount namespace could not be made");
    return {};
}

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

Sshd::Sshd()
{
    if (!QFile::exists(QStringLiteral("/usr/sbin/sshd")) ||
        QStandardPaths::findExecutable(QStringLiteral("ssh")).isEmpty()) {
        m_problem =
            QStringLiteral("openssh-server or openssh-client is missing; packaging/install-deps test installs them");
        return;
    }
    if (::geteuid() == 0 && !QDir().mkpath(QStringLiteral("/run/sshd"))) // sshd insists; its package makes it at boot
        m_problem = QStringLiteral("there is no /run/sshd");
    else if (!makeKey("host") || !makeKey("user") || !makeKey("other"))
        m_problem = QStringLiteral("ssh-keygen does not make keys");
}

Sshd::~Sshd()
{
    stop();
}

bool Sshd::makeKey(const char* name, const QString& passphrase) const
{
    return QProcess::execute(QStringLiteral("ssh-keygen"),
                             {QStringLiteral("-q"), QStringLiteral("-t"), QStringLiteral("ed25519"),
                              QStringLiteral("-N"), passphrase, QStringLiteral("-f"), path(name)}) == 0;
}

QByteArray Sshd::read(const char* name) const
{
    QFile file(path(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool Sshd::write(const char* name, const QByteArray& text) const
{
    QFile file(path(name));
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size() &&
           file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
}

bool Sshd::start(const QByteArray& besides)
{
    return run(besides, {});
}

bool Sshd::start(const Account& account)
{
    QFile known(QStringLiteral("/etc/passwd"));
    const QByteArray id = QByteArray::number(kAccountId);
    const QByteArray hash = hashOf(account.password);
    if (!hash.startsWith("$6$") || !known.open(QIODevice::ReadOnly) ||
        !write("passwd", known.readAll() + account.name + ":x:" + id + ':' + id + "::/:/bin/sh\n") ||
        !QFile::setPermissions(path("passwd"), known.permissions()) ||
        !write("shadow", account.name + ':' + hash + ":19000:0:99999:7:::\n")) // nobody else's is needed
        return false;
    return run("PasswordAuthentication yes\nPubkeyAuthentication no\n",
               {QStringLiteral("unshare"), QStringLiteral("-m"), QStringLiteral("--propagation"),
                QStringLiteral("private"), QStringLiteral("sh"), QStringLiteral("-c"),
                QStringLiteral("mount --bind \"$1\" /etc/passwd && mount --bind \"$2\" /etc/shadow && "
                               "shift 2 && exec \"$@\""),
                QStringLiteral("sh"), path("passwd"), path("shadow")});
}

// words: of the program that becomes it.
bool Sshd::run(const QByteArray& besides, QStringList words)
{
    m_port = freePort();
    const QByteArray host = "[127.0.0.1]:" + QByteArray::number(m_port);
    // The first value of a word counts.
    if (!write("sshd_config", besides + "ListenAddress 127.0.0.1\nPort " + QByteArray::number(m_port) + "\nHostKey " +
                                  path("host").toLocal8Bit() + "\nAuthorizedKeysFile " +
                                  path("user.pub").toLocal8Bit() +
                                  "\nStrictModes no\nUsePAM no\nPidFile none\nPermitRootLogin yes\nLogLevel VERBOSE\n"
                                  "PasswordAuthentication no\nKbdInteractiveAuthentication no\n") ||
        !write("known", host + ' ' + read("host.pub")) || !write("wrong", host + ' ' + read("user.pub")) ||
        !write("empty", {}))
        return false;
    m_server.setStandardErrorFile(path("log"), QIODevice::Truncate);
    words << QStringLiteral("/usr/sbin/sshd") << QStringLiteral("-D") << QStringLiteral("-e") << QStringLiteral("-f")
          << path("sshd_config");
    m_server.start(words.first(), words.mid(1));
    return m_server.waitForStarted() &&
           QTest::qWaitFor([this] { return read("log").contains("Server listening"); }, 10'000);
}

void Sshd::stop()
{
    if (m_server.state() == QProcess::NotRunning)
        return;
    m_server.terminate();
    m_server.waitForFinished(5000);
}

ServerDoor Sshd::door(const char* known, const char* key, const char* checking) const
{
    ServerDoor out = *parseServerDoor(QStringLiteral("ssh://127.0.0.1:%1").arg(m_port));
    out.sshOptions << QStringLiteral("UserKnownHostsFile=") + path(known)
                   << QStringLiteral("GlobalKnownHostsFile=/dev/null")
                   << QStringLiteral("StrictHostKeyChecking=") + QLatin1String(checking)
                   << QStringLiteral("IdentityFile=") + path(key) << QStringLiteral("IdentitiesOnly=yes")
                   << QStringLiteral("IdentityAgent=none");
    return out;
}

} // namespace knockback::test

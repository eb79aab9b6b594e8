#include "tests/support/netns.h"

#include <QFile>
#include <QStandardPaths>
#include <QtDebug>

#include <fcntl.h>
#include <sched.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <thread>
#include <vector>

namespace knockback::test {

namespace {

constexpr unsigned kNobody = 65534;

QStringList words(const QString& text)
{
    return text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

bool writeProc(const QString& path, const QString& value)
{
    QFile file(QStringLiteral("/proc/sys/net/") + path);
    return file.open(QIODevice::WriteOnly) && file.write(value.toUtf8()) > 0;
}

} // namespace

bool mustNotSkip()
{
    return qEnvironmentVariableIsSet("CI");
}

NetLab::NetLab() : m_prefix(QStringLiteral("kb-%1-").arg(::getpid()))
{
    if (::geteuid() != 0)
        m_problem = QStringLiteral("network namespaces need root");
    else if (QStandardPaths::findExecutable(QStringLiteral("ip")).isEmpty())
        m_problem = QStringLiteral("the ip program is not installed");
    else if (QStandardPaths::findExecutable(QStringLiteral("nft")).isEmpty())
        m_problem = QStringLiteral("the nft program is not installed");
    else if (!setUp())
        m_problem = QStringLiteral("the namespaces could not be made");
}

NetLab::~NetLab()
{
    if (::geteuid() != 0)
        return;
    for (const Host host : {Host::client, Host::router, Host::server})
        if (QFile::exists(QStringLiteral("/run/netns/") + name(host)))
            run({QStringLiteral("ip"), QStringLiteral("netns"), QStringLiteral("del"), name(host)});
}

QString NetLab::name(Host host) const
{
    return m_prefix + QLatin1Char(host == Host::client ? 'c' : host == Host::router ? 'r' : 's');
}

// posix_spawn(3), not QProcess: ThreadSanitizer takes Qt's vfork for a fork of this process and lets it start no
// threads.
bool NetLab::run(const QStringList& command, const QString& input) const
{
    std::vector<QByteArray> words;
    std::vector<char*> arguments;
    words.reserve(static_cast<std::size_t>(command.size()));
    arguments.reserve(words.capacity() + 1);
    for (const QString& word : command)
        words.push_back(word.toUtf8());
    for (QByteArray& word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const QByteArray text = input.toUtf8();
    std::array<int, 2> pipe{};
    // Small enough for the pipe to take it whole, before anybody reads.
    if (text.size() > 60'000 || ::pipe2(pipe.data(), O_CLOEXEC) != 0)
        return false;
    const bool written = ::write(pipe[1], text.constData(), static_cast<std::size_t>(text.size())) == text.size();
    ::close(pipe[1]);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, pipe[0], STDIN_FILENO);
    pid_t child = 0;
    const int error = ::posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(pipe[0]);
    int status = -1;
    if (error == 0)
        while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
        }
    if (written && error == 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    std::fprintf(stderr, "failed: %s\n%s\n", command.join(QLatin1Char(' ')).toUtf8().constData(), text.constData());
    return false;
}

bool NetLab::ip(Host host, const QString& arguments) const
{
    return run(QStringList{QStringLiteral("ip"), QStringLiteral("-n"), name(host)} + words(arguments));
}

bool NetLab::rules(Host host, const QString& chains) const
{
    // Made, so that there is one to delete.
    QString text = QStringLiteral("table inet kb {}\ndelete table inet kb\n");
    if (!chains.isEmpty())
        text += QStringLiteral("table inet kb {\n%1\n}\n").arg(chains);
    return run({QStringLiteral("ip"), QStringLiteral("netns"), QStringLiteral("exec"), name(host),
                QStringLiteral("nft"), QStringLiteral("-f"), QStringLiteral("-")},
               text);
}

bool NetLab::sysctl(Host host, const QString& path, const QString& value) const
{
    bool ok = false;
    inNamespace(
        host, [&] { ok = writeProc(path, value); }, true);
    if (!ok)
        std::fprintf(stderr, "cannot write %s\n", path.toUtf8().constData());
    return ok;
}

void NetLab::inNamespace(Host host, const std::function<void()>& body, bool asRoot) const
{
    const QByteArray path = QByteArray("/run/netns/") + name(host).toUtf8();
    std::thread([&] {
        const int fd = ::open(path.constData(), O_RDONLY | O_CLOEXEC);
        const bool entered = fd >= 0 && ::setns(fd, CLONE_NEWNET) == 0;
        if (fd >= 0)
            ::close(fd);
        // The system calls change this thread only; the library's functions would change all.
        const bool dropped = asRoot || (::syscall(SYS_setgroups, 0, nullptr) == 0 &&
                                        ::syscall(SYS_setresgid, kNobody, kNobody, kNobody) == 0 &&
                                        ::syscall(SYS_setresuid, kNobody, kNobody, kNobody) == 0);
        if (entered && dropped)
            body();
        else
            std::fprintf(stderr, "cannot enter %s: errno %d\n", path.constData(), errno);
    }).join();
}

bool NetLab::setUp()
{
    for (const Host host : {Host::client, Host::router, Host::server}) {
        if (!run({QStringLiteral("ip"), QStringLiteral("netns"), QStringLiteral("add"), name(host)}))
            return false;
        // Rejections must come however fast the tests ask, and IPv6 must work at once: no duplicate address detection.
        if (!sysctl(host, QStringLiteral("ipv6/conf/all/accept_dad"), QStringLiteral("0")) ||
            !sysctl(host, QStringLiteral("ipv6/conf/default/accept_dad"), QStringLiteral("0")))
            return false;
        if (!ip(host, QStringLiteral("link set lo up")) ||
            !sysctl(host, QStringLiteral("ipv4/icmp_ratelimit"), QStringLiteral("0")) ||
            !sysctl(host, QStringLiteral("ipv6/icmp/ratelimit"), QStringLiteral("0")))
            return false;
    }
    const auto link = [&](Host end, int net) {
        const QString near = QStringLiteral("kbl%1").arg(net);
        return ip(Host::router,
                  QStringLiteral("link add kbr%1 type veth peer name %2 netns %3").arg(net).arg(near, name(end))) &&
               ip(Host::router, QStringLiteral("addr add 10.77.%1.1/24 dev kbr%1").arg(net)) &&
               ip(Host::router, QStringLiteral("addr add fd77:%1::1/64 dev kbr%1 nodad").arg(net)) &&
               ip(Host::router, QStringLiteral("link set kbr%1 up").arg(net)) &&
               ip(end, QStringLiteral("addr add 10.77.%1.2/24 dev %2").arg(net).arg(near)) &&
               ip(end, QStringLiteral("addr add fd77:%1::2/64 dev %2 nodad").arg(net).arg(near)) &&
               ip(end, QStringLiteral("link set %1 up").arg(near)) &&
               ip(end, QStringLiteral("route add default via 10.77.%1.1").arg(net)) &&
               ip(end, QStringLiteral("-6 route add default via fd77:%1::1").arg(net));
    };
    return link(Host::client, 1) && link(Host::server, 2) &&
           sysctl(Host::router, QStringLiteral("ipv4/ip_forward"), QStringLiteral("1")) &&
           sysctl(Host::router, QStringLiteral("ipv6/conf/all/forwarding"), QStringLiteral("1"));
}

} // namespace knockback::test

// What decide() says against what the kernel does: each rule set of tests/data/inspect/rulesets is loaded into a
// namespace of its own, every port is really tried from every address, and the two answers are compared.
#include "core/inspect/firewall.h"
#include "tests/support/netns.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTest>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <linux/errqueue.h>
#include <memory>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace knockback;
using namespace knockback::test;
using Host = NetLab::Host;

namespace {

constexpr std::array kOpen{22, 80, 81, 443, 3000, 5432, 8080};
constexpr int kClosed = 99;
constexpr int kWait = 400; // ms; nothing in this network takes one

struct Try
{
    QString from, to;
    int port = 0;
    int fd = -1;
    QString seen; // "connected", "reset", "icmp", "silence"
};

// A command in this thread's namespace, its standard output, and how it ended.
ServerSaying run(const char* id, const QString& command)
{
    ServerSaying out;
    out.id = QLatin1String(id);
    out.command = command;
    FILE* pipe = ::popen(command.toUtf8().constData(), "re"); // NOLINT: a fixed command of this test
    if (pipe == nullptr) {
        out.exitStatus = 126;
        return out;
    }
    std::array<char, 4096> part{};
    for (std::size_t n = 0; (n = std::fread(part.data(), 1, part.size(), pipe)) > 0;)
        out.output.append(part.data(), static_cast<qsizetype>(n));
    const int status = ::pclose(pipe);
    out.exitStatus = WIFEXITED(status) ? WEXITSTATUS(status) : 125;
    return out;
}

int openSocket(const QString& from, const QString& to, int port)
{
    sockaddr_storage local{}, remote{};
    const unsigned size = toSockaddr({IpAddress::parse(from).value_or(IpAddress{}), {}}, local);
    toSockaddr({IpAddress::parse(to).value_or(IpAddress{}), Port{static_cast<std::uint16_t>(port)}}, remote);
    const bool v6 = remote.ss_family == AF_INET6;
    const int fd = ::socket(remote.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int one = 1;
    ::setsockopt(fd, v6 ? IPPROTO_IPV6 : IPPROTO_IP, v6 ? IPV6_RECVERR : IP_RECVERR, &one, sizeof one);
    if (::bind(fd, reinterpret_cast<sockaddr*>(&local), size) != 0)
        return -1;
    (void)::connect(fd, reinterpret_cast<sockaddr*>(&remote), size);
    return fd;
}

QString outcomeOf(int fd)
{
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error == 0)
        return QStringLiteral("connected");
    std::array<char, 512> control{};
    msghdr message{};
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    return ::recvmsg(fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT) >= 0 ? QStringLiteral("icmp") : QStringLiteral("reset");
}

// All at once: silence costs one wait, not one each.
void tryAll(QVector<Try>& tries)
{
    std::vector<pollfd> polls;
    for (Try& one : tries) {
        one.fd = openSocket(one.from, one.to, one.port);
        polls.push_back({one.fd, POLLOUT, 0});
    }
    QElapsedTimer clock;
    clock.start();
    for (int left = kWait; left > 0; left = kWait - static_cast<int>(clock.elapsed())) {
        if (::poll(polls.data(), polls.size(), left) <= 0)
            break;
        bool waiting = false;
        for (std::size_t i = 0; i < polls.size(); ++i) {
            if (polls[i].fd >= 0 && polls[i].revents != 0) {
                tries[static_cast<qsizetype>(i)].seen = outcomeOf(polls[i].fd);
                polls[i].fd = -1;
            }
            waiting = waiting || polls[i].fd >= 0;
        }
        if (!waiting)
            break;
    }
    for (Try& one : tries) {
        if (one.fd >= 0)
            ::close(one.fd);
        if (one.seen.isEmpty())
            one.seen = QStringLiteral("silence");
    }
}

QString expected(ServerFirewall::Decision decision, bool listens)
{
    switch (decision) {
    case ServerFirewall::Decision::none:
    case ServerFirewall::Decision::accept:
        return listens ? QStringLiteral("connected") : QStringLiteral("reset");
    case ServerFirewall::Decision::drop:
        return QStringLiteral("silence");
    case ServerFirewall::Decision::rejectIcmp:
        return QStringLiteral("icmp");
    case ServerFirewall::Decision::rejectReset:
        return QStringLiteral("reset");
    default:
        return {};
    }
}

} // namespace

class TestFirewallKernel : public QObject
{
    Q_OBJECT

    std::unique_ptr<NetLab> m_lab;
    QVector<int> m_listening;

    QVector<ServerSaying> look() const
    {
        QVector<ServerSaying> out;
        m_lab->inNamespace(
            Host::server,
            [&] {
                out = {run("nft", QStringLiteral("nft -j list ruleset 2>/dev/null")),
                       run("iptables", QStringLiteral("iptables-save -c 2>/dev/null")),
                       run("ip6tables", QStringLiteral("ip6tables-save -c 2>/dev/null")),
                       run("iptables-legacy", QStringLiteral("iptables-legacy-save -c 2>/dev/null")),
                       run("ip6tables-legacy", QStringLiteral("ip6tables-legacy-save -c 2>/dev/null"))};
            },
            true);
        return out;
    }

    static Packet packetOf(const Try& one)
    {
        Packet packet;
        packet.source = IpAddress::parse(one.from).value_or(IpAddress{});
        packet.destination = IpAddress::parse(one.to).value_or(IpAddress{});
        packet.port = one.port;
        packet.inInterface = QStringLiteral("kbl2");
        packet.own = {packet.destination};
        return packet;
    }

    bool clean() const
    {
        bool ok = false;
        m_lab->inNamespace(
            Host::server,
            [&] {
                QString command = QStringLiteral("nft flush ruleset");
                for (const char* program : {"iptables-legacy", "ip6tables-legacy"})
                    command += QStringLiteral("; command -v %1 >/dev/null && { %1 -P INPUT ACCEPT; %1 -F; %1 -X; }")
                                   .arg(QLatin1String(program));
                command += QStringLiteral("; command -v ipset >/dev/null && ipset destroy; true");
                ok = run("clean", QStringLiteral("( %1 ) 2>&1").arg(command)).exitStatus == 0;
            },
            true);
        return ok;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_lab = std::make_unique<NetLab>();
        QString problem = m_lab->problem();
        if (problem.isEmpty() && ::access("/usr/sbin/iptables", X_OK) != 0)
            problem = QStringLiteral("the iptables program is not installed");
        if (!problem.isEmpty()) {
            if (mustNotSkip())
                QFAIL(qPrintable(problem));
            QSKIP(qPrintable(problem));
        }
        QVERIFY(m_lab->ip(Host::client, QStringLiteral("addr add 10.77.1.66/24 dev kbl1")));
        QVERIFY(m_lab->ip(Host::client, QStringLiteral("addr add fd77:1::66/64 dev kbl1 nodad")));
        m_lab->inNamespace(
            Host::server,
            [&] {
                for (const int port : kOpen) {
                    const int fd = ::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
                    sockaddr_in6 any{};
                    any.sin6_family = AF_INET6;
                    any.sin6_port = htons(static_cast<std::uint16_t>(port));
                    if (::bind(fd, reinterpret_cast<sockaddr*>(&any), sizeof any) == 0 && ::listen(fd, 4096) == 0)
                        m_listening.append(fd);
                }
            },
            true);
        QCOMPARE(m_listening.size(), static_cast<qsizetype>(kOpen.size()));
    }

    void cleanupTestCase()
    {
        for (const int fd : std::as_const(m_listening))
            ::close(fd);
        m_lab.reset();
    }

    void decidesAsTheKernelDoes_data()
    {
        QTest::addColumn<QString>("file");
        const QDir folder(QStringLiteral(KNOCKBACK_SOURCE_DIR "/tests/data/inspect/rulesets"));
        const QStringList names = folder.entryList({QStringLiteral("*.sh")});
        for (const QString& name : names)
            QTest::newRow(qPrintable(name)) << folder.filePath(name);
    }

    void decidesAsTheKernelDoes()
    {
        QFETCH(QString, file);
        QFile script(file);
        QVERIFY(script.open(QIODevice::ReadOnly));
        const bool mayBeUnknown = script.readAll().contains("# unknown: allowed");
        QVERIFY(clean());
        ServerSaying loaded;
        m_lab->inNamespace(
            Host::server, [&] { loaded = run("load", QStringLiteral("sh -e '%1' 2>&1").arg(file)); }, true);
        QVERIFY2(loaded.exitStatus == 0, loaded.output.constData());

        QVector<Try> tries;
        for (const char* from : {"10.77.1.2", "10.77.1.66", "fd77:1::2", "fd77:1::66"}) {
            const bool v6 = std::strchr(from, ':') != nullptr;
            for (const int port : kOpen)
                tries.append({QLatin1String(from), QLatin1String(v6 ? "fd77:2::2" : "10.77.2.2"), port, -1, {}});
            tries.append({QLatin1String(from), QLatin1String(v6 ? "fd77:2::2" : "10.77.2.2"), kClosed, -1, {}});
        }
        const QVector<ServerSaying> before = look();
        m_lab->inNamespace(Host::client, [&] { tryAll(tries); });
        const QVector<ServerSaying> after = look();

        int unknown = 0, wrong = 0;
        for (const Try& one : std::as_const(tries)) {
            const ServerFirewall said = decide(before, packetOf(one), after);
            const bool listens = one.port != kClosed;
            // Translated to a port where nobody listens, or from one to one where somebody does.
            const bool moved = QFileInfo(file).baseName() == QLatin1String("nft-redirect") && one.port == 81 &&
                               one.from.startsWith(QLatin1String("10."));
            const QString should = expected(said.decision, listens && !moved);
            if (said.decision == ServerFirewall::Decision::unknown)
                ++unknown;
            if (should.isEmpty() || should == one.seen) {
                // A rule that counts has counted.
                const bool blocks = one.seen == QLatin1String("silence") || one.seen == QLatin1String("icmp");
                if (!should.isEmpty() && blocks && said.uncertain.isEmpty() && said.packets >= 0 && said.rise < 1) {
                    qWarning("%s → %d: the counter of %s did not rise", qPrintable(one.from), one.port,
                             qPrintable(said.rule));
                    ++wrong;
                }
                continue;
            }
            qWarning("%s → %d: said %d (%s) by \"%s\", happened: %s", qPrintable(one.from), one.port,
                     static_cast<int>(said.decision), qPrintable(should), qPrintable(said.rule), qPrintable(one.seen));
            ++wrong;
        }
        QCOMPARE(wrong, 0);
        if (!mayBeUnknown)
            QCOMPARE(unknown, 0);
    }
};

QTEST_GUILESS_MAIN(TestFirewallKernel)
#include "test_firewall_kernel.moc"

// What servers said to facts of them: recorded transcripts (tests/data/inspect), and single commands as other versions
// print them.
#include "core/inspect/aim.h"
#include "core/inspect/facts.h"
#include "core/inspect/transcript.h"

#include <QFile>
#include <QTest>
#include <algorithm>

using namespace knockback;

namespace {

ServerFacts factsOf(const char* name)
{
    QFile file(QStringLiteral(KNOCKBACK_SOURCE_DIR "/tests/data/inspect/") + QLatin1String(name));
    ServerWords words;
    if (file.open(QIODevice::ReadOnly))
        words = parseTranscript(file.readAll()).words;
    words.access = QStringLiteral("transcript");
    return serverFacts(words);
}

struct Said
{
    const char* id;
    const char* output;
    int status = 0;
};

ServerFacts factsOf(int port, std::initializer_list<Said> said, const char* user = "0")
{
    ServerWords words;
    words.port = port;
    words.user = QLatin1String(user);
    words.whole = true;
    words.begun = {1'700'000'000'000'000'000};
    for (const Said& one : said)
        words.sayings.append({QLatin1String(one.id), {}, one.output, one.status, false, 1.0});
    return serverFacts(words);
}

const ServerListener* listenerAt(const ServerFacts& facts, int port, const char* address)
{
    const auto found = std::find_if(facts.listeners.begin(), facts.listeners.end(), [&](const ServerListener& l) {
        return l.port == port && l.address.toString() == QLatin1String(address);
    });
    return found == facts.listeners.end() ? nullptr : &*found;
}

const ServerUnit* unitOf(const ServerFacts& facts, const char* name)
{
    const auto found = std::find_if(facts.units.begin(), facts.units.end(),
                                    [&](const ServerUnit& u) { return u.name == QLatin1String(name); });
    return found == facts.units.end() ? nullptr : &*found;
}

QStringList unseen(const ServerFacts& facts)
{
    QStringList out;
    for (const ServerUnseen& one : facts.unseen)
        out << one.what + QLatin1Char(' ') + one.reason;
    return out;
}

} // namespace

class TestServerFacts : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void debianAsRoot()
    {
        const ServerFacts facts = factsOf("debian-root.txt");
        QCOMPARE(facts.port, 80);
        QVERIFY(facts.elevated);
        QVERIFY(facts.distribution.startsWith(QLatin1String("Debian GNU/Linux 12")));
        QVERIFY(facts.kernel.startsWith(QLatin1Char('6')));
        QVERIFY(facts.addresses.contains(*IpAddress::parse(QStringLiteral("192.0.2.1"))));
        QVERIFY(facts.addresses.contains(*IpAddress::parse(QStringLiteral("2001:db8::1"))));
        QCOMPARE(facts.listeners.size(), 4);
        const ServerListener* web = listenerAt(facts, 80, "0.0.0.0");
        QVERIFY(web);
        QCOMPARE(web->process, QStringLiteral("nginx"));
        QCOMPARE(web->pids.size(), 3);
        QCOMPARE(web->queue, 0);
        QCOMPARE(web->limit, 511);
        QCOMPARE(web->drops, 0);
        const ServerListener* six = listenerAt(facts, 5433, "::");
        QVERIFY(six && six->knowsBoth && !six->both);
        QVERIFY(listenerAt(facts, 5432, "127.0.0.1"));
        QCOMPARE(facts.processes.size(), 3);
        QVERIFY(std::all_of(facts.processes.begin(), facts.processes.end(), [](const ServerProcess& p) {
            return p.state == QLatin1Char('S') && p.descriptors > 0 && p.descriptorLimit == 20'000 && p.threads == 1 &&
                   p.filter == std::optional(false) && p.started.ns > 0 && p.closeWait == 0;
        }));
        QCOMPARE(facts.processes[0].children, 2);
        QVERIFY(facts.processes[0].command.startsWith(QLatin1String("nginx: master process")));
        QCOMPARE(facts.settings.value(QStringLiteral("net.core.somaxconn")), QStringLiteral("4096"));
        QCOMPARE(facts.resources.processors, 2);
        QVERIFY(facts.resources.load1 >= 0 && facts.resources.cpuPressure >= 0 && facts.resources.filesOpen > 0);
        // Two looks, a second apart; only what rises between them counts.
        QCOMPARE(facts.counters.size(), 2);
        for (const ServerCounters& one : facts.counters)
            for (const char* name :
                 {"TcpExt.ListenOverflows", "Tcp.PassiveOpens", "listener.drops", "listener.queue", "conntrack.drop"})
                QVERIFY2(one.values.contains(QLatin1String(name)), name);
        const auto apart = facts.counters[1].at - facts.counters[0].at;
        QVERIFY(apart > std::chrono::milliseconds(900) && apart < std::chrono::seconds(5));
        QVERIFY2(unseen(facts).isEmpty() || !unseen(facts).join(QLatin1Char(' ')).contains(QLatin1String("nft")),
                 qPrintable(unseen(facts).join(QLatin1Char(','))));
    }

    void debianAsUser()
    {
        const ServerFacts facts = factsOf("debian-user.txt");
        QVERIFY(!facts.elevated);
        const ServerListener* listener = listenerAt(facts, 5432, "127.0.0.1");
        QVERIFY(listener && listener->pids.isEmpty() && listener->process.isEmpty());
        QCOMPARE(listener->limit, 7);
        const QStringList missing = unseen(facts);
        for (const char* what : {"nft no-permission", "iptables no-permission", "processes no-permission",
                                 "kernel-log no-permission", "nginx-errors no-permission", "ufw no-permission"})
            QVERIFY2(missing.contains(QLatin1String(what)), what);
    }

    void busyBox()
    {
        const ServerFacts facts = factsOf("busybox-root.txt");
        QCOMPARE(facts.distribution, QStringLiteral("Alpine Linux v3.19"));
        const ServerListener* web = listenerAt(facts, 80, "127.0.0.1");
        QVERIFY(web);
        QCOMPARE(web->process, QStringLiteral("busybox"));
        QCOMPARE(web->pids.size(), 1);
        QCOMPARE(web->queue, 0);
        QCOMPARE(web->limit, -1);
        QVERIFY(facts.counters.value(0).values.contains(QStringLiteral("TcpExt.ListenDrops")));
        QVERIFY(unseen(facts).contains(QStringLiteral("nft no-program")));
        const ServerFacts user = factsOf("busybox-user.txt");
        QVERIFY(listenerAt(user, 80, "127.0.0.1"));
        QVERIFY(unseen(user).contains(QStringLiteral("processes no-permission")));
    }

    // OpenRC's words are stand-ins there, see tests/data/inspect/README.md.
    void alpine()
    {
        const ServerFacts facts = factsOf("alpine-root.txt");
        QCOMPARE(facts.init, QStringLiteral("openrc"));
        QCOMPARE(facts.distribution, QStringLiteral("Alpine Linux v3.19"));
        QVERIFY(listenerAt(facts, 80, "127.0.0.1"));
        QCOMPARE(facts.units.size(), 2);
        QCOMPARE(facts.units[0].name, QStringLiteral("nginx"));
        QCOMPARE(facts.units[0].activeState, QStringLiteral("failed"));
        QCOMPARE(facts.units[0].unitFileState, QStringLiteral("enabled"));
        QCOMPARE(facts.units[0].why, QStringLiteral("name"));
        QVERIFY(facts.units[0].lastLines.value(0).contains(QLatin1String("Address already in use")));
        QCOMPARE(facts.units[1].name, QStringLiteral("caddy")); // in no runlevel: rc-status does not list it
        QCOMPARE(facts.units[1].activeState, QStringLiteral("inactive"));
        QCOMPARE(facts.units[1].unitFileState, QStringLiteral("disabled"));
    }

    // OpenRC 0.45 itself, booted: see tests/data/inspect/README.md.
    void openRcRuns()
    {
        const ServerFacts root = factsOf("openrc-root.txt");
        QCOMPARE(root.init, QStringLiteral("openrc"));
        QVERIFY(root.elevated);
        const ServerListener* web = listenerAt(root, 80, "0.0.0.0");
        QVERIFY(web && listenerAt(root, 80, "::"));
        QCOMPARE(web->process, QStringLiteral("nginx"));
        QCOMPARE(web->unit, QStringLiteral("nginx")); // of its control group
        QCOMPARE(root.units.size(), 2);
        const ServerUnit* nginx = unitOf(root, "nginx");
        QVERIFY(nginx);
        QCOMPARE(nginx->why, QStringLiteral("listens"));
        QCOMPARE(nginx->activeState, QStringLiteral("active"));
        QCOMPARE(nginx->unitFileState, QStringLiteral("enabled"));
        QVERIFY(!unseen(root).join(QLatin1Char(' ')).contains(QLatin1String("nginx ")));

        const ServerFacts user = factsOf("openrc-user.txt");
        QVERIFY(!user.elevated);
        nginx = unitOf(user, "nginx");
        QVERIFY(nginx);
        QCOMPARE(nginx->why, QStringLiteral("name")); // whose the socket is, only root sees
        QCOMPARE(nginx->activeState, QStringLiteral("active"));
        QVERIFY(unseen(user).contains(QStringLiteral("processes no-permission")));
    }

    void openRcDoesNotRun_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("unit");
        QTest::addColumn<QString>("active");
        QTest::addColumn<QString>("sub");
        QTest::newRow("killed") << "openrc-crashed.txt"
                                << "httpd"
                                << "failed"
                                << "crashed";
        QTest::newRow("stopped") << "openrc-stopped.txt"
                                 << "sshd"
                                 << "inactive"
                                 << "stopped";
        QTest::newRow("given up by supervise-daemon") << "openrc-failed.txt"
                                                      << "worker"
                                                      << "failed"
                                                      << "failed";
        QTest::newRow("killed, its pidfile not to be read") << "openrc-hidden.txt"
                                                            << "private"
                                                            << "unknown"
                                                            << "started";
    }

    void openRcDoesNotRun()
    {
        QFETCH(const QString, file);
        QFETCH(const QString, unit);
        const ServerFacts facts = factsOf(qPrintable(file));
        QVERIFY(facts.port > 0);
        QVERIFY(std::none_of(facts.listeners.begin(), facts.listeners.end(),
                             [&](const ServerListener& l) { return l.port == facts.port; }));
        const ServerUnit* found = unitOf(facts, qPrintable(unit));
        QVERIFY(found);
        QTEST(found->activeState, "active");
        QTEST(found->subState, "sub");
        QCOMPARE(found->unitFileState, QStringLiteral("enabled"));
        QCOMPARE(found->why, QStringLiteral("name"));
        // What was not seen for lack of rights is said, and nothing else of the services is.
        QCOMPARE(unseen(facts).contains(unit + QLatin1String(" no-permission")),
                 found->activeState == QLatin1String("unknown"));
    }

    void redHat()
    {
        const ServerFacts facts = factsOf("rhel9-composed.txt");
        QCOMPARE(facts.init, QStringLiteral("systemd"));
        QCOMPARE(facts.distribution, QStringLiteral("Red Hat Enterprise Linux 9.4 (Plow)"));
        QCOMPARE(facts.machine, QStringLiteral("web9"));
        const auto found = std::find_if(facts.listeners.begin(), facts.listeners.end(),
                                        [](const ServerListener& l) { return l.port == 8443; });
        QVERIFY(found != facts.listeners.end());
        QCOMPARE(found->process, QStringLiteral("httpd"));
        QCOMPARE(found->unit, QStringLiteral("httpd.service"));
        QVERIFY(found->both);
        QCOMPARE(found->limit, std::int64_t(511));
        QCOMPARE(facts.units.size(), 1);
        QCOMPARE(facts.units[0].activeState, QStringLiteral("active"));
        QCOMPARE(facts.units[0].unitFileState, QStringLiteral("enabled"));
        QCOMPARE(facts.units[0].why, QStringLiteral("listens"));
        QCOMPARE(facts.units[0].fragmentPath, QStringLiteral("/usr/lib/systemd/system/httpd.service"));
        ServerFacts aimed = facts;
        const auto address = [](const char* text) {
            return IpAddress::parse(QLatin1String(text)).value_or(IpAddress{});
        };
        aimAt(aimed, ServerTraffic{address("10.77.1.2"), address("10.77.2.2")}, {});
        QCOMPARE(aimed.firewall.decision, ServerFirewall::Decision::rejectIcmp);
        QCOMPARE(aimed.firewall.tool, QStringLiteral("firewalld"));
        QCOMPARE(aimed.firewall.with, QStringLiteral("icmp admin-prohibited"));
    }

    void systemd()
    {
        const ServerFacts facts = factsOf("systemd-root.txt");
        QCOMPARE(facts.init, QStringLiteral("systemd"));
        QVERIFY(!listenerAt(facts, 80, "0.0.0.0"));
        QCOMPARE(facts.units.size(), 1);
        const ServerUnit& nginx = facts.units[0];
        QCOMPARE(nginx.name, QStringLiteral("nginx.service"));
        QCOMPARE(nginx.activeState, QStringLiteral("failed"));
        QCOMPARE(nginx.result, QStringLiteral("exit-code"));
        QCOMPARE(nginx.unitFileState, QStringLiteral("enabled"));
        QCOMPARE(nginx.why, QStringLiteral("name"));
        QCOMPARE(nginx.lastLines.size(), 6);
        QVERIFY(nginx.changed.ns > 0 && nginx.changed < facts.at);
        QVERIFY(facts.at - nginx.changed < std::chrono::minutes(1));

        const ServerFacts user = factsOf("systemd-user.txt");
        QCOMPARE(user.units.size(), 2);
        QCOMPARE(user.units[0].name, QStringLiteral("ssh.socket"));
        QCOMPARE(user.units[0].subState, QStringLiteral("listening"));
        QCOMPARE(user.units[0].listens, QStringList{QStringLiteral("[::]:22 (Stream)")});
        QCOMPARE(user.units[1].triggeredBy, QStringList{QStringLiteral("ssh.socket")});
        QVERIFY(user.units[0].lastLines.isEmpty());
        QVERIFY(unseen(user).contains(QStringLiteral("journal.ssh.socket no-permission")));
        const ServerListener* ssh = listenerAt(user, 22, "::");
        QVERIFY(ssh && ssh->both && ssh->knowsBoth);
    }

    // iproute2 3.10 to 4.11 (RHEL 7): wildcards without brackets, no cgroup. Written after its source, not recorded.
    void oldSs()
    {
        const ServerFacts facts = factsOf(
            22, {{"listeners",
                  "State      Recv-Q Send-Q Local Address:Port               Peer Address:Port              \n"
                  "LISTEN     0      128          *:22                       *:*                   "
                  "users:((\"sshd\",pid=1012,fd=3)) ino:17352 sk:ffff880036d50000 <->\n"
                  "\t skmem:(r0,rb87380,t0,tb16384,f0,w0,o0,bl0,d5)\n"
                  "LISTEN     3      100         :::8080                    :::*                   uid:91 ino:2 sk:1 "
                  "<->\n"}});
        QCOMPARE(facts.listeners.size(), 2);
        const ServerListener* ssh = listenerAt(facts, 22, "0.0.0.0");
        QVERIFY(ssh && !ssh->both && !ssh->knowsBoth);
        QCOMPARE(ssh->drops, 5);
        QCOMPARE(ssh->pids, QVector<int>{1012});
        const ServerListener* web = listenerAt(facts, 8080, "::");
        QVERIFY(web && !web->knowsBoth);
        QCOMPARE(web->uid, 91);
        QCOMPARE(web->queue, 3);
    }

    void newSs()
    {
        const ServerFacts facts = factsOf(
            443,
            {{"listeners",
              "LISTEN 0 4096 *:443 *:* users:((\"caddy\",pid=7,fd=4)) uid:33 ino:9 sk:2 "
              "cgroup:/system.slice/caddy.service v6only:0 <-> skmem:(r0,rb1,t0,tb1,f0,w0,o0,bl0,d12)\n"
              "LISTEN 0 128 127.0.0.53%lo:53 0.0.0.0:* ino:3 sk:4 cgroup:/system.slice/"
              "docker-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.scope <->\n"
              "LISTEN 0 4096 *:22 *:* users:((\"sshd\",pid=812,fd=3),(\"systemd\",pid=1,fd=61)) ino:5 sk:6 v6only:0\n"
              "LISTEN 0 garbage\nLISTEN 0 1 [::zz]:80 *:*\nLISTEN 0 1 1.2.3.4:99999 *:*\n"}});
        QCOMPARE(facts.listeners.size(), 3);
        QVERIFY(facts.listeners[0].both && facts.listeners[0].knowsBoth);
        QCOMPARE(facts.listeners[0].unit, QStringLiteral("caddy.service"));
        QCOMPARE(facts.listeners[0].drops, 12);
        QCOMPARE(facts.listeners[1].interface, QStringLiteral("lo"));
        QCOMPARE(facts.listeners[1].container, QStringLiteral("0123456789ab"));
        QVERIFY(facts.listeners[2].socketActivated);
        QCOMPARE(facts.listeners[2].process, QStringLiteral("sshd"));
    }

    void procOfABigEndianMachine()
    {
        const char* line = "/proc/net/tcp   0: 7F000001:0050 00000000:0000 0A 00000000:00000003 00:00000000 00000000"
                           "   33        0 99 1 0 100 0 0 10 0\n"
                           "/proc/net/tcp6   0: 00000000000000000000000000000001:0050 00:0 0A 0:0 0:0 0 0 0 98 1 0\n";
        const ServerFacts facts = factsOf(
            80, {{"machine", "Linux z 5.14 #1 SMP s390x GNU/Linux\nuid=0(root)\nz\n"}, {"listeners-proc", line}});
        QVERIFY(listenerAt(facts, 80, "127.0.0.1"));
        QVERIFY(listenerAt(facts, 80, "::1"));
        QCOMPARE(facts.listeners[0].queue, 3);
        QCOMPARE(facts.listeners[0].uid, 33);
    }

    void units()
    {
        const ServerFacts facts = factsOf(
            80,
            {{"init", "comm systemd\nbooted systemd\nticks 100\nuptime 5001.00 1.00\n"},
             {"units",
              "Restart=on-failure\nNRestarts=5\nExecMainStartTimestampMonotonic=1000000\nExecMainCode=1\n"
              "ExecMainStatus=1\nMainPID=0\nId=nginx.service\nLoadState=loaded\nActiveState=failed\nSubState=failed\n"
              "FragmentPath=/lib/systemd/system/nginx.service\nUnitFileState=enabled\nResult=exit-code\n"
              "StateChangeTimestampMonotonic=4000000000\n\n"
              "Listen=[::]:80 (Stream)\nListen=/run/x "
              "(Stream)\nId=web.socket\nActiveState=active\nTriggers=web.service\n"},
             {"unit-reasons", "nginx.service name\nweb.socket socket\n"},
             {"journal.nginx.service",
              "-- No entries --\n2026-11-21T15:00:00+0000 db nginx[7]: bad \xe2\x80\xae thing\n"}});
        QCOMPARE(facts.init, QStringLiteral("systemd"));
        QCOMPARE(facts.units.size(), 2);
        const ServerUnit& nginx = facts.units[0];
        QCOMPARE(nginx.name, QStringLiteral("nginx.service"));
        QCOMPARE(nginx.activeState, QStringLiteral("failed"));
        QCOMPARE(nginx.exitStatus, 1);
        QCOMPARE(nginx.restarts, 5);
        QCOMPARE(nginx.why, QStringLiteral("name"));
        QCOMPARE(nginx.changed.ns, 1'700'000'000'000'000'000 - 1'000'000'000'000); // up 5001 s at second 1
        QCOMPARE(nginx.lastLines.size(), 1);
        QVERIFY(nginx.lastLines[0].contains(QLatin1String("\\u202e")));
        QCOMPARE(facts.units[1].listens,
                 (QStringList{QStringLiteral("[::]:80 (Stream)"), QStringLiteral("/run/x (Stream)")}));
    }

    // Other words of OpenRC, as its source has them.
    void openRc()
    {
        const ServerFacts facts = factsOf(
            80, {{"openrc", " * Caching service dependencies ... [ ok ]\nRunlevel: off\n nginx [ stopped ]\n"
                            " caddy [ stopped ]\nRunlevel: default\n nginx                  [  stopped  ]\n"
                            " sshd      [  started 00:12:01 (0) ]\n haproxy [  crashed  ]\n"
                            " app [  started 2 day(s) 00:00:07 (3) ]\nStacked Runlevel: web\n httpd [ inactive ]\n"
                            "Dynamic Runlevel: manual\n apache2 [  unsupervised  ]\n varnish [ failed ]\n"},
                 {"openrc.varnish", " * status: stopped\n", 3},
                 {"unit-reasons", "nginx name\nhaproxy name\ncaddy name\napp name\nhttpd name\napache2 name\n"
                                  "varnish name\n"}});
        QStringList seen;
        for (const ServerUnit& u : facts.units)
            seen << u.name + QLatin1Char(' ') + u.activeState + QLatin1Char(' ') + u.unitFileState;
        QCOMPARE(seen.join(QLatin1Char('\n')),
                 QStringLiteral("nginx inactive enabled\ncaddy inactive disabled\nhaproxy failed enabled\n"
                                "app active enabled\nhttpd activating enabled\napache2 unsupervised disabled\n"
                                "varnish failed disabled"));
        QCOMPARE(facts.units[0].why, QStringLiteral("name"));
        QCOMPARE(facts.units[0].restarts, -1);
        QCOMPARE(facts.units[3].restarts, 3);
    }

    void groupsOfOpenRc()
    {
        const ServerFacts facts =
            factsOf(80, {{"processes", "7 stat 7 (nginx) S 1\n7 cgroup 10:name=openrc:/nginx\n7 cgroup 0::/nginx\n"
                                       "8 stat 8 (nginx) S 1\n8 cgroup 0::/openrc.nginx/inner\n"
                                       "9 stat 9 (nginx) S 1\n9 cgroup 10:name=openrc:/\n9 cgroup 0::/\n"}});
        QCOMPARE(facts.processes.size(), 3);
        QCOMPARE(facts.processes[0].unit, QStringLiteral("nginx"));
        QCOMPARE(facts.processes[1].unit, QStringLiteral("nginx"));
        QCOMPARE(facts.processes[2].unit, QString());
    }

    void aProcessCannotPassForAnother()
    {
        const ServerFacts facts =
            factsOf(80, {{"processes", "7 stat 7 (a) S 1) T 1 2 3\n7 fds unreadable\n7 limit unreadable\n"
                                       "8 fds 3\n7 cmdline 9 stat 9 (x) S\n"}});
        QCOMPARE(facts.processes.size(), 1);
        QCOMPARE(facts.processes[0].name, QStringLiteral("a) S 1"));
        QCOMPARE(facts.processes[0].state, QLatin1Char('T'));
        QCOMPARE(facts.processes[0].descriptors, -1);
        QVERIFY(unseen(facts).contains(QStringLiteral("descriptors no-permission")));
    }

    void processesOfContainersAreTold()
    {
        const ServerFacts facts =
            factsOf(80, {{"init", "comm systemd\nns net net:[4026531840]\n"},
                         {"processes", "7 stat 7 (nginx) S 1\n7 netns net:[4026531840]\n8 stat 8 (nginx) S 1\n"
                                       "8 netns net:[4026532293]\n9 stat 9 (nginx) S 1\n9 netns \n"}});
        QCOMPARE(facts.processes.size(), 3);
        QVERIFY(!facts.processes[0].otherNetwork);
        QVERIFY(facts.processes[1].otherNetwork);
        QVERIFY(!facts.processes[2].otherNetwork);
    }

    void whatIsMissingIsNotNothing()
    {
        const ServerFacts facts = factsOf(80,
                                          {{"nft", "nft: not found\n", 127},
                                           {"iptables", "iptables-save: not found\n", 127},
                                           {"ufw", "ufw: not found\n", 127},
                                           {"nginx", "sudo: a password is required\n", 1},
                                           {"counters", "", 124},
                                           {"sysctls", "/proc/sys/net/core/somaxconn:128\ngrep: x: No such file\n", 2}},
                                          "1000");
        QCOMPARE(unseen(facts),
                 (QStringList{QStringLiteral("nft no-program"), QStringLiteral("iptables no-program"),
                              QStringLiteral("nginx no-permission"), QStringLiteral("counters took-too-long")}));
        QCOMPARE(facts.sockets.established, -1);
        QCOMPARE(facts.settings.size(), 1);
    }

    void clocksAreCompared()
    {
        ServerWords words;
        words.access = QStringLiteral("ssh");
        words.begun = {2'000'000'000'000};
        words.heard = {1'400'000'000'000};
        words.sayings.append({QStringLiteral("counters"), {}, "Tcp: A\nTcp: 5\n", 0, false, 3.0});
        const ServerFacts facts = serverFacts(words);
        QVERIFY(facts.skewKnown);
        QCOMPARE(facts.skew, std::chrono::seconds(600));
        QCOMPARE(facts.counters.value(0).at.ns, 1'403'000'000'000);
        QCOMPARE(facts.counters.value(0).values.value(QStringLiteral("Tcp.A")), 5);
    }
};

QTEST_GUILESS_MAIN(TestServerFacts)
#include "test_server_facts.moc"

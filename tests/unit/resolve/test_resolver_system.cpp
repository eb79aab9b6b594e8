// The resolver beside the C library itself: the same files, the same servers, and what glibc makes of them must be what
// we say it makes of them. In a network and mount namespace of its own, with servers on 127.0.0.1 port 53.
#include "hostile_dns.h"
#include "name_space.h"

#include "core/base/clock.h"
#include "core/resolve/resolver.h"
#include "core/resolve/system_lookup.h"
#include "core/target/target.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTest>
#include <cerrno>
#include <cstring>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>

using namespace knockback;
using namespace std::chrono_literals;

namespace {

QString g_noNamespace;

// What res_init(3) reads from /etc/resolv.conf, as text: "servers | search | ndots".
QString asGlibcReads()
{
    struct __res_state state = {};
    if (::res_ninit(&state) != 0)
        return QStringLiteral("res_ninit failed");
    QStringList servers;
    for (int i = 0; i < state.nscount; ++i) {
        sockaddr_storage address{};
        if (state._u._ext.nsaddrs[i] != nullptr)
            std::memcpy(&address, state._u._ext.nsaddrs[i], sizeof(sockaddr_in6));
        else
            std::memcpy(&address, &state.nsaddr_list[i], sizeof(sockaddr_in));
        Endpoint server = fromSockaddr(address);
        if (server.address.isUnspecified()) // INADDR_ANY: this machine
            server.address = IpAddress::parse(QStringLiteral("127.0.0.1")).value();
        servers << server.toString();
    }
    QStringList search;
    for (int i = 0; i < MAXDNSRCH && state.dnsrch[i] != nullptr; ++i)
        search << QString::fromLatin1(state.dnsrch[i]).toLower();
    const QString out = QStringLiteral("%1 | %2 | %3")
                            .arg(servers.join(QLatin1Char(' ')), search.join(QLatin1Char(' ')))
                            .arg(state.ndots);
    ::res_nclose(&state);
    return out;
}

QString asWeRead(const QByteArray& text)
{
    const ResolverConfig config = parseResolvConf(text, QStringLiteral("/etc/resolv.conf"));
    QStringList servers;
    for (const DnsServer& server : config.servers)
        servers << server.endpoint.toString();
    return QStringLiteral("%1 | %2 | %3")
        .arg(servers.join(QLatin1Char(' ')), config.search.mid(0, MAXDNSRCH).join(QLatin1Char(' ')))
        .arg(config.ndots);
}

} // namespace

class TestResolverSystem : public QObject
{
    Q_OBJECT
    static NameReport resolve(const char* host, std::chrono::milliseconds perServer = 1000ms)
    {
        ResolveOptions options; // the real paths: this namespace's
        options.perServer = perServer;
        return Resolver(options).resolve(parseTarget(QString::fromLatin1(host), QStringLiteral("80")).value(),
                                         std::stop_token());
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (g_noNamespace.isEmpty() && !replaceFile(QStringLiteral("/etc/nsswitch.conf"), "hosts: files dns\n"))
            g_noNamespace = QStringLiteral("/etc cannot be replaced");
        if (g_noNamespace.isEmpty())
            return;
        if (mustHaveNamespace())
            QFAIL(qPrintable(g_noNamespace));
        QSKIP(qPrintable(QStringLiteral("no namespace of our own: ") + g_noNamespace));
    }
    void init()
    {
        QVERIFY(replaceFile(QStringLiteral("/etc/hosts"), "127.0.0.1 localhost\n"));
        QVERIFY(
            replaceFile(QStringLiteral("/etc/resolv.conf"), "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n"));
    }

    void resolvConfAsGlibc_data()
    {
        QTest::addColumn<QByteArray>("text");
        const auto row = [](const char* name, const QByteArray& text) { QTest::newRow(name) << text; };
        row("usual", "nameserver 192.0.2.53\nsearch a.example b.example\n");
        row("empty", "search a.example\n");
        row("tabs", "nameserver\t \t192.0.2.53   \nsearch\ta.example\t b.example\n");
        row("no newline at the end", "search a.example\nnameserver 192.0.2.53");
        row("IPv6", "search a.example\nnameserver 2001:db8::53\nnameserver 192.0.2.53\n");
        row("scoped", "search a.example\nnameserver fe80::53%lo\n");
        row("short form", "search a.example\nnameserver 127.1\n");
        row("a name", "search a.example\nnameserver dns.example\nnameserver 192.0.2.53\n");
        row("a port", "search a.example\nnameserver 192.0.2.53:5353\n");
        row("comment behind the address", "search a.example\nnameserver 192.0.2.53 # ours\n");
        row("comment joined to the address", "search a.example\nnameserver 192.0.2.53#ours\n");
        row("IPv6 with a comment behind", "search a.example\nnameserver 2001:db8::53 # ours\n");
        row("0.0.0.0", "search a.example\nnameserver 0.0.0.0\n");
        row("four servers", "search a.example\nnameserver 192.0.2.1\nnameserver 192.0.2.2\nnameserver "
                            "192.0.2.3\nnameserver 192.0.2.4\n");
        row("domain", "domain a.example\nnameserver 192.0.2.53\n");
        row("domain then search", "domain a.example\nsearch b.example c.example\nnameserver 192.0.2.53\n");
        row("search then domain", "search b.example c.example\ndomain a.example\nnameserver 192.0.2.53\n");
        row("search of nothing", "search a.example\nsearch\nsearch \nnameserver 192.0.2.53\n");
        row("ndots", "search a.example\noptions ndots:3\nnameserver 192.0.2.53\n");
        row("ndots 0", "search a.example\noptions ndots:0\nnameserver 192.0.2.53\n");
        row("ndots too many", "search a.example\noptions ndots:99\nnameserver 192.0.2.53\n");
        row("ndots no number", "search a.example\noptions ndots:x\nnameserver 192.0.2.53\n");
        row("ndots twice", "search a.example\noptions ndots:2 ndots:4\nnameserver 192.0.2.53\n");
        row("space before", "search a.example\n nameserver 192.0.2.1\nnameserver 192.0.2.53\n");
        row("upper case", "search a.example\nNAMESERVER 192.0.2.1\nnameserver 192.0.2.53\n");
        row("comments", "# x\n; y\nsearch a.example\nnameserver 192.0.2.53\n");
        row("Windows line ends", "search a.example\r\nnameserver 192.0.2.53\r\nnameserver 2001:db8::1\r\n");
        row("comment in the search list", "search a.example # b.example\nnameserver 192.0.2.53\n");
    }
    void resolvConfAsGlibc()
    {
        QFETCH(QByteArray, text);
        QVERIFY(replaceFile(QStringLiteral("/etc/resolv.conf"), text));
        QCOMPARE(asWeRead(text), asGlibcReads());
    }

    // The names glibc asks for, in its order, are those we say it tries.
    void searchListAsGlibc_data()
    {
        QTest::addColumn<QByteArray>("lines");
        QTest::addColumn<QString>("host");
        const auto row = [](const char* name, const QByteArray& lines, const char* host) {
            QTest::newRow(name) << lines << QString::fromLatin1(host);
        };
        row("short name", "search one.example two.example", "db");
        row("dot in the name", "search one.example two.example", "db.zone");
        row("ndots 2", "search one.example\noptions ndots:2", "db.zone");
        row("ndots 0", "search one.example\noptions ndots:0", "db");
        row("dot at the end", "search one.example", "db.");
        row("root in the list", "search . one.example", "db");
        row("root at the end of the list", "search one.example .", "db");
        row("dots around", "search .one.example.", "db");
        row("eight domains", "search a.example b.example c.example d.example e.example f.example g.example h.example",
            "db");
    }
    void searchListAsGlibc()
    {
        QFETCH(QByteArray, lines);
        QFETCH(QString, host);
        const QByteArray text = "nameserver 127.0.0.1\n" + lines + "\noptions timeout:1 attempts:1\n";
        QVERIFY(replaceFile(QStringLiteral("/etc/resolv.conf"), text));
        HostileDns server([](const DnsQuestion& q) -> QList<QByteArray> { return {reply(q, 3)}; },
                          QStringLiteral("127.0.0.1"), 53);
        QVERIFY(server.works());
        addrinfo hints{};
        hints.ai_family = AF_INET;
        addrinfo* list = nullptr;
        QCOMPARE(::getaddrinfo(host.toLatin1().constData(), nullptr, &hints, &list), EAI_NONAME);
        QStringList names;
        for (const QString& asked : server.asked())
            if (const QString name = asked.section(QLatin1Char(' '), 0, 0); !names.contains(name))
                names << name;
        QCOMPARE(searchNames(host, parseResolvConf(text, QString())), names);
    }

    void systemAndServersSideBySide()
    {
        HostileDns server(
            [](const DnsQuestion& q) -> QList<QByteArray> {
                return {reply(
                    q, 0, {addressRecord(q.name, q.type == kA ? QStringLiteral("127.0.0.7") : QStringLiteral("::1"))})};
            },
            QStringLiteral("127.0.0.1"), 53);
        const NameReport report = resolve("db.example");
        QVERIFY(report.system.asked);
        QCOMPARE(report.system.eai, 0);
        QCOMPARE(report.system.addresses.size(), 2);
        QCOMPARE(report.chosen.size(), 2);
        for (int i = 0; i < 2; ++i) { // in the system's order
            QCOMPARE(report.chosen[i].address, report.system.addresses[i]);
            QCOMPARE(report.chosen[i].source, QStringLiteral("dns"));
        }
        QVERIFY(report.system.took > 0ns);
        QVERIFY2(report.config.problem.isEmpty(), qPrintable(report.config.problem));
        QCOMPARE(report.config.nsswitchHosts, QStringLiteral("files dns"));
    }
    void hostsFileOverridesDns()
    {
        QVERIFY(replaceFile(QStringLiteral("/etc/hosts"), "127.0.0.1 localhost\n127.0.0.99 db.example\n"));
        HostileDns server(
            [](const DnsQuestion& q) -> QList<QByteArray> {
                return {q.type == kA ? reply(q, 0, {addressRecord(q.name, QStringLiteral("127.0.0.7"))}) : reply(q, 0)};
            },
            QStringLiteral("127.0.0.1"), 53);
        const NameReport report = resolve("db.example");
        QCOMPARE(report.system.addresses.size(), 1);
        QCOMPARE(report.hosts.size(), 1);
        QCOMPARE(report.hosts[0].line, 2);
        QCOMPARE(report.chosen.size(), 2);
        QCOMPARE(report.chosen[0].address.toString(), QStringLiteral("127.0.0.99"));
        QCOMPARE(report.chosen[0].source, QStringLiteral("hosts"));
        QCOMPARE(report.chosen[1].address.toString(), QStringLiteral("127.0.0.7"));
        QCOMPARE(report.chosen[1].source, QStringLiteral("dns"));
    }
    void onlyTheSystemKnows()
    {
        HostileDns server([](const DnsQuestion& q) -> QList<QByteArray> { return {reply(q, 3)}; },
                          QStringLiteral("127.0.0.1"), 53);
        const NameReport report = resolve("localhost");
        QVERIFY(!report.chosen.isEmpty());
        QVERIFY(report.answers.isEmpty());
        QVERIFY(server.asked().isEmpty());
        const NameReport below = resolve("x.localhost"); // not in the hosts file: asked, as the system does
        QVERIFY(!below.answers.isEmpty());
    }
    // A server as people run it.
    void dnsmasq()
    {
        const QString program = QStandardPaths::findExecutable(
            QStringLiteral("dnsmasq"),
            {QStringLiteral("/usr/sbin"), QStringLiteral("/usr/local/sbin"), QStringLiteral("/usr/bin")});
        if (program.isEmpty()) {
            if (mustHaveNamespace())
                QFAIL("dnsmasq is not installed");
            QSKIP("dnsmasq is not installed");
        }
        QProcess server;
        server.setProcessChannelMode(QProcess::MergedChannels);
        server.start(program,
                     {QStringLiteral("--keep-in-foreground"), QStringLiteral("--conf-file=/dev/null"),
                      QStringLiteral("--no-resolv"), QStringLiteral("--no-hosts"), QStringLiteral("--user=root"),
                      QStringLiteral("--group=root"), QStringLiteral("--pid-file="), QStringLiteral("--log-facility=-"),
                      QStringLiteral("--listen-address=127.0.0.1"), QStringLiteral("--bind-interfaces"),
                      QStringLiteral("--local=/example/"), QStringLiteral("--host-record=db.example,127.0.0.7"),
                      QStringLiteral("--host-record=only6.example,2001:db8::6"),
                      QStringLiteral("--cname=alias.example,only6.example"), QStringLiteral("--local-ttl=42"),
                      QStringLiteral("--txt-record=text.example,x")});
        QVERIFY(server.waitForStarted());
        QByteArray log;
        while (!log.contains("started") && server.waitForReadyRead(5000))
            log += server.readAll();
        QVERIFY2(log.contains("started"), log.constData());

        const NameReport good = resolve("db.example");
        QCOMPARE(good.answers[0].status, DnsStatus::answered);
        QCOMPARE(good.answers[0].records[0].ttl, 42U);
        QCOMPARE(good.answers[1].status, DnsStatus::noData);
        QCOMPARE(good.chosen.size(), 1);
        QCOMPARE(good.chosen[0].source, QStringLiteral("dns"));
        const NameReport alias = resolve("alias.example");
        QCOMPARE(alias.answers[1].status, DnsStatus::answered);
        QCOMPARE(alias.answers[1].records[0].type, QStringLiteral("CNAME"));
        QCOMPARE(alias.chosen[0].address.toString(), QStringLiteral("2001:db8::6"));
        const NameReport text = resolve("text.example");
        QCOMPARE(text.answers[0].status, DnsStatus::noData);
        QCOMPARE(text.answers[1].status, DnsStatus::noData);
        QVERIFY(text.system.eai == EAI_NODATA || text.system.eai == EAI_NONAME);
        const NameReport none = resolve("dbb.example");
        QCOMPARE(none.answers[0].status, DnsStatus::nxDomain);
        QCOMPARE(none.suggestion, QStringLiteral("db.example"));
        const NameReport foreign = resolve("db.test"); // it has nobody to ask
        QCOMPARE(foreign.answers[0].status, DnsStatus::refused);
        server.terminate();
        QVERIFY(server.waitForFinished(5000));
    }
    void nobodyKnows()
    {
        HostileDns server([](const DnsQuestion& q) -> QList<QByteArray> { return {reply(q, 3)}; },
                          QStringLiteral("127.0.0.1"), 53);
        const NameReport report = resolve("nosuch.example");
        QCOMPARE(report.system.eai, EAI_NONAME);
        QVERIFY(!report.system.message.isEmpty());
        QVERIFY(report.chosen.isEmpty());
        QVERIFY(report.took < 500ms);
    }
    // Nothing listens on port 53: everybody knows at once.
    void serverRefuses()
    {
        const NameReport report = resolve("db.example", 5000ms);
        QVERIFY(report.system.eai != 0);
        QCOMPARE(report.answers.size(), 2);
        QCOMPARE(report.answers[0].status, DnsStatus::unreachable);
        QCOMPARE(report.answers[0].errnoValue, ECONNREFUSED);
        QVERIFY(report.took < 1s);
    }
    // A silent server: glibc would wait 2 × 5 s; we do not.
    void nobodyWaitsForTheSystem()
    {
        QVERIFY(
            replaceFile(QStringLiteral("/etc/resolv.conf"), "nameserver 127.0.0.1\noptions timeout:3 attempts:1\n"));
        HostileDns silent([](const DnsQuestion&) { return QList<QByteArray>(); }, QStringLiteral("127.0.0.1"), 53);
        const NameReport report = resolve("db.example", 300ms);
        QVERIFY(report.took >= 1300ms && report.took < 1600ms); // perServer + 1 s
        QVERIFY(report.system.asked);
        QCOMPARE(report.system.eai, EAI_INPROGRESS);
        QVERIFY(report.system.message.contains(QStringLiteral("1.3 s")));
        for (const DnsAnswer& answer : report.answers)
            QCOMPARE(answer.status, DnsStatus::timedOut);
    }
    // However many are under way, threads stay few, and their answers may come after everybody has gone.
    void lookupsAreBounded()
    {
        QVERIFY(
            replaceFile(QStringLiteral("/etc/resolv.conf"), "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n"));
        HostileDns silent([](const DnsQuestion&) { return QList<QByteArray>(); }, QStringLiteral("127.0.0.1"), 53);
        int refused = 0;
        for (int i = 0; i < SystemLookup::kMostLookups + 8; ++i) {
            SystemLookup lookup(QStringLiteral("db%1.example").arg(i));
            if (const auto answer = lookup.take(); answer && !answer->asked)
                ++refused;
        }
        QVERIFY2(refused >= 8 && refused <= 8 + 1,
                 qPrintable(QString::number(refused))); // the one of the test before may be under way
        // Each ends after its own timeout, and then there is room again.
        bool isRoom = false;
        const auto tryAgain = [&] {
            SystemLookup lookup(QStringLiteral("localhost"));
            const auto answer = lookup.take();
            isRoom = isRoom || !answer || answer->asked;
            return isRoom;
        };
        QTRY_VERIFY_WITH_TIMEOUT(tryAgain(), 10000);
    }
};

int main(int argc, char** argv)
{
    g_noNamespace = enterOwnNamespace();
    qunsetenv("RES_OPTIONS");
    qunsetenv("LOCALDOMAIN");
    QCoreApplication app(argc, argv);
    TestResolverSystem test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_resolver_system.moc"

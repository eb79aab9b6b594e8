// resolv.conf, hosts and nsswitch.conf, read as the C library reads them.
#include "core/resolve/hosts_file.h"
#include "core/resolve/resolver.h"

#include <QTest>

using namespace knockback;

class TestResolveFiles : public QObject
{
    Q_OBJECT
    static QString servers(const ResolverConfig& config)
    {
        QStringList out;
        for (const DnsServer& server : config.servers)
            out << server.endpoint.toString();
        return out.join(QLatin1Char(' '));
    }

private Q_SLOTS:
    void resolvConf_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("wantServers");
        QTest::addColumn<QString>("wantSearch");
        QTest::addColumn<int>("wantNdots");
        QTest::addColumn<QString>("wantProblem"); // a part of it; "" = none
        const auto row = [](const char* name, const QByteArray& text, const char* servers, const char* search,
                            int ndots, const char* problem) {
            QTest::newRow(name) << text << QString::fromLatin1(servers) << QString::fromLatin1(search) << ndots
                                << QString::fromLatin1(problem);
        };
        const char* kDefault = "127.0.0.1:53";
        row("usual", "nameserver 192.0.2.53\nsearch a.example b.example\n", "192.0.2.53:53", "a.example b.example", 1,
            "");
        row("empty", "", kDefault, "", 1, "asks 127.0.0.1");
        row("only comments", "# nameserver 192.0.2.53\n; nameserver 192.0.2.54\n", kDefault, "", 1, "asks 127.0.0.1");
        row("no newline at the end", "nameserver 192.0.2.53", "192.0.2.53:53", "", 1, "");
        row("tabs and many spaces", "nameserver\t \t192.0.2.53   \nsearch\ta.example\t b.example\n", "192.0.2.53:53",
            "a.example b.example", 1, "");
        row("IPv6", "nameserver 2001:db8::53\n", "[2001:db8::53]:53", "", 1, "");
        row("scoped", "nameserver fe80::53%lo\n", "[fe80::53%lo]:53", "", 1, "");
        row("scope that is not there", "nameserver fe80::53%nosuch0\n", kDefault, "", 1,
            "Line 1 names a server that is no address");
        row("short form, as glibc takes it", "nameserver 127.1\n", "127.0.0.1:53", "", 1, "");
        row("a name", "nameserver dns.example\nnameserver 192.0.2.53\n", "192.0.2.53:53", "", 1,
            "Line 1 names a server that is no address: \"dns.example\"");
        row("a port", "nameserver 192.0.2.53:5353\n", kDefault, "", 1, "no address");
        row("nothing behind it", "nameserver\nnameserver \nnameserver 192.0.2.53\n", "192.0.2.53:53", "", 1,
            "no address");
        row("four servers", "nameserver 192.0.2.1\nnameserver 192.0.2.2\nnameserver 192.0.2.3\nnameserver 192.0.2.4\n",
            "192.0.2.1:53 192.0.2.2:53 192.0.2.3:53", "", 1, "first three");
        row("domain", "domain A.Example\nnameserver 192.0.2.53\n", "192.0.2.53:53", "a.example", 1, "");
        row("domain takes one", "domain a.example b.example\nnameserver 192.0.2.53\n", "192.0.2.53:53", "a.example", 1,
            "");
        row("the last of both wins", "domain a.example\nsearch b.example c.example\nnameserver 192.0.2.53\n",
            "192.0.2.53:53", "b.example c.example", 1, "");
        row("the last of both wins, the other way",
            "search b.example c.example\ndomain a.example\nnameserver 192.0.2.53\n", "192.0.2.53:53", "a.example", 1,
            "");
        row("ndots", "options ndots:3 timeout:1\nnameserver 192.0.2.53\n", "192.0.2.53:53", "", 3, "");
        row("ndots 0", "options ndots:0\nnameserver 192.0.2.53\n", "192.0.2.53:53", "", 0, "");
        row("ndots too many", "options ndots:99\nnameserver 192.0.2.53\n", "192.0.2.53:53", "", 15, "");
        row("ndots that is no number", "options ndots:x\nnameserver 192.0.2.53\n", "192.0.2.53:53", "", 0, "");
        row("ndots huge", "options ndots:99999999999999999999\nnameserver 192.0.2.53\n", "192.0.2.53:53", "", 15, "");
        row("ndots negative", "options ndots:-5\nnameserver 192.0.2.53\n", "192.0.2.53:53", "", 0, "");
        row("unknown options", "options edns0 trust-ad whatever\nnameserver 192.0.2.53\n", "192.0.2.53:53", "", 1, "");
        row("known and unused", "sortlist 192.0.2.0\nnameserver 192.0.2.53\n", "192.0.2.53:53", "", 1, "");
        row("unknown word", "nameservr 192.0.2.1\nnameserver 192.0.2.53\n", "192.0.2.53:53", "", 1,
            "unknown word: \"nameservr\"");
        row("space before", " nameserver 192.0.2.1\nnameserver 192.0.2.53\n", "192.0.2.53:53", "", 1,
            "begins with a space");
        row("upper case", "NAMESERVER 192.0.2.1\nnameserver 192.0.2.53\n", "192.0.2.53:53", "", 1, "unknown word");
        row("comment behind the address", "nameserver 192.0.2.53 # ours\n", "192.0.2.53:53", "", 1, "");
        row("NUL", QByteArray("nameserver 192.0.2.1\0x\nnameserver 192.0.2.53\n", 45), "192.0.2.53:53", "", 1,
            "no address");
        row("escape sequences", "nameserver \x1b[2J\n", kDefault, "", 1, "\\x1b[2J");
        row("Windows line ends", "nameserver 192.0.2.53\r\nsearch a.example\r\n", kDefault, "a.example\r", 1,
            "Windows line ends");
        row("0.0.0.0 and ::", "nameserver 0.0.0.0\nnameserver ::\n", "127.0.0.1:53 [::1]:53", "", 1, "");
        row("binary", QByteArray(3000, '\xff'), kDefault, "", 1, "unknown word");
    }
    void resolvConf()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, wantProblem);
        const ResolverConfig config = parseResolvConf(text, QStringLiteral("/etc/resolv.conf"));
        QTEST(servers(config), "wantServers");
        QTEST(config.search.join(QLatin1Char(' ')), "wantSearch");
        QTEST(config.ndots, "wantNdots");
        QVERIFY2(wantProblem.isEmpty() ? config.problem.isEmpty() : config.problem.contains(wantProblem),
                 qPrintable(config.problem));
        for (const QChar c : config.problem)
            QVERIFY(c.isPrint());
    }
    void aMillionLines()
    {
        const ResolverConfig config =
            parseResolvConf(QByteArray("nameserver x\nsearch a.example\nbad\n").repeated(30000), QStringLiteral("x"));
        QVERIFY(config.problem.size() < 1000);
        const ResolverConfig many =
            parseResolvConf("search" + QByteArray(" a.example").repeated(100000), QStringLiteral("x"));
        QVERIFY(many.search.size() <= 64);
    }

    void search_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<QString>("domains");
        QTest::addColumn<int>("ndots");
        QTest::addColumn<QString>("names");
        const auto row = [](const char* name, const char* host, const char* domains, int ndots, const char* names) {
            QTest::newRow(name) << QString::fromLatin1(host) << QString::fromLatin1(domains) << ndots
                                << QString::fromLatin1(names);
        };
        row("no list", "db", "", 1, "db");
        row("short name", "db", "a.example b.example", 1, "db.a.example db.b.example db");
        row("name with a dot", "db.example", "a.example", 1, "db.example db.example.a.example");
        row("ndots 2", "db.example", "a.example", 2, "db.example.a.example db.example");
        row("ndots 0", "db", "a.example", 0, "db db.a.example");
        row("dot at the end", "db.", "a.example", 1, "db");
        row("the root in the list", "db", ". a.example", 1, "db db.a.example");
        row("dots around a domain", "db", ".a.example.", 1, "db.a.example db");
        row("the same twice", "db", "a.example A.EXAMPLE", 1, "db.a.example db");
        row("a domain that cannot be", "db", "a..example b.example", 1, "db.b.example db");
    }
    void search()
    {
        QFETCH(QString, host);
        QFETCH(QString, domains);
        QFETCH(QString, names);
        ResolverConfig config;
        config.search = domains.split(QLatin1Char(' '), Qt::SkipEmptyParts);
        QFETCH(int, ndots);
        config.ndots = ndots;
        QCOMPARE(searchNames(host, config).join(QLatin1Char(' ')), names);
    }
    void searchTooLong()
    {
        ResolverConfig config;
        config.search = {QStringLiteral("abcdefghi.").repeated(24) + QStringLiteral("abcdefghi"),
                         QString(64, QLatin1Char('x')), QStringLiteral("é.example")};
        QCOMPARE(searchNames(QStringLiteral("databaseserver"), config), QStringList{QStringLiteral("databaseserver")});
    }

    void hosts_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("found"); // "line address name, …"
        const auto row = [](const char* name, const QByteArray& text, const char* found) {
            QTest::newRow(name) << text << QString::fromLatin1(found);
        };
        row("usual", "127.0.0.1 localhost\n192.0.2.1 db.example db\n", "2 192.0.2.1 db.example");
        row("alias", "192.0.2.1 other db.example\n", "1 192.0.2.1 db.example");
        row("other case", "192.0.2.1 DB.Example\n", "1 192.0.2.1 DB.Example");
        row("several lines", "192.0.2.1 db.example\n\n# x\n2001:db8::1 db.example\n",
            "1 192.0.2.1 db.example, 4 2001:db8::1 db.example");
        row("tabs, no newline at the end", "\t192.0.2.1\t\tdb.example", "1 192.0.2.1 db.example");
        row("Windows line ends", "192.0.2.1 db.example\r\n192.0.2.2 x\r\n", "1 192.0.2.1 db.example");
        row("commented out", "# 192.0.2.1 db.example\n192.0.2.2 x # db.example\n192.0.2.3 x#db.example\n", "");
        row("part of a name", "192.0.2.1 db.example.org xdb.example db.examples\n", "");
        row("twice on one line", "192.0.2.1 db.example db.example\n", "1 192.0.2.1 db.example");
        row("address that is none",
            "192.0.2.256 db.example\n010.0.0.1 db.example\nx db.example\n127.1 db.example\nfe80::1%lo db.example\n",
            "");
        row("bad line, good line", "garbage\n\xff\xfe\n192.0.2.1 db.example\n", "3 192.0.2.1 db.example");
        row("name without address", "db.example\n", "");
        row("empty", "", "");
    }
    void hosts()
    {
        QFETCH(QByteArray, text);
        QStringList got;
        for (const HostsEntry& entry : parseHosts(text, QStringLiteral("/etc/hosts"), QStringLiteral("db.example"))) {
            got << QStringLiteral("%1 %2 %3").arg(entry.line).arg(entry.address.toString(), entry.name);
            QCOMPARE(entry.path, QStringLiteral("/etc/hosts"));
        }
        QTEST(got.join(QStringLiteral(", ")), "found");
    }
    void hostsOfNobody() { QVERIFY(parseHosts("192.0.2.1 db\n", QString(), QString()).isEmpty()); }
    void aBlockList()
    {
        QByteArray text;
        for (int i = 0; i < 200000; ++i)
            text += "0.0.0.0 ads" + QByteArray::number(i) + ".example\n";
        text += "192.0.2.1 db.example\n";
        const auto found = parseHosts(text, QString(), QStringLiteral("db.example"));
        QCOMPARE(found.size(), 1);
        QCOMPARE(found[0].line, 200001);
        QVERIFY(hostsFileNames(text).size() <= 100000);
        QVERIFY(parseHosts(QByteArray("192.0.2.1 db.example\n").repeated(5000), QString(), QStringLiteral("db.example"))
                    .size() <= 256);
    }
    void namesOfTheHostsFile()
    {
        QCOMPARE(hostsFileNames("127.0.0.1 localhost Me\n# x\nbad y\n::1 ip6\n"),
                 (QStringList{QStringLiteral("localhost"), QStringLiteral("me"), QStringLiteral("ip6")}));
    }

    void nsswitch_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("line");
        QTest::newRow("usual") << QByteArray("passwd: files\nhosts:   files dns\n") << QStringLiteral("files dns");
        QTest::newRow("actions") << QByteArray("hosts: files mdns4_minimal [NOTFOUND=return] dns # x\n")
                                 << QStringLiteral("files mdns4_minimal [NOTFOUND=return] dns");
        QTest::newRow("tabs") << QByteArray("\thosts\t:\tfiles\tdns") << QStringLiteral("files dns");
        QTest::newRow("the last one") << QByteArray("hosts: files\nhosts: dns\n") << QStringLiteral("dns");
        QTest::newRow("none") << QByteArray("passwd: files\n#hosts: dns\nhostsx: y\n") << QString();
        QTest::newRow("empty") << QByteArray() << QString();
        QTest::newRow("hostile") << QByteArray("hosts: \x1b[2J"
                                               "files\n")
                                 << QStringLiteral("\\x1b[2Jfiles");
    }
    void nsswitch()
    {
        QFETCH(QByteArray, text);
        QTEST(parseNsswitchHosts(text), "line");
    }
};

QTEST_GUILESS_MAIN(TestResolveFiles)
#include "test_resolve_files.moc"

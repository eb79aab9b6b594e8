#include "core/inspect/nginx.h"
#include "core/inspect/nginx_choose.h"
#include "core/inspect/nginx_log.h"

#include <QFile>
#include <QTest>

using namespace knockback;

namespace {

QByteArray sample(const QString& name)
{
    QFile file(QStringLiteral(KNOCKBACK_SOURCE_DIR "/tests/data/inspect/") + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

ServerSaying said(const char* id, const QByteArray& output)
{
    ServerSaying out;
    out.id = QLatin1String(id);
    out.output = output;
    return out;
}

QVector<ServerSaying> recorded()
{
    return {said("nginx", sample(QStringLiteral("nginx-T.txt"))),
            said("nginx-errors", sample(QStringLiteral("nginx-error.log")))};
}

IpAddress address(const char* text)
{
    return IpAddress::parse(QLatin1String(text)).value_or(IpAddress{});
}

ServerNginx of(const QByteArray& http, const char* host = "a.example", int port = 80, const char* own = "10.0.0.1",
               const char* path = "/")
{
    return nginxFacts({said("nginx", "events {}\nhttp {\n" + http + "\n}\n")}, QLatin1String(host), port,
                      {address(own)}, QLatin1String(path));
}

QStringList addresses(const ServerNginx& nginx)
{
    QStringList out;
    for (const ServerUpstream& one : nginx.upstreams)
        out.append(one.address);
    return out;
}

} // namespace

class TestNginx : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsWhatNginxPrints()
    {
        const ServerNginx nginx = nginxFacts(recorded(), QStringLiteral("app.example"), 8080, {address("10.0.0.1")});
        QVERIFY(nginx.there);
        QCOMPARE(nginx.workerConnections, 768);
        QCOMPARE(nginx.workerProcesses, -1); // auto
        QCOMPARE(nginx.listens.size(), 6);
        QCOMPARE(nginx.listens.at(0).backlog, 256);
        QVERIFY(nginx.listens.at(0).any);
        QCOMPARE(nginx.listens.at(2).backlog, 256); // the same socket
        QCOMPARE(nginx.listens.at(1).address.family, Family::ipv6);
        QCOMPARE(nginx.listens.at(1).backlog, -1);
        QVERIFY(nginx.listens.at(1).ipv6Only);
        QCOMPARE(nginx.location, QStringLiteral("/"));
        QCOMPARE(nginx.passTo, QStringLiteral("proxy_pass http://app"));
        QVERIFY(nginx.passWhere.endsWith(QLatin1String("a.conf:4")));
        QCOMPARE(addresses(nginx),
                 QStringList({QStringLiteral("127.0.0.1:3000"), QStringLiteral("127.0.0.1:3001"),
                              QStringLiteral("127.0.0.1:3002"), QStringLiteral("unix:/tmp/wtc/none.sock")}));
        QVERIFY(nginx.upstreams.at(2).down);
        QVERIFY(nginx.upstreams.at(3).backup);
        QCOMPARE(nginx.upstreams.at(0).requests, 1);
        QCOMPARE(nginx.upstreams.at(3).requests, 1);
        QCOMPARE(upstreamsToTry(nginx).size(), 3);
    }

    void choosesTheServer_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<int>("port");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("location");
        QTest::addColumn<QString>("pass");
        const auto row = [](const char* name, const char* host, int port, const char* path, const char* location,
                            const char* pass) {
            QTest::newRow(name) << QString::fromLatin1(host) << port << QString::fromLatin1(path)
                                << QString::fromLatin1(location) << QString::fromLatin1(pass);
        };
        row("exact name", "APP.example", 8080, "/", "/", "proxy_pass http://app");
        row("wildcard", "x.example.com", 8080, "/", "/", "proxy_pass http://app");
        row("pattern", "www12.example.net", 8080, "/", "/", "proxy_pass http://app");
        row("nobody's: the default", "other.example", 8080, "/", "", "");
        row("exact location", "app.example", 8080, "/health", "= /health", "");
        row("prefix before patterns", "app.example", 8080, "/static/x.php", "^~ /static/", "");
        row("pattern location", "app.example", 8080, "/x.php", "~ \\.php$",
            "fastcgi_pass unix:/run/php/php8.2-fpm.sock");
        row("a variable", "any", 8082, "/", "/", "proxy_pass http://$b");
        row("nothing listens there", "any", 9999, "/", "", "");
        row("loopback only, asked from outside", "any", 8081, "/", "", "");
    }

    void choosesTheServer()
    {
        QFETCH(QString, host);
        QFETCH(int, port);
        QFETCH(QString, path);
        const ServerNginx nginx = nginxFacts(recorded(), host, port, {address("10.0.0.1")}, path);
        QTEST(nginx.location, "location");
        QTEST(nginx.passTo, "pass");
        if (nginx.passTo.contains(QLatin1Char('$')))
            QVERIFY(nginx.upstreams.isEmpty());
    }

    void streams()
    {
        const ServerNginx nginx = nginxFacts(recorded(), QStringLiteral("any"), 5432, {address("127.0.0.1")});
        QCOMPARE(addresses(nginx), QStringList(QStringLiteral("127.0.0.1:15432")));
        QCOMPARE(nginx.upstreams.at(0).requests, 2);
    }

    void details()
    {
        QCOMPARE(of("server { location / { proxy_pass http://127.0.0.1/x; } }").listens.at(0).port, 80);
        QCOMPARE(addresses(of("server { location / { proxy_pass https://[::1]/x; } }")),
                 QStringList(QStringLiteral("[::1]:443")));
        const ServerNginx tries =
            of("server { location / { try_files $uri @app; } location @app { uwsgi_pass unix:/run/u.sock; } }");
        QCOMPARE(tries.passTo, QStringLiteral("uwsgi_pass unix:/run/u.sock"));
        QCOMPARE(tries.location, QStringLiteral("/ → @app"));
        const ServerNginx php = of("server { location / { try_files $uri /index.php?$args; } location ~ \\.php$ { "
                                   "fastcgi_pass 127.0.0.1:9000; } }");
        QCOMPARE(addresses(php), QStringList(QStringLiteral("127.0.0.1:9000")));
        // Its own address before the one for all.
        const QByteArray two = "server { listen 80; location / { proxy_pass http://127.0.0.1:1; } }"
                               "server { listen 10.0.0.1:80; location / { proxy_pass http://127.0.0.1:2; } }";
        QCOMPARE(addresses(of(two)), QStringList(QStringLiteral("127.0.0.1:2")));
        QCOMPARE(addresses(of(two, "a.example", 80, "10.0.0.9")), QStringList(QStringLiteral("127.0.0.1:1")));
        const ServerNginx listens =
            of("server { listen 443 ssl http2; listen [::]:443 ssl ipv6only=off backlog=4096 proxy_protocol;"
               " listen unix:/run/n.sock; listen 443 quic; }");
        QCOMPARE(listens.listens.size(), 2);
        QVERIFY(listens.listens.at(0).tls);
        QVERIFY(!listens.listens.at(1).ipv6Only && listens.listens.at(1).proxyProtocol);
        QCOMPARE(listens.listens.at(1).backlog, 4096);
        // Braces, quotes and comments inside words.
        QCOMPARE(addresses(of(
                     "log_format x 'a;{}\"\\'}' \"b\\\"}\"; # } server {\nmap $a $b { \"~^a{2}\" 1; default ${c}x; }\n"
                     "content_by_lua_block { local x = '{' .. \"}\" }\n"
                     "server { location / { proxy_pass http://127.0.0.1:7; } }")),
                 QStringList(QStringLiteral("127.0.0.1:7")));
    }

    void faults()
    {
        const auto problem = [](const char* text) { return nginxFacts({said("nginx-test", text)}, {}, 80, {}); };
        ServerNginx nginx = problem("nginx: [emerg] unknown directive \"x\" in /etc/nginx/sites-enabled/app:12\n"
                                    "nginx: configuration file /etc/nginx/nginx.conf test failed\n");
        QCOMPARE(nginx.problem, QStringLiteral("unknown directive \"x\""));
        QCOMPARE(nginx.problemAt, QStringLiteral("/etc/nginx/sites-enabled/app:12"));
        QVERIFY(!nginx.there);
        nginx = problem("nginx: [emerg] host not found in upstream \"db\" in /etc/nginx/nginx.conf:7\n");
        QCOMPARE(nginx.problemAt, QStringLiteral("/etc/nginx/nginx.conf:7"));
        // A user without rights: nothing is known, nothing is wrong.
        QVERIFY(problem("2026/11/21 16:05:24 [emerg] 7#7: open() \"/run/nginx.pid\" failed (13: Permission denied)\n")
                    .problem.isEmpty());
        QVERIFY(problem("nginx: configuration file /etc/nginx/nginx.conf test is successful\n").problem.isEmpty());
    }

    void errorLines()
    {
        const auto error =
            nginxUpstreamError(QString::fromUtf8(sample(QStringLiteral("nginx-error.log")).split('\n').at(2)));
        QVERIFY(error);
        QCOMPARE(error->error, 2);
        QCOMPARE(error->upstream, QStringLiteral("unix:/tmp/wtc/none.sock"));
        QCOMPARE(error->at, QStringLiteral("2026/11/21 16:05:24"));
        QCOMPARE(error->client, QStringLiteral("127.0.0.1"));
        QVERIFY(!nginxUpstreamError(QStringLiteral("2026/11/21 16:05:24 [notice] 1#1: start worker processes")));
    }

    // Local time without a zone: when the log was last written to says which.
    void logTimes_data()
    {
        QTest::addColumn<QByteArray>("log");
        QTest::addColumn<QVector<qint64>>("seconds"); // 0 = not known
        const auto head = [](qint64 written) {
            return "==> /var/log/nginx/error.log <== " + QByteArray::number(written);
        };
        const auto line = [](const char* at) {
            return "\n" + QByteArray(at) +
                   " [error] 7#7: *1 connect() failed (111: Connection refused) while connecting to upstream, client: "
                   "192.0.2.9, server: , request: \"GET / HTTP/1.1\", upstream: \"http://127.0.0.1:3000/\", host: "
                   "\"h\"";
        };
        constexpr qint64 kAt = 1'795'277'124; // 2026-11-21T16:05:24Z
        using Seconds = QVector<qint64>;
        QTest::newRow("UTC") << head(kAt) + line("2026/11/21 16:05:20") + line("2026/11/21 16:05:24")
                             << Seconds{kAt - 4, kAt};
        QTest::newRow("two hours ahead") << head(kAt) + line("2026/11/21 18:05:24") << Seconds{kAt};
        QTest::newRow("behind") << head(kAt + 1) + line("2026/11/21 08:05:24") << Seconds{kAt};
        QTest::newRow("a quarter") << head(kAt) + line("2026/11/21 21:50:24") << Seconds{kAt}; // Kathmandu
        QTest::newRow("the next day") << head(kAt) + line("2026/11/22 05:05:24") << Seconds{kAt};
        QTest::newRow("the last line is no upstream's")
            << head(kAt) + line("2026/11/21 17:05:04") + "\n2026/11/21 17:05:24 [notice] 1#1: start worker processes\n"
            << Seconds{kAt - 20};
        QTest::newRow("no time of the file")
            << "==> /var/log/nginx/error.log <== " + line("2026/11/21 16:05:24") << Seconds{0};
        QTest::newRow("as older scripts print it")
            << "==> /var/log/nginx/error.log <==" + line("2026/11/21 16:05:24") << Seconds{0};
        QTest::newRow("touched since") << head(kAt + 77) + line("2026/11/21 16:05:24") << Seconds{0};
        QTest::newRow("copied days later") << head(kAt + 400'000) + line("2026/11/21 16:05:24") << Seconds{0};
        QTest::newRow("an hour that came twice")
            << head(kAt) + line("2026/11/21 16:59:50") + line("2026/11/21 16:00:01") + line("2026/11/21 16:05:24")
            << Seconds{0, kAt - 323, kAt};
        QTest::newRow("two logs, two zones")
            << head(kAt) + line("2026/11/21 16:05:24") + "\n" + head(kAt - 10) + line("2026/11/21 18:05:14")
            << Seconds{kAt - 10, kAt};
        QTest::newRow("no such day") << head(kAt) + line("2026/02/31 16:05:24") + line("2026/11/21 16:05:61")
                                     << Seconds{};
    }

    void logTimes()
    {
        QFETCH(QByteArray, log);
        QFETCH(QVector<qint64>, seconds);
        QVector<qint64> given;
        const auto lines = nginxUpstreamLines(log);
        for (const ServerLogLine& line : lines) {
            given.append(line.at.ns / 1'000'000'000);
            QVERIFY(line.connecting);
            QCOMPARE(line.error, 111);
            QCOMPARE(line.client, QStringLiteral("192.0.2.9"));
            QCOMPARE(line.upstream, QStringLiteral("127.0.0.1:3000"));
        }
        QCOMPARE(given, seconds);
    }

    // Each look reads the log anew; the last one counts.
    void theLastLookCounts()
    {
        QVector<ServerSaying> sayings = recorded();
        sayings.append(said("nginx-errors", "==> /var/log/nginx/error.log <== 1795277124\n" +
                                                sample(QStringLiteral("nginx-error.log")).split('\n').at(0)));
        const ServerNginx nginx = nginxFacts(sayings, QStringLiteral("app.example"), 8080, {address("10.0.0.1")});
        QCOMPARE(nginx.upstreamLines.size(), 1);
        QCOMPARE(nginx.upstreamLines.at(0).at.ns, 1'795'277'124'000'000'000);
        const auto broken = nginxUpstreamError(
            QStringLiteral("2026/11/21 16:05:24 [error] 7#7: *1 upstream prematurely closed connection while reading "
                           "response header from upstream, client: 192.0.2.9, upstream: \"http://127.0.0.1:3000/\""));
        QVERIFY(broken && !broken->connecting && broken->error == 0);
    }

    // Somebody else's pattern must not hold us up.
    void patternsEnd()
    {
        QCOMPARE(nginxRegex(QStringLiteral("^(a+)+$"), false, QString(60, QLatin1Char('a')) + QLatin1Char('b'))
                     .value_or(false),
                 false);
        QVERIFY(!nginxRegex(QStringLiteral("("), false, QStringLiteral("x")));
        QVERIFY(!nginxRegex(QStringLiteral("(*LIMIT_MATCH=1)a"), false, QStringLiteral("a")));
        QCOMPARE(nginxRegex(QStringLiteral("^/A$"), true, QStringLiteral("/a")), std::optional(true));
    }

    void hostileTextEnds()
    {
        QVERIFY(!nginxFacts({said("nginx", QByteArray(200'000, '{'))}, {}, 80, {}).there);
        QVERIFY(!nginxFacts({said("nginx", QByteArray(200'000, '}'))}, {}, 80, {}).there);
        QVERIFY(!nginxFacts({said("nginx", "# configuration file a:\ninclude *;\n# configuration file b:\ninclude *;\n"
                                           "# configuration file c:\ninclude *;\n")},
                            {}, 80, {})
                     .there);
        ServerNginx nginx;
        for (const char* text : {"127.0.0.1:80; id", "-o:80", "$(id):80", "unix:/a b", "unix:/ok", "h:1"}) {
            ServerUpstream one;
            one.address = QLatin1String(text);
            nginx.upstreams.append(one);
        }
        QCOMPARE(upstreamsToTry(nginx), QStringList({QStringLiteral("unix:/ok"), QStringLiteral("h:1")}));
    }
};

QTEST_GUILESS_MAIN(TestNginx)
#include "test_nginx.moc"

// The resolver against DNS servers that answer well, badly and not at all. Our own parsers and questions only: the
// system (getaddrinfo) has a test of its own beside this one.
#include "hostile_dns.h"
#include "name_space.h"
#include "resolver_scene.h"

#include "core/base/clock.h"
#include "core/resolve/resolver.h"
#include "core/target/target.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <cerrno>
#include <thread>

using namespace knockback;
using namespace std::chrono_literals;

namespace {

QString g_noNamespace; // why there is none; "" = in one

Endpoint at(const char* address, std::uint16_t port)
{
    return {IpAddress::parse(QString::fromLatin1(address)).value(), Port{port}};
}

// A port of loopback where nobody listens: taken by a socket that is then closed. In a namespace of its own nobody
// takes it meanwhile.
Endpoint closedPort(const char* address = "127.0.0.1")
{
    HostileDns once([](const DnsQuestion&) { return QList<QByteArray>(); }, QString::fromLatin1(address));
    return once.endpoint();
}

} // namespace

class TestResolver : public QObject, private ResolverScene
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (g_noNamespace.isEmpty())
            return;
        if (mustHaveNamespace())
            QFAIL(qPrintable(g_noNamespace));
        QSKIP(qPrintable(QStringLiteral("no namespace of our own: ") + g_noNamespace));
    }

    void normal()
    {
        HostileDns server([](const DnsQuestion& q) -> QList<QByteArray> {
            return {
                reply(q, 0,
                      {addressRecord(q.name, q.type == kA ? QStringLiteral("192.0.2.7") : QStringLiteral("2001:db8::7"),
                                     77)})};
        });
        const NameReport report = resolve(options({server.endpoint()}), "db.example");
        const auto answers = of(report, server.endpoint());
        QCOMPARE(answers.size(), 2);
        QCOMPARE(answers[0].family, Family::ipv4);
        QCOMPARE(answers[1].family, Family::ipv6);
        for (const DnsAnswer& answer : answers) {
            QCOMPARE(answer.status, DnsStatus::answered);
            QCOMPARE(answer.rcode, 0);
            QCOMPARE(answer.name, QStringLiteral("db.example"));
            QCOMPARE(answer.server.source, QStringLiteral("option"));
            QCOMPARE(answer.records.size(), 1);
            QCOMPARE(answer.records[0].ttl, 77U);
            QCOMPARE(answer.addresses.size(), 1);
            QVERIFY(answer.took > 0ns && answer.took < 500ms);
            QVERIFY(answer.at.ns > 0);
        }
        QCOMPARE(answers[1].addresses[0].toString(), QStringLiteral("2001:db8::7"));
        // The server of resolv.conf refuses by ICMP: known at once, with its errno, and in no way in the other's way.
        for (const DnsAnswer& answer : of(report, at("127.0.0.1", 53))) {
            QCOMPARE(answer.status, DnsStatus::unreachable);
            QCOMPARE(answer.errnoValue, ECONNREFUSED);
            QCOMPARE(answer.server.source, QStringLiteral("resolv.conf"));
        }
        QVERIFY(report.took < 500ms);
        QCOMPARE(report.chosen.size(), 2);
        QCOMPARE(report.chosen[0].source, QStringLiteral("dns"));
        QVERIFY(!report.system.asked);
        QCOMPARE(server.asked().size(), 2);
    }

    void onlyTheFamilyAskedForIsChosen()
    {
        HostileDns server([](const DnsQuestion& q) -> QList<QByteArray> {
            return {q.type == kA ? reply(q, 0, {addressRecord(q.name, QStringLiteral("192.0.2.7"))})
                                 : reply(q, 0, {}, {soaRecord(q.name)})};
        });
        ResolveOptions o = options({server.endpoint()});
        o.family = Family::ipv6;
        const NameReport report = resolve(o, "db.example");
        QVERIFY(report.chosen.isEmpty());
        const auto answers = of(report, server.endpoint());
        QCOMPARE(answers[0].status, DnsStatus::answered); // and yet it shows that there is an IPv4 address
        QCOMPARE(answers[1].status, DnsStatus::noData);
    }

    void responseCodes_data()
    {
        QTest::addColumn<int>("rcode");
        QTest::addColumn<int>("status");
        QTest::newRow("FORMERR") << 1 << static_cast<int>(DnsStatus::otherRcode);
        QTest::newRow("SERVFAIL") << 2 << static_cast<int>(DnsStatus::servFail);
        QTest::newRow("NXDOMAIN") << 3 << static_cast<int>(DnsStatus::nxDomain);
        QTest::newRow("NOTIMP") << 4 << static_cast<int>(DnsStatus::otherRcode);
        QTest::newRow("REFUSED") << 5 << static_cast<int>(DnsStatus::refused);
        QTest::newRow("NOTAUTH") << 9 << static_cast<int>(DnsStatus::otherRcode);
        QTest::newRow("NODATA") << 0 << static_cast<int>(DnsStatus::noData);
    }
    void responseCodes()
    {
        QFETCH(int, rcode);
        const DnsAnswer answer = askOne([rcode](const DnsQuestion& q) -> QList<QByteArray> {
            return {reply(q, rcode, {}, {soaRecord(QStringLiteral("example"))})};
        });
        QTEST(static_cast<int>(answer.status), "status");
        QCOMPARE(answer.rcode, rcode);
        QVERIFY(answer.took < 300ms); // an answer, not something to ask again for
        QVERIFY(answer.addresses.isEmpty());
        QCOMPARE(m_asked.size(), 2);
        if (rcode == 3 || rcode == 0) {
            QCOMPARE(answer.records.size(), 1); // how long the no may be kept
            QCOMPARE(answer.records[0].type, QStringLiteral("SOA"));
            QCOMPARE(answer.records[0].name, QStringLiteral("example"));
            QCOMPARE(answer.records[0].ttl, 60U);
        }
    }

    void chains_data()
    {
        QTest::addColumn<QString>("chain"); // "from>to …", then addresses as "name=address"
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("address");
        const int answered = static_cast<int>(DnsStatus::answered);
        const int noData = static_cast<int>(DnsStatus::noData);
        const auto row = [](const char* name, const char* chain, int status, const char* address) {
            QTest::newRow(name) << QString::fromLatin1(chain) << status << QString::fromLatin1(address);
        };
        row("one link", "db.example>a.example a.example=192.0.2.1", answered, "192.0.2.1");
        row("in another order", "a.example=192.0.2.1 b.example>a.example db.example>b.example", answered, "192.0.2.1");
        row("other case", "DB.EXAMPLE>A.example a.EXAMPLE=192.0.2.1", answered, "192.0.2.1");
        row("to nothing", "db.example>a.example", noData, "");
        row("to itself", "db.example>db.example", noData, "");
        row("loop", "db.example>a.example a.example>db.example", noData, "");
        row("somebody else's address", "evil.example=192.0.2.66", noData, "");
        row("an address beside the chain", "db.example>a.example evil.example=192.0.2.66 a.example=192.0.2.1", answered,
            "192.0.2.1");
        row("the same twice", "db.example=192.0.2.1 db.example=192.0.2.1", answered, "192.0.2.1");
    }
    void chains()
    {
        QFETCH(QString, chain);
        QFETCH(QString, address);
        const DnsAnswer answer = askOne([chain](const DnsQuestion& q) -> QList<QByteArray> {
            QList<QByteArray> records;
            for (const QString& link : chain.split(QLatin1Char(' '))) {
                const QStringList alias = link.split(QLatin1Char('>'));
                const QStringList given = link.split(QLatin1Char('='));
                records << (alias.size() == 2 ? record(alias[0], kCname, wireName(alias[1]))
                                              : addressRecord(given[0], given[1]));
            }
            return {reply(q, 0, records)};
        });
        QTEST(static_cast<int>(answer.status), "status");
        QCOMPARE(answer.addresses.size(), address.isEmpty() ? 0 : 1);
        if (!address.isEmpty())
            QCOMPARE(answer.addresses[0].toString(), address);
        QCOMPARE(answer.records.size(), chain.count(QLatin1Char(' ')) + 1);
    }

    void truncatedThenTcp()
    {
        const DnsAnswer answer = askOne([](const DnsQuestion& q) -> QList<QByteArray> {
            QList<QByteArray> records;
            for (int i = 1; i <= 40; ++i)
                records << addressRecord(q.name, QStringLiteral("192.0.2.%1").arg(i));
            return {q.overTcp ? reply(q, 0, records) : reply(q, 0, records.mid(0, 2), {}, true)};
        });
        QCOMPARE(answer.status, DnsStatus::answered);
        QVERIFY(answer.truncated);
        QCOMPARE(answer.addresses.size(), 40);
        QVERIFY(m_asked.contains(QStringLiteral("db.example 1 tcp")));
    }
    void truncatedAndNoTcp()
    {
        const DnsAnswer answer = askOne(
            [](const DnsQuestion& q) -> QList<QByteArray> {
                return {reply(q, 0, {addressRecord(q.name, QStringLiteral("192.0.2.1"))}, {}, true)};
            },
            false);
        QCOMPARE(answer.status, DnsStatus::answered); // what came is kept
        QVERIFY(answer.truncated);
        QCOMPARE(answer.errnoValue, ECONNREFUSED);
        QCOMPARE(answer.addresses.size(), 1);
        QVERIFY(answer.took < 300ms);
    }
    void truncatedEmptyAndNoTcp()
    {
        const DnsAnswer answer =
            askOne([](const DnsQuestion& q) -> QList<QByteArray> { return {reply(q, 0, {}, {}, true)}; }, false);
        QCOMPARE(answer.status, DnsStatus::unreachable); // not "no such data": it only would not say it by UDP
        QVERIFY(answer.truncated);
        QCOMPARE(answer.errnoValue, ECONNREFUSED);
    }

    void wrongThings_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("wrong id") << 0;
        QTest::newRow("wrong question") << 1;
        QTest::newRow("wrong type in the question") << 2;
        QTest::newRow("no question at all") << 3;
        QTest::newRow("a question instead of an answer") << 4;
        QTest::newRow("three bytes") << 5;
        QTest::newRow("garbage") << 6;
        QTest::newRow("pointer loop in the question") << 7;
        QTest::newRow("pointer loop in the answer") << 8;
        QTest::newRow("pointer beyond the end") << 9;
        QTest::newRow("fewer records than said") << 10;
        QTest::newRow("record longer than the message") << 11;
        QTest::newRow("A record of three bytes") << 12;
        QTest::newRow("CNAME that ends in its middle") << 13;
    }
    void wrongThings()
    {
        QFETCH(int, kind);
        const auto behaviour = [kind](const DnsQuestion& q) -> QList<QByteArray> {
            DnsQuestion other = q;
            const QByteArray good = reply(q, 0, {addressRecord(q.name, QStringLiteral("192.0.2.1"))});
            const QByteArray header = be16(q.id) + be16(0x8180) + be16(1) + be16(1) + be16(0) + be16(0);
            const QByteArray loop("\xc0\x0c", 2);
            switch (kind) {
            case 0:
                other.id = static_cast<quint16>(q.id + 1);
                return {reply(other, 0, {addressRecord(q.name, QStringLiteral("192.0.2.1"))})};
            case 1:
                other.question = wireName(QStringLiteral("evil.example")) + q.question.right(4);
                return {reply(other, 0, {addressRecord(q.name, QStringLiteral("192.0.2.1"))})};
            case 2:
                other.question = q.question.chopped(4) + be16(kMx) + be16(1);
                return {reply(other, 0)};
            case 3:
                return {be16(q.id) + be16(0x8182) + QByteArray(8, '\0')};
            case 4:
                return {be16(q.id) + be16(0x0100) + good.mid(4)};
            case 5:
                return {good.left(3)};
            case 6:
                return {QByteArray(300, '\xff'), QByteArray("\0\0\0", 3), QByteArray()};
            case 7:
                return {header + loop + be16(kA) + be16(1)};
            case 8:
                return {header + q.question + QByteArray(1, static_cast<char>(0xc0)) +
                        QByteArray(1, static_cast<char>(12 + q.question.size())) + be16(kA) + be16(1) + be32(1) +
                        be16(4) + be32(1)};
            case 9:
                return {header + q.question + QByteArray("\xff\xff", 2) + be16(kA) + be16(1) + be32(1) + be16(4) +
                        be32(1)};
            case 10:
                return {be16(q.id) + be16(0x8180) + be16(1) + be16(3) + be32(0) + q.question +
                        addressRecord(q.name, QStringLiteral("192.0.2.1"))};
            case 11:
                return {header + q.question + wireName(q.name) + be16(kA) + be16(1) + be32(1) + be16(60000) + be32(1)};
            case 12:
                return {reply(q, 0, {record(q.name, kA, QByteArray(3, 'x'))})};
            default:
                return {reply(q, 0,
                              {record(q.name, kCname, wireName(QStringLiteral("a.example")).chopped(1)),
                               addressRecord(QStringLiteral("a.example"), QStringLiteral("192.0.2.1"))})};
            }
        };
        const DnsAnswer answer = askOne(behaviour, true, 300ms);
        QCOMPARE(answer.status, DnsStatus::malformed);
        QVERIFY(answer.addresses.isEmpty());
        QVERIFY(answer.took < 700ms);
        if (kind == 3)
            QCOMPARE(answer.rcode, 2); // it could not even repeat the question, but said what it thinks
    }
    // Noise does not keep the real answer out.
    void wrongThingsThenTheAnswer()
    {
        const DnsAnswer answer = askOne([](const DnsQuestion& q) -> QList<QByteArray> {
            DnsQuestion other = q;
            other.id = static_cast<quint16>(q.id ^ 0x5555);
            return {reply(other, 3), QByteArray(20, 'x'),
                    reply(q, 0, {addressRecord(q.name, QStringLiteral("192.0.2.1"))})};
        });
        QCOMPARE(answer.status, DnsStatus::answered);
        QVERIFY(answer.took < 300ms);
    }

    void hugeAnswers_data()
    {
        QTest::addColumn<bool>("manyRecords");
        QTest::newRow("64 kB of one record") << false;
        QTest::newRow("thousands of records") << true;
    }
    void hugeAnswers()
    {
        QFETCH(bool, manyRecords);
        const DnsAnswer answer = askOne([manyRecords](const DnsQuestion& q) -> QList<QByteArray> {
            if (!q.overTcp)
                return {reply(q, 0, {}, {}, true)};
            QList<QByteArray> records;
            if (manyRecords) {
                const QByteArray pointer("\xc0\x0c", 2);
                for (int i = 0; i < 4000; ++i)
                    records << pointer + be16(kA) + be16(1) + be32(1) + be16(4) +
                                   be32(0xc0000200U + static_cast<quint32>(i));
            } else {
                records << record(q.name, 16, QByteArray(65000, 'x'))
                        << addressRecord(q.name, QStringLiteral("192.0.2.1"));
            }
            return {reply(q, 0, records)};
        });
        QCOMPARE(answer.status, DnsStatus::answered);
        QCOMPARE(answer.addresses.size(), manyRecords ? 64 : 1);
        QVERIFY(answer.records.size() <= 256);
    }

    void silence()
    {
        HostileDns server([](const DnsQuestion&) { return QList<QByteArray>(); });
        ResolveOptions o = options({server.endpoint()}, "nameserver 127.0.0.1\nsearch one.example two.example\n");
        const NameReport report = resolve(o, "db");
        const auto answers = of(report, server.endpoint());
        QCOMPARE(answers.size(), 2); // who is silent is not asked for more names
        for (const DnsAnswer& answer : answers) {
            QCOMPARE(answer.status, DnsStatus::timedOut);
            QCOMPARE(answer.rcode, -1);
            QCOMPARE(answer.errnoValue, 0);
        }
        QVERIFY(report.took >= 600ms && report.took < 900ms);
        QCOMPARE(server.asked().size(), 4); // each asked twice
        QVERIFY(report.suggestion.isEmpty());
    }
    void lostOnce()
    {
        const DnsAnswer answer = askOne([](const DnsQuestion& q) -> QList<QByteArray> {
            return q.number <= 2 ? QList<QByteArray>()
                                 : QList<QByteArray>{reply(q, 0, {addressRecord(q.name, QStringLiteral("192.0.2.1"))})};
        });
        QCOMPARE(answer.status, DnsStatus::answered);
        QVERIFY(answer.took >= 190ms && answer.took < 500ms); // asked again after a third of the limit
    }
    void lateButInTime()
    {
        const DnsAnswer answer = askOne([](const DnsQuestion& q) -> QList<QByteArray> {
            std::this_thread::sleep_for(150ms); // a slow server is what is tested
            return {reply(q, 0, {addressRecord(q.name, QStringLiteral("192.0.2.1"))})};
        });
        QCOMPARE(answer.status, DnsStatus::answered);
        QVERIFY(answer.took >= 150ms);
    }
    void tooLate()
    {
        const DnsAnswer answer = askOne(
            [](const DnsQuestion& q) -> QList<QByteArray> {
                std::this_thread::sleep_for(300ms);
                return {reply(q, 0, {addressRecord(q.name, QStringLiteral("192.0.2.1"))})};
            },
            true, 100ms);
        QCOMPARE(answer.status, DnsStatus::timedOut);
        QVERIFY(answer.took >= 100ms && answer.took < 250ms);
    }

    void unreachable_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<int>("errnoValue");
        QTest::newRow("closed port") << QStringLiteral("127.0.0.1") << ECONNREFUSED;
        QTest::newRow("closed port IPv6") << QStringLiteral("::1") << ECONNREFUSED;
        QTest::newRow("no route") << QStringLiteral("192.0.2.53") << ENETUNREACH;
        QTest::newRow("no route IPv6") << QStringLiteral("2001:db8::53") << ENETUNREACH;
        QTest::newRow("link-local") << QStringLiteral("fe80::53%lo") << 0; // what exactly depends on the kernel
    }
    void unreachable()
    {
        QFETCH(QString, address);
        QFETCH(int, errnoValue);
        Endpoint server{IpAddress::parse(address).value(), Port{1}};
        if (errnoValue == ECONNREFUSED)
            server = closedPort(address.toLatin1().constData());
        ResolveOptions o = options({server});
        o.perServer = 5s;
        const NameReport report = resolve(o, "db.example");
        const auto answers = of(report, server);
        QCOMPARE(answers.size(), 2);
        for (const DnsAnswer& answer : answers) {
            QCOMPARE(answer.status, DnsStatus::unreachable);
            QVERIFY(errnoValue == 0 ? answer.errnoValue != 0 : answer.errnoValue == errnoValue);
            QVERIFY(answer.took < 200ms); // at once
        }
        QVERIFY(report.took < 300ms);
        QVERIFY(report.chosen.isEmpty());
    }
    // What firewalls do: every kind of ICMP refusal is seen at once with its errno; a rule of our own says EPERM; a
    // drop is silence.
    void firewalls()
    {
        const QString nft = QStandardPaths::findExecutable(
            QStringLiteral("nft"), {QStringLiteral("/usr/sbin"), QStringLiteral("/sbin"), QStringLiteral("/usr/bin")});
        if (nft.isEmpty() && mustHaveNamespace())
            QFAIL("nft is not installed");
        if (nft.isEmpty())
            QSKIP("nft is not installed");
        QProcess rules;
        rules.start(nft, {QStringLiteral("-f"), QStringLiteral("-")});
        rules.write(
            "table inet kb {\n chain in { type filter hook input priority 0;\n"
            " udp dport 6001 reject with icmp host-unreachable\n udp dport 6002 reject with icmp admin-prohibited\n"
            " udp dport 6003 reject with icmpv6 admin-prohibited\n udp dport 6005 drop\n }\n"
            " chain out { type filter hook output priority 0;\n udp dport 6004 drop\n }\n}\n");
        rules.closeWriteChannel();
        QVERIFY(rules.waitForFinished(10000));
        QVERIFY2(rules.exitCode() == 0, rules.readAllStandardError().constData());
        const QVector<Endpoint> servers{at("127.0.0.1", 6001), at("127.0.0.1", 6002), at("::1", 6003),
                                        at("127.0.0.1", 6004), at("127.0.0.1", 6005)};
        const NameReport report = resolve(options(servers), "db.example");
        const QVector<int> wanted{EHOSTUNREACH, EHOSTUNREACH, EACCES, EPERM, 0};
        for (int i = 0; i < servers.size(); ++i) {
            // Both questions go out in the same moment and the kernel sends few ICMP errors (icmp_ratelimit): one of
            // the two must tell.
            const auto answers = of(report, servers[i]);
            QCOMPARE(answers.size(), 2);
            const DnsAnswer& told = answers[0].errnoValue != 0 ? answers[0] : answers[1];
            QCOMPARE(told.errnoValue, wanted[i]);
            QCOMPARE(told.status, wanted[i] == 0 ? DnsStatus::timedOut : DnsStatus::unreachable);
            if (wanted[i] != 0)
                QVERIFY(told.took < 300ms);
        }
    }
    void scopedServer()
    {
        HostileDns server([](const DnsQuestion& q) -> QList<QByteArray> { return {reply(q, 3)}; },
                          QStringLiteral("::1"));
        QVERIFY(server.works());
        QCOMPARE(of(resolve(options({server.endpoint()}), "db.example"), server.endpoint())[0].status,
                 DnsStatus::nxDomain);
    }

    void serversAreIndependent()
    {
        HostileDns good([](const DnsQuestion& q) -> QList<QByteArray> {
            return {reply(
                q, 0,
                {addressRecord(q.name, q.type == kA ? QStringLiteral("192.0.2.1") : QStringLiteral("2001:db8::1"))})};
        });
        HostileDns other([](const DnsQuestion& q) -> QList<QByteArray> {
            return {q.type == kA ? reply(q, 0, {addressRecord(q.name, QStringLiteral("192.0.2.2"))}) : reply(q, 0)};
        });
        HostileDns no([](const DnsQuestion& q) -> QList<QByteArray> { return {reply(q, 3)}; });
        HostileDns silent([](const DnsQuestion&) { return QList<QByteArray>(); });
        QVector<DnsStatus> seen;
        int partials = 0;
        const auto target = parseTarget(QStringLiteral("db.example"), QStringLiteral("80"));
        const NameReport report =
            Resolver(options({good.endpoint(), other.endpoint(), no.endpoint(), silent.endpoint()}))
                .resolve(target.value(), std::stop_token(), [&](const NameReport& so) {
                    ++partials;
                    QVERIFY(so.answers.size() <= 10);
                });
        for (const DnsAnswer& answer : report.answers)
            if (answer.family == Family::ipv4)
                seen << answer.status;
        // In the order of the servers, whoever was first.
        QCOMPARE(seen, (QVector<DnsStatus>{DnsStatus::unreachable, DnsStatus::answered, DnsStatus::answered,
                                           DnsStatus::nxDomain, DnsStatus::timedOut}));
        QVERIFY(partials >= 1);
        QCOMPARE(report.chosen.size(), 3);
        QCOMPARE(report.chosen[0].address.toString(), QStringLiteral("192.0.2.1"));
        QCOMPARE(report.chosen[1].address.toString(), QStringLiteral("2001:db8::1"));
        QCOMPARE(report.chosen[2].address.toString(), QStringLiteral("192.0.2.2"));
        QVERIFY(report.suggestion.isEmpty());
        QCOMPARE(no.asked().size(), 2);
    }

    void searchList()
    {
        HostileDns server([](const DnsQuestion& q) -> QList<QByteArray> {
            if (q.name != QLatin1String("db.two.example"))
                return {reply(q, 3)};
            return {reply(
                q, 0,
                {addressRecord(q.name, q.type == kA ? QStringLiteral("192.0.2.1") : QStringLiteral("2001:db8::1"))})};
        });
        const NameReport report =
            resolve(options({server.endpoint()}, "nameserver 127.0.0.1\nsearch one.example two.example\n"), "db");
        QCOMPARE(report.triedNames, (QStringList{QStringLiteral("db.one.example"), QStringLiteral("db.two.example"),
                                                 QStringLiteral("db")}));
        QStringList names;
        for (const DnsAnswer& answer : of(report, server.endpoint()))
            names << answer.name;
        QCOMPARE(names, (QStringList{QStringLiteral("db.one.example"), QStringLiteral("db.one.example"),
                                     QStringLiteral("db.two.example"), QStringLiteral("db.two.example")}));
        QCOMPARE(report.chosen.size(), 2);
    }
    // With a dot at the end the list stays out of it; and the suggestion says what the list would have found.
    void trailingDot()
    {
        HostileDns server(
            [](const DnsQuestion& q) -> QList<QByteArray> {
                return {q.name == QLatin1String("db.one.example")
                            ? reply(q, 0, {addressRecord(q.name, QStringLiteral("192.0.2.1"))})
                            : reply(q, 3, {}, {soaRecord(QString())})};
            },
            QStringLiteral("127.0.0.1"), 53);
        QVERIFY(server.works());
        const NameReport report = resolve(options({}, "nameserver 127.0.0.1\nsearch one.example\n"), "db.");
        QCOMPARE(report.triedNames, QStringList{QStringLiteral("db")});
        QVERIFY(report.chosen.isEmpty());
        QCOMPARE(report.suggestion, QStringLiteral("db.one.example"));
        QVERIFY(server.asked().size() <= 2 + 8);
    }
    void suggestionFromDns()
    {
        HostileDns server(
            [](const DnsQuestion& q) -> QList<QByteArray> {
                return {q.name == QLatin1String("www.example.test")
                            ? reply(q, 0, {addressRecord(q.name, QStringLiteral("192.0.2.1"))})
                            : reply(q, 3, {}, {soaRecord(QStringLiteral("test"))})};
            },
            QStringLiteral("127.0.0.1"), 53);
        const NameReport report = resolve(options({}), "www.exmaple.test");
        QCOMPARE(report.suggestion, QStringLiteral("www.example.test"));
        QVERIFY(server.asked().size() <= 2 + 8);
        QVERIFY(report.chosen.isEmpty()); // suggested, not used
        ResolveOptions without = options({});
        without.suggest = false;
        QVERIFY(resolve(without, "www.exmaple.test").suggestion.isEmpty());
    }
    void suggestionFromHostsCostsNothing()
    {
        HostileDns server([](const DnsQuestion& q) -> QList<QByteArray> { return {reply(q, 3)}; },
                          QStringLiteral("127.0.0.1"), 53);
        const NameReport report =
            resolve(options({}, "nameserver 127.0.0.1\n", "192.0.2.9 database.example db-one\n"), "databse.example");
        QCOMPARE(report.suggestion, QStringLiteral("database.example"));
        QCOMPARE(server.asked().size(), 2);
    }

    void hostsFile()
    {
        HostileDns server([](const DnsQuestion& q) -> QList<QByteArray> {
            return {q.type == kA ? reply(q, 0, {addressRecord(q.name, QStringLiteral("192.0.2.1"))}) : reply(q, 0)};
        });
        const NameReport report =
            resolve(options({server.endpoint()}, "nameserver 127.0.0.1\n",
                            "# local\n192.0.2.9\tDB.example db # moved\n2001:db8::9 db.example\n"),
                    "db.example");
        QCOMPARE(report.hosts.size(), 2);
        QCOMPARE(report.hosts[0].line, 2);
        QCOMPARE(report.hosts[0].name, QStringLiteral("DB.example"));
        QCOMPARE(report.chosen.size(), 3);
        QCOMPARE(report.chosen[0].source, QStringLiteral("hosts"));
        QCOMPARE(report.chosen[2].source, QStringLiteral("dns"));
    }
    void localhostIsNotAskedFor()
    {
        HostileDns server([](const DnsQuestion& q) -> QList<QByteArray> { return {reply(q, 3)}; });
        const NameReport known =
            resolve(options({server.endpoint()}, "nameserver 127.0.0.1\n", "127.0.0.1 localhost\n"), "localhost");
        QVERIFY(known.answers.isEmpty());
        QCOMPARE(known.chosen.size(), 1);
        const NameReport unknown = resolve(options({server.endpoint()}), "localhost");
        QCOMPARE(of(unknown, server.endpoint()).size(), 2);
    }
    void literal()
    {
        HostileDns server([](const DnsQuestion& q) -> QList<QByteArray> { return {reply(q, 3)}; });
        const NameReport report = resolve(options({server.endpoint()}), "192.0.2.7");
        QVERIFY(report.isLiteral);
        QVERIFY(report.answers.isEmpty() && report.triedNames.isEmpty());
        QCOMPARE(report.chosen.size(), 1);
        QCOMPARE(report.chosen[0].source, QStringLiteral("literal"));
        QVERIFY(server.asked().isEmpty());
        QVERIFY(resolve(options({}), "[2001:db8::7]").chosen[0].address.family == Family::ipv6);
    }
    void idn()
    {
        HostileDns server([](const DnsQuestion& q) -> QList<QByteArray> {
            return {q.name == QLatin1String("xn--bcher-kva.example")
                        ? reply(q, 0,
                                {addressRecord(q.name, q.type == kA ? QStringLiteral("192.0.2.1")
                                                                    : QStringLiteral("2001:db8::1"))})
                        : reply(q, 3)};
        });
        const NameReport report = resolve(options({server.endpoint()}), "bücher.example");
        QCOMPARE(report.host, QStringLiteral("bücher.example"));
        QCOMPARE(report.chosen.size(), 2);
    }

    void systemdResolvedStub()
    {
        HostileDns stub([](const DnsQuestion& q) -> QList<QByteArray> { return {reply(q, 2)}; },
                        QStringLiteral("127.0.0.53"), 53);
        HostileDns behind(
            [](const DnsQuestion& q) -> QList<QByteArray> {
                return {q.type == kA ? reply(q, 0, {addressRecord(q.name, QStringLiteral("192.0.2.1"))}) : reply(q, 0)};
            },
            QStringLiteral("127.0.0.99"), 53);
        QVERIFY(stub.works() && behind.works());
        ResolveOptions o = options({}, "nameserver 127.0.0.53\noptions edns0 trust-ad\nsearch .\n");
        o.paths.systemdResolved = file("stub-resolv.conf", "nameserver 127.0.0.99\n");
        const NameReport report = resolve(o, "db.example");
        QCOMPARE(report.config.servers.size(), 2);
        QCOMPARE(report.config.servers[1].source, QStringLiteral("systemd-resolved"));
        QCOMPARE(of(report, at("127.0.0.53", 53))[0].status, DnsStatus::servFail);
        QCOMPARE(of(report, at("127.0.0.99", 53))[0].status, DnsStatus::answered);
        QVERIFY2(report.config.problem.isEmpty(), qPrintable(report.config.problem));
        o.paths.systemdResolved = m_folder.filePath(QStringLiteral("nothing"));
        const NameReport without = resolve(o, "db.example");
        QVERIFY(without.config.problem.contains(QStringLiteral("behind systemd-resolved")));
        QCOMPARE(without.config.servers.size(), 1);
    }

    void nothingToRead()
    {
        ResolveOptions o = options({});
        o.paths.resolvConf = m_folder.filePath(QStringLiteral("missing"));
        o.paths.hosts = m_folder.path(); // a folder
        const NameReport report = resolve(o, "db.example");
        QCOMPARE(report.config.servers.size(), 1);
        QCOMPARE(report.config.servers[0].endpoint, at("127.0.0.1", 53));
        QVERIFY2(report.config.problem.contains(QStringLiteral("missing does not exist")),
                 qPrintable(report.config.problem));
        QVERIFY(report.config.problem.contains(QStringLiteral("asks 127.0.0.1")));
        QVERIFY(report.config.problem.contains(QStringLiteral("EISDIR")));
        QCOMPARE(of(report, at("127.0.0.1", 53))[0].errnoValue, ECONNREFUSED);
    }

    void stopAnswersAtOnce()
    {
        HostileDns silent([](const DnsQuestion&) { return QList<QByteArray>(); });
        ResolveOptions o = options({silent.endpoint()});
        o.perServer = 30s;
        std::stop_source source;
        const auto target = parseTarget(QStringLiteral("db.example"), QStringLiteral("80"));
        MonoTime asked;
        std::thread stopper([&] {
            std::this_thread::sleep_for(200ms);
            asked = systemClock().mono();
            source.request_stop();
        });
        const NameReport report = Resolver(o).resolve(target.value(), source.get_token());
        const MonoTime back = systemClock().mono();
        stopper.join();
        QVERIFY2(back - asked < 50ms, qPrintable(QString::number((back - asked).count())));
        QCOMPARE(report.answers.size(), 2); // what the refusing server said is kept
        // Asked to stop before it begins: nothing is waited for either.
        const MonoTime start = systemClock().mono();
        (void)Resolver(o).resolve(target.value(), source.get_token());
        QVERIFY(systemClock().mono() - start < 50ms);
    }
    void manyAtOnce()
    {
        HostileDns server([](const DnsQuestion& q) -> QList<QByteArray> {
            return {reply(
                q, 0,
                {addressRecord(q.name, q.type == kA ? QStringLiteral("192.0.2.1") : QStringLiteral("2001:db8::1"))})};
        });
        const ResolveOptions o = options({server.endpoint()});
        std::vector<std::thread> threads;
        std::atomic<int> good{0};
        for (int i = 0; i < 8; ++i)
            threads.emplace_back([&] {
                const auto target = parseTarget(QStringLiteral("db.example"), QStringLiteral("80"));
                for (int round = 0; round < 5; ++round)
                    good += Resolver(o).resolve(target.value(), std::stop_token()).chosen.size() == 2 ? 1 : 0;
            });
        for (std::thread& thread : threads)
            thread.join();
        QCOMPARE(good.load(), 40);
    }
};

int main(int argc, char** argv)
{
    g_noNamespace = enterOwnNamespace();
    qunsetenv("RES_OPTIONS");
    qunsetenv("LOCALDOMAIN");
    QCoreApplication app(argc, argv);
    TestResolver test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_resolver.moc"

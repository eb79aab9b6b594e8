// Names of addresses, asked of servers that answer well and badly.
#include "hostile_dns.h"
#include "name_space.h"

#include "core/base/clock.h"
#include "core/resolve/reverse.h"

#include <QMap>
#include <QTest>
#include <thread>

using namespace knockback;
using namespace std::chrono_literals;

namespace {

constexpr quint16 kPtr = 12;

QString g_noNamespace;

IpAddress ip(const char* text)
{
    return IpAddress::parse(QString::fromLatin1(text)).value();
}

QMap<QString, QString> named(const QVector<IpAddress>& addresses, const QVector<Endpoint>& servers,
                             std::chrono::milliseconds limit = 1000ms, std::stop_token stop = {})
{
    QMap<QString, QString> out;
    reverseNames(addresses, servers, limit, stop,
                 [&](const IpAddress& address, const QString& name) { out.insert(address.toString(), name); });
    return out;
}

QByteArray pointer(const DnsQuestion& asked, const QByteArray& name)
{
    return reply(asked, 0, {record(asked.name, kPtr, name)});
}

} // namespace

class TestReverse : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        if (g_noNamespace.isEmpty())
            return;
        if (mustHaveNamespace())
            QFAIL(qPrintable(g_noNamespace));
        QSKIP(qPrintable(g_noNamespace));
    }

    void bothFamiliesSideBySide()
    {
        HostileDns dns([](const DnsQuestion& asked) -> QList<QByteArray> {
            if (asked.name == QLatin1String("9.2.0.192.in-addr.arpa"))
                return {pointer(asked, wireName(QStringLiteral("core1.example.net")))};
            if (asked.name.endsWith(QLatin1String(".ip6.arpa")))
                return {pointer(asked, wireName(QStringLiteral("core6.example.net")))};
            return {reply(asked, 3)};
        });
        QVERIFY(dns.works());
        const auto names = named({ip("192.0.2.9"), ip("2001:db8::9"), ip("192.0.2.10"), IpAddress()}, {dns.endpoint()});
        QCOMPARE(names.size(), 2);
        QCOMPARE(names.value(QStringLiteral("192.0.2.9")), QStringLiteral("core1.example.net"));
        QCOMPARE(names.value(QStringLiteral("2001:db8::9")), QStringLiteral("core6.example.net"));
    }

    void theSystemsOwnServersAndHostsFile()
    {
        HostileDns dns(
            [](const DnsQuestion& asked) -> QList<QByteArray> {
                return {pointer(asked, wireName(QStringLiteral("by-dns.example.net")))};
            },
            QStringLiteral("127.0.0.1"), 53);
        QVERIFY(dns.works());
        QVERIFY(replaceFile(QStringLiteral("/etc/resolv.conf"), "nameserver 127.0.0.1\n"));
        QVERIFY(replaceFile(QStringLiteral("/etc/hosts"), "192.0.2.1 by-hosts.example.net\n"));
        const auto names = named({ip("192.0.2.1"), ip("192.0.2.2")}, {});
        QCOMPARE(names.value(QStringLiteral("192.0.2.1")), QStringLiteral("by-hosts.example.net"));
        QCOMPARE(names.value(QStringLiteral("192.0.2.2")), QStringLiteral("by-dns.example.net"));
    }

    void aSilentServerTakesNoLongerThanTheLimit()
    {
        HostileDns dns([](const DnsQuestion&) { return QList<QByteArray>(); });
        const MonoTime before = systemClock().mono();
        QVERIFY(named({ip("192.0.2.9")}, {dns.endpoint()}, 300ms).isEmpty());
        const auto took = systemClock().mono() - before;
        QVERIFY(took >= 250ms);
        QVERIFY(took < 5s);
    }

    void aStopRequestEndsIt()
    {
        HostileDns dns([](const DnsQuestion&) { return QList<QByteArray>(); });
        std::stop_source source;
        std::jthread stopper([&] {
            while (dns.asked().isEmpty())
                std::this_thread::yield();
            source.request_stop();
        });
        const MonoTime before = systemClock().mono();
        QVERIFY(named({ip("192.0.2.9")}, {dns.endpoint()}, 60s, source.get_token()).isEmpty());
        QVERIFY(systemClock().mono() - before < 30s);
    }

    void nobodyIsThere()
    {
        QVERIFY(named({ip("192.0.2.9")}, {{ip("127.0.0.1"), Port{9}}}, 500ms).isEmpty());
        QVERIFY(named({}, {}, 60s).isEmpty());
    }

    void whatIsNoHostNameIsDropped_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("name");
        const auto row = [](const char* what, const QByteArray& text, const char* name) {
            QTest::newRow(what) << text << QString::fromLatin1(name);
        };
        row("plain", "core1.example.net", "core1.example.net");
        row("dot at the end", "core1.example.net.", "core1.example.net");
        row("underscore", "a_b.example.net", "a_b.example.net");
        row("empty", "", "");
        row("root", ".", "");
        row("escape", "\x1b[31mred", "");
        row("shell", "a;reboot.example", "");
        row("space", "a b", "");
        row("not ASCII", "caf\xc3\xa9.example", "");
        const QByteArray longest = "a." + QByteArray(251, 'a');
        row("longest", longest, longest.constData());
        row("too long", longest + 'a', "");
        row("one word", "gateway", "");
        row("far too long", QByteArray(100'000, 'a'), "");
    }
    void whatIsNoHostNameIsDropped()
    {
        QFETCH(QByteArray, text);
        QTEST(hostNameFrom(text.constData()), "name");
    }
    void noTextAtAll() { QCOMPARE(hostNameFrom(nullptr), QString()); }

    // Whatever bytes a server sends as a name, nothing else than a host name comes out.
    void hostileAnswers_data()
    {
        QTest::addColumn<QByteArray>("data");
        QTest::newRow("escapes in a label") << QByteArray("\x05\x1b[31m\x00", 7);
        QTest::newRow("a quote and a semicolon") << QByteArray("\x06\";id;x\x00", 8);
        QTest::newRow("points at itself") << QByteArray("\xc0\x0c", 2);
        QTest::newRow("points out of the message") << QByteArray("\xff\xff", 2);
        QTest::newRow("cut short") << QByteArray("\x3f"
                                                 "abc",
                                                 4);
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("zero bytes in a label") << QByteArray("\x04\x00\x00\x00\x00\x00", 6);
    }
    void hostileAnswers()
    {
        QFETCH(QByteArray, data);
        HostileDns dns([&](const DnsQuestion& asked) -> QList<QByteArray> { return {pointer(asked, data)}; });
        const auto names = named({ip("192.0.2.9")}, {dns.endpoint()}, 400ms);
        for (const QString& name : names)
            for (const QChar c : name)
                QVERIFY2(c.isLetterOrNumber() || QStringLiteral("-_.").contains(c), qPrintable(name));
    }
};

int main(int argc, char** argv)
{
    g_noNamespace = enterOwnNamespace();
    QCoreApplication application(argc, argv);
    TestReverse test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_reverse.moc"

#include "core/facts/address.h"

#include <QTest>
#include <netinet/in.h>
#include <sys/socket.h>

using namespace knockback;

class TestAddress : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void textRoundTrip_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("shown");
        const auto row = [](const char* typed, const char* shown) {
            QTest::newRow(typed) << QString::fromLatin1(typed) << QString::fromLatin1(shown);
        };
        row("192.0.2.1", "192.0.2.1");
        row("0.0.0.0", "0.0.0.0");
        row("255.255.255.255", "255.255.255.255");
        row("2001:DB8:0:0:0:0:0:1", "2001:db8::1");
        row("::", "::");
        row("::1", "::1");
        row("::ffff:192.0.2.1", "::ffff:192.0.2.1");
        row("fe80::1%lo", "fe80::1%lo");
        row("fe80::1%1", "fe80::1%lo"); // the loopback interface is number 1
    }
    void textRoundTrip()
    {
        QFETCH(QString, typed);
        QFETCH(QString, shown);
        const auto parsed = IpAddress::parse(typed);
        QVERIFY(parsed.has_value());
        QCOMPARE(parsed->toString(), shown);
        QCOMPARE(IpAddress::parse(shown), parsed);
    }
    void refused_data()
    {
        QTest::addColumn<QString>("typed");
        for (const char* typed :
             {"",      " ",          "192.0.2",    "192.0.2.1.1", "192.0.2.256",        "010.1.1.1",
              "127.1", "0x7f000001", "2130706433", "192.0.2.1 ",  " 192.0.2.1",         "192.0.2.1%lo",
              "::1::", ":::",        "12345::",    "fe80::1%",    "fe80::1%no-such-if", "fe80::1%0",
              "[::1]", "::1/64",     "example"})
            QTest::newRow(typed) << QString::fromLatin1(typed);
        QTest::newRow("very long") << QString(100'000, QLatin1Char('1'));
        QTest::newRow("a nought inside") << QStringLiteral("192.0.2.1") + QChar(0) + QStringLiteral("x");
        QTest::newRow("other digits") << QStringLiteral("١٩٢.0.2.1");
        QTest::newRow("full-width dots") << QStringLiteral("192。0。2。1");
    }
    void refused()
    {
        QFETCH(QString, typed);
        QVERIFY(!IpAddress::parse(typed).has_value());
    }
    void kinds_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("kinds"); // L loopback, K link-local, P private, U unspecified, M multicast
        const auto row = [](const char* text, const char* kinds) {
            QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(kinds);
        };
        row("127.0.0.1", "L");
        row("127.255.255.254", "L");
        row("::1", "L");
        row("::ffff:127.0.0.1", "L");
        row("128.0.0.1", "");
        row("169.254.0.1", "K");
        row("fe80::1", "K");
        row("febf::1", "K");
        row("fec0::1", "");
        row("10.255.0.1", "P");
        row("172.31.0.1", "P");
        row("172.32.0.1", "");
        row("192.168.0.1", "P");
        row("100.64.0.1", "P");
        row("100.128.0.1", "");
        row("fdab::1", "P");
        row("0.0.0.0", "U");
        row("::", "U");
        row("224.0.0.1", "M");
        row("255.255.255.255", "M");
        row("255.255.255.254", "");
        row("ff02::1", "M");
        row("2001:db8::1", "");
    }
    void kinds()
    {
        QFETCH(QString, text);
        QFETCH(QString, kinds);
        const IpAddress a = IpAddress::parse(text).value();
        QString said;
        said += a.isLoopback() ? QStringLiteral("L") : QString();
        said += a.isLinkLocal() ? QStringLiteral("K") : QString();
        said += a.isPrivate() ? QStringLiteral("P") : QString();
        said += a.isUnspecified() ? QStringLiteral("U") : QString();
        said += a.isMulticast() ? QStringLiteral("M") : QString();
        QCOMPARE(said, kinds);
    }
    void none()
    {
        const IpAddress nothing;
        QVERIFY(nothing.isNone());
        QCOMPARE(nothing.toString(), QString());
        QVERIFY(!nothing.isLoopback() && !nothing.isLinkLocal() && !nothing.isPrivate() && !nothing.isUnspecified() &&
                !nothing.isMulticast());
        sockaddr_storage storage{};
        QCOMPARE(toSockaddr({nothing, Port{80}}, storage), 0U);
    }
    void endpoints()
    {
        QCOMPARE((Endpoint{IpAddress::parse(QStringLiteral("192.0.2.1")).value(), Port{80}}).toString(),
                 QStringLiteral("192.0.2.1:80"));
        QCOMPARE((Endpoint{IpAddress::parse(QStringLiteral("2001:db8::1")).value(), Port{65535}}).toString(),
                 QStringLiteral("[2001:db8::1]:65535"));
    }
    void sockaddrRoundTrip_data()
    {
        QTest::addColumn<QString>("text");
        for (const char* text : {"192.0.2.1", "2001:db8::1", "fe80::1%lo", "::ffff:192.0.2.1", "ff02::1%lo"})
            QTest::newRow(text) << QString::fromLatin1(text);
    }
    void sockaddrRoundTrip()
    {
        QFETCH(QString, text);
        const Endpoint endpoint{IpAddress::parse(text).value(), Port{54321}};
        sockaddr_storage storage{};
        const unsigned length = toSockaddr(endpoint, storage);
        QCOMPARE(length, endpoint.address.family == Family::ipv4 ? unsigned{sizeof(sockaddr_in)}
                                                                 : unsigned{sizeof(sockaddr_in6)});
        QVERIFY(fromSockaddr(storage) == endpoint);
    }
    // The kernel reports a scope for addresses that have none of their own (a global address on an interface).
    void aGlobalAddressHasNoScope()
    {
        sockaddr_storage storage{};
        QVERIFY(toSockaddr({IpAddress::parse(QStringLiteral("2001:db8::1")).value(), Port{1}}, storage) > 0);
        reinterpret_cast<sockaddr_in6*>(&storage)->sin6_scope_id = 7;
        QCOMPARE(fromSockaddr(storage).address.scope, 0U);
    }
    void otherFamiliesGiveNothing()
    {
        sockaddr_storage storage{};
        storage.ss_family = AF_UNIX;
        QVERIFY(fromSockaddr(storage).address.isNone());
    }
};

QTEST_GUILESS_MAIN(TestAddress)
#include "test_address.moc"

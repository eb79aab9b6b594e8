#include "core/base/redactor.h"

#include <QTest>

using namespace knockback;

class TestRedactor : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void offChangesNothing()
    {
        Redactor off(false);
        const QString text = QStringLiteral("db.example 192.0.2.1 fe80::1%eth0");
        QCOMPARE(off.text(text), text);
        QCOMPARE(off.name(QStringLiteral("db.example")), QStringLiteral("db.example"));
        QCOMPARE(off.address(QStringLiteral("192.0.2.1")), QStringLiteral("192.0.2.1"));
    }
    void theSameNameIsTheSameToken()
    {
        Redactor redactor(true);
        const QString token = redactor.name(QStringLiteral("DB.example."));
        QCOMPARE(token, QStringLiteral("host-1"));
        QCOMPARE(redactor.name(QStringLiteral("db.example")), token);
        QCOMPARE(redactor.name(QStringLiteral("web.example")), QStringLiteral("host-2"));
        QCOMPARE(redactor.text(QStringLiteral("lookup db.example: no such host")),
                 QStringLiteral("lookup host-1: no such host"));
    }
    void scopeStaysVisible_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<QString>("token");
        const auto row = [](const char* address, const char* token) {
            QTest::newRow(address) << QString::fromLatin1(address) << QString::fromLatin1(token);
        };
        row("127.0.0.1", "ipv4-loopback-1");
        row("10.1.2.3", "ipv4-private-1");
        row("172.16.0.1", "ipv4-private-1");
        row("172.32.0.1", "ipv4-1");
        row("192.168.7.7", "ipv4-private-1");
        row("169.254.1.1", "ipv4-link-local-1");
        row("203.0.113.2", "ipv4-1");
        row("::1", "ipv6-loopback-1");
        row("fe80::1%eth0", "ipv6-link-local-1");
        row("fd00::1", "ipv6-private-1");
        row("2001:db8::1", "ipv6-1");
    }
    void scopeStaysVisible()
    {
        QFETCH(QString, address);
        QFETCH(QString, token);
        Redactor redactor(true);
        QCOMPARE(redactor.address(address), token);
        QCOMPARE(redactor.text(QStringLiteral("to %1 failed").arg(address)), QStringLiteral("to %1 failed").arg(token));
    }
    void freeText_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("gone"); // must not be there any more
        const auto row = [](const char* name, const char* text, const char* gone) {
            QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(gone);
        };
        row("v4 with port", "dial tcp 203.0.113.2:5432: connect: connection refused", "203.0.113.2");
        row("v6 with port", "dial tcp [2001:db8::5]:443: i/o timeout", "2001:db8::5");
        row("v6 before a colon", "from 2001:db8::5: reset", "2001:db8::5");
        row("v6 at the end of a sentence", "It is 2001:db8::5.", "2001:db8::5");
        row("v6 and port as tcpdump writes it", "IP6 2001:db8::5.443 > 2001:db8::9.50000", "2001:db8::5");
        row("v4 and port as tcpdump writes it", "IP 203.0.113.2.5432 > 192.0.2.9.50000", "203.0.113.2");
        row("two in a row", "203.0.113.2:5432->198.51.100.7:80", "198.51.100.7");
        row("MAC", "lladdr 02:00:5e:10:00:01 REACHABLE", "02:00:5e");
        row("name", "upstream db-1.corp.example said no", "corp");
        row("user at host", "ssh root@bastion.corp.example", "bastion");
        row("url", "http://internal.corp.example/path", "internal");
        row("mapped", "from ::ffff:192.0.2.9 here", "192.0.2.9");
        row("end of a sentence", "I asked 198.51.100.53.", "198.51.100.53");
        row("non-ASCII name", "server bücher.example did", "bücher");
    }
    void freeText()
    {
        QFETCH(QString, text);
        QFETCH(QString, gone);
        Redactor redactor(true);
        const QString out = redactor.text(text);
        QVERIFY2(!out.contains(gone), qPrintable(out));
    }
    void whatIsNoAddressStays()
    {
        Redactor redactor(true);
        for (const char* text : {"at 10:00:00 it began", "10:00:00: begun", "2026-01-31T10:00:00.000Z", "took 0.4 ms",
                                 "3 of 5 attempts", "exit status 1"})
            QCOMPARE(redactor.text(QString::fromLatin1(text)), QString::fromLatin1(text));
    }
    void aNameWithoutADotIsReplacedWhereItWasLearned()
    {
        Redactor redactor(true);
        QCOMPARE(redactor.text(QStringLiteral("connect dbserver now")), QStringLiteral("connect dbserver now"));
        redactor.name(QStringLiteral("dbserver"));
        QCOMPARE(redactor.text(QStringLiteral("connect DBserver now, not dbserver2")),
                 QStringLiteral("connect host-1 now, not dbserver2"));
    }
    void localhostSaysNothingAboutAnybody()
    {
        Redactor redactor(true);
        QCOMPARE(redactor.name(QStringLiteral("localhost")), QStringLiteral("localhost"));
    }
    void tokensAreNotRedactedAgain()
    {
        Redactor redactor(true);
        const QString once = redactor.text(QStringLiteral("db.example at 203.0.113.2"));
        QCOMPARE(redactor.text(once), once);
    }
};

QTEST_GUILESS_MAIN(TestRedactor)
#include "test_redactor.moc"

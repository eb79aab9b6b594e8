// What people type and paste: what is taken, what is refused and with which sentence.
#include "core/target/refusal.h"
#include "core/target/target.h"

#include "core/base/text.h"
#include "core/base/words.h"

#include <QTest>
#include <net/if.h>

using namespace knockback;

class TestTarget : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void accepted_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<QString>("port");
        QTest::addColumn<QString>("wantHost");
        QTest::addColumn<QString>("wantAscii");
        QTest::addColumn<int>("wantKind");
        QTest::addColumn<int>("wantPort");
        const auto row = [](const char* name, const char* host, const char* port, const char* wantHost,
                            const char* wantAscii, HostKind kind, int wantPort) {
            QTest::newRow(name) << QString::fromUtf8(host) << QString::fromUtf8(port) << QString::fromUtf8(wantHost)
                                << QString::fromUtf8(wantAscii) << static_cast<int>(kind) << wantPort;
        };
        constexpr auto kName = HostKind::name;
        constexpr auto k4 = HostKind::ipv4;
        constexpr auto k6 = HostKind::ipv6;
        row("a name", "db.example", "5432", "db.example", "db.example", kName, 5432);
        row("upper case", "DB.Example", "5432", "db.example", "db.example", kName, 5432);
        row("one label", "localhost", "80", "localhost", "localhost", kName, 80);
        row("trailing dot is kept", "db.example.", "80", "db.example.", "db.example.", kName, 80);
        row("underscore", "_a_b.example", "80", "_a_b.example", "_a_b.example", kName, 80);
        row("digits in a name", "1a.2b", "80", "1a.2b", "1a.2b", kName, 80);
        row("digits before a name", "10.1.example", "80", "10.1.example", "10.1.example", kName, 80);
        row("space and newline around", " \tdb.example\r\n", " 80 ", "db.example", "db.example", kName, 80);
        row("zero-width space around",
            "\xe2\x80\x8b"
            "db.example\xef\xbb\xbf",
            "80", "db.example", "db.example", kName, 80);
        row("IPv4", "192.0.2.1", "80", "192.0.2.1", "192.0.2.1", k4, 80);
        row("IPv4 with the full stop of a sentence", "192.0.2.1.", "80", "192.0.2.1", "192.0.2.1", k4, 80);
        row("IPv6", "2001:DB8::1", "80", "2001:db8::1", "2001:db8::1", k6, 80);
        row("IPv6 in brackets", "[2001:db8::1]", "80", "2001:db8::1", "2001:db8::1", k6, 80);
        row("IPv6 in brackets with port", "[2001:db8::1]:443", "", "2001:db8::1", "2001:db8::1", k6, 443);
        row("IPv6 looks like host and port", "2001:db8::1:443", "80", "2001:db8::1:443", "2001:db8::1:443", k6, 80);
        row("IPv4-mapped IPv6", "::ffff:192.0.2.1", "80", "::ffff:192.0.2.1", "::ffff:192.0.2.1", k6, 80);
        row("link-local with its interface", "fe80::1%lo", "80", "fe80::1%lo", "fe80::1%lo", k6, 80);
        row("link-local in a URL", "http://[fe80::1%25lo]:8080/", "", "fe80::1%lo", "fe80::1%lo", k6, 8080);
        row("a zone where none belongs", "2001:db8::1%lo", "80", "2001:db8::1", "2001:db8::1", k6, 80);
        row("host:port", "db.example:5432", "", "db.example", "db.example", kName, 5432);
        row("host:service", "db.example:https", "", "db.example", "db.example", kName, 443);
        row("host:port and the same port", "db.example:5432", "5432", "db.example", "db.example", kName, 5432);
        row("host with an empty port", "db.example:", "80", "db.example", "db.example", kName, 80);
        row("host/path", "db.example/path", "80", "db.example", "db.example", kName, 80);
        row("host:port/path", "db.example:8080/health?x=1#y", "", "db.example", "db.example", kName, 8080);
        row("URL", "https://db.example/a/b?c#d", "", "db.example", "db.example", kName, 443);
        row("URL with port", "http://db.example:8080", "", "db.example", "db.example", kName, 8080);
        row("URL, the port field wins over the scheme", "https://db.example/", "8443", "db.example", "db.example",
            kName, 8443);
        row("URL with a password", "postgresql://me:secret@db.example/x", "", "db.example", "db.example", kName, 5432);
        row("URL with an at sign in the path", "https://db.example/@me", "", "db.example", "db.example", kName, 443);
        row("URL with a slash in the path only", "db.example/http://x", "80", "db.example", "db.example", kName, 80);
        row("web socket", "wss://db.example/chat", "", "db.example", "db.example", kName, 443);
        row("JDBC", "jdbc:mysql://db.example:3307/x", "", "db.example", "db.example", kName, 3307);
        row("compound scheme", "git+ssh://git@db.example/x.git", "", "db.example", "db.example", kName, 22);
        row("scheme with a suffix", "mongodb+srv://db.example", "", "db.example", "db.example", kName, 27017);
        row("upper-case scheme", "HTTPS://DB.example", "", "db.example", "db.example", kName, 443);
        row("no scheme but slashes", "//db.example/x", "80", "db.example", "db.example", kName, 80);
        row("user@host", "root@db.example", "22", "db.example", "db.example", kName, 22);
        row("URL of an address", "http://192.0.2.1/", "", "192.0.2.1", "192.0.2.1", k4, 80);
        row("URL of an address whose path is a number", "http://192.0.2.1/24", "", "192.0.2.1", "192.0.2.1", k4, 80);
        row("IDN", "bücher.example", "80", "bücher.example", "xn--bcher-kva.example", kName, 80);
        row("IDN upper case", "BÜCHER.example.", "80", "bücher.example.", "xn--bcher-kva.example.", kName, 80);
        row("IDN decomposed",
            "bu\xcc\x88"
            "cher.example",
            "80", "bücher.example", "xn--bcher-kva.example", kName, 80);
        row("IDN Chinese with its own dots", "例子。测试", "80", "例子.测试", "xn--fsqu00a.xn--0zwm56d", kName, 80);
        row("full-width letters, dots and colon", "ｄｂ．example：８０", "", "db.example", "db.example", kName, 80);
        row("full-width address", "１９２．０．２．１", "８０", "192.0.2.1", "192.0.2.1", k4, 80);
        row("A-label stays", "xn--bcher-kva.example", "80", "xn--bcher-kva.example", "xn--bcher-kva.example", kName,
            80);
        row("port with zeros before", "db.example", "0080", "db.example", "db.example", kName, 80);
        row("port as nmap prints it", "db.example", "443/tcp", "db.example", "db.example", kName, 443);
        row("service name", "db.example", "PostgreSQL", "db.example", "db.example", kName, 5432);
        row("lowest port", "db.example", "1", "db.example", "db.example", kName, 1);
        row("highest port", "db.example", "65535", "db.example", "db.example", kName, 65535);
    }
    void accepted()
    {
        QFETCH(QString, host);
        QFETCH(QString, port);
        const auto target = parseTarget(host, port);
        QVERIFY2(target.ok(), target.ok() ? "" : qPrintable(target.error().detail));
        QTEST(target->host, "wantHost");
        QTEST(target->asciiHost, "wantAscii");
        QTEST(static_cast<int>(target->kind), "wantKind");
        QTEST(static_cast<int>(target->port.value), "wantPort");
        QCOMPARE(target->literal.isNone(), target->kind == HostKind::name);
        QCOMPARE(target->service, serviceName(target->port));
        QVERIFY(checkTarget(*target).ok());
        // What was understood is understood again, as the same.
        const bool v6 = target->kind == HostKind::ipv6;
        const auto again = parseTarget(v6 ? QLatin1Char('[') + target->host + QLatin1Char(']') : target->host,
                                       QString::number(target->port.value));
        QVERIFY2(again.ok(), again.ok() ? "" : qPrintable(again.error().detail));
        QCOMPARE(again->asciiHost, target->asciiHost);
        QCOMPARE(again->host, target->host);
        QCOMPARE(again->literal, target->literal);
    }

    void refusedWithASentence_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<QString>("port");
        QTest::addColumn<QString>("id");
        const auto row = [](const char* name, const QString& host, const char* port, const Refusal& why) {
            QTest::newRow(name) << host << QString::fromUtf8(port) << QString::fromLatin1(why.id);
        };
        const auto text = [](const char* s) { return QString::fromUtf8(s); };
        using namespace refusals;
        row("empty", text(""), "80", kEmptyHost);
        row("only space", text(" \t\n"), "80", kEmptyHost);
        row("only a port", text(":80"), "", kEmptyHost);
        row("URL without host", text("http:///x"), "", kEmptyHost);
        row("URL with user only", text("http://me@/x"), "", kEmptyHost);
        row("empty brackets", text("[]"), "80", kEmptyHost);
        row("10 kB", QString(10240, QLatin1Char('a')), "80", kTooLong);
        row("10 kB of labels", QStringLiteral("ab.").repeated(3400), "80", kTooLong);
        row("254 characters", QStringLiteral("abcdefghi.").repeated(25) + QStringLiteral("abcd"), "80", kTooLong);
        row("long only as A-labels", QStringLiteral("例子例子例子例子例子例子.").repeated(18) + QStringLiteral("例"),
            "80", kTooLong);
        row("64 characters in a label", QString(64, QLatin1Char('a')) + QStringLiteral(".example"), "80", kLongLabel);
        row("NUL inside", QString(QStringLiteral("db") + QChar(0) + QStringLiteral(".example")), "80", kControl);
        row("escape sequence", text("db\x1b[2J.example"), "80", kControl);
        row("newline inside", text("db.example\nevil"), "80", kControl);
        row("bidi override",
            text("db\xe2\x80\xae"
                 "elpmaxe"),
            "80", kControl);
        row("lone surrogate", QString(QStringLiteral("db") + QChar(0xd800)), "80", kControl);
        row("space inside", text("db .example"), "80", kSpace);
        row("host and port with a space", text("db.example 80"), "", kSpace);
        row("no-break space", text("db\xc2\xa0.example"), "80", kSpace);
        row("two hosts", text("a.example,b.example"), "80", kSeveral);
        row("two hosts of a cluster", text("mongodb://a.example:1,b.example:2/x"), "", kSeveral);
        row("network", text("10.0.0.0/8"), "80", kNetwork);
        row("network IPv6", text("2001:db8::/32"), "80", kNetwork);
        row("bad scheme", text("1http://db.example"), "", kBadScheme);
        row("bracket not closed", text("[2001:db8::1"), "80", kBracketOpen);
        row("bracket not opened", text("2001:db8::1]:80"), "", kBracketOpen);
        row("text after the bracket", text("[2001:db8::1]80"), "", kBracketOpen);
        row("IPv4 in brackets", text("[192.0.2.1]:80"), "", kBracketOnlyV6);
        row("name in brackets", text("[db.example]"), "80", kBracketOnlyV6);
        row("leading zeros", text("010.1.1.1"), "80", kNearlyV4);
        row("three numbers", text("1.2.3"), "80", kNearlyV4);
        row("hexadecimal", text("0x7f.1"), "80", kNearlyV4);
        row("hexadecimal at the end", text("1.2.3.0x4"), "80", kNearlyV4);
        row("one number", text("2130706433"), "80", kNearlyV4);
        row("too big", text("192.0.2.256"), "80", kNearlyV4);
        row("five numbers", text("1.2.3.4.5"), "80", kNearlyV4);
        row("a name that ends in a number", text("db.1"), "80", kNearlyV4);
        row("digits of another script", text("\xd9\xa1.\xd9\xa2.\xd9\xa3"), "80", kNearlyV4);
        row("circled digits", text("①.②.③.④"), "80", kNearlyV4);
        row("IPv6 with a bad digit", text("2001:db8::g"), "80", kNotV6);
        row("IPv6 too short", text("1:2:3"), "80", kNotV6);
        row("unknown zone", text("fe80::1%nosuch0"), "80", kNoZone);
        row("unknown zone by number", text("fe80::1%987654"), "80", kNoZone);
        row("zone with more", text("[fe80::1%lo:80]"), "80", kNoZone);
        row("zone with a port behind it", text("fe80::1%lo:80"), "80", kNoZone);
        row("empty zone", text("fe80::1%"), "80", kNoZone);
        row("IPv4 with a zone", text("192.0.2.1%lo"), "80", kNotV6);
        row("link-local without zone", text("fe80::1"), "80", kNeedsZone);
        row("0.0.0.0", text("0.0.0.0"), "80", kUnspecified);
        row("::", text("::"), "80", kUnspecified);
        row("multicast", text("224.0.0.1"), "80", kMulticast);
        row("multicast IPv6", text("ff02::1"), "80", kMulticast);
        row("broadcast", text("255.255.255.255"), "80", kMulticast);
        row("two dots", text("db..example"), "80", kEmptyLabel);
        row("dot first", text(".example"), "80", kEmptyLabel);
        row("two dots, IDN", text("bücher..example"), "80", kEmptyLabel);
        row("only a dot", text("."), "80", kEmptyLabel);
        row("an option", text("-oProxyCommand=x"), "80", kDash);
        row("dash first", text("-db.example"), "80", kDash);
        row("dollar", text("db$(x).example"), "80", kCharacter);
        row("star", text("*.example"), "80", kCharacter);
        row("quote", text("\"db.example\""), "80", kCharacter);
        row("IDN that cannot be", text("é.xn--"), "80", kIdn);
        row("no port", text("db.example"), "", kEmptyPort);
        row("no port, empty behind the colon", text("db.example:"), "", kEmptyPort);
        row("scheme without a port", text("unheardof://db.example"), "", kEmptyPort);
        row("port 0", text("db.example"), "0", kPortRange);
        row("port 65536", text("db.example"), "65536", kPortRange);
        row("negative port", text("db.example"), "-1", kPortRange);
        row("port with a plus", text("db.example"), "+80", kPortRange);
        row("huge port", text("db.example"), "99999999999999999999999999", kPortRange);
        row("port in the host out of range", text("db.example:70000"), "", kPortRange);
        row("unknown service", text("db.example"), "no-such-service", kPortUnknown);
        row("port range", text("db.example"), "80-90", kPortUnknown);
        row("fraction", text("db.example"), "8.0", kPortUnknown);
        row("control characters in the port", text("db.example"), "8\x1b[2J0", kPortUnknown);
        row("UDP", text("db.example"), "53/udp", kPortUdp);
        row("two ports", text("db.example:80"), "81", kTwoPorts);
        row("scp form", text("me@db.example:file"), "", kPortUnknown);
    }
    void refusedWithASentence()
    {
        QFETCH(QString, host);
        QFETCH(QString, port);
        QFETCH(QString, id);
        const auto target = parseTarget(host, port);
        QVERIFY(!target.ok());
        const Error& error = target.error();
        QCOMPARE(error.operation, id);
        QCOMPARE(error.kind, ErrorKind::badInput);
        // The sentence is fit for a terminal and the same as the one in the words.
        for (const QChar c : error.detail)
            QVERIFY2(c.isPrint(), qPrintable(error.detail));
        QVERIFY(error.detail.endsWith(QLatin1Char('.')));
        QVERIFY(error.detail.size() < 400);
        for (const QString& language : Words::languages()) {
            const auto words = Words::load(language);
            QVERIFY(words.ok());
            QVERIFY2(words->has(error.operation), qPrintable(error.operation));
            if (language == QLatin1String("en"))
                QCOMPARE((*words)(error.operation, {printable(error.subject, 60)}), error.detail);
        }
    }

    void secretsAreNotKept_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<QString>("typed");
        QTest::newRow("password") << QStringLiteral("postgresql://me:s3cret@db.example:5432/x")
                                  << QStringLiteral("postgresql://db.example:5432/x");
        QTest::newRow("at sign in the password")
            << QStringLiteral("ftp://me:s3@cret@db.example/") << QStringLiteral("ftp://db.example/");
        QTest::newRow("token in the query")
            << QStringLiteral("https://db.example/a?token=s3cret#s3cret") << QStringLiteral("https://db.example/a");
        QTest::newRow("at sign in the path")
            << QStringLiteral("https://db.example/@me") << QStringLiteral("https://db.example/@me");
        QTest::newRow("no scheme") << QStringLiteral("me:s3cret@db.example:80") << QStringLiteral("db.example:80");
        QTest::newRow("full-width at sign")
            << QStringLiteral("https://me:s3cret＠db.example/") << QStringLiteral("https://db.example/");
        QTest::newRow("nothing to hide") << QStringLiteral(" DB.example ") << QStringLiteral("DB.example");
    }
    void secretsAreNotKept()
    {
        QFETCH(QString, host);
        const auto target = parseTarget(host, QString());
        if (!target.ok()) { // the row without a port
            QCOMPARE(parseTarget(host, QStringLiteral("80"))->typed, QStringLiteral("DB.example"));
            return;
        }
        QTEST(target->typed, "typed");
    }

    void everyZoneOfThisMachineWorks()
    {
        struct if_nameindex* const all = ::if_nameindex();
        QVERIFY(all != nullptr);
        int seen = 0;
        for (const struct if_nameindex* i = all; i->if_index != 0; ++i, ++seen) {
            const auto target =
                parseTarget(QStringLiteral("fe80::1%") + QString::fromLocal8Bit(i->if_name), QStringLiteral("80"));
            QVERIFY(target.ok());
            QCOMPARE(target->literal.scope, i->if_index);
        }
        ::if_freenameindex(all);
        QVERIFY(seen > 0);
    }
};

QTEST_GUILESS_MAIN(TestTarget)
#include "test_target.moc"

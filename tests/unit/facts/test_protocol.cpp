#include "core/facts/protocol.h"
#include "core/facts/target.h"

#include <QTest>
#include <span>

using namespace knockback;

namespace {

FirstBytes read(const QByteArray& bytes, Protocol spoken)
{
    return recognise({reinterpret_cast<const std::uint8_t*>(bytes.constData()), static_cast<std::size_t>(bytes.size())},
                     spoken);
}

} // namespace

class TestProtocol : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void firstBytes_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("spoken");
        QTest::addColumn<int>("who");
        QTest::addColumn<int>("said");
        QTest::addColumn<int>("code");
        const auto row = [](const char* name, const QByteArray& bytes, Protocol spoken, Protocol who, Saying said,
                            int code = 0) {
            QTest::newRow(name) << bytes << int(spoken) << int(who) << int(said) << code;
        };
        using P = Protocol;
        const auto hex = [](const char* digits) { return QByteArray::fromHex(digits); };
        row("nothing", {}, P::http, P::none, Saying::nothing);
        row("HTTP", "HTTP/1.1 200 OK\r\n", P::http, P::http, Saying::spoke, 200);
        row("HTTP, not asked for", "HTTP/1.0 404 Not Found\r\n", P::tls, P::http, Saying::spoke, 404);
        row("HTTP wants TLS", "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n",
            P::http, P::http, Saying::wantsTls, 400);
        row("nearly HTTP", "HTTP/1.1200 OK", P::http, P::none, Saying::spoke);
        row("TLS handshake", hex("160303003a0200003603"), P::tls, P::tls, Saying::spoke);
        row("TLS alert", hex("15030100020228"), P::http, P::tls, Saying::tlsAlert, 40);
        row("an alert that is too long", hex("15030100030228ff"), P::http, P::none, Saying::spoke);
        row("a record beyond the limit", hex("160303ffff02"), P::tls, P::none, Saying::spoke);
        row("MySQL greets", QByteArray("\x4a\0\0\0\x0a", 5) + "8.0.36", P::mysql, P::mysql, Saying::spoke);
        row("MySQL is full", QByteArray("\x17\0\0\0\xff\x10\x04", 7) + "Too many connections", P::mysql, P::mysql,
            Saying::tooMany, 1040);
        row("MySQL blocked us", QByteArray("\x17\0\0\0\xff\x69\x04", 7) + "Host is blocked", P::none, P::mysql,
            Saying::blocked, 1129);
        row("MySQL does not allow us", QByteArray("\x17\0\0\0\xff\x6a\x04", 7) + "Host", P::mysql, P::mysql,
            Saying::notAllowed, 1130);
        row("PostgreSQL with TLS", "S", P::postgresql, P::postgresql, Saying::spoke);
        row("PostgreSQL without", "N", P::postgresql, P::postgresql, Saying::spoke);
        row("one letter from anybody else", "S", P::http, P::none, Saying::spoke);
        row("PostgreSQL is full", QByteArray("E\0\0\0\x60SFATAL\0C53300\0", 19), P::postgresql, P::postgresql,
            Saying::tooMany);
        row("PostgreSQL refuses", QByteArray("E\0\0\0\x60SFATAL\0C57P03\0", 19), P::postgresql, P::postgresql,
            Saying::refuses);
        row("Redis", "+PONG\r\n", P::redis, P::redis, Saying::spoke);
        row("Redis wants a password", "-NOAUTH Authentication required.\r\n", P::redis, P::redis, Saying::spoke);
        row("Redis is protected", "-DENIED Redis is running in protected mode", P::none, P::redis, Saying::notAllowed);
        row("Redis is full", "-ERR max number of clients reached\r\n", P::redis, P::redis, Saying::tooMany);
        row("SSH", "SSH-2.0-OpenSSH_9.2\r\n", P::http, P::ssh, Saying::spoke);
        row("SSH is full", "Exceeded MaxStartups\r\n", P::ssh, P::ssh, Saying::tooMany);
        row("SSH penalises us", "Not allowed at this time\r\n", P::ssh, P::ssh, Saying::blocked);
        row("SMTP", "220 mail.example ESMTP Postfix\r\n", P::none, P::smtp, Saying::spoke, 220);
        row("FTP", "220 ProFTPD Server\r\n", P::none, P::ftp, Saying::spoke, 220);
        row("a bare 220 on a mail port", "220 ready\r\n", P::smtp, P::smtp, Saying::spoke, 220);
        row("a bare 220 anywhere", "220 ready\r\n", P::none, P::none, Saying::spoke, 220);
        row("SMTP refuses", "554 5.7.1 Access denied\r\n", P::smtp, P::smtp, Saying::notAllowed, 554);
        row("FTP is full", "421 Too many users, sorry\r\n", P::ftp, P::ftp, Saying::tooMany, 421);
        row("IMAP", "* OK IMAP4rev1 ready\r\n", P::imap, P::imap, Saying::spoke);
        row("IMAP is full", "* BYE Too many connections\r\n", P::imap, P::imap, Saying::tooMany);
        row("POP3", "+OK ready\r\n", P::none, P::pop3, Saying::spoke);
        row("memcached", "VERSION 1.6.18\r\n", P::memcached, P::memcached, Saying::spoke);
        row("VNC", "RFB 003.008\n", P::none, P::vnc, Saying::spoke);
        row("rsync is full", "@ERROR: max connections (4) reached\n", P::rsync, P::rsync, Saying::tooMany);
        row("MongoDB", hex("50000000010000004e4b000001000000"), P::mongodb, P::mongodb, Saying::spoke);
        row("MongoDB's bytes elsewhere", hex("50000000010000004e4b000001000000"), P::http, P::none, Saying::spoke);
        row("AMQP", hex("010000000001f8000a000a"), P::amqp, P::amqp, Saying::spoke);
        row("LDAP", hex("300c02010165070a010004000400"), P::ldap, P::ldap, Saying::spoke);
        row("LDAP, a long length", hex("3084000000100201016507"), P::ldap, P::ldap, Saying::spoke);
        row("RDP", hex("030000130ed000001234000200080002000000"), P::rdp, P::rdp, Saying::spoke);
        row("SQL Server", hex("0401002b00000100000018"), P::mssql, P::mssql, Saying::spoke);
        row("Kafka", hex("0000001600004b4e0000"), P::none, P::none, Saying::spoke);
        row("full, in plain words", "Too many connections\n", P::none, P::none, Saying::tooMany);
        row("unknown", "\x01\x02\x03", P::http, P::none, Saying::spoke);
    }
    void firstBytes()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, spoken);
        QFETCH(int, who);
        QFETCH(int, said);
        QFETCH(int, code);
        const FirstBytes heard = read(bytes, Protocol(spoken));
        QCOMPARE(protocolInfo(heard.protocol).name, protocolInfo(Protocol(who)).name);
        QCOMPARE(int(heard.said), said);
        QCOMPARE(heard.code, code);
    }

    void everyProtocolIsInTheTable()
    {
        for (std::size_t i = 0; i < kProtocolCount; ++i) {
            const auto protocol = static_cast<Protocol>(i);
            const ProtocolInfo& info = protocolInfo(protocol);
            QCOMPARE(info.id, protocol);
            QCOMPARE(protocolFromName(QLatin1String(info.name)), std::optional(protocol));
            QVERIFY2(!info.speaksFirst || info.hello.empty(), info.name);
            QCOMPARE(helloFromId(helloId(helloOf(protocol))), std::optional(helloOf(protocol)));
        }
        QCOMPARE(protocolFromName(QStringLiteral("https")), std::optional(Protocol::tls));
        QVERIFY(!protocolFromName(QStringLiteral("gopher")));
        QCOMPARE(helloFromId(QStringLiteral("automatic")), std::optional(Hello::automatic));
        QVERIFY(!helloFromId(QString()));
        QCOMPARE(protocolInfo(static_cast<Protocol>(200)).id, Protocol::none);
    }

    void whatIsSpoken()
    {
        TargetSpec t;
        t.port = Port{5432};
        QCOMPARE(spokenTo(t), Protocol::postgresql);
        t.options.hello = Hello::none;
        QCOMPARE(spokenTo(t), Protocol::none);
        t.options.hello = Hello::tls;
        QCOMPARE(spokenTo(t), Protocol::tls);
        t.options.hello = Hello::banner;
        QCOMPARE(spokenTo(t), Protocol::banner);
        t.options.hello = static_cast<Hello>(99);
        QCOMPARE(spokenTo(t), Protocol::none);
        QCOMPARE(usualProtocol(QStringLiteral("HTTP"), Port{1}), Protocol::http);
        QCOMPARE(usualProtocol(QStringLiteral("https"), Port{80}), Protocol::http); // the port decides
        QCOMPARE(usualProtocol(QString(), Port{45678}), Protocol::none);
        QCOMPARE(insideTls(Port{993}), Protocol::imap);
    }
};

QTEST_GUILESS_MAIN(TestProtocol)
#include "test_protocol.moc"

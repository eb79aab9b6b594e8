// DNS messages: what is written, and that nothing an answer holds can mislead or harm. (What whole servers do is in
// test_resolver.)
#include "core/resolve/dns_message.h"

#include <QTest>

using namespace knockback;

namespace {

using Wire = std::vector<std::uint8_t>;

Wire wire(const QByteArray& hex)
{
    const QByteArray bytes = QByteArray::fromHex(hex);
    return {bytes.begin(), bytes.end()};
}

DnsAnswer readAs(const Wire& message, const char* name = "db.example", Family family = Family::ipv4)
{
    DnsAnswer answer;
    answer.name = QString::fromLatin1(name);
    answer.family = family;
    readDnsAnswer(message, answer);
    return answer;
}

// Header (response, one question, the counts), "db.example A IN".
QByteArray head(int answers, int authorities = 0, const char* flags = "8180")
{
    return QByteArray("1234") + flags + "0001" + QByteArray::number(answers, 16).rightJustified(4, '0') +
           QByteArray::number(authorities, 16).rightJustified(4, '0') + "0000" + "026462076578616d706c6500" +
           "00010001";
}

} // namespace

class TestDnsMessage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void query()
    {
        QCOMPARE(buildDnsQuery(0x1234, QStringLiteral("db.example"), Family::ipv4),
                 wire("123401000001000000000000026462076578616d706c650000010001"));
        QCOMPARE(buildDnsQuery(0x1234, QStringLiteral("db.example."), Family::ipv6),
                 wire("123401000001000000000000026462076578616d706c6500001c0001"));
    }
    void namesThatCannotBeAsked()
    {
        QVERIFY(!buildDnsQuery(1, QString(63, QLatin1Char('a')), Family::ipv4).empty());
        QVERIFY(buildDnsQuery(1, QString(64, QLatin1Char('a')), Family::ipv4).empty());
        QVERIFY(buildDnsQuery(1, QStringLiteral("a..b"), Family::ipv4).empty());
        QVERIFY(buildDnsQuery(1, QString(), Family::ipv4).empty());
        QVERIFY(buildDnsQuery(1, QStringLiteral(".a"), Family::ipv4).empty());
        // 253 characters are 255 bytes on the wire, the most there can be.
        const QString longest = QStringLiteral("abcdefghi.").repeated(25) + QStringLiteral("abc");
        QCOMPARE(longest.size(), 253);
        QCOMPARE(buildDnsQuery(1, longest, Family::ipv4).size(), 12U + 255U + 4U);
        QVERIFY(buildDnsQuery(1, longest + QLatin1Char('d'), Family::ipv4).empty());
    }
    void ownQueryIsNoAnswer()
    {
        QCOMPARE(readAs(buildDnsQuery(1, QStringLiteral("db.example"), Family::ipv4)).status, DnsStatus::malformed);
    }

    void answerWithPointers()
    {
        const DnsAnswer answer =
            readAs(wire(head(2) + "c00c00050001000000640007046d61696ec00f" + "c02800010001000000320004c0000201"));
        QCOMPARE(answer.status, DnsStatus::answered);
        QCOMPARE(answer.records.size(), 2);
        QCOMPARE(answer.records[0].value, QStringLiteral("main.example"));
        QCOMPARE(answer.records[0].ttl, 100U);
        QCOMPARE(answer.addresses[0].toString(), QStringLiteral("192.0.2.1"));
    }
    void ttlWithTheTopBitIsZero()
    {
        QCOMPARE(readAs(wire(head(1) + "c00c00010001ffffffff0004c0000201")).records[0].ttl, 0U);
    }
    void otherClassesAndTypes()
    {
        // CHAOS A is passed over; HTTPS (65) is kept by its number; TXT without its text.
        const DnsAnswer answer = readAs(wire(head(3) + "c00c000100030000000100040a000001" +
                                             "c00c004100010000000100020000" + "c00c00100001000000010003026869"));
        QCOMPARE(answer.status, DnsStatus::noData);
        QCOMPARE(answer.records.size(), 2);
        QCOMPARE(answer.records[0].type, QStringLiteral("TYPE65"));
        QCOMPARE(answer.records[1].type, QStringLiteral("TXT"));
    }
    void hostileNamesAreEscaped()
    {
        // CNAME to a label of ESC, a dot, a backslash, a space and 0xff.
        const DnsAnswer answer = readAs(wire(head(1) + "c00c0005000100000001" + "0007" + "051b2e5c20ff00"));
        QCOMPARE(answer.records.size(), 1);
        QCOMPARE(answer.records[0].value, QStringLiteral("\\027\\.\\\\\\032\\255"));
    }
    void nameOf255BytesAndNoMore()
    {
        QByteArray label = "3f" + QByteArray("61").repeated(63);
        const QByteArray fits =
            label.repeated(3) + "3d" + QByteArray("61").repeated(61) + "00"; // 3 × 64 + 62 + 1 = 255
        const QByteArray tooLong = label.repeated(3) + "3e" + QByteArray("61").repeated(62) + "00";
        const auto cname = [](const QByteArray& name) {
            return wire(head(1) + "c00c0005000100000001" +
                        QByteArray::number(name.size() / 2, 16).rightJustified(4, '0') + name);
        };
        QCOMPARE(readAs(cname(fits)).status, DnsStatus::noData);
        QCOMPARE(readAs(cname(fits)).records.size(), 1);
        QCOMPARE(readAs(cname(tooLong)).status, DnsStatus::malformed);
    }
    void malformed_data()
    {
        QTest::addColumn<QByteArray>("hex");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("header cut") << QByteArray("1234818000010000000000");
        QTest::newRow("question cut") << head(0).chopped(4);
        QTest::newRow("two questions") << head(0).replace(8, 4, "0002");
        QTest::newRow("pointer to itself") << head(1) + "c01c" + "000100010000000100040a000001";
        QTest::newRow("pointer forward") << head(1) + "c030" + "000100010000000100040a000001";
        QTest::newRow("pointers back and forth") << head(1) + "0161c01c" + "000100010000000100040a000001";
        QTest::newRow("reserved label type") << head(1) + "8001" + "000100010000000100040a000001";
        QTest::newRow("pointer cut") << head(1) + "c0";
        QTest::newRow("rdata cut") << head(1) + "c00c000100010000000100040a0000";
        QTest::newRow("AAAA of four bytes") << head(1) + "c00c001c0001000000010004c0000201";
        QTest::newRow("CNAME with bytes behind it") << head(1) + "c00c0005000100000001" + "0003" + "c00cff";
        QTest::newRow("CNAME that runs beyond its data") << head(1) + "c00c0005000100000001" + "0001" + "c00c";
        QTest::newRow("MX without room") << head(1) + "c00c000f000100000001" + "0001" + "00";
        QTest::newRow("SOA cut") << head(1) + "c00c0006000100000001" + "0004" + "c00cc00c";
        QTest::newRow("65535 answers promised") << head(65535) + "c00c00010001000000010004c0000201";
    }
    void malformed()
    {
        QFETCH(QByteArray, hex);
        const DnsAnswer answer = readAs(wire(hex));
        QCOMPARE(answer.status, DnsStatus::malformed);
        QVERIFY(answer.records.isEmpty() && answer.addresses.isEmpty());
    }
    // Every way to cut a good message short is seen as broken, and nothing is read beyond the end (ASan watches).
    void everyPrefix()
    {
        const Wire whole =
            wire(head(2) + "c00c00050001000000640007046d61696ec00f" + "c02800010001000000320004c0000201");
        for (std::size_t size = 0; size < whole.size(); ++size)
            QCOMPARE(readAs(Wire(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size))).status,
                     DnsStatus::malformed);
    }
    void negativeWithSoa()
    {
        // NXDOMAIN; SOA of the root with ttl 86400 and minimum 900: it may be kept 900 s.
        const DnsAnswer answer = readAs(wire(head(0, 1, "8183") + "00" + "00060001" + "00015180" + "0016" + "0000" +
                                             "00000001000000020000000300000004" + "00000384"));
        QCOMPARE(answer.status, DnsStatus::nxDomain);
        QCOMPARE(answer.rcode, 3);
        QCOMPARE(answer.records.size(), 1);
        QCOMPARE(answer.records[0].type, QStringLiteral("SOA"));
        QCOMPARE(answer.records[0].name, QString());
        QCOMPARE(answer.records[0].ttl, 900U);
        // A broken authority section takes nothing from the "no".
        QCOMPARE(readAs(wire(head(0, 1, "8183") + "00" + "0006")).status, DnsStatus::nxDomain);
    }
    void chainOfSeventeenIsTooLong()
    {
        const auto chain = [](int links) {
            QByteArray hex;
            const auto name = [](int i) {
                return i == 0 ? QByteArray("c00c") : QByteArray("01") + QByteArray::number(0x61 + i, 16) + "00";
            };
            for (int i = 0; i < links; ++i)
                hex += name(i) + "00050001000000010003" + name(i + 1);
            return wire(head(links + 1) + hex + name(links) + "00010001000000010004c0000201");
        };
        QCOMPARE(readAs(chain(16)).status, DnsStatus::answered);
        QCOMPARE(readAs(chain(17)).status, DnsStatus::noData);
    }
};

QTEST_GUILESS_MAIN(TestDnsMessage)
#include "test_dns_message.moc"

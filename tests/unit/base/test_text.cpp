#include "core/base/text.h"

#include <QTest>
#include <array>
#include <cerrno>

using namespace knockback;
using namespace std::chrono_literals;
using std::chrono::nanoseconds;

class TestText : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void durationsAsAPersonSaysThem_data()
    {
        QTest::addColumn<qint64>("ns");
        QTest::addColumn<QString>("text");
        const auto row = [](const char* name, nanoseconds value, const char* text) {
            QTest::newRow(name) << qint64{value.count()} << QString::fromUtf8(text);
        };
        row("nothing", 0ns, "0.00 ms");
        row("microseconds", 40us, "0.04 ms");
        row("under a millisecond", 400us, "0.4 ms");
        row("milliseconds", 85ms, "85 ms");
        row("rounds up to ten", 9'960us, "10 ms");
        row("just under a second", 999ms, "999 ms");
        row("a second", 1s, "1.0 s");
        row("seconds", 3'070ms, "3.1 s");
        row("tens of seconds", 69'400ms, "69 s");
        row("minutes", 125s, "2 min 5 s");
        row("an hour", 3'840s, "1 h 4 min");
        row("not known", -1ns, "–");
    }
    void durationsAsAPersonSaysThem()
    {
        QFETCH(qint64, ns);
        QFETCH(QString, text);
        QCOMPARE(formatDuration(nanoseconds(ns)), text);
    }

    void durationsAsTyped_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("ns"); // -1: refused
        const auto row = [](const char* text, nanoseconds value) {
            QTest::newRow(text) << QString::fromUtf8(text) << qint64{value.count()};
        };
        row("500ms", 500ms);
        row("10s", 10s);
        row("5m", 5min);
        row("5min", 5min);
        row("2h", 2h);
        row("1d", 24h);
        row("1.5s", 1'500ms);
        row("0s", 0s);
        row("250us", 250us);
        row(" 3s ", 3s);
        row("366d", 366 * 24h);
        for (const char* refused :
             {"", "5", "s", "-1s", "1e3s", "1,5s", "367d", "5 s", "10S", "0x10s", "nan", "999999999h", "1.2.3s", "١s"})
            row(refused, -1ns);
    }
    void durationsAsTyped()
    {
        QFETCH(QString, text);
        QFETCH(qint64, ns);
        const auto parsed = parseDuration(text);
        QCOMPARE(parsed.ok(), ns >= 0);
        if (parsed.ok())
            QCOMPARE(qint64{parsed->count()}, ns);
        else
            QVERIFY2(parsed.error().detail.contains(QStringLiteral("500ms")), "a refusal says what is accepted");
    }

    void hostileTextIsMadeVisible_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("shown");
        QTest::newRow("plain") << QStringLiteral("SSH-2.0-OpenSSH_9.2p1") << QStringLiteral("SSH-2.0-OpenSSH_9.2p1");
        QTest::newRow("line ends") << QStringLiteral("a\r\nb\tc") << QStringLiteral("a\\r\\nb\\tc");
        QTest::newRow("a terminal's escape") << QStringLiteral("\x1b[2J") << QStringLiteral("\\x1b[2J");
        QTest::newRow("bidi override") << QStringLiteral("a\u202egnp.exe") << QStringLiteral("a\\u202egnp.exe");
        QTest::newRow("zero width") << QStringLiteral("a\u200bb") << QStringLiteral("a\\u200bb");
        QTest::newRow("a nought") << QString(QChar(0)) << QStringLiteral("\\x00");
        QTest::newRow("a lone surrogate") << QString(QChar(0xd800)) << QString(QChar(0xfffd));
        QTest::newRow("Chinese stays") << QStringLiteral("连接被拒绝") << QStringLiteral("连接被拒绝");
        QTest::newRow("beyond the first plane") << QStringLiteral("😀") << QStringLiteral("😀");
        QTest::newRow("C1 control") << QString(QChar(0x9b)) << QStringLiteral("\\x9b");
    }
    void hostileTextIsMadeVisible()
    {
        QFETCH(QString, text);
        QFETCH(QString, shown);
        QCOMPARE(printable(text), shown);
    }
    void longTextIsCut()
    {
        QCOMPARE(printable(QString(10'000, QLatin1Char('a')), 20), QString(20, QLatin1Char('a')) + QStringLiteral("…"));
        QCOMPARE(printable(QString(20, QLatin1Char('a')), 20), QString(20, QLatin1Char('a')));
        // Counted in characters, never cut through the middle of one.
        QCOMPARE(printable(QStringLiteral("😀😀😀"), 2), QStringLiteral("😀😀…"));
    }
    void bytes()
    {
        const std::array<std::uint8_t, 6> banner{'2', '2', '0', '\r', '\n', 0xe9};
        QCOMPARE(printable(banner), QStringLiteral("220\\r\\né"));
        QCOMPARE(printable(banner, 3), QStringLiteral("220…"));
        QCOMPARE(printable(std::span<const std::uint8_t>()), QString());
    }
    void errnos()
    {
        QCOMPARE(errnoName(ECONNREFUSED), QStringLiteral("ECONNREFUSED"));
        QCOMPARE(errnoText(ECONNREFUSED), QStringLiteral("Connection refused"));
        QCOMPARE(errnoName(0), QString());
        QCOMPARE(errnoText(0), QString());
        QCOMPARE(errnoName(9999), QStringLiteral("errno 9999"));
    }
};

QTEST_GUILESS_MAIN(TestText)
#include "test_text.moc"

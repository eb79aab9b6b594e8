#include "core/base/clock.h"

#include <QTest>

using namespace knockback;

class TestClock : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { qputenv("TZ", "Asia/Kolkata"); } // half an hour off the full: the offset must show it

    void monotonicNeverGoesBack()
    {
        MonoTime last = systemClock().mono();
        for (int i = 0; i < 10'000; ++i) {
            const MonoTime now = systemClock().mono();
            QVERIFY(now >= last);
            last = now;
        }
    }
    void arithmetic()
    {
        using namespace std::chrono_literals;
        const MonoTime start{1'000};
        QCOMPARE((start + 500ns).ns, std::int64_t{1'500});
        QCOMPARE((start + 500ns) - start, Nanoseconds(500));
        QVERIFY(start - (start + 1ns) < Nanoseconds(0));
    }
    void isoUtc_data()
    {
        QTest::addColumn<qint64>("ns");
        QTest::addColumn<QString>("text");
        QTest::newRow("a moment") << qint64{1'769'853'600'000'000'000} << QStringLiteral("2026-01-31T10:00:00.000Z");
        QTest::newRow("milliseconds are kept")
            << qint64{1'769'853'600'007'000'000} << QStringLiteral("2026-01-31T10:00:00.007Z");
        QTest::newRow("a leap day") << qint64{1'709'208'000'000'000'000} << QStringLiteral("2024-02-29T12:00:00.000Z");
        QTest::newRow("the epoch") << qint64{0} << QStringLiteral("1970-01-01T00:00:00.000Z");
    }
    void isoUtc()
    {
        QFETCH(qint64, ns);
        QFETCH(QString, text);
        QCOMPARE(toIsoUtc({ns}), text);
        QCOMPARE(fromIso(text).ns, ns);
    }
    void isoLocalCarriesItsOffset()
    {
        const WallTime moment{1'769'853'600'000'000'000};
        QCOMPARE(toIsoLocal(moment), QStringLiteral("2026-01-31T15:30:00.000+05:30"));
        QCOMPARE(fromIso(toIsoLocal(moment)).ns, moment.ns);
        QCOMPARE(toClockTime(moment), QStringLiteral("15:30:00.000"));
    }
    void whatIsNoTimeIsZero()
    {
        for (const QString& text : {QString(), QStringLiteral("yesterday"), QStringLiteral("2026-13-01T00:00:00Z"),
                                    QStringLiteral("2026-01-31T25:00:00Z"), QStringLiteral("9999-12-31T00:00:00Z"),
                                    QStringLiteral("0001-01-01T00:00:00Z"), QString(5000, QLatin1Char('9'))})
            QCOMPARE(fromIso(text).ns, std::int64_t{0});
    }
};

QTEST_GUILESS_MAIN(TestClock)
#include "test_clock.moc"

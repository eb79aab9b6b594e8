// Ticks on round values, and the window that is in view.
#include "tests/ui/parts/sample_attempts.h"
#include "ui/models/words.h"
#include "ui/timeline/latency_scale.h"
#include "ui/timeline/time_ticks.h"
#include "ui/timeline/time_window.h"

#include <QTest>

using namespace knockback;
using samples::kMs;
using samples::kSecond;
using samples::kStartNs;

class TestAxes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void stepsAreRound_data();
    void stepsAreRound();
    void ticksStandOnLocalTime();
    void ticksCrossSummerTime();
    void ticksOfDaysAreMidnights();
    void ticksEndWithOddInput();
    void zoneIsSaidOnce();
    void latencyLabels_data();
    void latencyLabels();
    void scaleCovers_data();
    void scaleCovers();
    void scaleAlwaysHasTwoTicks();
    void youngSessionFillsFromTheLeft();
    void liveScrolls();
    void panLeavesLiveAndComesBack();
    void zoomKeepsTheMomentUnderThePointer();
    void zoomStaysLiveAtTheEdge();
    void nothingGetsLost();
};

void TestAxes::initTestCase()
{
    qputenv("TZ", "Europe/Berlin");
    tzset();
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
}

void TestAxes::stepsAreRound_data()
{
    QTest::addColumn<qint64>("span");
    QTest::addColumn<qint64>("step");
    QTest::newRow("half a minute") << qint64(30 * kSecond) << qint64(5 * kSecond);
    QTest::newRow("five minutes") << qint64(300 * kSecond) << qint64(60 * kSecond);
    QTest::newRow("a day") << qint64(86'400 * kSecond) << qint64(6LL * 3600 * kSecond);
    QTest::newRow("a week") << qint64(7LL * 86'400 * kSecond) << qint64(86'400 * kSecond);
    QTest::newRow("40 ms") << qint64(40 * kMs) << qint64(5 * kMs);
}

void TestAxes::stepsAreRound()
{
    QFETCH(qint64, span);
    QFETCH(qint64, step);
    const qint64 got = timeStep(kStartNs, kStartNs + span, 700, 80);
    QVERIFY2(got == step || span / got <= 8, qPrintable(QString::number(got)));
    QVERIFY(span / got >= 3);
}

void TestAxes::ticksStandOnLocalTime()
{
    const auto ticks = timeTicks(kStartNs - 7 * kSecond, kStartNs + 60 * kSecond, 15 * kSecond);
    QCOMPARE(ticks.size(), 5);
    QCOMPARE(ticks.first().label, QStringLiteral("11:00:00")); // 10:00 UTC in winter
    QCOMPARE(ticks.at(1).label, QStringLiteral("11:00:15"));
    const auto fine = timeTicks(kStartNs, kStartNs + 400 * kMs, 200 * kMs);
    QCOMPARE(fine.at(1).label, QStringLiteral("11:00:00.200"));
}

void TestAxes::ticksCrossSummerTime()
{
    // 2026-03-29: 02:00 becomes 03:00. Hours keep their distance, labels tell the local time.
    const qint64 midnight = 1'774'738'800 * kSecond; // 2026-03-29 00:00 CET
    const auto ticks = timeTicks(midnight, midnight + 5LL * 3600 * kSecond, 3600 * kSecond);
    QStringList labels;
    for (const TimeTick& tick : ticks)
        labels << tick.label;
    QCOMPARE(labels, QStringList({QStringLiteral("29 Mar"), QStringLiteral("01:00"), QStringLiteral("03:00"),
                                  QStringLiteral("04:00"), QStringLiteral("05:00"), QStringLiteral("06:00")}));
    QVERIFY(ticks.first().day);
}

void TestAxes::ticksOfDaysAreMidnights()
{
    const qint64 from = 1'774'600'000 * kSecond; // before the clocks change
    const auto ticks = timeTicks(from, from + 6LL * 86'400 * kSecond, 86'400 * kSecond);
    QVERIFY(ticks.size() >= 5);
    for (const TimeTick& tick : ticks)
        QCOMPARE(QDateTime::fromMSecsSinceEpoch(tick.atNs / kMs).time(), QTime(0, 0));
}

void TestAxes::ticksEndWithOddInput()
{
    QVERIFY(timeTicks(5, 5, kSecond).isEmpty());
    QVERIFY(timeTicks(5, 4, kSecond).isEmpty());
    QVERIFY(timeTicks(0, kSecond, 0).isEmpty());
    QVERIFY(timeTicks(0, 1'000'000 * kSecond, kMs).size() <= 500);
    QVERIFY(timeStep(0, std::numeric_limits<qint64>::max(), 100, 90) > 0);
    QVERIFY(!timeTicks(-5 * kSecond, 5 * kSecond, kSecond).isEmpty()); // before 1970
}

void TestAxes::zoneIsSaidOnce()
{
    QCOMPARE(zoneText(kStartNs), QStringLiteral("CET, UTC+01:00"));
    QVERIFY(rangeLabel(kStartNs, kStartNs + 60 * kSecond).startsWith(QStringLiteral("31 Jan 11:00:00")));
}

void TestAxes::latencyLabels_data()
{
    QTest::addColumn<double>("ns");
    QTest::addColumn<QString>("label");
    QTest::newRow("nothing") << 0.0 << QStringLiteral("0");
    QTest::newRow("microseconds") << 2e4 << QStringLiteral("20 µs");
    QTest::newRow("part of a millisecond") << 2e5 << QStringLiteral("0.2 ms");
    QTest::newRow("milliseconds") << 5e7 << QStringLiteral("50 ms");
    QTest::newRow("a second") << 1e9 << QStringLiteral("1 s");
    QTest::newRow("half seconds") << 1.5e9 << QStringLiteral("1.5 s");
    QTest::newRow("minutes") << 300e9 << QStringLiteral("5 min");
}

void TestAxes::latencyLabels()
{
    QFETCH(double, ns);
    QTEST(latencyLabel(ns), "label");
}

void TestAxes::scaleCovers_data()
{
    QTest::addColumn<qint64>("low");
    QTest::addColumn<qint64>("high");
    QTest::addColumn<bool>("log");
    for (const bool log : {true, false}) {
        const char* kind = log ? "log" : "linear";
        QTest::addRow("one value, %s", kind) << qint64(400'000) << qint64(400'000) << log;
        QTest::addRow("loopback to late, %s", kind) << qint64(30'000) << qint64(19'000'000'000) << log;
        QTest::addRow("zero, %s", kind) << qint64(0) << qint64(0) << log;
        QTest::addRow("none, %s", kind) << qint64(-1) << qint64(-1) << log;
        QTest::addRow("five minutes, %s", kind) << qint64(1'000'000) << qint64(300'000'000'000) << log;
    }
}

void TestAxes::scaleCovers()
{
    QFETCH(qint64, low);
    QFETCH(qint64, high);
    QFETCH(bool, log);
    const LatencyScale scale = LatencyScale::covering(low, high, log);
    QVERIFY(scale.highNs() > scale.lowNs());
    if (high >= 1000) {
        QVERIFY(scale.toUnit(static_cast<double>(low)) >= 0);
        QVERIFY(scale.toUnit(static_cast<double>(high)) <= 1);
    }
    QVERIFY(qAbs(scale.toUnit(scale.fromUnit(0.5)) - 0.5) < 1e-6);
    double before = -1;
    for (const LatencyTick& tick : scale.ticks(200, 26)) {
        const double unit = scale.toUnit(tick.ns);
        QVERIFY(unit >= -1e-9 && unit <= 1 + 1e-9);
        QVERIFY(unit > before);
        before = unit;
    }
    QVERIFY(scale.ticks(200, 26).size() <= 12);
}

void TestAxes::scaleAlwaysHasTwoTicks()
{
    for (qint64 low = 10'000; low < 1'000'000'000; low = low * 13 / 10) {
        const auto ticks = LatencyScale::covering(low, low * 3, true).ticks(52, 26);
        QVERIFY(ticks.size() >= 2);
        QSet<QString> labels;
        for (const LatencyTick& tick : ticks)
            labels.insert(tick.label);
        QCOMPARE(labels.size(), ticks.size()); // QCategoryAxis drops a label it has already
    }
}

void TestAxes::youngSessionFillsFromTheLeft()
{
    TimeWindow window;
    window.setSpan(std::chrono::minutes(5));
    window.follow(kStartNs, kStartNs + 3 * kSecond, kStartNs + 4 * kSecond);
    QVERIFY(window.isLive());
    QVERIFY(window.fromNs() <= kStartNs);
    QCOMPARE(window.lengthNs(), 10 * kSecond);
    window.follow(kStartNs, kStartNs + 15 * kSecond, kStartNs + 16 * kSecond);
    QCOMPARE(window.lengthNs(), 20 * kSecond);
    window.follow(kStartNs, kStartNs + 1000 * kSecond, kStartNs + 1001 * kSecond);
    QCOMPARE(window.lengthNs(), 300 * kSecond);
    QVERIFY(window.toNs() > kStartNs + 1001 * kSecond);
}

void TestAxes::liveScrolls()
{
    TimeWindow window;
    window.setSpan(std::chrono::seconds(30));
    window.follow(kStartNs, kStartNs + 600 * kSecond, kStartNs + 601 * kSecond);
    const qint64 before = window.toNs();
    QVERIFY(window.follow(kStartNs, kStartNs + 600 * kSecond, kStartNs + 603 * kSecond));
    QCOMPARE(window.toNs() - before, 2 * kSecond);
    QCOMPARE(window.lengthNs(), 30 * kSecond);
    window.set(kStartNs, kStartNs + 10 * kSecond);
    QVERIFY(!window.isLive());
    QVERIFY(!window.follow(kStartNs, kStartNs + 700 * kSecond, kStartNs + 700 * kSecond));
    QCOMPARE(window.fromNs(), kStartNs);
}

void TestAxes::panLeavesLiveAndComesBack()
{
    TimeWindow window;
    window.setSpan(std::chrono::seconds(30));
    window.follow(kStartNs, kStartNs + 600 * kSecond, kStartNs + 601 * kSecond);
    window.pan(-60 * kSecond);
    QVERIFY(!window.isLive());
    QCOMPARE(window.lengthNs(), 30 * kSecond);
    window.pan(100 * kSecond);
    QVERIFY(window.isLive());
    QCOMPARE(window.lengthNs(), 30 * kSecond);
}

void TestAxes::zoomKeepsTheMomentUnderThePointer()
{
    TimeWindow window;
    window.follow(kStartNs, kStartNs + 3600 * kSecond, 0);
    window.set(kStartNs, kStartNs + 1000 * kSecond);
    const qint64 around = kStartNs + 250 * kSecond;
    window.zoom(around, 0.5);
    QCOMPARE(window.lengthNs(), 500 * kSecond);
    QCOMPARE(around - window.fromNs(), 125 * kSecond);
}

void TestAxes::zoomStaysLiveAtTheEdge()
{
    TimeWindow window;
    window.setSpan(std::chrono::seconds(300));
    window.follow(kStartNs, kStartNs + 3600 * kSecond, kStartNs + 3601 * kSecond);
    window.zoom(window.toNs() - kSecond, 0.5);
    QVERIFY(window.isLive());
    QCOMPARE(window.lengthNs(), 150 * kSecond);
    window.zoom(window.fromNs() + kSecond, 0.5);
    QVERIFY(!window.isLive());
}

void TestAxes::nothingGetsLost()
{
    TimeWindow window;
    window.follow(kStartNs, kStartNs + 3600 * kSecond, 0);
    window.set(kStartNs - 1'000'000 * kSecond, kStartNs - 999'000 * kSecond);
    QVERIFY(window.toNs() > kStartNs); // data is still in view
    window.set(kStartNs + 1'000'000 * kSecond, kStartNs + 1'001'000 * kSecond);
    QVERIFY(window.fromNs() < kStartNs + 3600 * kSecond);
    window.set(kStartNs, kStartNs);
    QVERIFY(window.lengthNs() >= kMs);
    for (int i = 0; i < 200; ++i)
        window.zoom(kStartNs, 0.1);
    QVERIFY(window.lengthNs() >= kMs);
    for (int i = 0; i < 200; ++i)
        window.zoom(kStartNs, 10);
    QVERIFY(window.lengthNs() <= 4000 * kSecond);
    window.reveal(kStartNs + 3599 * kSecond);
    QVERIFY(window.fromNs() <= kStartNs + 3599 * kSecond && window.toNs() >= kStartNs + 3599 * kSecond);
}

QTEST_MAIN(TestAxes)
#include "test_axes.moc"

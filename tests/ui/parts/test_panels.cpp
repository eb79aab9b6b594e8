#include "tests/ui/parts/sample_attempts.h"
#include "ui/panels/attempt_detail.h"
#include "ui/panels/attempt_facts.h"
#include "ui/panels/path_picture.h"
#include "ui/panels/phase_bar.h"
#include "ui/panels/statistics_panel.h"
#include "ui/theme/theme.h"

#include <QHelpEvent>
#include <QLabel>
#include <QTest>
#include <cstdlib>

using namespace knockback;

class TestPanels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void detailTellsErrnoAndIcmp();
    void detailShowsHostileBytesAsText();
    void detailOfEveryOutcome();
    void phasesAddUp();
    void statisticsInWords();
    void statisticsWithNothing();
    void pathInWords();
    void whatIsBehindAProxyBranchesOff();
    void pathDrawsAnyLength();
};

namespace {

QString valueOf(const Attempt& attempt, const QString& label)
{
    for (const FactSection& section : attemptFacts(attempt, samples::newKernel())) {
        for (const FactLine& line : section.lines) {
            if (line.label == label)
                return line.value;
        }
    }
    return {};
}

} // namespace

void TestPanels::detailTellsErrnoAndIcmp()
{
    const Attempt refused = samples::failed(1, samples::kStartNs, Outcome::refused, 0.4);
    QCOMPARE(valueOf(refused, QStringLiteral("Error")), QStringLiteral("ECONNREFUSED (111) · Connection refused"));
    QCOMPARE(valueOf(refused, QStringLiteral("Message")), QStringLiteral("TCP reset (RST)"));
    const Attempt prohibited = samples::prohibited(2, samples::kStartNs);
    QCOMPARE(valueOf(prohibited, QStringLiteral("Message")), QStringLiteral("ICMP 3/13 · administratively prohibited"));
    QCOMPARE(valueOf(prohibited, QStringLiteral("Sent by")), QStringLiteral("198.51.100.1"));
    QCOMPARE(valueOf(samples::late(3, samples::kStartNs, 3004, 3), QStringLiteral("SYN sent again")),
             QStringLiteral("3 times (after 1, 2, 3 s)"));
    AttemptDetail detail;
    detail.setAttempt(prohibited, samples::newKernel());
    QVERIFY(detail.plainText().contains(QStringLiteral("198.51.100.1")));
    detail.setAttempt(std::nullopt, {});
    QVERIFY(detail.plainText().isEmpty());
}

void TestPanels::detailShowsHostileBytesAsText()
{
    const Attempt attempt = samples::withBanner(1, samples::kStartNs, QByteArray("<b>x</b>\x1b[2J\r\n\0end", 18));
    const QString shown = valueOf(attempt, QStringLiteral("First bytes"));
    QVERIFY(shown.contains(QStringLiteral("\\x1b")));
    QVERIFY(!shown.contains(QChar(0x1b)));
    AttemptDetail detail;
    detail.setAttempt(attempt, {});
    for (const QLabel* label : detail.findChildren<QLabel*>()) {
        if (label->text().contains(QStringLiteral("<b>")))
            QCOMPARE(label->textFormat(), Qt::PlainText);
    }
}

void TestPanels::detailOfEveryOutcome()
{
    AttemptDetail detail;
    detail.resize(400, 500);
    detail.show();
    for (std::size_t i = 0; i < kOutcomeCount; ++i) {
        detail.setAttempt(samples::failed(i + 1, samples::kStartNs, static_cast<Outcome>(i), 1.5),
                          samples::oldKernel());
        QVERIFY(detail.plainText().contains(QStringLiteral("Started")));
        QVERIFY(!detail.grab().isNull());
    }
    Attempt bare; // nothing known at all
    detail.setAttempt(bare, {});
    QVERIFY(!detail.grab().isNull());
}

void TestPanels::phasesAddUp()
{
    const auto parts = PhaseBar::partsOf(samples::withBanner(1, samples::kStartNs, QByteArrayLiteral("hello")));
    QCOMPARE(parts.size(), 3);
    for (int i = 1; i < parts.size(); ++i)
        QCOMPARE(parts.at(i).fromNs, parts.at(i - 1).toNs);
    const auto refused = PhaseBar::partsOf(samples::failed(1, samples::kStartNs, Outcome::refused, 0.4));
    QCOMPARE(refused.size(), 1);
    QVERIFY(refused.first().failed);
    QVERIFY(PhaseBar::partsOf(Attempt()).isEmpty());
}

void TestPanels::statisticsInWords()
{
    const Timeline timeline = samples::timeline(samples::refusedOnly(60));
    StatisticsPanel panel;
    panel.resize(500, 100);
    panel.show();
    panel.setStatistics(timeline.statistics(timeline.firstNs(), timeline.lastNs() + 1), QStringLiteral("last minute"));
    QVERIFY(panel.plainText().contains(QStringLiteral("refused\t60")));
    QVERIFY(panel.plainText().startsWith(QStringLiteral("last minute")));
    QVERIFY(!panel.plainText().contains(QStringLiteral("median"))); // nothing connected: no invented latency
    QVERIFY(panel.heightForWidth(200) >= panel.heightForWidth(900));
    QHelpEvent help(QEvent::ToolTip, QPoint(12, 12), panel.mapToGlobal(QPoint(12, 12)));
    QVERIFY(QApplication::sendEvent(&panel, &help));
}

void TestPanels::statisticsWithNothing()
{
    StatisticsPanel panel;
    panel.setStatistics({}, {});
    QCOMPARE(panel.plainText(), QStringLiteral("attempts\t0"));
    QVERIFY(!panel.grab().isNull());
}

void TestPanels::pathInWords()
{
    PathPicture picture;
    picture.setPath({{PathLeg::Kind::thisMachine, PathLeg::State::works, QStringLiteral("you"), {}, {}},
                     {PathLeg::Kind::router, PathLeg::State::works, QStringLiteral("router"), {}, {}},
                     {PathLeg::Kind::host, PathLeg::State::fails, QStringLiteral("db"), {}, {}}});
    QCOMPARE(picture.plainText(), QStringLiteral("you ─ router ─ ✗ db"));
    QCOMPARE(picture.accessibleName(), picture.plainText());
}

void TestPanels::whatIsBehindAProxyBranchesOff()
{
    using K = PathLeg::Kind;
    using S = PathLeg::State;
    QVector<PathLeg> legs{{K::thisMachine, S::works, QStringLiteral("you"), {}, {}},
                          {K::service, S::works, QStringLiteral("nginx"), QStringLiteral("80"), {}},
                          {K::behind, S::fails, QStringLiteral("127.0.0.1:3000"), QStringLiteral("refused"), {}}};
    PathPicture picture;
    picture.setPath(legs);
    QCOMPARE(picture.plainText(), QStringLiteral("you ─ nginx ─ ✗ 127.0.0.1:3000"));
    const int oneRow = picture.sizeHint().height();
    legs[2].state = S::works;
    for (int i = 1; i < 9; ++i)
        legs.append({K::behind, i == 1 ? S::fails : S::unknown, QStringLiteral("127.0.0.1:300%1").arg(i),
                     QStringLiteral("refused"), QStringLiteral("tip %1").arg(i)});
    picture.setPath(legs);
    QVERIFY(picture.plainText().startsWith(
        QStringLiteral("you ─ nginx ─ 127.0.0.1:3000; ✗ 127.0.0.1:3001; ? 127.0.0.1:3002")));
    QVERIFY(picture.sizeHint().height() > oneRow);
    for (const int width : {120, 360, 900}) {
        picture.resize(width, picture.sizeHint().height());
        QVERIFY(!picture.grab().isNull());
    }
    // A leg that fails is drawn in the colour of failure, one that nobody looked at is not.
    const QColor fail = Colours::of(picture.palette()).fail;
    const auto near = [&fail](const QColor& c) { // its edges are smoothed
        return std::abs(c.red() - fail.red()) + std::abs(c.green() - fail.green()) + std::abs(c.blue() - fail.blue()) <
               24;
    };
    const auto red = [&] {
        const QImage image = picture.grab().toImage();
        int count = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                count += near(image.pixelColor(x, y)) ? 1 : 0;
        return count;
    };
    QVERIFY(red() > 20);
    legs[3].state = S::unknown;
    picture.setPath(legs);
    QCOMPARE(red(), 0);
    QHelpEvent help(QEvent::ToolTip, QPoint(700, 30), picture.mapToGlobal(QPoint(700, 30)));
    QVERIFY(QApplication::sendEvent(&picture, &help));
}

void TestPanels::pathDrawsAnyLength()
{
    PathPicture picture;
    for (int count = 0; count < 9; ++count) {
        QVector<PathLeg> legs(count);
        for (PathLeg& leg : legs)
            leg = {PathLeg::Kind::host,
                   PathLeg::State::unknown,
                   QString(60, QLatin1Char('x')),
                   QStringLiteral("203.0.113.2"),
                   {}};
        picture.setPath(legs);
        picture.resize(240, picture.sizeHint().height());
        QVERIFY(!picture.grab().isNull());
    }
}

QTEST_MAIN(TestPanels)
#include "test_panels.moc"

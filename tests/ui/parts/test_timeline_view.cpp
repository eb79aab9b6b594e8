// The timeline as a person uses it: marks where they belong, wheel, drag, keys, hover, live.
#include "tests/ui/parts/sample_attempts.h"
#include "ui/theme/outcome_style.h"
#include "ui/theme/theme.h"
#include "ui/timeline/lane_chart.h"
#include "ui/timeline/legend.h"
#include "ui/timeline/outcome_strip.h"
#include "ui/timeline/overview_strip.h"
#include "ui/timeline/timeline_view.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QToolTip>
#include <QWheelEvent>

using namespace knockback;
using samples::kSecond;
using samples::kStartNs;

namespace {

class TestClock : public Clock
{
public:
    MonoTime mono() const noexcept override { return {now - kStartNs}; }
    WallTime wall() const noexcept override { return {now}; }
    std::int64_t now = kStartNs;
};

// How many pixels of one colour are in a part of the widget.
int pixelsOf(QWidget& widget, const QRect& part, const QColor& colour)
{
    const QImage image = widget.grab(part).toImage();
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            count += image.pixelColor(x, y).rgb() == colour.rgb() ? 1 : 0;
    }
    return count;
}

} // namespace

class TestTimelineView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::light); }
    void init();
    void cleanup();
    void emptyTeaches();
    void showsAllOfASessionAtRest();
    void oneRefusalSurvivesADay();
    void failuresAreNeverSpikes();
    void lanesAppear();
    void wheelZoomsAtThePointer();
    void dragPans();
    void rightDragSelects();
    void shortRightDragDoesNothing();
    void hoverTellsTheAttempt();
    void clickActivates();
    void keysWork();
    void stepsWithTheKeyboard();
    void liveFollowsTheClock();
    void frameWithoutChangeIsFree();
    void selectionIsScrolledIntoView();
    void legendShowsOnlyWhatOccurred();
    void overviewMovesTheWindow();
    void bandsAreTheKernels();
    void scaleSwitches();
    void timelineMayGoAway();
    void overviewCatchesUp();
    void thinSharesKeepTheirPixels();
    void survivesOddTimes();

private:
    LaneChart* lane(int index = 0) const { return m_view->findChildren<LaneChart*>().value(index); }
    QPoint pointOf(qint64 atNs, double y) const
    {
        const QRectF plot = lane()->plotRect();
        const double x = plot.left() + static_cast<double>(atNs - m_view->windowFromNs()) /
                                           static_cast<double>(m_view->windowToNs() - m_view->windowFromNs()) *
                                           plot.width();
        return QPointF(x, y).toPoint();
    }
    void show(const Timeline& timeline)
    {
        m_view->setTimeline(&timeline);
        m_view->show();
        QApplication::processEvents();
    }

    std::unique_ptr<TimelineView> m_view;
};

void TestTimelineView::init()
{
    m_view = std::make_unique<TimelineView>();
    m_view->setSynTimetable(samples::newKernel());
    m_view->resize(800, 460);
}

void TestTimelineView::cleanup()
{
    m_view.reset();
}

void TestTimelineView::emptyTeaches()
{
    const Timeline none;
    show(none);
    QVERIFY(lane() == nullptr);
    m_view->refresh();
    const QImage before = m_view->grab().toImage();
    m_view->setLiveClock(&systemClock()); // "press Watch" is over: the first attempt is under way
    QVERIFY(before != m_view->grab().toImage());
    m_view->setLiveClock(nullptr);
    QCOMPARE(m_view->grab().toImage(), before);
}

void TestTimelineView::showsAllOfASessionAtRest()
{
    const Timeline timeline = samples::timeline(samples::mixed(200));
    show(timeline);
    QVERIFY(m_view->windowFromNs() <= timeline.firstNs());
    QVERIFY(m_view->windowToNs() >= timeline.lastNs());
    QCOMPARE(lane()->frame().samples.size(), std::size_t(200));
}

void TestTimelineView::oneRefusalSurvivesADay()
{
    Timeline timeline;
    for (int i = 0; i < 86'400; ++i) {
        timeline.append(i == 40'000 ? samples::failed(40'001, kStartNs + i * kSecond, Outcome::refused, 0.4)
                                    : samples::connected(static_cast<std::uint64_t>(i) + 1, kStartNs + i * kSecond, 2));
    }
    show(timeline);
    QVERIFY(lane()->frame().bucketed);
    QVERIFY(lane()->frame().buckets.size() <= static_cast<std::size_t>(lane()->plotRect().width()));
    // Its mark stands on the rail at its time, and in the outcome counts.
    const QPoint at = pointOf(kStartNs + 40'000 * kSecond, lane()->plotRect().bottom());
    const QRect rail(at.x() - 14, at.y(), 28, 30);
    QVERIFY(pixelsOf(*lane()->viewport(), rail, outcomeColour(OutcomeClass::refused, false)) > 8);
    auto* strip = m_view->findChild<OutcomeStrip*>();
    int refused = 0;
    for (const auto& bar : strip->bars())
        refused += static_cast<int>(bar.counts[static_cast<std::size_t>(OutcomeClass::refused)]);
    QCOMPARE(refused, 1);
}

void TestTimelineView::failuresAreNeverSpikes()
{
    auto attempts = samples::quiet(40);
    attempts.push_back(samples::failed(99, kStartNs + 20 * kSecond + 500 * samples::kMs, Outcome::timedOut, 8000));
    const Timeline timeline = samples::timeline(attempts);
    show(timeline);
    // Its eight seconds do not stretch the scale, and nothing of its colour stands in the plot.
    QVERIFY(lane()->frame().maxNs < 100 * samples::kMs);
    const QColor colour = outcomeColour(OutcomeClass::timedOut, false);
    QCOMPARE(pixelsOf(*lane()->viewport(), lane()->plotRect().toRect(), colour), 0);
    QVERIFY(pixelsOf(*lane()->viewport(), lane()->viewport()->rect(), colour) > 4);
}

void TestTimelineView::lanesAppear()
{
    Timeline timeline = samples::timeline(samples::lanes(1, 10));
    show(timeline);
    QCOMPARE(m_view->findChildren<LaneChart*>().size(), 1);
    for (const Attempt& attempt : samples::lanes(8, 30))
        timeline.append(attempt);
    m_view->refresh();
    QCOMPARE(m_view->findChildren<LaneChart*>().size(), 8);
    for (const LaneChart* each : m_view->findChildren<LaneChart*>())
        QVERIFY(each->height() >= LaneChart::leastHeight(true));
    // All lanes share the same x.
    QCOMPARE(lane(0)->plotRect().left(), lane(7)->plotRect().left());
    QCOMPARE(lane(0)->plotRect().width(), lane(7)->plotRect().width());
}

void TestTimelineView::wheelZoomsAtThePointer()
{
    const Timeline timeline = samples::timeline(samples::quiet(600));
    show(timeline);
    const qint64 moment = kStartNs + 200 * kSecond;
    const qint64 before = m_view->windowToNs() - m_view->windowFromNs();
    const QPoint at = pointOf(moment, 60);
    QWheelEvent wheel(at, lane()->viewport()->mapToGlobal(at), QPoint(), QPoint(0, 240), Qt::NoButton, Qt::NoModifier,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(lane()->viewport(), &wheel);
    QVERIFY(m_view->windowToNs() - m_view->windowFromNs() < before * 7 / 10);
    QVERIFY(qAbs(pointOf(moment, 60).x() - at.x()) <= 1);
}

void TestTimelineView::dragPans()
{
    const Timeline timeline = samples::timeline(samples::quiet(600));
    show(timeline);
    m_view->setWindow(kStartNs + 100 * kSecond, kStartNs + 200 * kSecond);
    QSignalSpy moved(m_view.get(), &TimelineView::windowChanged);
    QWidget* target = lane()->viewport();
    QTest::mousePress(target, Qt::LeftButton, {}, QPoint(400, 60));
    QTest::mouseMove(target, QPoint(420, 60));
    QMouseEvent move(QEvent::MouseMove, QPointF(470, 60), target->mapToGlobal(QPointF(470, 60)), Qt::NoButton,
                     Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(target, &move);
    QTest::mouseRelease(target, Qt::LeftButton, {}, QPoint(470, 60));
    QVERIFY(!moved.isEmpty());
    QVERIFY(m_view->windowFromNs() < kStartNs + 100 * kSecond); // the past comes in from the left
    QVERIFY(qAbs(m_view->windowToNs() - m_view->windowFromNs() - 100 * kSecond) <= 1);
    QVERIFY(!m_view->isLive());
}

void TestTimelineView::rightDragSelects()
{
    const Timeline timeline = samples::timeline(samples::quiet(600));
    show(timeline);
    m_view->setWindow(kStartNs, kStartNs + 500 * kSecond);
    QWidget* target = lane()->viewport();
    const QPoint from = pointOf(kStartNs + 100 * kSecond, 50);
    const QPoint to = pointOf(kStartNs + 200 * kSecond, 80);
    QTest::mousePress(target, Qt::RightButton, {}, from);
    QMouseEvent move(QEvent::MouseMove, to, target->mapToGlobal(to), Qt::NoButton, Qt::RightButton, Qt::NoModifier);
    QApplication::sendEvent(target, &move);
    QTest::mouseRelease(target, Qt::RightButton, {}, to);
    QVERIFY(qAbs(m_view->windowFromNs() - kStartNs - 100 * kSecond) < 2 * kSecond);
    QVERIFY(qAbs(m_view->windowToNs() - kStartNs - 200 * kSecond) < 2 * kSecond);
}

void TestTimelineView::shortRightDragDoesNothing()
{
    const Timeline timeline = samples::timeline(samples::quiet(60));
    show(timeline);
    const qint64 from = m_view->windowFromNs();
    QTest::mouseClick(lane()->viewport(), Qt::RightButton, {}, QPoint(300, 60));
    QCOMPARE(m_view->windowFromNs(), from);
}

void TestTimelineView::hoverTellsTheAttempt()
{
    auto attempts = samples::quiet(10);
    attempts.push_back(samples::failed(99, kStartNs + 5'500 * samples::kMs, Outcome::refused, 0.4));
    const Timeline timeline = samples::timeline(attempts);
    show(timeline);
    QSignalSpy hovered(m_view.get(), &TimelineView::attemptHovered);
    const QPoint rail = pointOf(kStartNs + 5'500 * samples::kMs, lane()->plotRect().bottom() + 13);
    QMouseEvent move(QEvent::MouseMove, rail, lane()->viewport()->mapToGlobal(rail), Qt::NoButton, Qt::NoButton,
                     Qt::NoModifier);
    QApplication::sendEvent(lane()->viewport(), &move);
    QCOMPARE(hovered.count(), 1);
    QCOMPARE(hovered.first().first().toULongLong(), 99ULL);
    QTRY_VERIFY(QToolTip::isVisible());
    QVERIFY(QToolTip::text().contains(QStringLiteral("refused after 0.4 ms")));
    QVERIFY(QToolTip::text().contains(QStringLiteral("203.0.113.2")));
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(lane()->viewport(), &leave);
    QCOMPARE(hovered.last().first().toULongLong(), 0ULL);
}

void TestTimelineView::clickActivates()
{
    auto attempts = samples::quiet(10);
    attempts.push_back(samples::failed(99, kStartNs + 5'500 * samples::kMs, Outcome::timedOut, 3000));
    const Timeline timeline = samples::timeline(attempts);
    show(timeline);
    QSignalSpy activated(m_view.get(), &TimelineView::attemptActivated);
    QTest::mouseClick(lane()->viewport(), Qt::LeftButton, {},
                      pointOf(kStartNs + 5'500 * samples::kMs, lane()->plotRect().bottom() + 13));
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated.first().first().toULongLong(), 99ULL);
    QTest::mouseClick(lane()->viewport(), Qt::LeftButton, {},
                      QPoint(static_cast<int>(lane()->plotRect().left()) + 20, 8));
    QCOMPARE(activated.count(), 1); // nothing there
}

void TestTimelineView::keysWork()
{
    const Timeline timeline = samples::timeline(samples::quiet(600));
    show(timeline);
    m_view->setWindow(kStartNs + 200 * kSecond, kStartNs + 300 * kSecond);
    QTest::keyClick(m_view.get(), Qt::Key_Left);
    QCOMPARE(m_view->windowFromNs(), kStartNs + 190 * kSecond);
    QTest::keyClick(m_view.get(), Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(m_view->windowFromNs(), kStartNs + 240 * kSecond);
    QTest::keyClick(m_view.get(), Qt::Key_Plus);
    QCOMPARE(m_view->windowToNs() - m_view->windowFromNs(), 50 * kSecond);
    QTest::keyClick(m_view.get(), Qt::Key_Minus);
    QCOMPARE(m_view->windowToNs() - m_view->windowFromNs(), 100 * kSecond);
    QTest::keyClick(m_view.get(), Qt::Key_Home);
    QVERIFY(m_view->windowFromNs() <= kStartNs);
    QTest::keyClick(m_view.get(), Qt::Key_End);
    QVERIFY(m_view->isLive());
    QTest::keyClick(m_view.get(), Qt::Key_0);
    QVERIFY(m_view->windowFromNs() <= kStartNs && m_view->windowToNs() >= timeline.lastNs());
    QTest::keyClick(m_view.get(), Qt::Key_L);
    QVERIFY(!m_view->isLogScale());
}

void TestTimelineView::stepsWithTheKeyboard()
{
    const Timeline timeline = samples::timeline(samples::quiet(20));
    show(timeline);
    QSignalSpy activated(m_view.get(), &TimelineView::attemptActivated);
    QTest::keyClick(m_view.get(), Qt::Key_Right, Qt::ControlModifier);
    QVERIFY(m_view->accessibleDescription().contains(QStringLiteral("connected in")));
    QTest::keyClick(m_view.get(), Qt::Key_Right, Qt::ControlModifier);
    QTest::keyClick(m_view.get(), Qt::Key_Right, Qt::ControlModifier);
    QTest::keyClick(m_view.get(), Qt::Key_Left, Qt::ControlModifier);
    QTest::keyClick(m_view.get(), Qt::Key_Return);
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated.first().first().toULongLong(), 2ULL);
}

void TestTimelineView::liveFollowsTheClock()
{
    TestClock clock;
    Timeline timeline;
    m_view->setLiveClock(&clock);
    m_view->setSpan(std::chrono::seconds(30));
    show(timeline);
    QSignalSpy live(m_view.get(), &TimelineView::liveChanged);
    for (const Attempt& attempt : samples::quiet(100))
        timeline.append(attempt);
    clock.now = kStartNs + 101 * kSecond;
    m_view->setTimeline(&timeline);
    m_view->setSpan(std::chrono::seconds(30));
    QCOMPARE(m_view->windowToNs() - m_view->windowFromNs(), 30 * kSecond);
    const qint64 before = m_view->windowToNs();
    clock.now += 5 * kSecond; // nothing arrives, time passes
    m_view->refresh();
    QCOMPARE(m_view->windowToNs() - before, 5 * kSecond);
    m_view->setWindow(kStartNs, kStartNs + 20 * kSecond);
    QVERIFY(!m_view->isLive());
    QCOMPARE(live.count(), 1);
    clock.now += 5 * kSecond;
    m_view->refresh();
    QCOMPARE(m_view->windowFromNs(), kStartNs);
    m_view->jumpToLive();
    QVERIFY(m_view->isLive());
    QVERIFY(m_view->windowToNs() >= clock.now);
    QCOMPARE(live.count(), 2);
}

void TestTimelineView::frameWithoutChangeIsFree()
{
    const Timeline timeline = samples::timeline(samples::quiet(100));
    show(timeline);
    QSignalSpy moved(m_view.get(), &TimelineView::windowChanged);
    class Counter : public QObject
    {
    public:
        int paints = 0;
        bool eventFilter(QObject* /*object*/, QEvent* event) override
        {
            paints += event->type() == QEvent::Paint ? 1 : 0;
            return false;
        }
    } counter;
    QApplication::processEvents();
    lane()->viewport()->installEventFilter(&counter);
    for (int i = 0; i < 10; ++i) {
        m_view->refresh();
        QApplication::processEvents();
    }
    QCOMPARE(counter.paints, 0);
    QCOMPARE(moved.count(), 0);
}

void TestTimelineView::selectionIsScrolledIntoView()
{
    const Timeline timeline = samples::timeline(samples::quiet(600));
    show(timeline);
    m_view->setWindow(kStartNs, kStartNs + 60 * kSecond);
    m_view->setSelectedAttempt(400, kStartNs + 399 * kSecond);
    QVERIFY(m_view->windowFromNs() <= kStartNs + 399 * kSecond);
    QVERIFY(m_view->windowToNs() >= kStartNs + 399 * kSecond);
    m_view->setSelectedAttempt(0, 0);
}

void TestTimelineView::legendShowsOnlyWhatOccurred()
{
    const Timeline timeline = samples::timeline(samples::refusedOnly(30));
    show(timeline);
    auto* legend = m_view->findChild<Legend*>();
    QVERIFY(legend != nullptr);
    QCOMPARE(legend->accessibleName(), QStringLiteral("refused: 30"));
}

void TestTimelineView::overviewMovesTheWindow()
{
    const Timeline timeline = samples::timeline(samples::quiet(600));
    show(timeline);
    m_view->setWindow(kStartNs, kStartNs + 60 * kSecond);
    auto* overview = m_view->findChild<OverviewStrip*>();
    QTest::mouseClick(overview, Qt::LeftButton, {}, QPoint(overview->width() - 60, overview->height() / 2));
    QVERIFY(m_view->windowFromNs() > kStartNs + 400 * kSecond);
    QVERIFY(qAbs(m_view->windowToNs() - m_view->windowFromNs() - 60 * kSecond) <= 1);
}

void TestTimelineView::bandsAreTheKernels()
{
    const Timeline timeline = samples::timeline(samples::fullQueue(100));
    show(timeline);
    const QImage modern = lane()->viewport()->grab().toImage();
    m_view->setSynTimetable(samples::oldKernel());
    QVERIFY(modern != lane()->viewport()->grab().toImage());
    m_view->setSynTimetable({});
    const QColor line = outcomeTextColour(OutcomeClass::late, false);
    const QRect top(static_cast<int>(lane()->plotRect().right()) - 120, 0, 120, 40);
    QCOMPARE(pixelsOf(*lane()->viewport(), top, line), 0); // no label without a timetable
}

void TestTimelineView::scaleSwitches()
{
    const Timeline timeline = samples::timeline(samples::quiet(60));
    show(timeline);
    QSignalSpy switched(m_view.get(), &TimelineView::logScaleChanged);
    const QImage before = lane()->viewport()->grab().toImage();
    m_view->setLogScale(false);
    QCOMPARE(switched.count(), 1);
    QVERIFY(before != lane()->viewport()->grab().toImage());
}

void TestTimelineView::timelineMayGoAway()
{
    {
        const Timeline timeline = samples::timeline(samples::lanes(3, 20));
        show(timeline);
        m_view->setTimeline(nullptr);
    }
    m_view->refresh();
    m_view->zoomIn();
    QTest::keyClick(m_view.get(), Qt::Key_Right, Qt::ControlModifier);
    QVERIFY(!m_view->grab().isNull());
    const Timeline other = samples::timeline(samples::quiet(5));
    show(other);
    QCOMPARE(lane()->frame().samples.size(), std::size_t(5));
}

void TestTimelineView::overviewCatchesUp()
{
    Timeline timeline = samples::timeline(samples::quiet(30));
    show(timeline);
    auto* overview = m_view->findChild<OverviewStrip*>();
    const QColor red = outcomeColour(OutcomeClass::refused, false);
    const auto reddish = [&] {
        const QImage image = overview->grab().toImage();
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                const QColor c = image.pixelColor(x, y);
                if (qAbs(c.red() - red.red()) + qAbs(c.green() - red.green()) + qAbs(c.blue() - red.blue()) < 60)
                    return true;
            }
        }
        return false;
    };
    timeline.append(samples::failed(99, kStartNs + 31 * kSecond, Outcome::refused, 0.4));
    QTRY_VERIFY((m_view->refresh(), reddish())); // nothing more arrives
}

void TestTimelineView::thinSharesKeepTheirPixels()
{
    ClassCounts counts{};
    counts[static_cast<std::size_t>(OutcomeClass::connected)] = 100'000;
    counts[static_cast<std::size_t>(OutcomeClass::refused)] = 1;
    const auto heights = stackHeights(counts, 40, 2);
    QCOMPARE(heights[static_cast<std::size_t>(OutcomeClass::refused)], 2.0);
    QCOMPARE(heights[static_cast<std::size_t>(OutcomeClass::connected)], 38.0);
    const auto none = stackHeights(ClassCounts{}, 40, 2);
    QCOMPARE(*std::max_element(none.begin(), none.end()), 0.0);
}

void TestTimelineView::survivesOddTimes()
{
    // A clock that was set back, a start before 1970, one far in the future.
    Timeline timeline;
    timeline.append(samples::connected(1, kStartNs, 1));
    timeline.append(samples::connected(2, kStartNs - 3600 * kSecond, 1));
    timeline.append(samples::connected(3, -5 * kSecond, 1));
    timeline.append(samples::connected(4, 4'000'000'000LL * kSecond, 1));
    show(timeline);
    m_view->showAll();
    QVERIFY(!m_view->grab().isNull());
    for (int i = 0; i < 60; ++i)
        m_view->zoomIn();
    for (int i = 0; i < 60; ++i)
        m_view->zoomOut();
    QVERIFY(!m_view->grab().isNull());
    m_view->resize(40, 30);
    QVERIFY(!m_view->grab().isNull());
}

QTEST_MAIN(TestTimelineView)
#include "test_timeline_view.moc"

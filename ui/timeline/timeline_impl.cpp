#include "ui/timeline/timeline_impl.h"

#include "ui/models/words.h"
#include "ui/theme/theme.h"
#include "ui/timeline/tips.h"

#include <QAccessible>
#include <QEvent>
#include <QScrollArea>
#include <QScrollBar>
#include <QStackedLayout>
#include <QToolTip>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace knockback {

namespace {

constexpr int kLaneGap = 4;
constexpr int kOverviewEveryMs = 500;

QString laneTitle(const Lane& lane)
{
    return lane.address().isNone() ? TimelineView::tr("no address (the name did not resolve)")
                                   : lane.address().toString();
}

QString laneFigures(const LaneFrame& frame)
{
    std::uint64_t total = 0;
    std::uint64_t failed = 0;
    for (const Sample& sample : frame.samples) {
        ++total;
        failed += isFailure(outcomeClass(sample)) ? 1 : 0;
    }
    for (const Bucket& bucket : frame.slots) {
        const ClassCounts counts = classCounts(bucket.outcomes, bucket.late);
        total += bucket.total;
        for (std::size_t i = 0; i < kOutcomeClassCount; ++i)
            failed += isFailure(static_cast<OutcomeClass>(i)) ? counts[i] : 0;
    }
    if (total == 0)
        return {};
    if (failed == 0)
        return TimelineView::tr("none failed");
    const double percent = 100.0 * static_cast<double>(failed) / static_cast<double>(total);
    return TimelineView::tr("%1 % failed")
        .arg(percent < 1 ? QStringLiteral("< 1") : QString::number(std::lround(percent)));
}

} // namespace

TimelineView::Impl::Impl(TimelineView* view) : m_view(view)
{
    build();
    connectGestures();
}

void TimelineView::Impl::build()
{
    auto* outer = new QWidget;
    auto* column = new QVBoxLayout(outer);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_controls = new TimelineControls;
    m_controls->setLogScale(m_log);
    m_controls->setLive(true, false);
    column->addWidget(m_controls);
    m_pages = new QStackedLayout;
    column->addLayout(m_pages, 1);
    m_empty = new EmptyTimeline;
    m_pages->addWidget(m_empty);

    auto* plot = new QWidget;
    auto* rows = new QVBoxLayout(plot);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    m_scroll = new QScrollArea;
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setMinimumHeight(LaneChart::leastHeight(false));
    m_lanesBox = new QWidget;
    m_scroll->setWidget(m_lanesBox);
    m_time = new TimeStrip;
    m_outcomes = new OutcomeStrip;
    m_overview = new OverviewStrip;
    rows->addWidget(m_scroll, 1);
    rows->addWidget(m_time);
    rows->addWidget(m_outcomes);
    rows->addWidget(m_overview);
    m_pages->addWidget(plot);

    auto* whole = new QVBoxLayout(m_view);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(outer);

    connect(m_controls, &TimelineControls::liveChosen, m_view, &TimelineView::setLive);
    connect(m_controls, &TimelineControls::spanChosen, m_view, &TimelineView::setSpan);
    connect(m_controls, &TimelineControls::logChosen, m_view, &TimelineView::setLogScale);
    connect(m_controls, &TimelineControls::fitChosen, m_view, &TimelineView::showAll);
    connect(m_controls, &TimelineControls::zoomInChosen, m_view, &TimelineView::zoomIn);
    connect(m_controls, &TimelineControls::zoomOutChosen, m_view, &TimelineView::zoomOut);
    connect(m_overview, &OverviewStrip::windowChosen, m_view, &TimelineView::setWindow);
    connect(m_scroll->verticalScrollBar(), &QScrollBar::valueChanged, this, [this] { redraw(); });
    m_scroll->installEventFilter(this);
}

void TimelineView::Impl::connectGestures()
{
    m_gestures = new Gestures(this);
    m_gestures->watch(m_time);
    m_gestures->watch(m_outcomes);
    connect(m_gestures, &Gestures::zoomed, this, [this](double x, double factor) {
        change([at = timeAt(x), factor](TimeWindow& window) { window.zoom(at, factor); });
    });
    connect(m_gestures, &Gestures::panned, this, [this](double pixels) {
        change([this, pixels](TimeWindow& window) {
            window.pan(static_cast<qint64>(pixels / plotWidth() * static_cast<double>(window.lengthNs())));
        });
    });
    connect(m_gestures, &Gestures::scrolled, this, [this](int pixels) {
        m_scroll->verticalScrollBar()->setValue(m_scroll->verticalScrollBar()->value() + pixels);
    });
    connect(m_gestures, &Gestures::selecting, this, [this](double from, double to) {
        for (LaneChart* lane : m_lanes)
            lane->setSelection(std::pair(from, to));
    });
    connect(m_gestures, &Gestures::selected, this, [this](double from, double to) {
        const qint64 a = timeAt(std::min(from, to));
        const qint64 b = timeAt(std::max(from, to));
        for (LaneChart* lane : m_lanes)
            lane->setSelection(std::nullopt);
        change([a, b](TimeWindow& window) { window.set(a, b); });
    });
    connect(m_gestures, &Gestures::selectionDropped, this, [this] {
        for (LaneChart* lane : m_lanes)
            lane->setSelection(std::nullopt);
    });
    connect(m_gestures, &Gestures::hovered, this, &Impl::hover);
    connect(m_gestures, &Gestures::clicked, this, &Impl::click);
    connect(m_gestures, &Gestures::left, this, [this] {
        for (LaneChart* lane : m_lanes)
            lane->pointAtNothing();
        setHovered(0);
        QToolTip::hideText();
    });
}

void TimelineView::Impl::setTimeline(const Timeline* timeline)
{
    m_timeline = timeline;
    for (LaneChart* lane : m_lanes)
        lane->setLane(nullptr);
    m_selected = 0;
    m_hovered = 0;
    m_drawnCount = m_overviewCount = 0;
    m_overviewAt = {}; // at rest nothing comes that would draw it later
    m_grew = false;
    m_overview->clear();
    m_outcomes->clear();
    m_window = TimeWindow();
    if (hasData() && m_clock == nullptr)
        m_window.showAll(); // a session at rest: first what there is, then details
    m_controls->legend()->setCounts({});
    redraw();
}

void TimelineView::Impl::setSyn(const SynTimetable& syn)
{
    m_syn = syn;
    for (LaneChart* lane : m_lanes)
        lane->setBands(m_syn);
    redraw();
}

void TimelineView::Impl::retranslate()
{
    for (LaneChart* lane : m_lanes)
        lane->setBands(m_syn);
    m_empty->update();
}

void TimelineView::Impl::setClock(const Clock* clock)
{
    if (clock == m_clock)
        return;
    m_clock = clock;
    m_empty->setWaiting(clock != nullptr);
    redraw();
}

void TimelineView::Impl::setLog(bool log)
{
    m_controls->setLogScale(log);
    if (log == m_log)
        return;
    m_log = log;
    for (LaneChart* lane : m_lanes)
        lane->setLogScale(log);
    redraw();
    Q_EMIT m_view->logScaleChanged(log);
}

void TimelineView::Impl::change(const std::function<void(TimeWindow&)>& how)
{
    follow();
    how(m_window);
    redraw();
}

void TimelineView::Impl::follow()
{
    if (!hasData())
        return;
    const qint64 last = m_timeline->lastNs();
    m_window.follow(m_timeline->firstNs(), last,
                    m_clock != nullptr ? std::max<qint64>(last, m_clock->wall().ns) : last);
}

void TimelineView::Impl::refresh()
{
    if (!m_view->isVisible())
        return;
    if (!hasData()) {
        if (m_pages->currentWidget() != m_empty)
            redraw();
        return;
    }
    follow();
    std::size_t count = 0;
    for (const Lane& lane : m_timeline->lanes())
        count += lane.size();
    const double pixel = static_cast<double>(m_window.lengthNs()) / plotWidth();
    const bool moved = std::abs(static_cast<double>(m_window.toNs() - m_toldTo)) >= pixel / 2 ||
                       std::abs(static_cast<double>(m_window.fromNs() - m_toldFrom)) >= pixel / 2;
    m_grew = m_grew || (m_drawnCount != 0 && count > m_drawnCount);
    // The overview lags behind by design; it must still catch up when nothing new comes.
    if (count != m_drawnCount || count != m_overviewCount || moved || m_timeline->lanes().size() != m_lanes.size())
        redraw();
}

void TimelineView::Impl::redraw()
{
    const bool data = hasData();
    m_pages->setCurrentIndex(data ? 1 : 0);
    if (!data) {
        tellChanges();
        return;
    }
    if (matchLanes())
        layOut();
    follow();
    const auto ticks =
        timeTicks(m_window.fromNs(), m_window.toNs(), timeStep(m_window.fromNs(), m_window.toNs(), plotWidth(), 88));
    drawLanes(ticks);
    m_time->showWindow(m_window.fromNs(), m_window.toNs(), ticks);
    m_outcomes->showWindow(*m_timeline, m_window.fromNs(), m_window.toNs(), busiestInView());
    ClassCounts counts{};
    for (const OutcomeStrip::Bar& bar : m_outcomes->bars()) {
        for (std::size_t i = 0; i < kOutcomeClassCount; ++i)
            counts[i] += bar.counts[i];
    }
    m_controls->legend()->setCounts(counts);

    std::size_t count = 0;
    for (const Lane& lane : m_timeline->lanes())
        count += lane.size();
    m_drawnCount = count;
    // The whole is drawn anew twice a second at most: it hardly moves.
    const bool stale =
        count != m_overviewCount &&
        (m_overviewAt.ns == 0 || systemClock().mono() - m_overviewAt >= std::chrono::milliseconds(kOverviewEveryMs));
    m_overview->showAll(*m_timeline, m_timeline->firstNs(),
                        std::max<qint64>(m_timeline->lastNs(), m_timeline->firstNs() + 1'000'000'000), stale);
    if (stale) {
        m_overviewCount = count;
        m_overviewAt = systemClock().mono();
    }
    m_overview->showWindow(m_window.fromNs(), m_window.toNs());
    tellChanges();
}

void TimelineView::Impl::drawLanes(const QVector<TimeTick>& ticks)
{
    const QRect visible = m_scroll->viewport()->rect().translated(0, m_scroll->verticalScrollBar()->value());
    const auto& lanes = m_timeline->lanes();
    for (std::size_t i = 0; i < m_lanes.size() && i < lanes.size(); ++i) {
        LaneChart* chart = m_lanes[i];
        chart->setLane(&lanes[i]); // the vector may have moved
        if (!visible.intersects(chart->geometry()))
            continue;
        chart->showWindow(m_window.fromNs(), m_window.toNs(), ticks);
        if (lanes.size() > 1)
            chart->setTitle(laneTitle(lanes[i]), laneFigures(chart->frame()));
    }
}

std::size_t TimelineView::Impl::busiestInView() const
{
    std::size_t out = 0;
    for (const LaneChart* lane : m_lanes) {
        std::size_t count = lane->frame().samples.size();
        for (const Bucket& bucket : lane->frame().buckets)
            count += bucket.total;
        out = std::max(out, count);
    }
    return out;
}

void TimelineView::Impl::tellChanges()
{
    m_controls->setLive(m_window.isLive(), m_clock != nullptr || m_grew);
    const bool all = m_window.isLive() && m_window.span().count() == 0;
    m_controls->showSpan(m_window.isLive() ? m_window.span() : std::chrono::nanoseconds(m_window.lengthNs()), all);
    if (m_window.fromNs() != m_toldFrom || m_window.toNs() != m_toldTo) {
        m_toldFrom = m_window.fromNs();
        m_toldTo = m_window.toNs();
        Q_EMIT m_view->windowChanged(m_toldFrom, m_toldTo);
    }
    if (m_window.isLive() != m_toldLive) {
        m_toldLive = m_window.isLive();
        Q_EMIT m_view->liveChanged(m_toldLive);
    }
}

bool TimelineView::Impl::matchLanes()
{
    const std::size_t wanted = m_timeline->lanes().size();
    if (wanted == m_lanes.size())
        return false;
    while (m_lanes.size() > wanted) {
        m_lanes.back()->deleteLater();
        m_lanes.back()->hide();
        m_lanes.pop_back();
    }
    while (m_lanes.size() < wanted) {
        auto* lane = new LaneChart(m_lanesBox);
        lane->setLogScale(m_log);
        lane->setBands(m_syn);
        lane->setSelected(m_selected, m_selectedNs);
        m_gestures->watch(lane->viewport());
        lane->show();
        m_lanes.push_back(lane);
    }
    return true;
}

PlotEdges TimelineView::Impl::edges() const
{
    const QFontMetrics metrics(fonts::figures(fonts::caption()));
    PlotEdges out;
    out.left = 56;
    for (const QString& text : {OutcomeStrip::tr("outcomes"), OverviewStrip::tr("overview"), LaneChart::tr("failures"),
                                QStringLiteral("UTC+00:00"), QStringLiteral("500 ms")})
        out.left = std::max(out.left, metrics.horizontalAdvance(text) + 2 * grid::kGap);
    return out;
}

void TimelineView::Impl::layOut()
{
    if (hasData())
        matchLanes();
    m_scroll->parentWidget()->layout()->activate();
    const PlotEdges edge = edges();
    m_gestures->setPlotLeft(edge.left);
    placeLanes();
    PlotEdges below = edge; // the strips reach under the scroll bar, the lanes do not
    below.right += std::max(0, m_scroll->width() - m_lanesBox->width());
    m_time->setEdges(below);
    m_outcomes->setEdges(below);
    m_overview->setEdges(below);
    for (LaneChart* lane : m_lanes)
        lane->setEdges(edge);
    m_overviewCount = 0; // its bars were made for another width
    m_overviewAt = {};
    if (m_view->isVisible())
        redraw();
}

bool TimelineView::Impl::eventFilter(QObject* watched, QEvent* event)
{
    // Also when the view keeps its size and only the controls above grew.
    if (watched == m_scroll && event->type() == QEvent::Resize)
        layOut();
    return QObject::eventFilter(watched, event);
}

void TimelineView::Impl::placeLanes()
{
    const int count = static_cast<int>(m_lanes.size());
    if (count == 0)
        return;
    const bool titled = count > 1;
    const int room = m_scroll->height();
    const int least = LaneChart::leastHeight(titled);
    const int each = std::max(least, (room - (count - 1) * kLaneGap) / count);
    const bool scrolls = count * each + (count - 1) * kLaneGap > room;
    const int width = m_scroll->width() - (scrolls ? m_scroll->verticalScrollBar()->sizeHint().width() : 0);
    m_lanesBox->resize(width, scrolls ? count * each + (count - 1) * kLaneGap : room);
    for (int i = 0; i < count; ++i) {
        LaneChart* lane = m_lanes[static_cast<std::size_t>(i)];
        lane->setTitled(titled);
        lane->setGeometry(0, i * (each + kLaneGap), width, each);
    }
}

double TimelineView::Impl::plotWidth() const
{
    return m_lanes.empty() ? std::max(1, m_view->width() - 100) : std::max(1.0, m_lanes.front()->plotRect().width());
}

qint64 TimelineView::Impl::timeAt(double x) const
{
    const double left = m_lanes.empty() ? 0 : m_lanes.front()->plotRect().left();
    const double part = std::clamp((x - left) / plotWidth(), 0.0, 1.0);
    return m_window.fromNs() + static_cast<qint64>(part * static_cast<double>(m_window.lengthNs()));
}

} // namespace knockback

#include "ui/timeline/lane_chart.h"

#include "ui/theme/theme.h"

#include <QEvent>
#include <QGraphicsLayout>
#include <QtCharts/QCategoryAxis>
#include <QtCharts/QChart>
#include <QtCharts/QValueAxis>
#include <algorithm>

namespace knockback {

namespace {

constexpr int kRailHeight = 18;
constexpr int kRailGap = 4;
constexpr int kTitleHeight = 18;
constexpr int kTopAir = 6;
constexpr int kTickSpacing = 26; // pixels between latency labels

// Timers fire a little late, the later the longer they run: 4 % measured, and a round trip comes on top.
constexpr double kBandTolerance = 0.06;

} // namespace

LaneChart::LaneChart(QWidget* parent) : QChartView(new QChart, parent)
{
    setFrameShape(QFrame::NoFrame);
    setRubberBand(QChartView::NoRubberBand);
    setViewportUpdateMode(QGraphicsView::FullViewportUpdate);
    setOptimizationFlag(QGraphicsView::DontSavePainterState);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    setMinimumSize(0, 0);
    viewport()->setMouseTracking(true);

    QChart* c = chart();
    c->setAnimationOptions(QChart::NoAnimation);
    c->setBackgroundVisible(false);
    c->setBackgroundRoundness(0);
    c->setMargins(QMargins());
    c->layout()->setContentsMargins(0, 0, 0, 0);
    c->legend()->hide();

    m_timeAxis = new QValueAxis(this);
    m_timeAxis->setLabelsVisible(false);
    m_timeAxis->setLineVisible(false);
    m_timeAxis->setRange(0, 1);
    m_timeAxis->setTickType(QValueAxis::TicksDynamic);
    m_latencyAxis = new QCategoryAxis(this);
    m_latencyAxis->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
    m_latencyAxis->setLabelsVisible(
        false); // the axis would cut "10 ms" down to "…" in a low lane: MarksItem writes them
    m_latencyAxis->setLineVisible(false);
    m_latencyAxis->setRange(0, 1);
    c->addAxis(m_timeAxis, Qt::AlignBottom);
    c->addAxis(m_latencyAxis, Qt::AlignLeft);

    m_marks = new MarksItem(c);
    applyTheme();
}

int LaneChart::leastHeight(bool titled)
{
    return (titled ? kTitleHeight : kTopAir) + 2 * kTickSpacing + kRailGap + kRailHeight + kTopAir;
}

void LaneChart::setLane(const Lane* lane)
{
    if (lane == nullptr) { // another session follows
        m_frame = LaneFrame();
        m_everConnected = false;
        m_scaleShown = false;
    }
    m_lane = lane;
}

void LaneChart::setTitled(bool titled)
{
    if (titled == m_titled)
        return;
    m_titled = titled;
    if (!titled)
        m_marks->setTitle(QString(), QString());
    layOut();
}

void LaneChart::setEdges(PlotEdges edges)
{
    m_edges = edges;
    layOut();
}

void LaneChart::setBands(const SynTimetable& syn)
{
    m_bands.clear();
    int number = 0;
    for (const double seconds : syn.resendSeconds) {
        if (!(seconds > 0) || seconds > 3600)
            continue;
        ++number;
        m_bands.push_back({seconds * 1e9, seconds * 1e9 * (1 + kBandTolerance),
                           number == 1 ? tr("SYN sent again") : tr("again (%1)").arg(number)});
    }
}

void LaneChart::setLogScale(bool log)
{
    m_log = log;
}

LatencyScale LaneChart::chooseScale() const
{
    qint64 high = m_frame.maxNs;
    // The first band comes into view when connects come near it, so that one can see whether they are in it or not.
    if (!m_bands.empty() && high >= 0 && static_cast<double>(high) > m_bands.front().fromNs / 30)
        high = std::max(high, static_cast<qint64>(m_bands.front().toNs));
    if (m_frame.minNs < 0 && m_scaleShown && m_scale.isLog() == m_log)
        return m_scale; // nothing to measure by: stay as it was
    return LatencyScale::covering(m_frame.minNs, high, m_log);
}

void LaneChart::showScale(const LatencyScale& scale)
{
    QVector<LatencyTick> ticks;
    if (m_frame.minNs >= 0 || m_everConnected) // without a latency there is nothing to label
        ticks = scale.ticks(m_geometry.plot.height(), kTickSpacing);
    const QStringList before = m_latencyAxis->categoriesLabels();
    for (const QString& label : before)
        m_latencyAxis->remove(label);
    m_latencyAxis->setStartValue(-1);
    for (const LatencyTick& tick : ticks)
        m_latencyAxis->append(tick.label, scale.toUnit(tick.ns));
    m_latencyAxis->setRange(0, 1);
    m_marks->setTicks(ticks);
    m_scale = scale;
    m_scaleShown = true;
}

void LaneChart::showGrid(const QVector<TimeTick>& ticks)
{
    // In parts of the window: the axis itself never moves, only where its ticks stand.
    if (ticks.size() < 2) {
        m_timeAxis->setTickInterval(10);
        return;
    }
    const double length = static_cast<double>(std::max<qint64>(m_frame.toNs - m_frame.fromNs, 1));
    m_timeAxis->setTickAnchor(static_cast<double>(ticks.front().atNs - m_frame.fromNs) / length);
    m_timeAxis->setTickInterval(static_cast<double>(ticks.at(1).atNs - ticks.front().atNs) / length);
}

void LaneChart::showWindow(qint64 fromNs, qint64 toNs, const QVector<TimeTick>& ticks)
{
    if (m_lane == nullptr || m_geometry.plot.isEmpty())
        return;
    m_frame = fetchLaneFrame(*m_lane, fromNs, toNs, static_cast<int>(m_geometry.plot.width()));
    if (m_frame.minNs >= 0 && !m_everConnected) {
        m_everConnected = true;
        m_scaleShown = false;
    }
    const LatencyScale scale = chooseScale();
    if (!m_scaleShown || !(scale == m_scale))
        showScale(scale);
    showGrid(ticks);
    m_marks->setBands(m_frame.maxNs >= 0 ? m_bands : std::vector<MarksItem::Band>());
    m_marks->setFrame(&m_frame, m_scale);
}

MarkHit LaneChart::pointAt(QPointF at)
{
    const MarkHit hit = m_marks->hit(at);
    m_marks->setHovered(hit.sample ? std::optional(hit.at) : std::nullopt);
    return hit;
}

void LaneChart::layOut()
{
    const QRectF whole(0, 0, width(), height());
    const double top = m_titled ? kTitleHeight + 2 : kTopAir;
    const double bottom = std::max(top + 8, whole.height() - kRailHeight - kRailGap - 2);
    m_geometry.whole = whole;
    m_geometry.plot = QRectF(QPointF(m_edges.left, top),
                             QPointF(std::max<double>(m_edges.left + 8, width() - m_edges.right), bottom));
    m_geometry.rail = QRectF(m_geometry.plot.left(), bottom + kRailGap, m_geometry.plot.width(), kRailHeight);
    m_marks->setGeometryOf(m_geometry);
    chart()->setPlotArea(m_geometry.plot);
    m_scaleShown = false; // other labels fit now
}

void LaneChart::applyTheme()
{
    const Colours c = Colours::of(palette());
    setBackgroundBrush(c.surface);
    const QPen grid(c.gridLine, 1);
    m_timeAxis->setGridLinePen(grid);
    m_latencyAxis->setGridLinePen(grid);
    m_marks->setTheme(c, fonts::figures(fonts::caption()));
    m_marks->setRailName(tr("failures"));
    m_marks->setMessages(tr("No attempts in this stretch of time"), tr("Nothing connected in this stretch of time"));
}

void LaneChart::resizeEvent(QResizeEvent* event)
{
    QChartView::resizeEvent(event);
    layOut();
}

void LaneChart::changeEvent(QEvent* event)
{
    QChartView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange ||
        event->type() == QEvent::LanguageChange)
        applyTheme();
}

} // namespace knockback

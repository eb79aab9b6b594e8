#include "ui/timeline/overview_strip.h"

#include "ui/theme/contrast.h"
#include "ui/theme/theme.h"

#include <QMouseEvent>
#include <QPainter>
#include <algorithm>

namespace knockback {

namespace {

constexpr double kEdge = 6; // how near an edge must be gripped
constexpr double kLeastFrame = 8;

} // namespace

OverviewStrip::OverviewStrip(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMouseTracking(true);
    setToolTip(tr("The whole session. Drag the frame to move, its edges to zoom, or click where to look."));
}

void OverviewStrip::setEdges(PlotEdges edges)
{
    m_edges = edges;
    m_picture = QPixmap();
    update();
}

QSize OverviewStrip::sizeHint() const
{
    return {200, 36};
}

QRectF OverviewStrip::area() const
{
    return {static_cast<double>(m_edges.left), 4,
            static_cast<double>(std::max(1, width() - m_edges.left - m_edges.right)), height() - 10.0};
}

double OverviewStrip::x(qint64 ns) const
{
    const QRectF a = area();
    return a.left() + static_cast<double>(ns - m_first) / static_cast<double>(m_last - m_first) * a.width();
}

qint64 OverviewStrip::at(double x) const
{
    const QRectF a = area();
    return m_first + static_cast<qint64>((x - a.left()) / a.width() * static_cast<double>(m_last - m_first));
}

QRectF OverviewStrip::frame() const
{
    const QRectF a = area();
    double left = std::clamp(x(m_from), a.left(), a.right());
    double right = std::clamp(x(m_to), a.left(), a.right());
    if (right - left < kLeastFrame) { // always large enough to take hold of
        const double middle = std::clamp((left + right) / 2, a.left() + kLeastFrame / 2, a.right() - kLeastFrame / 2);
        left = middle - kLeastFrame / 2;
        right = middle + kLeastFrame / 2;
    }
    return {QPointF(left, a.top() - 1), QPointF(right, a.bottom() + 1)};
}

void OverviewStrip::showAll(const Timeline& timeline, qint64 firstNs, qint64 lastNs, bool stale)
{
    if (!stale && !m_picture.isNull())
        return;
    m_first = firstNs;
    m_last = std::max(firstNs + 1, lastNs);
    std::size_t busiest = 0;
    for (const Lane& lane : timeline.lanes())
        busiest = std::max(busiest, lane.size());
    const auto room = static_cast<std::size_t>(area().width() / 2);
    m_bars = OutcomeStrip::collect(timeline, m_first, m_last,
                                   static_cast<int>(std::min(room, std::max<std::size_t>(16, busiest / 2))));
    m_picture = QPixmap();
    update();
}

void OverviewStrip::showWindow(qint64 fromNs, qint64 toNs)
{
    m_from = fromNs;
    m_to = toNs;
    update();
}

void OverviewStrip::clear()
{
    m_bars.clear();
    m_picture = QPixmap();
    m_first = 0;
    m_last = 1;
    m_from = 0;
    m_to = 1;
    update();
}

void OverviewStrip::paintBars(QPainter& painter, const Colours& c) const
{
    // Shares, not counts: what part of each moment failed.
    const QRectF a = area();
    painter.fillRect(a, c.sunken);
    painter.setClipRect(a);
    for (const OutcomeStrip::Bar& bar : m_bars) {
        const double left = x(bar.fromNs);
        const double width = std::max(1.5, x(bar.toNs) - left);
        double bottom = a.bottom();
        const auto heights = stackHeights(bar.counts, a.height(), 3);
        for (std::size_t i = 0; i < kOutcomeClassCount; ++i) {
            const auto value = static_cast<OutcomeClass>(i);
            const double high = heights[i];
            if (high <= 0 || value == OutcomeClass::cancelled)
                continue;
            painter.fillRect(QRectF(left, bottom - high, width, high), mixed(outcomeColour(value, c.dark), c.surface,
                                                                             isFailure(value) ? 0.1
                                                                             : c.dark         ? 0.55
                                                                                              : 0.6));
            bottom -= high;
        }
    }
}

void OverviewStrip::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    const Colours c = Colours::of(palette());
    if (m_picture.isNull()) {
        m_picture = QPixmap(size() * devicePixelRatioF());
        m_picture.setDevicePixelRatio(devicePixelRatioF());
        m_picture.fill(c.surface);
        QPainter inner(&m_picture);
        paintBars(inner, c);
    }
    painter.drawPixmap(0, 0, m_picture);
    painter.setFont(fonts::caption());
    const QFontMetricsF metrics(painter.font());
    const QRectF a = area();
    const QString name = metrics.elidedText(tr("overview"), Qt::ElideRight, a.left() - 8);
    painter.setPen(c.secondaryText);
    painter.drawText(QPointF(std::max(2.0, a.left() - 8 - metrics.horizontalAdvance(name)),
                             a.center().y() + metrics.ascent() / 2 - 1),
                     name);
    if (m_bars.empty())
        return;
    const QRectF f = frame();
    QColor veil = c.surface;
    veil.setAlphaF(0.62F);
    painter.fillRect(QRectF(a.topLeft(), QPointF(f.left(), a.bottom())), veil);
    painter.fillRect(QRectF(QPointF(f.right(), a.top()), a.bottomRight()), veil);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(c.accent, 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(f, 2, 2);
    painter.setPen(Qt::NoPen);
    painter.setBrush(c.accent);
    for (const double edge : {f.left(), f.right()})
        painter.drawRoundedRect(QRectF(edge - 2, f.center().y() - 6, 4, 12), 2, 2);
}

OverviewStrip::Grip OverviewStrip::gripAt(double px) const
{
    const QRectF f = frame();
    const double reach = std::min(kEdge, std::max(2.0, f.width() / 4));
    if (std::abs(px - f.left()) <= reach)
        return Grip::left;
    if (std::abs(px - f.right()) <= reach)
        return Grip::right;
    return px > f.left() && px < f.right() ? Grip::whole : Grip::none;
}

void OverviewStrip::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || m_bars.empty())
        return;
    const double px = event->position().x();
    m_grip = gripAt(px);
    m_pressX = px;
    if (m_grip == Grip::none) { // beside it: look there
        const qint64 length = m_to - m_from;
        const qint64 middle = at(px);
        m_grip = Grip::whole;
        m_pressFrom = middle - length / 2;
        m_pressTo = m_pressFrom + length;
        Q_EMIT windowChosen(m_pressFrom, m_pressTo);
        return;
    }
    m_pressFrom = m_from;
    m_pressTo = m_to;
}

void OverviewStrip::mouseMoveEvent(QMouseEvent* event)
{
    const double px = event->position().x();
    if (m_grip == Grip::none) {
        switch (gripAt(px)) {
        case Grip::left:
        case Grip::right:
            setCursor(Qt::SizeHorCursor);
            break;
        case Grip::whole:
            setCursor(Qt::OpenHandCursor);
            break;
        case Grip::none:
            setCursor(Qt::PointingHandCursor);
            break;
        }
        return;
    }
    const qint64 by = at(px) - at(m_pressX);
    qint64 from = m_pressFrom + (m_grip == Grip::right ? 0 : by);
    qint64 to = m_pressTo + (m_grip == Grip::left ? 0 : by);
    if (m_grip == Grip::whole)
        setCursor(Qt::ClosedHandCursor);
    Q_EMIT windowChosen(std::min(from, to), std::max(from, to));
}

void OverviewStrip::mouseReleaseEvent(QMouseEvent* /*event*/)
{
    m_grip = Grip::none;
    unsetCursor();
}

void OverviewStrip::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_picture = QPixmap();
}

void OverviewStrip::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    m_picture = QPixmap();
    update();
}

} // namespace knockback

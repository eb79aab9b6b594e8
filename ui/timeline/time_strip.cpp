#include "ui/timeline/time_strip.h"

#include "core/base/clock.h"
#include "ui/models/words.h"
#include "ui/theme/theme.h"

#include <QDateTime>
#include <QPainter>
#include <algorithm>

namespace knockback {

TimeStrip::TimeStrip(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    setAttribute(Qt::WA_OpaquePaintEvent);
}

void TimeStrip::setEdges(PlotEdges edges)
{
    m_edges = edges;
    update();
}

void TimeStrip::showWindow(qint64 fromNs, qint64 toNs, const QVector<TimeTick>& ticks)
{
    m_from = fromNs;
    m_to = std::max(fromNs + 1, toNs);
    m_ticks = ticks;
    update();
}

QSize TimeStrip::sizeHint() const
{
    return {200, QFontMetrics(fonts::caption()).height() + 6};
}

void TimeStrip::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    const Colours c = Colours::of(palette());
    painter.fillRect(rect(), c.surface);
    painter.setFont(fonts::figures(fonts::caption()));
    const QFontMetricsF metrics(painter.font());
    const double left = m_edges.left;
    const double width = std::max(1, this->width() - m_edges.left - m_edges.right);
    const double base = 2 + metrics.ascent();

    // The zone stands where the latency axis has its labels above; the times are in it.
    painter.setPen(c.secondaryText);
    const QString zone =
        metrics.elidedText(zoneText(m_from).section(QStringLiteral(", "), -1), Qt::ElideRight, left - 12);
    painter.drawText(QPointF(left - 8 - metrics.horizontalAdvance(zone), base), zone);
    // A window within one day says which day it is at its first label.
    const QDate today = QDateTime::fromMSecsSinceEpoch(systemClock().wall().ns / 1'000'000).date();
    double used = left - 100;
    bool dayTold = false;
    const bool hasDay = std::any_of(m_ticks.begin(), m_ticks.end(), [](const TimeTick& tick) { return tick.day; });
    for (int i = 0; i < m_ticks.size(); ++i) {
        const TimeTick& tick = m_ticks.at(i);
        const double x = left + static_cast<double>(tick.atNs - m_from) / static_cast<double>(m_to - m_from) * width;
        QString label = tick.label;
        const QDate day = QDateTime::fromMSecsSinceEpoch(tick.atNs / 1'000'000).date();
        if (!dayTold && !hasDay && day != today)
            label = QStringLiteral("%1 %2").arg(dayLabel(tick.atNs), label);
        const double wide = metrics.horizontalAdvance(label);
        const double at = std::clamp(x - wide / 2, left, std::max(left, this->width() - wide - 2.0));
        // A first label that had to be moved aside must not take the place of the second one.
        const bool moved = i == 0 && at > x - wide / 2 + 1;
        const double step = m_ticks.size() > 1 ? static_cast<double>(m_ticks.at(1).atNs - tick.atNs) /
                                                     static_cast<double>(m_to - m_from) * width
                                               : width;
        if (at < used + 8 || (moved && at + wide + 8 > x + step - wide / 2))
            continue;
        dayTold = true;
        painter.setPen(tick.day ? c.text : c.secondaryText);
        painter.drawText(QPointF(at, base), label);
        used = at + wide;
    }
}

} // namespace knockback

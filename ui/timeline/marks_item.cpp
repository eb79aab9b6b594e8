#include "ui/timeline/marks_item.h"

#include "ui/theme/contrast.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QPaintDevice>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace knockback {

namespace {

constexpr int kRailMark = 9;
constexpr double kReach = 12; // how far from a mark the pointer may be

QColor faded(const QColor& colour, double alpha)
{
    QColor out = colour;
    out.setAlphaF(static_cast<float>(alpha));
    return out;
}

} // namespace

MarksItem::MarksItem(QGraphicsItem* parent) : QGraphicsItem(parent)
{
    setZValue(20); // above the grid and the axes
    setAcceptedMouseButtons(Qt::NoButton);
}

void MarksItem::setGeometryOf(const Geometry& geometry)
{
    if (geometry == m_geometry)
        return;
    prepareGeometryChange();
    m_geometry = geometry;
}

void MarksItem::setFrame(const LaneFrame* frame, const LatencyScale& scale)
{
    m_frame = frame;
    m_scale = scale;
    update();
}

void MarksItem::setBands(std::vector<Band> bands)
{
    m_bands = std::move(bands);
    update();
}

void MarksItem::setTitle(const QString& title, const QString& figures)
{
    m_title = title;
    m_figures = figures;
}

void MarksItem::setTicks(const QVector<LatencyTick>& ticks)
{
    m_ticks = ticks;
    update();
}

void MarksItem::setRailName(const QString& name)
{
    m_railName = name;
    update();
}

void MarksItem::setSelected(quint64 attempt, qint64 atNs)
{
    m_selected = attempt;
    m_selectedNs = atNs;
    update();
}

void MarksItem::setHovered(std::optional<QPointF> at)
{
    if (m_hovered == at)
        return;
    m_hovered = at;
    update();
}

void MarksItem::setSelection(std::optional<std::pair<double, double>> pixels)
{
    m_selection = pixels;
    update();
}

void MarksItem::setMessages(const QString& nothing, const QString& noneConnected)
{
    m_nothing = nothing;
    m_noneConnected = noneConnected;
}

void MarksItem::setTheme(const Colours& colours, const QFont& font)
{
    m_colours = colours;
    m_font = font;
    update();
}

double MarksItem::x(qint64 ns) const
{
    const double length = static_cast<double>(std::max<qint64>(m_frame->toNs - m_frame->fromNs, 1));
    return m_geometry.plot.left() + static_cast<double>(ns - m_frame->fromNs) / length * m_geometry.plot.width();
}

double MarksItem::y(double ns) const
{
    return m_geometry.plot.bottom() - m_scale.toUnit(ns) * m_geometry.plot.height();
}

double MarksItem::sampleY(const Sample& sample) const
{
    return isConnected(sample.outcome) && sample.latencyNs >= 0 ? y(static_cast<double>(sample.latencyNs))
                                                                : m_geometry.rail.center().y();
}

int MarksItem::markSize() const
{
    const auto count = m_frame->samples.size();
    const double each = m_geometry.plot.width() / static_cast<double>(std::max<std::size_t>(count, 1));
    return each > 12 ? 9 : each > 4 ? 8 : 7;
}

QPixmap MarksItem::mark(OutcomeClass value, int size, const QPainter& painter) const
{
    return outcomePixmap(value, size, m_colours.dark, painter.device()->devicePixelRatioF());
}

void MarksItem::paint(QPainter* painter, const QStyleOptionGraphicsItem* /*option*/, QWidget* /*widget*/)
{
    if (m_frame == nullptr || m_geometry.plot.isEmpty())
        return;
    painter->setFont(m_font);
    painter->fillRect(m_geometry.rail, m_colours.sunken);
    paintBands(*painter);
    paintBandLabels(*painter); // below the marks: words may be covered, an attempt never
    painter->save();
    painter->setClipRect(m_geometry.plot.adjusted(-4, -6, 4, m_geometry.rail.bottom() - m_geometry.plot.bottom()));
    if (m_frame->bucketed) {
        painter->save();
        painter->setClipRect(m_geometry.plot, Qt::IntersectClip);
        paintBuckets(*painter);
        painter->restore();
    } else
        paintSamples(*painter);
    paintRail(*painter);
    painter->restore();
    paintTitle(*painter);
    paintMargin(*painter);
    paintPointers(*painter);
    if (m_frame->minNs < 0 && m_geometry.plot.height() > QFontMetricsF(m_font).height()) {
        painter->setPen(m_colours.secondaryText);
        painter->drawText(m_geometry.plot, Qt::AlignCenter | Qt::TextWordWrap,
                          m_frame->empty() ? m_nothing : m_noneConnected);
    }
}

void MarksItem::paintBands(QPainter& painter) const
{
    const QColor colour = outcomeColour(OutcomeClass::late, m_colours.dark);
    for (const Band& band : m_bands) {
        if (band.fromNs > m_scale.highNs())
            break;
        const double top = std::max(y(band.toNs), m_geometry.plot.top());
        const double bottom = y(band.fromNs);
        painter.fillRect(QRectF(m_geometry.plot.left(), top, m_geometry.plot.width(), bottom - top),
                         faded(colour, 0.13));
        painter.setPen(QPen(faded(colour, 0.75), 1, Qt::DashLine));
        painter.drawLine(QPointF(m_geometry.plot.left(), bottom), QPointF(m_geometry.plot.right(), bottom));
    }
}

void MarksItem::paintBandLabels(QPainter& painter) const
{
    const QColor words = outcomeTextColour(OutcomeClass::late, m_colours.dark);
    const QFontMetricsF metrics(m_font);
    double lowestFree = m_geometry.plot.bottom();
    for (const Band& band : m_bands) {
        if (band.fromNs > m_scale.highNs())
            break;
        const double bottom = y(band.fromNs);
        // The label stands on the line; one that would run into the one below stays away.
        const QRectF box(m_geometry.plot.right() - metrics.horizontalAdvance(band.label) - 8,
                         bottom - metrics.height() - 3, metrics.horizontalAdvance(band.label) + 8, metrics.height());
        if (box.bottom() > lowestFree || box.top() < m_geometry.plot.top() - 2)
            continue;
        painter.fillRect(box.adjusted(0, 1, 0, 0), faded(m_colours.surface, 0.85));
        painter.setPen(words);
        painter.drawText(box, Qt::AlignCenter, band.label);
        lowestFree = box.top();
    }
}

void MarksItem::paintBuckets(QPainter& painter) const
{
    // From the fastest to the slowest of each bucket, close together: a band, a little lighter than single marks.
    const QColor colour = mixed(outcomeColour(OutcomeClass::connected, m_colours.dark), m_colours.surface, 0.2);
    const QPixmap lateMark = mark(OutcomeClass::late, 7, painter);
    double lastLate = -100;
    for (const Bucket& bucket : m_frame->buckets) {
        if (bucket.maxNs < 0)
            continue;
        const double left = std::round(x(bucket.fromNs));
        const double width = std::max(1.0, std::round(x(bucket.toNs)) - left);
        const double low = y(static_cast<double>(bucket.minNs));
        double high = y(static_cast<double>(bucket.maxNs));
        if (bucket.late > 0 && bucket.late >= bucket.connected) { // all of them were late
            painter.fillRect(QRectF(left, high - 1, width, std::max(3.0, low - high + 2)),
                             outcomeColour(OutcomeClass::late, m_colours.dark));
            continue;
        }
        const bool mixed = bucket.late > 0; // the slowest was late: its mark tells it, not a spike from below
        if (mixed) {
            if (left - lastLate > 4) {
                painter.drawPixmap(QPointF(left + width / 2 - 3.5, high - 3.5), lateMark);
                lastLate = left;
            }
            high = low - 3;
        }
        painter.fillRect(QRectF(left, high - 1, width, std::max(2.0, low - high + 2)), colour);
    }
}

void MarksItem::paintSamples(QPainter& painter) const
{
    const int size = markSize();
    std::array<QPixmap, kOutcomeClassCount> pixmaps;
    for (const Sample& sample : m_frame->samples) {
        if (!isConnected(sample.outcome) || sample.latencyNs < 0)
            continue; // on the rail
        const OutcomeClass value = outcomeClass(sample);
        QPixmap& pixmap = pixmaps[static_cast<std::size_t>(value)];
        if (pixmap.isNull())
            pixmap = mark(value, value == OutcomeClass::connected ? size : size + 1, painter);
        const double half = pixmap.deviceIndependentSize().width() / 2;
        painter.drawPixmap(QPointF(x(sample.atNs) - half, sampleY(sample) - half), pixmap);
    }
}

void MarksItem::paintRail(QPainter& painter) const
{
    const double middle = m_geometry.rail.center().y();
    painter.setPen(m_colours.line);
    painter.drawLine(QPointF(m_geometry.rail.left(), middle), QPointF(m_geometry.rail.right(), middle));
    if (m_frame->bucketed) {
        for (const Bucket& slot : m_frame->slots)
            paintRailSlot(painter, slot);
        return;
    }
    std::array<double, kOutcomeClassCount> last;
    last.fill(-100);
    for (const Sample& sample : m_frame->samples) {
        const OutcomeClass value = outcomeClass(sample);
        if (!isFailure(value))
            continue;
        const double at = x(sample.atNs);
        double& before = last[static_cast<std::size_t>(value)];
        if (at - before < 3) // the same mark nearly on top of itself says nothing more
            continue;
        before = at;
        painter.drawPixmap(QPointF(at - kRailMark / 2.0, middle - kRailMark / 2.0), mark(value, kRailMark, painter));
    }
}

void MarksItem::paintRailSlot(QPainter& painter, const Bucket& slot) const
{
    const ClassCounts counts = classCounts(slot.outcomes, slot.late);
    std::size_t first = kOutcomeClassCount;
    std::size_t second = kOutcomeClassCount;
    for (std::size_t i = 0; i < kOutcomeClassCount; ++i) {
        if (counts[i] == 0 || !isFailure(static_cast<OutcomeClass>(i)))
            continue;
        if (first == kOutcomeClassCount || counts[i] > counts[first]) {
            second = first;
            first = i;
        } else if (second == kOutcomeClassCount || counts[i] > counts[second]) {
            second = i;
        }
    }
    if (first == kOutcomeClassCount)
        return;
    const double at = (x(slot.fromNs) + x(slot.toNs)) / 2;
    const double middle = m_geometry.rail.center().y();
    if (second == kOutcomeClassCount) {
        painter.drawPixmap(QPointF(at - kRailMark / 2.0, middle - kRailMark / 2.0),
                           mark(static_cast<OutcomeClass>(first), kRailMark, painter));
        return;
    }
    constexpr int small = 7; // two kinds in one place: one above the other
    painter.drawPixmap(QPointF(at - small / 2.0, middle - small - 0.5),
                       mark(static_cast<OutcomeClass>(first), small, painter));
    painter.drawPixmap(QPointF(at - small / 2.0, middle + 0.5),
                       mark(static_cast<OutcomeClass>(second), small, painter));
}

void MarksItem::paintMargin(QPainter& painter) const
{
    painter.setPen(m_colours.secondaryText);
    const double right = m_geometry.plot.left() - 8;
    painter.drawText(QRectF(0, m_geometry.rail.top(), right, m_geometry.rail.height()),
                     Qt::AlignRight | Qt::AlignVCenter, m_railName);
    const double high = QFontMetricsF(m_font).height();
    double lastTop = m_geometry.rail.top() + 2; // no label runs into the one below it
    for (const LatencyTick& tick : m_ticks) {
        QRectF box(0, y(tick.ns) - high / 2, right, high);
        box.moveTop(std::clamp(box.top(), m_geometry.plot.top() - high / 2, m_geometry.plot.bottom() - high * 0.65));
        if (box.bottom() > lastTop + 2)
            continue;
        painter.drawText(box, Qt::AlignRight | Qt::AlignVCenter, tick.label);
        lastTop = box.top();
    }
}

void MarksItem::paintTitle(QPainter& painter) const
{
    if (m_title.isEmpty())
        return;
    const QFontMetricsF metrics(m_font);
    const double most = m_geometry.plot.width() - 8;
    const QString figures = m_figures.isEmpty() ? QString() : QStringLiteral("   ") + m_figures;
    const QString title = metrics.elidedText(m_title, Qt::ElideMiddle, most);
    const QPointF at(m_geometry.plot.left() + 2, m_geometry.whole.top() + metrics.ascent() + 2);
    painter.setPen(m_colours.text);
    painter.drawText(at, title);
    painter.setPen(m_colours.secondaryText);
    const double used = metrics.horizontalAdvance(title);
    painter.drawText(at + QPointF(used, 0), metrics.elidedText(figures, Qt::ElideRight, std::max(0.0, most - used)));
}

void MarksItem::paintPointers(QPainter& painter) const
{
    if (m_selection) {
        const auto [a, b] = *m_selection;
        QRectF box(QPointF(std::min(a, b), m_geometry.plot.top()), QPointF(std::max(a, b), m_geometry.rail.bottom()));
        box = box.intersected(QRectF(m_geometry.plot.topLeft(), m_geometry.rail.bottomRight()));
        painter.fillRect(box, faded(m_colours.accent, 0.15));
        painter.setPen(m_colours.accent);
        painter.drawRect(box);
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    if (m_selected != 0 && m_selectedNs >= m_frame->fromNs && m_selectedNs <= m_frame->toNs) {
        const double at = std::floor(x(m_selectedNs)) + 0.5;
        painter.setPen(QPen(faded(m_colours.accent, 0.6), 1));
        painter.drawLine(QPointF(at, m_geometry.plot.top()), QPointF(at, m_geometry.rail.bottom()));
        painter.setPen(QPen(m_colours.accent, 2));
        for (const Sample& sample : m_frame->samples) {
            if (sample.attempt == m_selected)
                painter.drawEllipse(QPointF(x(sample.atNs), sampleY(sample)), 7.5, 7.5);
        }
    }
    if (m_hovered) {
        painter.setPen(QPen(m_colours.text, 1.5));
        painter.drawEllipse(*m_hovered, 7.5, 7.5);
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
}

MarkHit MarksItem::hit(QPointF at) const
{
    MarkHit out;
    if (m_frame == nullptr)
        return out;
    double best = kReach * kReach;
    for (const Sample& sample : m_frame->samples) {
        const double dx = x(sample.atNs) - at.x();
        if (std::abs(dx) > kReach)
            continue;
        // A completed handshake that failed afterwards stands in the plot and on the rail.
        const bool onRail = isFailure(outcomeClass(sample)) && at.y() >= m_geometry.rail.top();
        const double my = onRail ? m_geometry.rail.center().y() : sampleY(sample);
        const double distance = dx * dx + (my - at.y()) * (my - at.y());
        if (distance <= best) {
            best = distance;
            out.sample = sample;
            out.at = QPointF(x(sample.atNs), my);
        }
    }
    if (out.sample || !m_frame->bucketed)
        return out;
    const auto& list = at.y() >= m_geometry.rail.top() ? m_frame->slots : m_frame->buckets;
    for (const Bucket& bucket : list) {
        const double left = x(bucket.fromNs);
        const double right = x(bucket.toNs);
        if (at.x() < left - 2 || at.x() > right + 2)
            continue;
        out.bucket = bucket;
        out.at = QPointF((left + right) / 2, at.y());
    }
    return out;
}

} // namespace knockback

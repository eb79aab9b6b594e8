#include "ui/timeline/outcome_strip.h"

#include "ui/theme/contrast.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <algorithm>
#include <map>

namespace knockback {

namespace {

constexpr int kBarPixels = 5; // at least; at most twice that, see Lane::buckets
constexpr std::size_t kAttemptsABar = 2;
constexpr std::size_t kLeastBars = 24;

// From the bottom up: what is well first, then the failures in the order of the legend.
constexpr std::array<OutcomeClass, kOutcomeClassCount> kOrder = {
    OutcomeClass::connected,   OutcomeClass::late,    OutcomeClass::silent,     OutcomeClass::closed,
    OutcomeClass::reset,       OutcomeClass::refused, OutcomeClass::rejected,   OutcomeClass::timedOut,
    OutcomeClass::unreachable, OutcomeClass::local,   OutcomeClass::unresolved, OutcomeClass::other,
    OutcomeClass::cancelled};

Qt::BrushStyle pattern(OutcomeClass value)
{
    switch (value) {
    case OutcomeClass::timedOut:
        return Qt::DiagCrossPattern;
    case OutcomeClass::unreachable:
        return Qt::FDiagPattern;
    case OutcomeClass::rejected:
        return Qt::BDiagPattern;
    case OutcomeClass::reset:
        return Qt::Dense3Pattern;
    case OutcomeClass::closed:
        return Qt::Dense5Pattern;
    case OutcomeClass::silent:
        return Qt::HorPattern;
    case OutcomeClass::local:
        return Qt::VerPattern;
    case OutcomeClass::unresolved:
        return Qt::CrossPattern;
    default:
        return Qt::SolidPattern;
    }
}

} // namespace

std::array<double, kOutcomeClassCount> stackHeights(const ClassCounts& counts, double height, double least)
{
    std::array<double, kOutcomeClassCount> out{};
    double total = 0;
    for (const std::uint32_t count : counts)
        total += count;
    double sum = 0;
    for (std::size_t i = 0; i < kOutcomeClassCount; ++i) {
        if (counts[i] > 0)
            out[i] = std::max(least, height * counts[i] / total);
        sum += out[i];
    }
    double& highest = *std::max_element(out.begin(), out.end());
    highest = std::max(std::min(highest, least), highest - std::max(0.0, sum - height));
    return out;
}

QBrush outcomeBrush(OutcomeClass value, bool dark)
{
    return QBrush(outcomeColour(value, dark), pattern(value));
}

OutcomeStrip::OutcomeStrip(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMouseTracking(true);
}

void OutcomeStrip::setEdges(PlotEdges edges)
{
    m_edges = edges;
    update();
}

QSize OutcomeStrip::sizeHint() const
{
    return {200, 44};
}

std::vector<OutcomeStrip::Bar> OutcomeStrip::collect(const Timeline& timeline, qint64 fromNs, qint64 toNs, int most)
{
    std::map<qint64, Bar> bars;
    for (const Lane& lane : timeline.lanes()) {
        for (const Bucket& bucket : lane.buckets(fromNs, toNs, most)) {
            Bar& bar = bars[bucket.fromNs];
            bar.fromNs = bucket.fromNs;
            bar.toNs = std::max<qint64>(bar.toNs, bucket.toNs);
            bar.total += bucket.total;
            const ClassCounts counts = classCounts(bucket.outcomes, bucket.late);
            for (std::size_t i = 0; i < kOutcomeClassCount; ++i)
                bar.counts[i] += counts[i];
        }
    }
    std::vector<Bar> out;
    out.reserve(bars.size());
    for (const auto& [from, bar] : bars)
        out.push_back(bar);
    return out;
}

void OutcomeStrip::showWindow(const Timeline& timeline, qint64 fromNs, qint64 toNs, std::size_t attempts)
{
    m_from = fromNs;
    m_to = std::max(fromNs + 1, toNs);
    const int pixels = std::max(kBarPixels, width() - m_edges.left - m_edges.right);
    const auto room = static_cast<std::size_t>(pixels / kBarPixels);
    const std::size_t most = std::min(room, std::max(kLeastBars, attempts / kAttemptsABar));
    m_bars = collect(timeline, fromNs, toNs, static_cast<int>(most));
    update();
}

void OutcomeStrip::clear()
{
    m_bars.clear();
    update();
}

double OutcomeStrip::x(qint64 ns) const
{
    const double width = std::max(1, this->width() - m_edges.left - m_edges.right);
    return m_edges.left + static_cast<double>(ns - m_from) / static_cast<double>(m_to - m_from) * width;
}

const OutcomeStrip::Bar* OutcomeStrip::barAt(double at) const
{
    for (const Bar& bar : m_bars) {
        if (at >= x(bar.fromNs) && at < x(bar.toNs))
            return &bar;
    }
    return nullptr;
}

void OutcomeStrip::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    const Colours c = Colours::of(palette());
    painter.fillRect(rect(), c.surface);
    painter.setFont(fonts::figures(fonts::caption()));
    const QFontMetricsF metrics(painter.font());
    const QRectF area(m_edges.left, 4, std::max(1, width() - m_edges.left - m_edges.right), height() - 8);
    painter.setPen(c.secondaryText);
    std::uint32_t highest = 0;
    for (const Bar& bar : m_bars)
        highest = std::max(highest, bar.total);
    const QString name = tr("outcomes");
    const double nameLeft = std::max(2.0, area.left() - 8 - metrics.horizontalAdvance(name));
    painter.drawText(QPointF(nameLeft, area.center().y() + metrics.ascent() / 2 - 1),
                     metrics.elidedText(name, Qt::ElideRight, area.left() - 8));
    painter.fillRect(QRectF(area.left(), area.bottom(), area.width(), 1), c.line);
    if (highest == 0)
        return;

    painter.setClipRect(area.adjusted(0, -1, 0, 1));
    for (const Bar& bar : m_bars) {
        const double left = x(bar.fromNs);
        const double width = std::max(1.0, x(bar.toNs) - left - 1);
        double bottom = area.bottom();
        // Never thinner than two pixels: a single refusal must not vanish among thousands.
        const auto heights = stackHeights(bar.counts, std::max(2.0, area.height() * bar.total / highest), 2);
        for (const OutcomeClass value : kOrder) {
            const double high = heights[static_cast<std::size_t>(value)];
            if (high <= 0)
                continue;
            const QRectF part(left, bottom - high, width, high);
            if (isFailure(value)) {
                painter.fillRect(part, mixed(outcomeColour(value, c.dark), c.surface, 0.62));
                painter.fillRect(part, outcomeBrush(value, c.dark));
            } else {
                painter.fillRect(part, mixed(outcomeColour(value, c.dark), c.surface, c.dark ? 0.35 : 0.45));
            }
            bottom -= high;
        }
    }
}

} // namespace knockback

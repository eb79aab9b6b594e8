#include "ui/target/target_list.h"

#include "core/base/text.h"
#include "ui/theme/outcome_style.h"
#include "ui/theme/theme.h"
#include "ui/window/labels.h"

#include <QPainter>
#include <QVBoxLayout>
#include <cmath>

namespace knockback {

namespace {
constexpr int kBars = 24;

// The last sample before a moment; none when there is none.
std::optional<Sample> before(const Lane& lane, std::int64_t atNs)
{
    const std::vector<Sample> samples = lane.samples(std::max(lane.firstNs(), atNs - 30'000'000'000), atNs, 4000);
    if (samples.empty())
        return std::nullopt;
    return samples.back();
}
} // namespace

TargetTile::TargetTile(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setFocusPolicy(Qt::TabFocus);
}

QSize TargetTile::sizeHint() const
{
    return {160, fontMetrics().height() * 2 + 24 + grid::kGap * 3};
}

void TargetTile::show(const TargetSpec& target, const Timeline& timeline)
{
    const QString host = target.kind == HostKind::ipv6 ? QStringLiteral("[%1]").arg(target.host) : target.host;
    m_name = QStringLiteral("%1:%2").arg(printable(host)).arg(target.port.value);
    measure(timeline);
    m_state = m_statistics.attempts == 0 ? tr("no attempt yet") : outcomeWord(m_latest, m_latestLate);
    std::uint64_t failed = 0;
    for (std::size_t i = 0; i < kOutcomeCount; ++i)
        if (isFailure(outcomeClass(static_cast<Outcome>(i))))
            failed += m_statistics.outcomes[i];
    const int percent = m_statistics.attempts
                            ? static_cast<int>(std::lround(100.0 * static_cast<double>(failed) /
                                                           static_cast<double>(m_statistics.attempts)))
                            : 0;
    m_share = m_statistics.attempts ? tr("%1 % fail").arg(percent) : QString();
    setAccessibleName(m_name + QStringLiteral(", ") + m_state + (m_share.isEmpty() ? QString() : QStringLiteral(", ")) +
                      m_share);
    setToolTip(m_name);
    update();
}

void TargetTile::measure(const Timeline& timeline)
{
    m_bars = QVector<Bar>(kBars);
    m_statistics = {};
    m_latest = Outcome::cancelled;
    if (timeline.empty())
        return;
    const std::int64_t last = timeline.lastNs() + 1;
    const std::int64_t first =
        std::max<std::int64_t>(timeline.firstNs(), last - 300'000'000'000); // the last five minutes
    m_statistics = timeline.statistics(first, last);
    const double width = std::max(1.0, static_cast<double>(last - first) / kBars);
    std::int64_t newest = 0;
    for (const Lane& lane : timeline.lanes()) {
        for (const Bucket& bucket : lane.buckets(first, last, kBars * 2)) {
            const int index =
                std::clamp(static_cast<int>(static_cast<double>(bucket.fromNs - first) / width), 0, kBars - 1);
            const std::uint32_t stopped = bucket.outcomes[static_cast<std::size_t>(Outcome::cancelled)];
            if (stopped >= bucket.total) // by hand: says nothing about the target
                continue;
            Bar& bar = m_bars[index];
            bar.empty = false;
            bar.failed = bar.failed || bucket.connected < bucket.total - stopped;
            if (bucket.maxNs > 0) // 0.1 ms to 10 s on a log scale
                bar.height = std::max(bar.height,
                                      std::clamp(std::log10(static_cast<double>(bucket.maxNs) / 1e5) / 5, 0.08, 1.0));
        }
        std::optional<Sample> sample = lane.nearest(last);
        for (int i = 0; i < kBars && sample && sample->outcome == Outcome::cancelled; ++i)
            sample = before(lane, sample->atNs); // what was stopped by hand says nothing about the target
        if (sample && sample->atNs >= newest) {
            newest = sample->atNs;
            m_latest = sample->outcome;
            m_latestLate = sample->retrans > 0;
        }
    }
}

void TargetTile::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colours colours = Colours::of(palette());
    const QRect inner = rect().adjusted(grid::kGap, grid::kGap, -grid::kGap, -grid::kGap);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours.hover);
    painter.drawRoundedRect(rect(), grid::kRadius, grid::kRadius);
    if (hasFocus()) {
        painter.setPen(QPen(colours.accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(rect().adjusted(1, 1, -1, -1), grid::kRadius, grid::kRadius);
    }
    const int line = fontMetrics().height();
    const OutcomeClass kind = outcomeClass(m_latest, m_latestLate);
    const bool any = m_statistics.attempts > 0;
    if (any)
        drawOutcomeMark(painter, kind, QPointF(inner.left() + 6, inner.top() + line / 2.0), 10,
                        outcomeColour(kind, colours.dark));
    painter.setPen(colours.text);
    painter.setBrush(Qt::NoBrush);
    const int left = inner.left() + (any ? 18 : 0);
    painter.drawText(QRect(left, inner.top(), inner.right() - left, line), Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(m_name, Qt::ElideMiddle, inner.right() - left));
    painter.setPen(any ? outcomeTextColour(kind, colours.dark) : colours.secondaryText);
    painter.drawText(QRect(inner.left(), inner.top() + line + grid::kHalf, inner.width(), line),
                     Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(m_state, Qt::ElideRight, inner.width()));

    const int top = inner.top() + 2 * line + grid::kGap;
    const int height = std::max(8, inner.bottom() - top);
    const int wide = fontMetrics().horizontalAdvance(m_share);
    painter.drawText(QRect(inner.right() - wide, inner.bottom() - line, wide + 1, line),
                     Qt::AlignRight | Qt::AlignBottom, m_share);
    const double step = std::max(1.0, static_cast<double>(inner.width() - wide - grid::kGap) / kBars);
    painter.setPen(Qt::NoPen);
    for (int i = 0; i < m_bars.size(); ++i) {
        const Bar& bar = m_bars[i];
        if (bar.empty)
            continue;
        const double x = inner.left() + i * step;
        if (bar.failed) {
            const OutcomeClass mark = isFailure(kind) ? kind : OutcomeClass::refused;
            drawOutcomeMark(painter, mark, QPointF(x + step / 2, top + 4), 6, outcomeColour(mark, colours.dark));
            painter.setPen(Qt::NoPen);
        }
        if (bar.height > 0) {
            painter.setBrush(outcomeColour(OutcomeClass::connected, colours.dark));
            const double tall = std::max(2.0, bar.height * (height - 8));
            painter.drawRect(QRectF(x + 1, top + height - tall, std::max(1.0, step - 2), tall));
        }
    }
}

TargetList::TargetList(QWidget* parent) : QWidget(parent)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(grid::kGap);
    column->addWidget(titleLabel(tr("Targets")));
    m_tile = new TargetTile(this);
    m_tile->hide();
    column->addWidget(m_tile);
}

void TargetList::show(const TargetSpec& target, const Timeline& timeline)
{
    m_tile->show(target, timeline);
    m_tile->setVisible(true);
}

void TargetList::clear()
{
    m_tile->hide();
}

} // namespace knockback

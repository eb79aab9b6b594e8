// Hovering, choosing and stepping: everything about single attempts.
#include "ui/timeline/timeline_impl.h"
#include "ui/timeline/tips.h"

#include <QAccessible>
#include <QScrollArea>
#include <QToolTip>
#include <algorithm>

namespace knockback {

LaneChart* TimelineView::Impl::laneOf(QWidget* viewport) const
{
    const auto it = std::find_if(m_lanes.begin(), m_lanes.end(),
                                 [viewport](const LaneChart* lane) { return lane->viewport() == viewport; });
    return it == m_lanes.end() ? nullptr : *it;
}

void TimelineView::Impl::setHovered(quint64 attempt)
{
    if (attempt == m_hovered)
        return;
    m_hovered = attempt;
    Q_EMIT m_view->attemptHovered(attempt);
}

void TimelineView::Impl::hover(QWidget* over, QPointF at, QPoint globalAt)
{
    QString tip;
    quint64 attempt = 0;
    LaneChart* lane = laneOf(over);
    for (LaneChart* each : m_lanes) {
        if (each != lane)
            each->pointAtNothing();
    }
    if (lane != nullptr && lane->lane() != nullptr) {
        const MarkHit hit = lane->pointAt(at);
        if (hit.sample) {
            attempt = hit.sample->attempt;
            tip = sampleTip(*hit.sample, lane->lane()->address(), m_describe ? m_describe(attempt) : QString());
        } else if (hit.bucket) {
            tip = bucketTip(*hit.bucket);
        }
    } else if (over == m_outcomes) {
        if (const OutcomeStrip::Bar* bar = m_outcomes->barAt(at.x()))
            tip = barTip(*bar);
    }
    setHovered(attempt);
    if (tip.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(globalAt, tip, over);
}

std::optional<Sample> TimelineView::Impl::attemptNear(LaneChart* lane, const MarkHit& hit) const
{
    if (hit.sample)
        return hit.sample;
    if (hit.bucket && lane->lane() != nullptr)
        return lane->lane()->nearest((hit.bucket->fromNs + hit.bucket->toNs) / 2);
    return std::nullopt;
}

void TimelineView::Impl::click(QWidget* over, QPointF at)
{
    m_view->setFocus(Qt::MouseFocusReason);
    LaneChart* lane = laneOf(over);
    if (lane == nullptr)
        return;
    const auto sample = attemptNear(lane, lane->pointAt(at));
    if (!sample)
        return;
    select(sample->attempt, sample->atNs);
    Q_EMIT m_view->attemptActivated(sample->attempt);
}

void TimelineView::Impl::select(quint64 attempt, qint64 atNs)
{
    m_selected = attempt;
    m_selectedNs = atNs;
    for (LaneChart* lane : m_lanes)
        lane->setSelected(attempt, atNs);
    if (attempt != 0 && hasData() && (atNs < m_window.fromNs() || atNs > m_window.toNs()))
        change([atNs](TimeWindow& window) { window.reveal(atNs); });
}

// The attempts one can step to, by time: those in view, or where there are too many, one a bucket.
std::vector<std::pair<Sample, LaneChart*>> TimelineView::Impl::steppable() const
{
    std::vector<std::pair<Sample, LaneChart*>> out;
    for (LaneChart* lane : m_lanes) {
        for (const Sample& sample : lane->frame().samples)
            out.emplace_back(sample, lane);
        for (const Bucket& bucket : lane->frame().buckets) {
            if (const auto sample = lane->lane()->nearest((bucket.fromNs + bucket.toNs) / 2))
                out.emplace_back(*sample, lane);
        }
    }
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
        return std::pair(a.first.atNs, a.first.attempt) < std::pair(b.first.atNs, b.first.attempt);
    });
    return out;
}

void TimelineView::Impl::step(int direction)
{
    if (!hasData())
        return;
    const auto all = steppable();
    if (all.empty())
        return;
    const std::pair<std::int64_t, std::uint64_t> here(m_selectedNs, m_selected);
    const auto key = [](const auto& entry) { return std::pair(entry.first.atNs, entry.first.attempt); };
    auto it = all.end();
    if (m_selected == 0) {
        it = direction > 0 ? all.begin() : std::prev(all.end());
    } else if (direction > 0) {
        it = std::find_if(all.begin(), all.end(), [&](const auto& entry) { return key(entry) > here; });
    } else {
        const auto back = std::find_if(all.rbegin(), all.rend(), [&](const auto& entry) { return key(entry) < here; });
        it = back == all.rend() ? all.end() : std::prev(back.base());
    }
    if (it == all.end())
        return;
    const auto& [sample, lane] = *it;
    select(sample.attempt, sample.atNs);
    m_scroll->ensureVisible(0, lane->geometry().center().y(), 0, lane->height() / 2);
    // Screen readers read the description when it changes.
    m_view->setAccessibleDescription(samplePlainText(sample, lane->lane()->address()));
    QAccessibleEvent event(m_view, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&event);
    const QPointF at(lane->plotRect().left() + static_cast<double>(sample.atNs - m_window.fromNs()) /
                                                   static_cast<double>(std::max<qint64>(m_window.lengthNs(), 1)) *
                                                   lane->plotRect().width(),
                     lane->plotRect().top());
    QToolTip::showText(lane->viewport()->mapToGlobal(at.toPoint()),
                       sampleTip(sample, lane->lane()->address(), m_describe ? m_describe(sample.attempt) : QString()),
                       lane->viewport());
    setHovered(sample.attempt);
}

void TimelineView::Impl::activateSelected()
{
    if (m_selected != 0)
        Q_EMIT m_view->attemptActivated(m_selected);
}

} // namespace knockback

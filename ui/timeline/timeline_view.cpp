#include "ui/timeline/timeline_view.h"

#include "ui/timeline/timeline_impl.h"

#include <QKeyEvent>

namespace knockback {

TimelineView::TimelineView(QWidget* parent) : QWidget(parent), m_impl(std::make_unique<Impl>(this))
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Timeline"));
    setAccessibleDescription(
        tr("Latency and outcome of every attempt over time. Control and arrow keys step from attempt to attempt."));
}

TimelineView::~TimelineView() = default;

void TimelineView::setTimeline(const Timeline* timeline)
{
    m_impl->setTimeline(timeline);
}

const Timeline* TimelineView::timeline() const
{
    return m_impl->timeline();
}

void TimelineView::setSynTimetable(const SynTimetable& syn)
{
    m_impl->setSyn(syn);
}

void TimelineView::setLiveClock(const Clock* clock)
{
    m_impl->setClock(clock);
}

void TimelineView::setDescribe(Describe describe)
{
    m_impl->setDescribe(std::move(describe));
}

void TimelineView::refresh()
{
    m_impl->refresh();
}

bool TimelineView::isLogScale() const
{
    return m_impl->isLog();
}

bool TimelineView::isLive() const
{
    return m_impl->window().isLive();
}

qint64 TimelineView::windowFromNs() const
{
    return m_impl->window().fromNs();
}

qint64 TimelineView::windowToNs() const
{
    return m_impl->window().toNs();
}

void TimelineView::setSelectedAttempt(quint64 attempt, qint64 atNs)
{
    m_impl->select(attempt, atNs);
}

void TimelineView::setControlsVisible(bool visible)
{
    m_impl->setControlsVisible(visible);
}

const std::vector<std::chrono::seconds>& TimelineView::spanPresets()
{
    using namespace std::chrono_literals;
    static const std::vector<std::chrono::seconds> presets = {30s, 1min, 5min, 15min, 1h, 0s};
    return presets;
}

void TimelineView::setLogScale(bool log)
{
    m_impl->setLog(log);
}

void TimelineView::setLive(bool live)
{
    m_impl->change([live](TimeWindow& window) { window.setLive(live); });
}

void TimelineView::jumpToLive()
{
    setLive(true);
}

void TimelineView::setWindow(qint64 fromNs, qint64 toNs)
{
    m_impl->change([=](TimeWindow& window) { window.set(fromNs, toNs); });
}

void TimelineView::setSpan(std::chrono::seconds span)
{
    m_impl->change([span](TimeWindow& window) { window.setSpan(span); });
}

void TimelineView::showAll()
{
    m_impl->change([](TimeWindow& window) { window.showAll(); });
}

void TimelineView::zoomIn()
{
    m_impl->change([](TimeWindow& window) { window.zoom(window.fromNs() + window.lengthNs() / 2, 0.5); });
}

void TimelineView::zoomOut()
{
    m_impl->change([](TimeWindow& window) { window.zoom(window.fromNs() + window.lengthNs() / 2, 2); });
}

void TimelineView::keyPressEvent(QKeyEvent* event)
{
    const bool control = event->modifiers().testFlag(Qt::ControlModifier);
    const qint64 part = event->modifiers().testFlag(Qt::ShiftModifier) ? 2 : 10;
    const auto pan = [&](qint64 sign) {
        m_impl->change([=](TimeWindow& window) { window.pan(sign * window.lengthNs() / part); });
    };
    switch (event->key()) {
    case Qt::Key_Left:
        control ? m_impl->step(-1) : pan(-1);
        break;
    case Qt::Key_Right:
        control ? m_impl->step(1) : pan(1);
        break;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoomIn();
        break;
    case Qt::Key_Minus:
        zoomOut();
        break;
    case Qt::Key_Home:
        m_impl->change([](TimeWindow& window) { window.goFirst(); });
        break;
    case Qt::Key_End:
        jumpToLive();
        break;
    case Qt::Key_0:
        showAll();
        break;
    case Qt::Key_L:
        setLogScale(!isLogScale());
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        m_impl->activateSelected();
        break;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    event->accept();
}

void TimelineView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_impl->layOut();
}

void TimelineView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_impl->layOut();
    m_impl->redraw();
}

void TimelineView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange ||
        event->type() == QEvent::LanguageChange) {
        if (event->type() == QEvent::LanguageChange)
            m_impl->retranslate();
        m_impl->layOut();
    }
}

} // namespace knockback

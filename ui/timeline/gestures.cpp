#include "ui/timeline/gestures.h"

#include <QApplication>
#include <QMouseEvent>
#include <QWheelEvent>
#include <QWidget>
#include <cmath>

namespace knockback {

void Gestures::watch(QWidget* widget)
{
    widget->setMouseTracking(true);
    widget->installEventFilter(this);
}

bool Gestures::eventFilter(QObject* object, QEvent* event)
{
    auto* widget = qobject_cast<QWidget*>(object);
    if (widget == nullptr)
        return false;
    switch (event->type()) {
    case QEvent::MouseButtonPress:
        return press(widget, static_cast<QMouseEvent*>(event));
    case QEvent::MouseMove:
        return move(widget, static_cast<QMouseEvent*>(event));
    case QEvent::MouseButtonRelease:
        return release(widget, static_cast<QMouseEvent*>(event));
    case QEvent::Wheel:
        return wheel(static_cast<QWheelEvent*>(event));
    case QEvent::ContextMenu:
        return m_selects; // the right button drags; its menu would come in between
    case QEvent::Leave:
        if (m_drag == Drag::none)
            Q_EMIT left();
        return false;
    default:
        return false;
    }
}

bool Gestures::press(QWidget* /*widget*/, QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton && event->button() != Qt::RightButton && event->button() != Qt::MiddleButton)
        return false;
    m_drag = Drag::pressed;
    m_selects = event->button() == Qt::RightButton ||
                (event->button() == Qt::LeftButton && event->modifiers().testFlag(Qt::ShiftModifier));
    m_press = m_last = event->position();
    return false; // the click still gives the view the keyboard's focus
}

bool Gestures::move(QWidget* widget, QMouseEvent* event)
{
    const QPointF at = event->position();
    if (m_drag == Drag::none || event->buttons() == Qt::NoButton) {
        m_drag = Drag::none;
        Q_EMIT hovered(widget, at, event->globalPosition().toPoint());
        return true;
    }
    if (m_drag == Drag::pressed && std::abs(at.x() - m_press.x()) < QApplication::startDragDistance() / 2.0)
        return true;
    if (m_drag == Drag::pressed) {
        m_drag = m_selects ? Drag::select : Drag::pan;
        Q_EMIT left(); // no hover while dragging
        widget->setCursor(m_selects ? Qt::CrossCursor : Qt::ClosedHandCursor);
    }
    if (m_drag == Drag::pan)
        Q_EMIT panned(m_last.x() - at.x());
    else
        Q_EMIT selecting(m_press.x(), at.x());
    m_last = at;
    return true;
}

bool Gestures::release(QWidget* widget, QMouseEvent* event)
{
    const Drag was = m_drag;
    m_drag = Drag::none;
    widget->unsetCursor();
    if (was == Drag::select) {
        if (std::abs(event->position().x() - m_press.x()) >= 6)
            Q_EMIT selected(m_press.x(), event->position().x());
        else
            Q_EMIT selectionDropped();
    } else if (was == Drag::pressed && event->button() == Qt::LeftButton) {
        Q_EMIT clicked(widget, event->position());
    }
    return was != Drag::none;
}

bool Gestures::wheel(QWheelEvent* event)
{
    const QPoint angle = event->angleDelta();
    if (event->position().x() < m_plotLeft && angle.y() != 0) {
        Q_EMIT scrolled(-angle.y() / 2);
        return true;
    }
    const int sideways = angle.x() != 0 ? angle.x() : event->modifiers().testFlag(Qt::ShiftModifier) ? angle.y() : 0;
    if (sideways != 0)
        Q_EMIT panned(-sideways / 2.0);
    else if (angle.y() != 0)
        Q_EMIT zoomed(event->position().x(), std::pow(0.8, angle.y() / 120.0));
    event->accept();
    return true;
}

} // namespace knockback

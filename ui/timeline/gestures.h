// Thread: GUI.
//
// Wheel, drag and click over everything that shares the time axis (lanes, time labels, outcome counts), turned into
// what they mean. Knows pixels, not times.
#pragma once

#include <QObject>
#include <QPoint>
#include <QPointF>

class QMouseEvent;
class QWheelEvent;
class QWidget;

namespace knockback {

class Gestures : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    void watch(QWidget* widget); // a widget whose x is the shared one

Q_SIGNALS:
    void zoomed(double x, double factor);
    void panned(double pixels); // > 0: later times come into view
    void scrolled(int pixels);  // vertical, in the margin left of the plot
    void selecting(double fromX, double toX);
    void selected(double fromX, double toX);
    void selectionDropped();
    void hovered(QWidget* over, QPointF at, QPoint globalAt);
    void left();
    void clicked(QWidget* over, QPointF at);

public:
    void setPlotLeft(int x) { m_plotLeft = x; }
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    enum class Drag
    {
        none,
        pressed,
        pan,
        select
    };
    bool press(QWidget* widget, QMouseEvent* event);
    bool move(QWidget* widget, QMouseEvent* event);
    bool release(QWidget* widget, QMouseEvent* event);
    bool wheel(QWheelEvent* event);

    int m_plotLeft = 0;
    Drag m_drag = Drag::none;
    bool m_selects = false;
    QPointF m_press;
    QPointF m_last;
};

} // namespace knockback

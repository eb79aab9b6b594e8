// Thread: GUI. The whole session in one line, with the window in view on it: drag it, drag its edges, click beside it.
#pragma once

#include "ui/timeline/lane_chart.h"
#include "ui/timeline/outcome_strip.h"

#include <QPixmap>
#include <QWidget>
#include <vector>

namespace knockback {

class OverviewStrip : public QWidget
{
    Q_OBJECT

public:
    explicit OverviewStrip(QWidget* parent = nullptr);
    void setEdges(PlotEdges edges);
    // The whole; fetched again only when it is `stale`.
    void showAll(const Timeline& timeline, qint64 firstNs, qint64 lastNs, bool stale);
    void showWindow(qint64 fromNs, qint64 toNs);
    void clear();
    QSize sizeHint() const override;

Q_SIGNALS:
    void windowChosen(qint64 fromNs, qint64 toNs);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    enum class Grip
    {
        none,
        whole,
        left,
        right
    };
    QRectF area() const;
    QRectF frame() const;
    double x(qint64 ns) const;
    qint64 at(double x) const;
    Grip gripAt(double x) const;
    void paintBars(QPainter& painter, const Colours& colours) const;

    PlotEdges m_edges;
    qint64 m_first = 0;
    qint64 m_last = 1;
    qint64 m_from = 0;
    qint64 m_to = 1;
    std::vector<OutcomeStrip::Bar> m_bars;
    QPixmap m_picture; // of the bars; null = draw again
    Grip m_grip = Grip::none;
    double m_pressX = 0;
    qint64 m_pressFrom = 0;
    qint64 m_pressTo = 0;
};

} // namespace knockback

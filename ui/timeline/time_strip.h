// Thread: GUI. The labels of the time axis, once for all lanes, and the zone, once.
#pragma once

#include "ui/timeline/lane_chart.h"
#include "ui/timeline/time_ticks.h"

#include <QWidget>

namespace knockback {

class TimeStrip : public QWidget
{
    Q_OBJECT

public:
    explicit TimeStrip(QWidget* parent = nullptr);
    void setEdges(PlotEdges edges);
    void showWindow(qint64 fromNs, qint64 toNs, const QVector<TimeTick>& ticks);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    PlotEdges m_edges;
    qint64 m_from = 0;
    qint64 m_to = 1;
    QVector<TimeTick> m_ticks;
};

} // namespace knockback

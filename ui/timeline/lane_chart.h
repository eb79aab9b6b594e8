// Thread: GUI.
//
// One lane: a QtCharts chart with the latency axis and the grid, and every mark in one item on top of it
// (marks_item.h). All lanes and strips share one horizontal geometry (PlotEdges), so that a moment stands at the same x
// everywhere.
#pragma once

#include "core/facts/vantage.h"
#include "ui/timeline/lane_frame.h"
#include "ui/timeline/latency_scale.h"
#include "ui/timeline/marks_item.h"
#include "ui/timeline/time_ticks.h"

#include <QtCharts/QChartView>

class QCategoryAxis;
class QValueAxis;

namespace knockback {

struct PlotEdges
{
    int left = 72; // room for the latency labels
    int right = 16;
};

class LaneChart : public QChartView
{
    Q_OBJECT

public:
    explicit LaneChart(QWidget* parent = nullptr);

    void setLane(const Lane* lane);
    const Lane* lane() const { return m_lane; }
    void setTitled(bool titled); // with the address above; for several lanes
    void setEdges(PlotEdges edges);
    void setBands(const SynTimetable& syn);
    void setLogScale(bool log);
    void setTitle(const QString& title, const QString& figures) { m_marks->setTitle(title, figures); }

    // Fetches and shows [from, to); ticks are where the grid lines stand.
    void showWindow(qint64 fromNs, qint64 toNs, const QVector<TimeTick>& ticks);
    void setSelected(quint64 attempt, qint64 atNs) { m_marks->setSelected(attempt, atNs); }
    void setSelection(std::optional<std::pair<double, double>> pixels) { m_marks->setSelection(pixels); }
    // What is under the pointer; rings it.
    MarkHit pointAt(QPointF at);
    void pointAtNothing() { m_marks->setHovered(std::nullopt); }

    const LaneFrame& frame() const { return m_frame; }
    QRectF plotRect() const { return m_geometry.plot; }
    static int leastHeight(bool titled);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void applyTheme();
    void layOut();
    LatencyScale chooseScale() const;
    void showScale(const LatencyScale& scale);
    void showGrid(const QVector<TimeTick>& ticks);

    const Lane* m_lane = nullptr;
    LaneFrame m_frame;
    LatencyScale m_scale;
    bool m_scaleShown = false;
    bool m_everConnected = false;
    bool m_log = true;
    bool m_titled = false;
    PlotEdges m_edges;
    MarksItem::Geometry m_geometry;
    std::vector<MarksItem::Band> m_bands;
    QCategoryAxis* m_latencyAxis = nullptr;
    QValueAxis* m_timeAxis = nullptr;
    MarksItem* m_marks = nullptr;
};

} // namespace knockback

// Thread: GUI. The inside of TimelineView: which lanes there are, what is in view, who is told.
#pragma once

#include "core/base/clock.h"
#include "ui/timeline/empty_timeline.h"
#include "ui/timeline/gestures.h"
#include "ui/timeline/lane_chart.h"
#include "ui/timeline/outcome_strip.h"
#include "ui/timeline/overview_strip.h"
#include "ui/timeline/time_strip.h"
#include "ui/timeline/time_window.h"
#include "ui/timeline/timeline_controls.h"
#include "ui/timeline/timeline_view.h"

#include <functional>
#include <vector>

class QScrollArea;
class QStackedLayout;
class QVBoxLayout;

namespace knockback {

class TimelineView::Impl : public QObject
{
public:
    explicit Impl(TimelineView* view);

    void setTimeline(const Timeline* timeline);
    const Timeline* timeline() const { return m_timeline; }
    void setSyn(const SynTimetable& syn);
    void setClock(const Clock* clock);
    void setDescribe(Describe describe) { m_describe = std::move(describe); }
    void setControlsVisible(bool visible) { m_controls->setVisible(visible); }
    void setLog(bool log);
    bool isLog() const { return m_log; }
    const TimeWindow& window() const { return m_window; }

    void refresh();
    void retranslate();
    void redraw(); // whether anything changed or not
    void layOut(); // after a change of size, font or number of lanes
    void change(const std::function<void(TimeWindow&)>& how);
    void select(quint64 attempt, qint64 atNs);
    void step(int direction);
    void activateSelected();

    bool eventFilter(QObject* watched, QEvent* event) override; // the lanes' own room changed

private:
    void build();
    void connectGestures();
    bool hasData() const { return m_timeline != nullptr && !m_timeline->empty(); }
    void follow();
    bool matchLanes();
    void placeLanes();
    PlotEdges edges() const;
    double plotWidth() const;
    qint64 timeAt(double x) const;
    void drawLanes(const QVector<TimeTick>& ticks);
    std::size_t busiestInView() const;
    void tellChanges();
    void hover(QWidget* over, QPointF at, QPoint globalAt);
    void click(QWidget* over, QPointF at);
    LaneChart* laneOf(QWidget* viewport) const;
    std::optional<Sample> attemptNear(LaneChart* lane, const MarkHit& hit) const;
    std::vector<std::pair<Sample, LaneChart*>> steppable() const;
    void setHovered(quint64 attempt);

    TimelineView* m_view;
    const Timeline* m_timeline = nullptr;
    const Clock* m_clock = nullptr;
    SynTimetable m_syn;
    Describe m_describe;
    TimeWindow m_window;
    bool m_log = true;
    quint64 m_selected = 0;
    qint64 m_selectedNs = 0;
    quint64 m_hovered = 0;

    // What was told and drawn last, so that a frame in which nothing changed costs nothing.
    bool m_toldLive = true;
    qint64 m_toldFrom = 0;
    qint64 m_toldTo = 0;
    bool m_grew = false; // since setTimeline
    std::size_t m_drawnCount = 0;
    std::size_t m_overviewCount = 0;
    MonoTime m_overviewAt; // when it was last made; 0 = never

    QStackedLayout* m_pages = nullptr;
    EmptyTimeline* m_empty = nullptr;
    TimelineControls* m_controls = nullptr;
    QScrollArea* m_scroll = nullptr;
    QWidget* m_lanesBox = nullptr;
    std::vector<LaneChart*> m_lanes;
    TimeStrip* m_time = nullptr;
    OutcomeStrip* m_outcomes = nullptr;
    OverviewStrip* m_overview = nullptr;
    Gestures* m_gestures = nullptr;
};

} // namespace knockback

// Thread: GUI.
//
// The live timeline of one target: latency of each attempt, failures on a rail of their own, outcome counts a bucket,
// an overview with the window in view, one lane an address. Holds no data: it asks the Timeline for at most two points
// a pixel of what is in view, so that a frame costs the same for a minute and for a month.
//
// It brings its own row of controls (live, span, scale, fit; setControlsVisible hides them). Wheel: zoom at the
// pointer. Drag: pan. Shift+drag or right drag: zoom to the selection. Keys: arrows pan, + and − zoom, Home first, End
// live, Ctrl+arrows step from attempt to attempt, Return activates it, L switches the scale, 0 shows everything.
#pragma once

#include "core/facts/vantage.h"
#include "core/session/series.h"

#include <QWidget>
#include <chrono>
#include <functional>
#include <memory>
#include <vector>

namespace knockback {

class TimelineView : public QWidget
{
    Q_OBJECT

public:
    explicit TimelineView(QWidget* parent = nullptr);
    ~TimelineView() override;

    // Not owned; must outlive the view or be replaced by nullptr. Call refresh() after it grew.
    void setTimeline(const Timeline* timeline);
    const Timeline* timeline() const;
    // When SYNs are really sent again on the machine the attempts came from. Empty = no bands.
    void setSynTimetable(const SynTimetable& syn);
    // While attempts are running: live scrolls with this clock (wall time). nullptr (at first): the end is the last
    // attempt.
    void setLiveClock(const Clock* clock);
    // What a hover says about an attempt beyond outcome, time and latency. May be empty. Called while the tip is made.
    using Describe = std::function<QString(quint64 attempt)>;
    void setDescribe(Describe describe);
    // Redraws what changed. Called by the owner's frame timer, at most 30 times a second; does nothing while hidden.
    void refresh();

    bool isLogScale() const;
    bool isLive() const;
    qint64 windowFromNs() const;
    qint64 windowToNs() const;
    // Marks one attempt (the row chosen in the table) and scrolls it into view when it is not; 0 = none.
    void setSelectedAttempt(quint64 attempt, qint64 atNs);
    void setControlsVisible(bool visible);

    // 30 s, 1 min, 5 min, 15 min, 1 h; 0 = all.
    static const std::vector<std::chrono::seconds>& spanPresets();

public Q_SLOTS:
    void setLogScale(bool log);
    void setLive(bool live);
    void jumpToLive();
    void setWindow(qint64 fromNs, qint64 toNs);
    void setSpan(std::chrono::seconds span); // keeps the right edge; 0 = all
    void showAll();
    void zoomIn();
    void zoomOut();

Q_SIGNALS:
    void windowChanged(qint64 fromNs, qint64 toNs);
    void attemptHovered(quint64 attempt);   // 0 = none any more
    void attemptActivated(quint64 attempt); // clicked, or Return
    void liveChanged(bool live);
    void logScaleChanged(bool log);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace knockback

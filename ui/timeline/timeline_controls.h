// Thread: GUI. The row above the plot: legend at the left, then live, span, scale and fit.
#pragma once

#include "ui/timeline/legend.h"

#include <QWidget>
#include <chrono>

class QComboBox;
class QToolButton;

namespace knockback {

class TimelineControls : public QWidget
{
    Q_OBJECT

public:
    explicit TimelineControls(QWidget* parent = nullptr);
    Legend* legend() const { return m_legend; }

    void setLive(bool live, bool possible); // possible: something runs; else there is nothing to follow
    void setLogScale(bool log);
    // The span in the box; one that is no preset shows as its own length.
    void showSpan(std::chrono::nanoseconds span, bool all);

    static QString spanText(std::chrono::nanoseconds span);

Q_SIGNALS:
    void liveChosen(bool live);
    void spanChosen(std::chrono::seconds span); // 0 = all
    void logChosen(bool log);
    void fitChosen();
    void zoomInChosen();
    void zoomOutChosen();

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();
    QToolButton* button(const QString& iconName, bool checkable);

    Legend* m_legend = nullptr;
    QToolButton* m_live = nullptr;
    QComboBox* m_span = nullptr;
    QToolButton* m_log = nullptr;
    QToolButton* m_in = nullptr;
    QToolButton* m_out = nullptr;
    QToolButton* m_fit = nullptr;
};

} // namespace knockback

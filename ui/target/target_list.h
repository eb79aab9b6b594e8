// The targets of this session: a mark and word for how each is, its share of failures, a sparkline. Thread: GUI.
// One target for now; the list is made for many.
#pragma once

#include "core/facts/target.h"
#include "core/session/series.h"

#include <QVector>
#include <QWidget>

class QVBoxLayout;

namespace knockback {

class TargetTile : public QWidget
{
    Q_OBJECT
public:
    explicit TargetTile(QWidget* parent = nullptr);
    void show(const TargetSpec& target, const Timeline& timeline);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Bar
    {
        double height = 0;
        bool failed = false;
        bool empty = true;
    };
    void measure(const Timeline& timeline);

    QString m_name;
    QString m_state;
    QString m_share; // of failures; "" before the first attempt
    WindowStatistics m_statistics;
    Outcome m_latest = Outcome::cancelled;
    bool m_latestLate = false;
    QVector<Bar> m_bars;
};

class TargetList : public QWidget
{
    Q_OBJECT
public:
    explicit TargetList(QWidget* parent = nullptr);
    // Cheap enough for every frame.
    void show(const TargetSpec& target, const Timeline& timeline);
    void clear();

private:
    TargetTile* m_tile = nullptr;
};

} // namespace knockback

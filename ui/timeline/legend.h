// Thread: GUI. What the marks in view mean: only those that occur, mark and word. What does not fit is counted at the
// end and told on hover.
#pragma once

#include "ui/timeline/lane_frame.h"

#include <QVector>
#include <QWidget>

namespace knockback {

class Legend : public QWidget
{
    Q_OBJECT

public:
    explicit Legend(QWidget* parent = nullptr);
    void setCounts(const ClassCounts& counts);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {40, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    struct Entry
    {
        OutcomeClass value;
        int left;
        int line; // 0 or 1
    };
    QVector<Entry> place(int* hidden) const;

    ClassCounts m_counts{};
};

} // namespace knockback

// Thread: GUI. The figures of the window in view, one quiet row of labelled numbers and the counts of what happened.
#pragma once

#include "core/session/series.h"

#include <QWidget>
#include <memory>

namespace knockback {

class StatisticsPanel : public QWidget
{
    Q_OBJECT

public:
    explicit StatisticsPanel(QWidget* parent = nullptr);
    ~StatisticsPanel() override;

    // `span` says what they are of: "last 5 min", "10:02:00 – 10:07:00". Cheap to call each frame.
    void setStatistics(const WindowStatistics& statistics, const QString& span);
    QString plainText() const; // what "Copy" copies

    bool hasHeightForWidth() const override;
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override; // tool tips: what each figure means
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace knockback

// Thread: GUI. What stands where the timeline will be: what it will show, and how to fill it.
#pragma once

#include <QString>
#include <QWidget>

namespace knockback {

class EmptyTimeline : public QWidget
{
    Q_OBJECT

public:
    explicit EmptyTimeline(QWidget* parent = nullptr);
    void setWaiting(bool waiting); // attempts are under way, and none has ended yet

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void paintExample(QPainter& painter, const QRectF& area) const;
    bool m_waiting = false;
};

} // namespace knockback

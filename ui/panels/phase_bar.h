// Thread: GUI. The phases of one attempt as a bar to scale: connecting (with the moments a SYN was sent again), waiting
// for the first byte, listening.
#pragma once

#include "core/facts/attempt.h"
#include "core/facts/vantage.h"
#include "ui/theme/outcome_style.h"

#include <QVector>
#include <QWidget>

namespace knockback {

class PhaseBar : public QWidget
{
    Q_OBJECT

public:
    struct Part
    {
        QString name;
        qint64 fromNs = 0;
        qint64 toNs = 0;
        QString tip;
        bool failed = false;
    };

    explicit PhaseBar(QWidget* parent = nullptr);
    void setAttempt(const Attempt& attempt, const SynTimetable& syn);
    const QVector<Part>& parts() const { return m_parts; }
    QSize sizeHint() const override;

    static QVector<Part> partsOf(const Attempt& attempt);

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    QVector<QRectF> boxes() const;
    QVector<Part> m_parts;
    QVector<qint64> m_resends; // ns after the start
    OutcomeClass m_class = OutcomeClass::other;
};

} // namespace knockback

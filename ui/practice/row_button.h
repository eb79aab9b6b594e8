// A quiet button of one line, for a narrow list: text from the left, cut with "…" where it does not fit. Thread: GUI.
#pragma once

#include <QAbstractButton>

namespace knockback {

class RowButton : public QAbstractButton
{
    Q_OBJECT
public:
    explicit RowButton(const QString& text, QWidget* parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
};

} // namespace knockback

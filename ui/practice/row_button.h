// A quiet button for a narrow list: text from the left, on a second line where it does not fit. Thread: GUI.
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
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
};

} // namespace knockback

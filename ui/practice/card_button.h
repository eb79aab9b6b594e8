// A button with a title and a wrapped line or two below it. Thread: GUI.
#pragma once

#include <QAbstractButton>

namespace knockback {

class CardButton : public QAbstractButton
{
    Q_OBJECT
public:
    CardButton(const QString& title, const QString& text, QWidget* parent = nullptr);
    QSize sizeHint() const override;
    int heightForWidth(int width) const override;
    bool hasHeightForWidth() const override { return true; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    QString m_body;
    mutable int m_width = -1; // of the last answer of heightForWidth(), which layouts ask again and again
    mutable int m_height = 0;
};

} // namespace knockback

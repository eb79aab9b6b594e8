// A button with a title and a wrapped line or two below it. Thread: GUI.
#pragma once

#include "ui/theme/wrapped_label.h"

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
    void changeEvent(QEvent* event) override;

private:
    QString m_body;
    mutable HeightMemory m_heights;
};

} // namespace knockback

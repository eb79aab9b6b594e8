#include "ui/window/labels.h"

#include "ui/theme/theme.h"
#include "ui/theme/wrapped_label.h"

#include <QLineEdit>
#include <QPushButton>

namespace knockback {

QLabel* hintLabel(const QString& text, QWidget* parent)
{
    auto* label = new WrappedLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setText(text);
    return label;
}

QLabel* textLabel(const QString& text, QWidget* parent)
{
    QLabel* label = hintLabel(text, parent);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

QLabel* captionLabel(const QString& text, QWidget* parent)
{
    QLabel* label = textLabel(text, parent);
    label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

void giveRoom(QPushButton& button)
{
    button.setMinimumHeight(grid::kUnit * 4);
    button.setMinimumWidth(button.sizeHint().width() + 2 * grid::kGap);
}

void giveRoom(QLineEdit& edit)
{
    edit.setMinimumHeight(grid::kUnit * 4);
    edit.setTextMargins(grid::kHalf, 0, grid::kHalf, 0);
}

QLabel* titleLabel(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setText(text);
    label->setFont(fonts::title());
    return label;
}

void setLabelColour(QWidget* label, const QColor& colour)
{
    QPalette palette = label->palette();
    palette.setColor(QPalette::WindowText, colour);
    label->setPalette(palette);
}

void clearLayout(QLayout* layout)
{
    while (QLayoutItem* item = layout->takeAt(0)) {
        if (QWidget* widget = item->widget()) {
            widget->hide();
            widget->deleteLater();
        } else if (QLayout* inner = item->layout()) {
            clearLayout(inner);
        }
        delete item;
    }
}

} // namespace knockback

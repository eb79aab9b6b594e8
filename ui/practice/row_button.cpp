#include "ui/practice/row_button.h"

#include "ui/theme/theme.h"

#include <QPainter>

namespace knockback {

RowButton::RowButton(const QString& text, QWidget* parent) : QAbstractButton(parent)
{
    setText(text);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize RowButton::sizeHint() const
{
    return {fontMetrics().horizontalAdvance(text()) + 2 * grid::kGap,
            fontMetrics().height() + grid::kGap + grid::kHalf};
}

QSize RowButton::minimumSizeHint() const
{
    return {grid::kUnit * 4, sizeHint().height()};
}

void RowButton::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colours colours = Colours::of(palette());
    if (underMouse() || isDown() || hasFocus()) {
        painter.setPen(hasFocus() ? QPen(colours.accent, 2) : QPen(Qt::NoPen));
        painter.setBrush(underMouse() || isDown() ? QBrush(colours.hover) : QBrush(Qt::NoBrush));
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), grid::kRadius, grid::kRadius);
    }
    const QRect inner = rect().adjusted(grid::kGap, 0, -grid::kHalf, 0);
    painter.setPen(isEnabled() ? colours.text : colours.disabledText);
    painter.drawText(inner, Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(text(), Qt::ElideRight, inner.width()));
}

void RowButton::enterEvent(QEnterEvent*)
{
    update();
}
void RowButton::leaveEvent(QEvent*)
{
    update();
}

} // namespace knockback

#include "ui/practice/row_button.h"

#include "ui/theme/theme.h"

#include <QPainter>
#include <algorithm>

namespace knockback {

namespace {
constexpr int kFlags = Qt::AlignLeft | Qt::AlignVCenter | Qt::TextWordWrap;
constexpr int kLeft = grid::kGap;
constexpr int kRight = grid::kHalf;
} // namespace

RowButton::RowButton(const QString& text, QWidget* parent) : QAbstractButton(parent)
{
    setText(text);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    policy.setHeightForWidth(true); // a long name takes a second line rather than lose its end
    setSizePolicy(policy);
}

int RowButton::heightForWidth(int width) const
{
    const QRect room(0, 0, std::max(40, width - kLeft - kRight), 10'000);
    return fontMetrics().boundingRect(room, kFlags, text()).height() + grid::kGap + grid::kHalf;
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
    painter.setPen(isEnabled() ? colours.text : colours.disabledText);
    painter.drawText(rect().adjusted(kLeft, 0, -kRight, 0), kFlags, text());
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

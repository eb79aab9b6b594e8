#include "ui/practice/card_button.h"

#include "ui/theme/theme.h"

#include <QPainter>

namespace knockback {

namespace {
constexpr int kFlags = Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap;
constexpr int kWide = 260;
constexpr int kInner = grid::kGap + grid::kHalf;
} // namespace

CardButton::CardButton(const QString& title, const QString& text, QWidget* parent)
    : QAbstractButton(parent), m_body(text)
{
    setText(title);
    setAccessibleName(title);
    setAccessibleDescription(text);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

int CardButton::heightForWidth(int width) const
{
    if (const int known = m_heights.at(width); known >= 0)
        return known;
    const QRect body =
        fontMetrics().boundingRect(QRect(0, 0, std::max(40, width - 2 * kInner), 10'000), kFlags, m_body);
    return m_heights.keep(width, QFontMetrics(fonts::title()).height() + grid::kHalf + body.height() + 2 * kInner);
}

// Three lines of text, as most need; shaping the text for it would be thrown away, for the layout asks by width.
QSize CardButton::sizeHint() const
{
    return {kWide, QFontMetrics(fonts::title()).height() + grid::kHalf + 3 * fontMetrics().lineSpacing() + 2 * kInner};
}

void CardButton::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colours colours = Colours::of(palette());
    const bool active = underMouse() || isDown();
    painter.setPen(QPen(hasFocus() ? colours.accent : colours.line, hasFocus() ? 2 : 1));
    painter.setBrush(active ? colours.hover : colours.surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), grid::kRadius, grid::kRadius);
    QRect inner = rect().adjusted(kInner, kInner, -kInner, -kInner);
    painter.setPen(colours.accent);
    painter.setFont(fonts::title());
    painter.drawText(inner, kFlags, text());
    inner.setTop(inner.top() + painter.fontMetrics().height() + grid::kHalf);
    painter.setFont(font());
    painter.setPen(colours.secondaryText);
    painter.drawText(inner, kFlags, m_body);
}

void CardButton::enterEvent(QEnterEvent*)
{
    update();
}
void CardButton::leaveEvent(QEvent*)
{
    update();
}

void CardButton::changeEvent(QEvent* event)
{
    m_heights.forget();
    QAbstractButton::changeEvent(event);
}

} // namespace knockback

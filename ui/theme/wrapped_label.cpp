#include "ui/theme/wrapped_label.h"

#include <QEvent>
#include <algorithm>

namespace knockback {

int HeightMemory::at(int width) const
{
    const auto found =
        std::find_if(m_known.begin(), m_known.end(), [width](const auto& one) { return one.first == width + 1; });
    return width < 0 || found == m_known.end() ? -1 : found->second;
}

int HeightMemory::keep(int width, int height)
{
    if (width >= 0) {
        m_known[m_next] = {width + 1, height};
        m_next = (m_next + 1) % m_known.size();
    }
    return height;
}

void HeightMemory::forget()
{
    m_known.fill({});
}

WrappedLabel::WrappedLabel(QWidget* parent) : QLabel(parent)
{
    setWordWrap(true);
}

int WrappedLabel::heightForWidth(int width) const
{
    if (m_text != text()) {
        m_text = text();
        m_heights.forget();
    }
    const int known = m_heights.at(width);
    return known >= 0 ? known : m_heights.keep(width, QLabel::heightForWidth(width));
}

bool WrappedLabel::event(QEvent* event)
{
    if (event->type() == QEvent::Polish || event->type() == QEvent::ContentsRectChange)
        m_heights.forget();
    return QLabel::event(event);
}

void WrappedLabel::changeEvent(QEvent* event)
{
    m_heights.forget();
    QLabel::changeEvent(event);
}

} // namespace knockback

#include "ui/timeline/legend.h"

#include "ui/theme/theme.h"

#include <QLocale>
#include <QPainter>

namespace knockback {

namespace {
constexpr int kMark = 10;
constexpr int kBetween = 14;
} // namespace

Legend::Legend(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void Legend::setCounts(const ClassCounts& counts)
{
    if (counts == m_counts)
        return;
    m_counts = counts;
    QStringList words;
    const QLocale locale;
    for (std::size_t i = 0; i < kOutcomeClassCount; ++i) {
        if (counts[i] > 0)
            words << tr("%1: %2").arg(outcomeWord(static_cast<OutcomeClass>(i)), locale.toString(counts[i]));
    }
    setToolTip(words.join(QLatin1Char('\n')));
    setAccessibleName(words.join(QStringLiteral(", ")));
    update();
}

QSize Legend::sizeHint() const
{
    return {240, 2 * QFontMetrics(fonts::caption()).height() + 2};
}

QVector<Legend::Entry> Legend::place(int* hidden) const
{
    QVector<Entry> out;
    const QFontMetrics metrics(fonts::caption());
    const int keep = metrics.horizontalAdvance(QStringLiteral("+99")) + kBetween;
    int left = 0;
    int line = 0;
    *hidden = 0;
    for (std::size_t i = 0; i < kOutcomeClassCount; ++i) {
        if (m_counts[i] == 0)
            continue;
        const auto value = static_cast<OutcomeClass>(i);
        const int wide = kMark + 5 + metrics.horizontalAdvance(outcomeWord(value));
        if (line == 0 && left > 0 && left + wide > width()) { // a second line before anything is left out
            line = 1;
            left = 0;
        }
        if (*hidden > 0 || left + wide + (line == 1 ? keep : 0) > width()) {
            ++*hidden;
            continue;
        }
        out.push_back({value, left, line});
        left += wide + kBetween;
    }
    return out;
}

void Legend::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    const Colours c = Colours::of(palette());
    painter.setFont(fonts::caption());
    const QFontMetrics metrics(painter.font());
    int hidden = 0;
    const QVector<Entry> entries = place(&hidden);
    const bool two = hidden > 0 || (!entries.isEmpty() && entries.last().line > 0);
    const auto base = [&](int line) {
        const int top =
            two ? (height() - 2 * metrics.height()) / 2 + line * metrics.height() : (height() - metrics.height()) / 2;
        return top + metrics.ascent();
    };
    int end = 0;
    for (const Entry& entry : entries) {
        const int y = base(entry.line);
        painter.drawPixmap(entry.left, y - metrics.ascent() + (metrics.height() - kMark) / 2,
                           outcomePixmap(entry.value, kMark, c.dark, devicePixelRatioF()));
        painter.setPen(c.text);
        const QString word = outcomeWord(entry.value);
        painter.drawText(entry.left + kMark + 5, y, word);
        end = entry.left + kMark + 5 + metrics.horizontalAdvance(word) + kBetween;
    }
    if (hidden > 0) {
        painter.setPen(c.secondaryText);
        painter.drawText(end, base(1), QStringLiteral("+%1").arg(hidden));
    }
}

void Legend::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    updateGeometry();
}

} // namespace knockback

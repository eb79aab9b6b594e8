#include "ui/timeline/empty_timeline.h"

#include "ui/theme/contrast.h"
#include "ui/theme/outcome_style.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <array>

namespace knockback {

EmptyTimeline::EmptyTimeline(QWidget* parent) : QWidget(parent)
{
    setAttribute(Qt::WA_OpaquePaintEvent);
}

void EmptyTimeline::setWaiting(bool waiting)
{
    m_waiting = waiting;
    update();
}

void EmptyTimeline::paintExample(QPainter& painter, const QRectF& area) const
{
    // A made-up stretch of time: quick answers, one late, two refusals on the rail. Faint, so that nobody reads it.
    static constexpr std::array<double, 24> heights = {0.30, 0.34, 0.28, 0.36, 0.31, 0.33, 0.29, 0.38,
                                                       0.30, 0.32, 0.82, 0.35, 0.31, -1,   -1,   0.34,
                                                       0.30, 0.37, 0.29, 0.33, 0.31, 0.28, 0.35, 0.32};
    const bool dark = Colours::of(palette()).dark;
    const Colours c = Colours::of(palette());
    const double rail = area.bottom() - 8;
    painter.fillRect(QRectF(area.left(), rail - 8, area.width(), 16), c.sunken);
    for (std::size_t i = 0; i < heights.size(); ++i) {
        const double x = area.left() + (static_cast<double>(i) + 0.5) * area.width() / heights.size();
        const bool failed = heights[i] < 0;
        const OutcomeClass value = failed             ? OutcomeClass::refused
                                   : heights[i] > 0.5 ? OutcomeClass::late
                                                      : OutcomeClass::connected;
        const double y = failed ? rail : area.bottom() - 20 - heights[i] * (area.height() - 24);
        drawOutcomeMark(painter, value, QPointF(x, y), failed ? 9 : 7,
                        mixed(outcomeColour(value, dark), c.surface, 0.25));
    }
}

void EmptyTimeline::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colours c = Colours::of(palette());
    painter.fillRect(rect(), c.surface);
    const double width = std::min(420.0, this->width() - 2.0 * grid::kSection);
    if (width < 80)
        return;
    const QString heading = tr("No attempts yet");
    const QString what = tr("Each attempt to connect becomes a mark here: the higher, the slower. "
                            "Failures stand on a line of their own below.");
    const QString hint =
        m_waiting ? tr("The first one is under way.") : tr("Type a host and a port above and press Watch.");
    const QFont title = fonts::title();
    const QFont body = fonts::ui();
    const auto height = [&](const QFont& font, const QString& text) {
        return QFontMetricsF(font)
            .boundingRect(QRectF(0, 0, width, 1000), Qt::TextWordWrap | Qt::AlignHCenter, text)
            .height();
    };
    const double words = height(title, heading) + height(body, what) + height(body, hint) + 2 * grid::kGap;
    const double example = this->height() - words > 160 ? 96 : 0;
    double y = (this->height() - words - example - (example > 0 ? grid::kSection : 0)) / 2;
    y = std::max(y, static_cast<double>(grid::kGap));
    const double left = (this->width() - width) / 2;
    if (example > 0) {
        paintExample(painter, QRectF(left, y, width, example));
        y += example + grid::kSection;
    }
    const auto say = [&](const QFont& font, const QColor& colour, const QString& text) {
        painter.setFont(font);
        painter.setPen(colour);
        const double high = height(font, text);
        painter.drawText(QRectF(left, y, width, high), Qt::TextWordWrap | Qt::AlignHCenter, text);
        y += high + grid::kGap;
    };
    say(title, c.text, heading);
    say(body, c.secondaryText, what);
    say(body, c.text, hint);
}

} // namespace knockback

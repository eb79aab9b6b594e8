#include "ui/panels/phase_bar.h"

#include "core/base/text.h"
#include "ui/theme/contrast.h"
#include "ui/theme/theme.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

namespace knockback {

namespace {

constexpr double kBarHeight = 12;
constexpr double kLeastPart = 6; // a phase too short to see is still there

QString time(qint64 ns)
{
    return formatDuration(std::chrono::nanoseconds(ns));
}

} // namespace

PhaseBar::PhaseBar(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QVector<PhaseBar::Part> PhaseBar::partsOf(const Attempt& a)
{
    QVector<Part> out;
    const qint64 end = a.endNs >= 0 ? a.endNs : std::max(a.connectNs, a.firstByteNs);
    if (!isConnected(a.outcome) || a.connectNs < 0) {
        if (end >= 0)
            out.push_back(
                {tr("connect"), 0, end,
                 tr("From the first packet until it was clear that there is no connection: %1").arg(time(end)), true});
        return out;
    }
    out.push_back({tr("connect"), 0, a.connectNs, tr("Until the connection stood: %1").arg(time(a.connectNs)), false});
    qint64 at = a.connectNs;
    const bool failed = a.outcome != Outcome::connected;
    if (a.firstByteNs >= at) {
        out.push_back({tr("first byte"), at, a.firstByteNs,
                       tr("From the connection until the first byte of the server: %1").arg(time(a.firstByteNs - at)),
                       false});
        at = a.firstByteNs;
        if (end > at)
            out.push_back(
                {tr("reading"), at, end, tr("What else came, until the end: %1").arg(time(end - at)), failed});
    } else if (end > at) {
        out.push_back(
            {tr("listening"), at, end, tr("Waited for the server to say something: %1").arg(time(end - at)), failed});
    }
    return out;
}

void PhaseBar::setAttempt(const Attempt& attempt, const SynTimetable& syn)
{
    m_parts = partsOf(attempt);
    m_class = outcomeClass(attempt);
    m_resends.clear();
    const auto sent = attempt.tcp.valid ? attempt.tcp.totalRetrans : 0U;
    const qint64 end = m_parts.isEmpty() ? 0 : m_parts.first().toNs;
    for (const double seconds : syn.resendSeconds) {
        const auto at = static_cast<qint64>(seconds * 1e9);
        if (static_cast<std::uint32_t>(m_resends.size()) < sent && at < end)
            m_resends.push_back(at);
    }
    setVisible(!m_parts.isEmpty());
    update();
}

QSize PhaseBar::sizeHint() const
{
    return {240, static_cast<int>(kBarHeight) + QFontMetrics(fonts::caption()).height() + 6};
}

QVector<QRectF> PhaseBar::boxes() const
{
    QVector<QRectF> out;
    if (m_parts.isEmpty())
        return out;
    const double whole = std::max<double>(1, static_cast<double>(m_parts.last().toNs));
    // To scale, but nothing thinner than kLeastPart; what that adds is taken from the widest.
    QVector<double> widths;
    for (const Part& part : m_parts)
        widths.push_back(std::max(kLeastPart, static_cast<double>(part.toNs - part.fromNs) / whole * width()));
    double sum = 0;
    for (const double w : widths)
        sum += w;
    double& widest = *std::max_element(widths.begin(), widths.end());
    widest = std::max(kLeastPart, widest - (sum - width()));
    double x = 0;
    for (const double w : widths) {
        out.push_back({x, 1, w, kBarHeight});
        x += w;
    }
    return out;
}

void PhaseBar::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colours c = Colours::of(palette());
    painter.setFont(fonts::figures(fonts::caption()));
    const QFontMetricsF metrics(painter.font());
    const auto places = boxes();
    double free = 0;
    for (int i = 0; i < places.size(); ++i) {
        const Part& part = m_parts.at(i);
        const QColor colour = part.failed ? outcomeColour(m_class, c.dark)
                              : i == 0 ? outcomeColour(isFailure(m_class) ? OutcomeClass::connected : m_class, c.dark)
                                       : mixed(c.secondaryText, c.surface, 0.3 + 0.25 * i);
        QRectF box = places.at(i).adjusted(0, 0, i + 1 < places.size() ? -1.5 : 0, 0);
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        painter.drawRoundedRect(box, 2, 2);
        const QString label = QStringLiteral("%1 %2").arg(part.name, time(part.toNs - part.fromNs));
        const double wide = metrics.horizontalAdvance(label);
        const double x = std::max(free, std::min(box.left(), width() - wide));
        if (x + wide > width() + 1)
            continue; // the tool tip still tells it
        painter.setPen(c.secondaryText);
        painter.drawText(QPointF(x, kBarHeight + 3 + metrics.ascent()), label);
        free = x + wide + grid::kGap;
    }
    if (places.isEmpty() || m_resends.isEmpty())
        return;
    const double scale = places.first().width() / static_cast<double>(std::max<qint64>(1, m_parts.first().toNs));
    painter.setPen(QPen(c.surface, 3));
    for (const qint64 at : m_resends)
        painter.drawLine(QPointF(static_cast<double>(at) * scale, 1),
                         QPointF(static_cast<double>(at) * scale, kBarHeight + 1));
    painter.setPen(QPen(c.text, 1.5));
    for (const qint64 at : m_resends)
        painter.drawLine(QPointF(static_cast<double>(at) * scale, 0),
                         QPointF(static_cast<double>(at) * scale, kBarHeight + 2));
}

bool PhaseBar::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const auto places = boxes();
    for (int i = 0; i < places.size(); ++i) {
        if (!places.at(i).adjusted(0, 0, 0, 20).contains(help->pos()))
            continue;
        QString tip = m_parts.at(i).tip;
        if (i == 0 && !m_resends.isEmpty())
            tip += QLatin1Char('\n') + tr("The lines: here the SYN was sent again");
        QToolTip::showText(help->globalPos(), tip, this);
        return true;
    }
    QToolTip::hideText();
    return true;
}

} // namespace knockback

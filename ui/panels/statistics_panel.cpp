#include "ui/panels/statistics_panel.h"

#include "core/base/text.h"
#include "ui/theme/outcome_style.h"
#include "ui/theme/theme.h"
#include "ui/timeline/lane_frame.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QLocale>
#include <QMenu>
#include <QPainter>
#include <QToolTip>
#include <cmath>

namespace knockback {

namespace {

struct Figure
{
    QString label;
    QString value;
    QString tip;
    std::optional<OutcomeClass> mark;
};

constexpr double kLeft = grid::kMargin; // in line with the other tabs

QString time(std::int64_t ns)
{
    return formatDuration(std::chrono::nanoseconds(ns));
}

} // namespace

class StatisticsPanel::Impl
{
public:
    void rebuild(const WindowStatistics& s);
    QVector<QRectF> place(double width) const; // of each figure, in rows

    QString span;
    QString hint; // what is missing, and why
    QVector<Figure> figures;
};

void StatisticsPanel::Impl::rebuild(const WindowStatistics& s)
{
    const QLocale locale;
    figures.clear();
    hint.clear();
    if (s.attempts == 0)
        hint = tr("No attempt was started in this stretch of time.");
    else if (s.connected == 0)
        hint = tr("Nothing connected in this stretch of time, so there are no times of connections to sum up.");
    figures.push_back({tr("attempts"),
                       locale.toString(static_cast<qulonglong>(s.attempts)),
                       tr("How many attempts were started in this window."),
                       {}});
    const ClassCounts counts = classCounts(s.outcomes, static_cast<std::uint32_t>(s.late));
    for (std::size_t i = 0; i < kOutcomeClassCount; ++i) {
        if (counts[i] == 0)
            continue;
        const auto value = static_cast<OutcomeClass>(i);
        const double percent = s.attempts == 0 ? 0 : 100.0 * counts[i] / static_cast<double>(s.attempts);
        const QString share = percent >= 99.95 || percent == std::floor(percent) ? QString::number(percent, 'f', 0)
                              : percent < 0.1                                    ? QStringLiteral("< 0.1")
                                                                                 : QString::number(percent, 'f', 1);
        figures.push_back({outcomeWord(value), locale.toString(counts[i]),
                           tr("%1 % of the attempts in this window.").arg(share), value});
    }
    if (s.connected > 0) {
        figures.push_back({tr("median"), time(s.p50Ns), tr("Half of the connections were made faster than this."), {}});
        figures.push_back({tr("95 %"), time(s.p95Ns), tr("95 of 100 connections were made faster than this."), {}});
        figures.push_back({tr("99 %"), time(s.p99Ns), tr("99 of 100 connections were made faster than this."), {}});
        figures.push_back(
            {tr("fastest"), time(s.minNs), tr("The fastest connection: about the way there and back."), {}});
        figures.push_back({tr("slowest"), time(s.maxNs), tr("The slowest connection that was made at all."), {}});
        figures.push_back(
            {tr("jitter"), time(s.jitterNs), tr("How much neighbouring connections differ on average."), {}});
    }
    if (s.synRetransmits > 0)
        figures.push_back({tr("SYN sent again"),
                           locale.toString(static_cast<qulonglong>(s.synRetransmits)),
                           tr("First packets that went unanswered and had to be sent again."),
                           {}});
}

QVector<QRectF> StatisticsPanel::Impl::place(double width) const
{
    QVector<QRectF> out;
    const QFontMetricsF label(fonts::caption());
    const QFontMetricsF value(fonts::figures(fonts::title()));
    const double high = label.height() + value.height() + 2;
    double x = kLeft;
    double y = grid::kGap;
    for (const Figure& figure : figures) {
        const double markWide = figure.mark ? 14 : 0;
        const double wide =
            std::max({label.horizontalAdvance(figure.label) + markWide, value.horizontalAdvance(figure.value), 40.0});
        if (x + wide > width - grid::kGap && x > kLeft) {
            x = kLeft;
            y += high + grid::kGap;
        }
        out.push_back({x, y, wide, high});
        x += wide + 2 * grid::kUnit + 4;
    }
    return out;
}

StatisticsPanel::StatisticsPanel(QWidget* parent) : QWidget(parent), m_impl(std::make_unique<Impl>())
{
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    m_impl->rebuild({});
}

StatisticsPanel::~StatisticsPanel() = default;

void StatisticsPanel::setStatistics(const WindowStatistics& statistics, const QString& span)
{
    const int before = m_impl->figures.size();
    m_impl->span = span;
    m_impl->rebuild(statistics);
    setAccessibleName(plainText());
    if (before != m_impl->figures.size())
        updateGeometry();
    update();
}

QString StatisticsPanel::plainText() const
{
    QStringList lines;
    if (!m_impl->span.isEmpty())
        lines << m_impl->span;
    for (const Figure& figure : m_impl->figures)
        lines << QStringLiteral("%1\t%2").arg(figure.label, figure.value);
    return lines.join(QLatin1Char('\n'));
}

bool StatisticsPanel::hasHeightForWidth() const
{
    return true;
}

int StatisticsPanel::heightForWidth(int width) const
{
    const auto boxes = m_impl->place(width);
    const double bottom = boxes.isEmpty() ? 0 : boxes.last().bottom();
    return static_cast<int>(std::ceil(bottom)) + 2 * QFontMetrics(fonts::caption()).height() + 3 * grid::kGap;
}

QSize StatisticsPanel::sizeHint() const
{
    return {480, heightForWidth(std::max(480, width()))};
}

QSize StatisticsPanel::minimumSizeHint() const
{
    return {160, QFontMetrics(fonts::caption()).height() * 3 + 2 * grid::kGap};
}

void StatisticsPanel::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    const Colours c = Colours::of(palette());
    painter.fillRect(rect(), c.surface);
    const auto boxes = m_impl->place(width());
    const QFont caption = fonts::caption();
    const QFont value = fonts::figures(fonts::title());
    const QFontMetricsF metrics(caption);
    for (int i = 0; i < boxes.size(); ++i) {
        const QRectF& box = boxes.at(i);
        const Figure& figure = m_impl->figures.at(i);
        double x = box.left();
        if (figure.mark) {
            painter.drawPixmap(QPointF(x, box.top() + (metrics.height() - 10) / 2),
                               outcomePixmap(*figure.mark, 10, c.dark, devicePixelRatioF()));
            x += 14;
        }
        painter.setFont(caption);
        painter.setPen(c.secondaryText);
        painter.drawText(QPointF(x, box.top() + metrics.ascent()), figure.label);
        painter.setFont(value);
        painter.setPen(c.text);
        painter.drawText(QPointF(box.left(), box.bottom() - QFontMetricsF(value).descent()), figure.value);
    }
    if (boxes.isEmpty() || m_impl->span.isEmpty())
        return;
    painter.setFont(caption);
    painter.setPen(c.secondaryText);
    double below = boxes.last().bottom() + grid::kGap + metrics.ascent();
    for (const QString& words : {m_impl->span, m_impl->hint}) {
        painter.drawText(QPointF(kLeft, below),
                         metrics.elidedText(words, Qt::ElideRight, width() - kLeft - grid::kGap));
        below += metrics.height() + grid::kHalf;
    }
}

bool StatisticsPanel::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const auto boxes = m_impl->place(width());
    for (int i = 0; i < boxes.size(); ++i) {
        if (!boxes.at(i).adjusted(-8, -4, 8, 4).contains(help->pos()))
            continue;
        QToolTip::showText(help->globalPos(), m_impl->figures.at(i).tip, this);
        return true;
    }
    QToolTip::hideText();
    return true;
}

void StatisticsPanel::contextMenuEvent(QContextMenuEvent* event)
{
    QMenu menu(this);
    menu.addAction(icon(QStringLiteral("edit-copy")), tr("Copy figures"), this,
                   [this] { QApplication::clipboard()->setText(plainText()); });
    menu.exec(event->globalPos());
}

} // namespace knockback

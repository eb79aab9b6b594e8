#include "ui/timeline/timeline_controls.h"

#include "ui/theme/theme.h"
#include "ui/timeline/timeline_view.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLocale>
#include <QSignalBlocker>
#include <QToolButton>
#include <cmath>

namespace knockback {

TimelineControls::TimelineControls(QWidget* parent) : QWidget(parent)
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(grid::kGap, grid::kHalf, grid::kGap, grid::kHalf);
    row->setSpacing(grid::kHalf);
    m_legend = new Legend;
    row->addWidget(m_legend, 1);
    row->addSpacing(grid::kGap);
    m_live = button(QStringLiteral("go-live"), true);
    m_live->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    row->addWidget(m_live);
    m_span = new QComboBox;
    m_span->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    row->addWidget(m_span);
    m_log = button(QStringLiteral("log-scale"), true);
    m_in = button(QStringLiteral("zoom-in"), false);
    m_out = button(QStringLiteral("zoom-out"), false);
    m_fit = button(QStringLiteral("zoom-fit-best"), false);
    for (QToolButton* each : {m_log, m_out, m_in, m_fit})
        row->addWidget(each);

    connect(m_live, &QToolButton::clicked, this, &TimelineControls::liveChosen);
    connect(m_log, &QToolButton::clicked, this, &TimelineControls::logChosen);
    connect(m_in, &QToolButton::clicked, this, &TimelineControls::zoomInChosen);
    connect(m_out, &QToolButton::clicked, this, &TimelineControls::zoomOutChosen);
    connect(m_fit, &QToolButton::clicked, this, &TimelineControls::fitChosen);
    connect(m_span, &QComboBox::activated, this, [this](int row_) {
        const QVariant value = m_span->itemData(row_);
        if (value.isValid())
            Q_EMIT spanChosen(std::chrono::seconds(value.toLongLong()));
    });
    retranslate();
}

QToolButton* TimelineControls::button(const QString& iconName, bool checkable)
{
    auto* out = new QToolButton;
    out->setIcon(icon(iconName));
    out->setIconSize(QSize(grid::kIcon, grid::kIcon));
    out->setCheckable(checkable);
    out->setAutoRaise(true);
    return out;
}

// "5 min", "1 h", "700 ms": a length of time in one unit, as one would say it.
QString TimelineControls::spanText(std::chrono::nanoseconds span)
{
    const double seconds = static_cast<double>(span.count()) / 1e9;
    const auto said = [](double value) {
        return QLocale().toString(value, 'f', value < 10 && std::abs(value - std::round(value)) > 0.05 ? 1 : 0);
    };
    if (seconds < 1)
        return tr("%1 ms").arg(said(seconds * 1000));
    if (seconds < 60)
        return tr("%1 s").arg(said(seconds));
    if (seconds < 3600)
        return tr("%1 min").arg(said(seconds / 60));
    if (seconds < 2 * 86'400)
        return tr("%1 h").arg(said(seconds / 3600));
    return tr("%1 days").arg(said(seconds / 86'400));
}

void TimelineControls::retranslate()
{
    m_live->setText(tr("Live"));
    m_live->setToolTip(tr("Follow the newest attempt (End)"));
    m_log->setToolTip(tr("Logarithmic latency scale (L)"));
    m_log->setAccessibleName(tr("Logarithmic scale"));
    m_in->setToolTip(tr("Zoom in (+)"));
    m_in->setAccessibleName(tr("Zoom in"));
    m_out->setToolTip(tr("Zoom out (−)"));
    m_out->setAccessibleName(tr("Zoom out"));
    m_fit->setToolTip(tr("Show everything (0)"));
    m_fit->setAccessibleName(tr("Show everything"));
    m_span->setToolTip(tr("How much time is in view"));
    m_span->setAccessibleName(tr("Time in view"));
    const QSignalBlocker quiet(m_span);
    m_span->clear();
    for (const std::chrono::seconds preset : TimelineView::spanPresets())
        m_span->addItem(preset.count() == 0 ? tr("All") : spanText(preset), qlonglong(preset.count()));
}

void TimelineControls::setLive(bool live, bool possible)
{
    m_live->setChecked(live);
    m_live->setVisible(possible);
}

void TimelineControls::setLogScale(bool log)
{
    m_log->setChecked(log);
}

void TimelineControls::showSpan(std::chrono::nanoseconds span, bool all)
{
    const QSignalBlocker quiet(m_span);
    const int presets = static_cast<int>(TimelineView::spanPresets().size());
    const qint64 seconds = all ? 0 : std::chrono::duration_cast<std::chrono::seconds>(span).count();
    const int row = m_span->findData(qlonglong(seconds));
    const bool exact = row >= 0 && (all || span == std::chrono::seconds(seconds));
    if (exact) {
        if (m_span->count() > presets)
            m_span->removeItem(presets);
        m_span->setCurrentIndex(row);
        return;
    }
    // One row beyond the presets stands for a span that was zoomed to; it cannot be chosen, only seen.
    const QString text = spanText(span);
    if (m_span->count() > presets)
        m_span->setItemText(presets, text);
    else
        m_span->addItem(text);
    m_span->setCurrentIndex(presets);
}

void TimelineControls::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace knockback

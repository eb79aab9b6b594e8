#include "ui/wizard/observe_page.h"

#include "core/base/clock.h"
#include "ui/theme/outcome_style.h"
#include "ui/theme/theme.h"
#include "ui/timeline/timeline_view.h"
#include "ui/window/labels.h"

#include <QHBoxLayout>
#include <QProgressBar>
#include <QPushButton>

namespace knockback {

ObservePage::ObservePage(Document& document, const Words& words, QWidget* parent)
    : WizardPage(parent), m_document(document), m_words(words)
{
    begin();
    text(tr("Each mark below is one attempt to connect: its place says when, its height how long it took, its shape "
            "and colour how it ended. "
            "Failures stand on a line of their own."));
    m_doing = captionLabel();
    add(m_doing);
    m_bar = new QProgressBar;
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(6);
    add(m_bar);
    m_view = new TimelineView;
    m_view->setMinimumHeight(260);
    m_view->setControlsVisible(false);
    m_view->setTimeline(&document.timeline());
    add(m_view);
    m_counts = textLabel();
    m_counts->setObjectName(QStringLiteral("wizardCounts"));
    add(m_counts);
    auto* row = new QWidget;
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, grid::kGap, 0, 0);
    m_again = new QPushButton(tr("Try again"));
    m_again->setMinimumHeight(grid::kUnit * 4);
    line->addWidget(m_again);
    line->addStretch();
    add(row);
    connect(m_again, &QPushButton::clicked, this, &ObservePage::againAsked);
    finish();
}

QString ObservePage::state() const
{
    if (m_document.state() == Document::State::running)
        return QStringLiteral("check-running");
    return m_document.attemptCount() > 0 ? QStringLiteral("check-pass") : QString();
}

void ObservePage::refresh()
{
    const bool running = m_document.isRunning();
    m_view->setSynTimetable(m_document.vantage().syn);
    m_view->setLiveClock(running ? &systemClock() : nullptr);
    m_view->refresh();
    m_again->setEnabled(!running && m_document.state() != Document::State::opened && !m_document.isEmpty());
    const auto& progress = m_document.progress();
    m_bar->setVisible(running);
    m_bar->setRange(0, progress && progress->part >= 0 ? 1000 : 0);
    if (progress && progress->part >= 0)
        m_bar->setValue(qRound(progress->part * 1000));
    if (running)
        m_doing->setText(progress ? m_words.render(progress->doing) : tr("The first attempts are on their way."));
    else
        m_doing->setText(m_document.isEmpty() ? tr("Nothing was tried yet. Go back to the target.")
                                              : tr("Done. More attempts of the same kind would show nothing new."));
    const Timeline& timeline = m_document.timeline();
    QStringList counts;
    if (!timeline.empty()) {
        const WindowStatistics all = timeline.statistics(timeline.firstNs(), timeline.lastNs() + 1);
        for (std::size_t i = 0; i < kOutcomeCount; ++i)
            if (all.outcomes[i] > 0)
                counts << tr("%1 %2", "count, outcome").arg(all.outcomes[i]).arg(outcomeWord(static_cast<Outcome>(i)));
        if (all.late > 0)
            counts << tr("%1 of them late").arg(all.late);
    }
    m_counts->setText(counts.isEmpty() ? tr("No attempt has ended yet.") : counts.join(QStringLiteral(" · ")));
}

} // namespace knockback

#include "ui/wizard/check_page.h"

#include "core/base/text.h"
#include "ui/checklist/check_icon.h"
#include "ui/checklist/checklist.h"
#include "ui/panels/path_picture.h"
#include "ui/theme/theme.h"
#include "ui/verdict/path_of.h"
#include "ui/window/labels.h"
#include "ui/window/words_ui.h"

#include <QHBoxLayout>

namespace knockback {

CheckPage::CheckPage(CheckId id, Document& document, const Words& words, QWidget* parent)
    : WizardPage(parent), m_id(id), m_document(document), m_words(words)
{
}

const Check* CheckPage::check() const
{
    const auto& diagnosis = m_document.diagnosis();
    return diagnosis ? &diagnosis->checks[static_cast<std::size_t>(m_id)] : nullptr;
}

QString CheckPage::title() const
{
    return QStringLiteral("%1  %2").arg(static_cast<int>(m_id) + 1).arg(checkTitle(m_id));
}

QString CheckPage::headline() const
{
    return tr("Step %1 of 9: %2").arg(static_cast<int>(m_id) + 1).arg(checkTitle(m_id));
}

QString CheckPage::state() const
{
    if (isBeingLookedAt(m_document, m_id))
        return QStringLiteral("check-running");
    const Check* found = check();
    return found ? checkStatusIcon(found->status) : QString();
}

void CheckPage::refresh()
{
    begin();
    const Check* found = check();
    fillLooked(found);
    fillSaw(found);
    fillMeans(found);
    finish();
}

void CheckPage::fillLooked(const Check* found)
{
    heading(tr("What we look at"));
    if (found && !found->looked.isEmpty())
        text(m_words.render(found->looked));
    else
        caption(tr("This is said as soon as the attempts have begun."));
    const auto& diagnosis = m_document.diagnosis();
    if (!diagnosis)
        return;
    auto* picture = new PathPicture;
    picture->setPath(pathForCheck(*diagnosis, *found, m_document.routes()));
    add(picture);
}

void CheckPage::fillSaw(const Check* found)
{
    heading(tr("What we saw"));
    const bool running = isBeingLookedAt(m_document, m_id);
    if (!found || (running && found->summary.isEmpty())) {
        caption(running ? tr("Being looked at now. You can go on; the answer is carried to the verdict.")
                        : tr("Nothing yet. Go back to the target and start."));
        return;
    }
    auto* row = new QWidget;
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(grid::kGap);
    auto* mark = new QLabel;
    mark->setPixmap(checkIcon(running ? QStringLiteral("check-running") : checkStatusIcon(found->status), palette())
                        .pixmap(20, 20));
    line->addWidget(mark, 0, Qt::AlignTop);
    // "Could not be seen: …" says its state itself; the others are named.
    const bool named = running || (found->status != CheckStatus::unknown && found->status != CheckStatus::skipped);
    const QString state = running ? tr("being looked at") : checkStatusWord(found->status);
    const QString summary = m_words.render(found->summary);
    QLabel* words = textLabel(named ? QStringLiteral("%1: %2").arg(state, summary) : summary);
    mark->setAccessibleName(state);
    line->addWidget(words, 1);
    add(row);
    for (const Evidence& piece : m_document.diagnosis()->evidence) {
        if (!found->evidence.contains(piece.id))
            continue;
        bullet(tr("%1 (%2)", "what, who said it").arg(m_words.render(piece.text), printable(piece.from, 60)));
        if (!piece.raw.isEmpty()) {
            QLabel* raw = captionLabel(printable(piece.raw, 300));
            raw->setFont(fonts::machine());
            add(raw);
        }
    }
}

void CheckPage::fillMeans(const Check* found)
{
    heading(tr("What it means"));
    if (!found || (found->means.isEmpty() && found->next.isEmpty()))
        caption(tr("Nothing follows from this step yet."));
    if (!found)
        return;
    for (const Phrase& means : found->means)
        bullet(m_words.render(means));
    if (!found->next.isEmpty())
        heading(tr("What to do next"));
    for (const Phrase& next : found->next)
        bullet(m_words.render(next));
    if (found->commands.isEmpty())
        return;
    if (needsServerFacts(m_id))
        caption(tr("To look for yourself, on the server:"));
    else if (found->next.isEmpty())
        caption(tr("To look for yourself:"));
    commands(found->commands);
    if (found->status == CheckStatus::unknown)
        caption(tr("What this step could not see is carried to the verdict as a limit."));
}

} // namespace knockback

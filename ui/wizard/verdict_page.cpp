#include "ui/wizard/verdict_page.h"

#include "ui/panels/path_picture.h"
#include "ui/theme/theme.h"
#include "ui/verdict/comparison_view.h"
#include "ui/verdict/evidence_panel.h"
#include "ui/verdict/path_of.h"
#include "ui/window/labels.h"
#include "ui/window/words_ui.h"

#include <QHBoxLayout>
#include <QPushButton>

namespace knockback {

VerdictPage::VerdictPage(Document& document, const Words& words, QWidget* parent)
    : WizardPage(parent), m_document(document), m_words(words)
{
}

QString VerdictPage::state() const
{
    const auto& diagnosis = m_document.diagnosis();
    if (!diagnosis)
        return {};
    if (diagnosis->verdict.cause == QLatin1String("reachable"))
        return QStringLiteral("check-pass");
    return diagnosis->verdict.cause == QLatin1String("inconclusive") ? QStringLiteral("check-unknown")
                                                                     : QStringLiteral("check-fail");
}

void VerdictPage::refresh()
{
    begin();
    if (const auto& diagnosis = m_document.diagnosis())
        fill(*diagnosis);
    else
        caption(tr("There is no verdict yet. It stands here as soon as the first attempts have ended."));
    finish();
}

void VerdictPage::fill(const Diagnosis& diagnosis)
{
    const Verdict& verdict = diagnosis.verdict;
    if (QWidget* compared = comparisonView(m_document, m_words))
        add(compared);
    QLabel* sentence = textLabel(m_words.render(verdict.summary));
    sentence->setObjectName(QStringLiteral("wizardVerdict"));
    sentence->setFont(fonts::headline());
    add(sentence);
    QStringList parts{confidenceWords(verdict)};
    for (const QString& part : {patternWord(verdict.pattern), sideWord(verdict.side)})
        if (!part.isEmpty() && verdict.cause != QLatin1String("reachable"))
            parts << part;
    if (m_document.isRunning() && !diagnosis.settled)
        parts << tr("still looking");
    caption(parts.join(QStringLiteral(" · ")));
    auto* picture = new PathPicture;
    picture->setPath(pathOf(diagnosis, m_document.routes()));
    add(picture);

    if (!verdict.because.isEmpty())
        heading(tr("Why"));
    for (const Phrase& because : verdict.because)
        bullet(m_words.render(because));
    for (const Verdict& also : diagnosis.also)
        bullet(tr("Also: %1").arg(m_words.render(also.summary)));
    if (!verdict.fixes.isEmpty())
        heading(tr("What to do next"));
    for (const Fix& fix : verdict.fixes) {
        text(tr("%1 (%2)", "what to do, where").arg(m_words.render(fix.title), whereWord(fix.where)));
        commands(fix.commands);
        for (const Phrase& undo : fix.undo)
            caption(m_words.render(undo));
        if (!fix.verify.isEmpty())
            caption(tr("To see that it worked: %1").arg(m_words.render(fix.verify)));
    }
    if (QWidget* button = verifyButton(m_document))
        add(button);
    if (!diagnosis.alternatives.isEmpty())
        heading(tr("What could look the same"));
    for (const Alternative& other : diagnosis.alternatives) {
        text(QStringLiteral("%1 · %2").arg(causeTitle(other.cause, m_words), confidenceWords(other.confidence)));
        caption(m_words.render(other.whyNot));
        if (!other.toTellApart.isEmpty())
            caption(tr("To tell them apart: %1").arg(m_words.render(other.toTellApart)));
    }
    if (!diagnosis.limits.isEmpty())
        heading(tr("What could not be seen from here"));
    for (const Phrase& limit : diagnosis.limits)
        bullet(m_words.render(limit));
}

SavePage::SavePage(Document& document, QWidget* parent) : WizardPage(parent), m_document(document)
{
    begin();
    const auto choice = [this](const QString& title, const QString& label, const QString& what) {
        heading(title);
        text(what);
        auto* button = new QPushButton(label);
        giveRoom(*button);
        auto* row = new QWidget;
        auto* line = new QHBoxLayout(row);
        line->setContentsMargins(0, 0, 0, 0);
        line->addWidget(button);
        line->addStretch();
        add(row);
        return button;
    };
    auto* report =
        choice(tr("A report, for somebody else"), tr("Save the report…"),
               tr("One page with the verdict, the evidence, the plot and the commands, for whoever has to mend it. "
                  "HTML opens in any browser and prints well; JSON is for programs."));
    report->setObjectName(QStringLiteral("wizardReport"));
    auto* save = choice(tr("The session, for later"), tr("Save the session…"),
                        tr("Everything that was seen, every attempt, to open again in Knockback."));
    save->setObjectName(QStringLiteral("wizardSave"));
    m_report = report;
    m_save = save;
    gap();
    m_said = textLabel();
    m_said->setObjectName(QStringLiteral("wizardSaid"));
    add(m_said);
    finish();
    connect(report, &QPushButton::clicked, this, &SavePage::reportAsked);
    connect(save, &QPushButton::clicked, this, &SavePage::saveAsked);
}

void SavePage::refresh()
{
    const bool any = !m_document.isEmpty();
    m_report->setEnabled(any && m_document.diagnosis());
    m_save->setEnabled(any);
}

void SavePage::say(const QString& sentence)
{
    m_said->setText(sentence);
}

} // namespace knockback

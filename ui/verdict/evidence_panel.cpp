#include "ui/verdict/evidence_panel.h"

#include "core/base/text.h"
#include "core/diagnose/catalogue.h"
#include "ui/theme/theme.h"
#include "ui/window/labels.h"
#include "ui/window/words_ui.h"

#include <QGridLayout>

namespace knockback {

QString causeTitle(const QString& cause, const Words& words)
{
    const Result<CauseText> text = causeText(cause, words.language());
    return text && !text->title.isEmpty() ? text->title : cause;
}

EvidencePanel::EvidencePanel(Document& document, const Words& words, QWidget* parent)
    : ScrollPage(parent), m_document(document), m_words(words)
{
    setObjectName(QStringLiteral("evidencePanel"));
    setAccessibleName(tr("Evidence"));
    connect(&document, &Document::reset, this, &EvidencePanel::update);
    connect(&document, &Document::diagnosisChanged, this, &EvidencePanel::update);
    update();
}

void EvidencePanel::showEvent(QShowEvent* event)
{
    ScrollPage::showEvent(event);
    if (m_stale)
        update();
}

void EvidencePanel::update()
{
    m_stale = !isVisible();
    if (m_stale) // a page nobody looks at is made when somebody does
        return;
    begin();
    const auto& diagnosis = m_document.diagnosis();
    if (diagnosis)
        fill(*diagnosis);
    else
        caption(tr("What the verdict stands on will be listed here, each piece with who said it and when."));
    finish();
}

void EvidencePanel::fill(const Diagnosis& diagnosis)
{
    const Verdict& verdict = diagnosis.verdict;
    heading(tr("Why: %1").arg(causeTitle(verdict.cause, m_words)));
    for (const Phrase& because : verdict.because)
        bullet(m_words.render(because));
    if (verdict.because.isEmpty())
        caption(tr("Nothing speaks for one cause yet."));

    if (!diagnosis.alternatives.isEmpty()) {
        heading(tr("What could look the same"));
        for (const Alternative& other : diagnosis.alternatives) {
            text(QStringLiteral("%1 · %2").arg(causeTitle(other.cause, m_words), confidenceWords(other.confidence)));
            caption(m_words.render(other.whyNot));
            if (!other.toTellApart.isEmpty())
                caption(tr("To tell them apart: %1").arg(m_words.render(other.toTellApart)));
        }
    }
    fillEvidence(diagnosis);
    if (!diagnosis.limits.isEmpty()) {
        heading(tr("What could not be seen from here"));
        for (const Phrase& limit : diagnosis.limits)
            bullet(m_words.render(limit));
    }
}

void EvidencePanel::fillEvidence(const Diagnosis& diagnosis)
{
    if (diagnosis.evidence.isEmpty())
        return;
    heading(tr("Evidence"));
    auto* table = new QWidget;
    auto* cells = new QGridLayout(table);
    cells->setContentsMargins(0, 0, 0, 0);
    cells->setHorizontalSpacing(grid::kMargin);
    cells->setVerticalSpacing(grid::kHalf);
    cells->setColumnStretch(1, 1);
    int row = 0;
    for (const Evidence& piece : diagnosis.evidence) {
        QLabel* id = captionLabel(piece.id);
        id->setWordWrap(false);
        cells->addWidget(id, row, 0, Qt::AlignTop);
        cells->addWidget(textLabel(m_words.render(piece.text)), row, 1);
        QString origin = printable(piece.from, 60);
        if (piece.at.ns != 0)
            origin += QStringLiteral(" · ") + toClockTime(piece.at);
        QLabel* from = captionLabel(origin);
        from->setWordWrap(false);
        cells->addWidget(from, row, 2, Qt::AlignTop | Qt::AlignRight);
        ++row;
        if (!piece.raw.isEmpty()) {
            QLabel* raw = captionLabel(printable(piece.raw, 400));
            raw->setFont(fonts::machine());
            cells->addWidget(raw, row, 1, 1, 2);
            ++row;
        }
    }
    add(table);
}

} // namespace knockback

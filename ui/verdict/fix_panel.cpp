#include "ui/verdict/fix_panel.h"

#include "core/diagnose/catalogue.h"
#include "ui/verdict/comparison_view.h"
#include "ui/verdict/evidence_panel.h"
#include "ui/window/labels.h"
#include "ui/window/words_ui.h"

namespace knockback {

FixPanel::FixPanel(Document& document, const Words& words, QWidget* parent)
    : ScrollPage(parent), m_document(document), m_words(words)
{
    setObjectName(QStringLiteral("fixPanel"));
    setAccessibleName(tr("Fix"));
    connect(&document, &Document::reset, this, &FixPanel::update);
    connect(&document, &Document::diagnosisChanged, this, &FixPanel::update);
    connect(&document, &Document::stateChanged, this, &FixPanel::update);
    update();
}

void FixPanel::showEvent(QShowEvent* event)
{
    ScrollPage::showEvent(event);
    if (m_stale)
        update();
}

void FixPanel::update()
{
    m_stale = !isVisible();
    if (m_stale)
        return;
    begin();
    const auto& diagnosis = m_document.diagnosis();
    if (!diagnosis) {
        caption(tr("What to do will stand here: where, the exact commands, and how to see that it worked."));
    } else {
        if (QWidget* compared = comparisonView(m_document, m_words))
            add(compared);
        fill(diagnosis->verdict);
        if (QWidget* button = verifyButton(m_document))
            add(button);
        readOn(diagnosis->verdict);
        for (const Verdict& also : diagnosis->also) {
            fill(also);
            readOn(also);
        }
    }
    finish();
}

void FixPanel::fill(const Verdict& verdict)
{
    heading(m_words.render(verdict.summary));
    if (verdict.fixes.isEmpty())
        caption(tr("There is nothing to mend for this."));
    int number = 0;
    for (const Fix& fix : verdict.fixes) {
        gap();
        text(tr("%1. %2 (%3)", "number, what to do, where")
                 .arg(++number)
                 .arg(m_words.render(fix.title), whereWord(fix.where)));
        commands(fix.commands);
        for (const Phrase& undo : fix.undo)
            caption(m_words.render(undo));
        if (!fix.verify.isEmpty())
            caption(tr("To see that it worked: %1").arg(m_words.render(fix.verify)));
    }
    if (!verdict.fixes.isEmpty()) {
        gap();
        caption(tr("Knockback changes nothing by itself. Read a command before you run it."));
    }
}

void FixPanel::readOn(const Verdict& verdict)
{
    const Result<CauseText> page = causeText(verdict.cause, m_words.language());
    if (!page)
        return;
    // Our own pages, compiled in: the one text here that may be read as markup.
    const std::initializer_list<std::pair<QString, QString>> sections = {
        {tr("What is true"), page->whatIsTrue},
        {tr("So that it does not come back"), page->prevent},
        {tr("To read on"), page->reading}};
    for (const auto& [title, markdown] : sections) {
        if (markdown.trimmed().isEmpty())
            continue;
        heading(title);
        QLabel* label = textLabel();
        label->setTextFormat(Qt::MarkdownText);
        label->setText(markdown);
        add(label);
    }
}

} // namespace knockback

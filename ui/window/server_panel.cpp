#include "ui/window/server_panel.h"

#include "ui/window/words_ui.h"

namespace knockback {

ServerPanel::ServerPanel(Document& document, const Words& words, QWidget* parent)
    : ScrollPage(parent), m_document(document), m_words(words)
{
    setObjectName(QStringLiteral("serverPanel"));
    setAccessibleName(tr("Server"));
    connect(&document, &Document::reset, this, &ServerPanel::update);
    connect(&document, &Document::diagnosisChanged, this, &ServerPanel::update);
    update();
}

void ServerPanel::showEvent(QShowEvent* event)
{
    ScrollPage::showEvent(event);
    if (m_stale)
        update();
}

void ServerPanel::update()
{
    m_stale = !isVisible();
    if (m_stale)
        return;
    begin();
    heading(tr("The server itself is not seen yet"));
    text(tr("Knockback looks from this machine only. This version cannot read the facts of the server (listeners, "
            "services, "
            "queues, firewall). Somebody who can log in there can; these are the commands, read-only, step by step."));
    bool any = false;
    if (const auto& diagnosis = m_document.diagnosis()) {
        for (const Check& check : diagnosis->checks) {
            // The steps before are looked at from here; these are the ones somebody must run there.
            if (check.commands.isEmpty() || check.id < CheckId::service)
                continue;
            any = true;
            heading(checkTitle(check.id));
            caption(m_words.render(check.looked));
            commands(check.commands);
        }
    }
    if (!any)
        caption(tr("The commands for this target stand here as soon as there is a diagnosis."));
    finish();
}

} // namespace knockback

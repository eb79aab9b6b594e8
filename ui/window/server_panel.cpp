#include "ui/window/server_panel.h"

#include "core/base/text.h"
#include "ui/window/words_ui.h"

namespace knockback {

ServerPanel::ServerPanel(Document& document, const Words& words, QWidget* parent)
    : ScrollPage(parent), m_document(document), m_words(words)
{
    setObjectName(QStringLiteral("serverPanel"));
    setAccessibleName(tr("Server"));
    connect(&document, &Document::reset, this, &ServerPanel::update);
    connect(&document, &Document::serverChanged, this, &ServerPanel::update);
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
    const auto& trouble = m_document.serverTrouble();
    if (trouble)
        showTrouble(*trouble);
    if (const auto& server = m_document.server())
        showWhatItSays(*server);
    else
        showWhatToRun(trouble.has_value());
    finish();
}

void ServerPanel::showTrouble(const ServerTrouble& trouble)
{
    heading(tr("The server could not be asked, or not to the end"));
    text(m_words.render({QStringLiteral("inspect.trouble.") + trouble.reason,
                         {printable(trouble.where, 120), printable(trouble.detail, 300)},
                         -1}));
}

void ServerPanel::showWhatItSays(const ServerFacts& server)
{
    constexpr qsizetype kMostCommands = 60;
    const QString machine = server.machine.isEmpty() ? printable(server.where, 80) : printable(server.machine, 80);
    heading(tr("What %1 says of itself").arg(machine));
    const QString way = server.access == QLatin1String("ssh")
                            ? tr("Asked by ssh: %1.").arg(printable(server.where, 120))
                        : server.access == QLatin1String("transcript")
                            ? tr("Read from a transcript: %1.").arg(printable(server.where, 120))
                            : tr("It is this machine itself.");
    const QString rights =
        server.elevated ? tr("Read with the rights of root.") : tr("Read with the rights of an ordinary user.");
    caption(QStringLiteral("%1 %2 %3").arg(way, rights, printable(server.distribution, 80)).simplified());
    if (const auto& diagnosis = m_document.diagnosis()) {
        for (const Check& check : diagnosis->checks) {
            if (check.id < CheckId::service || check.id > CheckId::resources)
                continue;
            heading(checkTitle(check.id));
            text(m_words.render(check.summary));
            for (const Phrase& means : check.means)
                bullet(m_words.render(means));
        }
        bool any = false;
        for (const Phrase& limit : diagnosis->limits) {
            if (!limit.id.startsWith(QLatin1String("diagnose.limits.unseen")))
                continue;
            if (!any)
                heading(tr("What could not be seen there"));
            any = true;
            bullet(m_words.render(limit));
        }
    }
    heading(tr("What was run there"));
    caption(tr("Every command, as it was typed. All of them only read; what they said is kept in the session."));
    QStringList run;
    for (const ServerSaying& saying : server.sayings)
        if (!saying.command.isEmpty() && !run.contains(saying.command) && run.size() < kMostCommands)
            run << printable(saying.command, 400);
    commands(run);
}

void ServerPanel::showWhatToRun(bool troubled)
{
    if (!troubled) {
        heading(tr("The server itself is not seen yet"));
        text(tr(
            "Knockback looks from this machine only. With a login there (ssh), or a transcript made there, it reads "
            "the "
            "server's side itself: see the options beside the addresses, above. Or run these commands there; they only "
            "read."));
    }
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
}

} // namespace knockback

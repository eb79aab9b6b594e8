#include "ui/wizard/target_page.h"

#include "core/target/target.h"
#include "ui/target/port_completer.h"
#include "ui/theme/theme.h"
#include "ui/window/labels.h"
#include "ui/window/words_ui.h"

#include <QLineEdit>

namespace knockback {

namespace {
QLabel* errorLabel()
{
    QLabel* label = textLabel();
    setLabelColour(label, Colours::of(label->palette()).fail);
    label->hide();
    return label;
}
} // namespace

TargetPage::TargetPage(Document& document, const Words& words, Start start, QWidget* parent)
    : WizardPage(parent), m_document(document), m_words(words), m_start(std::move(start))
{
    begin();
    text(tr(
        "Take the host and the port from the error message, or from the settings of the program that cannot connect."));
    const auto field = [this](const QString& name, const QString& hint, const QString& value) {
        heading(name);
        auto* edit = new QLineEdit(value);
        edit->setPlaceholderText(hint);
        edit->setAccessibleName(name);
        edit->setMaximumWidth(420);
        giveRoom(*edit);
        add(edit);
        return edit;
    };
    m_host = field(tr("Host name or address"), tr("for example db.internal or 203.0.113.2"), document.target().host);
    m_host->setObjectName(QStringLiteral("wizardHost"));
    m_hostError = errorLabel();
    add(m_hostError);
    m_port = field(tr("Port number or service name"), tr("for example 5432 or postgresql"),
                   document.target().port.value ? QString::number(document.target().port.value) : QString());
    m_port->setObjectName(QStringLiteral("wizardPort"));
    m_port->setCompleter(new PortCompleter(m_port));
    m_portError = errorLabel();
    add(m_portError);
    gap();
    caption(tr("Next starts the attempts: Knockback connects to this port as your program would, a few times, and "
               "closes politely "
               "each time. It changes nothing there."));
    finish();
    m_host->setFocus();
}

void TargetPage::suggest(const QString& host, const QString& port)
{
    if (!m_host->text().isEmpty() || !m_port->text().isEmpty())
        return;
    m_host->setText(host);
    m_port->setText(port);
}

bool TargetPage::leave()
{
    m_hostError->hide();
    m_portError->hide();
    const Result<TargetSpec> parsed = parseTarget(m_host->text(), m_port->text().trimmed());
    if (!parsed) {
        const bool port = parsed.error().operation.contains(QLatin1String("port"), Qt::CaseInsensitive);
        QLabel* label = port ? m_portError : m_hostError;
        label->setText(errorSentence(parsed.error(), m_words));
        label->show();
        (port ? m_port : m_host)->setFocus();
        return false;
    }
    const TargetSpec& now = m_document.target();
    const bool same = !m_document.isEmpty() && now.host == parsed->host && now.port == parsed->port;
    if (same) // what was seen is still there: going back and forth starts nothing anew
        return true;
    const QString trouble = m_start(*parsed);
    m_hostError->setText(trouble);
    m_hostError->setVisible(!trouble.isEmpty());
    return trouble.isEmpty();
}

} // namespace knockback

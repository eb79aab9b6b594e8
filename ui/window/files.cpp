#include "ui/window/files.h"

#include "core/base/text.h"
#include "core/report/report.h"
#include "ui/window/words_ui.h"

#include <QFileInfo>
#include <QRegularExpression>
#include <QWidget>

namespace knockback {

Files::Files(Document& document, Settings& settings, const Words& words, Dialogs& dialogs, QWidget* window)
    : QObject(window), m_document(document), m_settings(settings), m_words(words), m_dialogs(dialogs), m_window(window)
{
    connect(&document, &Document::opened, this, [this](const QString& path) {
        // What is kept in the state folder for now is no file of the person's.
        if (QFileInfo(path).absolutePath() != QFileInfo(stateFolder()).absoluteFilePath())
            m_settings.addRecentFile(path);
    });
    connect(&document, &Document::openFailed, this, [this](const Error& error) {
        if (error.kind == ErrorKind::notFound)
            m_settings.removeRecentFile(error.subject);
        Q_EMIT said(errorSentence(error, m_words), true);
    });
}

QString Files::suggestedName(const QString& suffix) const
{
    static const QRegularExpression odd(QStringLiteral("[^A-Za-z0-9._-]"));
    QString host = m_document.target().asciiHost.left(60);
    host.replace(odd, QStringLiteral("_"));
    return QStringLiteral("%1/%2-%3.%4")
        .arg(m_settings.lastFolder(), host)
        .arg(m_document.target().port.value)
        .arg(suffix);
}

bool Files::save()
{
    if (m_document.isEmpty())
        return false;
    if (m_document.path().isEmpty())
        return saveAs();
    // A session with a file of its own is written all the time; there is nothing left to do.
    Q_EMIT said(tr("Everything up to %1 is in %2.").arg(toClockTime(m_document.savedAt()).left(8), m_document.path()),
                false);
    return true;
}

bool Files::saveAs()
{
    if (m_document.isEmpty())
        return false;
    const QString path = m_dialogs.saveFile(m_window, tr("Save the session"), suggestedName(QStringLiteral("knock")),
                                            tr("Knockback sessions (*.knock)"), QStringLiteral("knock"));
    if (path.isEmpty())
        return false;
    if (const Status status = m_document.saveAs(path); !status) {
        Q_EMIT said(tr("The session was not saved. %1").arg(errorSentence(status.error(), m_words)), true);
        return false;
    }
    m_settings.setLastFolder(QFileInfo(path).absolutePath());
    m_settings.addRecentFile(path);
    Q_EMIT said(tr("The session is saved in %1.").arg(path), false);
    return true;
}

bool Files::saveReport()
{
    if (m_document.isEmpty() || !m_document.diagnosis()) {
        Q_EMIT said(tr("There is nothing to report yet. Diagnose a target first."), false);
        return false;
    }
    const QString path = m_dialogs.saveFile(
        m_window, tr("Save the report"), suggestedName(QStringLiteral("html")),
        tr("Web page (*.html);;JSON (*.json);;Markdown (*.md);;Table of attempts (*.csv)"), QStringLiteral("html"));
    if (path.isEmpty())
        return false;
    const Result<ReportFormat> format = reportFormat(path);
    if (!format) {
        Q_EMIT said(errorSentence(format.error(), m_words), true);
        return false;
    }
    ReportOptions options;
    options.now = systemClock().wall();
    const QByteArray bytes = renderReport(m_document.session(), 0, *m_document.diagnosis(), m_words, *format, options);
    if (const Status status = writeFile(path, bytes); !status) {
        Q_EMIT said(tr("The report was not saved. %1").arg(errorSentence(status.error(), m_words)), true);
        return false;
    }
    m_settings.setLastFolder(QFileInfo(path).absolutePath());
    Q_EMIT said(tr("The report is in %1.").arg(path), false);
    return true;
}

void Files::openAsked()
{
    const QString path = m_dialogs.openFile(m_window, tr("Open a session"), m_settings.lastFolder(),
                                            tr("Knockback sessions (*.knock);;All files (*)"));
    if (!path.isEmpty())
        open(path);
}

void Files::open(const QString& path)
{
    if (mayLeave()) {
        m_settings.setLastFolder(QFileInfo(path).absolutePath());
        m_document.open(path);
    }
}

bool Files::mayLeave()
{
    if (!m_document.hasUnsavedWork())
        return true;
    const QString what = tr("The attempts to %1 port %2 are not in a file of yours yet.")
                             .arg(printable(m_document.target().host, 80))
                             .arg(m_document.target().port.value);
    switch (m_dialogs.askUnsaved(m_window, what)) {
    case Dialogs::Unsaved::save:
        return saveAs();
    case Dialogs::Unsaved::discard:
        m_document.discard();
        return true;
    case Dialogs::Unsaved::cancel:
        break;
    }
    return false;
}

QVector<Recoverable> Files::leftBehind() const
{
    return recoverable();
}

} // namespace knockback

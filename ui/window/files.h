// Open, save and report for one window: asks for the place, does it, and says in one sentence what came of it.
// Thread: GUI.
#pragma once

#include "core/base/words.h"
#include "core/session/store.h"
#include "ui/document/document.h"
#include "ui/document/settings.h"
#include "ui/window/dialogs.h"

#include <QObject>
#include <functional>

namespace knockback {

class Files : public QObject
{
    Q_OBJECT
public:
    Files(Document& document, Settings& settings, const Words& words, Dialogs& dialogs, QWidget* window);

    // Each true when done, false when the person changed their mind or it failed (said() follows then).
    bool save();
    bool saveAs();
    bool saveReport();
    void openAsked();
    void open(const QString& path);
    // Before something takes the place of unsaved work: saves, discards, or false for staying.
    bool mayLeave();
    // Unsaved sessions of earlier runs that no program holds any more, newest first.
    QVector<Recoverable> leftBehind() const;

Q_SIGNALS:
    void said(const QString& sentence, bool trouble);

private:
    QString suggestedName(const QString& suffix) const;

    Document& m_document;
    Settings& m_settings;
    const Words& m_words;
    Dialogs& m_dialogs;
    QWidget* m_window;
};

} // namespace knockback

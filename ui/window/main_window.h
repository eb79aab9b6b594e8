// The workbench's window. It arranges; each part knows its own business. Thread: GUI.
#pragma once

#include "core/base/words.h"
#include "ui/document/document.h"
#include "ui/document/settings.h"
#include "ui/window/dialogs.h"

#include <QMainWindow>
#include <QPointer>
#include <memory>

class QSplitter;
class QStackedWidget;

namespace knockback {

class Actions;
class Banner;
class Centre;
class Checklist;
class EmptyState;
class Files;
class StatusLine;
class TargetBar;
class TargetList;
class VerdictCard;
class Wizard;

class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    // All of these outlive the window, so that a window in another language can take its place over the same session.
    MainWindow(Document& document, Settings& settings, const Words& words, Dialogs& dialogs);
    ~MainWindow() override;

    void startWith(const QString& host, const QString& port); // fills the target in and diagnoses
    void openFile(const QString& path);
    void offerLeftBehind(); // after a crash: earlier work that was not saved
    void startPractice(const QString& fault);
    void startRun(Mode mode);
    // Closes without asking, for the window that takes this one's place.
    void closeSilently();

Q_SIGNALS:
    void themeChosen(const QString& theme);
    void languageChosen(const QString& language);

public Q_SLOTS:
    void showWizard();
    void showDecoder();

protected:
    void closeEvent(QCloseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    QWidget* buildSide();
    QWidget* buildRight();
    void connectActions();
    void connectDocument();
    Centre& centre(); // made when it is first needed
    void documentChanged();
    void showTarget();
    void updateTitle();
    void watchOrPause();
    void diagnoseOrStop();
    QString startTarget(const TargetSpec& target, Mode mode);
    void goToRegion(int step);
    void rememberPlaces();

    Document& m_document;
    Settings& m_settings;
    const Words& m_words;
    Dialogs& m_dialogs;
    Actions* m_actions = nullptr;
    Files* m_files = nullptr;
    Banner* m_banner = nullptr;
    TargetBar* m_bar = nullptr;
    QSplitter* m_columns = nullptr;
    QWidget* m_side = nullptr;
    TargetList* m_targets = nullptr;
    QStackedWidget* m_middle = nullptr;
    EmptyState* m_empty = nullptr;
    Centre* m_centre = nullptr;
    VerdictCard* m_verdict = nullptr;
    Checklist* m_checklist = nullptr;
    StatusLine* m_status = nullptr;
    QPointer<Wizard> m_wizard;
    bool m_silent = false;
};

} // namespace knockback

// Every action of the window with its name and key, and the menu they stand in. Thread: GUI.
#pragma once

#include <QAction>
#include <QMenu>
#include <QObject>
#include <QStringList>

namespace knockback {

struct Look
{
    QString theme;
    QString language;
};

class Actions : public QObject
{
    Q_OBJECT
public:
    Actions(QWidget* window, const Look& look);
    QMenu* menu() const { return m_menu; }

    QAction* wizard = nullptr;
    QAction* open = nullptr;
    QAction* save = nullptr;
    QAction* saveAs = nullptr;
    QAction* report = nullptr;
    QAction* closeSession = nullptr;
    QAction* diagnose = nullptr; // Ctrl+Return
    QAction* stop = nullptr;     // Esc
    QAction* target = nullptr;   // Ctrl+L
    QAction* nextRegion = nullptr;
    QAction* previousRegion = nullptr;
    QAction* about = nullptr;
    QAction* quit = nullptr;
    QMenu* recent = nullptr; // filled when it is about to show
    QMenu* unsaved = nullptr;

Q_SIGNALS:
    void themeChosen(const QString& theme);
    void languageChosen(const QString& language);

private:
    QAction* make(const QString& text, const QKeySequence& key, const QString& iconName = {});
    void buildMenu(const Look& look);
    QMenu* choiceMenu(const QString& title, const QList<std::pair<QString, QString>>& choices, const QString& now,
                      void (Actions::*chosen)(const QString&));

    QWidget* m_window;
    QMenu* m_menu = nullptr;
};

} // namespace knockback

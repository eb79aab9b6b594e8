#include "ui/window/actions.h"

#include "ui/theme/theme.h"

#include <QActionGroup>

namespace knockback {

Actions::Actions(QWidget* window, const Look& look) : QObject(window), m_window(window)
{
    wizard = make(tr("Guide me step by step…"), QKeySequence(Qt::CTRL | Qt::Key_G), QStringLiteral("help-contents"));
    open = make(tr("Open a session…"), QKeySequence::Open, QStringLiteral("document-open"));
    save = make(tr("Save"), QKeySequence::Save, QStringLiteral("document-save"));
    saveAs = make(tr("Save as…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S), QStringLiteral("document-save-as"));
    report = make(tr("Save the report…"), QKeySequence(Qt::CTRL | Qt::Key_E), QStringLiteral("document-export"));
    closeSession = make(tr("Close the session"), QKeySequence(Qt::CTRL | Qt::Key_W), QStringLiteral("window-close"));
    diagnose = make(tr("Diagnose"), QKeySequence(Qt::CTRL | Qt::Key_Return), QStringLiteral("stethoscope"));
    stop = make(tr("Stop"), QKeySequence(Qt::Key_Escape), QStringLiteral("media-playback-stop"));
    target = make(tr("Go to the target"), QKeySequence(Qt::CTRL | Qt::Key_L));
    nextRegion = make(tr("Next region"), QKeySequence(Qt::Key_F6));
    previousRegion = make(tr("Previous region"), QKeySequence(Qt::SHIFT | Qt::Key_F6));
    about = make(tr("Keys and version"), QKeySequence(Qt::Key_F1), QStringLiteral("help-about"));
    quit = make(tr("Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q), QStringLiteral("application-exit"));
    buildMenu(look);
}

QAction* Actions::make(const QString& text, const QKeySequence& key, const QString& iconName)
{
    auto* action = new QAction(text, m_window);
    action->setShortcut(key);
    if (!iconName.isEmpty())
        action->setIcon(icon(iconName));
    m_window->addAction(action);
    return action;
}

void Actions::buildMenu(const Look& look)
{
    m_menu = new QMenu(m_window);
    m_menu->addAction(wizard);
    m_menu->addSeparator();
    m_menu->addAction(open);
    recent = m_menu->addMenu(tr("Open again"));
    unsaved = m_menu->addMenu(tr("Kept, but not saved"));
    m_menu->addAction(save);
    m_menu->addAction(saveAs);
    m_menu->addAction(report);
    m_menu->addAction(closeSession);
    m_menu->addSeparator();
    m_menu->addMenu(choiceMenu(tr("Look"),
                               {{QStringLiteral("system"), tr("As the desktop")},
                                {QStringLiteral("light"), tr("Light")},
                                {QStringLiteral("dark"), tr("Dark")}},
                               look.theme, &Actions::themeChosen));
    m_menu->addMenu(choiceMenu(tr("Language"),
                               {{QString(), tr("As the desktop")},
                                {QStringLiteral("en"), QStringLiteral("English")},
                                {QStringLiteral("zh_CN"), QStringLiteral("简体中文")}},
                               look.language, &Actions::languageChosen));
    m_menu->addSeparator();
    m_menu->addAction(about);
    m_menu->addAction(quit);
}

QMenu* Actions::choiceMenu(const QString& title, const QList<std::pair<QString, QString>>& choices, const QString& now,
                           void (Actions::*chosen)(const QString&))
{
    auto* menu = new QMenu(title, m_menu);
    auto* group = new QActionGroup(menu);
    for (const auto& [value, text] : choices) {
        QAction* action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(value == now);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, chosen, v = value] { Q_EMIT(this->*chosen)(v); });
    }
    return menu;
}

} // namespace knockback

#include "app/gui/workbench.h"

#include "app/gui/language.h"
#include "ui/theme/theme.h"
#include "ui/window/main_window.h"

#include <QIcon>
#include <QLocale>
#include <QTimer>

namespace knockback {

Workbench::Workbench(QApplication& app, const Arguments& arguments, const std::function<void()>& beforeText)
    : m_app(app), m_arguments(arguments), m_crashed(!m_settings.endedInOrder())
{
    applyTheme(app, themeChoiceFromSetting(m_settings.theme()));
    app.setWindowIcon(icon(QStringLiteral("knockback")));
    setLanguage(arguments.language.isEmpty() ? m_settings.language() : arguments.language);
    m_settings.setEndedInOrder(false);
    if (beforeText)
        beforeText();
    makeWindow();
}

Workbench::~Workbench()
{
    m_window.reset();
    m_document.close();
    m_settings.setEndedInOrder(true);
}

void Workbench::setLanguage(const QString& asked)
{
    const QString language = asked.isEmpty() ? Words::languageFor(QLocale::system().name()) : asked;
    Result<Words> words = Words::load(language);
    if (!words)
        words = Words::load(QStringLiteral("en"));
    m_oldWords = std::move(m_words);
    m_words = std::make_unique<Words>(std::move(*words));
    installLanguage(m_app, m_own, m_qt, m_words->language());
    m_document.setAskpass({QApplication::applicationFilePath(), m_words->language()});
}

void Workbench::makeWindow()
{
    auto window = std::make_unique<MainWindow>(m_document, m_settings, *m_words, m_dialogs);
    connect(window.get(), &MainWindow::themeChosen, this, [this](const QString& theme) {
        m_settings.setTheme(theme);
        applyTheme(m_app, themeChoiceFromSetting(theme));
    });
    // Queued: the menu that asks belongs to the window that goes.
    connect(
        window.get(), &MainWindow::languageChosen, this,
        [this](const QString& language) {
            m_settings.setLanguage(language);
            m_settings.setGeometry(m_window->saveGeometry());
            setLanguage(language);
            makeWindow();
            m_window->show();
        },
        Qt::QueuedConnection);
    if (m_window) {
        m_app.setQuitOnLastWindowClosed(false);
        m_window->closeSilently();
        m_app.setQuitOnLastWindowClosed(true);
    }
    m_window = std::move(window);
}

void Workbench::show()
{
    m_window->show();
    // What was asked for begins when the window is on the screen, so that the first paint waits for nothing.
    QTimer::singleShot(0, m_window.get(), [this] {
        if (!m_arguments.file.isEmpty())
            m_window->openFile(m_arguments.file);
        else if (!m_arguments.host.isEmpty())
            m_window->startWith(m_arguments.host, m_arguments.port);
        else if (m_crashed)
            m_window->offerLeftBehind();
    });
}

} // namespace knockback

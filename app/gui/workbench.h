// The running program: settings, language, look, one document and the window over it. Thread: GUI.
// A change of language makes a new window over the same document; what runs goes on.
#pragma once

#include "app/gui/arguments.h"
#include "core/base/words.h"
#include "ui/document/document.h"
#include "ui/document/settings.h"
#include "ui/window/dialogs.h"

#include <QApplication>
#include <QObject>
#include <QTranslator>
#include <functional>
#include <memory>

namespace knockback {

class MainWindow;

class Workbench : public QObject
{
    Q_OBJECT
public:
    // beforeText: called once, before the window is made.
    Workbench(QApplication& app, const Arguments& arguments, const std::function<void()>& beforeText = {});
    ~Workbench() override;
    void show();
    MainWindow* window() const { return m_window.get(); }

private:
    void setLanguage(const QString& language); // "" = the locale's
    void makeWindow();

    QApplication& m_app;
    Arguments m_arguments;
    Settings m_settings;
    bool m_crashed;
    QTranslator m_own;
    QTranslator m_qt;
    std::unique_ptr<Words> m_words;
    std::unique_ptr<Words> m_oldWords; // of the window that is about to go
    Dialogs m_dialogs;
    Document m_document;
    std::unique_ptr<MainWindow> m_window;
};

} // namespace knockback

// What the workbench remembers from one start to the next: looks, language, places, recent files. Thread: GUI.
// Passed to who needs it; nothing reads settings behind the scenes.
#pragma once

#include <QByteArray>
#include <QSettings>
#include <QString>
#include <QStringList>

namespace knockback {

class Settings
{
public:
    // "" = the user's own file; tests hand in one of theirs.
    explicit Settings(const QString& iniFile = {});

    QString theme() const; // "system", "light", "dark"
    void setTheme(const QString& theme);
    QString language() const; // "en", "zh_CN"; "" = the desktop's
    void setLanguage(const QString& language);

    QStringList recentFiles() const; // newest first, at most kRecentKept
    void addRecentFile(const QString& path);
    void removeRecentFile(const QString& path);

    QByteArray geometry() const;
    void setGeometry(const QByteArray& geometry);
    QByteArray splitter(const QString& name) const;
    void setSplitter(const QString& name, const QByteArray& state);
    QString lastFolder() const; // of open and save dialogs
    void setLastFolder(const QString& folder);

    // False from the start of a run until its orderly end, so that a crash is known of at the next start.
    bool endedInOrder() const;
    void setEndedInOrder(bool inOrder);
    void sync() { m_settings.sync(); }

    static constexpr int kRecentKept = 10;

private:
    QSettings m_settings;
};

} // namespace knockback

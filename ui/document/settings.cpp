#include "ui/document/settings.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace knockback {

namespace {
const QString kTheme = QStringLiteral("look/theme");
const QString kLanguage = QStringLiteral("look/language");
const QString kRecent = QStringLiteral("files/recent");
const QString kFolder = QStringLiteral("files/folder");
const QString kGeometry = QStringLiteral("window/geometry");
const QString kInOrder = QStringLiteral("run/endedInOrder");

QString ownFile()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
           QStringLiteral("/knockback/knockback.ini");
}
} // namespace

Settings::Settings(const QString& iniFile) : m_settings(iniFile.isEmpty() ? ownFile() : iniFile, QSettings::IniFormat)
{
}

QString Settings::theme() const
{
    return m_settings.value(kTheme, QStringLiteral("system")).toString();
}
void Settings::setTheme(const QString& theme)
{
    m_settings.setValue(kTheme, theme);
}
QString Settings::language() const
{
    return m_settings.value(kLanguage).toString();
}
void Settings::setLanguage(const QString& language)
{
    m_settings.setValue(kLanguage, language);
}

QStringList Settings::recentFiles() const
{
    return m_settings.value(kRecent).toStringList().mid(0, kRecentKept);
}

void Settings::addRecentFile(const QString& path)
{
    QStringList files = recentFiles();
    const QString full = QFileInfo(path).absoluteFilePath();
    files.removeAll(full);
    files.prepend(full);
    m_settings.setValue(kRecent, files.mid(0, kRecentKept));
}

void Settings::removeRecentFile(const QString& path)
{
    QStringList files = recentFiles();
    files.removeAll(QFileInfo(path).absoluteFilePath());
    m_settings.setValue(kRecent, files);
}

QByteArray Settings::geometry() const
{
    return m_settings.value(kGeometry).toByteArray();
}
void Settings::setGeometry(const QByteArray& geometry)
{
    m_settings.setValue(kGeometry, geometry);
}

QByteArray Settings::splitter(const QString& name) const
{
    return m_settings.value(QStringLiteral("window/splitter_") + name).toByteArray();
}

void Settings::setSplitter(const QString& name, const QByteArray& state)
{
    m_settings.setValue(QStringLiteral("window/splitter_") + name, state);
}

QString Settings::lastFolder() const
{
    const QString folder = m_settings.value(kFolder).toString();
    return QFileInfo(folder).isDir() ? folder : QDir::homePath();
}

void Settings::setLastFolder(const QString& folder)
{
    m_settings.setValue(kFolder, folder);
}

bool Settings::endedInOrder() const
{
    return m_settings.value(kInOrder, true).toBool();
}

void Settings::setEndedInOrder(bool inOrder)
{
    m_settings.setValue(kInOrder, inOrder);
    m_settings.sync(); // a crash must find it written
}

} // namespace knockback

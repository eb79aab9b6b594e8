#include "ui/window/menus.h"

#include "core/base/clock.h"
#include "core/base/text.h"
#include "core/base/version.h"
#include "ui/theme/theme.h"
#include "ui/window/files.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QMenu>
#include <QMessageBox>

namespace knockback {

namespace {
QString say(const char* text)
{
    return QCoreApplication::translate("knockback::Menus", text);
}
} // namespace

void fillRecent(QMenu& menu, Files& files, const Settings& settings)
{
    menu.clear();
    for (const QString& path : settings.recentFiles())
        menu.addAction(QFileInfo(path).fileName(), &files, [&files, path] { files.open(path); })->setToolTip(path);
    if (menu.isEmpty())
        menu.addAction(say(QT_TRANSLATE_NOOP("knockback::Menus", "No session was saved yet")))->setEnabled(false);
}

void fillKept(QMenu& menu, Files& files)
{
    menu.clear();
    constexpr int kMost = 12;
    for (const Recoverable& kept : files.leftBehind().mid(0, kMost)) {
        const QString when = toIsoLocal(kept.started).left(16).replace(QLatin1Char('T'), QLatin1Char(' '));
        const QString name = QStringLiteral("%1  %2:%3").arg(when, printable(kept.host, 60)).arg(kept.port.value);
        menu.addAction(name, &files, [&files, path = kept.path] { files.open(path); });
    }
    if (menu.isEmpty())
        menu.addAction(say(QT_TRANSLATE_NOOP("knockback::Menus", "Nothing is kept")))->setEnabled(false);
}

void showAbout(QWidget* parent)
{
    QMessageBox box(parent);
    box.setWindowTitle(say(QT_TRANSLATE_NOOP("knockback::Menus", "Keys and version")));
    box.setIconPixmap(icon(QStringLiteral("knockback")).pixmap(48, 48));
    box.setTextFormat(Qt::PlainText);
    box.setText(QStringLiteral("Knockback %1").arg(version()));
    box.setInformativeText(say(QT_TRANSLATE_NOOP(
        "knockback::Menus", "Finds out why a TCP connection fails.\n\n"
                            "Ctrl+L  target\nCtrl+Return  diagnose\nSpace  watch, pause\nEsc  stop\nCtrl+G  step by "
                            "step\nCtrl+S  save\nCtrl+E  report\nF6  next region\n"
                            "In the timeline: arrows, + and −, Home, End\n\n"
                            "Free software under the GNU General Public License, version 3 or later.")));
    box.exec();
}

} // namespace knockback

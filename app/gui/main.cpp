// knockback: the desktop workbench (contract.md).
#include "app/gui/arguments.h"
#include "app/gui/askpass.h"
#include "app/gui/export.h"
#include "app/gui/workbench.h"
#include "core/base/version.h"
#include "ui/theme/fonts_ahead.h"

#include <QApplication>
#include <QLocale>
#include <cstdio>
#include <cstdlib>

namespace {

using namespace knockback;

constexpr int kWrong = 2; // contract.md: the command line or a file is wrong

int complain(const QString& sentence)
{
    std::fprintf(stderr, "knockback: %s\n", sentence.toLocal8Bit().constData());
    return kWrong;
}

// Qt aborts where it finds no screen; a sentence and an exit status are kinder.
bool hasScreen()
{
    const bool chosen = !qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM");
    return chosen || !qEnvironmentVariableIsEmpty("DISPLAY") || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY");
}

// Qt aborts where a screen is named but does not answer. Its message still passes here before that.
void leaveWithoutScreen(QtMsgType type, const QMessageLogContext&, const QString& message)
{
    if (type != QtFatalMsg)
        return;
    const QByteArray display = qgetenv("WAYLAND_DISPLAY").isEmpty() ? qgetenv("DISPLAY") : qgetenv("WAYLAND_DISPLAY");
    complain(
        QStringLiteral(
            "The screen %1 cannot be used: it does not answer, or this user may not. Start it on a desktop, or use "
            "knockback-cli diagnose HOST PORT. (%2)")
            .arg(QString::fromLocal8Bit(display), message.simplified().left(200)));
    std::_Exit(kWrong);
}

int runExport(const Arguments& arguments)
{
    const QString language =
        arguments.language.isEmpty() ? Words::languageFor(QLocale::system().name()) : arguments.language;
    const Result<Words> words = Words::load(language);
    if (!words)
        return complain(words.error().detail);
    const Status status = exportReport(arguments.file, arguments.exportTo, *words);
    return status ? 0 : complain(status.error().detail);
}

} // namespace

int main(int argc, char** argv)
{
    if (isAskpass())
        return runAskpass(argc, argv);
    QStringList words;
    for (int i = 1; i < argc; ++i)
        words << QString::fromLocal8Bit(argv[i]);
    const Result<Arguments> arguments = parseArguments(words);
    if (!arguments)
        return complain(arguments.error().detail);
    if (arguments->help) {
        std::fputs(usage().toLocal8Bit().constData(), stdout);
        return 0;
    }
    if (arguments->version) {
        std::printf("knockback %s\n", version().toLocal8Bit().constData());
        return 0;
    }
    if (!arguments->exportTo.isEmpty()) {
        QCoreApplication core(argc, argv); // QtSql finds its driver through it
        return runExport(*arguments);
    }
    if (!hasScreen())
        return complain(QStringLiteral(
            "There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set). Start it on a desktop, or use "
            "knockback-cli diagnose HOST PORT."));
    QApplication::setApplicationName(QStringLiteral("knockback"));
    QApplication::setApplicationDisplayName(QStringLiteral("Knockback"));
    QApplication::setDesktopFileName(QStringLiteral("knockback"));
    FontsAhead fonts;
    // Only this program's own name: our options are not Qt's.
    int ours = 1;
    const QtMessageHandler before = qInstallMessageHandler(leaveWithoutScreen);
    QApplication app(ours, argv);
    qInstallMessageHandler(before);
    Workbench workbench(app, *arguments, [&fonts] { fonts.wait(); });
    workbench.show();
    return QApplication::exec();
}

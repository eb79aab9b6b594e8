#include "app/gui/askpass.h"

#include "app/gui/language.h"
#include "core/base/words.h"
#include "core/inspect/questions.h"
#include "ui/askpass/askpass_dialog.h"
#include "ui/document/settings.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QSocketNotifier>
#include <cerrno>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace knockback {

namespace {

constexpr int kAnswered = 0;
constexpr int kNotAnswered = 1;

// A secret will be in this process: it leaves no core dump, and no other program of this user may look into it.
void closeUp()
{
    const rlimit none{0, 0};
    (void)::setrlimit(RLIMIT_CORE, &none);
    (void)::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

bool writeAnswer(const QByteArray& bytes)
{
    qsizetype done = 0;
    while (done < bytes.size()) {
        const ssize_t wrote =
            ::write(STDOUT_FILENO, bytes.constData() + done, static_cast<std::size_t>(bytes.size() - done));
        if (wrote < 0 && errno != EINTR)
            return false;
        done += std::max<ssize_t>(wrote, 0);
    }
    return true;
}

int handOn(AskpassDialog& dialog, const SshQuestion& question, const AskpassLink& link)
{
    if (question.kind == SshQuestionKind::notice)
        return kAnswered;
    if (dialog.result() != QDialog::Accepted) {
        link.cancelled();
        return kNotAnswered;
    }
    if (question.byStatus) {
        link.answered();
        return dialog.saidNo() ? kNotAnswered : kAnswered;
    }
    QByteArray answer = dialog.takeAnswer();
    const bool told = writeAnswer(answer) && writeAnswer("\n");
    wipe(answer);
    link.answered();
    return told ? kAnswered : kNotAnswered;
}

} // namespace

bool isAskpass()
{
    return !qEnvironmentVariableIsEmpty(kAskpassSocket);
}

int runAskpass(int argc, char** argv)
{
    closeUp();
    const QByteArray text = argc > 1 ? QByteArray(argv[1]) : QByteArray();
    AskpassLink link;
    const AskpassLink::Said said = link.ask(qgetenv(kAskpassSocket), ::getppid(), text);
    if (said == AskpassLink::Said::end)
        return kNotAnswered; // whoever wanted the answer is gone, or a person has had enough
    int ours = 1;
    QApplication app(ours, argv);
    QApplication::setApplicationName(QStringLiteral("knockback"));
    QApplication::setApplicationDisplayName(QStringLiteral("Knockback"));
    QApplication::setDesktopFileName(QStringLiteral("knockback"));
    const Settings settings;
    applyTheme(app, themeChoiceFromSetting(settings.theme()));
    QApplication::setWindowIcon(icon(QStringLiteral("knockback")));
    QTranslator own;
    QTranslator qt;
    installLanguage(app, own, qt, QString::fromUtf8(qgetenv(kAskpassLanguage)));

    const SshQuestion question = readSshQuestion(text, qgetenv("SSH_ASKPASS_PROMPT"));
    AskpassDialog dialog(question, link.where(), said == AskpassLink::Said::again);
    int status = kNotAnswered;
    QObject::connect(&dialog, &QDialog::finished, &app, [&] {
        status = handOn(dialog, question, link);
        QApplication::quit();
    });
    QSocketNotifier gone(link.descriptor(), QSocketNotifier::Read);
    QObject::connect(&gone, &QSocketNotifier::activated, &app, [&] {
        gone.setEnabled(false);
        QApplication::exit(kNotAnswered);
    });
    dialog.show();
    dialog.raise();
    dialog.activateWindow();
    QApplication::exec();
    return status;
}

} // namespace knockback

#include "app/gui/askpass.h"

#include "app/gui/language.h"
#include "core/base/words.h"
#include "core/inspect/questions.h"
#include "ui/askpass/askpass_dialog.h"
#include "ui/document/settings.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QFile>
#include <QSocketNotifier>
#include <cerrno>
#include <csignal>
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

// Whoever wanted the answer is gone, and ssh would go on with an empty one: a failed login for each question it has
// left, which servers count and ban for. So it ends here. Our parent is ssh, or was: then somebody else adopted us.
void endSsh()
{
    const pid_t parent = ::getppid();
    QFile name(QStringLiteral("/proc/%1/comm").arg(parent));
    if (parent > 1 && name.open(QIODevice::ReadOnly) && name.readAll() == "ssh\n")
        (void)::kill(parent, SIGTERM);
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
    if (said == AskpassLink::Said::end) { // whoever wanted the answer is gone, or a person has had enough
        endSsh();
        return kNotAnswered;
    }
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
    QSocketNotifier gone(link.descriptor(), QSocketNotifier::Read);
    QObject::connect(&dialog, &QDialog::finished, &app, [&] {
        gone.setEnabled(false); // answered: the other side may close now
        status = handOn(dialog, question, link);
        QApplication::quit();
    });
    QObject::connect(&gone, &QSocketNotifier::activated, &app, [&] {
        gone.setEnabled(false);
        endSsh();
        QApplication::exit(kNotAnswered);
    });
    dialog.show();
    dialog.raise();
    dialog.activateWindow();
    QApplication::exec();
    return status;
}

} // namespace knockback

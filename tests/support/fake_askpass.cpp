// Stands in for the window's program that ssh asks through. What it does is said in FAKE_ASKPASS, one word a question,
// counted by the lines of the file FAKE_ASKPASS_LOG:
//   TEXT        answers TEXT          late:MS:TEXT  the same after so many milliseconds
//   cancel      a person cancels      stay          leaves the question open until it is cut off or killed
//   mute        answers "x" without a word to whoever waits
// Into the log goes a line a question: "first WHERE|question".
#include "core/inspect/questions.h"

#include <QFile>
#include <QThread>
#include <cstdio>
#include <poll.h>
#include <unistd.h>

using namespace knockback;

namespace {

QString lineOf(const AskpassLink& link, AskpassLink::Said said, const char* question)
{
    const char* word = said == AskpassLink::Said::first ? "first" : said == AskpassLink::Said::again ? "again" : "end";
    return QStringLiteral("%1 %2|%3\n")
        .arg(QLatin1String(word), link.where(), QString::fromUtf8(question).simplified());
}

int answer(const AskpassLink& link, const QByteArray& text)
{
    std::printf("%s\n", text.constData());
    std::fflush(stdout);
    link.answered();
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    QFile log(QString::fromLocal8Bit(qgetenv("FAKE_ASKPASS_LOG")));
    if (argc != 2 || !log.open(QIODevice::ReadWrite))
        return 1;
    const QByteArray word = qgetenv("FAKE_ASKPASS").split(' ').value(log.readAll().count('\n'));
    if (word == "mute") {
        std::puts("x");
        return 0;
    }
    AskpassLink link;
    const AskpassLink::Said said = link.ask(qgetenv(kAskpassSocket), ::getppid(), argv[1]);
    log.write(lineOf(link, said, argv[1]).toUtf8());
    log.close();
    if (said == AskpassLink::Said::end)
        return 1;
    if (word == "cancel") {
        link.cancelled();
        return 1;
    }
    if (word == "stay") {
        pollfd gone{link.descriptor(), POLLIN, 0};
        ::poll(&gone, 1, 60'000);
        return 1;
    }
    if (!word.startsWith("late:"))
        return answer(link, word);
    QThread::msleep(word.split(':').value(1).toULong());
    return answer(link, word.split(':').value(2));
}

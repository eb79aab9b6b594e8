#include "app/gui/arguments.h"

#include "core/base/text.h"
#include "core/base/words.h"

namespace knockback {

namespace {
Error wrong(const QString& subject, const QString& sentence)
{
    return {ErrorKind::badInput, QStringLiteral("arguments"), subject, 0, sentence};
}
} // namespace

QString usage()
{
    return QStringLiteral("knockback: finds out why a TCP connection fails.\n"
                          "\n"
                          "  knockback                        opens the workbench\n"
                          "  knockback HOST PORT              opens it and diagnoses HOST PORT\n"
                          "  knockback FILE.knock             opens a saved session\n"
                          "  knockback --export OUT FILE.knock  writes a report and leaves; needs no screen.\n"
                          "                                   OUT ends in .html, .md, .json or .csv\n"
                          "\n"
                          "  --lang en|zh_CN                  language of the words\n"
                          "  --help, --version\n"
                          "\n"
                          "Without a screen use knockback-cli.\n");
}

Result<Arguments> parseArguments(const QStringList& words)
{
    Arguments arguments;
    QStringList plain;
    bool optionsEnded = false;
    for (qsizetype i = 0; i < words.size(); ++i) {
        const QString& word = words[i];
        const auto value = [&](const QString& name) -> QString {
            if (word.startsWith(name + QLatin1Char('=')))
                return word.mid(name.size() + 1);
            return i + 1 < words.size() ? words[++i] : QString();
        };
        const auto is = [&](const char* name) {
            const QString option = QLatin1String(name);
            return !optionsEnded && (word == option || word.startsWith(option + QLatin1Char('=')));
        };
        if (!optionsEnded && word == QLatin1String("--")) {
            optionsEnded = true;
        } else if (is("--help") || (!optionsEnded && word == QLatin1String("-h"))) {
            arguments.help = true;
        } else if (is("--version")) {
            arguments.version = true;
        } else if (is("--lang")) {
            arguments.language = value(QStringLiteral("--lang"));
            if (const Result<Words> known = Words::load(arguments.language); !known)
                return known.error();
        } else if (is("--export")) {
            arguments.exportTo = value(QStringLiteral("--export"));
            if (arguments.exportTo.isEmpty())
                return wrong(word,
                             QStringLiteral(
                                 "--export needs the file to write, for example --export report.html session.knock."));
        } else if (!optionsEnded && word.startsWith(QLatin1Char('-')) && word.size() > 1) {
            return wrong(word, QStringLiteral("There is no option %1. See knockback --help.").arg(printable(word, 60)));
        } else {
            plain << word;
        }
    }
    if (plain.size() > 2)
        return wrong(plain[2],
                     QStringLiteral("There is too much on the command line, from %1 on. See knockback --help.")
                         .arg(printable(plain[2], 60)));
    if (plain.size() == 2) {
        arguments.host = plain[0];
        arguments.port = plain[1];
    } else if (plain.size() == 1) {
        // One word is a file, or a host with its port in it ("db:5432", "https://db").
        const bool file = !arguments.exportTo.isEmpty() || plain[0].endsWith(QLatin1String(".knock"));
        (file ? arguments.file : arguments.host) = plain[0];
    }
    if (!arguments.exportTo.isEmpty() && arguments.file.isEmpty())
        return wrong({}, QStringLiteral("--export needs one saved session: knockback --export OUT FILE.knock."));
    return arguments;
}

} // namespace knockback

#include "commands.h"

#include "core/base/version.h"

#include <cerrno>

using namespace knockback;
using namespace knockback::cli;

namespace {

QString localeName()
{
    // The order of setlocale(3) for messages.
    for (const char* variable : {"LC_ALL", "LC_MESSAGES", "LANG"})
        if (!qEnvironmentVariableIsEmpty(variable))
            return qEnvironmentVariable(variable);
    return {};
}

int runCommand(const Context& context, const Arguments& arguments)
{
    switch (arguments.command) {
    case Command::diagnose:
        return diagnoseCommand(context, arguments.probe);
    case Command::watch:
        return watchCommand(context, arguments.probe);
    case Command::report:
        return reportCommand(context, arguments);
    case Command::practice:
        return practiceCommand(context, arguments);
    case Command::decode:
        return decodeCommand(context, arguments);
    case Command::collect:
        return collectCommand(context, arguments);
    case Command::explain:
        break;
    }
    return explainCommand(context, arguments.word);
}

int run(int argc, char** argv, Terminal& terminal, Interrupts& interrupts)
{
    const QString asked = languageOption(argc, argv);
    auto words = Words::load(asked.isEmpty() ? Words::languageFor(localeName()) : asked);
    if (!words) {
        terminal.complain(words.error().detail);
        return kBadInput;
    }
    const Context context{*words, terminal, interrupts};
    const Parsed parsed = parseArguments(argc, argv, *words);
    if (!parsed.stop)
        return runCommand(context, parsed.arguments);
    if (parsed.stop->status != 0)
        terminal.complain(parsed.stop->text.trimmed());
    else if (parsed.stop->text.isEmpty())
        terminal.line(QStringLiteral("knockback-cli ") + version());
    else
        terminal.line(parsed.stop->text.trimmed());
    return parsed.stop->status;
}

} // namespace

int main(int argc, char** argv)
{
    Interrupts interrupts; // before any thread
    Terminal terminal;
    int status = run(argc, argv, terminal, interrupts);
    terminal.flush();
    if (terminal.outputTrouble() != 0) {
        const Words words = Words::load(QStringLiteral("en")).value();
        terminal.complain(words(QStringLiteral("cli.output-trouble"),
                                {QString::fromLocal8Bit(strerrordesc_np(terminal.outputTrouble()))}));
        status = kBadInput;
    }
    return status;
}

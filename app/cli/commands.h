// The subcommands, one file each. Each gives the program's exit status (contract.md). Thread: main.
#pragma once

#include "arguments.h"
#include "core/base/words.h"
#include "signals.h"
#include "terminal.h"

namespace knockback::cli {

enum Exit
{
    kHealthy = 0,
    kFault = 1,
    kBadInput = 2,
    kInconclusive = 3,
    kNoSource = 4,
    kInterrupted = 130
};

struct Context
{
    const Words& words;
    Terminal& terminal;
    Interrupts& interrupts;

    QString say(const char* id, const QStringList& args = {}) const { return words(QString::fromLatin1(id), args); }
    QString counted(const char* id, qint64 count, const QStringList& args = {}) const
    {
        return words.render({QString::fromLatin1(id), args, static_cast<int>(std::min<qint64>(count, INT32_MAX))});
    }
    // Says what is wrong and gives the status for it.
    int fail(const Error& error) const
    {
        terminal.complain(error.detail.isEmpty() ? error.operation + QLatin1Char(' ') + error.subject : error.detail);
        return kBadInput;
    }
};

int diagnoseCommand(const Context& context, const ProbeArguments& arguments);
int watchCommand(const Context& context, const ProbeArguments& arguments);
int reportCommand(const Context& context, const Arguments& arguments);
int practiceCommand(const Context& context, const Arguments& arguments);
int explainCommand(const Context& context, const QString& what);
int decodeCommand(const Context& context, const Arguments& arguments);
int collectCommand(const Context& context, const Arguments& arguments);

} // namespace knockback::cli

// Thread: any; pure. From the command line to checked values. CLI11 is known in arguments.cpp only.
#pragma once

#include "core/base/result.h"
#include "core/base/words.h"
#include "core/facts/observations.h"
#include "core/facts/target.h"
#include "core/inspect/access.h"
#include "core/report/report.h"

#include <QString>
#include <QStringList>
#include <QVector>
#include <optional>

namespace knockback::cli {

enum class Command
{
    diagnose,
    watch,
    report,
    practice,
    explain,
    decode,
    collect
};

// As typed; what is not given is empty.
struct ProbeArguments
{
    QStringList words; // HOST PORT, or HOST:PORT; watch takes more pairs
    QString targetsFile;
    QString interval, timeout, duration, count, burst, source, interface, server, save, hello;
    QStringList dns, sshOptions, reports;
    bool v4 = false, v6 = false, json = false, redact = false, yes = false, verbose = false;
    bool noControlAddress = false, sudo = false;
    QString verify; // diagnose: the session to compare with
};

struct Arguments
{
    Command command = Command::diagnose;
    ProbeArguments probe;
    QString file, format, output, target; // report
    QString word;                         // practice, explain
    QStringList line;                     // decode: words of the line; none = standard input
    QString port;                         // practice, collect
    bool list = false;                    // practice
    bool script = false;                  // collect
};

// Parsed, or what to print and the exit status: help and version are no errors.
struct Stop
{
    int status = 0;
    QString text;
};
struct Parsed
{
    std::optional<Stop> stop;
    Arguments arguments;
};
Parsed parseArguments(int argc, const char* const* argv, const Words& words);

// The language asked for with --lang, before anything is parsed; "" where it is not there.
QString languageOption(int argc, const char* const* argv);

// The options of a run, every rule checked. watch: other defaults.
Result<ProbeOptions> probeOptions(const ProbeArguments& arguments, bool watch, const Words& words);
// The targets of diagnose (one) and watch (words in pairs, or a file).
Result<QVector<TargetSpec>> targetsOf(const ProbeArguments& arguments, const ProbeOptions& options, bool watch,
                                      const Words& words);
// Where the server's facts are asked for, and how.
Result<ServerDoor> serverOf(const ProbeArguments& arguments, const Words& words);
// What is to be written, checked before anything is sent.
Result<QVector<ReportFormat>> reportsOf(const ProbeArguments& arguments, const Words& words);
Result<Port> portOf(const QString& text, const Words& words); // "" = 0

} // namespace knockback::cli

// What diagnose and watch share: start, follow until the end or Ctrl-C, write what was asked for. Thread: main.
#pragma once

#include "commands.h"
#include "core/base/redactor.h"
#include "core/investigate/investigation.h"

#include <functional>

namespace knockback::cli {

// Everything about a run that can be refused before a single packet is sent.
struct RunPlan
{
    InvestigationOptions options;
    QVector<ReportFormat> reports;
};
// The plan, or what is wrong with it. Asks for a burst's confirmation.
Result<RunPlan> planRun(const Context& context, const ProbeArguments& arguments, Mode mode);

struct RunEnd
{
    bool interrupted = false; // by Ctrl-C
    bool readerGone = false;  // by nobody reading our output any more
};
// Hands every event to `take` until the last; `tick` is called at least ten times a second.
RunEnd followRun(const Context& context, Investigation& run, const std::function<void(const InvestigationEvent&)>& take,
                 const std::function<void()>& tick);

// Session file and reports. False when one could not be written; that was said on standard error then.
bool writeResults(const Context& context, Investigation& run, const ProbeArguments& arguments,
                  const QVector<ReportFormat>& formats);

// Facts of the server were asked for and could not be had, or not all: says why on standard error.
bool complainOfServer(const Context& context, const Investigation& run, Redactor& redactor);
// exitStatus(), and kNoSource where nothing is settled and the server's own facts were asked for in vain.
int statusOf(const Diagnosis& diagnosis, bool sourceFailed);

// "report.html" of the second of several targets is "report-2.html".
QString numberedPath(const QString& path, qsizetype index, qsizetype targets);

} // namespace knockback::cli

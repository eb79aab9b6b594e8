#include "diagnosis_text.h"
#include "session_run.h"

#include "core/report/report.h"

#include <QJsonDocument>

namespace knockback::cli {

int diagnoseCommand(const Context& context, const ProbeArguments& arguments)
{
    if (!arguments.targetsFile.isEmpty())
        return context.fail({ErrorKind::badInput, {}, {}, 0, context.say("cli.bad.no-target")});
    auto plan = planRun(context, arguments, Mode::diagnose);
    if (!plan)
        return context.fail(plan.error());
    auto run = Investigation::start(std::move(plan->options));
    if (!run)
        return context.fail(run.error());

    Redactor redactor(arguments.redact);
    Wording say(context.words, redactor);
    const auto show = [&](const InvestigationEvent& event) {
        if (const auto* progress = std::get_if<ProgressEvent>(&event); progress && context.terminal.progressShows())
            context.terminal.progress(say.say(progress->doing));
    };
    const RunEnd end = followRun(context, **run, show, [] {});
    const Diagnosis diagnosis = (*run)->diagnosis(0);
    if (arguments.json)
        context.terminal.raw(
            QJsonDocument(diagnosisJson(diagnosis, context.words, redactor)).toJson(QJsonDocument::Indented));
    else
        printDiagnosis(context, diagnosis, say, arguments.verbose);
    context.terminal.flush();
    const bool sourceFailed = complainOfServer(context, **run, redactor);
    const bool written = writeResults(context, **run, arguments, plan->reports);
    if (end.interrupted)
        return kInterrupted;
    return written ? statusOf(diagnosis, sourceFailed) : int{kBadInput};
}

} // namespace knockback::cli

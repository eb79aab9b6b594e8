#include "comparison_text.h"
#include "diagnosis_text.h"
#include "session_run.h"

#include "core/base/text.h"
#include "core/diagnose/diagnose.h"
#include "core/investigate/reopen.h"
#include "core/report/report.h"
#include "core/session/store.h"

#include <QJsonDocument>

namespace knockback::cli {

namespace {

struct Earlier
{
    Diagnosis diagnosis;
    int burst = 0;
};

// What the session of --verify says about this very target, concluded anew by this version, so that both runs are
// judged alike.
Result<Earlier> earlierOf(const Context& context, const QString& path, const TargetSpec& target)
{
    const auto session = readSession(path);
    if (!session)
        return session.error();
    for (qsizetype i = 0; i < session->targets.size(); ++i) {
        const TargetSpec& spec = session->targets[i].spec;
        if (spec.host == target.host && spec.port == target.port)
            return Earlier{diagnose(reopened(*session, static_cast<std::uint32_t>(i))), spec.options.burst};
    }
    return Error{ErrorKind::badInput, QStringLiteral("--verify"), path, 0,
                 context.say("cli.bad.verify",
                             {printable(path, 200), printable(target.host, 100), QString::number(target.port.value)})};
}

// Asked whether a fault is mended, "perhaps" is no yes.
int verified(int status, const std::optional<Comparison>& comparison)
{
    if (!comparison || status != kHealthy)
        return status;
    switch (comparison->change) {
    case Change::perhaps:
        return kInconclusive;
    case Change::partly:
        return kFault;
    default:
        return status;
    }
}

} // namespace

int diagnoseCommand(const Context& context, const ProbeArguments& arguments)
{
    if (!arguments.targetsFile.isEmpty())
        return context.fail({ErrorKind::badInput, {}, {}, 0, context.say("cli.bad.no-target")});
    auto plan = planRun(context, arguments, Mode::diagnose);
    if (!plan)
        return context.fail(plan.error());
    std::optional<Earlier> earlier;
    if (!arguments.verify.isEmpty()) {
        auto read = earlierOf(context, arguments.verify, plan->options.targets.front());
        if (!read)
            return context.fail(read.error());
        earlier = std::move(*read);
        plan->options.before = earlier->diagnosis;
    }
    const int burst = plan->options.targets.front().options.burst;
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
    std::optional<Comparison> comparison;
    if (earlier)
        comparison = compare(earlier->diagnosis, diagnosis, {earlier->burst, burst});
    if (arguments.json) {
        QJsonObject document = diagnosisJson(diagnosis, context.words, redactor);
        if (comparison)
            document.insert(QStringLiteral("comparison"),
                            comparisonJson(*comparison, earlier->diagnosis, context.words, redactor));
        context.terminal.raw(QJsonDocument(document).toJson(QJsonDocument::Indented));
    } else {
        if (comparison)
            printComparison(context, *comparison, earlier->diagnosis, say);
        printDiagnosis(context, diagnosis, say, arguments.verbose);
    }
    context.terminal.flush();
    const bool sourceFailed = complainOfServer(context, **run, redactor);
    const bool written = writeResults(context, **run, arguments, plan->reports);
    if (end.interrupted)
        return kInterrupted;
    return written ? verified(statusOf(diagnosis, sourceFailed), comparison) : int{kBadInput};
}

} // namespace knockback::cli

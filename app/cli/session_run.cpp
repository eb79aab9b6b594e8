#include "session_run.h"

#include "burst.h"
#include "core/report/wording.h"

#include <QFileInfo>

namespace knockback::cli {

Result<RunPlan> planRun(const Context& context, const ProbeArguments& arguments, Mode mode)
{
    const bool watch = mode == Mode::watch;
    const auto options = probeOptions(arguments, watch, context.words);
    if (!options)
        return options.error();
    auto targets = targetsOf(arguments, *options, watch, context.words);
    if (!targets)
        return targets.error();
    auto server = serverOf(arguments, context.words);
    if (!server)
        return server.error();
    if (targets->size() > 1 && accessOf(*server) != ServerAccess::none)
        return Error{ErrorKind::badInput, QStringLiteral("--server"), arguments.server.left(200), 0,
                     context.say("cli.bad.server-one")};
    auto reports = reportsOf(arguments, context.words);
    if (!reports)
        return reports.error();
    RunPlan plan;
    plan.reports = std::move(*reports);
    plan.options.mode = mode;
    plan.options.server = std::move(*server);
    plan.options.keepSession = !arguments.save.isEmpty();
    plan.options.sessionPath = arguments.save;
    if (options->burst > 1) {
        const auto confirmed = confirmBurst(context, *targets, arguments.yes);
        if (!confirmed)
            return confirmed.error();
        plan.options.burstConfirmed = true;
    }
    plan.options.targets = std::move(*targets);
    return plan;
}

RunEnd followRun(const Context& context, Investigation& run, const std::function<void(const InvestigationEvent&)>& take,
                 const std::function<void()>& tick)
{
    constexpr std::chrono::milliseconds kSlice{50};
    RunEnd end;
    while (!run.finished()) {
        for (const InvestigationEvent& event : run.wait(kSlice)) {
            if (const auto* trouble = std::get_if<TroubleEvent>(&event))
                context.terminal.complain(trouble->error.detail);
            take(event);
        }
        tick();
        const bool stop =
            context.interrupts.came() || context.terminal.readerGone() || context.terminal.outputTrouble() != 0;
        if (stop && !end.interrupted && !end.readerGone) {
            end.interrupted = context.interrupts.came();
            end.readerGone = !end.interrupted;
            run.cancel();
        }
    }
    context.terminal.progress({});
    return end;
}

bool complainOfServer(const Context& context, const Investigation& run, Redactor& redactor)
{
    const Session session = run.session();
    const auto& trouble = session.targets.isEmpty() ? std::nullopt : session.targets.front().serverTrouble;
    if (!trouble)
        return false;
    Wording say(context.words, redactor);
    context.terminal.complain(
        say.say({QStringLiteral("inspect.trouble.") + trouble->reason, {trouble->where, trouble->detail}, -1}));
    return true;
}

int statusOf(const Diagnosis& diagnosis, bool sourceFailed)
{
    const int status = exitStatus(diagnosis);
    return status == kInconclusive && sourceFailed ? int{kNoSource} : status;
}

QString numberedPath(const QString& path, qsizetype index, qsizetype targets)
{
    if (targets <= 1 || index == 0)
        return path;
    const qsizetype dot = path.lastIndexOf(QLatin1Char('.'));
    return path.left(dot) + QStringLiteral("-%1").arg(index + 1) + path.mid(dot);
}

bool writeResults(const Context& context, Investigation& run, const ProbeArguments& arguments,
                  const QVector<ReportFormat>& formats)
{
    bool isWell = true;
    if (SessionWriter* writer = run.writer(); writer) {
        if (const Status saved = writer->flush(); !saved) {
            context.terminal.complain(saved.error().detail);
            isWell = false;
        }
    }
    if (formats.isEmpty())
        return isWell;
    const Session session = run.session();
    constexpr qsizetype kMostReports = 100; // targets; a file each
    const qsizetype targets = std::min(session.targets.size(), kMostReports);
    for (qsizetype i = 0; i < formats.size(); ++i)
        for (qsizetype t = 0; t < targets; ++t) {
            const auto index = static_cast<std::uint32_t>(t);
            const QByteArray bytes = renderReport(session, index, run.diagnosis(index), context.words, formats[i],
                                                  {arguments.redact, systemClock().wall()});
            if (const Status written = writeFile(numberedPath(arguments.reports[i], t, targets), bytes); !written) {
                context.terminal.complain(written.error().detail);
                isWell = false;
            }
        }
    return isWell;
}

} // namespace knockback::cli

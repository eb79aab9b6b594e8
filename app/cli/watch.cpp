#include "session_run.h"
#include "watch_text.h"

#include <QJsonDocument>

namespace knockback::cli {

namespace {

// The worst of all targets: a fault before an open question before health.
int worst(int a, int b)
{
    const auto rank = [](int status) {
        return status == kFault ? 3 : status == kNoSource ? 2 : status == kInconclusive ? 1 : 0;
    };
    return rank(b) > rank(a) ? b : a;
}

} // namespace

int watchCommand(const Context& context, const ProbeArguments& arguments)
{
    auto plan = planRun(context, arguments, Mode::watch);
    if (!plan)
        return context.fail(plan.error());
    if (arguments.json && plan->options.targets.size() != 1)
        return context.fail({ErrorKind::badInput, QStringLiteral("--json"), {}, 0, context.say("cli.bad.json-one")});
    const QVector<TargetSpec> targets = plan->options.targets;
    const MonoTime began = systemClock().mono();
    auto run = Investigation::start(std::move(plan->options));
    if (!run)
        return context.fail(run.error());

    Redactor redactor(arguments.redact);
    Wording say(context.words, redactor);
    WatchText text(context, say, targets);
    std::vector<Tally> tallies(static_cast<std::size_t>(targets.size()));
    const auto take = [&](const InvestigationEvent& event) {
        const auto* attempt = std::get_if<AttemptEvent>(&event);
        if (!attempt || attempt->attempt.target >= tallies.size())
            return;
        tallies[attempt->attempt.target].add(attempt->attempt);
        if (!arguments.json)
            text.attempt(attempt->attempt);
    };
    const RunEnd end = followRun(context, **run, take, [&] { context.terminal.flush(); });
    const Nanoseconds span = systemClock().mono() - began;
    int status = kHealthy;
    const bool sourceFailed = complainOfServer(context, **run, redactor);
    for (std::uint32_t i = 0; i < tallies.size(); ++i) {
        const Diagnosis diagnosis = (*run)->diagnosis(i);
        status = worst(status, statusOf(diagnosis, sourceFailed));
        if (arguments.json)
            context.terminal.raw(
                QJsonDocument(diagnosisJson(diagnosis, context.words, redactor)).toJson(QJsonDocument::Indented));
        else
            text.summary(i, tallies[i], diagnosis, span);
    }
    context.terminal.flush();
    const bool written = writeResults(context, **run, arguments, plan->reports);
    if (end.interrupted)
        return kInterrupted;
    return written ? status : int{kBadInput};
}

} // namespace knockback::cli

#include "core/practice/practice.h"

#include "commands.h"
#include "core/base/text.h"
#include "layout.h"

namespace knockback::cli {

namespace {

int listFaults(const Context& context)
{
    Terminal& out = context.terminal;
    for (const PracticeFault& fault : practiceFaults()) {
        out.line(out.ink(Ink::bold, padded(fault.id, 14)) + context.words(fault.titleKey));
        for (const QString& line : paragraph(QString(14, QLatin1Char(' ')), context.words(fault.shows), out.width()))
            out.line(line);
    }
    out.line();
    out.line(context.say("cli.practice.how"));
    return kHealthy;
}

} // namespace

int practiceCommand(const Context& context, const Arguments& arguments)
{
    if (arguments.list || arguments.word.isEmpty())
        return listFaults(context);
    const auto port = portOf(arguments.port, context.words);
    if (!port)
        return context.fail(port.error());
    int limitMs = -1;
    if (!arguments.probe.duration.isEmpty()) {
        const auto limit = parseDuration(arguments.probe.duration);
        if (!limit)
            return context.fail(limit.error());
        limitMs = static_cast<int>(std::min<std::int64_t>(limit->count() / 1'000'000, INT32_MAX));
    }
    const auto target = PracticeTarget::start(arguments.word, *port);
    if (!target)
        return context.fail(target.error());
    Terminal& out = context.terminal;
    const Endpoint endpoint = (*target)->endpoint();
    for (const PracticeFault& fault : practiceFaults())
        if (fault.id == arguments.word) {
            out.line(context.say("cli.practice.serving", {context.words(fault.titleKey), endpoint.toString()}));
            for (const QString& line : wrapped(context.words(fault.shows), out.width()))
                out.line(line);
        }
    const QString address = endpoint.address.toString();
    const QString portText = QString::number(endpoint.port.value);
    out.line(context.say("cli.practice.try"));
    out.line(QStringLiteral("    knockback-cli diagnose %1 %2").arg(address, portText));
    out.line(QStringLiteral("    knockback-cli watch %1 %2").arg(address, portText));
    out.line(context.say("cli.practice.end"));
    out.flush();
    // Ctrl-C is how this is meant to end.
    (void)context.interrupts.wait(limitMs);
    return kHealthy;
}

} // namespace knockback::cli

#include "core/report/report.h"

#include "commands.h"
#include "core/diagnose/diagnose.h"
#include "core/investigate/reopen.h"
#include "core/session/store.h"

namespace knockback::cli {

int reportCommand(const Context& context, const Arguments& arguments)
{
    const QString formatName = !arguments.format.isEmpty()   ? arguments.format
                               : !arguments.output.isEmpty() ? arguments.output
                                                             : QStringLiteral("html");
    const auto format = reportFormat(formatName);
    if (!format)
        return context.fail(format.error());
    const auto session = readSession(arguments.file);
    if (!session)
        return context.fail(session.error());
    if (session->targets.isEmpty())
        return context.fail({ErrorKind::badInput, {}, {}, 0, context.say("cli.report.no-target")});
    bool ok = true;
    const uint number = arguments.target.isEmpty() ? 1 : arguments.target.toUInt(&ok);
    if (!ok || number < 1 || number > static_cast<uint>(session->targets.size()))
        return context.fail({ErrorKind::badInput,
                             {},
                             {},
                             0,
                             context.say("cli.report.bad-target", {QString::number(session->targets.size())})});
    if (arguments.target.isEmpty() && session->targets.size() > 1)
        context.terminal.complain(context.say("cli.report.several", {QString::number(session->targets.size())}));

    // Diagnosed anew: this version may know more than the one that watched.
    const std::uint32_t target = number - 1;
    const Diagnosis diagnosis = diagnose(reopened(*session, target));
    const QByteArray bytes = renderReport(*session, target, diagnosis, context.words, *format,
                                          {arguments.probe.redact, systemClock().wall()});
    if (arguments.output.isEmpty() || arguments.output == QLatin1String("-")) {
        context.terminal.raw(bytes);
        return kHealthy;
    }
    if (const Status written = writeFile(arguments.output, bytes); !written)
        return context.fail(written.error());
    return kHealthy;
}

} // namespace knockback::cli

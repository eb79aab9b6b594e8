#include "burst.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <unistd.h>

namespace knockback::cli {

Status confirmBurst(const Context& context, const QVector<TargetSpec>& targets, bool saidYes)
{
    if (saidYes)
        return okStatus();
    const Error refused{ErrorKind::cancelled, QStringLiteral("burst"), {}, 0, context.say("cli.burst.refused")};
    if (!context.terminal.canAsk())
        return Error{ErrorKind::badInput, QStringLiteral("burst"), {}, 0, context.say("cli.burst.no-terminal")};
    const TargetSpec& first = targets.first();
    const QString what = QStringLiteral("%1:%2").arg(printable(first.host, 80)).arg(first.port.value);
    const QString question = context.counted("cli.burst.ask", first.options.burst, {what});
    const QByteArray bytes = question.toUtf8() + ' ';
    if (::write(STDERR_FILENO, bytes.constData(), static_cast<std::size_t>(bytes.size())) < 0 ||
        !context.interrupts.readable(STDIN_FILENO))
        return refused;
    std::array<char, 64> answer{};
    const ssize_t got = ::read(STDIN_FILENO, answer.data(), answer.size());
    const QString said =
        QString::fromUtf8(answer.data(), static_cast<int>(std::max<ssize_t>(got, 0))).trimmed().toLower();
    const QStringList yes = context.say("cli.burst.yes").split(QLatin1Char(' '));
    return yes.contains(said) ? okStatus() : Status(refused);
}

} // namespace knockback::cli

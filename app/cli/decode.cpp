#include "core/decode/decode.h"

#include "commands.h"
#include "core/diagnose/catalogue.h"
#include "decode_json.h"
#include "layout.h"

#include <QJsonDocument>
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <unistd.h>

namespace knockback::cli {

namespace {

constexpr qsizetype kMostRead = qsizetype{64} * 1024 * 1024; // what follows of a pipe is not waited for

// Standard input to its end; nothing when Ctrl-C came first. A terminal is told what it waits for.
Result<std::optional<QByteArray>> readInput(const Context& context)
{
    if (context.terminal.canAsk())
        context.terminal.progress(context.say("cli.decode.waiting"));
    QByteArray out;
    std::array<char, 65536> buffer{};
    while (out.size() < kMostRead) {
        if (!context.interrupts.readable(STDIN_FILENO))
            return std::optional<QByteArray>();
        const ssize_t got = ::read(STDIN_FILENO, buffer.data(), buffer.size());
        if (got == 0)
            break;
        if (got < 0 && errno != EINTR && errno != EAGAIN)
            return Error{ErrorKind::io, QStringLiteral("read"), QStringLiteral("standard input"), errno,
                         context.say("cli.decode.unreadable", {QString::fromLocal8Bit(strerrordesc_np(errno))})};
        if (got > 0)
            out.append(buffer.data(), got);
    }
    context.terminal.progress({});
    return std::optional(out);
}

void printField(const Context& context, const char* label, const QString& text)
{
    constexpr int kLabel = 10;
    Terminal& out = context.terminal;
    const QStringList lines = paragraph(padded(context.say(label), kLabel), text, out.width());
    for (const QString& line : lines)
        out.line(line);
}

QString targetText(const Context& context, const DecodedLine& line)
{
    QString host = line.host;
    if (!line.address.isEmpty() && line.address != line.host)
        host += QStringLiteral(" (%1)").arg(line.address);
    QString out = host;
    if (host.isEmpty())
        out = line.port == 0 ? context.say("cli.decode.target.none") : QStringLiteral(":%1").arg(line.port);
    else if (line.port == 0)
        out = context.say("cli.decode.target.port-none", {host});
    else
        out += QStringLiteral(" ") + QString::number(line.port);
    return line.peer.isEmpty() ? out : out + QStringLiteral("; ") + context.say("cli.decode.peer", {line.peer});
}

QString errorText(const DecodedLine& line)
{
    QStringList parts;
    for (const QString& part : {line.errnoName, line.code})
        if (!part.isEmpty())
            parts << part;
    return parts.join(QStringLiteral(", "));
}

void printLine(const Context& context, const DecodedLine& line)
{
    Terminal& out = context.terminal;
    out.line(out.ink(Ink::dim, context.counted("cli.decode.times", line.times, {QString::number(line.lineNumber)})));
    for (const QString& part : paragraph(QStringLiteral("  "), line.text, out.width()))
        out.line(out.ink(Ink::bold, part));
    printField(context, "cli.decode.label.who", context.words.render(line.who));
    printField(context, "cli.decode.label.phase",
               context.words(QStringLiteral("decode.phase.") + linePhaseId(line.phase)));
    if (const QString error = errorText(line); !error.isEmpty())
        printField(context, "cli.decode.code", error);
    printField(context, "cli.decode.label.target", targetText(context, line));
    printField(context, "cli.decode.label.means", context.words.render(line.means));
    for (const Phrase& note : line.notes)
        printField(context, "cli.decode.label.note", context.words.render(note));
    out.line();
    out.line(context.say("cli.decode.next"));
    out.line(QStringLiteral("    ") + out.ink(Ink::bold, line.command));
    for (const QString& part : paragraph(QStringLiteral("    "), context.words.render(line.commandNote), out.width()))
        out.line(part);
}

void printCauses(const Context& context, const QStringList& causes)
{
    if (causes.isEmpty())
        return;
    Terminal& out = context.terminal;
    out.line();
    out.line(context.say("cli.decode.causes"));
    int width = 0;
    for (const QString& cause : causes)
        width = std::max(width, columns(cause));
    for (const QString& cause : causes) {
        const auto text = causeText(cause, context.words.language());
        out.line(QStringLiteral("  %1  %2").arg(padded(cause, width), text ? text->title : cause));
    }
}

int nothingRecognised(const Context& context, const Decoded& decoded)
{
    const QString names = decodedRuntimes().join(QStringLiteral(", "));
    return context.fail({ErrorKind::badInput,
                         QStringLiteral("decode"),
                         {},
                         0,
                         context.counted("cli.decode.nothing", decoded.linesRead) + QLatin1Char(' ') +
                             context.say("cli.decode.known", {names}) + QLatin1Char(' ') +
                             context.say("cli.decode.hint")});
}

} // namespace

int decodeCommand(const Context& context, const Arguments& arguments)
{
    Decoded decoded;
    if (arguments.line.isEmpty()) {
        const auto input = readInput(context);
        if (!input)
            return context.fail(input.error());
        if (!*input)
            return kInterrupted;
        decoded = decode(QByteArrayView(**input));
    } else {
        decoded = decode(arguments.line.join(QLatin1Char(' ')));
    }
    if (decoded.lines.isEmpty())
        return nothingRecognised(context, decoded);
    if (arguments.probe.json) {
        context.terminal.raw(QJsonDocument(decodedJson(decoded, context.words)).toJson());
        return kHealthy;
    }
    Terminal& out = context.terminal;
    for (qsizetype i = 0; i < decoded.lines.size(); ++i) {
        if (i > 0)
            out.line();
        printLine(context, decoded.lines[i]);
        if (i == 0)
            printCauses(context, decoded.lines[i].causes);
    }
    if (decoded.others > 0 || decoded.isShortened)
        out.line();
    if (decoded.others > 0)
        out.line(context.counted("cli.decode.others", decoded.others));
    if (decoded.isShortened)
        out.line(context.say("cli.decode.shortened"));
    return kHealthy;
}

} // namespace knockback::cli

// The second half of arguments.h: what the words mean, and a sentence for each that cannot be meant.
#include "arguments.h"

#include "core/base/text.h"
#include "core/target/target.h"

#include <QFile>
#include <cerrno>

namespace knockback::cli {

namespace {

constexpr qint64 kMostTargetsFile = 4'194'304;
constexpr qsizetype kMostTargets = 10'000;

Error bad(const Words& words, const char* id, const QString& subject, const QStringList& args)
{
    return {ErrorKind::badInput, QString::fromLatin1(id), subject.left(200), 0, words(QString::fromLatin1(id), args)};
}

Result<std::uint64_t> numberOf(const QString& text, const char* option, std::uint64_t most, const Words& words)
{
    bool ok = false;
    const qulonglong value = text.toULongLong(&ok);
    if (!ok || value < 1 || value > most)
        return bad(words, "cli.bad.number", text, {QLatin1String(option), printable(text, 40), QString::number(most)});
    return static_cast<std::uint64_t>(value);
}

// "198.51.100.53", "198.51.100.53:5353", "2001:db8::53", "[2001:db8::53]:53"
Result<Endpoint> serverEndpoint(const QString& text, const Words& words)
{
    const auto refused = bad(words, "cli.bad.dns", text, {printable(text, 80)});
    QString host = text;
    QString port = QStringLiteral("53");
    if (text.startsWith(QLatin1Char('['))) {
        const qsizetype close = text.indexOf(QLatin1Char(']'));
        const QString rest = close < 0 ? QString() : text.mid(close + 1);
        if (close < 0 || (!rest.isEmpty() && !rest.startsWith(QLatin1Char(':'))))
            return refused;
        host = text.mid(1, close - 1);
        port = rest.isEmpty() ? port : rest.mid(1);
    } else if (text.count(QLatin1Char(':')) == 1) {
        host = text.section(QLatin1Char(':'), 0, 0);
        port = text.section(QLatin1Char(':'), 1);
    }
    const auto address = IpAddress::parse(host);
    bool ok = false;
    const uint number = port.toUInt(&ok);
    if (!address || !ok || number < 1 || number > 65'535)
        return refused;
    return Endpoint{*address, {static_cast<std::uint16_t>(number)}};
}

// "auto, none, http, …": what --hello takes.
QString helloNames()
{
    QStringList names{helloId(Hello::automatic), helloId(Hello::none)};
    for (std::size_t i = static_cast<std::size_t>(Hello::http); i < kHelloCount; ++i)
        names << helloId(static_cast<Hello>(i));
    return names.join(QStringLiteral(", "));
}

Status fillDurations(const ProbeArguments& arguments, ProbeOptions& options, const Words& words)
{
    const auto take = [&](const QString& text, const char* option, auto set) -> Status {
        if (text.isEmpty())
            return okStatus();
        const auto parsed = parseDuration(text);
        if (!parsed)
            return bad(words, "cli.bad.duration", text, {QLatin1String(option), printable(text, 40)});
        set(*parsed);
        return okStatus();
    };
    if (Status s = take(arguments.interval, "--interval", [&](auto d) { options.interval = d; }); !s)
        return s;
    if (Status s = take(arguments.timeout, "--timeout", [&](auto d) { options.timeout = d; }); !s)
        return s;
    return take(arguments.duration, "--duration", [&](auto d) { options.duration = d; });
}

// host, or host and port in one word; `first` and `second` as given on a line.
Result<TargetSpec> oneTarget(const QString& host, const QString& port, const ProbeOptions& options)
{
    auto target = parseTarget(host, port);
    if (target)
        target->options = options;
    return target;
}

Result<QVector<TargetSpec>> targetsFromFile(const QString& path, const ProbeOptions& options, const Words& words)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{
            ErrorKind::notFound, QStringLiteral("open"), path, 0,
            words(QStringLiteral("cli.bad.targets-file"), {printable(path, 200), printable(file.errorString(), 100)})};
    const QByteArray bytes = file.read(kMostTargetsFile + 1);
    if (bytes.size() > kMostTargetsFile)
        return bad(words, "cli.bad.targets-too-many", path, {printable(path, 200), QString::number(kMostTargets)});
    QVector<TargetSpec> out;
    int number = 0;
    for (const QByteArray& raw : bytes.split('\n')) {
        ++number;
        const QString line = QString::fromUtf8(raw).section(QLatin1Char('#'), 0, 0).simplified();
        if (line.isEmpty())
            continue;
        const QStringList parts = line.split(QLatin1Char(' '));
        auto target = parts.size() > 2 ? Result<TargetSpec>(bad(words, "cli.bad.targets-words", line, {}))
                                       : oneTarget(parts.first(), parts.value(1), options);
        if (!target)
            return bad(words, "cli.bad.targets-line", line,
                       {printable(path, 200), QString::number(number), target.error().detail});
        if (out.size() >= kMostTargets)
            return bad(words, "cli.bad.targets-too-many", path, {printable(path, 200), QString::number(kMostTargets)});
        out.push_back(std::move(*target));
    }
    if (out.isEmpty())
        return bad(words, "cli.bad.targets-empty", path, {printable(path, 200)});
    return out;
}

} // namespace

Result<ProbeOptions> probeOptions(const ProbeArguments& arguments, bool watch, const Words& words)
{
    ProbeOptions options;
    options.interval = watch ? std::chrono::milliseconds(1000) : std::chrono::milliseconds(200);
    if (const Status s = fillDurations(arguments, options, words); !s)
        return s.error();
    if (!arguments.count.isEmpty()) {
        const auto count = numberOf(arguments.count, "--count", 1'000'000'000, words);
        if (!count)
            return count.error();
        options.count = *count;
    }
    if (!arguments.burst.isEmpty()) {
        const auto burst = numberOf(arguments.burst, "--burst", 256, words);
        if (!burst)
            return burst.error();
        options.burst = static_cast<int>(*burst);
    }
    if (!arguments.hello.isEmpty()) {
        const auto hello = helloFromId(arguments.hello);
        if (!hello)
            return bad(words, "cli.bad.hello", arguments.hello, {printable(arguments.hello, 40), helloNames()});
        options.hello = *hello;
    }
    options.askNowhere = !arguments.noControlAddress;
    if (arguments.v4 && arguments.v6)
        return bad(words, "cli.bad.families", {}, {});
    options.family = arguments.v4 ? Family::ipv4 : arguments.v6 ? Family::ipv6 : Family::none;
    if (!arguments.source.isEmpty()) {
        const auto source = IpAddress::parse(arguments.source);
        if (!source)
            return bad(words, "cli.bad.source", arguments.source, {printable(arguments.source, 80)});
        options.source = *source;
    }
    options.interface = arguments.interface;
    for (const QString& text : arguments.dns) {
        const auto server = serverEndpoint(text, words);
        if (!server)
            return server.error();
        options.dnsServers.push_back(*server);
    }
    if (const Status checked = checkOptions(options); !checked)
        return checked.error();
    return options;
}

Result<QVector<TargetSpec>> targetsOf(const ProbeArguments& arguments, const ProbeOptions& options, bool watch,
                                      const Words& words)
{
    if (!arguments.targetsFile.isEmpty() && !arguments.words.isEmpty())
        return bad(words, "cli.bad.targets-both", {}, {});
    if (!arguments.targetsFile.isEmpty())
        return targetsFromFile(arguments.targetsFile, options, words);
    if (arguments.words.isEmpty())
        return bad(words, "cli.bad.no-target", {}, {});
    QVector<TargetSpec> out;
    if (arguments.words.size() == 1) {
        auto target = oneTarget(arguments.words.first(), {}, options);
        if (!target)
            return target.error();
        out.push_back(std::move(*target));
        return out;
    }
    if (arguments.words.size() % 2 != 0)
        return bad(words, "cli.bad.pairs", {}, {});
    for (qsizetype i = 0; i < arguments.words.size(); i += 2) {
        auto target = oneTarget(arguments.words[i], arguments.words[i + 1], options);
        if (!target)
            return target.error();
        out.push_back(std::move(*target));
    }
    if (!watch && out.size() != 1)
        return bad(words, "cli.bad.no-target", {}, {});
    return out;
}

Result<ServerDoor> serverOf(const ProbeArguments& arguments, const Words& words)
{
    auto door = parseServerDoor(arguments.server);
    if (!door)
        return bad(words, "cli.bad.server", arguments.server, {printable(arguments.server, 80)});
    for (const QString& option : arguments.sshOptions)
        if (!isSshOption(option))
            return bad(words, "cli.bad.ssh-option", option, {printable(option, 80)});
    door->sshOptions = arguments.sshOptions;
    door->sudo = arguments.sudo;
    return std::move(*door);
}

Result<QVector<ReportFormat>> reportsOf(const ProbeArguments& arguments, const Words& words)
{
    if (arguments.redact && !arguments.save.isEmpty())
        return bad(words, "cli.bad.redact-save", {}, {});
    QVector<ReportFormat> out;
    for (const QString& path : arguments.reports) {
        const auto format = reportFormat(path);
        if (!format)
            return format.error();
        out.push_back(*format);
    }
    return out;
}

Result<Port> portOf(const QString& text, const Words& words)
{
    if (text.isEmpty())
        return Port{};
    const auto number = numberOf(text, "--port", 65'535, words);
    if (!number)
        return number.error();
    return Port{static_cast<std::uint16_t>(*number)};
}

} // namespace knockback::cli

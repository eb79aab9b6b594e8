// Counters, limits and what the whole machine has left.
#include "core/inspect/parts.h"

#include "core/inspect/lines.h"

#include <algorithm>

namespace knockback::inspect {

namespace {

constexpr qsizetype kMostValues = 2000;

bool isName(const QByteArray& text)
{
    return !text.isEmpty() && text.size() <= 60 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
}

struct FileLine
{
    QByteArray path;
    QByteArray value;
};

// "/proc/loadavg:0.52 …"
std::optional<FileLine> fileLine(const QByteArray& line)
{
    const qsizetype colon = line.indexOf(':');
    if (colon < 0 || !line.startsWith("/proc/"))
        return std::nullopt;
    return FileLine{line.left(colon), line.mid(colon + 1).trimmed()};
}

// "some avg10=1.23 …"
void takePressure(double& out, const QByteArray& value)
{
    const QList<QByteArray> words = wordsOf(value, 6);
    if (words.size() >= 2 && words[0] == "some" && words[1].startsWith("avg10="))
        out = realIn(words[1].mid(6));
}

} // namespace

void addNetstat(ServerCounters& counters, QByteArrayView output)
{
    const QList<QByteArray> lines = linesOf(output, 1000);
    for (qsizetype i = 0; i + 1 < lines.size(); ++i) {
        const QList<QByteArray> names = wordsOf(lines[i], 400);
        const QList<QByteArray> values = wordsOf(lines[i + 1], 400);
        if (names.size() < 2 || names[0] != values.value(0) || !names[0].endsWith(':') || names.size() != values.size())
            continue;
        const QByteArray group = names[0].chopped(1);
        for (qsizetype n = 1; n < names.size() && counters.values.size() < kMostValues; ++n)
            if (const std::int64_t value = numberIn(values[n]); value >= 0 && isName(group) && isName(names[n]))
                counters.values.insert(QString::fromLatin1(group + '.' + names[n]), value);
        ++i;
    }
}

void addConntrack(ServerCounters& counters, QByteArrayView output)
{
    const QList<QByteArray> lines = linesOf(output, 5000);
    const QList<QByteArray> names = lines.isEmpty() ? QList<QByteArray>() : wordsOf(lines[0], 40);
    if (names.isEmpty() || names[0] != "entries")
        return;
    for (qsizetype i = 1; i < lines.size(); ++i) {
        const QList<QByteArray> values = wordsOf(lines[i], 40);
        for (qsizetype n = 1; n < names.size() && n < values.size(); ++n) // entries are the same in every row
            if (const std::int64_t value = numberIn(values[n], 16); value >= 0 && isName(names[n])) {
                std::int64_t& sum = counters.values[QStringLiteral("conntrack.") + QString::fromLatin1(names[n])];
                sum = std::min<std::int64_t>(sum, std::int64_t{1} << 60) + value;
            }
    }
}

void readResources(ServerResources& out, QByteArrayView output)
{
    for (const QByteArray& line : linesOf(output, 500)) {
        const auto file = fileLine(line);
        if (!file)
            continue;
        const QList<QByteArray> words = wordsOf(file->value, 20);
        if (words.isEmpty())
            continue;
        if (file->path == "/proc/loadavg")
            out.load1 = realIn(words[0]);
        else if (file->path == "/proc/pressure/cpu")
            takePressure(out.cpuPressure, file->value);
        else if (file->path == "/proc/pressure/memory")
            takePressure(out.memoryPressure, file->value);
        else if (file->path == "/proc/pressure/io")
            takePressure(out.ioPressure, file->value);
        else if (file->path == "/proc/sys/fs/file-nr" && words.size() >= 3) {
            out.filesOpen = numberIn(words[0]);
            out.filesLimit = numberIn(words[2]);
        } else if (file->path == "/proc/sys/net/netfilter/nf_conntrack_count")
            out.conntrack = numberIn(words[0]);
        else if (file->path == "/proc/sys/net/netfilter/nf_conntrack_max")
            out.conntrackLimit = numberIn(words[0]);
        else if (file->path == "/proc/net/sockstat" && words[0] == "TCP:") {
            if (const qsizetype at = words.indexOf("mem"); at > 0 && at + 1 < words.size())
                out.tcpMemoryPages = numberIn(words[at + 1]);
        } else if (file->path == "/proc/net/stat/arp_cache" && out.neighbours < 0) {
            out.neighbours = numberIn(words[0], 16); // the first line holds names: "entries" is no number
        }
    }
}

void readMemory(ServerResources& out, QByteArrayView output)
{
    for (const QByteArray& line : linesOf(output, 100)) {
        const QList<QByteArray> words = wordsOf(line, 4);
        if (words.size() < 2)
            continue;
        const std::int64_t value = numberIn(words[1]);
        if (words[0] == "MemTotal:")
            out.memoryKib = value;
        else if (words[0] == "MemAvailable:")
            out.memoryAvailableKib = value;
        else if (words[0] == "processors" && value > 0 && value < 100'000)
            out.processors = static_cast<int>(value);
    }
}

QMap<QString, QString> settingsOf(QByteArrayView output)
{
    QMap<QString, QString> out;
    for (const QByteArray& line : linesOf(output, 2000)) {
        const auto file = fileLine(line);
        if (!file || !file->path.startsWith("/proc/sys/") || out.size() >= kMostValues)
            continue;
        QString name = shown(QByteArrayView(file->path).sliced(10), 120);
        name.replace(QLatin1Char('/'), QLatin1Char('.'));
        out.insert(name, shown(wordsOf(file->value, 10).join(' '), 120));
    }
    return out;
}

} // namespace knockback::inspect

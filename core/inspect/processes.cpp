#include "core/inspect/parts.h"

#include "core/inspect/lines.h"

#include <algorithm>

namespace knockback::inspect {

namespace {

constexpr qsizetype kMostProcesses = 64;

int intIn(QByteArrayView text)
{
    const std::int64_t value = numberIn(text);
    return value > INT32_MAX ? -1 : static_cast<int>(value);
}

// "12 (nginx: worker) S 1 …": the name may hold anything but a line's end, so the last bracket ends it.
void takeStat(ServerProcess& out, QByteArrayView text, const BootTimes& boot, std::chrono::nanoseconds skew)
{
    const qsizetype open = text.indexOf('(');
    const qsizetype close = text.lastIndexOf(')');
    if (open < 0 || close < open)
        return;
    out.name = shown(text.sliced(open + 1, close - open - 1), 60);
    const QList<QByteArray> words = wordsOf(text.sliced(close + 1));
    if (words.isEmpty() || words[0].size() != 1)
        return;
    out.state = QLatin1Char(words[0][0]);
    constexpr qsizetype kStart = 19; // field 22, counted from the state
    const std::int64_t ticks = words.size() > kStart ? numberIn(words[kStart]) : -1;
    if (ticks < 0 || boot.booted.ns == 0 || ticks / boot.ticks > 100LL * 366 * 86'400)
        return;
    const std::int64_t sinceBoot = ticks / boot.ticks * 1'000'000'000 + ticks % boot.ticks * 1'000'000'000 / boot.ticks;
    out.started = {boot.booted.ns + sinceBoot - skew.count()};
}

void takeLine(ServerProcess& out, const QByteArray& what, QByteArrayView rest, const BootTimes& boot,
              std::chrono::nanoseconds skew)
{
    const QList<QByteArray> words = wordsOf(rest, 10);
    if (what == "stat")
        takeStat(out, rest, boot, skew);
    else if (what == "cmdline")
        out.command = shown(rest, 300);
    else if (words.isEmpty())
        return;
    else if (what == "Threads")
        out.threads = intIn(words[0]);
    else if (what == "VmRSS")
        out.residentKib = numberIn(words[0]);
    else if (what == "Seccomp" && numberIn(words[0]) >= 0)
        out.filter = numberIn(words[0]) != 0;
    else if (what == "limit" && words.size() >= 4) // "Max open files 1024 524288 files"
        out.descriptorLimit = words[3] == "unlimited" ? INT64_MAX : numberIn(words[3]);
    else if (what == "fds")
        out.descriptors = numberIn(words[0]);
    else if (what == "children")
        out.children = intIn(words[0]);
    else if (what == "cgroup") {
        const QString unit = unitOfGroup(rest);
        const QString container = containerOfGroup(rest);
        out.unit = unit.isEmpty() ? out.unit : unit;
        out.container = container.isEmpty() ? out.container : container;
    }
}

} // namespace

QVector<ServerProcess> processesOf(QByteArrayView output, const BootTimes& boot, std::chrono::nanoseconds skew,
                                   QByteArrayView network)
{
    QVector<ServerProcess> out;
    for (const QByteArray& line : linesOf(output)) {
        const QList<QByteArray> words = wordsOf(line, 2);
        const std::int64_t pid = words.size() == 2 ? numberIn(words[0]) : -1;
        if (pid <= 0 || pid >= INT32_MAX)
            continue;
        const qsizetype after = line.indexOf(words[1], words[0].size()) + words[1].size();
        auto found = std::find_if(out.begin(), out.end(), [&](const ServerProcess& p) { return p.pid == pid; });
        if (found == out.end()) {
            if (words[1] != "stat" || out.size() >= kMostProcesses)
                continue;
            out.append(ServerProcess());
            found = out.end() - 1;
            found->pid = static_cast<int>(pid);
            found->children = 0;
        }
        const QByteArrayView rest = QByteArrayView(line).sliced(after).trimmed();
        if (words[1] == "netns")
            found->otherNetwork = !network.isEmpty() && rest.startsWith("net:[") && rest != network;
        else
            takeLine(*found, words[1], rest, boot, skew);
    }
    return out;
}

void addCloseWait(QVector<ServerProcess>& processes, QByteArrayView output)
{
    bool counted = false;
    for (const QByteArray& line : linesOf(output, 5000)) {
        const QList<QByteArray> words = wordsOf(line, 3);
        if (words.size() != 2)
            continue;
        if (words[0] == "all" && numberIn(words[1]) >= 0)
            counted = true;
        for (ServerProcess& process : processes)
            if (process.pid == numberIn(words[0]))
                process.closeWait = intIn(words[1]);
    }
    for (ServerProcess& process : processes)
        if (counted && process.closeWait < 0 && process.descriptors >= 0) // its sockets are seen, and none is in it
            process.closeWait = 0;
}

} // namespace knockback::inspect

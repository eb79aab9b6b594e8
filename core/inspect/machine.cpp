#include "core/inspect/parts.h"

#include "core/inspect/lines.h"

#include <algorithm>

namespace knockback::inspect {

namespace {

constexpr qsizetype kMostAddresses = 200;

QString unquoted(QByteArrayView text)
{
    if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front())
        text = text.sliced(1).chopped(1);
    return shown(text, 100);
}

void readMachine(Machine& out, QByteArrayView output)
{
    const QList<QByteArray> lines = linesOf(output, 10);
    for (const QByteArray& line : lines) {
        const QList<QByteArray> words = wordsOf(line);
        if (words.size() >= 3 && words[0] == "Linux") {
            out.kernel = shown(words[2], 100);
            out.bigEndian = words.contains("s390x") || words.contains("ppc64") || words.contains("mips") ||
                            words.contains("mips64") || words.contains("armv7b");
        } else if (line.startsWith("uid=")) {
            out.readsLogs = line.startsWith("uid=0(") || line.startsWith("uid=0 ") || line.contains("(adm)") ||
                            line.contains("(systemd-journal)") || line.contains("(wheel)");
        }
    }
    if (!lines.isEmpty() && wordsOf(lines.last()).size() == 1)
        out.name = shown(lines.last(), 100);
}

void readInit(Machine& out, const ServerSaying& saying, WallTime begun)
{
    QByteArray comm, init;
    for (const QByteArray& line : linesOf(saying.output, 40)) {
        const QList<QByteArray> words = wordsOf(line, 4);
        if (words.size() < 2)
            continue;
        if (words[0] == "comm")
            comm = words[1];
        else if (words[0] == "init")
            init = words[1];
        else if (words[0] == "booted")
            out.init = shown(words[1], 40);
        else if (words[0] == "ns" && words[1] == "net")
            out.network = words.value(2);
        else if (words[0] == "ticks" && numberIn(words[1]) > 0)
            out.boot.ticks = std::min<std::int64_t>(numberIn(words[1]), 1'000'000);
        else if (const double uptime = words[0] == "uptime" ? realIn(words[1]) : -1; uptime >= 0 && begun.ns > 0)
            out.boot.booted = {begun.ns + static_cast<std::int64_t>((saying.second - std::min(uptime, 3e9)) * 1e9)};
    }
    if (out.init.isEmpty())
        out.init = init.contains("busybox") ? QStringLiteral("busybox") : shown(comm, 40);
    out.boot.booted.ns = std::max<std::int64_t>(out.boot.booted.ns, 0);
}

} // namespace

Machine machineOf(const ServerWords& words)
{
    Machine out;
    if (const ServerSaying* saying = sayingOf(words.sayings, QLatin1String("machine")))
        readMachine(out, saying->output);
    if (const ServerSaying* saying = sayingOf(words.sayings, QLatin1String("init")))
        readInit(out, *saying, words.begun);
    const ServerSaying* release = sayingOf(words.sayings, QLatin1String("os-release"));
    for (const QByteArray& line : release ? linesOf(release->output, 100) : QList<QByteArray>())
        if (line.startsWith("PRETTY_NAME="))
            out.distribution = unquoted(QByteArrayView(line).sliced(12));
    return out;
}

QVector<IpAddress> addressesOf(const ServerWords& words)
{
    QVector<IpAddress> out;
    const auto add = [&](const IpAddress& address) {
        if (!address.isNone() && !out.contains(address) && out.size() < kMostAddresses)
            out.append(address);
    };
    if (const ServerSaying* saying = sayingOf(words.sayings, QLatin1String("addresses")))
        for (const QByteArray& line : linesOf(saying->output, 5000)) {
            // "2: eth0    inet 192.0.2.1/24 …"; a peer's address may stand before the slash: "inet 10.0.0.1 peer …"
            const QList<QByteArray> word = wordsOf(line, 6);
            if (word.size() >= 4 && (word[2] == "inet" || word[2] == "inet6"))
                add(addressIn(word[3].left(std::max<qsizetype>(word[3].indexOf('/'), 0))));
            if (word.size() >= 5 && word[2] == "inet" && word[4] == "peer")
                add(addressIn(word[3]));
        }
    if (const ServerSaying* saying = sayingOf(words.sayings, QLatin1String("addresses-proc"))) {
        QByteArray last;
        for (const QByteArray& line : linesOf(saying->output, 20'000)) {
            const QList<QByteArray> word = wordsOf(line, 8);
            if (word.size() >= 2 && word[0] == "|--") // an entry of fib_trie; "/32 host LOCAL" below it
                last = word[1];
            else if (word.size() >= 3 && word[0] == "/32" && word[2] == "LOCAL")
                add(addressIn(last));
            else if (word.size() == 6 && word[0].size() == 32) { // if_inet6
                QByteArray text = word[0];
                for (qsizetype at = 28; at > 0; at -= 4)
                    text.insert(at, ':');
                add(addressIn(text));
            }
        }
    }
    return out;
}

} // namespace knockback::inspect

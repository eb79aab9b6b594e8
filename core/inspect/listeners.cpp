#include "core/inspect/parts.h"

#include "core/inspect/lines.h"

#include <algorithm>
#include <array>

namespace knockback::inspect {

namespace {

constexpr qsizetype kMostListeners = 5000;
constexpr qsizetype kMostPids = 64;

struct Local
{
    QByteArray address; // without brackets
    QByteArray interface;
    int port = 0;
};

// "0.0.0.0%eth0:53", "[::1]:631", "*:80", ":::22"
std::optional<Local> localOf(const QByteArray& word)
{
    const qsizetype colon = word.lastIndexOf(':');
    const std::int64_t port = colon < 0 ? -1 : numberIn(QByteArrayView(word).sliced(colon + 1));
    if (port < 1 || port > 65'535)
        return std::nullopt;
    Local out;
    out.port = static_cast<int>(port);
    out.address = word.left(colon);
    const qsizetype percent = out.address.indexOf('%');
    if (percent >= 0) {
        const qsizetype close = out.address.indexOf(']', percent);
        out.interface = out.address.mid(percent + 1, close < 0 ? -1 : close - percent - 1);
        out.address.truncate(percent);
    }
    if (out.address.startsWith('['))
        out.address = out.address.mid(1, out.address.endsWith(']') ? out.address.size() - 2 : -1);
    return out;
}

// users:(("nginx",pid=12,fd=6),("nginx",pid=13,fd=6))
void readUsers(QByteArrayView line, ServerListener& out)
{
    qsizetype at = line.indexOf("users:((");
    while (at >= 0 && out.pids.size() < kMostPids) {
        const qsizetype pidAt = line.indexOf(",pid=", at);
        const qsizetype name = line.lastIndexOf("(\"", pidAt);
        if (pidAt < 0 || name < 0)
            return;
        qsizetype end = pidAt + 5;
        while (end < line.size() && line[end] >= '0' && line[end] <= '9')
            ++end;
        const std::int64_t pid = numberIn(line.sliced(pidAt + 5, end - pidAt - 5));
        QByteArrayView called = line.sliced(name + 2, pidAt - name - 2);
        if (called.endsWith('"'))
            called = called.chopped(1);
        if (pid > 0 && pid < INT32_MAX && !out.pids.contains(static_cast<int>(pid)))
            out.pids.append(static_cast<int>(pid));
        // systemd keeps its own descriptor of a socket that it handed on.
        if (pid == 1 && called == "systemd")
            out.socketActivated = true;
        if (out.process.isEmpty() || out.process == QLatin1String("systemd"))
            out.process = shown(called, 60);
        at = end;
    }
}

std::int64_t dropsIn(QByteArrayView line)
{
    const qsizetype memory = line.indexOf("skmem:(");
    const qsizetype close = memory < 0 ? -1 : line.indexOf(')', memory);
    const qsizetype drops = close < 0 ? -1 : line.first(close).lastIndexOf(",d");
    return drops < 0 || drops < memory ? -1 : numberIn(line.sliced(drops + 2, close - drops - 2));
}

// The value of "ino:1234" and the like, "" where it is not there.
QByteArrayView valueOf(const QList<QByteArray>& words, QByteArrayView name)
{
    for (const QByteArray& word : words)
        if (word.startsWith(name))
            return QByteArrayView(word).sliced(name.size());
    return {};
}

// Old ss prints both wildcards without brackets: "*:22" is IPv4's there, and ":::22" IPv6's. New ss says "*:22" of a
// socket that takes both, with "v6only:0" behind it.
void setAddress(ServerListener& out, const Local& local, QByteArrayView v6only)
{
    const IpAddress address = addressIn(local.address);
    out.address = address;
    if (local.address == "*") {
        out.address.family = v6only.isEmpty() ? Family::ipv4 : Family::ipv6;
        out.both = v6only == "0";
        out.knowsBoth = !v6only.isEmpty();
    } else if (address.family == Family::ipv6) {
        out.both = v6only == "0" && address.isUnspecified();
        out.knowsBoth = !v6only.isEmpty() || !address.isUnspecified();
    } else {
        out.knowsBoth = true;
    }
}

std::optional<ServerListener> listenerOf(QByteArrayView line)
{
    const QList<QByteArray> words = wordsOf(line);
    if (words.size() < 5 || words[0] != "LISTEN")
        return std::nullopt;
    const auto local = localOf(words[3]);
    if (!local)
        return std::nullopt;
    ServerListener out;
    out.port = local->port;
    out.interface = shown(local->interface, 40);
    setAddress(out, *local, valueOf(words, "v6only:"));
    if (out.address.isNone())
        return std::nullopt;
    out.queue = numberIn(words[1]);
    out.limit = numberIn(words[2]);
    out.drops = dropsIn(line);
    out.inode = std::max<std::int64_t>(numberIn(valueOf(words, "ino:")), 0);
    const std::int64_t uid = numberIn(valueOf(words, "uid:"));
    out.uid = uid >= 0 && uid <= INT32_MAX ? static_cast<int>(uid) : -1;
    const QByteArrayView group = valueOf(words, "cgroup:");
    out.unit = unitOfGroup(group);
    out.container = containerOfGroup(group);
    readUsers(line, out);
    return out;
}

// Eight hexadecimal digits are one word of the machine; an IPv6 address is four of them.
IpAddress addressOfHex(QByteArrayView hex, bool bigEndian)
{
    IpAddress out;
    if (hex.size() != 8 && hex.size() != 32)
        return out;
    for (qsizetype i = 0; i < hex.size() / 2; ++i) {
        const std::int64_t byte = numberIn(hex.sliced(2 * i, 2), 16);
        if (byte < 0)
            return {};
        const qsizetype to = bigEndian ? i : i / 4 * 4 + (3 - i % 4);
        out.bytes[static_cast<std::size_t>(to)] = static_cast<std::uint8_t>(byte);
    }
    out.family = hex.size() == 8 ? Family::ipv4 : Family::ipv6;
    return out;
}

} // namespace

QVector<ServerListener> listenersOfSs(QByteArrayView output)
{
    QVector<ServerListener> out;
    QByteArray whole;
    const auto finish = [&] {
        if (auto listener = listenerOf(whole); listener && out.size() < kMostListeners)
            out.append(std::move(*listener));
    };
    for (const QByteArray& line : linesOf(output)) {
        if (line.startsWith('\t') || line.startsWith(' ')) { // the rest of the line before
            whole += line;
            continue;
        }
        finish();
        whole = line;
    }
    finish();
    return out;
}

QVector<ServerListener> listenersOfProc(QByteArrayView output, bool bigEndian)
{
    QVector<ServerListener> out;
    for (const QByteArray& line : linesOf(output)) {
        const QList<QByteArray> words = wordsOf(line, 20);
        if (words.size() < 11 || !words[0].startsWith("/proc/") || words[4] != "0A" || out.size() >= kMostListeners)
            continue;
        const qsizetype colon = words[2].indexOf(':');
        const std::int64_t port = colon < 0 ? -1 : numberIn(QByteArrayView(words[2]).sliced(colon + 1), 16);
        ServerListener listener;
        listener.address = colon < 0 ? IpAddress() : addressOfHex(QByteArrayView(words[2]).first(colon), bigEndian);
        if (port < 1 || port > 65'535 || listener.address.isNone())
            continue;
        listener.port = static_cast<int>(port);
        listener.knowsBoth = listener.address.family == Family::ipv4 || !listener.address.isUnspecified();
        listener.queue = numberIn(QByteArrayView(words[5]).sliced(words[5].indexOf(':') + 1), 16);
        const std::int64_t uid = numberIn(words[8]);
        listener.uid = uid >= 0 && uid <= INT32_MAX ? static_cast<int>(uid) : -1;
        listener.inode = std::max<std::int64_t>(numberIn(words[10]), 0);
        out.append(listener);
    }
    return out;
}

void addOwners(QVector<ServerListener>& listeners, QByteArrayView output)
{
    for (const QByteArray& line : linesOf(output, 1000)) {
        const QList<QByteArray> words = wordsOf(line, 3);
        const std::int64_t inode = words.size() == 2 ? numberIn(words[0]) : -1;
        const std::int64_t pid = words.size() == 2 ? numberIn(words[1]) : -1;
        if (inode <= 0 || pid <= 0 || pid >= INT32_MAX)
            continue;
        for (ServerListener& listener : listeners)
            if (listener.inode == inode && listener.pids.size() < kMostPids &&
                !listener.pids.contains(static_cast<int>(pid)))
                listener.pids.append(static_cast<int>(pid));
    }
}

ServerSocketCounts socketCounts(QByteArrayView output)
{
    ServerSocketCounts out;
    out.established = out.synReceived = out.closeWait = out.timeWait = 0; // a state that no socket has is not printed
    for (const QByteArray& line : linesOf(output, 100)) {
        const QList<QByteArray> words = wordsOf(line, 3);
        const std::int64_t count = words.size() == 2 ? numberIn(words[1]) : -1;
        if (count < 0)
            continue;
        const int bounded = static_cast<int>(std::min<std::int64_t>(count, INT32_MAX / 4));
        if (words[0] == "01")
            out.established = bounded;
        else if (words[0] == "03" || words[0] == "0C") // 0C: TCP_NEW_SYN_RECV
            out.synReceived += bounded;
        else if (words[0] == "08")
            out.closeWait = bounded;
        else if (words[0] == "06")
            out.timeWait = bounded;
    }
    return out;
}

} // namespace knockback::inspect

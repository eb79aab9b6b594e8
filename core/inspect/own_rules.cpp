#include "core/inspect/own_rules.h"

#include "core/inspect/child.h"
#include "core/inspect/firewall.h"

#include <QFile>
#include <algorithm>
#include <array>
#include <unistd.h>

namespace knockback {

namespace {

constexpr int kNotThere = 127;
constexpr int kTooLong = 124;
constexpr qsizetype kMostRules = 8'388'608;
constexpr qsizetype kMostTold = 2000;
constexpr int kNetAdmin = 12; // CAP_NET_ADMIN, linux/capability.h

struct Tool
{
    const char* id;
    const char* program;
    std::array<const char*, 3> arguments;
    const char* when; // only where this file is there: asking would load the kernel's modules
};
constexpr std::array kTools{
    Tool{"nft", "nft", {"-j", "list", "ruleset"}, ""},
    Tool{"iptables", "iptables-save", {"-c", nullptr, nullptr}, ""},
    Tool{"ip6tables", "ip6tables-save", {"-c", nullptr, nullptr}, ""},
    Tool{"iptables-legacy", "iptables-legacy-save", {"-c", nullptr, nullptr}, "/proc/net/ip_tables_names"},
    Tool{"ip6tables-legacy", "ip6tables-legacy-save", {"-c", nullptr, nullptr}, "/proc/net/ip6_tables_names"},
};

// Where administrators' programs are; the search path is a user's, and may not have them.
QByteArray pathOf(const char* program)
{
    for (const char* folder : {"/usr/sbin/", "/sbin/", "/usr/bin/", "/usr/local/sbin/"}) {
        QByteArray path = QByteArray(folder) + program;
        if (::access(path.constData(), X_OK) == 0)
            return path;
    }
    return {};
}

int statusOf(const ChildEnd& end)
{
    switch (end.how) {
    case ChildEnd::How::exited:
        return end.status;
    case ChildEnd::How::notStarted:
        return kNotThere;
    default:
        return kTooLong;
    }
}

ServerSaying ask(const Tool& tool, std::chrono::milliseconds time, const std::stop_token& stop, const Clock& clock)
{
    ServerSaying out;
    out.id = QLatin1String(tool.id);
    ChildRequest request;
    request.words.push_back(pathOf(tool.program));
    out.exitStatus = kNotThere;
    if (request.words.front().isEmpty())
        return out;
    for (const char* argument : tool.arguments)
        if (argument != nullptr)
            request.words.emplace_back(argument);
    request.environment.emplace_back("LC_ALL", "C");
    request.time = time;
    request.output = kMostRules;
    const ChildEnd end = runChild(request, stop, clock);
    out.exitStatus = statusOf(end);
    out.output = out.exitStatus == 0 ? end.output : end.errors.left(kMostTold);
    out.cut = end.how == ChildEnd::How::tooMuch;
    return out;
}

OwnFilter::State stateOf(const QVector<ServerSaying>& sayings)
{
    const auto any = [&](auto is) { return std::any_of(sayings.begin(), sayings.end(), is); };
    if (any([](const ServerSaying& s) { return s.exitStatus == 0 && !s.cut; }))
        return OwnFilter::State::read;
    if (any([](const ServerSaying& s) {
            return s.output.toLower().contains("not permitted") || s.output.toLower().contains("permission denied");
        }))
        return OwnFilter::State::notPermitted;
    return any([](const ServerSaying& s) { return s.exitStatus != kNotThere; }) ? OwnFilter::State::failed
                                                                                : OwnFilter::State::noProgram;
}

} // namespace

bool mayReadOwnRules()
{
    QFile file(QStringLiteral("/proc/self/status"));
    if (!file.open(QIODevice::ReadOnly))
        return false;
    for (const QByteArray& line : file.read(16'384).split('\n'))
        if (line.startsWith("CapEff:")) {
            bool ok = false;
            const qulonglong held = line.mid(7).trimmed().toULongLong(&ok, 16);
            return ok && ((held >> kNetAdmin) & 1U) != 0;
        }
    return false;
}

OwnRules readOwnRules(const std::stop_token& stop, const Clock& clock)
{
    OwnRules out;
    out.at = clock.wall();
    if (!mayReadOwnRules()) {
        out.state = OwnFilter::State::notPermitted;
        return out;
    }
    const MonoTime end = clock.mono() + kOwnRulesWait;
    for (const Tool& tool : kTools) {
        if (*tool.when != '\0' && ::access(tool.when, F_OK) != 0)
            continue;
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - clock.mono());
        if (left.count() <= 0 || stop.stop_requested())
            break;
        out.sayings.append(ask(tool, left, stop, clock));
    }
    out.state = stateOf(out.sayings);
    return out;
}

OwnFilter decideOwn(const OwnRules& rules, const OwnConnection& connection, const OwnRules* later)
{
    OwnFilter out;
    out.state = rules.state;
    out.to = connection.to;
    out.since = rules.at;
    out.at = later != nullptr ? later->at : rules.at;
    if (rules.state != OwnFilter::State::read)
        return out;
    Packet packet;
    packet.source = connection.from;
    packet.destination = connection.to;
    packet.port = connection.port.value;
    packet.leaving = true;
    packet.outInterface = connection.interface;
    out.rules =
        decide(rules.sayings, packet,
               later != nullptr && later->state == OwnFilter::State::read ? later->sayings : QVector<ServerSaying>());
    out.rules.toAddress = connection.to.toString();
    return out;
}

} // namespace knockback

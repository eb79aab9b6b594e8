// What the server said that has to do with the port, each fact a piece of evidence in its own words.
#include "core/base/text.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/server_claims.h"
#include "core/diagnose/server_firewall.h"
#include "core/diagnose/server_journal.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

namespace knockback {

namespace {

constexpr qsizetype kMostItems = 6;

// The lines of what was said under this id that hold the text; bounded.
QString linesWith(const ServerFacts& f, const char* id, const QByteArray& text)
{
    constexpr int kLines = 4;
    constexpr qsizetype kBytes = 1 << 20;
    QStringList out;
    for (const ServerSaying& s : f.sayings) {
        if (s.id != QLatin1String(id))
            continue;
        const QByteArray said = s.output.left(kBytes);
        for (qsizetype at = said.indexOf(text); at >= 0 && out.size() < kLines;) {
            const qsizetype from = said.lastIndexOf('\n', at) + 1;
            const qsizetype end = said.indexOf('\n', at);
            const qsizetype to = end < 0 ? said.size() : end;
            const QString line = printable(QString::fromUtf8(said.mid(from, std::min<qsizetype>(to - from, 400))), 300);
            if (!out.contains(line))
                out << line;
            at = said.indexOf(text, to);
        }
    }
    return out.join(QLatin1Char('\n'));
}

QString number(std::int64_t value)
{
    return value < 0 ? QStringLiteral("?") : QString::number(value);
}

QString rawListener(const ServerFacts& f, const ServerListener& l)
{
    const QByteArray at = QByteArray(":") + QByteArray::number(l.port) + ' ';
    const QString said = linesWith(f, "listeners", at);
    return said.isEmpty() ? QStringLiteral("LISTEN %1 %2 %3").arg(number(l.queue), number(l.limit), listenerText(l))
                          : said;
}

QString rawUnit(const ServerUnit& u)
{
    QStringList out{
        QStringLiteral("%1: LoadState=%2 ActiveState=%3 SubState=%4 Result=%5 ExecMainStatus=%6 NRestarts=%7")
            .arg(printable(u.name, 80), printable(u.loadState, 30), printable(u.activeState, 30),
                 printable(u.subState, 30), printable(u.result, 30), QString::number(u.exitStatus),
                 QString::number(u.restarts))};
    constexpr qsizetype kLines = 5;
    for (const QString& line : u.lastLines.mid(std::max<qsizetype>(0, u.lastLines.size() - kLines)))
        out << printable(line, 300);
    return out.join(QLatin1Char('\n'));
}

Phrase firewallSentence(const ServerFirewall& f)
{
    using Decision = ServerFirewall::Decision;
    const QStringList args{printable(f.rule, 120), placeOf(f)};
    switch (f.decision) {
    case Decision::none:
        return say("diagnose.evidence.server.firewall.none");
    case Decision::accept:
        return f.rule.isEmpty() ? say("diagnose.evidence.server.firewall.accept")
                                : say("diagnose.evidence.server.firewall.accept.rule", args);
    case Decision::drop:
        return say("diagnose.evidence.server.firewall.drop", args);
    case Decision::rejectIcmp:
    case Decision::rejectReset:
        return say("diagnose.evidence.server.firewall.reject", args);
    case Decision::limited:
        return say("diagnose.evidence.server.firewall.limited", args);
    default:
        return say("diagnose.evidence.server.firewall.unknown");
    }
}

// Counters that were read twice and rose, or whose standing still says something.
constexpr std::array<const char*, 7> kTelling{
    "listener.drops",         "TcpExt.ListenOverflows",      "TcpExt.ListenDrops",
    "TcpExt.TCPReqQFullDrop", "TcpExt.TCPReqQFullDoCookies", "conntrack.drop",
    "listener.queue"};

// To this very server, in the order of their start.
std::vector<const Attempt*> attemptsTo(const std::vector<AddressView>& addresses)
{
    std::vector<const Attempt*> out;
    for (const AddressView& v : addresses)
        if (v.server.is())
            out.insert(out.end(), v.attempts.begin(), v.attempts.end());
    std::stable_sort(out.begin(), out.end(),
                     [](const Attempt* a, const Attempt* b) { return a->startedWall < b->startedWall; });
    return out;
}

} // namespace

void Reading::writeServer()
{
    const ServerFacts& f = *server.facts;
    const QString from = server.machine();
    const bool any =
        std::any_of(addresses.begin(), addresses.end(), [](const AddressView& v) { return v.server.is(); });
    QStringList raw;
    for (const IpAddress& a : f.addresses.mid(0, 12))
        raw << a.toString();
    book.add("server-machine", from, f.at,
             say(any ? "diagnose.evidence.server.machine" : "diagnose.evidence.server.machine.other", {from}),
             raw.isEmpty() ? printable(f.where.isEmpty() ? from : f.where, 200) : raw.join(QLatin1Char('\n')));
    const bool ownRules = f.access == QLatin1String("local") && f.firewall.hook == QLatin1String("output");
    if (any || ownRules)
        writeServerFirewall();
    if (!any)
        return;
    const QString asked = QString::number(port.value);
    bool listens = false;
    for (const ServerListener& l : f.listeners) {
        if (l.port != port.value || server.listenerEvidence.size() >= kMostItems)
            continue;
        listens = true;
        server.listenerEvidence << book.add("server-listener", from, f.at,
                                            l.limit >= 0 ? say("diagnose.evidence.server.listener.queue",
                                                               {listenerText(l), number(l.queue), number(l.limit)})
                                                         : say("diagnose.evidence.server.listener", {listenerText(l)}),
                                            rawListener(f, l));
    }
    const bool whole = std::any_of(addresses.begin(), addresses.end(),
                                   [](const AddressView& v) { return v.server.is() && v.server.listenersSeen; });
    if (!listens && whole)
        server.listenerEvidence << book.add("server-listener", from, f.at,
                                            say("diagnose.evidence.server.listener.none", {asked}),
                                            QStringLiteral("ss -ltn 'sport = :%1': no line").arg(asked));
    if (const ServerListener* l = server.elsewhere())
        server.listenerEvidence << book.add("server-listener", from, f.at,
                                            say("diagnose.evidence.server.listener.elsewhere", {listenerText(*l)}),
                                            rawListener(f, *l));
    if (const ServerUnit* u = server.unit)
        server.unitEvidence << book.add("server-unit", from, u->changed.ns != 0 ? u->changed : f.at,
                                        say("diagnose.evidence.server.unit", {printable(u->name, 80), unitState(*u)}),
                                        rawUnit(*u));
    if (server.unit)
        if (const TiedJournal journal = tieJournal(f, *server.unit, attemptsTo(addresses)); journal.tied > 0)
            server.unitEvidence << book.add("server-log", from, journal.first,
                                            say("diagnose.evidence.server.journal",
                                                {QString::number(journal.tied), printable(server.unit->name, 80)},
                                                journal.asked),
                                            journal.lines.mid(0, kMostItems).join(QLatin1Char('\n')));
    writeServerState();
}

void Reading::writeServerFirewall()
{
    const ServerFirewall& f = server.facts->firewall;
    if (f.rule.isEmpty() && f.decision == ServerFirewall::Decision::unknown)
        return;
    const QString counted = f.packets >= 0 ? QStringLiteral("  # packets %1").arg(f.packets) : QString();
    server.firewallEvidence << book.add(
        "server-firewall", server.machine(), server.facts->at, firewallSentence(f),
        f.rule.isEmpty() ? QStringLiteral("no rule")
                         : QStringLiteral("%1: %2%3").arg(placeOf(f), printable(f.rule, 300), counted));
}

void Reading::writeServerState()
{
    const ServerFacts& f = *server.facts;
    const QString from = server.machine();
    QStringList rises;
    for (const char* counter : kTelling)
        if (const std::int64_t by = server.rise(counter); by >= 0)
            rises << QStringLiteral("%1 +%2").arg(QLatin1String(counter)).arg(by);
    if (!rises.isEmpty())
        server.counterEvidence << book.add(
            "server-counters", from, f.counters.last().at,
            say("diagnose.evidence.server.counters", {QString::number(server.seconds(), 'f', 1)}),
            rises.join(QLatin1Char('\n')));
    // Whoever holds a listener of the port comes first; a container's process has only the name of the service.
    QVector<ServerProcess> processes;
    std::copy_if(f.processes.begin(), f.processes.end(), std::back_inserter(processes),
                 [](const ServerProcess& p) { return !p.otherNetwork; });
    std::stable_partition(processes.begin(), processes.end(), [&f](const ServerProcess& p) {
        return std::any_of(f.listeners.begin(), f.listeners.end(), [&](const ServerListener& l) {
            return (f.port == 0 || l.port == f.port) && l.pids.contains(p.pid);
        });
    });
    for (const ServerProcess& p : processes.mid(0, kMostItems)) {
        QString raw =
            QStringLiteral("pid %1 (%2): state %3, descriptors %4 of %5")
                .arg(p.pid)
                .arg(printable(p.name, 40), p.state.isNull() ? QStringLiteral("?") : printable(QString(p.state), 8),
                     number(p.descriptors), number(p.descriptorLimit));
        if (p.closeWait >= 0)
            raw += QStringLiteral(", CLOSE-WAIT %1").arg(p.closeWait);
        server.processEvidence << book.add(
            "server-process", from, f.at,
            say("diagnose.evidence.server.process",
                {printable(p.name.isEmpty() ? QStringLiteral("?") : p.name, 40), QString::number(p.pid)}),
            raw);
    }
    if (f.resources.conntrack >= 0 || f.resources.load1 >= 0 || !f.resources.kernelLines.isEmpty()) {
        QStringList raw;
        if (f.resources.conntrack >= 0)
            raw << QStringLiteral("nf_conntrack_count %1, nf_conntrack_max %2")
                       .arg(number(f.resources.conntrack), number(f.resources.conntrackLimit));
        if (f.resources.load1 >= 0)
            raw << QStringLiteral("load %1 on %2 processors; pressure some avg10: cpu %3, memory %4")
                       .arg(f.resources.load1)
                       .arg(f.resources.processors)
                       .arg(f.resources.cpuPressure)
                       .arg(f.resources.memoryPressure);
        for (const QString& line : f.resources.kernelLines.mid(0, 4))
            raw << printable(line, 300);
        server.resourceEvidence << book.add("server-resources", from, f.at, say("diagnose.evidence.server.resources"),
                                            raw.join(QLatin1Char('\n')));
    }
    if (f.nginx.there)
        writeServerNginx();
}

void Reading::writeServerNginx()
{
    const ServerFacts& f = *server.facts;
    const QString from = server.machine();
    for (const ServerUpstream& u : f.nginx.upstreams.mid(0, kMostItems))
        server.nginxEvidence << book.add(
            "server-nginx", from, f.at,
            !u.tried.isEmpty() && u.tried != QLatin1String("not-tried")
                ? say("diagnose.evidence.server.nginx.upstream", {printable(u.address, 80), printable(u.tried, 30)})
                : say("diagnose.evidence.server.nginx.untried", {printable(u.address, 80)}),
            QStringLiteral("%1 → %2: %3 %4")
                .arg(printable(f.nginx.passTo, 120), printable(u.address, 80), printable(u.tried, 30),
                     printable(u.note, 200)));
    if (f.nginx.upstreams.isEmpty() || !f.nginx.problem.isEmpty())
        server.nginxEvidence << book.add(
            "server-nginx", from, f.at,
            f.nginx.problem.isEmpty()
                ? say("diagnose.evidence.server.nginx", {QString::number(f.nginx.listens.size())})
                : say("diagnose.evidence.server.nginx.problem", {printable(f.nginx.problem, 160)}),
            f.nginx.problem.isEmpty() ? QStringLiteral("nginx -T") : printable(f.nginx.problem, 300));
    writeServerLog();
}

// Lines of its error log, each tied to an attempt; the others are about somebody else.
void Reading::writeServerLog()
{
    const ServerFacts& f = *server.facts;
    server.log = tieLog(f, attemptsTo(addresses));
    const TiedLog& log = server.log;
    if (log.tied == 0)
        return;
    const WallTime at = inOurClock(f, log.lines.front()->at);
    QStringList raw;
    for (const ServerLogLine* line : log.lines) {
        const QString text = printable(line->text, 400);
        if (!raw.contains(text) && raw.size() < kMostItems)
            raw << text;
    }
    const double skew = static_cast<double>(f.skew.count()) / 1e9;
    constexpr double kWorthSaying = 1;
    // To the second, as the log is written.
    QStringList args{QString::number(log.tied), toIsoUtc(at).left(19) + QLatin1Char('Z'),
                     logLineText(*log.lines.front())};
    const bool skewed = std::abs(skew) > kWorthSaying;
    if (skewed)
        args << QStringLiteral("%1%2").arg(skew > 0 ? QStringLiteral("+") : QString(), QString::number(skew, 'f', 1));
    server.logEvidence << book.add(
        "server-log", server.machine(), at,
        say(skewed ? "diagnose.evidence.server.log.skew" : "diagnose.evidence.server.log", args, log.asked),
        raw.join(QLatin1Char('\n')));
}

} // namespace knockback

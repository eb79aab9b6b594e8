#include "core/inspect/facts.h"

#include "core/inspect/lines.h"
#include "core/inspect/parts.h"

#include <algorithm>

namespace knockback {

namespace {

constexpr int kMostRounds = 50;
constexpr qsizetype kMostUnseen = 60;

// Why a command that failed did not show what it should; "" where it did.
QString reasonOf(const ServerSaying& saying)
{
    const QByteArray text = saying.output.left(2000).toLower();
    const auto says = [&](const char* part) { return text.contains(part); };
    if (saying.exitStatus == 124 || saying.exitStatus == 137 || saying.exitStatus == 143)
        return QStringLiteral("took-too-long");
    if (saying.exitStatus == 127)
        return QStringLiteral("no-program");
    if (saying.exitStatus != 0) {
        if (says("permission denied") || says("not permitted") || says("must be root") || says("need to be root") ||
            says("password is required") || says("you must be") || says("not authorized") || says("access denied") ||
            says("insufficient permission") || says("a terminal is required") || says("is not in the sudoers"))
            return QStringLiteral("no-permission");
        if (says("no such file"))
            return QStringLiteral("no-file");
    }
    return saying.cut ? QStringLiteral("cut") : QString();
}

class Facts
{
public:
    explicit Facts(const ServerWords& words) : m_words(words) {}

    ServerFacts read()
    {
        m_out.access = m_words.access;
        m_out.where = m_words.where;
        m_out.port = m_words.port;
        m_out.sayings = m_words.sayings;
        m_out.skewKnown = m_words.heard.ns > 0 && m_words.begun.ns > 0;
        if (m_out.skewKnown)
            m_out.skew = m_words.begun - m_words.heard;
        m_out.wholeSeconds = m_words.begun.ns % 1'000'000'000 == 0;
        m_out.at = {std::max<std::int64_t>(m_words.begun.ns - m_out.skew.count(), 0)};
        readMachine();
        readListeners();
        readProcesses();
        readUnits();
        readCounters();
        readTotals();
        findUnseen();
        return m_out;
    }

private:
    const ServerSaying* saying(const char* id, int n = 0) const
    {
        return sayingOf(m_words.sayings, QLatin1String(id), n);
    }
    QByteArray output(const char* id) const
    {
        const ServerSaying* found = saying(id);
        return found ? found->output : QByteArray();
    }
    WallTime whenOf(const ServerSaying& said) const
    {
        return {m_out.at.ns + static_cast<std::int64_t>(said.second * 1e9)};
    }

    void readMachine()
    {
        m_machine = inspect::machineOf(m_words);
        m_out.machine = m_machine.name;
        m_out.kernel = m_machine.kernel;
        m_out.distribution = m_machine.distribution;
        m_out.init = m_machine.init;
        m_out.addresses = inspect::addressesOf(m_words);
        m_out.elevated = m_words.user == QLatin1String("0") ||
                         std::any_of(m_words.sayings.begin(), m_words.sayings.end(), [](const ServerSaying& said) {
                             return said.exitStatus == 0 && said.command.startsWith(QLatin1String("sudo -n "));
                         });
        // "192.0.2.9 50022 192.0.2.1 22": who comes, and where to
        const QList<QByteArray> ends = wordsOf(output("ssh-connection").trimmed(), 5);
        if (m_words.access == QLatin1String("ssh") && ends.size() == 4)
            m_out.seenFrom = addressIn(ends[0]).toString();
    }

    QVector<ServerListener> listenersOf(int n) const
    {
        if (const ServerSaying* said = saying("listeners", n); said && said->exitStatus == 0)
            return inspect::listenersOfSs(said->output);
        if (const ServerSaying* said = saying("listeners-proc", n))
            return inspect::listenersOfProc(said->output, m_machine.bigEndian);
        return {};
    }

    void readListeners()
    {
        m_out.listeners = listenersOf(0);
        inspect::addOwners(m_out.listeners, output("owners"));
        // Of two files the second may be missing, where there is no IPv6.
        if (const ServerSaying* said = saying("sockets"); said && (said->exitStatus == 0 || !said->output.isEmpty()))
            m_out.sockets = inspect::socketCounts(said->output);
    }

    void readProcesses()
    {
        m_out.processes = inspect::processesOf(output("processes"), m_machine.boot, m_out.skew, m_machine.network);
        inspect::addCloseWait(m_out.processes, output("close-wait"));
        for (ServerListener& listener : m_out.listeners)
            for (const ServerProcess& process : m_out.processes)
                if (listener.pids.contains(process.pid)) {
                    listener.process = listener.process.isEmpty() ? process.name : listener.process;
                    listener.unit = listener.unit.isEmpty() ? process.unit : listener.unit;
                    listener.container = listener.container.isEmpty() ? process.container : listener.container;
                }
    }

    void readUnits()
    {
        m_out.units = saying("openrc") ? inspect::unitsOfOpenRc(output("openrc"), output("unit-reasons"))
                                       : inspect::unitsOfShow(output("units"), m_machine.boot, m_out.skew);
        for (const ServerSaying& said : m_words.sayings)
            if (said.id.startsWith(QLatin1String("openrc.")))
                inspect::addOpenRcStatus(m_out.units, said.id.mid(7), said.output, output("unit-reasons"));
        inspect::addOpenRcUnseen(m_out.units, output("openrc-unseen"));
        inspect::addReasons(m_out.units, output("unit-reasons"));
        for (ServerUnit& unit : m_out.units)
            if (const ServerSaying* said = saying(("journal." + unit.name.toLatin1()).constData());
                said && said->exitStatus == 0)
                unit.lastLines = inspect::lastLinesOf(said->output);
    }

    void readCounters()
    {
        for (int n = 0; n < kMostRounds; ++n) {
            const ServerSaying* said = saying("counters", n);
            if (!said)
                break;
            ServerCounters counters;
            counters.at = whenOf(*said);
            inspect::addNetstat(counters, said->output);
            if (const ServerSaying* conntrack = saying("conntrack", n); conntrack && conntrack->exitStatus == 0)
                inspect::addConntrack(counters, conntrack->output);
            std::int64_t queue = -1;
            std::int64_t drops = -1;
            for (const ServerListener& listener : listenersOf(n)) {
                if (listener.port != m_words.port)
                    continue;
                if (listener.queue >= 0)
                    queue = std::max<std::int64_t>(queue, 0) + listener.queue;
                if (listener.drops >= 0)
                    drops = std::max<std::int64_t>(drops, 0) + listener.drops;
            }
            // Sockets of the port that this side closed: whoever closed them had accepted them.
            if (const ServerSaying* sockets = saying("sockets", n); sockets && !sockets->output.isEmpty())
                counters.values.insert(QStringLiteral("listener.closed"),
                                       std::max(inspect::socketCounts(sockets->output).timeWait, 0));
            if (queue >= 0)
                counters.values.insert(QStringLiteral("listener.queue"), queue);
            if (drops >= 0)
                counters.values.insert(QStringLiteral("listener.drops"), drops);
            m_out.counters.append(std::move(counters));
        }
    }

    void readTotals()
    {
        ServerResources& out = m_out.resources;
        m_out.settings = inspect::settingsOf(output("sysctls"));
        if (const ServerSaying* said = lastSayingOf(m_words.sayings, QLatin1String("resources")))
            inspect::readResources(out, said->output);
        inspect::readMemory(out, output("memory"));
        const auto setting = [this](const char* name, qsizetype word) {
            const QList<QByteArray> words = wordsOf(m_out.settings.value(QLatin1String(name)).toLatin1(), 4);
            return words.size() > word ? numberIn(words[word]) : -1;
        };
        out.neighbourLimit = setting("net.ipv4.neigh.default.gc_thresh3", 0);
        out.tcpMemoryLimitPages = setting("net.ipv4.tcp_mem", 2);
        if (const ServerSaying* said = saying("kernel-log"); said && said->exitStatus == 0)
            out.kernelLines = inspect::lastLinesOf(said->output);
    }

    void unseen(const QString& what, const QString& reason, const QString& detail)
    {
        const bool known = std::any_of(m_out.unseen.begin(), m_out.unseen.end(),
                                       [&](const ServerUnseen& u) { return u.what == what; });
        if (!known && m_out.unseen.size() < kMostUnseen)
            m_out.unseen.append({what, reason, detail});
    }

    void findUnseen()
    {
        // Programs that need not be there: what they would show does not exist without them.
        const QStringList optional{QStringLiteral("firewalld"),
                                   QStringLiteral("ufw"),
                                   QStringLiteral("fail2ban"),
                                   QStringLiteral("nginx"),
                                   QStringLiteral("openrc"),
                                   QStringLiteral("conntrack"),
                                   QStringLiteral("iptables"),
                                   QStringLiteral("ip6tables"),
                                   QStringLiteral("iptables-legacy"),
                                   QStringLiteral("ip6tables-legacy"),
                                   QStringLiteral("ipset")};
        const ServerSaying* nft = saying("nft");
        const ServerSaying* iptables = saying("iptables");
        const bool noFilterTool = nft && nft->exitStatus == 127 && iptables && iptables->exitStatus == 127;
        for (const ServerSaying& said : m_words.sayings) {
            const QString reason = reasonOf(said);
            const bool missing = reason == QLatin1String("no-program") || reason == QLatin1String("no-file");
            const bool isFilter = said.id == QLatin1String("nft") || said.id == QLatin1String("iptables");
            if (reason.isEmpty() || said.id.startsWith(QLatin1String("try.")) ||
                (missing && (isFilter ? !noFilterTool : optional.contains(said.id))) ||
                (reason == QLatin1String("no-file") && !said.output.isEmpty() && keepsGoing(said.id)))
                continue;
            unseen(said.id, reason, firstLine(said.output));
        }
        for (const ServerListener& listener : m_out.listeners)
            if (listener.port == m_words.port && listener.pids.isEmpty() && !m_out.elevated)
                unseen(QStringLiteral("processes"), QStringLiteral("no-permission"), {});
        for (const ServerProcess& process : m_out.processes)
            if (process.descriptors < 0)
                unseen(QStringLiteral("descriptors"), QStringLiteral("no-permission"), process.name);
        for (const ServerUnit& unit : m_out.units)
            if (saying(("journal." + unit.name.toLatin1()).constData()) && unit.lastLines.isEmpty() &&
                !m_machine.readsLogs && !m_out.elevated)
                unseen(QStringLiteral("journal.") + unit.name, QStringLiteral("no-permission"), {});
        for (const ServerUnit& unit : m_out.units)
            if (unit.activeState == QLatin1String("unknown"))
                unseen(unit.name, QStringLiteral("no-permission"), firstLine(output("openrc-unseen")));
        if (!m_words.whole)
            unseen(QStringLiteral("transcript"), QStringLiteral("cut"), {});
    }

    // These read many files, some of which not every kernel has.
    static bool keepsGoing(const QString& id)
    {
        return id == QLatin1String("sysctls") || id == QLatin1String("resources") || id == QLatin1String("sockets") ||
               id == QLatin1String("listeners-proc") || id == QLatin1String("counters");
    }

    static QString firstLine(const QByteArray& output)
    {
        const QList<QByteArray> lines = linesOf(output, 1);
        return lines.isEmpty() ? QString() : shown(lines[0], 200);
    }

    const ServerWords& m_words;
    inspect::Machine m_machine;
    ServerFacts m_out;
};

} // namespace

ServerFacts serverFacts(const ServerWords& words)
{
    return Facts(words).read();
}

} // namespace knockback

#include "core/resolve/resolver.h"

#include "core/base/clock.h"
#include "core/resolve/choose.h"
#include "core/resolve/dns_asker.h"
#include "core/resolve/hosts_file.h"
#include "core/resolve/sources.h"
#include "core/resolve/suggest.h"
#include "core/resolve/system_lookup.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <map>
#include <memory>
#include <sys/eventfd.h>
#include <unistd.h>

namespace knockback {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using namespace std::chrono_literals;

namespace {

constexpr nanoseconds kSystemGrace = 1s; // how much longer than a DNS server the system is waited for
constexpr nanoseconds kSuggestionLimit = 1s;
constexpr nanoseconds kWithoutDescriptor = 20ms; // how often to look where there was no eventfd to wait on

struct EventFd
{
    const int value = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    EventFd() = default;
    ~EventFd()
    {
        if (value >= 0)
            ::close(value);
    }
    EventFd(const EventFd&) = delete;
    EventFd& operator=(const EventFd&) = delete;
};

// A descriptor that becomes readable when stop is asked for.
class StopFd
{
public:
    explicit StopFd(const std::stop_token& stop) : m_callback(stop, Notify{m_fd.value}) {}
    int fd() const { return m_fd.value; }

private:
    struct Notify
    {
        int fd;
        void operator()() const noexcept
        {
            const std::uint64_t one = 1;
            if (fd >= 0)
                (void)!::write(fd, &one, sizeof one);
        }
    };
    const EventFd m_fd;
    const std::stop_callback<Notify> m_callback; // goes first, and waits for itself if it is running
};

bool isLocalhost(const QString& asciiHost)
{
    const QString name = asciiHost.endsWith(QLatin1Char('.')) ? asciiHost.chopped(1) : asciiHost;
    return name == QLatin1String("localhost") || name.endsWith(QLatin1String(".localhost"));
}

// Does glibc go on to the next name of the search list after this? (__res_context_search)
bool goesOn(DnsStatus status)
{
    return status == DnsStatus::nxDomain || status == DnsStatus::noData || status == DnsStatus::servFail ||
           status == DnsStatus::refused || status == DnsStatus::otherRcode;
}

// One server and how far it got in the search list. key of a question: lane, name, family, in this order.
struct Lane
{
    DnsServer server;
    int name = 0;
    int open = 0;     // questions under way
    bool goOn = true; // every answer for this name was a clean "no"
};

constexpr int keyOf(int lane, int name, Family family)
{
    return (lane * 256 + name) * 2 + (family == Family::ipv6 ? 1 : 0);
}
constexpr int laneOf(int key)
{
    return key / 512;
}

// One run of Resolver::resolve().
class Run
{
public:
    Run(const ResolveOptions& options, const TargetSpec& target, std::stop_token stop,
        const std::function<void(const NameReport&)>& partial)
        : m_options(options), m_stop(std::move(stop)), m_stopFd(m_stop), m_partial(partial),
          m_start(systemClock().mono())
    {
        m_report.host = target.host;
        m_report.asciiHost = target.asciiHost;
        m_report.at = systemClock().wall();
        if (target.kind != HostKind::name) {
            m_report.isLiteral = true;
            m_report.chosen.push_back({target.literal, QStringLiteral("literal")});
        }
    }

    NameReport run()
    {
        if (!m_report.isLiteral) {
            start();
            while (!finished() && !m_stop.stop_requested())
                step();
            if (m_system && !m_systemDone)
                m_report.system = m_system->unfinished(elapsed(), m_stop.stop_requested());
            settle();
            if (!m_stop.stop_requested() && m_options.suggest)
                suggest();
        }
        m_report.took = elapsed();
        return m_report;
    }

private:
    nanoseconds elapsed() const { return systemClock().mono() - m_start; }
    nanoseconds systemLimit() const { return m_options.perServer + kSystemGrace; }

    void start()
    {
        NameSources sources = readSources(m_options.paths, m_options.extraServers, m_report.asciiHost);
        m_hostsText = std::move(sources.hostsText);
        m_report.config = std::move(sources.config);
        m_report.hosts = std::move(sources.hosts);
        m_report.triedNames = searchNames(m_report.asciiHost, m_report.config);
        if (m_options.askSystem)
            m_system = std::make_unique<SystemLookup>(m_report.asciiHost);
        else
            m_report.system.message = QStringLiteral("not asked");
        if (isLocalhost(m_report.asciiHost) && !m_report.hosts.isEmpty())
            return;
        for (const DnsServer& server : m_report.config.servers)
            m_lanes.push_back({server});
        for (std::size_t lane = 0; lane < m_lanes.size(); ++lane)
            askNext(static_cast<int>(lane));
    }

    void askNext(int index)
    {
        Lane& lane = m_lanes[static_cast<std::size_t>(index)];
        // Slow servers may not stretch a long search list without end.
        const nanoseconds left = 2 * nanoseconds(m_options.perServer) - elapsed();
        if (lane.name >= m_report.triedNames.size() || left <= 0ns)
            return;
        lane.goOn = true;
        lane.open = 2;
        for (const Family family : {Family::ipv4, Family::ipv6})
            m_asker.ask({lane.server, m_report.triedNames[lane.name], family,
                         std::min<nanoseconds>(m_options.perServer, left), keyOf(index, lane.name, family)});
    }

    void take(const DnsAsker::Finished& finished)
    {
        m_answers[finished.key] = finished.answer;
        Lane& lane = m_lanes[static_cast<std::size_t>(laneOf(finished.key))];
        lane.goOn = lane.goOn && goesOn(finished.answer.status);
        if (--lane.open > 0 || !lane.goOn)
            return;
        ++lane.name;
        askNext(laneOf(finished.key));
    }

    bool finished() const
    {
        const bool systemOver = !m_system || m_systemDone || elapsed() >= systemLimit();
        return systemOver && m_asker.idle();
    }

    // How long to sleep where only the system may still answer.
    nanoseconds patience() const
    {
        const bool blind = m_stopFd.fd() < 0 || (m_system && !m_systemDone && m_system->fd() < 0);
        const nanoseconds untilSystemIsOver =
            m_system && !m_systemDone ? std::max(systemLimit() - elapsed(), nanoseconds(0)) : nanoseconds(1h);
        return blind                     ? std::min(untilSystemIsOver, kWithoutDescriptor)
               : untilSystemIsOver > 0ns ? untilSystemIsOver
                                         : nanoseconds(1h);
    }

    void step()
    {
        const std::array<int, 2> wake{m_stopFd.fd(), m_system && !m_systemDone ? m_system->fd() : -1};
        m_asker.step(wake, patience());
        bool isNews = false;
        for (const DnsAsker::Finished& finished : m_asker.takeFinished()) {
            take(finished);
            isNews = true;
        }
        if (m_system && !m_systemDone) {
            if (auto answer = m_system->take()) {
                m_report.system = std::move(*answer);
                m_systemDone = true;
                isNews = true;
            }
        }
        if (isNews && m_partial && !finished()) {
            settle();
            m_report.took = elapsed();
            m_partial(m_report);
        }
    }

    // Answers in the order of servers and names, whatever order they came in.
    void settle()
    {
        m_report.answers.clear();
        for (const auto& [key, answer] : m_answers)
            m_report.answers.push_back(answer);
        m_report.chosen = chooseAddresses(m_report, m_options.family);
    }

    // Only where everybody answered, and every answer was that there is no such name.
    bool nothingExists() const
    {
        return m_report.hosts.isEmpty() && m_report.system.addresses.isEmpty() && !m_report.answers.isEmpty() &&
               std::all_of(m_report.answers.begin(), m_report.answers.end(),
                           [](const DnsAnswer& answer) { return answer.status == DnsStatus::nxDomain; });
    }

    QString zoneOfFirstNo() const
    {
        for (const DnsRecord& record : m_report.answers.front().records)
            if (record.type == QLatin1String("SOA"))
                return record.name.isEmpty() ? QStringLiteral(".") : record.name;
        return {};
    }

    void suggest()
    {
        if (!nothingExists())
            return;
        m_report.suggestion = nearestKnown(m_report.asciiHost, hostsFileNames(m_hostsText));
        if (!m_report.suggestion.isEmpty())
            return;
        const QStringList names =
            suggestionCandidates(m_report.asciiHost, m_report.triedNames, m_report.config.search, zoneOfFirstNo());
        const nanoseconds limit = std::min<nanoseconds>(m_options.perServer, kSuggestionLimit);
        for (int i = 0; i < names.size(); ++i)
            m_asker.ask({m_report.answers.front().server, names[i],
                         m_options.family == Family::ipv6 ? Family::ipv6 : Family::ipv4, limit, i});
        int best = static_cast<int>(names.size());
        const std::array<int, 1> wake{m_stopFd.fd()};
        while (!m_asker.idle() && !m_stop.stop_requested()) {
            m_asker.step(wake, m_stopFd.fd() < 0 ? kWithoutDescriptor : limit);
            for (const DnsAsker::Finished& finished : m_asker.takeFinished())
                if (finished.answer.status == DnsStatus::answered)
                    best = std::min(best, finished.key);
        }
        if (best < names.size())
            m_report.suggestion = names[best];
    }

    const ResolveOptions& m_options;
    const std::stop_token m_stop;
    StopFd m_stopFd;
    const std::function<void(const NameReport&)>& m_partial;
    const MonoTime m_start;
    NameReport m_report;
    QByteArray m_hostsText;
    std::vector<Lane> m_lanes;
    std::map<int, DnsAnswer> m_answers; // by key: server, name, family
    DnsAsker m_asker;
    std::unique_ptr<SystemLookup> m_system;
    bool m_systemDone = false;
};

} // namespace

NameReport Resolver::resolve(const TargetSpec& target, std::stop_token stop,
                             const std::function<void(const NameReport&)>& partial) const
{
    return Run(m_options, target, std::move(stop), partial).run();
}

} // namespace knockback

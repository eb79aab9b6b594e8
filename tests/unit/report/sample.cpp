#include "sample.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace knockback::sample {

namespace {

constexpr std::int64_t kStart = 1'769'853'600'000'000'000; // 2026-01-31T10:00:00Z
constexpr std::int64_t kMs = 1'000'000;

IpAddress ip(const char* text)
{
    return *IpAddress::parse(QString::fromLatin1(text));
}

Attempt attempt(std::uint64_t id, const char* to, std::int64_t atMs, Outcome outcome, std::int64_t tookMs)
{
    Attempt a;
    a.id = {id};
    a.remote = {ip(to), {5432}};
    a.local = {ip("192.168.7.20"), {static_cast<std::uint16_t>(40'000 + id)}};
    a.startedWall = {kStart + atMs * kMs};
    a.started = {atMs * kMs};
    a.outcome = outcome;
    a.phase = Phase::connect;
    a.connectNs = isConnected(outcome) ? tookMs * kMs : -1;
    a.endNs = tookMs * kMs;
    a.tcp.valid = true;
    a.tcp.rttUs = isConnected(outcome) ? static_cast<std::uint32_t>(tookMs * 900) : 0;
    a.errnoValue = outcome == Outcome::refused ? ECONNREFUSED : outcome == Outcome::timedOut ? ETIMEDOUT : 0;
    return a;
}

std::vector<Attempt> attempts()
{
    std::vector<Attempt> out;
    std::uint64_t id = 0;
    for (std::int64_t i = 0; i < 12; ++i)
        out.push_back(
            attempt(++id, "203.0.113.2", i * 1000, i % 4 == 3 ? Outcome::refused : Outcome::connected, 2 + i));
    Attempt late = attempt(++id, "203.0.113.2", 12'400, Outcome::connected, 1004);
    late.tcp.totalRetrans = 1;
    late.tcp.rttUs = 3100;
    out.push_back(late);
    Attempt rejected = attempt(++id, "2001:db8::2", 13'000, Outcome::rejected, 1);
    rejected.errnoValue = EHOSTUNREACH;
    rejected.icmp = {ErrorOrigin::icmp6, 1, 1, EACCES, 0, ip("2001:db8::1")};
    out.push_back(rejected);
    out.push_back(attempt(++id, "2001:db8::2", 14'000, Outcome::timedOut, 3000));
    Attempt talks = attempt(++id, "203.0.113.2", 15'000, Outcome::connected, 4);
    const QByteArray banner = "=cmd|'/c calc'!A1\",<b>203.0.113.9</b>\r\n\x1b[2J";
    talks.bannerSize = static_cast<std::uint16_t>(banner.size());
    std::memcpy(talks.banner.data(), banner.constData(), static_cast<std::size_t>(banner.size()));
    talks.receivedBytes = static_cast<std::uint32_t>(banner.size());
    talks.firstByteNs = 6 * kMs;
    out.push_back(talks);
    Attempt control = attempt(++id, "203.0.113.2", 15'500, Outcome::connected, 3);
    control.purpose = Purpose::control;
    control.remote.port = {22};
    out.push_back(control);
    for (const Outcome rest :
         {Outcome::reset, Outcome::hostUnreachable, Outcome::networkUnreachable, Outcome::blockedLocally,
          Outcome::noLocalPort, Outcome::noDescriptors, Outcome::unresolved, Outcome::closedAfterConnect,
          Outcome::silentAfterConnect, Outcome::cancelled, Outcome::error}) {
        out.push_back(attempt(id + 1, "203.0.113.2", 16'000 + static_cast<std::int64_t>(id) * 300, rest, 5));
        ++id;
    }
    return out;
}

NameReport names()
{
    NameReport n;
    n.host = n.asciiHost = kHost;
    n.config.servers = {{{ip("198.51.100.53"), {53}}, QStringLiteral("resolv.conf")}};
    n.config.search = {QStringLiteral("corp.example")};
    n.triedNames = {kHost};
    n.hosts = {{QStringLiteral("/etc/hosts"), 7, ip("203.0.113.2"), kHost}};
    DnsAnswer a;
    a.server = n.config.servers.first();
    a.name = kHost + QLatin1Char('.');
    a.family = Family::ipv4;
    a.status = DnsStatus::answered;
    a.rcode = 0;
    a.records = {{QStringLiteral("CNAME"), a.name, QStringLiteral("db7.internal.example."), 60},
                 {QStringLiteral("A"), kHostile, QStringLiteral("203.0.113.2"), 30}};
    a.addresses = {ip("203.0.113.2")};
    a.at = {kStart};
    a.took = std::chrono::microseconds(1830);
    DnsAnswer none = a;
    none.family = Family::ipv6;
    none.status = DnsStatus::servFail;
    none.rcode = 2;
    none.records.clear();
    n.answers = {a, none};
    n.system.asked = true;
    n.system.addresses = {ip("203.0.113.2")};
    n.system.took = std::chrono::microseconds(2400);
    return n;
}

} // namespace

Session session()
{
    Session s;
    s.uuid = QStringLiteral("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0");
    s.version = QStringLiteral("0.1.0");
    s.started = {kStart};
    s.ended = {kStart + 20'000 * kMs};
    s.finished = true;
    s.vantage.kernel = QStringLiteral("6.1.0-18-amd64");
    s.vantage.machine = kMachine;
    s.vantage.distribution = QStringLiteral("Debian GNU/Linux 12 (bookworm)");
    s.vantage.timeZone = QStringLiteral("Europe/Berlin");
    s.vantage.syn.resendSeconds = {1, 3, 7, 15, 31, 63};
    s.vantage.limits = {QStringLiteral("The reserved ports could not be read.")};
    SessionTarget target;
    target.spec.typed = kHost;
    target.spec.host = target.spec.asciiHost = kHost;
    target.spec.port = {5432};
    target.spec.service = QStringLiteral("postgresql");
    target.spec.options.source = ip("192.168.7.20");
    target.names = names();
    s.targets = {target};
    s.attempts = attempts();
    s.notes = {{{kStart + 5'000 * kMs},
                {kStart + 3'000 * kMs},
                QStringLiteral("restarted %1\nby hand ").arg(kHost) + kHostile}};
    return s;
}

Diagnosis diagnosis()
{
    Diagnosis d;
    d.version = QStringLiteral("0.1.0");
    d.started = {kStart};
    d.elapsed = std::chrono::milliseconds(412);
    d.host = kHost;
    d.port = {5432};
    d.service = QStringLiteral("postgresql");
    d.addresses = {{ip("203.0.113.2"), QStringLiteral("dns"), Outcome::refused, 13, 10},
                   {ip("2001:db8::2"), QStringLiteral("dns"), Outcome::timedOut, 2, 0}};
    // Sentences from the report's own words, so that this test stands alone.
    d.verdict = {
        QStringLiteral("service-not-listening"),
        0.97123,
        Pattern::intermittent,
        Side::server,
        QStringLiteral("203.0.113.2"),
        {},
        {QStringLiteral("report.verify"), {QStringLiteral("203.0.113.2 on workhorse %1")}, -1},
        {{QStringLiteral("report.looked"), {kHostile}, -1}},
        {QStringLiteral("e1")},
        {{QStringLiteral("server"),
          {QStringLiteral("report.section.fix"), {}, -1},
          {QStringLiteral("# on db.internal.example"), QStringLiteral("ss -ltnp 'sport = :5432' && echo \"<b>\"")},
          {QStringLiteral("report.title"), {QStringLiteral("again")}, -1},
          {{QStringLiteral("undo.command"), {QStringLiteral("systemctl stop <db> on db.internal.example")}, -1}}}}};
    d.also = {{QStringLiteral("wrong-address-family"),
               0.4,
               Pattern::persistent,
               Side::server,
               {},
               {},
               {QStringLiteral("report.at"), {QStringLiteral("2001:db8::2")}, -1},
               {},
               {},
               {}}};
    d.alternatives = {{QStringLiteral("firewall-reject-reset"),
                       0.02,
                       {QStringLiteral("report.at"), {kHostile}, -1},
                       {QStringLiteral("report.next"), {}, -1}}};
    for (int i = 0; i < kCheckCount; ++i) {
        Check& check = d.checks[static_cast<std::size_t>(i)];
        check.id = static_cast<CheckId>(i);
        check.status = static_cast<CheckStatus>(i % 5);
        check.summary = {QStringLiteral("report.looked"), {QStringLiteral("203.0.113.2")}, -1};
        check.looked = {QStringLiteral("report.next"), {}, -1};
        check.means = {{QStringLiteral("report.next"), {}, -1}};
        check.commands = {QStringLiteral("ip route get 203.0.113.2")};
        check.evidence = {QStringLiteral("e1")};
    }
    d.evidence = {{QStringLiteral("e1"),
                   QStringLiteral("dns-answer"),
                   QStringLiteral("198.51.100.53"),
                   {kStart},
                   {QStringLiteral("report.at"), {kHost}, -1},
                   kHost + QStringLiteral(" A 203.0.113.2\n") + kHostile + QChar(0) + QChar(0xd800)}};
    const Session s = session();
    for (const Attempt& a : s.attempts)
        if (a.purpose == Purpose::observe) {
            ++d.outcomes[static_cast<std::size_t>(a.outcome)];
            ++d.attempts;
        }
    d.latency = {2000, 5000, 1'004'000, 1'004'000, 1'004'000};
    d.synRetransmits = 1;
    d.chain = {QStringLiteral("nginx"),
               QStringLiteral("192.168.7.20"),
               QStringLiteral("203.0.113.2:5432"),
               LegState::works,
               {{QStringLiteral("127.0.0.1:3001"), QStringLiteral("answers"), LegState::works},
                {QStringLiteral("10.0.0.12:3000"), QStringLiteral("refused"), LegState::fails, false, false, 3},
                {QStringLiteral("unix:/run/") + kHostile, QStringLiteral("not-tried"), LegState::unknown, true, true}}};
    d.limits = {{QStringLiteral("report.at"), {kHostile}, -1}};
    return d;
}

} // namespace knockback::sample

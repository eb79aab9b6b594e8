// The tables of a report: outcomes, addresses, names, attempts.
#include "core/report/document.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace knockback::report {

namespace {

constexpr std::size_t kMostAttempts = 60; // rows; the JSON, CSV and the session itself have them all
constexpr qsizetype kMostNameRows = 200;

Cell cell(const QString& text)
{
    return {text, std::nullopt};
}

Column column(const char* id, const Wording& say, bool isNumber = false, bool isMachine = false)
{
    const QString key = QStringLiteral("report.column.") + QLatin1String(id);
    return {say.words()(key), say.words()(key + QStringLiteral(".means")), isNumber, isMachine};
}

Table outcomesTable(const Source& source, const Wording& say)
{
    Table out{QStringLiteral("outcomes"), say("report.table.outcomes"), {}, {}, {}};
    out.columns = {column("outcome", say), column("count", say, true), column("share", say, true)};
    const WindowStatistics s = source.timeline.statistics(source.timeline.firstNs(), source.timeline.lastNs() + 1);
    const auto add = [&](Outcome outcome, bool late, std::uint32_t count) {
        if (count == 0)
            return;
        const double share = 100.0 * count / static_cast<double>(std::max<std::uint64_t>(s.attempts, 1));
        out.rows.push_back({Cell{say.outcome(outcome, late), markOf(outcome, late)}, cell(QString::number(count)),
                            cell(QString::number(share, 'f', 1) + QStringLiteral(" %"))});
    };
    // Late ones stand apart, so that the counts add up and the signature of a full queue is seen.
    const std::uint32_t connected = s.outcomes[static_cast<std::size_t>(Outcome::connected)];
    const auto late = static_cast<std::uint32_t>(std::min<std::uint64_t>(s.late, connected));
    add(Outcome::connected, false, connected - late);
    add(Outcome::connected, true, late);
    for (std::size_t i = 1; i < kOutcomeCount; ++i)
        add(static_cast<Outcome>(i), false, s.outcomes[i]);
    return out;
}

Table addressesTable(const Source& source, const Wording& say)
{
    Table out{QStringLiteral("addresses"), say("report.table.addresses"), {}, {}, {}};
    out.columns = {column("address", say, false, true), column("source", say), column("count", say, true),
                   column("connected", say, true), column("commonest", say)};
    for (const AddressState& state : source.diagnosis.addresses)
        out.rows.push_back({cell(say.address(state.address)), cell(say.text(state.source, 20)),
                            cell(QString::number(state.attempts)), cell(QString::number(state.connected)),
                            Cell{say.outcome(state.state), markOf(state.state)}});
    return out;
}

QString answerWord(DnsStatus status, int rcode, const Wording& say)
{
    switch (status) {
    case DnsStatus::answered:
        return say("report.dns.answered");
    case DnsStatus::noData:
        return say("report.dns.no-data");
    case DnsStatus::nxDomain:
        return say("report.dns.nxdomain");
    case DnsStatus::servFail:
        return say("report.dns.servfail");
    case DnsStatus::refused:
        return say("report.dns.refused");
    case DnsStatus::otherRcode:
        return say("report.dns.rcode", {QString::number(rcode)});
    case DnsStatus::timedOut:
        return say("report.dns.timed-out");
    case DnsStatus::unreachable:
        return say("report.dns.unreachable");
    case DnsStatus::malformed:
        break;
    }
    return say("report.dns.malformed");
}

QString sourceWord(const QString& source, const Wording& say)
{
    // Our own words for where a server came from are no names.
    const bool isOurs = source == QLatin1String("resolv.conf") || source == QLatin1String("option") ||
                        source == QLatin1String("default") || source == QLatin1String("systemd-resolved");
    return isOurs ? source : say.text(source, 40);
}

QVector<Cell> answerRow(const DnsAnswer& answer, const Wording& say)
{
    QStringList values;
    std::uint32_t ttl = UINT32_MAX;
    for (const DnsRecord& record : answer.records) {
        const bool isAlias = record.type == QLatin1String("CNAME");
        values << (isAlias ? QStringLiteral("CNAME ") + say.name(record.value) : say.text(record.value, 120));
        ttl = std::min(ttl, record.ttl);
    }
    QString word = answerWord(answer.status, answer.rcode, say);
    if (answer.errnoValue != 0)
        word += QStringLiteral(" · ") + say.errnoWithNumber(answer.errnoValue);
    const QString type = answer.family == Family::ipv6 ? QStringLiteral("AAAA") : QStringLiteral("A");
    return {cell(QStringLiteral("%1 (%2)").arg(say.endpoint(answer.server.endpoint),
                                               sourceWord(answer.server.source, say))),
            cell(QStringLiteral("%1 %2").arg(type, say.name(answer.name))),
            cell(word),
            cell(values.mid(0, 24).join(QStringLiteral(", "))),
            cell(values.isEmpty() ? QString() : say("report.seconds", {QString::number(ttl)})),
            cell(Wording::duration(answer.took.count()))};
}

Table namesTable(const Source& source, const Wording& say)
{
    Table out{QStringLiteral("names"), say("report.table.names"), {}, {}, {}};
    out.columns = {column("asked", say, false, true),
                   column("question", say, false, true),
                   column("answer", say),
                   column("records", say, false, true),
                   column("ttl", say, true),
                   column("took", say, true)};
    const NameReport& names = targetOf(source).names;
    if (names.isLiteral)
        return out;
    if (!names.config.problem.isEmpty())
        out.note = say.text(names.config.problem);
    for (const HostsEntry& entry : names.hosts)
        out.rows.push_back({cell(say("report.hosts-line", {QStringLiteral("/etc/hosts"), QString::number(entry.line)})),
                            cell(say.name(entry.name)), cell(say("report.dns.answered")),
                            cell(say.address(entry.address)), cell({}), cell({})});
    for (const DnsAnswer& answer : names.answers.mid(0, kMostNameRows))
        out.rows.push_back(answerRow(answer, say));
    if (names.system.asked) {
        QStringList values;
        for (const IpAddress& address : names.system.addresses)
            values << say.address(address);
        const QString word = names.system.eai == 0 ? say("report.dns.answered") : say.text(names.system.message, 120);
        out.rows.push_back({cell(say("report.this-system")), cell(say.name(names.host)), cell(word),
                            cell(values.join(QStringLiteral(", "))), cell({}),
                            cell(Wording::duration(names.system.took.count()))});
    }
    return out;
}

QVector<Cell> attemptRow(const Attempt& a, const Wording& say)
{
    QStringList said;
    if (const QString icmp = say.icmp(a.icmp); !icmp.isEmpty())
        said << icmp;
    else if (a.outcome == Outcome::refused && a.icmp.origin == ErrorOrigin::none)
        said << QStringLiteral("RST");
    if (a.selfConnect)
        said << say("report.self-connect");
    const QString rtt =
        a.tcp.valid && a.tcp.rttUs > 0 ? Wording::duration(std::int64_t{a.tcp.rttUs} * 1000) : QString();
    return {cell(toClockTime(a.startedWall)),
            cell(say.endpoint(a.remote)),
            cell(say.purpose(a.purpose)),
            Cell{say.outcome(a.outcome, isLate(a)), markOf(a)},
            cell(Wording::duration(a.connectNs >= 0 ? a.connectNs : a.endNs)),
            cell(rtt),
            cell(a.tcp.valid ? QString::number(a.tcp.totalRetrans) : QString()),
            cell(say.errnoWithNumber(a.errnoValue)),
            cell(said.join(QStringLiteral(" · "))),
            cell(say.banner(a))};
}

Table attemptsTable(const Source& source, const Wording& say)
{
    Table out{QStringLiteral("attempts"), say("report.table.attempts"), {}, {}, {}};
    out.columns = {column("time", say, false, true), column("remote", say, false, true),
                   column("purpose", say),           column("outcome", say),
                   column("latency", say, true),     column("rtt", say, true),
                   column("syn", say, true),         column("errno", say, false, true),
                   column("who", say, false, true),  column("banner", say, false, true)};
    const auto chosen = tellingAttempts(source, kMostAttempts);
    for (const Attempt* attempt : chosen)
        out.rows.push_back(attemptRow(*attempt, say));
    const auto all = std::count_if(source.session.attempts.begin(), source.session.attempts.end(),
                                   [&](const Attempt& a) { return a.target == source.target; });
    if (static_cast<std::size_t>(all) > chosen.size())
        out.note = say("report.table.attempts.note", {QString::number(chosen.size()), QString::number(all)});
    return out;
}

} // namespace

std::vector<const Attempt*> tellingAttempts(const Source& source, std::size_t most)
{
    std::vector<const Attempt*> mine;
    for (const Attempt& attempt : source.session.attempts)
        if (attempt.target == source.target)
            mine.push_back(&attempt);
    std::stable_sort(mine.begin(), mine.end(),
                     [](const Attempt* a, const Attempt* b) { return a->startedWall < b->startedWall; });
    if (mine.size() <= most)
        return mine;
    const auto kind = [](const Attempt& a) {
        return std::tuple(a.remote.address, a.purpose, a.outcome, a.errnoValue, a.icmp.type, a.icmp.code,
                          a.icmp.offender, isLate(a));
    };
    // In order of what they tell, until the table is full.
    std::set<std::size_t> chosen;
    std::set<decltype(kind(*mine.front()))> seen;
    for (std::size_t i = 0; i < mine.size() && chosen.size() < most / 2; ++i)
        if (seen.insert(kind(*mine[i])).second)
            chosen.insert(i);
    for (std::size_t i = mine.size(); i-- > mine.size() - most / 4;)
        chosen.insert(i);
    for (std::size_t i = mine.size() - 1; i > 0 && chosen.size() + 2 <= most; --i)
        if (mine[i]->outcome != mine[i - 1]->outcome && mine[i]->remote == mine[i - 1]->remote) {
            chosen.insert(i - 1);
            chosen.insert(i);
        }
    std::vector<const Attempt*> out;
    out.reserve(chosen.size());
    for (const std::size_t i : chosen)
        out.push_back(mine[i]);
    return out;
}

QVector<Table> makeTables(const Source& source, const Wording& say)
{
    QVector<Table> out;
    for (Table& table : QVector<Table>{outcomesTable(source, say), addressesTable(source, say), namesTable(source, say),
                                       attemptsTable(source, say)})
        if (!table.rows.isEmpty() || !table.note.isEmpty())
            out.push_back(std::move(table));
    return out;
}

} // namespace knockback::report

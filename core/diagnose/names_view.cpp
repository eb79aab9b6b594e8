#include "core/diagnose/names_view.h"

#include "core/base/text.h"
#include "core/diagnose/happening.h"

#include <algorithm>

namespace knockback {

namespace {

const char* statusWord(DnsStatus status)
{
    switch (status) {
    case DnsStatus::answered:
        return "NOERROR";
    case DnsStatus::noData:
        return "NOERROR, no such record";
    case DnsStatus::nxDomain:
        return "NXDOMAIN";
    case DnsStatus::servFail:
        return "SERVFAIL";
    case DnsStatus::refused:
        return "REFUSED";
    case DnsStatus::otherRcode:
        return "another response code";
    case DnsStatus::timedOut:
        return "no answer";
    case DnsStatus::unreachable:
        return "unreachable";
    case DnsStatus::malformed:
        return "malformed answer";
    }
    return "unknown";
}

QString rawOf(const DnsAnswer& a)
{
    QString out =
        QStringLiteral("%1 %2: %3")
            .arg(printable(a.name, 80), a.family == Family::ipv6 ? QStringLiteral("AAAA") : QStringLiteral("A"),
                 QLatin1String(statusWord(a.status)));
    if (a.status == DnsStatus::otherRcode)
        out += QStringLiteral(" (rcode %1)").arg(a.rcode);
    if (a.errnoValue != 0)
        out += QStringLiteral(" (%1)").arg(errnoName(a.errnoValue));
    for (const DnsRecord& r : a.records.mid(0, 8))
        out += QStringLiteral("; %1 %2 %3 ttl %4")
                   .arg(printable(r.name, 80), printable(r.type, 10), printable(r.value, 80))
                   .arg(r.ttl);
    return out + QStringLiteral("; %1").arg(formatDuration(a.took));
}

void addOnce(QVector<IpAddress>& to, const QVector<IpAddress>& from)
{
    for (const IpAddress& a : from)
        if (!a.isNone() && !holds(to, a))
            to.append(a);
}

// The stronger statement about a name wins: an address beats all; a failure beats "no such record", because the record
// may be there; NXDOMAIN is about the name itself, but another name of the search list may say more.
int weight(DnsStatus status)
{
    switch (status) {
    case DnsStatus::answered:
        return 6;
    case DnsStatus::servFail:
    case DnsStatus::refused:
    case DnsStatus::otherRcode:
    case DnsStatus::malformed:
        return 4;
    case DnsStatus::noData:
        return 3;
    case DnsStatus::nxDomain:
        return 2;
    case DnsStatus::timedOut:
    case DnsStatus::unreachable:
        break;
    }
    return 1;
}

ServerSays meaning(DnsStatus status)
{
    switch (status) {
    case DnsStatus::answered: // a CNAME that leads nowhere; addresses are looked at first
    case DnsStatus::noData:
        return ServerSays::noAddress;
    case DnsStatus::nxDomain:
        return ServerSays::notFound;
    case DnsStatus::timedOut:
    case DnsStatus::unreachable:
        return ServerSays::nothing;
    default:
        return ServerSays::failed;
    }
}

bool noAnswer(const DnsAnswer& a)
{
    return a.status == DnsStatus::timedOut || a.status == DnsStatus::unreachable;
}

void judge(ServerView& view, const NamesView& names)
{
    bool silent = false, heard = false;
    for (const DnsAnswer* a : view.answers) {
        const bool asked = names.wanted(a->family) || a->family == Family::none;
        for (const IpAddress& address : a->addresses)
            addOnce(names.wanted(address.family) ? view.addresses : view.otherFamily, {address});
        view.slowest = std::max(view.slowest, a->took);
        if (!asked)
            continue;
        silent = silent || noAnswer(*a);
        heard = heard || !noAnswer(*a);
        if (!view.telling || weight(a->status) > weight(view.telling->status))
            view.telling = a;
    }
    if (!view.telling && !view.answers.empty())
        view.telling = view.answers.front();
    view.partlySilent = silent && heard;
    if (!view.addresses.isEmpty())
        view.says = ServerSays::addresses;
    else if (view.telling)
        view.says = meaning(view.telling->status);
    // "No such record" for one family says nothing about the other, whose question was never answered.
    if (view.says == ServerSays::noAddress && silent)
        view.says = ServerSays::nothing;
}

Phrase sentence(const ServerView& view, const QString& host)
{
    switch (view.says) {
    case ServerSays::addresses:
        return say("diagnose.evidence.dns.addresses", {view.name(), joined(view.addresses)});
    case ServerSays::noAddress:
        return say("diagnose.evidence.dns.no-address", {view.name(), host});
    case ServerSays::notFound:
        return say("diagnose.evidence.dns.not-found", {view.name(), host});
    case ServerSays::failed:
        return say("diagnose.evidence.dns.failed",
                   {view.name(), QLatin1String(view.telling ? statusWord(view.telling->status) : "")});
    case ServerSays::nothing:
        break;
    }
    return say("diagnose.evidence.dns.nothing", {view.name()});
}

} // namespace

bool holds(const QVector<IpAddress>& set, const IpAddress& address)
{
    return std::any_of(set.begin(), set.end(), [&](const IpAddress& a) { return sameAddress(a, address); });
}

bool sameSet(const QVector<IpAddress>& a, const QVector<IpAddress>& b)
{
    const auto within = [](const QVector<IpAddress>& x, const QVector<IpAddress>& y) {
        return std::all_of(x.begin(), x.end(), [&](const IpAddress& one) { return holds(y, one); });
    };
    return within(a, b) && within(b, a);
}

QString joined(const QVector<IpAddress>& addresses, int most)
{
    QStringList out;
    for (const IpAddress& a : addresses.mid(0, most))
        out << a.toString();
    return out.join(QStringLiteral(", ")) + (addresses.size() > most ? QStringLiteral(", …") : QString());
}

NamesView::NamesView(const Observations& seen, EvidenceBook& book)
    : host(printable(seen.target.host.isEmpty() ? seen.target.typed : seen.target.host, 100)),
      m_family(seen.target.options.family)
{
    literal = seen.names.isLiteral || !seen.target.literal.isNone();
    found = !seen.names.chosen.isEmpty() || literal;
    suggestion = printable(seen.names.suggestion, 100);
    readHosts(seen, book);
    readServers(seen, book);
    readSystem(seen, book);
    asked = literal || !servers.empty() || seen.names.system.asked || !seen.names.hosts.isEmpty();
    if (!seen.names.config.problem.isEmpty())
        configEvidence = book.add("resolver-configuration", seen.names.config.path, seen.names.at,
                                  say("diagnose.evidence.resolver-config", {printable(seen.names.config.path)}),
                                  printable(seen.names.config.problem));
}

void NamesView::readHosts(const Observations& seen, EvidenceBook& book)
{
    QStringList raw;
    for (const HostsEntry& entry : seen.names.hosts) {
        raw << QStringLiteral("%1:%2: %3 %4")
                   .arg(printable(entry.path, 80))
                   .arg(entry.line)
                   .arg(entry.address.toString(), printable(entry.name, 100));
        if (wanted(entry.address.family))
            addOnce(hostsAddresses, {entry.address});
    }
    if (raw.isEmpty())
        return;
    const HostsEntry& first = seen.names.hosts.front();
    hostsEvidence = book.add("hosts-file", printable(first.path, 80), seen.names.at,
                             say("diagnose.evidence.hosts",
                                 {printable(first.path, 80), QString::number(first.line), joined(hostsAddresses)}),
                             raw.join(QLatin1Char('\n')));
}

void NamesView::readServers(const Observations& seen, EvidenceBook& book)
{
    for (const DnsAnswer& answer : seen.names.answers) {
        auto view = std::find_if(servers.begin(), servers.end(),
                                 [&](const ServerView& v) { return v.server.endpoint == answer.server.endpoint; });
        if (view == servers.end()) {
            servers.push_back({});
            view = servers.end() - 1;
            view->server = answer.server;
        }
        view->answers.push_back(&answer);
    }
    for (ServerView& view : servers) {
        judge(view, *this);
        addOnce(dnsAddresses, view.addresses);
        QStringList raw;
        for (const DnsAnswer* a : view.answers)
            raw << rawOf(*a);
        view.evidence = book.add("dns-answer", view.name(), view.answers.front()->at, sentence(view, host),
                                 raw.join(QLatin1Char('\n')));
    }
}

void NamesView::readSystem(const Observations& seen, EvidenceBook& book)
{
    const SystemAnswer& system = seen.names.system;
    if (!system.asked || literal)
        return;
    for (const IpAddress& a : system.addresses)
        if (wanted(a.family))
            addOnce(systemAddresses, {a});
    const QString raw = QStringLiteral("getaddrinfo: %1; %2")
                            .arg(system.eai == 0 ? joined(system.addresses, 8) : printable(system.message),
                                 formatDuration(system.took));
    systemEvidence =
        book.add("system-answer", QStringLiteral("getaddrinfo"), seen.names.at,
                 systemAddresses.isEmpty() ? say("diagnose.evidence.system.none", {host})
                                           : say("diagnose.evidence.system.addresses", {joined(systemAddresses)}),
                 raw);
}

int NamesView::count(ServerSays says) const
{
    return static_cast<int>(
        std::count_if(servers.begin(), servers.end(), [says](const ServerView& v) { return v.says == says; }));
}

QStringList NamesView::evidenceOf(ServerSays says) const
{
    QStringList out;
    for (const ServerView& v : servers)
        if (v.says == says)
            out << v.evidence;
    return out;
}

QString NamesView::namesOf(ServerSays says) const
{
    QStringList out;
    for (const ServerView& v : servers)
        if (v.says == says)
            out << v.name();
    return out.join(QStringLiteral(", "));
}

} // namespace knockback

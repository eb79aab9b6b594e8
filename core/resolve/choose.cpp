#include "core/resolve/choose.h"

#include <algorithm>

namespace knockback {

namespace {

constexpr qsizetype kMostChosen = 64;

bool inHosts(const NameReport& report, const IpAddress& address)
{
    return std::any_of(report.hosts.begin(), report.hosts.end(),
                       [&](const HostsEntry& entry) { return entry.address == address; });
}

bool inDns(const NameReport& report, const IpAddress& address)
{
    return std::any_of(report.answers.begin(), report.answers.end(),
                       [&](const DnsAnswer& answer) { return answer.addresses.contains(address); });
}

} // namespace

QVector<NameReport::Chosen> chooseAddresses(const NameReport& report, Family family)
{
    QVector<NameReport::Chosen> out;
    const auto add = [&](const IpAddress& address, const QString& source) {
        const bool wanted = !address.isNone() && (family == Family::none || address.family == family);
        const bool seen = std::any_of(out.begin(), out.end(), [&](const auto& one) { return one.address == address; });
        if (wanted && !seen && out.size() < kMostChosen)
            out.push_back({address, source});
    };
    const QString hosts = QStringLiteral("hosts");
    const QString dns = QStringLiteral("dns");
    for (const IpAddress& address : report.system.addresses)
        add(address, inHosts(report, address) ? hosts : inDns(report, address) ? dns : QStringLiteral("system"));
    for (const HostsEntry& entry : report.hosts)
        add(entry.address, hosts);
    for (const DnsAnswer& answer : report.answers)
        for (const IpAddress& address : answer.addresses)
            add(address, dns);
    return out;
}

} // namespace knockback

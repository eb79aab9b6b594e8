#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"

#include <algorithm>

namespace knockback {

namespace {

const AddressView* viewOf(const Reading& r, const IpAddress& a)
{
    const auto found = std::find_if(r.addresses.begin(), r.addresses.end(),
                                    [&](const AddressView& v) { return sameAddress(v.address, a); });
    return found == r.addresses.end() ? nullptr : &*found;
}

// The line of the file whose address fails and is not what DNS says; nullptr where there is none.
const HostsEntry* failingLine(const Reading& r, QVector<IpAddress>& failing, QStringList& evidence)
{
    const HostsEntry* line = nullptr;
    for (const HostsEntry& entry : r.seen.names.hosts) {
        const AddressView* v = r.names.wanted(entry.address.family) ? viewOf(r, entry.address) : nullptr;
        if (!v || !v->fails() || holds(r.names.dnsAddresses, entry.address) || holds(failing, entry.address))
            continue; // an override that works is somebody's intention
        line = line ? line : &entry;
        failing.append(entry.address);
        evidence << v->attemptEvidence;
    }
    return line;
}

std::optional<Claim> judge(const Reading& r)
{
    const NamesView& n = r.names;
    if (n.dnsAddresses.isEmpty())
        return std::nullopt;
    QStringList evidence{n.hostsEvidence};
    QVector<IpAddress> failing;
    const HostsEntry* line = failingLine(r, failing, evidence);
    if (!line)
        return std::nullopt;
    int dnsFail = 0, dnsWork = 0;
    for (const IpAddress& a : n.dnsAddresses) {
        const AddressView* v = viewOf(r, a);
        if (!v || v->shape == Shape::untried)
            continue;
        ++(v->fails() ? dnsFail : dnsWork);
        evidence << v->attemptEvidence;
    }
    evidence << n.evidenceOf(ServerSays::addresses);
    Claim c;
    c.confidence = dnsWork > 0 ? 0.95 : dnsFail > 0 ? 0.15 : 0.45;
    const QString path = shellWord(line->path);
    c.side = Side::client;
    c.locatedAt = QStringLiteral("%1:%2").arg(line->path).arg(line->line);
    c.summary = say("diagnose.dns-hosts-override.summary",
                    {n.host, joined(failing), joined(n.dnsAddresses), line->path, QString::number(line->line)});
    c.because << say("diagnose.dns-hosts-override.because.line",
                     {line->path, QString::number(line->line), joined(failing)})
              << say("diagnose.dns-hosts-override.because.dns", {joined(n.dnsAddresses)})
              << say("diagnose.dns-hosts-override.because.fails", {joined(failing)});
    if (dnsWork > 0)
        c.because << say("diagnose.dns-hosts-override.because.works");
    c.evidence = evidence;
    c.fixes << fix("client", say("diagnose.dns-hosts-override.fix", {line->path, QString::number(line->line)}),
                   {QStringLiteral("sed -n '%1p' %2").arg(line->line).arg(path),
                    QStringLiteral("sudo cp %1 %1.before && sudo sed -i '%2s/^/# /' %1").arg(path).arg(line->line)},
                   say("diagnose.verify.resolves-to", {n.host, joined(n.dnsAddresses)}));
    c.whyNot = say("diagnose.dns-hosts-override.why-not");
    c.toTellApart = say("diagnose.dns-hosts-override.tell", {joined(n.dnsAddresses)});
    return c;
}

} // namespace

extern const Rule rule_dns_hosts_override;
const Rule rule_dns_hosts_override{true, judge, nullptr};

} // namespace knockback

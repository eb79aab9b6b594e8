#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"

#include <algorithm>
#include <cerrno>

namespace knockback {

namespace {

double weigh(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    const Family family = v.address.family;
    const auto& own = r.seen.vantage.ownAddresses;
    const bool familyMissing = !own.isEmpty() && std::none_of(own.begin(), own.end(), [family](const IpAddress& a) {
        return a.family == family;
    });
    if (familyMissing)
        return 0.04; // then there is no address to send from
    // An asked-for source that is not this machine's gives the same error when it is bound.
    if (!r.seen.target.options.source.isNone() && v.sample && v.sample->phase == Phase::bind)
        return 0.06;
    const LocalPortUse& use = r.seen.vantage.ports;
    const int range = use.high >= use.low && use.low > 0
                          ? use.high - use.low + 1 - std::clamp(use.reserved, 0, use.high - use.low + 1)
                          : 0;
    if (use.toTarget < 0 || range <= 0)
        return 0.88;
    const double share = static_cast<double>(use.toTarget) / range;
    // Ports come free between the failure and the count; and a program may be held to fewer (IP_LOCAL_PORT_RANGE).
    return share >= 0.9 ? 0.98 : share >= 0.5 ? 0.88 : 0.6;
}

std::optional<Claim> judge(const Reading& r, const Group& g)
{
    if (g.shape() != Shape::noPort)
        return std::nullopt;
    const LocalPortUse& use = r.seen.vantage.ports;
    Claim c;
    c.confidence = weigh(r, g);
    c.pattern = g.of(Happening::worked) > 0 ? Pattern::underLoad : Pattern::persistent;
    c.side = Side::client;
    c.locatedAt = r.seen.vantage.machine;
    c.summary = say("diagnose.client-ports-exhausted.summary", {g.where(r.port)});
    c.because << say("diagnose.client-ports-exhausted.because.at-once", {}, g.of(Happening::noPort));
    if (use.toTarget >= 0 && use.high > 0)
        c.because << say("diagnose.client-ports-exhausted.because.count",
                         {QString::number(use.toTarget), QString::number(use.low), QString::number(use.high),
                          QString::number(std::max(use.timeWait, 0))});
    c.evidence = g.evidence();
    c.fixes << fix("client", say("diagnose.client-ports-exhausted.fix.look"),
                   {QStringLiteral("ss -tan dst %1 dport = :%2 | awk '{print $1}' | sort | uniq -c")
                        .arg(shellWord(g.first().address.toString()))
                        .arg(r.port.value),
                    QStringLiteral("sysctl net.ipv4.ip_local_port_range net.ipv4.ip_local_reserved_ports")},
                   say("diagnose.client-ports-exhausted.verify.look"))
            << fix("client", say("diagnose.client-ports-exhausted.fix.widen"),
                   {QStringLiteral("sudo sysctl -w net.ipv4.ip_local_port_range='1024 65535'"),
                    QStringLiteral("sudo sysctl -w net.ipv4.tcp_tw_reuse=1")},
                   verifyConnects(r));
    c.whyNot = say("diagnose.client-ports-exhausted.why-not");
    c.toTellApart = say("diagnose.client-ports-exhausted.tell", {shellWord(g.first().address.toString())});
    return c;
}

} // namespace

extern const Rule rule_client_ports_exhausted;
const Rule rule_client_ports_exhausted{true, nullptr, judge};

} // namespace knockback

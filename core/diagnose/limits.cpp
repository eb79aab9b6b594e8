#include "core/base/text.h"
#include "core/diagnose/document.h"

#include <algorithm>

namespace knockback {

void fillLimits(const Reading& r, Diagnosis& d)
{
    const bool healthy = d.verdict.cause == QLatin1String("reachable");
    d.limits << say(r.seen.server == ServerAccess::notBuilt ? "diagnose.limits.server-not-built"
                                                            : "diagnose.limits.server");
    const bool noEcho = std::any_of(r.seen.echoes.begin(), r.seen.echoes.end(),
                                    [](const EchoFact& e) { return e.state == EchoFact::State::notPermitted; });
    if (noEcho)
        d.limits << say("diagnose.limits.echo");
    if (std::any_of(r.seen.tls.begin(), r.seen.tls.end(), [](const TlsFact& f) { return !f.trustStore; }))
        d.limits << say("diagnose.limits.trust-store");
    if (!r.errorQueueWorks)
        d.limits << say("diagnose.limits.error-queue");
    const auto any = [&](Shape shape) {
        return std::any_of(r.addresses.begin(), r.addresses.end(),
                           [shape](const AddressView& v) { return v.shape == shape; });
    };
    if (any(Shape::silent) && !healthy)
        d.limits << say("diagnose.limits.own-firewall");
    if (any(Shape::reset))
        d.limits << say("diagnose.limits.reset-ttl");
    QVector<IpAddress> excused;
    for (const AddressView& v : r.addresses)
        if (v.excused && !v.beside)
            excused.append(v.address);
    if (!excused.isEmpty())
        d.limits << say("diagnose.limits.family",
                        {excused.front().family == Family::ipv6 ? QStringLiteral("IPv6") : QStringLiteral("IPv4"),
                         joined(excused)});
    if (!r.names.configEvidence.isEmpty())
        d.limits << say("diagnose.limits.resolver-config", {printable(r.seen.names.config.problem)});
    if (healthy && any(Shape::works))
        d.limits << say("diagnose.limits.now");
    for (const QString& limit : r.seen.vantage.limits.mid(0, 8))
        d.limits << say("diagnose.limits.vantage", {printable(limit)});
}

} // namespace knockback

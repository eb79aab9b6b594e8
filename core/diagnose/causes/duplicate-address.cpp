#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"

#include "core/base/text.h"

namespace knockback {

namespace {

// Two link-layer addresses answered for one address while its outcomes came in two kinds. A pair of machines that hand
// an address over (VRRP, failover) changes it once and then stays.
std::optional<Claim> judge(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    if (g.members.size() != 1 || v.macs.size() < 2 || !v.onLink)
        return std::nullopt;
    const bool twoKinds = g.shape() == Shape::mixed || g.shape() == Shape::manyFailures;
    Claim c;
    c.confidence = twoKinds ? (v.macs.size() == 2 ? 0.93 : 0.85) : 0.2;
    c.pattern = Pattern::intermittent;
    c.side = Side::network;
    c.locatedAt = v.address.toString();
    QStringList macs;
    for (const QString& mac : v.macs.mid(0, 4))
        macs << printable(mac, 40);
    c.summary = say("diagnose.duplicate-address.summary", {v.address.toString()}, static_cast<int>(v.macs.size()));
    c.because << say("diagnose.duplicate-address.because.macs", {v.address.toString(), macs.join(QStringLiteral(", "))})
              << say("diagnose.duplicate-address.because.kinds",
                     {g.where(r.port), QString::number(v.of(Happening::worked))}, v.total());
    c.evidence = g.evidence() + QStringList{v.neighbourEvidence};
    const QString interface = v.route ? shellWord(v.route->interface) : QStringLiteral("IF");
    c.fixes << fix("client", say("diagnose.duplicate-address.fix.find"),
                   {QStringLiteral("ip neigh show to %1").arg(v.address.toString()),
                    QStringLiteral("sudo arping -c 4 -I %1 %2  # who answers, and how many")
                        .arg(interface, v.address.toString())},
                   say("diagnose.duplicate-address.verify"))
            << fix("network", say("diagnose.duplicate-address.fix.change"),
                   {QStringLiteral("ip -br address  # on each of the two machines")},
                   say("diagnose.duplicate-address.verify"));
    c.whyNot = say("diagnose.duplicate-address.why-not");
    c.toTellApart = say("diagnose.duplicate-address.tell", {v.address.toString()});
    return c;
}

} // namespace

extern const Rule rule_duplicate_address;
const Rule rule_duplicate_address{true, nullptr, judge};

} // namespace knockback

#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"

namespace knockback {

namespace {

std::optional<Claim> judge(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    if (g.shape() != Shape::mixed || v.of(Happening::reset) == 0)
        return std::nullopt;
    const Sequence& s = inStretches(v.quick) ? v.quick : v.sequence;
    // A service that goes down resets what it had (closed); silence would be something else.
    const bool pure = v.of(Happening::worked) + v.of(Happening::reset) + v.of(Happening::closed) == v.total();
    const bool clear = pure && v.stretches();
    Claim c;
    c.confidence = clear ? (s.failureRuns >= 3 ? 0.88 : 0.74) : s.z < -1.5 ? 0.38 : 0.14;
    c.pattern = clear && s.regular ? Pattern::periodic : Pattern::intermittent;
    c.side = Side::server;
    c.locatedAt = v.address.toString();
    c.summary = say("diagnose.service-flapping.summary", {g.where(r.port)});
    c.because << say("diagnose.service-flapping.because.runs",
                     {QString::number(s.failureRuns), QString::number(s.longestFailureRun)}, v.of(Happening::reset))
              << say("diagnose.service-flapping.because.reset");
    c.evidence = g.evidence();
    const QString unit = usualUnit(r.seen.target.service, r.port).isEmpty() ? QStringLiteral("NAME")
                                                                            : usualUnit(r.seen.target.service, r.port);
    c.fixes << fix(
        "server", say("diagnose.service-flapping.fix.look"),
        serviceCommands(r) +
            QStringList{QStringLiteral("systemctl show -p NRestarts -p Restart -p ExecMainStatus %1").arg(unit)},
        say("diagnose.service-flapping.verify"));
    c.whyNot = say("diagnose.service-flapping.why-not");
    c.toTellApart = say("diagnose.service-flapping.tell", {unit});
    return c;
}

} // namespace

extern const Rule rule_service_flapping;
const Rule rule_service_flapping{true, nullptr, judge};

} // namespace knockback

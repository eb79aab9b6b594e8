#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"

#include <cerrno>

namespace knockback {

namespace {

std::optional<Claim> judge(const Reading& r, const Group& g)
{
    if (g.shape() != Shape::noDescriptor)
        return std::nullopt;
    const AddressView& v = g.first();
    const bool whole = v.sample && v.sample->errnoValue == ENFILE;
    Claim c;
    c.confidence = 0.97;
    c.pattern = g.of(Happening::worked) > 0 ? Pattern::underLoad : Pattern::persistent;
    c.side = Side::client;
    c.locatedAt = r.seen.vantage.machine;
    c.summary = say(whole ? "diagnose.client-descriptors-exhausted.summary.machine"
                          : "diagnose.client-descriptors-exhausted.summary");
    c.because << say("diagnose.client-descriptors-exhausted.because", {}, g.of(Happening::noDescriptor));
    c.evidence = g.evidence();
    c.fixes << fix("client", say("diagnose.client-descriptors-exhausted.fix.look"),
                   {QStringLiteral("ulimit -n"), QStringLiteral("cat /proc/sys/fs/file-nr"),
                    QStringLiteral("sudo sh -c 'for p in /proc/[0-9]*; do echo $(ls $p/fd | wc -l) $(cat $p/comm); "
                                   "done' | sort -rn | head")},
                   say("diagnose.client-descriptors-exhausted.verify"))
            << fix("client", say("diagnose.client-descriptors-exhausted.fix.raise"),
                   {QStringLiteral("ulimit -n 65536  # this shell; for a service: LimitNOFILE= in its unit")},
                   verifyConnects(r));
    return c;
}

} // namespace

extern const Rule rule_client_descriptors_exhausted;
const Rule rule_client_descriptors_exhausted{true, nullptr, judge};

} // namespace knockback

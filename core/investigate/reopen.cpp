#include "core/investigate/reopen.h"

#include "core/inspect/aim.h"
#include "core/inspect/facts.h"

namespace knockback {

Observations reopened(const Session& session, std::uint32_t target)
{
    Observations out = observationsOf(session, target);
    if (target >= static_cast<std::size_t>(session.targets.size()))
        return out;
    if (const auto& words = session.targets[static_cast<qsizetype>(target)].server) {
        out.serverFacts = serverFacts(*words);
        aimAt(*out.serverFacts, out);
    }
    return out;
}

} // namespace knockback

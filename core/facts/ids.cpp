// The public ids of the enumerations, both ways.
#include "core/facts/diagnosis.h"
#include "core/facts/outcome.h"

namespace knockback {

namespace {

// In the order of each enumeration.
constexpr std::array<const char*, kOutcomeCount> kOutcomes{"connected",
                                                           "refused",
                                                           "reset",
                                                           "timed-out",
                                                           "host-unreachable",
                                                           "network-unreachable",
                                                           "rejected",
                                                           "blocked-locally",
                                                           "no-local-port",
                                                           "no-descriptors",
                                                           "unresolved",
                                                           "closed-after-connect",
                                                           "silent-after-connect",
                                                           "cancelled",
                                                           "error"};
constexpr std::array<const char*, 6> kPatterns{"none",     "persistent", "intermittent",
                                               "periodic", "under-load", "recovered"};
constexpr std::array<const char*, 5> kSides{"none", "client", "network", "server", "dns"};
constexpr std::array<const char*, 5> kStatuses{"pass", "warn", "fail", "unknown", "skipped"};
constexpr std::array<const char*, kCheckCount> kChecks{"target",   "dns",     "route",     "port",       "service",
                                                       "firewall", "backlog", "resources", "application"};
constexpr std::array<const char*, 3> kLegs{"unknown", "works", "fails"};

template <typename Enum, std::size_t N>
QString idOf(const std::array<const char*, N>& ids, Enum value)
{
    const auto index = static_cast<std::size_t>(value);
    return index < N ? QString::fromLatin1(ids[index]) : QString();
}

template <typename Enum, std::size_t N>
std::optional<Enum> fromId(const std::array<const char*, N>& ids, const QString& id)
{
    for (std::size_t i = 0; i < N; ++i)
        if (id == QLatin1String(ids[i]))
            return static_cast<Enum>(i);
    return std::nullopt;
}

} // namespace

QString outcomeId(Outcome outcome)
{
    return idOf(kOutcomes, outcome);
}
std::optional<Outcome> outcomeFromId(const QString& id)
{
    return fromId<Outcome>(kOutcomes, id);
}
QString patternId(Pattern value)
{
    return idOf(kPatterns, value);
}
std::optional<Pattern> patternFromId(const QString& id)
{
    return fromId<Pattern>(kPatterns, id);
}
QString sideId(Side value)
{
    return idOf(kSides, value);
}
std::optional<Side> sideFromId(const QString& id)
{
    return fromId<Side>(kSides, id);
}
QString checkStatusId(CheckStatus value)
{
    return idOf(kStatuses, value);
}
std::optional<CheckStatus> checkStatusFromId(const QString& id)
{
    return fromId<CheckStatus>(kStatuses, id);
}
QString checkId(CheckId value)
{
    return idOf(kChecks, value);
}
QString legStateId(LegState value)
{
    return idOf(kLegs, value);
}
std::optional<CheckId> checkFromId(const QString& id)
{
    return fromId<CheckId>(kChecks, id);
}

} // namespace knockback

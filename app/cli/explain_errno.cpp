#include "explain_errno.h"

#include "core/base/text.h"

#include <array>
#include <cerrno>

namespace knockback::cli {

namespace {

struct Known
{
    int value;
    const char* causes; // separated by spaces, the likeliest first
};

constexpr std::array<Known, 18> kKnown{{
    {ECONNREFUSED, "service-not-listening service-stopped service-failed wrong-port bound-to-loopback "
                   "firewall-reject-icmp firewall-reject-reset client-firewall"},
    {ETIMEDOUT, "firewall-drop no-response accept-queue-overflow packet-loss client-firewall"},
    {EHOSTUNREACH, "host-unreachable firewall-reject-icmp local-route-rejects routing-loop"},
    {ENETUNREACH, "no-route network-unreachable local-route-rejects"},
    {ECONNRESET, "service-closes rate-limited accept-queue-overflow"},
    {EPIPE, "service-closes"},
    {EACCES, "firewall-reject-icmp local-route-rejects policy-denied"},
    {EPERM, "policy-denied client-firewall"},
    {EADDRNOTAVAIL, "client-ports-exhausted"},
    {EADDRINUSE, "service-failed client-ports-exhausted"},
    {EMFILE, "client-descriptors-exhausted fd-exhaustion"},
    {ENFILE, "client-descriptors-exhausted fd-exhaustion"},
    {EINVAL, "local-route-rejects"},
    {ENETDOWN, "no-route"},
    {EHOSTDOWN, "host-unreachable"},
    {EAFNOSUPPORT, "wrong-address-family"},
    {ENOPROTOOPT, "firewall-reject-icmp"},
    {ENOBUFS, "server-overloaded"},
}};

QStringList split(const char* causes)
{
    return QString::fromLatin1(causes).split(QLatin1Char(' '));
}

} // namespace

std::optional<ErrnoInfo> findErrno(const QString& nameOrNumber)
{
    bool isNumber = false;
    int value = nameOrNumber.toInt(&isNumber);
    if (!isNumber) {
        const QString wanted = nameOrNumber.toUpper();
        constexpr int kHighest = 133; // EHWPOISON, the last of Linux
        for (value = 1; value <= kHighest && errnoName(value) != wanted; ++value) {
        }
        if (value > kHighest)
            return std::nullopt;
    }
    for (const Known& known : kKnown)
        if (known.value == value)
            return ErrnoInfo{value, true, split(known.causes)};
    if (value <= 0 || errnoText(value).isEmpty())
        return std::nullopt;
    return ErrnoInfo{value, false, {}};
}

QStringList errnoNames()
{
    QStringList out;
    for (const Known& known : kKnown)
        out << errnoName(known.value);
    return out;
}

QStringList causesOf(Outcome outcome)
{
    switch (outcome) {
    case Outcome::connected:
        return split("reachable upstream-refused");
    case Outcome::refused:
        return split(kKnown[0].causes);
    case Outcome::reset:
        return split("service-closes rate-limited accept-queue-overflow");
    case Outcome::timedOut:
        return split(kKnown[1].causes);
    case Outcome::hostUnreachable:
        return split("host-unreachable local-route-rejects routing-loop");
    case Outcome::networkUnreachable:
        return split(kKnown[3].causes);
    case Outcome::rejected:
        return split("firewall-reject-icmp client-firewall");
    case Outcome::blockedLocally:
        return split("local-route-rejects policy-denied");
    case Outcome::noLocalPort:
        return split("client-ports-exhausted");
    case Outcome::noDescriptors:
        return split("client-descriptors-exhausted");
    case Outcome::unresolved:
        return split("dns-name-not-found dns-no-address dns-server-failure dns-server-unreachable");
    case Outcome::closedAfterConnect:
        return split("service-closes rate-limited");
    case Outcome::silentAfterConnect:
        return split("service-hung fd-exhaustion accept-queue-overflow");
    case Outcome::cancelled:
    case Outcome::error:
        break;
    }
    return {};
}

} // namespace knockback::cli

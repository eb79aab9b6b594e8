// The rules on options. Every one has a row in tests/unit/target/test_options.cpp.
#include "core/target/refusal.h"
#include "core/target/target.h"

#include <net/if.h>

namespace knockback {

using namespace std::chrono_literals;
using namespace refusals;

namespace {

constexpr auto kDay = std::chrono::hours(24);
constexpr std::uint64_t kMostAttempts = 1'000'000'000;
constexpr int kMostDnsServers = 16;

template <typename Duration, typename Low, typename High>
bool within(Duration value, Low low, High high)
{
    return value >= low && value <= high;
}

bool interfaceExists(const QString& name)
{
    const QByteArray bytes = name.toLocal8Bit();
    return bytes.size() < IF_NAMESIZE && !bytes.contains('\0') && ::if_nametoindex(bytes.constData()) != 0;
}

Status checkTimes(const ProbeOptions& options)
{
    if (!within(options.interval, 10ms, kDay))
        return refused(kInterval);
    if (!within(options.timeout, 10ms, 5min))
        return refused(kTimeout);
    if (options.duration && !within(*options.duration, 1ns, 366 * kDay))
        return refused(kDuration);
    if (!within(options.afterConnect, 0ms, 30s))
        return refused(kAfterConnect);
    return okStatus();
}

Status checkWayOut(const ProbeOptions& options)
{
    const IpAddress& source = options.source;
    if (source.family > Family::ipv6)
        return refused(kSource, QStringLiteral("?"));
    if (!source.isNone()) {
        const bool needsScope = source.family == Family::ipv6 && source.isLinkLocal() && source.scope == 0;
        if (source.isMulticast() || source.isUnspecified() || needsScope)
            return refused(kSource, source.toString());
        if (options.family != Family::none && source.family != options.family)
            return refused(kSourceFamily, source.toString());
    }
    if (!options.interface.isEmpty() && !interfaceExists(options.interface))
        return refused(kInterface, options.interface);
    return okStatus();
}

Status checkDnsServers(const ProbeOptions& options)
{
    if (options.dnsServers.size() > kMostDnsServers)
        return refused(kManyDnsServers);
    for (const Endpoint& server : options.dnsServers) {
        const IpAddress& a = server.address;
        const bool needsScope = a.family == Family::ipv6 && a.isLinkLocal() && a.scope == 0;
        if (a.isNone() || a.family > Family::ipv6 || a.isMulticast() || a.isUnspecified() || needsScope ||
            server.port.value == 0)
            return refused(kDnsServer, server.toString());
    }
    return okStatus();
}

} // namespace

Status checkOptions(const ProbeOptions& options)
{
    if (Status times = checkTimes(options); !times)
        return times;
    if (options.count && !within(*options.count, std::uint64_t{1}, kMostAttempts))
        return refused(kCount);
    if (options.burst != 0 && !within(options.burst, 2, 256))
        return refused(kBurst);
    if (options.family > Family::ipv6)
        return refused(kFamily);
    if (static_cast<std::size_t>(options.hello) >= kHelloCount)
        return refused(kHello);
    if (Status way = checkWayOut(options); !way)
        return way;
    return checkDnsServers(options);
}

Status checkTarget(const TargetSpec& target)
{
    if (Status options = checkOptions(target.options); !options)
        return options;
    if (target.port.value == 0)
        return refused(kPortRange, QStringLiteral("0"));
    if (target.kind == HostKind::name)
        return target.asciiHost.isEmpty() ? Status(refused(kEmptyHost)) : okStatus();
    const Family family = target.literal.family;
    if (target.options.family != Family::none && target.options.family != family)
        return refused(kLiteralFamily, target.literal.toString());
    if (!target.options.source.isNone() && target.options.source.family != family)
        return refused(kLiteralSource, target.literal.toString());
    return okStatus();
}

} // namespace knockback

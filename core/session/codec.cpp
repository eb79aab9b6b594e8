#include "core/session/codec.h"

#include "core/session/codec_io.h"

#include <arpa/inet.h>
#include <charconv>
#include <cstring>
#include <netinet/in.h>

namespace knockback {

namespace {

constexpr std::array kFamilies{"any", "ipv4", "ipv6"};
constexpr std::array kHellos{"none", "automatic",  "http",  "tls",   "ssh",       "smtp",    "ftp",  "pop3",
                             "imap", "postgresql", "mysql", "redis", "memcached", "mongodb", "amqp", "ldap",
                             "rdp",  "mssql",      "kafka", "vnc",   "rsync",     "banner"};
static_assert(kHellos.size() == kHelloCount);
constexpr std::array kHostKinds{"name", "ipv4", "ipv6"};
constexpr std::array kDnsStatuses{"answered",    "no-data",   "nxdomain",    "servfail", "refused",
                                  "other-rcode", "timed-out", "unreachable", "malformed"};
constexpr std::array kRouteKinds{"unicast", "local", "unreachable", "prohibit", "blackhole",
                                 "throw",   "none",  "other",       "unknown"};
constexpr std::array kEchoStates{"answered", "silent", "icmp-error", "not-permitted", "failed"};

} // namespace

// The descriptions stand in the namespace of the facts, where argument-dependent lookup finds them.
using codec::Is;

template <typename Io, Is<Endpoint> F>
void describe(Io& io, F& f)
{
    io("address", f.address);
    io("port", f.port);
}

template <typename Io, Is<ProbeOptions> F>
void describe(Io& io, F& f)
{
    io("interval_ns", f.interval);
    io("timeout_ns", f.timeout);
    io("duration_ns", f.duration);
    io("count", f.count);
    io("burst", f.burst);
    io("family", f.family, kFamilies);
    io("source", f.source);
    io("interface", f.interface);
    io("dns_servers", f.dnsServers);
    io("after_connect_ns", f.afterConnect);
    io("hello", f.hello, kHellos);
    io("ask_nowhere", f.askNowhere);
}

template <typename Io, Is<TargetSpec> F>
void describe(Io& io, F& f)
{
    io("typed", f.typed);
    io("kind", f.kind, kHostKinds);
    io("host", f.host);
    io("ascii_host", f.asciiHost);
    io("literal", f.literal);
    io("port", f.port);
    io("service", f.service);
    io("options", f.options);
}

template <typename Io, Is<HostsEntry> F>
void describe(Io& io, F& f)
{
    io("path", f.path);
    io("line", f.line);
    io("address", f.address);
    io("name", f.name);
}

template <typename Io, Is<DnsServer> F>
void describe(Io& io, F& f)
{
    io("endpoint", f.endpoint);
    io("source", f.source);
}

template <typename Io, Is<DnsRecord> F>
void describe(Io& io, F& f)
{
    io("type", f.type);
    io("name", f.name);
    io("value", f.value);
    io("ttl", f.ttl);
}

template <typename Io, Is<DnsAnswer> F>
void describe(Io& io, F& f)
{
    io("server", f.server);
    io("name", f.name);
    io("family", f.family, kFamilies);
    io("status", f.status, kDnsStatuses);
    io("rcode", f.rcode);
    io("errno", f.errnoValue);
    io("truncated", f.truncated);
    io("records", f.records);
    io("addresses", f.addresses);
    io("at_ns", f.at);
    io("took_ns", f.took);
}

template <typename Io, Is<SystemAnswer> F>
void describe(Io& io, F& f)
{
    io("asked", f.asked);
    io("eai", f.eai);
    io("errno", f.errnoValue);
    io("message", f.message);
    io("addresses", f.addresses);
    io("took_ns", f.took);
}

template <typename Io, Is<ResolverConfig> F>
void describe(Io& io, F& f)
{
    io("path", f.path);
    io("problem", f.problem);
    io("servers", f.servers);
    io("search", f.search);
    io("ndots", f.ndots);
    io("nsswitch_hosts", f.nsswitchHosts);
}

template <typename Io, Is<NameReport::Chosen> F>
void describe(Io& io, F& f)
{
    io("address", f.address);
    io("source", f.source);
}

template <typename Io, Is<NameReport> F>
void describe(Io& io, F& f)
{
    io("host", f.host);
    io("ascii_host", f.asciiHost);
    io("literal", f.isLiteral);
    io("config", f.config);
    io("hosts", f.hosts);
    io("answers", f.answers);
    io("system", f.system);
    io("tried_names", f.triedNames);
    io("suggestion", f.suggestion);
    io("at_ns", f.at);
    io("took_ns", f.took);
    io("chosen", f.chosen);
}

template <typename Io, Is<RouteFact> F>
void describe(Io& io, F& f)
{
    io("to", f.to);
    io("kind", f.kind, kRouteKinds);
    io("errno", f.errnoValue);
    io("interface", f.interface);
    io("gateway", f.gateway);
    io("preferred_source", f.preferredSource);
    io("mtu", f.mtu);
    io("problem", f.problem);
    io("at_ns", f.at);
}

template <typename Io, Is<NeighbourFact> F>
void describe(Io& io, F& f)
{
    io("address", f.address);
    io("interface", f.interface);
    io("state", f.state);
    io("mac", f.mac);
    io("at_ns", f.at);
}

template <typename Io, Is<EchoFact> F>
void describe(Io& io, F& f)
{
    io("to", f.to);
    io("state", f.state, kEchoStates);
    io("round_trip_ns", f.roundTrip);
    io("type", f.type);
    io("code", f.code);
    io("offender", f.offender);
    io("errno", f.errnoValue);
    io("at_ns", f.at);
}

template <typename Io, Is<RouterFact> F>
void describe(Io& io, F& f)
{
    io("router", f.router);
    io("name", f.name);
    io("at_ns", f.at);
}

template <typename Io, Is<KernelCounters> F>
void describe(Io& io, F& f)
{
    io("tcp_retrans_fail", f.retransFail);
    io("at_ns", f.at);
}

template <typename Io, Is<SynTimetable> F>
void describe(Io& io, F& f)
{
    io("syn_retries", f.synRetries);
    io("linear", f.linear);
    io("resend_seconds", f.resendSeconds);
}

template <typename Io, Is<LocalPortUse> F>
void describe(Io& io, F& f)
{
    io("low", f.low);
    io("high", f.high);
    io("reserved", f.reserved);
    io("to_target", f.toTarget);
    io("time_wait", f.timeWait);
}

template <typename Io, Is<Surroundings> F>
void describe(Io& io, F& f)
{
    io("proxies", f.proxies);
    io("no_proxy", f.noProxy);
    io("tunnels", f.tunnels);
    io("container", f.container);
    io("namespaces", f.namespaces);
}

template <typename Io, Is<VantageFacts> F>
void describe(Io& io, F& f)
{
    io("kernel", f.kernel);
    io("machine", f.machine);
    io("distribution", f.distribution);
    io("time_zone", f.timeZone);
    io("own_addresses", f.ownAddresses);
    io("interfaces", f.interfaces);
    io("syn", f.syn);
    io("ports", f.ports);
    io("around", f.around);
    io("error_queue_works", f.errorQueueWorks);
    io("limits", f.limits);
}

namespace codec {

QByteArray encode(const TargetSpec& value)
{
    return encodeWith(value);
}
QByteArray encode(const NameReport& value)
{
    return encodeWith(value);
}
QByteArray encode(const RouteFact& value)
{
    return encodeWith(value);
}
QByteArray encode(const NeighbourFact& value)
{
    return encodeWith(value);
}
QByteArray encode(const RouterFact& value)
{
    return encodeWith(value);
}

QByteArray encode(const EchoFact& value)
{
    return encodeWith(value);
}
QByteArray encode(const KernelCounters& value)
{
    return encodeWith(value);
}
QByteArray encode(const VantageFacts& value)
{
    return encodeWith(value);
}

template <>
Result<TargetSpec> decode<TargetSpec>(const QByteArray& json)
{
    return decodeWith<TargetSpec>(json);
}
template <>
Result<NameReport> decode<NameReport>(const QByteArray& json)
{
    return decodeWith<NameReport>(json);
}
template <>
Result<RouteFact> decode<RouteFact>(const QByteArray& json)
{
    return decodeWith<RouteFact>(json);
}
template <>
Result<NeighbourFact> decode<NeighbourFact>(const QByteArray& json)
{
    return decodeWith<NeighbourFact>(json);
}
template <>
Result<RouterFact> decode<RouterFact>(const QByteArray& json)
{
    return decodeWith<RouterFact>(json);
}

template <>
Result<EchoFact> decode<EchoFact>(const QByteArray& json)
{
    return decodeWith<EchoFact>(json);
}
template <>
Result<KernelCounters> decode<KernelCounters>(const QByteArray& json)
{
    return decodeWith<KernelCounters>(json);
}
template <>
Result<VantageFacts> decode<VantageFacts>(const QByteArray& json)
{
    return decodeWith<VantageFacts>(json);
}

std::string addressText(const IpAddress& address)
{
    char text[INET6_ADDRSTRLEN] = {};
    if (address.isNone() ||
        !::inet_ntop(address.family == Family::ipv4 ? AF_INET : AF_INET6, address.bytes.data(), text, sizeof text))
        return {};
    std::string out(text);
    if (address.family == Family::ipv6 && address.scope != 0)
        out += '%' + std::to_string(address.scope);
    return out;
}

std::optional<IpAddress> addressFrom(std::string_view text)
{
    IpAddress out;
    if (text.empty())
        return out;
    const std::size_t percent = text.find('%');
    const std::string_view plain = text.substr(0, percent);
    char zeroEnded[INET6_ADDRSTRLEN] = {};
    if (plain.empty() || plain.size() >= sizeof zeroEnded || plain.find('\0') != std::string_view::npos)
        return std::nullopt;
    plain.copy(zeroEnded, plain.size());
    if (::inet_pton(AF_INET, zeroEnded, out.bytes.data()) == 1) {
        out.family = Family::ipv4;
        return percent == std::string_view::npos ? std::optional(out) : std::nullopt;
    }
    if (::inet_pton(AF_INET6, zeroEnded, out.bytes.data()) != 1)
        return std::nullopt;
    out.family = Family::ipv6;
    if (percent != std::string_view::npos) {
        const std::string_view zone = text.substr(percent + 1);
        const auto [end, problem] = std::from_chars(zone.data(), zone.data() + zone.size(), out.scope);
        if (problem != std::errc() || end != zone.data() + zone.size() || out.scope == 0)
            return std::nullopt;
    }
    return out;
}

} // namespace codec

} // namespace knockback

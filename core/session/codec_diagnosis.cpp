// A diagnosis and its phrases as JSON, without language.
#include "core/session/codec.h"
#include "core/session/codec_io.h"

namespace knockback {

namespace {

// The ids of core/facts/ids.cpp as the plain arrays the codec wants; a test holds them against their owners.
constexpr std::array kPatterns{"none", "persistent", "intermittent", "periodic", "under-load", "recovered"};
constexpr std::array kSides{"none", "client", "network", "server", "dns"};
constexpr std::array kStatuses{"pass", "warn", "fail", "unknown", "skipped"};
constexpr std::array kChecks{"target",   "dns",     "route",     "port",       "service",
                             "firewall", "backlog", "resources", "application"};
constexpr std::array kOutcomes{"connected",
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
constexpr std::array kLegs{"unknown", "works", "fails"};

} // namespace

using codec::Is;

template <typename Io, Is<Phrase> F>
void describe(Io& io, F& f)
{
    io("id", f.id);
    io("args", f.args);
    io("count", f.count);
}

template <typename Io, Is<Evidence> F>
void describe(Io& io, F& f)
{
    io("id", f.id);
    io("kind", f.kind);
    io("from", f.from);
    io("at_ns", f.at);
    io("text", f.text);
    io("raw", f.raw);
}

template <typename Io, Is<Fix> F>
void describe(Io& io, F& f)
{
    io("where", f.where);
    io("title", f.title);
    io("commands", f.commands);
    io("verify", f.verify);
    io("undo", f.undo);
}

template <typename Io, Is<Verdict> F>
void describe(Io& io, F& f)
{
    io("cause", f.cause);
    io("confidence", f.confidence, codec::kPart);
    io("pattern", f.pattern, kPatterns);
    io("side", f.side, kSides);
    io("located_at", f.locatedAt);
    io("located_name", f.locatedName);
    io("summary", f.summary);
    io("because", f.because);
    io("evidence", f.evidence);
    io("fixes", f.fixes);
}

template <typename Io, Is<Alternative> F>
void describe(Io& io, F& f)
{
    io("cause", f.cause);
    io("confidence", f.confidence, codec::kPart);
    io("why_not", f.whyNot);
    io("to_tell_apart", f.toTellApart);
}

template <typename Io, Is<Check> F>
void describe(Io& io, F& f)
{
    io("id", f.id, kChecks);
    io("status", f.status, kStatuses);
    io("summary", f.summary);
    io("looked", f.looked);
    io("means", f.means);
    io("next", f.next);
    io("commands", f.commands);
    io("evidence", f.evidence);
}

template <typename Io, Is<AddressState> F>
void describe(Io& io, F& f)
{
    io("address", f.address);
    io("source", f.source);
    io("state", f.state, kOutcomes);
    io("attempts", f.attempts);
    io("connected", f.connected);
}

template <typename Io, Is<LatencySummary> F>
void describe(Io& io, F& f)
{
    io("min", f.min);
    io("p50", f.p50);
    io("p95", f.p95);
    io("p99", f.p99);
    io("max", f.max);
}

template <typename Io, Is<ProxyChain::Upstream> F>
void describe(Io& io, F& f)
{
    io("address", f.address);
    io("state", f.state);
    io("leg", f.leg, kLegs);
    io("down", f.down);
    io("backup", f.backup);
    io("lines", f.lines);
}

template <typename Io, Is<ProxyChain> F>
void describe(Io& io, F& f)
{
    io("program", f.program);
    io("client", f.client);
    io("at", f.at);
    io("to_proxy", f.toProxy, kLegs);
    io("upstreams", f.upstreams);
}

template <typename Io, Is<Diagnosis> F>
void describe(Io& io, F& f)
{
    io("version", f.version);
    io("started_ns", f.started);
    io("elapsed_ns", f.elapsed);
    io("host", f.host);
    io("port", f.port);
    io("service", f.service);
    io("addresses", f.addresses);
    io("verdict", f.verdict);
    io("also", f.also);
    io("alternatives", f.alternatives);
    io("checks", f.checks);
    io("evidence", f.evidence);
    io("outcomes", f.outcomes);
    io("attempts", f.attempts);
    io("latency_us", f.latency);
    io("syn_retransmits", f.synRetransmits);
    io("chain", f.chain);
    io("observed_ns", f.observed);
    io("longest_good_ns", f.longestGood);
    io("limits", f.limits);
    io("settled", f.settled);
}

namespace codec {

QByteArray encode(const Diagnosis& value)
{
    return encodeWith(value);
}
QByteArray encode(const Phrase& value)
{
    return encodeWith(value);
}

template <>
Result<Diagnosis> decode<Diagnosis>(const QByteArray& json)
{
    return decodeWith<Diagnosis>(json);
}
template <>
Result<Phrase> decode<Phrase>(const QByteArray& json)
{
    return decodeWith<Phrase>(json);
}

} // namespace codec

} // namespace knockback

// How a server was asked, as JSON. What it said has a table of its own.
#include "core/session/codec_io.h"

#include <array>

namespace knockback {

using codec::Is;

namespace {

constexpr std::array kFilterStates{"read", "not-permitted", "no-program", "failed"};
constexpr std::array kDecisions{"unknown", "none", "accept", "drop", "reject-icmp", "reject-reset", "limited"};

} // namespace

template <typename Io, Is<ServerWords> F>
void describe(Io& io, F& f)
{
    io("access", f.access);
    io("where", f.where);
    io("user", f.user);
    io("port", f.port);
    io("whole", f.whole);
    io("replaced", f.replaced);
    io("begun_ns", f.begun);
    io("heard_ns", f.heard);
}

template <typename Io, Is<ServerTrouble> F>
void describe(Io& io, F& f)
{
    io("reason", f.reason);
    io("where", f.where);
    io("detail", f.detail);
}

template <typename Io, Is<ServerFirewall> F>
void describe(Io& io, F& f)
{
    io("decision", f.decision, kDecisions);
    io("tool", f.tool);
    io("family", f.family);
    io("table", f.table);
    io("chain", f.chain);
    io("hook", f.hook);
    io("handle", f.handle);
    io("rule", f.rule);
    io("with", f.with);
    io("limit", f.limit);
    io("set", f.set);
    io("ban", f.ban);
    io("packets", f.packets);
    io("rise", f.rise);
    io("uncertain", f.uncertain);
    io("undo", f.undo);
    io("for", f.forAddress);
    io("to", f.toAddress);
}

template <typename Io, Is<OwnFilter> F>
void describe(Io& io, F& f)
{
    io("to", f.to);
    io("state", f.state, kFilterStates);
    io("at_ns", f.at);
    io("since_ns", f.since);
    io("rules", f.rules);
}

namespace codec {

QByteArray encode(const ServerWords& value)
{
    return encodeWith(value);
}
QByteArray encode(const ServerTrouble& value)
{
    return encodeWith(value);
}

QByteArray encode(const OwnFilter& value)
{
    return encodeWith(value);
}

template <>
Result<ServerWords> decode<ServerWords>(const QByteArray& json)
{
    return decodeWith<ServerWords>(json);
}
template <>
Result<ServerTrouble> decode<ServerTrouble>(const QByteArray& json)
{
    return decodeWith<ServerTrouble>(json);
}
template <>
Result<OwnFilter> decode<OwnFilter>(const QByteArray& json)
{
    return decodeWith<OwnFilter>(json);
}

} // namespace codec

} // namespace knockback

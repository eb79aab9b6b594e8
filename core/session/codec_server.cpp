// How a server was asked, as JSON. What it said has a table of its own.
#include "core/session/codec_io.h"

namespace knockback {

using codec::Is;

template <typename Io, Is<ServerWords> F>
void describe(Io& io, F& f)
{
    io("access", f.access);
    io("where", f.where);
    io("user", f.user);
    io("port", f.port);
    io("whole", f.whole);
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

namespace codec {

QByteArray encode(const ServerWords& value)
{
    return encodeWith(value);
}
QByteArray encode(const ServerTrouble& value)
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

} // namespace codec

} // namespace knockback

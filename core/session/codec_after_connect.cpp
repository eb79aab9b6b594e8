// The facts of looks after the connection as JSON.
#include "core/session/codec_io.h"

namespace knockback {

namespace {

constexpr std::array kTlsStates{"established", "alert",  "refused-here",  "plain-text",
                                "closed",      "silent", "not-connected", "failed"};
constexpr std::array kLargeStates{"flowed", "small", "stalled", "silent", "closed", "not-connected", "failed"};

} // namespace

using codec::Is;

template <typename Io, Is<FlowFact> F>
void describe(Io& io, F& f)
{
    io("received", f.received);
    io("out_of_order", f.outOfOrder);
    io("retransmits", f.retransmits);
    io("unacknowledged", f.unacknowledged);
    io("sent", f.sent);
    io("acknowledged", f.acknowledged);
    io("largest", f.largest);
    io("stalls", f.stalls);
}

template <typename Io, Is<TlsFact> F>
void describe(Io& io, F& f)
{
    io("to", f.to);
    io("port", f.port);
    io("name", f.name);
    io("state", f.state, kTlsStates);
    io("version", f.version);
    io("cipher", f.cipher);
    io("alert", f.alert);
    io("wants_certificate", f.wantsCertificate);
    io("chain", f.chain);
    io("subject", f.subject);
    io("issuer", f.issuer);
    io("names", f.names);
    io("not_before_ns", f.notBefore);
    io("not_after_ns", f.notAfter);
    io("expired", f.expired);
    io("not_yet_valid", f.notYetValid);
    io("wrong_name", f.wrongName);
    io("unknown_issuer", f.unknownIssuer);
    io("self_signed", f.selfSigned);
    io("otherwise_bad", f.otherwiseBad);
    io("trust_store", f.trustStore);
    io("verification", f.verification);
    io("problem", f.problem);
    io("plain", f.plain);
    io("flow", f.flow);
    io("at_ns", f.at);
    io("took_ns", f.took);
}

template <typename Io, Is<LargeFact> F>
void describe(Io& io, F& f)
{
    io("to", f.to);
    io("port", f.port);
    io("state", f.state, kLargeStates);
    io("flow", f.flow);
    io("at_ns", f.at);
    io("took_ns", f.took);
}

namespace codec {

QByteArray encode(const TlsFact& value)
{
    return encodeWith(value);
}
QByteArray encode(const LargeFact& value)
{
    return encodeWith(value);
}

template <>
Result<TlsFact> decode<TlsFact>(const QByteArray& json)
{
    return decodeWith<TlsFact>(json);
}
template <>
Result<LargeFact> decode<LargeFact>(const QByteArray& json)
{
    return decodeWith<LargeFact>(json);
}

} // namespace codec

} // namespace knockback

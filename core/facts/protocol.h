// Thread: any; values and pure functions.
//
// The protocols of the ports people diagnose, in one table: which ports and services speak them, who speaks first, what
// a client may say that changes nothing, and how the first bytes of an answer are recognised. Nothing here logs in,
// nothing counts as a failed log-in: each hello's own document is named beside it in protocol.cpp.
#pragma once

#include "core/facts/address.h"

#include <QString>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace knockback {

enum class Protocol : std::uint8_t
{
    none, // not known: nothing is said and nothing is due
    http,
    tls,
    ssh,
    smtp,
    ftp,
    pop3,
    imap,
    postgresql,
    mysql,
    redis,
    memcached,
    mongodb,
    amqp,
    ldap,
    rdp,
    mssql,
    kafka,
    vnc,
    rsync,
    banner, // speaks first, in whatever words: telnet, nntp, sieve, …
};
inline constexpr std::size_t kProtocolCount = 21;

struct ProtocolInfo
{
    Protocol id = Protocol::none;
    const char* name = "";  // as typed after --hello and written into files
    const char* title = ""; // as shown: "PostgreSQL"
    bool speaksFirst = false;
    std::string_view hello; // what a client says; "" where it only listens, and for http and tls, which name the host
};
const ProtocolInfo& protocolInfo(Protocol protocol);
std::optional<Protocol> protocolFromName(const QString& name); // "https" is tls

// What is usually spoken on this port; the port decides where the table has it, else the service's name.
Protocol usualProtocol(const QString& service, Port port);
// What a port of TLS carries inside, where that is known: 993 is IMAP, 443 HTTP.
Protocol insideTls(Port port);

// What the first bytes of an answer say.
enum class Saying : std::uint8_t
{
    nothing,    // there were none
    spoke,      // an answer or a greeting; also what nobody recognises
    tooMany,    // it turns this client away: a limit on connections is reached
    blocked,    // … this client's address was blocked after errors
    notAllowed, // … this client's address is not on its list
    refuses,    // … for another reason, which it says
    wantsTls,   // plain text was sent to a TLS port
    tlsAlert,   // a TLS alert; `code` is its number
};
constexpr bool turnsAway(Saying said)
{
    return said >= Saying::tooMany && said <= Saying::refuses;
}

struct FirstBytes
{
    Protocol protocol = Protocol::none; // none: not recognised
    Saying said = Saying::nothing;
    int code = 0; // HTTP status, reply code of SMTP and FTP, MySQL's error number, TLS alert; 0 = none
    bool operator==(const FirstBytes&) const = default;
};
// `spoken`: the hello that was sent or would have been; an answer of one letter means something only there. The bytes
// are hostile; at most the first 128 are looked at.
FirstBytes recognise(std::span<const std::uint8_t> bytes, Protocol spoken) noexcept;

} // namespace knockback

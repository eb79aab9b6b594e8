// Thread: any; values. What was asked for.
#pragma once

#include "core/base/clock.h"
#include "core/facts/address.h"
#include "core/facts/protocol.h"

#include <QString>
#include <QStringList>
#include <QVector>
#include <chrono>
#include <cstdint>
#include <optional>

namespace knockback {

// What to say after the handshake. `automatic` = by the port's usual protocol, and nothing where none is known. The
// others are Protocol's, in its order from http on.
enum class Hello : std::uint8_t
{
    none,
    automatic,
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
    banner,
};
inline constexpr std::size_t kHelloCount = 22;

// One run's options. Ranges are checked in one place: checkTarget() in core/target/target.h.
struct ProbeOptions
{
    std::chrono::nanoseconds interval = std::chrono::seconds(1); // between attempts to one address: 10 ms – 1 day
    std::chrono::nanoseconds timeout = std::chrono::seconds(3);  // one attempt's limit: 10 ms – 5 min
    std::optional<std::chrono::nanoseconds> duration;            // at most so long
    std::optional<std::uint64_t> count;                          // at most so many attempts an address
    int burst = 0;                // 0 = none; 2–256 at once, only when confirmed by the user
    Family family = Family::none; // none = both
    IpAddress source;             // none = the system's choice
    QString interface;            // SO_BINDTODEVICE; empty = the system's choice
    QVector<Endpoint> dnsServers; // asked in addition to resolv.conf's
    std::chrono::milliseconds afterConnect =
        std::chrono::milliseconds(250); // how long to listen after connecting: 0 – 30 s
    Hello hello = Hello::automatic;
    // Where facts of the server come from, as typed (--server); "" = automatic. Never stored: a file of somebody else's
    // must not choose whom one logs in to.
    QString serverDoor;
    bool askNowhere = true; // an address that must not exist may be tried when something seems to answer for everybody
};

enum class HostKind : std::uint8_t
{
    name,
    ipv4,
    ipv6
};

struct TargetSpec
{
    QString typed; // as typed, for display (printable() before showing)
    HostKind kind = HostKind::name;
    QString host;      // normalised: lower case, without brackets; a trailing dot is kept (it stops the search list)
    QString asciiHost; // what goes on the wire: IDNA A-label form of `host` (RFC 5891)
    IpAddress literal; // kind ipv4/ipv6
    Port port;
    QString service; // IANA service name for the port ("postgresql"), "" where there is none
    ProbeOptions options;
};

// "auto", "none", or a protocol's name; "" for a value that is none.
QString helloId(Hello hello);
std::optional<Hello> helloFromId(const QString& id); // "https" is tls, "automatic" auto
Hello helloOf(Protocol protocol);
// What is spoken to this target: what was asked for, else what its port is for.
Protocol spokenTo(const TargetSpec& target);

} // namespace knockback

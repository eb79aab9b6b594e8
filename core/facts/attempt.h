// Thread: any; a value that is copied bit by bit between threads.
//
// One attempt to connect, whole: what was tried, what came of it, and everything the kernel told about it.
#pragma once

#include "core/base/clock.h"
#include "core/facts/address.h"
#include "core/facts/outcome.h"

#include <array>
#include <cstdint>
#include <type_traits>

namespace knockback {

// Unique within a session, from 1, in the order in which attempts were recorded (they are when they end). 0 = none.
// The engine numbers its own from 1 in the order of their start; the investigation numbers again, because it also
// records attempts that never reached the engine (a name without an address).
struct AttemptId
{
    std::uint64_t value = 0;
    auto operator<=>(const AttemptId&) const = default;
};

// Why it was made. Only `observe` and `burst` count in the statistics of the target.
enum class Purpose : std::uint8_t
{
    observe,  // the port in question
    burst,    // the port in question, many at once, confirmed by the user
    control,  // another port of the same host: is there any sign of life?
    path,     // the port in question, or a control port, with a limited TTL: how far does it get?
    distance, // the same with a floor below which answers are ignored: what TTL does the answer come with?
    sweep,    // the port in question from a local port that failed before: is the failure pinned to the flow?
};

enum class Phase : std::uint8_t
{
    socket,
    bind,
    connect,
    afterConnect
}; // where the outcome was decided

// From the socket's error queue (IP_RECVERR, ipv6(7) IPV6_RECVERR; struct sock_extended_err).
enum class ErrorOrigin : std::uint8_t
{
    none,
    local,
    icmp,
    icmp6,
    other
};
struct IcmpError
{
    ErrorOrigin origin = ErrorOrigin::none; // none: the queue was empty, which for ECONNREFUSED means a TCP reset
    std::uint8_t type = 0;                  // RFC 792, RFC 4443
    std::uint8_t code = 0;
    std::int32_t errnoValue = 0; // ee_errno
    std::uint32_t info = 0;      // ee_info: the MTU for "fragmentation needed"
    IpAddress offender;          // who sent it (SO_EE_OFFENDER); none where the kernel gave none
};

// The part of struct tcp_info (linux/tcp.h) that diagnosis uses. valid = false: getsockopt did not give it.
struct TcpFacts
{
    bool valid = false;
    std::uint8_t state = 0;          // TCP_SYN_SENT, TCP_ESTABLISHED, … (netinet/tcp.h) when it was read
    std::uint8_t retransmits = 0;    // tcpi_retransmits: in a row, now
    std::uint32_t totalRetrans = 0;  // tcpi_total_retrans: right after connect = SYNs that had to be sent again
    std::uint32_t rttUs = 0;         // tcpi_rtt, microseconds; 0 on a reset
    std::uint32_t rttVarUs = 0;      // tcpi_rttvar
    std::uint32_t segsIn = 0;        // tcpi_segs_in
    std::uint32_t segsOut = 0;       // tcpi_segs_out
    std::uint32_t sndMss = 0;        // tcpi_snd_mss, bytes
    std::uint64_t bytesReceived = 0; // tcpi_bytes_received
    std::uint64_t bytesAcked = 0;    // tcpi_bytes_acked
};

inline constexpr std::size_t kBannerKept = 128;

struct Attempt
{
    AttemptId id;
    std::uint32_t target = 0; // index of the target in the session, from 0
    Purpose purpose = Purpose::observe;
    Outcome outcome = Outcome::error;
    Phase phase = Phase::socket;
    Ttl ttl;   // as set with IP_TTL/IPV6_UNICAST_HOPS; 0 = the system's
    Ttl floor; // as set with IP_MINTTL/IPV6_MINHOPCOUNT: answers with a lower TTL were ignored; 0 = none
    Endpoint remote;
    Endpoint local;       // getsockname(2); no address where it was never bound
    WallTime startedWall; // right before connect(2)
    MonoTime started;     // the same moment
    // Durations from `started`, nanoseconds; -1 = did not happen.
    std::int64_t lateNs = 0;       // how much later than planned it started
    std::int64_t connectNs = -1;   // to the result of connect, stamped directly after epoll_wait()
    std::int64_t firstByteNs = -1; // to the first byte received
    std::int64_t endNs = -1;       // to the end of the attempt, after-connect observation included
    std::int32_t errnoValue = 0;   // as getsockopt(SO_ERROR), or the call that failed at once, gave it; 0 = none
    IcmpError icmp;
    TcpFacts tcp;    // read right after the result of connect
    TcpFacts tcpEnd; // read at the end of the after-connect observation; valid = false where there was none
    bool selfConnect =
        false; // local and remote are the same endpoint: nobody listens, TCP met itself (RFC 9293, simultaneous open)
    bool peerClosed = false;                        // the peer ended it (FIN or reset) before we did
    bool helloSent = false;                         // a protocol hello was sent
    std::uint16_t bannerSize = 0;                   // bytes of `banner` in use
    std::uint32_t receivedBytes = 0;                // all bytes read after connect
    std::array<std::uint8_t, kBannerKept> banner{}; // the first bytes the server said: hostile
};
static_assert(std::is_trivially_copyable_v<Attempt>);

// Connected, but a SYN had to be sent again.
inline bool isLate(const Attempt& a)
{
    return isConnected(a.outcome) && a.tcp.valid && a.tcp.totalRetrans > 0;
}

} // namespace knockback

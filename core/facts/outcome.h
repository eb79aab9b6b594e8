// Thread: any; values.
//
// What the network did with one attempt. A failed attempt is data, not an error. The ids are public (they stand in
// saved files and in JSON): add, never change.
#pragma once

#include <QString>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace knockback {

enum class Outcome : std::uint8_t
{
    connected,          // the handshake completed (and nothing after it went wrong that was looked at)
    refused,            // ECONNREFUSED: a reset, or ICMP port-unreachable (IcmpError says which)
    reset,              // ECONNRESET, EPIPE: the connection stood, then a reset came
    timedOut,           // no answer within the attempt's limit, or ETIMEDOUT
    hostUnreachable,    // EHOSTUNREACH that is no prohibition (ICMP 3/1, 11/0, 1/3, neighbour failure, local route)
    networkUnreachable, // ENETUNREACH
    rejected,           // an ICMP administrative prohibition: 3/9, 3/10, 3/13; v6 1/1, 1/5, 1/6
    blockedLocally,     // EACCES, EPERM or EINVAL at once with no packet sent: policy or a local route
    noLocalPort,        // EADDRNOTAVAIL, EADDRINUSE
    noDescriptors,      // EMFILE, ENFILE
    unresolved,         // the name gave no address
    closedAfterConnect, // connected, then an orderly close or reset before any byte
    silentAfterConnect, // connected, then silence although an answer was due (a hello was sent, or the server speaks
                        // first)
    cancelled,          // stopped by us
    error,              // anything else; errno tells
};
inline constexpr std::size_t kOutcomeCount = 15;

// "timed-out" and so on (contract.md).
QString outcomeId(Outcome outcome);
std::optional<Outcome> outcomeFromId(const QString& id);
// Did the handshake complete?
constexpr bool isConnected(Outcome o)
{
    return o == Outcome::connected || o == Outcome::closedAfterConnect || o == Outcome::silentAfterConnect ||
           o == Outcome::reset;
}
// Does it say something about the other side (rather than about us)?
constexpr bool isObservation(Outcome o)
{
    return o != Outcome::cancelled;
}

using OutcomeCounts = std::array<std::uint32_t, kOutcomeCount>; // indexed by Outcome

} // namespace knockback

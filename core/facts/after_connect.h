// Thread: any; values. What looks after the connection found: a TLS handshake, and an answer that fills packets.
#pragma once

#include "core/base/clock.h"
#include "core/facts/address.h"
#include "core/facts/protocol.h"

#include <QString>
#include <QStringList>
#include <chrono>
#include <cstdint>

namespace knockback {

// How the bytes of one connection flowed, from struct tcp_info when the look ended.
struct FlowFact
{
    std::uint64_t received = 0;       // bytes that came in order
    std::uint32_t outOfOrder = 0;     // tcpi_rcv_ooopack: packets that came while one before them was missing
    std::uint32_t retransmits = 0;    // of ours after connecting
    std::uint32_t unacknowledged = 0; // tcpi_unacked: packets of ours nobody acknowledged
    std::uint64_t sent = 0;           // bytes handed to the kernel
    std::uint64_t acknowledged = 0;   // of these
    std::uint32_t largest = 0;        // tcpi_rcv_mss: the size of a full packet that came, as the kernel guesses it
    int stalls =
        0; // how many connections in a row stood still in the middle of an answer; 0 = it flowed, or nothing came
};

// One handshake by OpenSSL on a connection of its own, as a program of this machine would make it.
struct TlsFact
{
    IpAddress to;
    Port port;
    QString
        name; // what was asked for and the certificate was held against; "" = an address was asked for, no name sent
    enum class State : std::uint8_t
    {
        established,
        alert,        // the server ended the handshake with an alert
        refusedHere,  // OpenSSL here would not go on: no common version, a broken key, …; `problem` says what
        plainText,    // the server answered something that is not TLS; `plain` holds its beginning
        closed,       // closed or reset in the middle, without an alert
        silent,       // nothing more came in the time given
        notConnected, // the connection was not made
        failed,       // we could not look; `problem`
    } state = State::failed;
    QString version; // "TLSv1.3"
    QString cipher;
    int alert = -1;                // its number (RFC 8446 6), -1 = none
    bool wantsCertificate = false; // the server asked for a client's certificate; none was shown
    int chain = 0;                 // certificates the server sent
    QString subject, issuer;       // of its own certificate
    QStringList names;             // its alternative names, at most 20
    WallTime notBefore, notAfter;
    // What this machine makes of the certificate; all false = trusted.
    bool expired = false, notYetValid = false, wrongName = false, unknownIssuer = false, selfSigned = false,
         otherwiseBad = false;
    bool trustStore = true; // the system's store of issuers could be read; false: nothing is said about the issuer
    QString verification;   // OpenSSL's own words for the first thing that is wrong
    QString problem;
    QString plain; // the first bytes of an answer in plain text, printable
    FlowFact flow;
    WallTime at;
    std::chrono::nanoseconds took{0};
};

// An HTTP "GET /", to see whether an answer of full packets comes through.
struct LargeFact
{
    IpAddress to;
    Port port;
    enum class State : std::uint8_t
    {
        flowed,  // at least two full packets of an answer, or all of a smaller one
        small,   // all of an answer that fits one packet: says nothing about large ones
        stalled, // the answer began, or a later part of it came, and the rest did not although it was sent again
        silent,  // no answer in the time given: slow, or all of it lost
        closed,
        notConnected,
        failed,
    } state = State::failed;
    FlowFact flow;
    WallTime at;
    std::chrono::nanoseconds took{0};
};

} // namespace knockback

// What came after the connection, read once for each address: who spoke, what a TLS handshake found, whether full
// packets come through. Rules look at this, not at the raw facts.
// Thread: any; pure.
#pragma once

#include "core/facts/after_connect.h"
#include "core/facts/attempt.h"
#include "core/facts/protocol.h"

#include <QString>
#include <cstdint>

namespace knockback {

class Reading;
struct AddressView;

// What is wrong with TLS on this address. Those from `selfSigned` on are notes: a program that was set up for this
// service may be content.
enum class TlsTrouble : std::uint8_t
{
    none,
    alert,       // the server ended the handshake
    version,     // no common version
    refusedHere, // this machine's OpenSSL would not go on, for another reason
    expired,
    notYetValid,
    wrongName,
    unknownIssuer, // on a public address
    otherwiseBad,
    cutOff, // closed in the middle, without a word
    selfSigned,
    privateIssuer,      // an unknown issuer, on a private address
    wrongNameOfAddress, // an address was asked for, and certificates bear names
    shortName,          // a name without a dot was asked for
    nameNeeded,         // an alert, and no name could be sent
    clientCertificate,  // it wants a certificate of the client
};
constexpr bool isNote(TlsTrouble t)
{
    return t >= TlsTrouble::selfSigned;
}

struct AfterConnect
{
    FirstBytes heard; // of the latest attempt that was answered
    TlsTrouble trouble = TlsTrouble::none;
    bool tlsWorks = false; // a handshake was completed, whatever the certificate
    bool tlsStuck = false; // the handshake began and nothing more came
    int stalls = 0;        // looks in a row that stood still in an answer (or a request) of full packets
};

// The latest facts of one address, and what they come to.
struct AfterConnectView
{
    const TlsFact* tls = nullptr;
    const LargeFact* large = nullptr;
    AfterConnect sum;
    QString heardEvidence, tlsEvidence, largeEvidence;
};

// view.attempts and the facts must be there.
AfterConnect readAfterConnect(const AddressView& view);
// Do they belong together in one verdict?
bool alike(const AfterConnect& a, const AfterConnect& b);
FirstBytes heardFrom(const Attempt& a, Protocol spoken);
// The title of who spoke; "" where nobody knows it.
QString heardName(const FirstBytes& heard);
// Another protocol than was spoken answered, and it is not TLS against plain text.
bool otherProtocol(const Reading& r, const AddressView& v);
// The port speaks TLS, and plain text was spoken to it; or the other way round, plain text answered a TLS hello.
bool mismatch(const Reading& r, const AddressView& v);
// … where plain HTTP was only our own guess for such a port: no fault of anybody.
bool guessed(const Reading& r);
// A day as a person writes it, 2026-01-31, in UTC.
QString dayOf(WallTime at);

} // namespace knockback

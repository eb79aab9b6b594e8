// Thread: any; pure. From error lines of any common runtime to who spoke, on which leg, in which phase, and what it
// means. Nothing is asked, resolved or connected to; the text may be hostile.
//
// An error line says less than it seems to: it comes from the program that made one connection (one *leg*), which need
// not be the leg the reader thinks of. nginx's "111: Connection refused" is about nginx and its backend, Go's "lookup …
// on 127.0.0.53:53: connection refused" is about the resolver. So the leg comes first, then the phase, then the errno.
#pragma once

#include "core/base/words.h"
#include "core/facts/outcome.h"

#include <QByteArrayView>
#include <QString>
#include <QStringList>
#include <QVector>
#include <cstdint>
#include <optional>

namespace knockback {

// Where in the life of a connection it went wrong.
enum class LinePhase : std::uint8_t
{
    unknown, // the line does not say
    dns,
    socket, // making the socket: descriptors, local ports
    listen, // a server that could not begin to listen
    connect,
    tls,
    afterConnect, // the connection stood
    service,      // the service itself answered, and said no
};

// Which connection the line is about.
enum class LineLeg : std::uint8_t
{
    unknown,
    server,      // the program that spoke → its server
    resolver,    // the program that spoke → its DNS server
    backend,     // a reverse proxy that spoke → the server behind it; its client's connection was fine
    proxy,       // the program that spoke → the proxy it goes through
    client,      // a server that spoke ← its client
    listener,    // no connection: an address a server wanted to listen on
    localSocket, // no network: a UNIX socket of the same machine
};

enum class Certainty : std::uint8_t
{
    vague, // a general sentence that several faults give
    likely,
    clear, // the line names the error
};

QString linePhaseId(LinePhase phase); // "unknown", "dns", …, "after-connect", "service"
QString lineLegId(LineLeg leg);       // "unknown", "server", …, "local-socket"
QString certaintyId(Certainty certainty);

struct DecodedLine
{
    QString text;        // the line that names the error: shortened, printable, credentials replaced by ***
    QString runtime;     // id of the program or library that spoke ("go", "nginx"); "" where it does not show
    QString runtimeName; // its name as people write it
    QString meaning;     // id: "refused", "resolver-refused", "tls-certificate", …
    QString errnoName;   // "ECONNREFUSED"; "" where it is no errno
    QString code;        // as the runtime numbers it: "WSAECONNREFUSED 10061", "curl 7"; "" where it does not
    QString host;        // what was to be reached: a name or an address, valid as one; "" where it is not said
    QString address;     // the address that `host` had, where the line gives both
    QString peer;        // the other end of the leg, where it is not the target: resolver, proxy ("127.0.0.53:53")
    QString command;     // to run next, as typed; capitals stand for what the line does not say
    QString nextHost; // what `command` looks at: the host, or the proxy where that is the leg; "" where it is not said
    QStringList causes;             // ids of the catalogue, the likeliest first
    QVector<Phrase> notes;          // traps of this line, the most important first
    Phrase who, means;              // full sentences
    Phrase commandNote;             // where to run it and what it will show
    int lineNumber = 0;             // of the line in `text`, from 1
    int times = 1;                  // how often the same was said
    std::optional<Outcome> outcome; // the attempt's outcome that it is, where there is one
    std::uint16_t port = 0;         // 0 where it is not said
    std::uint16_t nextPort = 0;
    LineLeg leg = LineLeg::unknown;
    LinePhase phase = LinePhase::unknown;
    Certainty certainty = Certainty::vague;
    bool portIsAssumed = false; // the usual port of that service, not in the line
    bool commandIsComplete = false;
};

struct Decoded
{
    QVector<DecodedLine> lines; // the clearest first; the same thing once
    int linesRead = 0;
    int others = 0;           // recognised beyond what is kept
    bool isShortened = false; // the text was too long: its beginning and its end were read
};

inline constexpr int kMostDecodedLines = 20;

// Reads at most 1 MiB (the first quarter and the end of what is longer); linear in that. Text in UTF-8, or UTF-16 with
// a byte-order mark.
Decoded decode(QByteArrayView bytes);
Decoded decode(const QString& text);

// Names of the runtimes that are told apart, for people: "Go", "Java", ….
QStringList decodedRuntimes();

} // namespace knockback

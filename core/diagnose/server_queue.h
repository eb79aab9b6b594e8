// The queue of connections that wait to be accepted, as the server shows it, and who should be accepting.
// Thread: any; pure.
#pragma once

#include "core/diagnose/backlog_defaults.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"

namespace knockback {

struct QueueSight
{
    const ServerListener* listener = nullptr; // the fullest of those that take connections to this address
    int listeners = 0, full = 0;              // how many there are, how many of them are full
    std::int64_t drops = -1;                  // requests this very socket dropped between the two looks
    std::int64_t overflows = -1;              // of all listeners of the machine
    bool waits = false;                       // somebody waits in it
    bool grew = false;                        // more of them at the second look
    bool fullTwice = false;
    bool serves = false;                          // connections were accepted, and closed, between the looks
    int troubled = 0;                             // attempts that went wrong between the two looks
    const ServerProcess* stopped = nullptr;       // whoever should accept is stopped (T)
    const ServerProcess* stuck = nullptr;         // … or stuck in the kernel (D)
    const ServerProcess* noDescriptors = nullptr; // … or has no descriptor left
    bool there() const { return listener != nullptr; }
    bool isFull() const { return full > 0 && full == listeners; }
};
QueueSight queueOf(const Reading& r, const AddressView& v);

// Somebody does accept, if slowly: an answer came, or connections were made between failures.
bool isAccepting(const AddressView& v);

// Which of the two limits binds, and how long the queue should be for the arrivals and pauses that were seen.
struct BacklogAdvice
{
    enum class Binds : std::uint8_t
    {
        unknown,
        application, // what it asked for in listen()
        system,      // net.core.somaxconn
        oldSystem,   // somaxconn was raised since, and the service never listened again
        either,      // told so in its configuration, which was not seen, or the one before
    } binds = Binds::unknown;
    std::int64_t limit = -1, somaxconn = -1;
    const BacklogDefault* program = nullptr; // of the very server that listens, where it is known
    bool isDefault = false;                  // the limit is what this program asks for when nobody tells it
    double arrivals = 0;                     // a second, of the whole machine
    double pause = 0;                        // seconds, the longest that was seen in accepting
    std::int64_t needed = 0;                 // what these two fill; 0 = not known
    std::int64_t size = 0;
    QString file;                                   // where its setting stands, "" = not known
    QStringList view, now, forGood, service, check; // commands
    QStringList commands() const { return view + now + forGood + service + check; }
};
BacklogAdvice adviseBacklog(const Reading& r, const AddressView& v);
// As a sentence, for whoever names the limit; empty where it is not known.
QVector<Phrase> limitPhrases(const BacklogAdvice& advice);

} // namespace knockback

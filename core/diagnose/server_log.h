// Lines of nginx's error log, each tied to the attempt it is about: by its time, in the client's clock, and by the
// client it names. A line of another time or another client is about somebody else and is no evidence.
// Thread: any; pure. The observations must outlive it.
#pragma once

#include "core/facts/observations.h"

#include <vector>

namespace knockback {

struct TiedLog
{
    enum class Clocks : std::uint8_t
    {
        compared,
        noZone, // in which time zone the log is written is not known
        noSkew, // how far the server's clock is from ours is not known
    } clocks = Clocks::compared;
    bool inUse = false;                      // the log has lines about servers behind the proxy, whoever had asked
    int asked = 0;                           // attempts that the proxy turned away before the log was read
    int tied = 0;                            // … that have a line of their own
    std::vector<const ServerLogLine*> lines; // about them, oldest first; a request may have several
    QStringList refused;                     // servers behind that these lines say could not be connected to, each once
    QStringList others;                      // … that did something else wrong

    bool isSilent() const { return clocks == Clocks::compared && inUse && asked > 0 && tied == 0; }
    int linesOf(const QString& upstream) const;
};

// The proxy itself answered for a server behind it: HTTP 502 to 504, or (of a `stream`) closed without a word.
bool isTurnedAway(const Attempt& a, bool stream);
// Hands on connections, not requests.
bool isStream(const ServerNginx& nginx);
// How far the measured skew may be off: what the way of one line may take, and the clock's own grain.
std::chrono::nanoseconds skewUncertainty(const ServerFacts& facts, const std::vector<const Attempt*>& attempts);
// attempts: to addresses of this very server, in the order of their start.
TiedLog tieLog(const ServerFacts& facts, const std::vector<const Attempt*>& attempts);
// What the line says, and of which server behind: "connect() failed (111: Connection refused) …
// http://127.0.0.1:3000/".
QString logLineText(const ServerLogLine& line);
// A time of the server's clock in ours.
WallTime inOurClock(const ServerFacts& facts, WallTime theirs);

} // namespace knockback

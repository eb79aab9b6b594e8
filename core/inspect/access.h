// The door to a server's facts: one script (resources/inspect/collect.sh), run here, run by ssh, or read from a file
// that it was written to. It only reads.
//
// Thread: an Access belongs to one; what blocks there ends within its limits, and within 100 ms of a stop request.
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/facts/server.h"
#include "core/facts/target.h"
#include "core/inspect/descriptor.h"

#include <QString>
#include <QStringList>
#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>

namespace knockback {

struct ChildEnd;

struct ServerDoor
{
    enum class Kind : std::uint8_t
    {
        automatic, // local when the target's address is this machine's own, else none
        none,
        local,
        ssh,
        transcript,
    } kind = Kind::none;
    QString user, host;     // ssh; user "" = as ssh's own configuration says
    Port port;              // ssh; 0 = the same
    QString file;           // transcript
    QStringList sshOptions; // each behind an -o
    bool sudo = false;      // "sudo -n" may be used there
    QString askpass;        // the program that puts ssh's questions to a person; "" = nothing is asked
    QString language;       // that it is to speak
    QString text() const;   // "ssh://admin@db.example:22", as it may be typed
};

// "auto", "none", "local", "ssh://[USER@]HOST[:PORT]", "transcript:FILE". Nothing for anything else, and for values
// that a program could take for an option.
std::optional<ServerDoor> parseServerDoor(const QString& text);
// What may stand behind ssh's -o: "Name=value" or "Name value".
bool isSshOption(const QString& text);

struct AccessLimits
{
    std::chrono::milliseconds time{10'000};      // of one look, connecting included; anew after each question
    std::chrono::milliseconds question{120'000}; // how long a question to a person may stay open
    qsizetype output = 8'388'608;
};

struct ServerQuestion
{
    Port port;
    bool countersOnly = false;
    QString service;   // the unit that is meant, "" = what is usual on that port
    QStringList tries; // addresses to connect to from there: "127.0.0.1:3000", "unix:/run/app.sock"
    bool triesOnly = false;
};

struct ServerAnswer
{
    std::optional<ServerWords> words;     // what was said, perhaps not all of it
    std::optional<ServerTrouble> trouble; // what went wrong
};

// The script, for a machine without Knockback.
QByteArray collectScript();

class Access
{
public:
    // clock must outlive it. asked: hears when a question to a person opens (true) and when it is closed, in the thread
    // of ask().
    explicit Access(ServerDoor door, AccessLimits limits = {}, const Clock& clock = systemClock(),
                    std::function<void(bool open)> asked = {});
    ~Access(); // leaves ssh's connection, at most 150 ms
    Access(const Access&) = delete;
    Access& operator=(const Access&) = delete;

    ServerAnswer ask(const ServerQuestion& question, const std::stop_token& stop);
    // The whole of it once more, some time later; nobody is asked anything. A transcript has nothing new to say.
    ServerAnswer askAnew(const ServerQuestion& question, const std::stop_token& stop);
    // Another look at the same server, in which nobody is asked anything; what it adds is appended. A transcript has
    // nothing to add.
    std::optional<ServerTrouble> askAgain(ServerWords& words, const ServerQuestion& question,
                                          const std::stop_token& stop);

private:
    ServerAnswer readTranscript(const ServerQuestion& question) const;
    ServerAnswer run(const ServerQuestion& question, const std::stop_token& stop, bool mayAsk);
    ServerAnswer understood(const ChildEnd& end, bool asked) const;
    ServerTrouble trouble(const char* reason, const QString& detail) const;
    bool makeFolder();
    void holdConnection();
    std::vector<QByteArray> sshWords(bool mayAsk) const;

    const ServerDoor m_door;
    const AccessLimits m_limits;
    const Clock& m_clock;
    const std::function<void(bool)> m_asked;
    QString m_where;
    QByteArray m_folder; // of the connection's socket: ours alone, 0700
    Descriptor m_hold;   // while it is open, ssh keeps the connection
};

} // namespace knockback

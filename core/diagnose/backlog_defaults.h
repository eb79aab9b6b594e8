// Thread: any; pure. How long a queue each common server asks for with listen() when nobody tells it, and what it calls
// that.
#pragma once

#include <QString>
#include <cstdint>

namespace knockback {

struct BacklogDefault
{
    const char* process; // as /proc/PID/comm has it, or as a word of the command line of an interpreter's process
    const char* program; // for people
    const char* setting; // as it is written, %1 = the length, %2 = half of it; "" = it cannot be told
    const char* file;    // where it is written: a path where that is the same everywhere, or what it is called; "" =
                         // the program's own code
    std::int64_t value;  // 0 = whatever net.core.somaxconn allows when it begins to listen, -1 = follows other settings
    // "measured": seen with `ss -ltn` on the version named, with somaxconn raised; "documented": the project's manual
    // or source of that version.
    const char* known;
    const char* version;
};

// By the process's name ("php-fpm8.2" is found as well), for an interpreter by its command line ("python3
// /usr/bin/gunicorn app:app"), else by the unit's name. Null: not known, and nothing is to be guessed.
const BacklogDefault* backlogDefault(const QString& process, const QString& command = {}, const QString& unit = {});
// Of a socket that systemd holds: Backlog= of its .socket unit.
const BacklogDefault& backlogOfSocketUnits();

} // namespace knockback

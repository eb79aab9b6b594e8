// Thread: any. How long a queue each common server asks for with listen() when nobody tells it, and what it calls that.
#pragma once

#include <QString>

namespace knockback {

struct BacklogDefault
{
    const char* process; // as /proc/PID/comm has it
    const char* program; // for people
    const char* setting; // its name in `file`; "" = in the program's own code
    const char* file;    // as Debian has it; "" = none
    int value;           // 0 = whatever net.core.somaxconn allows
    // "measured": seen with `ss -ltn` on the version named, with somaxconn raised; "documented": the project's manual.
    const char* known;
    const char* version;
};

// By the process's name: "php-fpm8.2" is found as well. Null: not known, and nothing is to be guessed.
const BacklogDefault* backlogDefault(const QString& process);

} // namespace knockback

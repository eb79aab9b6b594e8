// Thread: any; pure. Why a program that was to print a transcript did not.
#pragma once

#include "core/inspect/child.h"

#include <QString>

namespace knockback {

struct ChildTrouble
{
    const char* reason; // as in ServerTrouble
    QString detail;     // what was said, printable
};

// ssh(1): by its status (255 = of its own) and its words, which are English. begun: a transcript had begun.
ChildTrouble sshTrouble(const ChildEnd& end, bool begun);
ChildTrouble localTrouble(const ChildEnd& end);

} // namespace knockback

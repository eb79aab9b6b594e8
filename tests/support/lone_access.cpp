// A process that asks a server and then only waits, for a test that kills it: lone_access DOOR [SSH-OPTION...]. Says
// "whole" or what is wrong, and ends by itself a minute later. LONE_ASKPASS: the program that ssh asks through.
#include "core/inspect/access.h"

#include <cstdio>
#include <poll.h>

using namespace knockback;

int main(int argc, char** argv)
{
    std::optional<ServerDoor> door = parseServerDoor(QString::fromLocal8Bit(argc > 1 ? argv[1] : ""));
    if (!door)
        return 2;
    for (int i = 2; i < argc; ++i)
        door->sshOptions << QString::fromLocal8Bit(argv[i]);
    door->askpass = qEnvironmentVariable("LONE_ASKPASS");
    Access access(*door);
    const ServerAnswer answer = access.ask({door->port, true, {}, {}}, {});
    std::puts(answer.words && answer.words->whole ? "whole"
                                                  : qPrintable(answer.trouble.value_or(ServerTrouble{}).reason));
    std::fflush(stdout);
    ::poll(nullptr, 0, 60'000);
    return 0;
}

// knockback as the program that ssh asks its questions through (SSH_ASKPASS): one dialog, its answer on standard
// output.
#pragma once

namespace knockback {

// Was it started for that? Such a start knows no other command line.
bool isAskpass();
// The exit status ssh expects: 0 = answered (or yes), 1 = not (or no).
int runAskpass(int argc, char** argv);

} // namespace knockback

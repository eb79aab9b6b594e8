// Thread: any; pure. What resources/inspect/collect.sh printed, taken apart; from a pipe, a file or a paste.
//
// Its own lines begin with "== TOKEN", every line a command printed with "|", so that no output passes for one of them.
// Around it may stand prompts, greetings and what was pasted besides; lines may end in CR LF; all of it may be quoted
// ("> "). Text that lost something on the way is taken as far as it goes and marked as cut.
#pragma once

#include "core/facts/server.h"

#include <QByteArrayView>

namespace knockback {

inline constexpr qsizetype kMostTranscript = 8'388'608; // bytes that are read of one
inline constexpr int kMostSayings = 400;

struct Transcript
{
    bool found = false; // one begins in it
    ServerWords words;  // without access, where and heard
};

// The first transcript in these bytes.
Transcript parseTranscript(QByteArrayView bytes);
// A later one of the same server, its seconds counted from the first one's beginning.
void appendTranscript(ServerWords& words, const Transcript& later);

} // namespace knockback

// What a fix changes, taken back. Thread: any; pure.
#pragma once

#include "core/base/words.h"

#include <QStringList>
#include <QVector>

namespace knockback {

// How each change of these commands is undone, in their order; nothing for a command that only looks, and for one that
// says so itself ("# undo: …").
QVector<Phrase> undoOf(const QStringList& commands);

} // namespace knockback

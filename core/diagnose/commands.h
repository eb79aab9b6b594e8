// The exact commands for this target, as they would be typed.
// Thread: any; pure.
#pragma once

#include "core/diagnose/evidence.h"
#include "core/diagnose/reading.h"

namespace knockback {

// One word of a shell command: quoted where it holds anything but plain characters, so that a hostile name stays a
// name.
QString shellWord(const QString& text);

// The systemd unit that usually serves a port, by its service name and number ("postgresql" for 5432); "" where there
// is no usual one. Debian's names.
QString usualUnit(const QString& service, Port port);

QStringList listenerCommands(const Reading& r); // is anything listening, and where?
QStringList serviceCommands(const Reading& r);  // what became of the service
QStringList startCommands(const Reading& r);    // start it, now and at boot
QStringList firewallCommands(const Reading& r); // the rules, and which of them counts
QStringList backlogCommands(const Reading& r);  // the accept queue now
QStringList resourceCommands(const Reading& r); // descriptors, memory, conntrack
QString again(const Reading& r);                // knockback-cli diagnose HOST PORT

// With how to undo what its commands change (undo.h).
Fix fix(const char* where, Phrase title, const QStringList& commands, Phrase verify);
Phrase verifyConnects(const Reading& r);

} // namespace knockback

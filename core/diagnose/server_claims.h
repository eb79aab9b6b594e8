// What the rules of causes share when they speak from the server's own facts.
// Thread: any; pure.
#pragma once

#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"

namespace knockback {

// A claim that stands on facts of the very server: side, place and evidence are filled in.
Claim provenClaim(const Reading& r, const Group& g, double confidence, Phrase summary, const QStringList& evidence);
// The facts say that it is not this; `whyNot` says what they show, where that is worth a word.
Claim ruledOut(Phrase whyNot = {});

// No attempt comes through, or none since; resets only.
bool isRefused(const Group& g);
// Attempts got late, or without an answer, or connected to a queue that nobody reads.
bool isStarved(const Group& g);

// What the machine's unit is restarted, started and read with; `unit` may be null: then by the name usual for the port.
QStringList logCommands(const Reading& r);
QString restartCommand(const Reading& r);
QString startCommand(const Reading& r);
QStringList startFailedCommands(const Reading& r, bool gaveUp);
QStringList enableCommands(const Reading& r); // start it, now and at boot
// The server's undo command as it is typed there: rules need administrator's rights.
QString undoCommand(const ServerFirewall& f);
// One accept rule, in the tool's own words.
QStringList allowCommands(const ServerFirewall& f, Port port);
// "0.0.0.0:80 (nginx, pid 12)"
QString listenerText(const ServerListener& l);
QString processText(const ServerProcess& p); // "nginx (12)"
QString unitState(const ServerUnit& u);      // "failed (Result=exit-code, status 1)"
// The log line that says why, of the last ones; "" = none stands out.
QString tellingLine(const QStringList& lines);

} // namespace knockback

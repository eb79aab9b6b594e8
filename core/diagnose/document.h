// The parts of the document beside the verdict. Each fills its own fields of the diagnosis.
// Thread: any; pure.
#pragma once

#include "core/diagnose/diagnose.h"
#include "core/diagnose/reading.h"

namespace knockback {

void fillFacts(const Reading& r, Diagnosis& d);        // target, addresses, outcomes, latency
void fillChecks(const Reading& r, Diagnosis& d);       // the nine steps; reads d.verdict
void fillServerChecks(const Reading& r, Diagnosis& d); // of these: service, backlog, resources, application
void fillFromServer(const Reading& r, Diagnosis& d);   // and what the server's own facts add to them
void fillServerLimits(const Reading& r, Diagnosis& d);
void fillLimits(const Reading& r, Diagnosis& d);
NextLooks looksFor(const Reading& r);
bool isSettled(const Reading& r);

} // namespace knockback

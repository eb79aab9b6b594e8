// A diagnosis for a person at a terminal: the verdict first, then why, what to do, the checklist, what else it could
// be, and what could not be seen. Thread: main.
#pragma once

#include "commands.h"
#include "core/facts/diagnosis.h"
#include "core/report/wording.h"

namespace knockback::cli {

void printDiagnosis(const Context& context, const Diagnosis& diagnosis, Wording& say, bool verbose);

} // namespace knockback::cli

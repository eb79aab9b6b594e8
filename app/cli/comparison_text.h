// Before and after a fix, for a terminal. Thread: main.
#pragma once

#include "commands.h"
#include "core/diagnose/compare.h"
#include "core/report/wording.h"

namespace knockback::cli {

void printComparison(const Context& context, const Comparison& comparison, const Diagnosis& before, Wording& say);

} // namespace knockback::cli

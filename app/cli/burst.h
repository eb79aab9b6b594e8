// A burst is only ever sent when a person, or --yes in a script, has said so. Thread: main.
#pragma once

#include "commands.h"

namespace knockback::cli {

Status confirmBurst(const Context& context, const QVector<TargetSpec>& targets, bool saidYes);

} // namespace knockback::cli

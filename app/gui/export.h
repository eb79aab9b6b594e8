// knockback --export OUT FILE.knock: a saved session rendered, without a screen.
#pragma once

#include "core/base/result.h"
#include "core/base/words.h"

#include <QString>

namespace knockback {

Status exportReport(const QString& file, const QString& to, const Words& words);

} // namespace knockback

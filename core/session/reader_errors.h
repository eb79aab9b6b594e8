// What both halves of the reader say. Thread: any.
#pragma once

#include "core/base/result.h"

namespace knockback {

// The file is one of ours and something in it is not as it must be; `what` ends the sentence "… is damaged: ".
Error damaged(const QString& path, const QString& what);

} // namespace knockback

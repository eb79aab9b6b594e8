// Thread: any.
#pragma once

#include <QString>

namespace knockback {

// "0.1.0", the project's version (CMakeLists.txt).
QString version();

} // namespace knockback

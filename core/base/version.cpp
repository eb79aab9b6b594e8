#include "core/base/version.h"

namespace knockback {

QString version()
{
    return QStringLiteral(KNOCKBACK_VERSION);
}

} // namespace knockback

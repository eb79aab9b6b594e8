// Thread: any; pure.
#pragma once

#include "core/facts/names.h"

namespace knockback {

// Which addresses attempts go to, from what is in the report: those of the system in its order, then lines of the hosts
// file that the system did not use, then what only DNS servers say, in the order of `answers`. Each once, only of
// `family` (none = both), at most 64.
QVector<NameReport::Chosen> chooseAddresses(const NameReport& report, Family family);

} // namespace knockback

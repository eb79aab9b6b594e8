// Does something answer for everybody?
// Thread: any; pure.
#pragma once

#include "core/diagnose/reading.h"

namespace knockback {

struct Interception
{
    bool first = false, second = false; // the unlikely ports connected
    bool nowhere = false;               // an address that cannot exist connected
    double confidence = 0;              // that nothing here is said by the host itself
};
Interception interceptionOf(const Reading& r, const AddressView& v);

} // namespace knockback

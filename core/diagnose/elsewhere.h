// The same kind of service on another port of the host, heard while the port in question refuses.
// Thread: any; pure.
#pragma once

#include "core/diagnose/reading.h"

namespace knockback {

struct Elsewhere
{
    const Attempt* attempt = nullptr; // the newest that connected there; nullptr = nowhere
    bool spoke = false;               // it said something that this kind of service says
    bool web = false;                 // … but HTTP is spoken by many services of one host: it need not be this one
    bool isSame() const { return attempt && spoke && !web; }
};
Elsewhere elsewhereOf(const Reading& r, const AddressView& v);

} // namespace knockback

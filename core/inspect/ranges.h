// Thread: any; pure. Addresses and numbers as filters write them: one, a network, from–to.
#pragma once

#include "core/facts/address.h"

#include <QString>
#include <cstdint>
#include <optional>

namespace knockback::filter {

struct AddressRange
{
    IpAddress first, last;
    bool single() const { return first == last; }
    bool has(const IpAddress& address) const;
};

// "10.0.0.1", "10.0.0.0/8", "10.0.0.0/255.0.0.0", "10.0.0.1-10.0.0.9"; the same of IPv6.
std::optional<AddressRange> addressRange(const QString& text);
AddressRange network(const IpAddress& address, int length);

struct NumberRange
{
    std::int64_t first = 0, last = 0;
};

// "22", "0x16", "22:25" or "22-25", ":25", "22:" (up to 65535).
std::optional<NumberRange> numberRange(const QString& text);

} // namespace knockback::filter

#include "core/inspect/ranges.h"

#include <algorithm>

namespace knockback::filter {

namespace {

int bitsOf(const IpAddress& address)
{
    return address.family == Family::ipv6 ? 128 : 32;
}

// "255.0.0.0" → 8; a mask with holes has no length.
std::optional<int> lengthOf(const QString& mask, int bits)
{
    bool ok = false;
    const int length = mask.toInt(&ok);
    if (ok)
        return length >= 0 && length <= bits ? std::optional(length) : std::nullopt;
    const std::optional<IpAddress> address = IpAddress::parse(mask);
    if (!address || bitsOf(*address) != bits)
        return std::nullopt;
    int ones = 0;
    bool ended = false;
    for (int i = 0; i < bits; ++i) {
        const bool one = (address->bytes[static_cast<std::size_t>(i / 8)] >> (7 - i % 8) & 1) != 0;
        if (one && ended)
            return std::nullopt;
        ended = ended || !one;
        ones += one ? 1 : 0;
    }
    return ones;
}

} // namespace

bool AddressRange::has(const IpAddress& address) const
{
    return address.family == first.family && address.bytes >= first.bytes && address.bytes <= last.bytes;
}

AddressRange network(const IpAddress& address, int length)
{
    AddressRange out{address, address};
    out.first.scope = out.last.scope = 0;
    for (int i = length; i < bitsOf(address); ++i) {
        const auto byte = static_cast<std::size_t>(i / 8);
        const auto bit = static_cast<std::uint8_t>(1U << (7 - i % 8));
        out.first.bytes[byte] = static_cast<std::uint8_t>(out.first.bytes[byte] & ~bit);
        out.last.bytes[byte] = static_cast<std::uint8_t>(out.last.bytes[byte] | bit);
    }
    return out;
}

std::optional<AddressRange> addressRange(const QString& text)
{
    const qsizetype dash = text.indexOf(QLatin1Char('-'));
    if (dash > 0) {
        const auto first = IpAddress::parse(text.left(dash)), last = IpAddress::parse(text.mid(dash + 1));
        if (!first || !last || first->family != last->family || first->bytes > last->bytes)
            return std::nullopt;
        return AddressRange{*first, *last};
    }
    const qsizetype slash = text.indexOf(QLatin1Char('/'));
    const auto address = IpAddress::parse(slash < 0 ? text : text.left(slash));
    if (!address)
        return std::nullopt;
    const auto length = slash < 0 ? bitsOf(*address) : lengthOf(text.mid(slash + 1), bitsOf(*address));
    if (!length)
        return std::nullopt;
    return network(*address, *length);
}

std::optional<NumberRange> numberRange(const QString& text)
{
    const auto number = [](const QString& part) -> std::optional<std::int64_t> {
        bool ok = false;
        const std::int64_t value = part.toLongLong(&ok, 0);
        return ok && value >= 0 ? std::optional(value) : std::nullopt;
    };
    const qsizetype colon = std::max(text.indexOf(QLatin1Char(':')), text.indexOf(QLatin1Char('-')));
    if (colon < 0) {
        const auto one = number(text);
        return one ? std::optional(NumberRange{*one, *one}) : std::nullopt;
    }
    const auto first = colon == 0 ? std::optional<std::int64_t>(0) : number(text.left(colon));
    const auto last = colon == text.size() - 1 ? std::optional<std::int64_t>(65535) : number(text.mid(colon + 1));
    if (!first || !last || *first > *last)
        return std::nullopt;
    return NumberRange{*first, *last};
}

} // namespace knockback::filter

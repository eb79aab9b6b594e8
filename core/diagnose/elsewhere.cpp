#include "core/diagnose/elsewhere.h"

#include "core/diagnose/looks_plan.h"

#include <algorithm>

namespace knockback {

namespace {

// What a service on such a port says first, where it is told by its first words.
const char* greetingOn(std::uint16_t port)
{
    switch (port) {
    case 22:
    case 2222:
    case 2022:
        return "SSH-";
    case 25:
    case 587:
    case 2525:
        return "220";
    case 110:
        return "+OK";
    case 143:
        return "* OK";
    default:
        return nullptr;
    }
}

} // namespace

Elsewhere elsewhereOf(const Reading& r, const AddressView& v)
{
    Elsewhere best;
    const std::vector<std::uint16_t> related = relatedPorts(r.port);
    for (const Attempt* c : v.controls) {
        const std::uint16_t port = c->remote.port.value;
        if (!connects(happeningOf(*c)) || std::find(related.begin(), related.end(), port) == related.end())
            continue;
        const char* greeting = greetingOn(r.port.value);
        const bool web = httpStatus(*c) > 0;
        const bool spoke = greeting ? bannerText(*c).startsWith(QLatin1String(greeting)) : c->bannerSize > 0;
        if (!best.attempt || (spoke && !best.spoke))
            best = {c, spoke, web};
    }
    return best;
}

} // namespace knockback

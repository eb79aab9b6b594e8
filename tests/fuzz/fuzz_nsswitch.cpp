// nsswitch.conf.
#include "core/resolve/resolver.h"

#include <cstdint>
#include <cstdlib>

using namespace knockback;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const QString line =
        parseNsswitchHosts(QByteArray(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size)));
    if (line.size() > 2000)
        std::abort();
    for (const QChar c : line)
        if (c.unicode() < 0x20)
            std::abort();
    return 0;
}

// Addresses as typed: what is accepted is shown in a form that is accepted again and means the same, through the
// system's own form of it too.
#include "core/facts/address.h"

#include <cstdlib>
#include <sys/socket.h>

using namespace knockback;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const QString text = QString::fromUtf8(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    const auto parsed = IpAddress::parse(text);
    if (!parsed)
        return 0;
    const auto again = IpAddress::parse(parsed->toString());
    if (again != parsed)
        std::abort();
    sockaddr_storage storage{};
    const Endpoint endpoint{*parsed, Port{443}};
    if (toSockaddr(endpoint, storage) == 0 || fromSockaddr(storage).address.bytes != parsed->bytes)
        std::abort();
    return 0;
}

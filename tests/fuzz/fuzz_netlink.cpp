// Netlink's answers: any bytes. What comes out must hold what its header promises.
#include "core/probe/netlink.h"

#include <cstdlib>

using namespace knockback;

namespace {

void require(bool truth)
{
    if (!truth)
        std::abort();
}

void checkAddress(const IpAddress& address)
{
    require(address.family == Family::ipv6 || address.scope == 0);
    (void)address.isMulticast();
}

void take(Bytes payload)
{
    if (const auto error = parseNetlinkError(payload))
        require(*error >= 0 && *error < 4096);
    if (const auto route = parseRouteMessage(payload)) {
        checkAddress(route->gateway);
        checkAddress(route->preferredSource);
        require(route->errnoValue >= 0 && route->errnoValue < 4096);
    }
    if (const auto neighbour = parseNeighbourMessage(payload)) {
        checkAddress(neighbour->address);
        require(neighbour->linkAddress.size() <= 32);
    }
    if (const auto socket = parseSocketMessage(payload)) {
        require(!socket->local.address.isNone() && socket->local.address.family == socket->remote.address.family);
        checkAddress(socket->local.address);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const Bytes all(data, size);
    take(all);
    NetlinkMessages messages(all);
    std::size_t count = 0;
    while (const auto message = messages.next()) {
        require(message->payload.size() <= size);
        take(message->payload);
        require(++count <= size / 16 + 1);
    }
    return 0;
}

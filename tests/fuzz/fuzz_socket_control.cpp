// What recvmsg(2) leaves in the control buffer of the error queue, and what TCP_INFO gives: any bytes of any length.
#include "core/probe/classify.h"
#include "core/probe/socket_facts.h"

#include <sys/socket.h>

#include <cstdlib>
#include <cstring>
#include <vector>

using namespace knockback;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size > 4096)
        return 0;
    // A buffer of just this size, so that the sanitizer sees every byte too many; aligned as the engine's is.
    std::vector<cmsghdr> storage(size / sizeof(cmsghdr) + 1);
    if (size > 0)
        std::memcpy(storage.data(), data, size);
    msghdr message{};
    message.msg_control = storage.data();
    message.msg_controllen = size;
    const IcmpError error = parseErrorControl(message);
    if (isConnected(failureOutcome(error.errnoValue, error)) || isConnected(failureOutcome(0, error)))
        std::abort();
    if (error.offender.isUnspecified())
        std::abort();
    (void)parseTcpInfo(std::as_bytes(std::span(data, size)));
    return 0;
}

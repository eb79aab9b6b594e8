// The first bytes of an answer, hostile: the first byte says which protocol was spoken, the rest is the answer. Whoever
// is named is one of the table; what turns a client away was said by somebody; a longer answer with the same beginning
// is read the same.
#include "core/facts/protocol.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

using namespace knockback;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const auto spoken = static_cast<Protocol>(data[0] % (kProtocolCount + 1));
    const std::span<const std::uint8_t> bytes(data + 1, size - 1);
    const FirstBytes heard = recognise(bytes, spoken);
    const bool named = static_cast<std::size_t>(heard.protocol) < kProtocolCount;
    if (!named || (heard.said == Saying::nothing) != bytes.empty() || heard.code < 0 || heard.code > 9999)
        std::abort();
    if ((heard.said == Saying::tlsAlert) && heard.protocol != Protocol::tls)
        std::abort();
    constexpr std::size_t kLookedAt = 128;
    if (bytes.size() >= kLookedAt && recognise(bytes.first(kLookedAt), spoken) != heard)
        std::abort();
    return 0;
}

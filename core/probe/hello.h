// Thread: any; pure; nothing is allocated.
//
// The bytes of a hello. What they are and why they are harmless stands with each protocol in core/facts/protocol.cpp.
#pragma once

#include "core/facts/address.h"
#include "core/facts/protocol.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace knockback {

using HelloBuffer = std::array<char, 1024>;

// The hello's length in `out`; 0 for protocols that only listen. host: the name asked for, as on the wire, which stands
// in HTTP's Host and TLS's server name; "" where an address was asked for. seed: what TLS's random is made of.
std::size_t writeHello(Protocol protocol, const Endpoint& remote, std::string_view host, std::uint64_t seed,
                       HelloBuffer& out) noexcept;

} // namespace knockback

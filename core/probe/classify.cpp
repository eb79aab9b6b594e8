#include "core/probe/classify.h"

#include <cerrno>

namespace knockback {

namespace {

constexpr std::uint8_t kIcmpUnreachable = 3;  // RFC 792
constexpr std::uint8_t kIcmp6Unreachable = 1; // RFC 4443

Outcome byErrno(int errnoValue) noexcept
{
    switch (errnoValue) {
    case ECONNREFUSED:
        return Outcome::refused;
    case ETIMEDOUT:
        return Outcome::timedOut;
    case EHOSTUNREACH:
    case EHOSTDOWN: // ICMP 3/7, host unknown
    case ENONET:    // ICMP 3/8, host isolated
        return Outcome::hostUnreachable;
    case ENETUNREACH:
    case ENETDOWN:
        return Outcome::networkUnreachable;
    case EACCES:
    case EPERM:
    case EINVAL:
        return Outcome::blockedLocally;
    case EADDRNOTAVAIL:
    case EADDRINUSE:
        return Outcome::noLocalPort;
    case EMFILE:
    case ENFILE:
        return Outcome::noDescriptors;
    default:
        return Outcome::error;
    }
}

} // namespace

bool isProhibition(const IcmpError& icmp) noexcept
{
    if (icmp.origin == ErrorOrigin::icmp && icmp.type == kIcmpUnreachable)
        return icmp.code == 9 || icmp.code == 10 || icmp.code == 13;
    if (icmp.origin == ErrorOrigin::icmp6 && icmp.type == kIcmp6Unreachable)
        return icmp.code == 1 || icmp.code == 5 || icmp.code == 6;
    return false;
}

Outcome failureOutcome(int errnoValue, const IcmpError& icmp) noexcept
{
    if (isProhibition(icmp))
        return Outcome::rejected;
    const Outcome outcome = byErrno(errnoValue != 0 ? errnoValue : icmp.errnoValue);
    // A packet came back, so it was not this machine's own policy that said no.
    const bool fromNetwork = icmp.origin == ErrorOrigin::icmp || icmp.origin == ErrorOrigin::icmp6;
    return outcome == Outcome::blockedLocally && fromNetwork ? Outcome::error : outcome;
}

} // namespace knockback

#include "core/diagnose/happening.h"

#include "core/base/text.h"

#include <algorithm>
#include <cerrno>
#include <span>

namespace knockback {

namespace {

IcmpMeaning meaningOf4(std::uint8_t type, std::uint8_t code)
{
    if (type == 11)
        return IcmpMeaning::timeExceeded;
    if (type != 3)
        return IcmpMeaning::other;
    switch (code) {
    case 0:
    case 6:
    case 11:
        return IcmpMeaning::networkUnreachable;
    case 1:
    case 7:
    case 8:
    case 12:
        return IcmpMeaning::hostUnreachable;
    case 2:
        return IcmpMeaning::protocolUnreachable;
    case 3:
        return IcmpMeaning::portUnreachable;
    case 9:
    case 10:
    case 13:
        return IcmpMeaning::prohibited;
    default:
        return IcmpMeaning::other;
    }
}

IcmpMeaning meaningOf6(std::uint8_t type, std::uint8_t code)
{
    if (type == 3)
        return IcmpMeaning::timeExceeded;
    if (type != 1)
        return IcmpMeaning::other;
    switch (code) {
    case 0:
        return IcmpMeaning::networkUnreachable;
    case 1:
    case 5:
    case 6:
        return IcmpMeaning::prohibited;
    case 2:
    case 3:
        return IcmpMeaning::hostUnreachable;
    case 4:
        return IcmpMeaning::portUnreachable;
    default:
        return IcmpMeaning::other;
    }
}

// Did connect() fail before a packet left? TCP_INFO says so; without it, only an error within 2 ms counts. An error
// that took long was brought by something else: the kernel does not think for half a second about its own routes.
bool nothingSent(const Attempt& a)
{
    constexpr std::int64_t kAtOnceNs = 2'000'000;
    constexpr std::int64_t kNeverLocalNs = 500'000'000;
    if (a.connectNs > kNeverLocalNs)
        return false;
    if (a.tcp.valid)
        return a.tcp.segsOut == 0 && a.tcp.totalRetrans == 0;
    return a.connectNs < kAtOnceNs;
}

Happening ofIcmp(IcmpMeaning meaning)
{
    switch (meaning) {
    case IcmpMeaning::portUnreachable:
    case IcmpMeaning::prohibited:
    case IcmpMeaning::protocolUnreachable:
        return Happening::icmpReject;
    case IcmpMeaning::hostUnreachable:
        return Happening::icmpHost;
    case IcmpMeaning::networkUnreachable:
        return Happening::icmpNetwork;
    case IcmpMeaning::timeExceeded:
        return Happening::icmpTime;
    case IcmpMeaning::none:
    case IcmpMeaning::other:
        break;
    }
    return Happening::icmpOther;
}

// Without an ICMP error in the queue.
Happening ofErrno(const Attempt& a)
{
    const bool local = nothingSent(a);
    switch (a.outcome) {
    case Outcome::refused:
        return Happening::reset;
    case Outcome::timedOut:
        return Happening::silent;
    case Outcome::hostUnreachable:
        return local ? Happening::localUnreachable : Happening::icmpHost;
    case Outcome::networkUnreachable:
        return local ? Happening::localNoRoute : Happening::icmpNetwork;
    case Outcome::rejected:
        return Happening::icmpReject;
    case Outcome::blockedLocally:
        if (a.errnoValue == EINVAL)
            return Happening::localInvalid;
        // EACCES after a packet went out is ICMPv6 1/1 on a kernel that does not queue it.
        return local || a.errnoValue == EPERM ? Happening::localDenied : Happening::icmpReject;
    case Outcome::noLocalPort:
        return Happening::noPort;
    case Outcome::noDescriptors:
        return Happening::noDescriptor;
    case Outcome::unresolved:
        return Happening::unresolved;
    default:
        return Happening::other;
    }
}

} // namespace

IcmpMeaning meaningOf(const IcmpError& error)
{
    if (error.origin == ErrorOrigin::icmp)
        return meaningOf4(error.type, error.code);
    if (error.origin == ErrorOrigin::icmp6)
        return meaningOf6(error.type, error.code);
    return IcmpMeaning::none;
}

QString icmpName(const IcmpError& error)
{
    const QString version = error.origin == ErrorOrigin::icmp6 ? QStringLiteral("ICMPv6") : QStringLiteral("ICMP");
    return QStringLiteral("%1 %2/%3").arg(version).arg(error.type).arg(error.code);
}

Happening happeningOf(const Attempt& a)
{
    if (a.outcome == Outcome::cancelled)
        return Happening::skipped;
    if (a.selfConnect)
        return Happening::reset;
    if (isConnected(a.outcome)) {
        if (a.receivedBytes > 0)
            return Happening::worked;
        if (a.outcome == Outcome::closedAfterConnect || a.outcome == Outcome::reset)
            return Happening::closed;
        return a.outcome == Outcome::silentAfterConnect ? Happening::unanswered : Happening::worked;
    }
    const IcmpMeaning meaning = meaningOf(a.icmp);
    return meaning == IcmpMeaning::none ? ofErrno(a) : ofIcmp(meaning);
}

int httpStatus(const Attempt& a)
{
    // "HTTP/1.1 502 " (RFC 9112 4): the status stands at 9–11.
    const std::size_t size = std::min<std::size_t>(a.bannerSize, kBannerKept);
    constexpr std::size_t kStatusEnd = 12;
    if (size < kStatusEnd || !std::equal(a.banner.begin(), a.banner.begin() + 5, "HTTP/") || a.banner[8] != ' ')
        return 0;
    int status = 0;
    for (std::size_t i = 9; i < kStatusEnd; ++i) {
        if (a.banner[i] < '0' || a.banner[i] > '9')
            return 0;
        status = status * 10 + (a.banner[i] - '0');
    }
    return status >= 100 && status <= 599 ? status : 0;
}

QString bannerText(const Attempt& a, int most)
{
    return printable(std::span(a.banner.data(), std::min<std::size_t>(a.bannerSize, kBannerKept)), most);
}

bool sameAddress(const IpAddress& a, const IpAddress& b)
{
    return !a.isNone() && a.family == b.family && a.bytes == b.bytes &&
           (a.scope == b.scope || a.scope == 0 || b.scope == 0);
}

} // namespace knockback

#include "core/probe/schedule_rules.h"

#include <algorithm>

namespace knockback {

namespace {

Error bad(const char* subject, const char* detail)
{
    return {ErrorKind::badInput, QStringLiteral("schedule"), QString::fromLatin1(subject), 0,
            QString::fromLatin1(detail)};
}

Status checkRequest(const AttemptRequest& r)
{
    if (r.remote.address.isNone() || r.remote.port.value == 0)
        return bad("remote", "An attempt needs an address and a port from 1 to 65535.");
    if (r.remote.address.isMulticast())
        return bad("remote", "A multicast or broadcast address cannot be connected to.");
    if (!r.source.isNone() && r.source.family != r.remote.address.family)
        return bad("source", "The source address is of another family than the target.");
    if (std::find(r.interface.begin(), r.interface.end(), '\0') == r.interface.end())
        return bad("interface", "An interface name has at most 15 bytes.");
    if (std::find(r.host.begin(), r.host.end(), '\0') == r.host.end())
        return bad("host", "A host name has at most 253 bytes.");
    if (r.timeout < kMinTimeout || r.timeout > kMaxTimeout)
        return bad("timeout", "The timeout must be between 10 ms and 5 minutes.");
    if (r.afterConnect < Nanoseconds::zero() || r.afterConnect > kMaxAfterConnect)
        return bad("afterConnect", "Listening after connecting must last between 0 and 30 seconds.");
    if ((r.hello != Protocol::none || r.answerDue) && r.afterConnect == Nanoseconds::zero())
        return bad("afterConnect", "An answer cannot be awaited without listening after connecting.");
    if (r.helloAfter > r.afterConnect)
        return bad("helloAfter", "The hello must be sent before listening ends.");
    return okStatus();
}

// A burst is for provoking a full queue, not for flooding: 256 at once and no more, save where the pauses are long, or
// nobody but this machine is met.
Status checkBurst(const Schedule& s)
{
    if (s.interval < Nanoseconds::zero() || s.interval > kMaxInterval)
        return bad("interval", "The interval must be between 0 and 24 hours.");
    if (s.count == 0)
        return bad("count", "A burst needs a number of attempts.");
    const bool gentle = s.interval >= std::chrono::seconds(1) || s.request.remote.address.isLoopback();
    if (s.count > static_cast<std::uint64_t>(kMaxBurst) && !gentle)
        return bad("count", "A burst to another machine has at most 256 attempts, or at least 1 s between its waves.");
    return okStatus();
}

} // namespace

Status checkSchedule(const Schedule& s)
{
    if (Status status = checkRequest(s.request); !status)
        return status;
    if (s.firstAfter < Nanoseconds::zero() || s.firstAfter > kMaxInterval)
        return bad("firstAfter", "The first attempt must come within 24 hours.");
    if (s.parallel < 1 || s.parallel > kMaxBurst)
        return bad("parallel", "Between 1 and 256 attempts can be in flight at once.");
    if (s.request.purpose == Purpose::burst)
        return checkBurst(s);
    if (s.parallel != 1)
        return bad("parallel", "Only a confirmed burst may have more than one attempt in flight.");
    if (s.interval < kMinInterval || s.interval > kMaxInterval)
        return bad("interval", "The interval must be between 10 ms and 24 hours.");
    return okStatus();
}

} // namespace knockback

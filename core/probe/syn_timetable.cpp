#include "core/probe/vantage.h"

#include <algorithm>

namespace knockback {

// net/ipv4/tcp_timer.c, for a socket in SYN-SENT:
//
//  tcp_write_timeout() gives up when icsk_retransmits reaches tcp_syn_retries + tcp_syn_linear_timeouts, so that many
//  SYNs follow the first. tcp_retransmit_timer() starts with an RTO of one second (RFC 6298; TCP_TIMEOUT_INIT), counts
//  total_rto up, sends, and doubles the RTO for the next one only when total_rto is above tcp_syn_linear_timeouts;
//  never above 120 s (TCP_RTO_MAX).
//
//  6 and 4: 1 2 3 4 5 7 11 19 35 67.  6 and 0, or a kernel without the sysctl: 1 3 7 15 31 63.
//
// Both sysctls go up to 127 (MAX_TCP_SYNCNT).
QVector<double> synResendSeconds(int synRetries, std::optional<int> linearTimeouts)
{
    constexpr int kMostSyns = 127;
    constexpr double kMostRto = 120.0;
    if (synRetries < 1 || synRetries > kMostSyns)
        return {};
    const int linear = std::clamp(linearTimeouts.value_or(0), 0, kMostSyns);
    QVector<double> out;
    out.reserve(synRetries + linear);
    double at = 0.0;
    double rto = 1.0;
    for (int sent = 1; sent <= synRetries + linear; ++sent) {
        at += rto;
        out.append(at);
        if (sent > linear)
            rto = std::min(rto * 2.0, kMostRto);
    }
    return out;
}

} // namespace knockback

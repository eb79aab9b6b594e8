// What this machine knows of itself and of the way to an address; read-only, unprivileged, nothing is sent.
// Thread: any (each call opens what it needs and closes it again; may block for some milliseconds).
#pragma once

#include "core/facts/vantage.h"

namespace knockback {

// kernel, addresses, SYN timetable, port range. What could not be read stands in `limits`.
VantageFacts readVantage();
// Sockets of this machine to one endpoint, by inet_diag (sock_diag(7)); fills toTarget and timeWait.
LocalPortUse readPortUse(const Endpoint& target);
// As `ip route get ADDRESS [from SOURCE] [oif INTERFACE]`.
RouteFact readRoute(const IpAddress& to, const IpAddress& source = {}, const QString& interface = {});
// As `ip neigh show to ADDRESS`; state "" where the table has no entry.
NeighbourFact readNeighbour(const IpAddress& address);
// Totals of the kernel's counters (/proc/net/netstat) in our network namespace.
KernelCounters readCounters();
// When SYNs are sent again for these two sysctls (seconds after the first), as tcp_retransmit_timer() does it.
QVector<double> synResendSeconds(int synRetries, std::optional<int> linearTimeouts);

} // namespace knockback

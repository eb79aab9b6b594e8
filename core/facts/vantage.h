// Thread: any; values. What is known of this machine and of the way to the target, all read unprivileged.
#pragma once

#include "core/base/clock.h"
#include "core/facts/address.h"

#include <QString>
#include <QVector>
#include <chrono>
#include <cstdint>
#include <optional>

namespace knockback {

// The kernel's timetable for sending a SYN again (tcp(7), Documentation/networking/ip-sysctl.rst).
struct SynTimetable
{
    int synRetries = 6;        // net.ipv4.tcp_syn_retries
    std::optional<int> linear; // net.ipv4.tcp_syn_linear_timeouts; absent on kernels before 6.5
    QVector<double>
        resendSeconds; // when SYNs are sent again, seconds after the first, ascending; empty = could not be read
};

struct LocalPortUse
{
    int low = 0, high = 0; // net.ipv4.ip_local_port_range, both inclusive; 0 = could not be read
    int reserved = 0;      // how many of these ip_local_reserved_ports takes
    int toTarget = -1;     // sockets of this machine to the target's address and port, any state; -1 = not counted
    int timeWait = -1;     // of those in TIME-WAIT
};

// The kernel's route decision for one address: rtnetlink(7) RTM_GETROUTE, the same as `ip route get`.
struct RouteFact
{
    IpAddress to;
    enum class Kind : std::uint8_t
    {
        unicast,
        local,
        unreachable,
        prohibit,
        blackhole,
        thrown,
        none,
        other,
        unknown
    } kind = Kind::unknown;
    int errnoValue = 0; // the kernel's answer where it gave an error
    QString interface;
    IpAddress gateway; // none = on link
    IpAddress preferredSource;
    int mtu = 0;     // 0 = the interface's
    QString problem; // for unknown: why it could not be asked
    WallTime at;
};

// One entry of the neighbour table: `ip neigh show to ADDRESS`. Only for on-link addresses and gateways.
struct NeighbourFact
{
    IpAddress address;
    QString interface;
    QString
        state; // "REACHABLE", "STALE", "DELAY", "PROBE", "FAILED", "INCOMPLETE", "PERMANENT", "NOARP"; "" = no entry
    QString mac;
    WallTime at;
};

// One ICMP echo through an unprivileged socket (icmp(7), ping_group_range).
struct EchoFact
{
    IpAddress to;
    enum class State : std::uint8_t
    {
        answered,
        silent,
        icmpError,
        notPermitted,
        failed
    } state = State::failed;
    std::chrono::nanoseconds roundTrip{-1};
    std::uint8_t type = 0, code = 0; // for icmpError
    IpAddress offender;              // for icmpError
    int errnoValue = 0;
    WallTime at;
};

// A router that answered, and what its owner calls it (reverse DNS). Nobody checks such a name.
struct RouterFact
{
    IpAddress router;
    QString name; // "core1.example.net"; letters, digits and -_. only
    WallTime at;
};

// Totals of the kernel's own counters in our network namespace: only their rise while attempts fail says anything.
struct KernelCounters
{
    std::int64_t retransFail = -1; // TcpExt TCPRetransFail: segments that could not be sent again, because this machine
                                   // itself refused to send them (net/ipv4/tcp_output.c); -1 = could not be read
    WallTime at;
};

// What on this machine may take its programs another way than a plain attempt goes.
struct Surroundings
{
    QStringList proxies;    // "https_proxy=proxy.example:3128": what the environment tells programs; never a password
    QString noProxy;        // no_proxy, as it stands there
    QStringList tunnels;    // interfaces that are up and end elsewhere: VPNs, PPP, GRE and the like
    QString container;      // "docker", "podman", "kubernetes", …: we run inside one; "" = no sign of it
    QStringList namespaces; // named network namespaces beside ours (ip-netns(8)), at most 16
};

// One program's view of where it runs.
struct VantageFacts
{
    QString kernel;       // uname -r
    QString machine;      // host name
    QString distribution; // PRETTY_NAME of os-release
    QString timeZone;
    QVector<IpAddress> ownAddresses;
    QStringList interfaces; // that are up
    SynTimetable syn;
    LocalPortUse ports;
    Surroundings around;
    bool errorQueueWorks = true; // IP_RECVERR on TCP in SYN-SENT (Linux 5.8 or later), found out at run time
    QStringList limits;          // what could not be read, a sentence each (English)
};

} // namespace knockback

// Thread: any; values. What each source of names answered.
#pragma once

#include "core/base/clock.h"
#include "core/facts/address.h"

#include <QString>
#include <QStringList>
#include <QVector>
#include <chrono>
#include <cstdint>

namespace knockback {

// A line of the hosts file that names the host (hosts(5)).
struct HostsEntry
{
    QString path;
    int line = 0; // from 1
    IpAddress address;
    QString name; // as written
};

struct DnsServer
{
    Endpoint endpoint;
    QString source; // "resolv.conf", "option", "systemd-resolved" (an upstream behind the stub), "default" (none is
                    // configured)
};

enum class DnsStatus : std::uint8_t
{
    answered,    // NOERROR with at least one record of the type asked for
    noData,      // NOERROR without (RFC 2308 NODATA)
    nxDomain,    // RCODE 3
    servFail,    // RCODE 2
    refused,     // RCODE 5
    otherRcode,  // any other RCODE; `rcode` tells
    timedOut,    // no answer from this server
    unreachable, // the server's port refused (ICMP) or there is no route to it; errnoValue tells
    malformed,   // an answer that does not parse, or is not the answer to the question
};

struct DnsRecord
{
    QString type; // "A", "AAAA", "CNAME", "SOA", …
    QString name;
    QString value;         // address, or target name
    std::uint32_t ttl = 0; // seconds
};

// One question to one server.
struct DnsAnswer
{
    DnsServer server;
    QString name;                 // fully qualified name that was asked
    Family family = Family::none; // ipv4: A, ipv6: AAAA
    DnsStatus status = DnsStatus::timedOut;
    int rcode = -1;               // as received, -1 = none
    int errnoValue = 0;           // where no answer came and the system said why
    bool truncated = false;       // TC was set on UDP (then asked again over TCP)
    QVector<DnsRecord> records;   // the answer section in order, CNAMEs included
    QVector<IpAddress> addresses; // of those, the addresses of the type asked for
    WallTime at;
    std::chrono::nanoseconds took{0};
};

// What getaddrinfo(3) gave, in its order (RFC 6724): what a program on this machine would use.
struct SystemAnswer
{
    bool asked = false;
    int eai = 0;        // EAI_* code, 0 = success
    int errnoValue = 0; // for EAI_SYSTEM
    QString message;    // gai_strerror(3)
    QVector<IpAddress> addresses;
    std::chrono::nanoseconds took{0};
};

struct ResolverConfig
{
    QString path;    // "/etc/resolv.conf"
    QString problem; // "" = read; else why not, or what in it is odd (a sentence)
    QVector<DnsServer> servers;
    QStringList search;
    int ndots = 1;
    QString nsswitchHosts; // the "hosts:" line of nsswitch.conf, "" where there is none
};

struct NameReport
{
    QString host; // normalised host asked for
    QString asciiHost;
    bool isLiteral = false; // an IP address: nothing was asked
    ResolverConfig config;
    QVector<HostsEntry> hosts;
    QVector<DnsAnswer> answers;
    SystemAnswer system;
    QStringList triedNames; // the names the search list makes of it, in order
    // Where no address was found: a name one edit away (or without a search suffix) that does resolve, "" if none.
    QString suggestion;
    WallTime at;
    std::chrono::nanoseconds took{0};

    // Where an address came from, for contract.md's addresses[].source: "literal", "hosts", "dns", "system".
    struct Chosen
    {
        IpAddress address;
        QString source;
    };
    QVector<Chosen> chosen; // the addresses attempts go to, in the system's order, those only DNS knows last
};

} // namespace knockback

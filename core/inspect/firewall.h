// Thread: any; pure: text in, values out.
//
// What a server's packet filter does with a new TCP connection, worked out from `nft -j list ruleset` and
// `iptables-save -c`: hooks in the order of the kernel (ingress, prerouting, input or forward; output for the answer),
// base chains by priority, and the one rule that decides. A rule that is not understood and could decide makes the
// answer `unknown`, never a guess.
#pragma once

#include "core/facts/server.h"

namespace knockback {

// A new TCP connection as it arrives at the server, or as it leaves this machine.
struct Packet
{
    IpAddress source, destination;
    int port = 0;
    QString inInterface;   // "" = not known
    bool loopback = false; // from the server to itself
    bool leaving = false;  // from the machine whose rules these are to another one
    QString outInterface;  // of a leaving one; "" = not known
    // The server's own addresses; empty: only `destination` is known to be its own.
    QVector<IpAddress> own;
    // Where the server sends what: decides the interface a forwarded packet leaves by (containers). May be empty.
    struct Route
    {
        IpAddress network;
        int length = 0;
        QString interface;
    };
    QVector<Route> routes;
};

// Reads the sayings "nft" (`nft -j list ruleset`), "iptables", "ip6tables", "iptables-legacy", "ip6tables-legacy"
// (`…-save -c`) and "ipset" (`ipset save`). `later` are the same commands, run again: they give the rise of the
// deciding rule's counter.
//
// For `limited`, the rule is what drops: either the rule with the limit, or what is reached beyond it. In both cases
// `limit` is the limit as written; where the limit is on a rule that accepts, there is no `undo`.
ServerFirewall decide(const QVector<ServerSaying>& sayings, const Packet& packet,
                      const QVector<ServerSaying>& later = {});

} // namespace knockback

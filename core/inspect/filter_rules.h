// Thread: any; values. Packet filter rules as both kinds of tool give them, and what one rule does with one packet.
#pragma once

#include "core/facts/address.h"
#include "core/inspect/ranges.h"

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>
#include <QMap>
#include <QString>
#include <QStringList>
#include <QVector>
#include <algorithm>
#include <cstdint>
#include <optional>

namespace knockback::filter {

// How sure it is that a rule takes the packet. In this order: all parts of a rule must match, so the weakest counts.
enum class Match : std::uint8_t
{
    no,
    yes,
    limited,  // a rate, a number of connections, chance
    uncertain // not understood, or about something that was not seen
};

inline Match both(Match a, Match b)
{
    return a == Match::no || b == Match::no ? Match::no : std::max(a, b);
}

// For alternatives, of which one is enough.
inline Match either(Match a, Match b)
{
    if (a == Match::yes || b == Match::yes)
        return Match::yes;
    return std::max(a, b);
}

inline Match negated(Match m)
{
    return m == Match::no ? Match::yes : m == Match::yes ? Match::no : m;
}

inline Match sure(bool holds)
{
    return holds ? Match::yes : Match::no;
}

// The packet on its way: what rules may ask about, and what they may change.
struct Flow
{
    IpAddress source, destination, originalDestination;
    int port = 0, originalPort = 0;
    QString in, out;   // "" = not known
    bool hasIn = true; // false: made by this machine, asked in output
    bool fromSelf = false, forSelf = true;
    bool leaving = false; // made by this machine for another one
    bool reply = false;   // the SYN-ACK: state established
    bool dnat = false, untracked = false;
    bool resumed = false; // prerouting lies behind it
    std::optional<std::uint32_t> mark = 0, connectionMark = 0;

    bool v6() const { return source.family == Family::ipv6; }
};

enum class Verdict : std::uint8_t
{
    none, // goes on with the next rule
    accept,
    drop,
    rejectIcmp,
    rejectReset,
    jump,
    go,     // goto
    back,   // return
    either, // somebody else decides: a queue to a program
};

// What a rule does where it matches.
struct Effect
{
    Match match = Match::no;
    Verdict verdict = Verdict::none;
    QString target;            // chain, for jump and go
    QString with;              // of a refusal: "icmp port-unreachable", "tcp reset"
    QString limit;             // as written, for limited
    QString set;               // that the source was found in
    QString element;           // the single address there, "" = a network
    bool ban = false;          // the set or list holds single addresses
    QString sourceMissed;      // everything else matched: the sources it is for
    std::optional<Flow> after; // the packet is changed
};

struct Rule
{
    std::int64_t handle = -1;  // nft's, or the number in the chain
    std::int64_t packets = -1; // -1 = no counter
    QString text;              // as its tool writes it
    QJsonArray expressions;    // nft
    QStringList words;         // iptables: what stands after "-A CHAIN"
};

struct Chain
{
    QString name;
    QString hook; // "" = reached by jumps only
    QString type; // filter, nat, route
    QStringList devices;
    int priority = 0;
    QString policy; // accept, drop
    std::int64_t policyPackets = -1;
    QVector<Rule> rules;
};

struct Set
{
    QJsonArray elements;
    bool verdicts = false;
};

struct Table
{
    enum class Tool : std::uint8_t
    {
        nft,
        iptables,       // of the kernel's nf_tables
        iptablesLegacy, // ip_tables
    } tool = Tool::nft;
    QString family; // inet, ip, ip6, netdev, bridge
    QString name;
    bool dormant = false;
    QMap<QString, Chain> chains;
    QMap<QString, Set> sets;
    QMap<QString, std::int64_t> counters; // named ones
    // How many comparisons with elements of sets are left: hostile sets must not hold us up. Beyond: not understood.
    mutable std::int64_t comparisons = 2'000'000;

    bool concerns(const Flow& flow) const
    {
        return family == QLatin1String("inet") || family == QLatin1String("netdev") ||
               family == QLatin1String("bridge") || family == QLatin1String(flow.v6() ? "ip6" : "ip");
    }
};

// `ipset save`: what iptables asks for with --match-set.
struct IpSet
{
    QString type; // hash:ip, hash:net, …
    QStringList members, exceptions;
};

struct Route
{
    AddressRange network;
    int length = 0;
    QString interface;
};

struct Ruleset
{
    QVector<Table> tables; // in the order they were listed
    QMap<QString, IpSet> ipsets;
    QVector<Route> routes;  // of the machine
    QVector<IpAddress> own; // its addresses
};

// The interface a packet to this address leaves by; "" = not known.
QString routeTo(const Ruleset& rules, const IpAddress& address);

// What one rule may do with the packet; empty: nothing. Several where the verdict depends on what was not seen.
// `goesOn` is false where one of them is certain.
struct Evaluation
{
    QVector<Effect> effects;
    bool goesOn = true;
};
Evaluation evaluateNft(const Ruleset& rules, const Table& table, const Rule& rule, const Flow& flow);
Evaluation evaluateIptables(const Ruleset& rules, const Table& table, const Rule& rule, const Flow& flow);

// Readers. False: this is not what the tool writes, or only a part of it.
bool readNft(const QByteArray& json, Ruleset& out);
bool readIptables(const QByteArray& text, bool v6, QVector<Table>& out);
void readIpset(const QByteArray& text, Ruleset& out);

// A rule, or a part of one, as `nft list ruleset` writes it.
QString nftText(const QJsonArray& expressions, const QString& comment = {});
QString nftStatement(const QJsonObject& statement);

} // namespace knockback::filter

// Thread: any; pure. The left side of an nft expression, asked of a packet, and its comparison with the right side.
#pragma once

#include "core/inspect/filter_rules.h"

namespace knockback::filter {

struct NftValue
{
    enum class Kind : std::uint8_t
    {
        unknown, // not understood, or not seen
        absent,  // the packet has no such thing: the rule does not match, whatever it compares
        chance,  // a number drawn for each packet
        number,  // from–to: the source port is somewhere above 1023
        address,
        name, // an interface
        list, // a concatenation
    } kind = Kind::unknown;
    NumberRange number;
    IpAddress address;
    QString name;
    QVector<NftValue> list;
    const char* symbols = ""; // "flags", "state", …: which table of names numbers have
    bool source = false;      // it is where the packet comes from
};

// What was met on the way through a set.
struct NftFound
{
    QString set, element;
    bool ban = false; // a named set of single addresses
};

NftValue nftValue(const QJsonValue& expression, const Ruleset& rules, const Flow& flow);
// A constant as a value of the same kind: a number for "syn" where the left side is flags.
std::optional<NumberRange> nftConstant(const QJsonValue& right, const NftValue& left);
// `right` may be a constant, prefix, range, list, set, "@set".
Match nftEquals(const NftValue& left, const QJsonValue& right, const Table& table, NftFound* found = nullptr,
                int depth = 0);
// `op` as in libnftables-json(5): ==, !=, in, !, <, >, <=, >=.
Match nftCompare(const QString& op, const NftValue& left, const QJsonValue& right, const Table& table,
                 NftFound* found = nullptr);
// The entries of a map, given in place or by name: [key, data].
QJsonArray nftEntries(const QJsonValue& map, const Table& table, bool* known);

} // namespace knockback::filter

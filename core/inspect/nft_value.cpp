#include "core/inspect/nft_value.h"

#include <array>

namespace knockback::filter {

namespace {

using Kind = NftValue::Kind;

struct Symbol
{
    const char* table;
    const char* name;
    std::int64_t value;
};
// tcp(7) header bits; enum ip_conntrack_info and ip_conntrack_status of the kernel's nf_conntrack_common.h; protocol
// numbers of IANA; nfnetlink's families; RTN_ of rtnetlink.h; ethertypes.
constexpr std::array kSymbols{
    Symbol{"flags", "fin", 1},          Symbol{"flags", "syn", 2},           Symbol{"flags", "rst", 4},
    Symbol{"flags", "psh", 8},          Symbol{"flags", "ack", 16},          Symbol{"flags", "urg", 32},
    Symbol{"flags", "ecn", 64},         Symbol{"flags", "cwr", 128},         Symbol{"state", "invalid", 1},
    Symbol{"state", "established", 2},  Symbol{"state", "related", 4},       Symbol{"state", "new", 8},
    Symbol{"state", "untracked", 64},   Symbol{"status", "expected", 1},     Symbol{"status", "seen-reply", 2},
    Symbol{"status", "assured", 4},     Symbol{"status", "confirmed", 8},    Symbol{"status", "snat", 16},
    Symbol{"status", "dnat", 32},       Symbol{"protocol", "icmp", 1},       Symbol{"protocol", "igmp", 2},
    Symbol{"protocol", "tcp", 6},       Symbol{"protocol", "udp", 17},       Symbol{"protocol", "dccp", 33},
    Symbol{"protocol", "gre", 47},      Symbol{"protocol", "esp", 50},       Symbol{"protocol", "ah", 51},
    Symbol{"protocol", "icmpv6", 58},   Symbol{"protocol", "ipv6-icmp", 58}, Symbol{"protocol", "comp", 108},
    Symbol{"protocol", "sctp", 132},    Symbol{"protocol", "udplite", 136},  Symbol{"family", "ipv4", 2},
    Symbol{"family", "ipv6", 10},       Symbol{"ether", "ip", 0x0800},       Symbol{"ether", "arp", 0x0806},
    Symbol{"ether", "vlan", 0x8100},    Symbol{"ether", "ip6", 0x86dd},      Symbol{"route", "unicast", 1},
    Symbol{"route", "local", 2},        Symbol{"route", "broadcast", 3},     Symbol{"route", "anycast", 4},
    Symbol{"route", "multicast", 5},    Symbol{"packet", "host", 0},         Symbol{"packet", "unicast", 0},
    Symbol{"packet", "broadcast", 1},   Symbol{"packet", "multicast", 2},    Symbol{"packet", "other", 3},
    Symbol{"direction", "original", 0}, Symbol{"direction", "reply", 1},     Symbol{"hardware", "loopback", 772},
};

constexpr std::int64_t kTcp = 6;

NftValue of(Kind kind)
{
    NftValue out;
    out.kind = kind;
    return out;
}

NftValue absent()
{
    return of(Kind::absent);
}

NftValue somewhere(std::int64_t first, std::int64_t last)
{
    NftValue out = of(Kind::number);
    out.number = {first, last};
    return out;
}

NftValue number(std::int64_t value, const char* symbols = "")
{
    NftValue out = somewhere(value, value);
    out.symbols = symbols;
    return out;
}

NftValue address(const IpAddress& value, bool source)
{
    NftValue out = of(value.isNone() ? Kind::unknown : Kind::address);
    out.address = value;
    out.source = source;
    return out;
}

NftValue interface(const QString& name)
{
    NftValue out = of(name.isEmpty() ? Kind::unknown : Kind::name);
    out.name = name;
    return out;
}

NftValue mark(const std::optional<std::uint32_t>& value)
{
    return value ? number(*value) : NftValue{};
}

// The client's own port: not known, but taken from above the privileged ones.
NftValue ports(bool far, const Flow& flow)
{
    if (far != flow.reply)
        return somewhere(1024, 65535);
    return flow.port > 0 ? number(flow.port) : NftValue{};
}

NftValue payload(const QJsonObject& object, const Flow& flow)
{
    const QString protocol = object.value(QLatin1String("protocol")).toString();
    const QString field = object.value(QLatin1String("field")).toString();
    const bool ip = protocol == QLatin1String("ip");
    if (ip || protocol == QLatin1String("ip6")) {
        if (ip == flow.v6())
            return absent();
        if (field == QLatin1String("saddr"))
            return address(flow.source, true);
        if (field == QLatin1String("daddr"))
            return address(flow.destination, false);
        if (field == QLatin1String("protocol") || field == QLatin1String("nexthdr"))
            return number(kTcp, "protocol");
        if (field == QLatin1String("version"))
            return number(ip ? 4 : 6);
        if (field == QLatin1String("ttl") || field == QLatin1String("hoplimit"))
            return somewhere(1, 255);
        return {};
    }
    if (protocol == QLatin1String("tcp") || protocol == QLatin1String("th")) {
        if (field == QLatin1String("dport"))
            return ports(false, flow);
        if (field == QLatin1String("sport"))
            return ports(true, flow);
        if (field == QLatin1String("flags") && protocol == QLatin1String("tcp"))
            return number(flow.reply ? 18 : 2, "flags");
        return {};
    }
    static const QStringList others{QStringLiteral("udp"),    QStringLiteral("udplite"), QStringLiteral("icmp"),
                                    QStringLiteral("icmpv6"), QStringLiteral("sctp"),    QStringLiteral("dccp"),
                                    QStringLiteral("igmp"),   QStringLiteral("esp"),     QStringLiteral("ah"),
                                    QStringLiteral("comp"),   QStringLiteral("arp")};
    return others.contains(protocol) ? absent() : NftValue{};
}

NftValue meta(const QString& key, const Flow& flow)
{
    if (key == QLatin1String("iifname") || key == QLatin1String("iif"))
        return flow.hasIn ? interface(flow.in) : absent();
    if (key == QLatin1String("oifname") || key == QLatin1String("oif"))
        return interface(flow.out);
    if (key == QLatin1String("l4proto"))
        return number(kTcp, "protocol");
    if (key == QLatin1String("nfproto"))
        return number(flow.v6() ? 10 : 2, "family");
    if (key == QLatin1String("protocol"))
        return number(flow.v6() ? 0x86dd : 0x0800, "ether");
    if (key == QLatin1String("mark"))
        return mark(flow.mark);
    if (key == QLatin1String("pkttype"))
        return number(0, "packet");
    if (key == QLatin1String("iiftype"))
        return flow.fromSelf ? number(772, "hardware") : somewhere(0, 771);
    return {};
}

NftValue connection(const QJsonObject& object, const Flow& flow)
{
    const QString key = object.value(QLatin1String("key")).toString();
    if (object.contains(QLatin1String("dir"))) {
        if (object.value(QLatin1String("dir")) != QLatin1String("original") || flow.reply)
            return {};
        if (key == QLatin1String("ip saddr") || key == QLatin1String("ip6 saddr"))
            return flow.v6() == key.startsWith(QLatin1String("ip6")) ? address(flow.source, true) : absent();
        if (key == QLatin1String("ip daddr") || key == QLatin1String("ip6 daddr"))
            return flow.v6() == key.startsWith(QLatin1String("ip6")) ? address(flow.originalDestination, false)
                                                                     : absent();
        if (key == QLatin1String("proto-dst"))
            return number(flow.originalPort);
        return {};
    }
    if (key == QLatin1String("state"))
        return number(flow.untracked ? 64 : flow.reply ? 2 : 8, "state");
    if (key == QLatin1String("status")) // of a new connection: only what address translation has done
        return flow.reply ? NftValue{} : number(flow.dnat ? 32 : 0, "status");
    if (key == QLatin1String("direction"))
        return number(flow.reply ? 1 : 0, "direction");
    if (key == QLatin1String("mark"))
        return mark(flow.connectionMark);
    if (key == QLatin1String("l3proto"))
        return number(flow.v6() ? 10 : 2, "family");
    if (key == QLatin1String("protocol"))
        return number(kTcp, "protocol");
    return {};
}

NftValue lookup(const QJsonObject& object, const Ruleset& rules, const Flow& flow)
{
    const QJsonArray flags = object.value(QLatin1String("flags")).toArray();
    const QString result = object.value(QLatin1String("result")).toString();
    if (result == QLatin1String("type") && flags.contains(QLatin1String("daddr")) && !flow.destination.isNone())
        return flow.forSelf ? number(2, "route") : NftValue{};
    // Whether the way back to the source leads out where the packet came in.
    if (result == QLatin1String("oif") && flags.contains(QLatin1String("saddr")) && !rules.routes.isEmpty() &&
        !flow.in.isEmpty()) {
        if (flow.fromSelf)
            return number(1);
        const QString back = routeTo(rules, flow.source);
        return number(!back.isEmpty() && (back == flow.in || !flags.contains(QLatin1String("iif"))) ? 1 : 0);
    }
    return {};
}

// "A & mask" of two numbers that are known.
NftValue masked(const QJsonArray& parts, const Ruleset& rules, const Flow& flow)
{
    if (parts.size() < 2)
        return {};
    NftValue value = nftValue(parts.at(0), rules, flow);
    if (value.kind != Kind::number)
        return value.kind == Kind::absent || value.kind == Kind::chance ? value : NftValue{};
    QJsonArray mask = parts;
    mask.removeFirst();
    const auto bits = nftConstant(mask.size() == 1 ? mask.at(0) : QJsonValue(mask), value);
    if (!bits || bits->first != bits->last || value.number.first != value.number.last)
        return {};
    value.number.first = value.number.last = value.number.first & bits->first;
    return value;
}

bool matchesName(const QString& name, const QString& pattern)
{
    return pattern.endsWith(QLatin1Char('*')) ? name.startsWith(QStringView(pattern).chopped(1)) : name == pattern;
}

Match compareRange(const NumberRange& left, const NumberRange& right)
{
    if (left.first >= right.first && left.last <= right.last)
        return Match::yes;
    return left.last < right.first || left.first > right.last ? Match::no : Match::uncertain;
}

} // namespace

NftValue nftValue(const QJsonValue& expression, const Ruleset& rules, const Flow& flow)
{
    const QJsonObject object = expression.toObject();
    if (object.isEmpty())
        return {};
    const QString kind = object.begin().key();
    const QJsonValue inner = object.begin().value();
    if (kind == QLatin1String("payload"))
        return payload(inner.toObject(), flow);
    if (kind == QLatin1String("meta"))
        return meta(inner.isString() ? inner.toString() : inner.toObject().value(QLatin1String("key")).toString(),
                    flow);
    if (kind == QLatin1String("ct"))
        return connection(inner.toObject(), flow);
    if (kind == QLatin1String("fib"))
        return lookup(inner.toObject(), rules, flow);
    if (kind == QLatin1String("numgen"))
        return of(Kind::chance);
    if (kind == QLatin1String("exthdr")) // a plain connection has none: no field to compare, "exists" is false
        return inner.toObject().contains(QLatin1String("field")) ? absent() : number(0);
    if (kind == QLatin1String("&"))
        return masked(inner.toArray(), rules, flow);
    if (kind == QLatin1String("concat")) {
        NftValue out = of(Kind::list);
        const QJsonArray parts = inner.toArray();
        for (const QJsonValue part : parts) {
            if (part.toObject().contains(QLatin1String("concat")))
                return {};
            out.list.append(nftValue(part, rules, flow));
            if (out.list.last().kind == Kind::absent)
                return absent();
        }
        return out;
    }
    return {};
}

std::optional<NumberRange> nftConstant(const QJsonValue& right, const NftValue& left)
{
    if (right.isDouble())
        return NumberRange{right.toInteger(), right.toInteger()};
    if (right.isBool())
        return NumberRange{right.toBool() ? 1 : 0, right.toBool() ? 1 : 0};
    if (right.isString()) {
        for (const Symbol& symbol : kSymbols)
            if (qstrcmp(symbol.table, left.symbols) == 0 && right == QLatin1String(symbol.name))
                return NumberRange{symbol.value, symbol.value};
        return numberRange(right.toString());
    }
    QJsonArray parts = right.toArray();
    if (right.isObject()) // {"|": ["fin", "syn"]}
        parts = right.toObject().value(QLatin1String("|")).toArray();
    if (parts.isEmpty() || parts.size() > 16)
        return std::nullopt;
    NumberRange out;
    for (const QJsonValue part : std::as_const(parts)) {
        const auto bits = part.isArray() || part.isObject() ? std::nullopt : nftConstant(part, left);
        if (!bits)
            return std::nullopt;
        out.first = out.last = out.first | bits->first;
    }
    return out;
}

namespace {

// A prefix, a range or one address, as JSON has them.
std::optional<AddressRange> addressesOf(const QJsonValue& right)
{
    if (right.isString())
        return addressRange(right.toString());
    const QJsonObject object = right.toObject();
    const QJsonObject prefix = object.value(QLatin1String("prefix")).toObject();
    if (!prefix.isEmpty())
        return addressRange(prefix.value(QLatin1String("addr")).toString() + QLatin1Char('/') +
                            QString::number(prefix.value(QLatin1String("len")).toInt(-1)));
    const QJsonArray range = object.value(QLatin1String("range")).toArray();
    if (range.size() == 2)
        return addressRange(range.at(0).toString() + QLatin1Char('-') + range.at(1).toString());
    return std::nullopt;
}

Match equalsNumber(const NftValue& left, const QJsonValue& right)
{
    const QJsonArray range = right.toObject().value(QLatin1String("range")).toArray();
    if (range.size() == 2) {
        const auto first = nftConstant(range.at(0), left), last = nftConstant(range.at(1), left);
        return first && last ? compareRange(left.number, {first->first, last->last}) : Match::uncertain;
    }
    const auto value = nftConstant(right, left);
    return value ? compareRange(left.number, *value) : Match::uncertain;
}

Match equalsList(const NftValue& left, const QJsonValue& right, const Table& table, NftFound* found, int depth)
{
    const QJsonArray parts = right.toObject().value(QLatin1String("concat")).toArray();
    if (parts.size() != left.list.size())
        return Match::uncertain;
    Match out = Match::yes;
    for (qsizetype i = 0; i < parts.size(); ++i)
        out = both(out, nftEquals(left.list.at(i), parts.at(i), table, found, depth));
    return out;
}

Match equalsAny(const NftValue& left, const QJsonArray& elements, const Table& table, NftFound* found, int depth)
{
    Match out = Match::no;
    for (const QJsonValue element : elements) {
        NftFound here;
        const Match m = nftEquals(left, element, table, &here, depth);
        if (m == Match::yes && found)
            found->element = here.element;
        out = either(out, m);
        if (out == Match::yes)
            break;
    }
    return out;
}

Match equalsNamed(const NftValue& left, const QString& name, const Table& table, NftFound* found, int depth)
{
    const auto set = table.sets.constFind(name);
    if (set == table.sets.constEnd())
        return Match::uncertain;
    const Match out = equalsAny(left, set->elements, table, found, depth);
    const bool bySource =
        left.source || std::any_of(left.list.begin(), left.list.end(), [](const NftValue& v) { return v.source; });
    if (out == Match::yes && found && bySource) {
        found->set = name;
        found->ban = !found->element.isEmpty();
    }
    return out;
}

} // namespace

Match nftEquals(const NftValue& left, const QJsonValue& right, const Table& table, NftFound* found, int depth)
{
    if (left.kind == Kind::absent)
        return Match::no;
    if (depth > 4 || --table.comparisons < 0)
        return Match::uncertain;
    const QJsonObject object = right.toObject();
    if (object.contains(QLatin1String("elem")))
        return nftEquals(left, object.value(QLatin1String("elem")).toObject().value(QLatin1String("val")), table, found,
                         depth + 1);
    if (object.contains(QLatin1String("set")))
        return equalsAny(left, object.value(QLatin1String("set")).toArray(), table, found, depth + 1);
    if (right.isString() && right.toString().startsWith(QLatin1Char('@')))
        return equalsNamed(left, right.toString().mid(1), table, found, depth + 1);
    if (right == QLatin1String("*")) // what is left, at the end of a set
        return Match::yes;
    switch (left.kind) {
    case Kind::number:
        return equalsNumber(left, right);
    case Kind::address: {
        const auto range = addressesOf(right);
        if (!range)
            return Match::uncertain;
        if (range->has(left.address) && range->single() && left.source && found)
            found->element = left.address.toString();
        return sure(range->has(left.address));
    }
    case Kind::name:
        return right.isString() ? sure(matchesName(left.name, right.toString())) : Match::uncertain;
    case Kind::list:
        return equalsList(left, right, table, found, depth + 1);
    case Kind::chance:
        return Match::limited;
    default:
        return Match::uncertain;
    }
}

Match nftCompare(const QString& op, const NftValue& left, const QJsonValue& right, const Table& table, NftFound* found)
{
    if (left.kind == Kind::absent)
        return Match::no;
    if (op == QLatin1String("!="))
        return negated(nftEquals(left, right, table));
    const bool bits = left.kind == Kind::number && left.number.first == left.number.last &&
                      (qstrcmp(left.symbols, "flags") == 0 || qstrcmp(left.symbols, "state") == 0 ||
                       qstrcmp(left.symbols, "status") == 0);
    if (op == QLatin1String("!") || (op == QLatin1String("in") && bits)) {
        const auto value = bits ? nftConstant(right, left) : std::nullopt;
        if (!value)
            return Match::uncertain;
        const bool any = (left.number.first & value->first) != 0;
        return sure(op == QLatin1String("in") ? any : !any);
    }
    if (op == QLatin1String("==") || op == QLatin1String("in"))
        return nftEquals(left, right, table, found);
    const auto value = left.kind == Kind::number ? nftConstant(right, left) : std::nullopt;
    if (!value)
        return left.kind == Kind::chance ? Match::limited : Match::uncertain;
    constexpr std::int64_t most = std::int64_t{1} << 53;
    if (op == QLatin1String("<"))
        return compareRange(left.number, {0, value->first - 1});
    if (op == QLatin1String("<="))
        return compareRange(left.number, {0, value->first});
    if (op == QLatin1String(">"))
        return compareRange(left.number, {value->first + 1, most});
    return op == QLatin1String(">=") ? compareRange(left.number, {value->first, most}) : Match::uncertain;
}

QJsonArray nftEntries(const QJsonValue& map, const Table& table, bool* known)
{
    *known = true;
    if (map.isString() && map.toString().startsWith(QLatin1Char('@'))) {
        const auto set = table.sets.constFind(map.toString().mid(1));
        *known = set != table.sets.constEnd();
        return *known ? set->elements : QJsonArray{};
    }
    const QJsonValue list = map.toObject().value(QLatin1String("set"));
    *known = list.isArray();
    return list.toArray();
}

} // namespace knockback::filter

// One nft rule, asked about one packet.
#include "core/inspect/nft_value.h"

namespace knockback::filter {

namespace {

constexpr int kMostEntries = 100'000;

class NftRule
{
public:
    NftRule(const Ruleset& rules, const Table& table, const Flow& flow) : m_rules(rules), m_table(table), m_flow(flow)
    {
        m_effect.match = Match::yes;
    }

    Evaluation evaluate(const QJsonArray& expressions)
    {
        for (const QJsonValue value : expressions) {
            const QJsonObject object = value.toObject();
            if (object.isEmpty()) {
                weaken(Match::uncertain);
                continue;
            }
            statement(object.begin().key(), object.begin().value(), object);
            if (m_effect.match == Match::no || m_done)
                break;
        }
        if (!m_done)
            finish();
        return m_out;
    }

private:
    void weaken(Match m) { m_effect.match = both(m_effect.match, m); }

    void weakenLimited(const QJsonObject& statement)
    {
        weaken(Match::limited);
        m_effect.limit = nftStatement(statement);
    }

    // One verdict, under the conditions met so far.
    void finish()
    {
        m_done = true;
        if (m_sourceMissed && m_effect.match == Match::yes)
            m_effect.sourceMissed = *m_sourceMissed;
        if (m_sourceMissed)
            m_effect.match = Match::no;
        m_out.goesOn = m_effect.match != Match::yes;
        if (m_changed)
            m_effect.after = m_flow;
        if (m_effect.match != Match::no || !m_effect.sourceMissed.isEmpty())
            m_out.effects.append(m_effect);
    }

    void end(Verdict verdict)
    {
        m_effect.verdict = verdict;
        finish();
    }

    void statement(const QString& kind, const QJsonValue& inner, const QJsonObject& whole)
    {
        if (kind == QLatin1String("match"))
            match(inner.toObject());
        else if (kind == QLatin1String("vmap"))
            verdictMap(inner.toObject());
        else if (!verdict(kind, inner, &m_effect)) {
            if (kind == QLatin1String("limit") || kind == QLatin1String("quota") || kind == QLatin1String("ct count") ||
                kind == QLatin1String("meter"))
                weakenLimited(whole);
            else if (kind == QLatin1String("set") || kind == QLatin1String("map"))
                update(inner.toObject(), whole);
            else if (!change(kind, inner))
                weaken(Match::uncertain);
        } else {
            // nft leaves out the "meta nfproto ipv4" that a refusal by ICMP implies.
            const QString type = inner.toObject().value(QLatin1String("type")).toString();
            if (type == QLatin1String(m_flow.v6() ? "icmp" : "icmpv6"))
                weaken(Match::no);
            finish();
        }
    }

    // False: this is no verdict.
    static bool verdict(const QString& kind, const QJsonValue& inner, Effect* out)
    {
        const QString target = inner.toObject().value(QLatin1String("target")).toString();
        if (kind == QLatin1String("accept"))
            out->verdict = Verdict::accept;
        else if (kind == QLatin1String("drop"))
            out->verdict = Verdict::drop;
        else if (kind == QLatin1String("return"))
            out->verdict = Verdict::back;
        else if (kind == QLatin1String("continue"))
            out->verdict = Verdict::none;
        else if (kind == QLatin1String("jump") || kind == QLatin1String("goto")) {
            out->verdict = kind == QLatin1String("jump") ? Verdict::jump : Verdict::go;
            out->target = target;
        } else if (kind == QLatin1String("queue") || kind == QLatin1String("synproxy") ||
                   kind == QLatin1String("tproxy") || kind == QLatin1String("fwd")) {
            out->verdict = Verdict::either;
            out->match = both(out->match, Match::uncertain);
        } else if (kind == QLatin1String("reject")) {
            const QJsonObject reject = inner.toObject();
            const QString type = reject.value(QLatin1String("type")).toString();
            const bool reset = type == QLatin1String("tcp reset");
            const QString why = reject.value(QLatin1String("expr")).toString();
            out->verdict = reset ? Verdict::rejectReset : Verdict::rejectIcmp;
            out->with =
                reset ? type : QStringLiteral("icmp %1").arg(why.isEmpty() ? QStringLiteral("port-unreachable") : why);
        } else {
            return false;
        }
        return true;
    }

    void match(const QJsonObject& object)
    {
        const QString op = object.value(QLatin1String("op")).toString();
        const QJsonValue left = object.value(QLatin1String("left")), right = object.value(QLatin1String("right"));
        const NftValue value = nftValue(left, m_rules, m_flow);
        NftFound found;
        const Match m = nftCompare(op, value, right, m_table, &found);
        if (m == Match::no && value.source && value.kind == NftValue::Kind::address && !m_sourceMissed &&
            op != QLatin1String("!=")) {
            m_sourceMissed = nftStatement({{QStringLiteral("match"), object}});
            return; // the rest is looked at, to know for whom the rule is
        }
        if (m == Match::limited)
            m_effect.limit = nftStatement({{QStringLiteral("match"), object}});
        if (m == Match::yes && !found.set.isEmpty()) {
            m_effect.set = found.set;
            m_effect.element = found.element;
            m_effect.ban = found.ban;
        }
        if (m == Match::yes && op == QLatin1String("!=") && value.source)
            m_effect.sourceMissed = nftStatement({{QStringLiteral("match"), object}});
        weaken(m);
    }

    // Each entry that may be it, with its own verdict.
    void verdictMap(const QJsonObject& object)
    {
        const NftValue key = nftValue(object.value(QLatin1String("key")), m_rules, m_flow);
        bool known = false;
        const QJsonArray entries = nftEntries(object.value(QLatin1String("data")), m_table, &known);
        if (key.kind == NftValue::Kind::absent || m_sourceMissed) {
            weaken(Match::no);
            return;
        }
        if (!known || entries.size() > kMostEntries) {
            m_effect.verdict = Verdict::either;
            weaken(Match::uncertain);
            finish();
            return;
        }
        m_done = true;
        for (const QJsonValue entry : entries) {
            const QJsonArray pair = entry.toArray();
            NftFound found;
            const Match m = both(m_effect.match, nftEquals(key, pair.at(0), m_table, &found));
            const QJsonObject data = pair.at(1).toObject();
            if (m == Match::no || data.isEmpty())
                continue;
            Effect effect = m_effect;
            effect.match = m;
            effect.element = found.element;
            if (!verdict(data.begin().key(), data.begin().value(), &effect)) {
                effect.verdict = Verdict::either;
                effect.match = Match::uncertain;
            }
            m_out.effects.append(effect);
            m_out.goesOn = m != Match::yes;
            if (m == Match::yes)
                break;
        }
    }

    // add, update, delete @set { … }: passes, unless a limit for each element says otherwise.
    void update(const QJsonObject& object, const QJsonObject& whole)
    {
        const QJsonArray statements = object.value(QLatin1String("stmt")).toArray();
        for (const QJsonValue statement : statements) {
            const QJsonObject one = statement.toObject();
            if (one.contains(QLatin1String("limit")) || one.contains(QLatin1String("ct count")) ||
                one.contains(QLatin1String("quota")))
                weakenLimited(whole);
            else if (!one.contains(QLatin1String("counter")) && !one.contains(QLatin1String("last")))
                weaken(Match::uncertain);
        }
    }

    // What changes the packet or nothing at all. False: not understood.
    bool change(const QString& kind, const QJsonValue& inner)
    {
        static const QStringList nothing{QStringLiteral("counter"),        QStringLiteral("log"),
                                         QStringLiteral("comment"),        QStringLiteral("last"),
                                         QStringLiteral("ct helper"),      QStringLiteral("ct timeout"),
                                         QStringLiteral("ct expectation"), QStringLiteral("secmark"),
                                         QStringLiteral("flow"),           QStringLiteral("dup"),
                                         QStringLiteral("reset")};
        if (nothing.contains(kind))
            return true;
        if (m_sourceMissed)
            return kind == QLatin1String("mangle") || kind == QLatin1String("notrack");
        if (kind == QLatin1String("notrack")) {
            m_flow.untracked = m_changed = true;
            return true;
        }
        if (kind == QLatin1String("mangle"))
            return mangle(inner.toObject());
        if (kind == QLatin1String("dnat") || kind == QLatin1String("redirect")) {
            translate(kind == QLatin1String("redirect"), inner.toObject());
            end(Verdict::accept);
            return true;
        }
        if (kind == QLatin1String("snat") || kind == QLatin1String("masquerade")) {
            end(Verdict::accept);
            return true;
        }
        return false;
    }

    bool mangle(const QJsonObject& object)
    {
        const QJsonObject key = object.value(QLatin1String("key")).toObject();
        const QString meta = key.value(QLatin1String("meta")).toObject().value(QLatin1String("key")).toString();
        const QString ct = key.value(QLatin1String("ct")).toObject().value(QLatin1String("key")).toString();
        if (meta == QLatin1String("mark") || ct == QLatin1String("mark")) {
            const QJsonValue value = object.value(QLatin1String("value"));
            std::optional<std::uint32_t> mark;
            if (value.isDouble())
                mark = static_cast<std::uint32_t>(value.toInteger());
            else if (const NftValue known = nftValue(value, m_rules, m_flow);
                     known.kind == NftValue::Kind::number && known.number.first == known.number.last)
                mark = static_cast<std::uint32_t>(known.number.first);
            (ct.isEmpty() ? m_flow.mark : m_flow.connectionMark) = mark;
            m_changed = true;
            return true;
        }
        if (key.contains(QLatin1String("payload"))) {
            const QString field =
                key.value(QLatin1String("payload")).toObject().value(QLatin1String("field")).toString();
            return field == QLatin1String("dscp") || field == QLatin1String("ttl") ||
                   field == QLatin1String("hoplimit") || field == QLatin1String("ecn");
        }
        return !meta.isEmpty() || !ct.isEmpty() || key.contains(QLatin1String("tcp option"));
    }

    // A constant, or what a map gives for this packet; nothing: not known.
    std::optional<QJsonValue> constant(const QJsonValue& value) const
    {
        const QJsonObject map = value.toObject().value(QLatin1String("map")).toObject();
        if (map.isEmpty())
            return value.isObject() && !value.toObject().contains(QLatin1String("concat")) ? std::nullopt
                                                                                           : std::optional(value);
        const NftValue key = nftValue(map.value(QLatin1String("key")), m_rules, m_flow);
        bool known = false;
        const QJsonArray entries = nftEntries(map.value(QLatin1String("data")), m_table, &known);
        for (const QJsonValue entry : entries) {
            const QJsonArray pair = entry.toArray();
            const Match m = nftEquals(key, pair.at(0), m_table);
            if (m == Match::yes)
                return pair.at(1);
            if (m != Match::no)
                return std::nullopt;
        }
        return known ? std::optional(QJsonValue(QJsonValue::Undefined)) : std::nullopt;
    }

    void translate(bool redirect, const QJsonObject& object)
    {
        const QString family = object.value(QLatin1String("family")).toString();
        if (family == QLatin1String(m_flow.v6() ? "ip" : "ip6")) {
            weaken(Match::no);
            return;
        }
        auto to = constant(object.value(QLatin1String("addr")));
        auto port = constant(object.value(QLatin1String("port")));
        const bool hasAddress = object.contains(QLatin1String("addr")),
                   hasPort = object.contains(QLatin1String("port"));
        if (to && to->toObject().contains(QLatin1String("concat"))) {
            const QJsonArray parts = to->toObject().value(QLatin1String("concat")).toArray();
            to = parts.at(0);
            port = parts.at(1);
        }
        if ((to && hasAddress && to->isUndefined()) || (port && hasPort && port->isUndefined())) {
            weaken(Match::no); // not in the map
            return;
        }
        m_flow.dnat = m_changed = true;
        if (hasAddress && !redirect)
            m_flow.destination = to ? IpAddress::parse(to->toString()).value_or(IpAddress{}) : IpAddress{};
        if (port && (hasPort || port->isDouble()))
            m_flow.port = port->toInt(0);
        else if (!port)
            m_flow.port = 0;
    }

    const Ruleset& m_rules;
    const Table& m_table;
    Flow m_flow;
    Effect m_effect;
    Evaluation m_out;
    std::optional<QString> m_sourceMissed;
    bool m_changed = false, m_done = false;
};

} // namespace

Evaluation evaluateNft(const Ruleset& rules, const Table& table, const Rule& rule, const Flow& flow)
{
    return NftRule(rules, table, flow).evaluate(rule.expressions);
}

} // namespace knockback::filter

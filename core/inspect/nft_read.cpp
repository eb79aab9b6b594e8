// `nft -j list ruleset` (libnftables-json(5)).
#include "core/inspect/filter_rules.h"

#include <QJsonDocument>

namespace knockback::filter {

namespace {

constexpr qsizetype kMostBytes = 16 << 20;
constexpr int kMostObjects = 200'000;

QString text(const QJsonObject& object, const char* key)
{
    return object.value(QLatin1String(key)).toString();
}

std::int64_t number(const QJsonObject& object, const char* key)
{
    return object.value(QLatin1String(key)).toInteger(-1);
}

QStringList textOrList(const QJsonValue& value)
{
    QStringList out;
    if (value.isString())
        out.append(value.toString());
    const QJsonArray array = value.toArray();
    for (const QJsonValue one : array)
        out.append(one.toString());
    return out;
}

Chain chainFrom(const QJsonObject& object)
{
    Chain chain;
    chain.name = text(object, "name");
    chain.hook = text(object, "hook");
    chain.type = text(object, "type");
    chain.policy = chain.hook.isEmpty() ? QString() : text(object, "policy");
    if (!chain.hook.isEmpty() && chain.policy.isEmpty())
        chain.policy = QStringLiteral("accept");
    chain.priority = object.value(QLatin1String("prio")).toInt();
    chain.devices = textOrList(object.value(QLatin1String("dev")));
    return chain;
}

Rule ruleFrom(const QJsonObject& object, const QMap<QString, std::int64_t>& named)
{
    Rule rule;
    rule.handle = number(object, "handle");
    rule.expressions = object.value(QLatin1String("expr")).toArray();
    rule.text = nftText(rule.expressions, text(object, "comment"));
    for (const QJsonValue one : std::as_const(rule.expressions)) {
        const QJsonValue counter = one.toObject().value(QLatin1String("counter"));
        if (counter.isObject())
            rule.packets = number(counter.toObject(), "packets");
        else if (counter.isString())
            rule.packets = named.value(counter.toString(), -1);
    }
    return rule;
}

class Reader
{
public:
    explicit Reader(Ruleset& out) : m_out(out) {}

    void take(const QString& kind, const QJsonObject& object)
    {
        if (kind == QLatin1String("table")) {
            Table table;
            table.family = text(object, "family");
            table.name = text(object, "name");
            table.dormant = textOrList(object.value(QLatin1String("flags"))).contains(QLatin1String("dormant"));
            m_at.insert(table.family + QLatin1Char(' ') + table.name, m_out.tables.size());
            m_out.tables.append(table);
            return;
        }
        const auto at = m_at.constFind(text(object, "family") + QLatin1Char(' ') + text(object, "table"));
        if (at == m_at.constEnd())
            return;
        Table& table = m_out.tables[*at];
        const QString name = text(object, "name");
        if (kind == QLatin1String("chain"))
            table.chains.insert(name, chainFrom(object));
        else if (kind == QLatin1String("counter"))
            table.counters.insert(name, number(object, "packets"));
        else if (kind == QLatin1String("set") || kind == QLatin1String("map"))
            table.sets.insert(name, {object.value(QLatin1String("elem")).toArray(),
                                     object.value(QLatin1String("map")) == QLatin1String("verdict")});
        else if (kind == QLatin1String("rule"))
            table.chains[text(object, "chain")].rules.append(ruleFrom(object, table.counters));
    }

private:
    Ruleset& m_out;
    QMap<QString, qsizetype> m_at;
};

} // namespace

bool readNft(const QByteArray& json, Ruleset& out)
{
    if (json.size() > kMostBytes)
        return false;
    const QJsonDocument document = QJsonDocument::fromJson(json);
    const QJsonValue list = document.object().value(QLatin1String("nftables"));
    if (!list.isArray())
        return false;
    const QJsonArray objects = list.toArray();
    if (objects.size() > kMostObjects)
        return false;
    Reader reader(out);
    // Tables, chains and counters come before the rules in what nft writes; whoever mixes them is read all the same.
    for (const bool rules : {false, true})
        for (const QJsonValue value : objects) {
            const QJsonObject object = value.toObject();
            if (!object.isEmpty() && (object.contains(QLatin1String("rule")) == rules))
                reader.take(object.begin().key(), object.begin().value().toObject());
        }
    return true;
}

} // namespace knockback::filter

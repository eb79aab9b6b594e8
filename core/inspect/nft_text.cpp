// Rules out of nft's JSON, written as `nft list ruleset` would (nft(8)); what is not known stays JSON.
#include "core/inspect/filter_rules.h"

#include <QJsonDocument>

namespace knockback::filter {

namespace {

constexpr int kMostElements = 16;
constexpr int kMostLetters = 600;

QString say(const QJsonValue& value, int depth = 0);

QString raw(const QJsonObject& object)
{
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact)).left(200);
}

QString text(const QJsonObject& object, const char* key)
{
    const QJsonValue value = object.value(QLatin1String(key));
    return value.isDouble() ? QString::number(value.toInteger()) : value.toString();
}

QString joined(const QJsonArray& parts, const QString& between, int depth)
{
    QStringList out;
    for (const QJsonValue part : parts) {
        if (out.size() >= kMostElements) {
            out.append(QStringLiteral("…"));
            break;
        }
        out.append(say(part, depth));
    }
    return out.join(between);
}

QString target(const QString& verdict, const QJsonValue& inner)
{
    const QString to = inner.toObject().value(QLatin1String("target")).toString();
    return to.isEmpty() ? verdict : verdict + QLatin1Char(' ') + to;
}

QString element(const QJsonValue& value, int depth)
{
    const QJsonArray pair = value.toArray();
    if (pair.size() != 2)
        return say(value, depth);
    const QJsonObject verdict = pair.at(1).toObject();
    const bool isVerdict = verdict.size() == 1 && !verdict.contains(QLatin1String("concat"));
    return say(pair.at(0), depth) + QStringLiteral(" : ") +
           (isVerdict ? target(verdict.begin().key(), verdict.begin().value()) : say(pair.at(1), depth));
}

QString set(const QJsonArray& elements, int depth)
{
    QStringList out;
    for (const QJsonValue one : elements) {
        if (out.size() >= kMostElements) {
            out.append(QStringLiteral("…"));
            break;
        }
        out.append(element(one, depth));
    }
    return QStringLiteral("{ %1 }").arg(out.join(QStringLiteral(", ")));
}

QString ofPayload(const QJsonObject& object)
{
    if (object.contains(QLatin1String("base")))
        return QStringLiteral("@%1,%2,%3").arg(text(object, "base"), text(object, "offset"), text(object, "len"));
    return text(object, "protocol") + QLatin1Char(' ') + text(object, "field");
}

QString ofMeta(const QJsonValue& inner)
{
    const QString key = inner.isString() ? inner.toString() : text(inner.toObject(), "key");
    static const QStringList bare{QStringLiteral("iif"), QStringLiteral("iifname"), QStringLiteral("oif"),
                                  QStringLiteral("oifname")};
    return bare.contains(key) ? key : QStringLiteral("meta ") + key;
}

QString ofFib(const QJsonObject& object)
{
    return QStringLiteral("fib %1 %2")
        .arg(joined(object.value(QLatin1String("flags")).toArray(), QStringLiteral(" . "), 0), text(object, "result"));
}

QString ofNumgen(const QJsonObject& object)
{
    QString out = QStringLiteral("numgen %1 mod %2").arg(text(object, "mode"), text(object, "mod"));
    if (object.value(QLatin1String("offset")).toInt() != 0)
        out += QStringLiteral(" offset ") + text(object, "offset");
    return out;
}

QString say(const QJsonValue& value, int depth)
{
    if (depth > 8)
        return QStringLiteral("…");
    if (value.isString())
        return value.toString();
    if (value.isDouble())
        return QString::number(value.toInteger());
    if (value.isBool())
        return value.toBool() ? QStringLiteral("exists") : QStringLiteral("missing");
    if (value.isArray())
        return joined(value.toArray(), QStringLiteral(","), depth + 1);
    const QJsonObject object = value.toObject();
    if (object.isEmpty())
        return {};
    const QString kind = object.begin().key();
    const QJsonValue inner = object.begin().value();
    const QJsonArray list = inner.toArray();
    if (kind == QLatin1String("payload"))
        return ofPayload(inner.toObject());
    if (kind == QLatin1String("meta"))
        return ofMeta(inner);
    if (kind == QLatin1String("ct"))
        return QStringLiteral("ct %1%2").arg(inner.toObject().contains(QLatin1String("dir"))
                                                 ? text(inner.toObject(), "dir") + QLatin1Char(' ')
                                                 : QString(),
                                             text(inner.toObject(), "key"));
    if (kind == QLatin1String("fib"))
        return ofFib(inner.toObject());
    if (kind == QLatin1String("numgen"))
        return ofNumgen(inner.toObject());
    if (kind == QLatin1String("socket"))
        return QStringLiteral("socket ") + text(inner.toObject(), "key");
    if (kind == QLatin1String("tcp option"))
        return QStringLiteral("tcp option %1 %2").arg(text(inner.toObject(), "name"), text(inner.toObject(), "field"));
    if (kind == QLatin1String("prefix"))
        return text(inner.toObject(), "addr") + QLatin1Char('/') + text(inner.toObject(), "len");
    if (kind == QLatin1String("range"))
        return say(list.at(0), depth + 1) + QLatin1Char('-') + say(list.at(1), depth + 1);
    if (kind == QLatin1String("concat"))
        return joined(list, QStringLiteral(" . "), depth + 1);
    if (kind == QLatin1String("set"))
        return inner.isArray() ? set(list, depth + 1) : raw(object);
    if (kind == QLatin1String("map") && inner.isObject())
        return QStringLiteral("%1 map %2")
            .arg(say(inner.toObject().value(QLatin1String("key")), depth + 1),
                 say(inner.toObject().value(QLatin1String("data")), depth + 1));
    if (kind == QLatin1String("elem"))
        return say(inner.toObject().value(QLatin1String("val")), depth + 1);
    if (kind == QLatin1String("&") || kind == QLatin1String("|"))
        return joined(list, QStringLiteral(" %1 ").arg(kind), depth + 1);
    return raw(object);
}

QString ofMatch(const QJsonObject& object)
{
    const QString op = text(object, "op");
    const QJsonValue left = object.value(QLatin1String("left")), right = object.value(QLatin1String("right"));
    const QJsonObject leftObject = left.toObject();
    const QJsonObject field = leftObject.value(QLatin1String("payload")).toObject();
    const bool flags = field.value(QLatin1String("field")) == QLatin1String("flags");
    // "tcp flags syn / fin,syn,rst,ack"
    const QJsonArray masked = leftObject.value(QLatin1String("&")).toArray();
    if (masked.size() == 2 && (op == QLatin1String("==") || op == QLatin1String("!=")))
        return QStringLiteral("%1 %2%3 / %4")
            .arg(say(masked.at(0)), op == QLatin1String("!=") ? QStringLiteral("!= ") : QString(), say(right),
                 say(masked.at(1)));
    const bool plain = op == QLatin1String("in") || (op == QLatin1String("==") && !(flags && right.isString()));
    QString name = say(left);
    const QString key = leftObject.value(QLatin1String("meta")).toObject().value(QLatin1String("key")).toString();
    QString what = say(right);
    const bool interfaces = key == QLatin1String("iif") || key == QLatin1String("iifname") ||
                            key == QLatin1String("oif") || key == QLatin1String("oifname");
    if (interfaces && right.isString() && !what.startsWith(QLatin1Char('@')))
        what = QLatin1Char('"') + what + QLatin1Char('"');
    if (interfaces && right.isObject()) {
        QStringList names;
        const QJsonArray elements = right.toObject().value(QLatin1String("set")).toArray();
        for (const QJsonValue one : elements)
            names.append(QLatin1Char('"') + say(one) + QLatin1Char('"'));
        if (!names.isEmpty() && names.size() <= kMostElements)
            what = QStringLiteral("{ %1 }").arg(names.join(QStringLiteral(", ")));
    }
    if (name.endsWith(QLatin1String(" mark")) && right.isDouble())
        what = QStringLiteral("0x%1").arg(static_cast<std::uint32_t>(right.toInteger()), 8, 16, QLatin1Char('0'));
    return plain ? name + QLatin1Char(' ') + what : QStringLiteral("%1 %2 %3").arg(name, op, what);
}

QString ofLimit(const QJsonObject& object)
{
    const QString unit = text(object, "rate_unit");
    const bool packets = unit.isEmpty() || unit == QLatin1String("packets");
    QString out = QStringLiteral("limit rate ");
    if (object.value(QLatin1String("inv")).toBool())
        out += QStringLiteral("over ");
    out += text(object, "rate");
    out += packets ? QLatin1Char('/') + text(object, "per") : QStringLiteral(" %1/%2").arg(unit, text(object, "per"));
    const int burst = object.value(QLatin1String("burst")).toInt();
    if (burst != 0 && !(packets && burst == 5)) // 5 is nft's own
        out += QStringLiteral(" burst %1 %2")
                   .arg(burst)
                   .arg(packets ? QStringLiteral("packets") : text(object, "burst_unit"));
    return out;
}

QString ofReject(const QJsonObject& object)
{
    const QString type = text(object, "type"), why = text(object, "expr");
    if (type == QLatin1String("icmpx") && why == QLatin1String("port-unreachable"))
        return QStringLiteral("reject");
    if (type.isEmpty())
        return QStringLiteral("reject");
    return QStringLiteral("reject with %1%2").arg(type, why.isEmpty() ? QString() : QLatin1Char(' ') + why);
}

QString statements(const QJsonArray& list)
{
    QStringList out;
    for (const QJsonValue one : list)
        out.append(nftStatement(one.toObject()));
    return out.join(QLatin1Char(' '));
}

QString ofUpdate(const QJsonObject& object)
{
    const QJsonValue element = object.value(QLatin1String("elem"));
    const QJsonObject timed = element.toObject().value(QLatin1String("elem")).toObject();
    QString inner = say(element);
    if (timed.contains(QLatin1String("timeout")))
        inner += QStringLiteral(" timeout %1s").arg(text(timed, "timeout"));
    const QString more = statements(object.value(QLatin1String("stmt")).toArray());
    return QStringLiteral("%1 %2 { %3%4 }")
        .arg(text(object, "op"), text(object, "set"), inner, more.isEmpty() ? QString() : QLatin1Char(' ') + more);
}

QString ofMeter(const QJsonObject& object)
{
    const QString size =
        object.contains(QLatin1String("size")) ? QStringLiteral(" size ") + text(object, "size") : QString();
    return QStringLiteral("meter %1%2 { %3 %4 }")
        .arg(text(object, "name"), size, say(object.value(QLatin1String("key"))),
             nftStatement(object.value(QLatin1String("stmt")).toObject()));
}

QString ofLog(const QJsonObject& object)
{
    QString out = QStringLiteral("log");
    if (object.contains(QLatin1String("prefix")))
        out += QStringLiteral(" prefix \"%1\"").arg(text(object, "prefix"));
    for (const char* key : {"group", "level"})
        if (object.contains(QLatin1String(key)))
            out += QStringLiteral(" %1 %2").arg(QLatin1String(key), text(object, key));
    return out;
}

QString ofTranslation(const QString& kind, const QJsonObject& object)
{
    const QJsonValue address = object.value(QLatin1String("addr")), port = object.value(QLatin1String("port"));
    QString out = kind;
    if (object.contains(QLatin1String("family")))
        out += QLatin1Char(' ') + text(object, "family");
    if (address.isUndefined() && port.isUndefined())
        return out;
    const QString to = say(address);
    out += QStringLiteral(" to ") +
           (to.contains(QLatin1Char(':')) && address.isString() ? QStringLiteral("[%1]").arg(to) : to);
    return port.isUndefined() ? out : out + QLatin1Char(':') + say(port);
}

QString ofMangle(const QJsonObject& object)
{
    const QString name = say(object.value(QLatin1String("key")));
    const QJsonValue value = object.value(QLatin1String("value"));
    const bool mark = name.endsWith(QLatin1String(" mark")) && value.isDouble();
    return QStringLiteral("%1 set %2")
        .arg(name,
             mark ? QStringLiteral("0x%1").arg(static_cast<std::uint32_t>(value.toInteger()), 8, 16, QLatin1Char('0'))
                  : say(value));
}

} // namespace

QString nftStatement(const QJsonObject& statement)
{
    if (statement.isEmpty())
        return {};
    const QString kind = statement.begin().key();
    const QJsonValue inner = statement.begin().value();
    const QJsonObject object = inner.toObject();
    if (kind == QLatin1String("match"))
        return ofMatch(object);
    if (kind == QLatin1String("vmap"))
        return QStringLiteral("%1 vmap %2")
            .arg(say(object.value(QLatin1String("key"))), say(object.value(QLatin1String("data"))));
    if (kind == QLatin1String("counter")) // the numbers are said elsewhere
        return inner.isString() ? QStringLiteral("counter name \"%1\"").arg(inner.toString())
                                : QStringLiteral("counter");
    if (kind == QLatin1String("limit"))
        return ofLimit(object);
    if (kind == QLatin1String("reject"))
        return ofReject(object);
    if (kind == QLatin1String("ct count") || kind == QLatin1String("quota")) {
        const QString unit = text(object, "val_unit");
        return QStringLiteral("%1 %2%3%4")
            .arg(kind, object.value(QLatin1String("inv")).toBool() ? QStringLiteral("over ") : QString(),
                 text(object, "val"), unit.isEmpty() ? QString() : QLatin1Char(' ') + unit);
    }
    if (kind == QLatin1String("jump") || kind == QLatin1String("goto"))
        return target(kind, inner);
    if (kind == QLatin1String("set"))
        return ofUpdate(object);
    if (kind == QLatin1String("meter"))
        return ofMeter(object);
    if (kind == QLatin1String("log"))
        return ofLog(object);
    if (kind == QLatin1String("dnat") || kind == QLatin1String("redirect") || kind == QLatin1String("snat") ||
        kind == QLatin1String("masquerade"))
        return ofTranslation(kind, object);
    if (kind == QLatin1String("mangle"))
        return ofMangle(object);
    if (kind == QLatin1String("xt"))
        return QStringLiteral("xt %1 %2").arg(text(object, "type"), text(object, "name"));
    return inner.isNull() ? kind : raw(statement);
}

QString nftText(const QJsonArray& expressions, const QString& comment)
{
    QString out = statements(expressions);
    if (!comment.isEmpty())
        out += QStringLiteral(" comment \"%1\"").arg(comment);
    return out.left(kMostLetters);
}

} // namespace knockback::filter

#include "core/inspect/filter_owner.h"

#include <QRegularExpression>

namespace knockback::filter {

namespace {

bool isName(const QString& text)
{
    static const QRegularExpression plain(QStringLiteral("^[A-Za-z0-9_.@/+-]{1,128}$"));
    return !text.startsWith(QLatin1Char('-')) && plain.match(text).hasMatch();
}

bool isUfw(const QString& chain)
{
    return chain.startsWith(QLatin1String("ufw-")) || chain.startsWith(QLatin1String("ufw6-"));
}

// fail2ban's jail: of chain "f2b-sshd", of set "addr-set-sshd" or "addr6-set-sshd".
QString jailOf(const Block& block)
{
    const QString name = block.chain->name;
    if (block.table->tool != Table::Tool::nft)
        return name.startsWith(QLatin1String("f2b-")) ? name.mid(4) : QString();
    for (const char* start : {"addr-set-", "addr6-set-"})
        if (block.effect.set.startsWith(QLatin1String(start)))
            return block.effect.set.mid(static_cast<qsizetype>(qstrlen(start)));
    return {};
}

QString iptablesProgram(const Table& table)
{
    const QString name =
        table.family == QLatin1String("ip6") ? QStringLiteral("ip6tables") : QStringLiteral("iptables");
    return table.tool == Table::Tool::iptablesLegacy ? name + QStringLiteral("-legacy") : name;
}

// The options of a rule by name, when it has these and no others; "" values where there is none.
std::optional<QMap<QString, QString>> simple(const Rule& rule, const QStringList& allowed)
{
    QMap<QString, QString> out;
    for (qsizetype i = 0; i + 1 < rule.words.size(); i += 2) {
        const QString name = rule.words.at(i), value = rule.words.at(i + 1);
        if (name == QLatin1String("-m") && (value == QLatin1String("tcp") || value == QLatin1String("udp")))
            continue;
        if (!allowed.contains(name) || out.contains(name) || !isName(value))
            return std::nullopt;
        out.insert(name, value);
    }
    return rule.words.size() % 2 == 0 ? std::optional(out) : std::nullopt;
}

// What `ufw deny from 10.1.1.1 to any port 22 proto tcp` wrote, as the same words after `ufw delete`.
QString ufwUndo(const Rule& rule)
{
    const auto options =
        simple(rule, {QStringLiteral("-s"), QStringLiteral("-d"), QStringLiteral("-p"), QStringLiteral("--dport"),
                      QStringLiteral("-j"), QStringLiteral("--reject-with")});
    if (!options)
        return {};
    const QString verdict = options->value(QStringLiteral("-j"));
    if (verdict != QLatin1String("DROP") && verdict != QLatin1String("REJECT"))
        return {};
    const auto address = [&](const char* key) {
        QString text = options->value(QLatin1String(key), QStringLiteral("any"));
        for (const char* whole : {"/32", "/128"})
            if (text.endsWith(QLatin1String(whole)))
                text.chop(static_cast<qsizetype>(qstrlen(whole)));
        return text;
    };
    QString out = QStringLiteral("ufw delete %1 from %2 to %3")
                      .arg(verdict == QLatin1String("DROP") ? QStringLiteral("deny") : QStringLiteral("reject"),
                           address("-s"), address("-d"));
    if (options->contains(QStringLiteral("--dport")))
        out += QStringLiteral(" port ") + options->value(QStringLiteral("--dport"));
    if (options->contains(QStringLiteral("-p")))
        out += QStringLiteral(" proto ") + options->value(QStringLiteral("-p"));
    return out;
}

// A rich rule of a zone: chain filter_IN_public_deny, with a source, a port, and drop or the plain reject.
QString richRule(const Block& block)
{
    static const QRegularExpression form(QStringLiteral("^filter_IN_(.+)_deny$"));
    const auto found = form.match(block.chain->name);
    if (!found.hasMatch() || !isName(found.captured(1)))
        return {};
    QString source, family, port, verdict;
    for (const QJsonValue value : block.rule->expressions) {
        const QJsonObject object = value.toObject();
        const QJsonObject match = object.value(QLatin1String("match")).toObject();
        const QJsonObject field =
            match.value(QLatin1String("left")).toObject().value(QLatin1String("payload")).toObject();
        const QString name = field.value(QLatin1String("field")).toString();
        const QJsonValue right = match.value(QLatin1String("right"));
        if (match.value(QLatin1String("op")) == QLatin1String("==") && name == QLatin1String("saddr") &&
            source.isEmpty()) {
            const QJsonObject prefix = right.toObject().value(QLatin1String("prefix")).toObject();
            source = prefix.isEmpty() ? right.toString()
                                      : prefix.value(QLatin1String("addr")).toString() + QLatin1Char('/') +
                                            QString::number(prefix.value(QLatin1String("len")).toInt());
            family = field.value(QLatin1String("protocol")) == QLatin1String("ip6") ? QStringLiteral("ipv6")
                                                                                    : QStringLiteral("ipv4");
        } else if (match.value(QLatin1String("op")) == QLatin1String("==") && name == QLatin1String("dport") &&
                   right.isDouble() && field.value(QLatin1String("protocol")) == QLatin1String("tcp")) {
            port = QString::number(right.toInt());
        } else if (object.contains(QLatin1String("drop"))) {
            verdict = QStringLiteral("drop");
        } else if (object.contains(QLatin1String("reject")) &&
                   object.value(QLatin1String("reject")).toObject().value(QLatin1String("expr")) ==
                       QLatin1String("port-unreachable")) {
            verdict = QStringLiteral("reject");
        } else if (!object.contains(QLatin1String("counter"))) {
            return {};
        }
    }
    if (source.isEmpty() || verdict.isEmpty() || !isName(QString(source).remove(QLatin1Char(':'))))
        return {};
    const QString ports = port.isEmpty() ? QString() : QStringLiteral(" port port=\"%1\" protocol=\"tcp\"").arg(port);
    return QStringLiteral("firewall-cmd --zone=%1 --remove-rich-rule='rule family=\"%2\" source address=\"%3\"%4 %5'")
        .arg(found.captured(1), family, source, ports, verdict);
}

// The rule's own words again, quoted for a shell where they need it.
QString iptablesUndo(const Block& block)
{
    if (!isName(block.chain->name) || !isName(block.table->name))
        return {};
    QStringList words{iptablesProgram(*block.table)};
    if (block.table->name != QLatin1String("filter"))
        words << QStringLiteral("-t") << block.table->name;
    words << QStringLiteral("-D") << block.chain->name;
    for (QString word : block.rule->words) {
        if (word.startsWith(QChar(1)))
            word.remove(0, 1);
        if (word.contains(QLatin1Char('\'')))
            return {};
        static const QRegularExpression plain(QStringLiteral("^[A-Za-z0-9_.,:/@%+=-]+$"));
        words << (plain.match(word).hasMatch() ? word : QStringLiteral("'%1'").arg(word));
    }
    return words.join(QLatin1Char(' '));
}

} // namespace

QString toolOf(const Block& block)
{
    const QString chain = block.chain->name;
    const bool nft = block.table->tool == Table::Tool::nft;
    if (chain.startsWith(QLatin1String("f2b-")) || block.table->name.startsWith(QLatin1String("f2b-")))
        return QStringLiteral("fail2ban");
    if (nft)
        return block.table->name == QLatin1String("firewalld") ? QStringLiteral("firewalld")
                                                               : QStringLiteral("nftables");
    const auto has = [&](const char* name) { return block.table->chains.contains(QLatin1String(name)); };
    if (isUfw(chain) || (block.rule == nullptr && (has("ufw-before-input") || has("ufw6-before-input"))))
        return QStringLiteral("ufw");
    if (chain.startsWith(QLatin1String("DOCKER")))
        return QStringLiteral("docker");
    // firewalld with iptables underneath, as in RHEL 7.
    if (has("INPUT_ZONES") && (chain.startsWith(QLatin1String("IN_")) || chain.contains(QLatin1String("ZONES")) ||
                               chain == QLatin1String("INPUT")))
        return QStringLiteral("firewalld");
    return block.table->family == QLatin1String("ip6") ? QStringLiteral("ip6tables") : QStringLiteral("iptables");
}

bool isBan(const Block& block)
{
    return block.effect.ban || (block.rule != nullptr && toolOf(block) == QLatin1String("fail2ban"));
}

QString undoOf(const Block& block, const Flow& flow)
{
    if (block.rule == nullptr)
        return {};
    const QString tool = toolOf(block);
    const QString source = flow.source.toString();
    if (tool == QLatin1String("fail2ban")) {
        const QString jail = jailOf(block);
        return isName(jail) ? QStringLiteral("fail2ban-client set %1 unbanip %2").arg(jail, source) : QString();
    }
    if (tool == QLatin1String("ufw"))
        return block.chain->name.endsWith(QLatin1String("-user-input")) ? ufwUndo(*block.rule) : QString();
    if (tool == QLatin1String("firewalld"))
        return richRule(block);
    if (tool == QLatin1String("docker"))
        return {};
    if (block.table->tool != Table::Tool::nft) {
        if (block.effect.ban && !block.effect.element.isEmpty() && isName(block.effect.set))
            return QStringLiteral("ipset del %1 %2").arg(block.effect.set, block.effect.element);
        return iptablesUndo(block);
    }
    if (!isName(block.table->name) || !isName(block.chain->name) || !isName(block.table->family))
        return {};
    if (block.effect.ban && !block.effect.element.isEmpty() && isName(block.effect.set))
        return QStringLiteral("nft delete element %1 %2 %3 '{ %4 }'")
            .arg(block.table->family, block.table->name, block.effect.set, block.effect.element);
    if (block.rule->handle < 0)
        return {};
    return QStringLiteral("nft delete rule %1 %2 %3 handle %4")
        .arg(block.table->family, block.table->name, block.chain->name)
        .arg(block.rule->handle);
}

} // namespace knockback::filter

#include "core/inspect/iptables_options.h"

namespace knockback::filter {

namespace {

QString plainWord(const QString& word)
{
    return word.startsWith(QChar(1)) ? word.mid(1) : word;
}

} // namespace

QVector<Option> iptablesOptions(const QStringList& words)
{
    QVector<Option> out;
    bool negated = false;
    QString module;
    for (const QString& word : words) {
        if (word == QLatin1String("!")) {
            negated = true;
        } else if (word.startsWith(QLatin1Char('-')) && word.size() > 1) {
            out.append({negated, word, module, {}});
            negated = false;
        } else if (!out.isEmpty()) {
            out.last().arguments.append(plainWord(word));
            if (out.last().name == QLatin1String("-m"))
                module = plainWord(word);
        }
    }
    return out;
}

QString written(const Option& option)
{
    return (option.negated ? QStringLiteral("! ") : QString()) + option.name + QLatin1Char(' ') +
           option.arguments.join(QLatin1Char(' '));
}

Match addressMatch(const QString& text, const IpAddress& address)
{
    const auto range = addressRange(text);
    return !range || address.isNone() ? Match::uncertain : sure(range->has(address));
}

Match interfaceMatch(const QString& pattern, const QString& name, const Flow& flow, bool incoming)
{
    if (incoming && !flow.hasIn)
        return Match::no;
    if (name.isEmpty()) // a packet from outside does not come in by lo
        return incoming && pattern == QLatin1String("lo") && !flow.fromSelf ? Match::no : Match::uncertain;
    return sure(pattern.endsWith(QLatin1Char('+')) ? name.startsWith(QStringView(pattern).chopped(1))
                                                   : name == pattern);
}

Match portMatch(const QString& list, const Flow& flow, bool far)
{
    Match out = Match::no;
    const QStringList parts = list.split(QLatin1Char(','));
    for (const QString& part : parts) {
        const auto range = numberRange(part);
        if (!range)
            return Match::uncertain;
        if (far != flow.reply)
            out = either(out, range->first <= 1024 && range->last >= 65535 ? Match::yes
                              : range->last < 1024                         ? Match::no
                                                                           : Match::uncertain);
        else if (flow.port == 0)
            out = either(out, Match::uncertain);
        else
            out = either(out, sure(flow.port >= range->first && flow.port <= range->last));
    }
    return out;
}

Match flagsMatch(const QStringList& arguments, const Flow& flow)
{
    if (arguments.size() != 2)
        return Match::uncertain;
    static const QStringList names{QStringLiteral("FIN"), QStringLiteral("SYN"), QStringLiteral("RST"),
                                   QStringLiteral("PSH"), QStringLiteral("ACK"), QStringLiteral("URG")};
    const auto bits = [](const QString& list) {
        unsigned out = list == QLatin1String("ALL") ? 63U : 0U;
        for (qsizetype i = 0; i < names.size(); ++i)
            if (list.split(QLatin1Char(',')).contains(names.at(i)))
                out |= 1U << i;
        return out;
    };
    const unsigned has = flow.reply ? 18U : 2U;
    return sure((has & bits(arguments.at(0))) == bits(arguments.at(1)));
}

Match stateMatch(const QString& list, const Flow& flow)
{
    const QStringList states = list.split(QLatin1Char(','));
    if (states.contains(QLatin1String("DNAT")) && flow.dnat)
        return Match::yes;
    if (flow.untracked)
        return sure(states.contains(QLatin1String("UNTRACKED")));
    return sure(states.contains(flow.reply ? QLatin1String("ESTABLISHED") : QLatin1String("NEW")));
}

Match markMatch(const QString& text, const std::optional<std::uint32_t>& mark)
{
    bool ok = false, maskOk = true;
    const qsizetype slash = text.indexOf(QLatin1Char('/'));
    const std::uint32_t value = text.left(slash < 0 ? text.size() : slash).toUInt(&ok, 0);
    const std::uint32_t mask = slash < 0 ? 0xffffffffU : text.mid(slash + 1).toUInt(&maskOk, 0);
    return !ok || !maskOk || !mark ? Match::uncertain : sure((*mark & mask) == value);
}

} // namespace knockback::filter

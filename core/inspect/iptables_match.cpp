// One rule of iptables, asked about one packet (iptables(8), iptables-extensions(8)).
#include "core/inspect/iptables_options.h"

namespace knockback::filter {

namespace {

class IptablesRule
{
public:
    IptablesRule(const Ruleset& rules, const Table& table, const Flow& flow)
        : m_rules(rules), m_table(table), m_flow(flow)
    {
        m_effect.match = Match::yes;
    }

    Evaluation evaluate(const Rule& rule)
    {
        const QVector<Option> options = iptablesOptions(rule.words);
        for (const Option& option : options) {
            if (option.name == QLatin1String("-j") || option.name == QLatin1String("-g")) {
                target(option, options);
                break;
            }
            weigh(option, options);
        }
        Evaluation out;
        if (m_sourceMissed) {
            if (m_effect.match == Match::yes)
                m_effect.sourceMissed = *m_sourceMissed;
            m_effect.match = Match::no;
        }
        out.goesOn = m_effect.match != Match::yes;
        if (m_changed)
            m_effect.after = m_flow;
        if (m_effect.match != Match::no || !m_effect.sourceMissed.isEmpty())
            out.effects.append(m_effect);
        return out;
    }

private:
    void weigh(const Option& option, const QVector<Option>& options)
    {
        // Headers of IPv6 that a plain connection does not have; their matches ask for one even where negated.
        static const QStringList headers{QStringLiteral("rt"),  QStringLiteral("frag"), QStringLiteral("hbh"),
                                         QStringLiteral("dst"), QStringLiteral("ah"),   QStringLiteral("esp"),
                                         QStringLiteral("mh")};
        if (option.name != QLatin1String("-m") && headers.contains(option.module)) {
            m_effect.match = Match::no;
            return;
        }
        Match m = asked(option, options);
        if (option.negated)
            m = negated(m);
        const bool source = option.name == QLatin1String("-s") || option.name == QLatin1String("--src-range");
        if (source && m == Match::no && !option.negated && !m_sourceMissed) {
            m_sourceMissed = option.first();
            return;
        }
        if (source && option.negated && m == Match::yes)
            m_effect.sourceMissed = option.first();
        if (m == Match::limited)
            m_effect.limit +=
                (m_effect.limit.isEmpty() ? QStringLiteral("-m %1 ").arg(option.module) : QStringLiteral(" ")) +
                written(option);
        m_effect.match = both(m_effect.match, m);
    }

    Match asked(const Option& option, const QVector<Option>& options)
    {
        const QString& name = option.name;
        if (name == QLatin1String("-s"))
            return addressMatch(option.first(), m_flow.source);
        if (name == QLatin1String("-d"))
            return addressMatch(option.first(), m_flow.destination);
        if (name == QLatin1String("-i"))
            return interfaceMatch(option.first(), m_flow.in, m_flow, true);
        if (name == QLatin1String("-o"))
            return interfaceMatch(option.first(), m_flow.out, m_flow, false);
        if (name == QLatin1String("-p"))
            return sure(option.first() == QLatin1String("tcp") || option.first() == QLatin1String("all") ||
                        option.first() == QLatin1String("6"));
        if (name == QLatin1String("-f")) // the first packet of a connection is never a further fragment
            return Match::no;
        if (name == QLatin1String("-m"))
            return Match::yes;
        return ofModule(option, options);
    }

    Match ofModule(const Option& option, const QVector<Option>& options)
    {
        const QString& module = option.module;
        static const QStringList limits{QStringLiteral("limit"),     QStringLiteral("hashlimit"),
                                        QStringLiteral("connlimit"), QStringLiteral("statistic"),
                                        QStringLiteral("quota"),     QStringLiteral("quota2")};
        if (limits.contains(module))
            return Match::limited;
        if (module == QLatin1String("comment"))
            return Match::yes;
        if (module == QLatin1String("tcp") || module == QLatin1String("multiport"))
            return ofTcp(option);
        if (module == QLatin1String("conntrack") || module == QLatin1String("state"))
            return ofConnection(option);
        if (module == QLatin1String("recent"))
            return ofRecent(option, options);
        if (module == QLatin1String("set"))
            return ofSet(option);
        if (module == QLatin1String("addrtype"))
            return ofAddressType(option);
        if (module == QLatin1String("iprange"))
            return option.name == QLatin1String("--src-range")   ? addressMatch(option.first(), m_flow.source)
                   : option.name == QLatin1String("--dst-range") ? addressMatch(option.first(), m_flow.destination)
                                                                 : Match::uncertain;
        if (module == QLatin1String("mark") && option.name == QLatin1String("--mark"))
            return markMatch(option.first(), m_flow.mark);
        if (module == QLatin1String("connmark") && option.name == QLatin1String("--mark"))
            return markMatch(option.first(), m_flow.connectionMark);
        if (module == QLatin1String("pkttype"))
            return sure(option.first() == QLatin1String("unicast") || option.first() == QLatin1String("host"));
        if (module == QLatin1String("rpfilter"))
            return ofReversePath(option, options);
        static const QStringList others{QStringLiteral("udp"),       QStringLiteral("icmp"), QStringLiteral("icmp6"),
                                        QStringLiteral("ipv6-icmp"), QStringLiteral("sctp"), QStringLiteral("dccp")};
        return others.contains(module) ? Match::no : Match::uncertain;
    }

    Match ofTcp(const Option& option) const
    {
        const QString& name = option.name;
        if (name == QLatin1String("--dport") || name == QLatin1String("--dports"))
            return portMatch(option.first(), m_flow, false);
        if (name == QLatin1String("--sport") || name == QLatin1String("--sports"))
            return portMatch(option.first(), m_flow, true);
        if (name == QLatin1String("--ports"))
            return either(portMatch(option.first(), m_flow, false), portMatch(option.first(), m_flow, true));
        if (name == QLatin1String("--tcp-flags"))
            return flagsMatch(option.arguments, m_flow);
        return name == QLatin1String("--syn") ? sure(!m_flow.reply) : Match::uncertain;
    }

    Match ofConnection(const Option& option) const
    {
        const QString& name = option.name;
        if (name == QLatin1String("--ctstate") || name == QLatin1String("--state"))
            return stateMatch(option.first(), m_flow);
        if (m_flow.reply || m_flow.untracked)
            return Match::uncertain;
        if (name == QLatin1String("--ctorigdst"))
            return addressMatch(option.first(), m_flow.originalDestination);
        if (name == QLatin1String("--ctorigsrc"))
            return addressMatch(option.first(), m_flow.source);
        if (name == QLatin1String("--ctorigdstport")) {
            const auto range = numberRange(option.first());
            return range ? sure(m_flow.originalPort >= range->first && m_flow.originalPort <= range->last)
                         : Match::uncertain;
        }
        if (name == QLatin1String("--ctproto"))
            return sure(option.first() == QLatin1String("6") || option.first() == QLatin1String("tcp"));
        if (name == QLatin1String("--ctdir"))
            return sure(option.first() == QLatin1String("ORIGINAL"));
        return Match::uncertain;
    }

    // A list of addresses the kernel keeps: not shown by iptables-save.
    Match ofRecent(const Option& option, const QVector<Option>& options)
    {
        const bool sets = std::any_of(options.begin(), options.end(), [](const Option& o) {
            return o.module == QLatin1String("recent") && o.name == QLatin1String("--set");
        });
        if (sets)
            return Match::yes;
        if (option.name == QLatin1String("--name")) {
            m_effect.set = option.first();
            m_effect.ban = true;
        }
        return Match::limited;
    }

    Match ofSet(const Option& option)
    {
        if (option.name == QLatin1String("--return-nomatch"))
            return Match::uncertain;
        if (option.name != QLatin1String("--match-set") || option.arguments.size() != 2)
            return Match::uncertain;
        const auto set = m_rules.ipsets.constFind(option.first());
        const bool source = option.arguments.at(1) == QLatin1String("src");
        if (set == m_rules.ipsets.constEnd() || (!source && option.arguments.at(1) != QLatin1String("dst")) ||
            (set->type != QLatin1String("hash:ip") && set->type != QLatin1String("hash:net")) ||
            !set->exceptions.isEmpty())
            return Match::uncertain;
        Match out = Match::no;
        for (const QString& member : set->members) {
            if (--m_table.comparisons < 0)
                return Match::uncertain;
            const Match m = addressMatch(member, source ? m_flow.source : m_flow.destination);
            if (m == Match::yes && source && !option.negated) {
                m_effect.set = option.first();
                const auto range = addressRange(member);
                m_effect.ban = range && range->single();
                m_effect.element = m_effect.ban ? m_flow.source.toString() : QString();
            }
            out = either(out, m);
        }
        return out;
    }

    Match ofAddressType(const Option& option) const
    {
        const QStringList types = option.first().split(QLatin1Char(','));
        const bool local = types.contains(QLatin1String("LOCAL")), unicast = types.contains(QLatin1String("UNICAST"));
        if (option.name == QLatin1String("--dst-type"))
            return m_flow.destination.isNone() ? Match::uncertain : sure(m_flow.forSelf ? local : unicast);
        if (option.name == QLatin1String("--src-type"))
            return sure(m_flow.fromSelf || (!m_flow.hasIn && m_flow.reply != m_flow.leaving) ? local : unicast);
        return option.name.startsWith(QLatin1String("--limit-iface")) ? Match::yes : Match::uncertain;
    }

    Match ofReversePath(const Option& option, const QVector<Option>& options) const
    {
        // Answered once, at the last of its options.
        const auto last = std::find_if(options.rbegin(), options.rend(), [](const Option& o) {
            return o.module == QLatin1String("rpfilter") && o.name != QLatin1String("-j");
        });
        if (last == options.rend() || &*last != &option)
            return Match::yes;
        const bool inverted = std::any_of(options.begin(), options.end(),
                                          [](const Option& o) { return o.name == QLatin1String("--invert"); });
        if (m_rules.routes.isEmpty() || m_flow.in.isEmpty())
            return Match::uncertain;
        return sure((m_flow.fromSelf || routeTo(m_rules, m_flow.source) == m_flow.in) != inverted);
    }

    static QString argument(const QVector<Option>& options, const char* name)
    {
        for (const Option& option : options)
            if (option.name == QLatin1String(name))
                return option.first();
        return {};
    }

    void target(const Option& option, const QVector<Option>& options)
    {
        const QString name = option.first();
        if (option.name == QLatin1String("-g") || m_table.chains.contains(name)) {
            m_effect.verdict = option.name == QLatin1String("-g") ? Verdict::go : Verdict::jump;
            m_effect.target = name;
        } else if (name == QLatin1String("ACCEPT")) {
            m_effect.verdict = Verdict::accept;
        } else if (name == QLatin1String("DROP")) {
            m_effect.verdict = Verdict::drop;
        } else if (name == QLatin1String("RETURN")) {
            m_effect.verdict = Verdict::back;
        } else if (name == QLatin1String("REJECT")) {
            reject(argument(options, "--reject-with"));
        } else if (!changes(name, options)) {
            // Something that may end the packet's way: TARPIT, NFQUEUE, SYNPROXY, a module of somebody's own.
            m_effect.verdict = Verdict::either;
            m_effect.match = both(m_effect.match, Match::uncertain);
        }
    }

    void reject(QString with)
    {
        const bool reset = with == QLatin1String("tcp-reset");
        m_effect.verdict = reset ? Verdict::rejectReset : Verdict::rejectIcmp;
        with.replace(QLatin1String("icmp6-"), QLatin1String("icmp "));
        with.replace(QLatin1String("icmp-"), QLatin1String("icmp "));
        with.replace(QLatin1String("icmp adm-"), QLatin1String("icmp admin-"));
        m_effect.with = reset            ? QStringLiteral("tcp reset")
                        : with.isEmpty() ? QStringLiteral("icmp port-unreachable")
                                         : with;
    }

    // Targets that let the packet go on, changed or not.
    bool changes(const QString& name, const QVector<Option>& options)
    {
        static const QStringList passing{
            QStringLiteral("LOG"),         QStringLiteral("NFLOG"),    QStringLiteral("ULOG"),
            QStringLiteral("TCPMSS"),      QStringLiteral("SET"),      QStringLiteral("AUDIT"),
            QStringLiteral("TRACE"),       QStringLiteral("TEE"),      QStringLiteral("DSCP"),
            QStringLiteral("CHECKSUM"),    QStringLiteral("TTL"),      QStringLiteral("HL"),
            QStringLiteral("TOS"),         QStringLiteral("CLASSIFY"), QStringLiteral("SECMARK"),
            QStringLiteral("CONNSECMARK"), QStringLiteral("RATEEST"),  QStringLiteral("TCPOPTSTRIP"),
            QStringLiteral("LED"),         QStringLiteral("ECN")};
        if (passing.contains(name))
            return true;
        if (name == QLatin1String("MARK") || name == QLatin1String("CONNMARK"))
            return setMark(name, options);
        if (name == QLatin1String("NOTRACK") || name == QLatin1String("CT")) {
            const bool notrack = name == QLatin1String("NOTRACK") ||
                                 std::any_of(options.begin(), options.end(),
                                             [](const Option& o) { return o.name == QLatin1String("--notrack"); });
            m_changed = notrack;
            m_flow.untracked = m_flow.untracked || notrack;
            return true;
        }
        if (name == QLatin1String("SNAT") || name == QLatin1String("MASQUERADE") || name == QLatin1String("NETMAP")) {
            m_effect.verdict = Verdict::accept;
            return name != QLatin1String("NETMAP");
        }
        if (name != QLatin1String("DNAT") && name != QLatin1String("REDIRECT"))
            return false;
        m_effect.verdict = Verdict::accept;
        m_flow.dnat = m_changed = true;
        translate(argument(options, name == QLatin1String("DNAT") ? "--to-destination" : "--to-ports"),
                  name == QLatin1String("REDIRECT"));
        return true;
    }

    // "10.0.0.5:80", "[fd00::5]:80", "10.0.0.5", ":8080", "8080"; ranges leave it open.
    void translate(const QString& to, bool portOnly)
    {
        QString host, port = to;
        if (!portOnly) {
            const qsizetype colon = to.lastIndexOf(QLatin1Char(':'));
            const bool bracket = to.startsWith(QLatin1Char('['));
            const bool hasPort = bracket ? to.contains(QLatin1String("]:")) : to.count(QLatin1Char(':')) == 1;
            host = hasPort ? to.left(colon) : to;
            port = hasPort ? to.mid(colon + 1) : QString();
            host.remove(QLatin1Char('[')).remove(QLatin1Char(']'));
        }
        if (!host.isEmpty())
            m_flow.destination = IpAddress::parse(host).value_or(IpAddress{});
        if (!port.isEmpty())
            m_flow.port = port.toInt();
    }

    bool setMark(const QString& name, const QVector<Option>& options)
    {
        const bool connection = name == QLatin1String("CONNMARK");
        m_changed = true;
        std::optional<std::uint32_t>& mark = connection ? m_flow.connectionMark : m_flow.mark;
        const QString set = argument(options, "--set-xmark");
        const QStringList parts = set.split(QLatin1Char('/'));
        bool ok = false, maskOk = true;
        const std::uint32_t value = parts.value(0).toUInt(&ok, 0);
        const std::uint32_t mask = parts.size() > 1 ? parts.at(1).toUInt(&maskOk, 0) : 0xffffffffU;
        if (!set.isEmpty()) {
            mark = ok && maskOk && mark ? std::optional((*mark & ~mask) ^ value) : std::nullopt;
            return true;
        }
        if (connection && std::any_of(options.begin(), options.end(),
                                      [](const Option& o) { return o.name == QLatin1String("--restore-mark"); }))
            m_flow.mark =
                m_flow.connectionMark == 0U && m_flow.mark == 0U ? std::optional<std::uint32_t>(0) : std::nullopt;
        else if (connection)
            m_flow.connectionMark =
                m_flow.mark == 0U && m_flow.connectionMark == 0U ? std::optional<std::uint32_t>(0) : std::nullopt;
        else
            m_flow.mark.reset();
        return true;
    }

    const Ruleset& m_rules;
    const Table& m_table;
    Flow m_flow;
    Effect m_effect;
    std::optional<QString> m_sourceMissed;
    bool m_changed = false;
};

} // namespace

Evaluation evaluateIptables(const Ruleset& rules, const Table& table, const Rule& rule, const Flow& flow)
{
    return IptablesRule(rules, table, flow).evaluate(rule);
}

} // namespace knockback::filter

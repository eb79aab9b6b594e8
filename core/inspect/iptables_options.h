// Thread: any; pure. The options of an iptables rule, and what single ones ask of a packet (iptables-extensions(8)).
#pragma once

#include "core/inspect/filter_rules.h"

namespace knockback::filter {

struct Option
{
    bool negated = false;
    QString name, module;
    QStringList arguments;
    QString first() const { return arguments.value(0); }
};

QVector<Option> iptablesOptions(const QStringList& words);
// The option as iptables-save writes it.
QString written(const Option& option);

Match addressMatch(const QString& text, const IpAddress& address);
Match interfaceMatch(const QString& pattern, const QString& name, const Flow& flow, bool incoming);
// "80,443,1000:1005"; `far`: the client's own port, which is above the privileged ones.
Match portMatch(const QString& list, const Flow& flow, bool far);
Match flagsMatch(const QStringList& arguments, const Flow& flow);
Match stateMatch(const QString& list, const Flow& flow);
Match markMatch(const QString& text, const std::optional<std::uint32_t>& mark);

} // namespace knockback::filter

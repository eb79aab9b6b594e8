#include "core/diagnose/commands.h"

#include "core/base/text.h"
#include "core/diagnose/undo.h"

#include <algorithm>
#include <array>

namespace knockback {

namespace {

struct Known
{
    std::uint16_t port;
    const char* service;
    const char* unit;
};
// IANA service names and Debian 12's unit names.
constexpr std::array<Known, 36> kKnown{{
    {21, "ftp", "vsftpd"},
    {22, "ssh", "ssh"},
    {25, "smtp", "postfix"},
    {53, "domain", "named"},
    {80, "http", "nginx"},
    {110, "pop3", "dovecot"},
    {111, "sunrpc", "rpcbind"},
    {139, "netbios-ssn", "smbd"},
    {143, "imap2", "dovecot"},
    {389, "ldap", "slapd"},
    {443, "https", "nginx"},
    {445, "microsoft-ds", "smbd"},
    {465, "submissions", "postfix"},
    {587, "submission", "postfix"},
    {631, "ipp", "cups"},
    {636, "ldaps", "slapd"},
    {873, "rsync", "rsync"},
    {993, "imaps", "dovecot"},
    {995, "pop3s", "dovecot"},
    {1883, "mqtt", "mosquitto"},
    {2049, "nfs", "nfs-server"},
    {3128, "squid", "squid"},
    {3306, "mysql", "mariadb"},
    {3389, "ms-wbt-server", "xrdp"},
    {5432, "postgresql", "postgresql"},
    {5672, "amqp", "rabbitmq-server"},
    {5900, "rfb", "vncserver"},
    {6379, "redis", "redis-server"},
    {8080, "http-alt", ""},
    {8443, "https-alt", ""},
    {9090, "", "prometheus"},
    {9092, "", "kafka"},
    {9100, "", "prometheus-node-exporter"},
    {9200, "", "elasticsearch"},
    {11211, "memcached", "memcached"},
    {27017, "mongodb", "mongod"},
}};

QString portText(const Reading& r)
{
    return QString::number(r.port.value);
}

QString unit(const Reading& r)
{
    const QString known = usualUnit(r.seen.target.service, r.port);
    return known.isEmpty() ? QStringLiteral("NAME") : known;
}

QStringList withNote(const Reading& r, QStringList commands)
{
    if (usualUnit(r.seen.target.service, r.port).isEmpty())
        commands.prepend(
            QStringLiteral("# NAME stands for the service that should listen on port %1").arg(r.port.value));
    return commands;
}

} // namespace

QString shellWord(const QString& text)
{
    const bool plain =
        !text.isEmpty() && !text.startsWith(QLatin1Char('-')) && std::all_of(text.begin(), text.end(), [](QChar c) {
            return c.unicode() < 0x80 && (c.isLetterOrNumber() || QStringLiteral("._:%-/@").contains(c));
        });
    if (plain)
        return text;
    QString quoted = printable(text, 253);
    quoted.replace(QLatin1Char('\''), QStringLiteral("'\\''"));
    return QLatin1Char('\'') + quoted + QLatin1Char('\'');
}

QString usualUnit(const QString& service, Port port)
{
    const auto byPort =
        std::find_if(kKnown.begin(), kKnown.end(), [&](const Known& k) { return k.port == port.value; });
    if (byPort != kKnown.end())
        return QLatin1String(byPort->unit);
    const auto byName = std::find_if(kKnown.begin(), kKnown.end(), [&](const Known& k) {
        return *k.service != '\0' && service == QLatin1String(k.service);
    });
    return byName != kKnown.end() ? QLatin1String(byName->unit) : QString();
}

QStringList listenerCommands(const Reading& r)
{
    return {QStringLiteral("ss -ltnp 'sport = :%1'").arg(portText(r))};
}

QStringList serviceCommands(const Reading& r)
{
    return withNote(r, {QStringLiteral("systemctl status %1").arg(unit(r)),
                        QStringLiteral("journalctl -u %1 -n 50 --no-pager").arg(unit(r))});
}

QStringList startCommands(const Reading& r)
{
    return withNote(r, {QStringLiteral("sudo systemctl enable --now %1").arg(unit(r)),
                        QStringLiteral("systemctl status %1").arg(unit(r))});
}

QStringList firewallCommands(const Reading& r)
{
    return {QStringLiteral("sudo nft list ruleset"),
            QStringLiteral("sudo iptables-save -c | grep -E 'dport|dports|REJECT|DROP'"),
            QStringLiteral("# the rule whose counter rises while this runs: %1").arg(again(r))};
}

QStringList backlogCommands(const Reading& r)
{
    return {QStringLiteral("ss -ltnm 'sport = :%1'").arg(portText(r)),
            QStringLiteral("nstat -az TcpExtListenOverflows TcpExtListenDrops"),
            QStringLiteral("sysctl net.core.somaxconn")};
}

QStringList resourceCommands(const Reading& r)
{
    return withNote(
        r, {QStringLiteral("pid=$(systemctl show -p MainPID --value %1)").arg(unit(r)),
            QStringLiteral("sudo ls /proc/$pid/fd | wc -l; grep 'open files' /proc/$pid/limits"),
            QStringLiteral("cat /proc/pressure/cpu /proc/pressure/memory"),
            QStringLiteral("cat /proc/sys/net/netfilter/nf_conntrack_count /proc/sys/net/netfilter/nf_conntrack_max")});
}

QString again(const Reading& r)
{
    const QString host = r.seen.target.host.isEmpty() ? r.seen.target.typed : r.seen.target.host;
    return QStringLiteral("knockback-cli diagnose %1 %2").arg(shellWord(host), portText(r));
}

Fix fix(const char* where, Phrase title, const QStringList& commands, Phrase verify)
{
    Fix out;
    out.where = QLatin1String(where);
    out.title = std::move(title);
    out.commands = commands;
    out.verify = std::move(verify);
    out.undo = undoOf(commands);
    return out;
}

Phrase verifyConnects(const Reading& r)
{
    return say("diagnose.verify.connects", {again(r)});
}

} // namespace knockback

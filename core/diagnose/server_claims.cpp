#include "core/diagnose/server_claims.h"

#include "core/base/text.h"
#include "core/diagnose/commands.h"

#include <algorithm>
#include <array>

namespace knockback {

namespace {

struct Setting
{
    const char* program; // how the process or the unit is called, its beginning
    const char* line;    // %1 = the length
    const char* where;
};
// Each program's own setting for the length of its queue (their own manuals).
constexpr std::array<Setting, 15> kSettings{{
    {"nginx", "listen … backlog=%1;", "nginx.conf"},
    {"apache2", "ListenBacklog %1", "apache2.conf"},
    {"httpd", "ListenBacklog %1", "httpd.conf"},
    {"redis", "tcp-backlog %1", "redis.conf"},
    {"valkey", "tcp-backlog %1", "valkey.conf"},
    {"php-fpm", "listen.backlog = %1", "pool.d/www.conf"},
    {"gunicorn", "--backlog %1", "its command line"},
    {"uvicorn", "--backlog %1", "its command line"},
    {"haproxy", "backlog %1", "haproxy.cfg"},
    {"mysqld", "back_log = %1", "my.cnf"},
    {"mariadbd", "back_log = %1", "my.cnf"},
    {"memcached", "-b %1", "its command line"},
    {"lighttpd", "server.listen-backlog = %1", "lighttpd.conf"},
    {"systemd", "Backlog=%1", "its .socket unit"},
    {"java", "acceptCount=\"%1\"", "server.xml (Tomcat)"},
}};

} // namespace

Claim provenClaim(const Reading& r, const Group& g, double confidence, Phrase summary, const QStringList& evidence)
{
    Claim c;
    c.proven = true;
    c.confidence = confidence;
    c.side = Side::server;
    c.locatedAt = g.first().address.toString();
    c.summary = std::move(summary);
    c.evidence = evidence + g.evidence();
    c.whyNot = say("diagnose.server.why-not");
    c.toTellApart = say("diagnose.server.tell", {r.server.machine()});
    c.pattern = g.shape() == Shape::mixed || g.shape() == Shape::late ? Pattern::intermittent : Pattern::persistent;
    return c;
}

Claim ruledOut(Phrase whyNot)
{
    Claim c;
    c.ruledOut = true;
    c.whyNot = std::move(whyNot);
    return c;
}

bool isRefused(const Group& g)
{
    const AddressView& v = g.first();
    if (g.shape() == Shape::reset)
        return true;
    const Sequence& s = v.sequence;
    return g.shape() == Shape::mixed && s.runs == 2 && s.tailFails && v.of(Happening::reset) == s.failures &&
           s.tail >= 3;
}

bool isStarved(const Group& g)
{
    switch (g.shape()) {
    case Shape::late:
    case Shape::silent:
    case Shape::unanswered:
        return true;
    case Shape::mixed:
    case Shape::manyFailures:
        return g.of(Happening::silent) + g.of(Happening::unanswered) > 0;
    default:
        return false;
    }
}

QStringList logCommands(const Reading& r)
{
    if (!r.server.unit)
        return serviceCommands(r);
    const QString name = unitWord(*r.server.unit);
    return {QStringLiteral("systemctl status %1").arg(name),
            QStringLiteral("journalctl -u %1 -n 50 --no-pager").arg(name)};
}

QString restartCommand(const Reading& r)
{
    const QString usual = usualUnit(r.seen.target.service, r.port);
    const QString name = r.server.unit ? unitWord(*r.server.unit) : usual.isEmpty() ? QStringLiteral("NAME") : usual;
    return r.server.facts && r.server.facts->init == QLatin1String("openrc")
               ? QStringLiteral("sudo rc-service %1 restart").arg(name)
               : QStringLiteral("sudo systemctl restart %1").arg(name);
}

QString backlogSetting(const QString& program, const QString& unit, std::int64_t size)
{
    for (const Setting& s : kSettings) {
        const QLatin1String name(s.program);
        if (program.startsWith(name) || unit.startsWith(name))
            return QStringLiteral("%1  (%2)").arg(QString::fromUtf8(s.line).arg(size), QLatin1String(s.where));
    }
    return {};
}

QStringList allowCommands(const ServerFirewall& f, Port port)
{
    if (f.tool == QLatin1String("ufw"))
        return {QStringLiteral("sudo ufw allow %1/tcp  # undo: sudo ufw delete allow %1/tcp").arg(port.value)};
    if (f.tool == QLatin1String("firewalld"))
        return {QStringLiteral("sudo firewall-cmd --permanent --add-port=%1/tcp  # undo: --remove-port=%1/tcp")
                    .arg(port.value),
                QStringLiteral("sudo firewall-cmd --reload")};
    if (f.tool == QLatin1String("iptables") || f.tool == QLatin1String("ip6tables"))
        return {
            QStringLiteral("sudo %1 -I %2 1 -p tcp --dport %3 -j ACCEPT  # undo: the same with -D %2 and without the 1")
                .arg(f.tool, f.chain.isEmpty() ? QStringLiteral("INPUT") : shellWord(f.chain))
                .arg(port.value)};
    if (!f.table.isEmpty() && !f.chain.isEmpty())
        return {QStringLiteral("sudo nft insert rule %1 %2 %3 tcp dport %4 accept  # undo: nft -a list chain %1 %2 %3, "
                               "then nft delete rule with its handle")
                    .arg(shellWord(f.family.isEmpty() ? QStringLiteral("inet") : f.family), shellWord(f.table),
                         shellWord(f.chain))
                    .arg(port.value)};
    return {QStringLiteral("sudo nft -a list ruleset")};
}

QString listenerText(const ServerListener& l)
{
    const QString at = l.address.isNone() ? QStringLiteral("*:%1").arg(l.port)
                       : l.address.family == Family::ipv6
                           ? QStringLiteral("[%1]:%2").arg(l.address.toString()).arg(l.port)
                           : QStringLiteral("%1:%2").arg(l.address.toString()).arg(l.port);
    return l.process.isEmpty() ? at : QStringLiteral("%1 (%2)").arg(at, printable(l.process, 40));
}

QString unitState(const ServerUnit& u)
{
    QString out = printable(u.activeState.isEmpty() ? QStringLiteral("?") : u.activeState, 30);
    QStringList more;
    if (!u.subState.isEmpty() && u.subState != u.activeState)
        more << printable(u.subState, 30);
    if (!u.result.isEmpty() && u.result != QLatin1String("success"))
        more << printable(u.result, 30);
    if (u.exitStatus > 0)
        more << QStringLiteral("%1 %2")
                    .arg(u.exitCode > 1 ? QStringLiteral("signal") : QStringLiteral("status"))
                    .arg(u.exitStatus);
    return more.isEmpty() ? out : QStringLiteral("%1 (%2)").arg(out, more.join(QStringLiteral(", ")));
}

QString tellingLine(const QStringList& lines)
{
    constexpr std::array<const char*, 12> kTelling{"address already in use", "emerg",  "fatal",  "panic",
                                                   "out of memory",          "killed", "error",  "cannot",
                                                   "no such file",           "denied", "failed", "invalid"};
    for (const char* word : kTelling)
        for (auto line = lines.rbegin(); line != lines.rend(); ++line)
            if (line->contains(QLatin1String(word), Qt::CaseInsensitive) &&
                !line->contains(QLatin1String("Failed with result")) &&
                !line->contains(QLatin1String("Failed to start")))
                return printable(*line, 200);
    return {};
}

} // namespace knockback

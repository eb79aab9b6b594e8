#include "core/diagnose/server_claims.h"

#include "core/base/text.h"
#include "core/diagnose/commands.h"

#include <algorithm>
#include <array>

namespace knockback {

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
    const bool comesAndGoes = g.shape() == Shape::mixed || g.shape() == Shape::late;
    c.pattern = comesAndGoes && !g.first().wentDown(kSince) ? Pattern::intermittent : Pattern::persistent;
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
    return g.shape() == Shape::reset || (g.shape() == Shape::mixed && g.first().wentDown(kSince));
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

QString serviceName(const Reading& r)
{
    if (r.server.unit)
        return unitWord(*r.server.unit);
    const QString usual = usualUnit(r.seen.target.service, r.port);
    return usual.isEmpty() ? QStringLiteral("NAME") : usual;
}

bool hasOpenRc(const Reading& r)
{
    return r.server.facts && r.server.facts->init == QLatin1String("openrc");
}

QStringList logCommands(const Reading& r)
{
    if (hasOpenRc(r))
        return {QStringLiteral("rc-service %1 status").arg(serviceName(r)),
                QStringLiteral("grep -h %1 /var/log/messages | tail -n 50").arg(serviceName(r))};
    if (!r.server.unit)
        return serviceCommands(r);
    return {QStringLiteral("systemctl status %1").arg(serviceName(r)),
            QStringLiteral("journalctl -u %1 -n 50 --no-pager").arg(serviceName(r))};
}

QString restartCommand(const Reading& r)
{
    return hasOpenRc(r) ? QStringLiteral("sudo rc-service %1 restart").arg(serviceName(r))
                        : QStringLiteral("sudo systemctl restart %1").arg(serviceName(r));
}

QString startCommand(const Reading& r)
{
    return hasOpenRc(r)
               ? QStringLiteral("sudo rc-service %1 start  # undo: sudo rc-service %1 stop").arg(serviceName(r))
               : QStringLiteral("sudo systemctl start %1  # undo: sudo systemctl stop %1").arg(serviceName(r));
}

// systemd may refuse to start what failed too often; OpenRC says of what crashed that it "has already been started",
// and does nothing until it is told to forget that.
QStringList startFailedCommands(const Reading& r, bool gaveUp)
{
    if (hasOpenRc(r))
        return {QStringLiteral("sudo rc-service %1 zap && %2").arg(serviceName(r), startCommand(r))};
    QStringList out{startCommand(r)};
    if (gaveUp)
        out.prepend(QStringLiteral("sudo systemctl reset-failed %1").arg(serviceName(r)));
    return out;
}

QStringList enableCommands(const Reading& r)
{
    if (hasOpenRc(r))
        return {
            startCommand(r),
            QStringLiteral("sudo rc-update add %1 default  # undo: sudo rc-update del %1 default").arg(serviceName(r))};
    return {
        QStringLiteral("sudo systemctl enable --now %1  # undo: sudo systemctl disable --now %1").arg(serviceName(r))};
}

QString undoCommand(const ServerFirewall& f)
{
    const QString undo = printable(f.undo, 400);
    return undo.isEmpty() || undo.startsWith(QLatin1String("sudo ")) ? undo : QStringLiteral("sudo ") + undo;
}

QStringList allowCommands(const ServerFirewall& f, Port port)
{
    const bool answers = f.hook == QLatin1String("output"); // it stops what the server answers
    if (f.tool == QLatin1String("ufw") && !answers)
        return {QStringLiteral("sudo ufw allow %1/tcp  # undo: sudo ufw delete allow %1/tcp").arg(port.value)};
    if (f.tool == QLatin1String("firewalld") && !answers)
        return {QStringLiteral("sudo firewall-cmd --permanent --add-port=%1/tcp  # undo: --remove-port=%1/tcp")
                    .arg(port.value),
                QStringLiteral("sudo firewall-cmd --reload")};
    if (f.chain.isEmpty())
        return {QStringLiteral("sudo nft -a list ruleset")};
    const QString chain = shellWord(f.chain);
    if (f.tool == QLatin1String("iptables") || f.tool == QLatin1String("ip6tables")) {
        const QString rule = QStringLiteral("-p tcp --%1 %2 -j ACCEPT")
                                 .arg(answers ? QLatin1String("sport") : QLatin1String("dport"))
                                 .arg(port.value);
        return {QStringLiteral("sudo %1 -I %2 1 %3  # undo: sudo %1 -D %2 %3").arg(f.tool, chain, rule)};
    }
    const QString where =
        QStringLiteral("%1 %2 %3")
            .arg(shellWord(f.family.isEmpty() ? QStringLiteral("inet") : f.family), shellWord(f.table), chain);
    return {QStringLiteral("sudo nft insert rule %1 tcp %2 %3 accept  # undo: sudo nft -a list chain %1, then sudo nft "
                           "delete rule %1 handle N")
                .arg(where, answers ? QStringLiteral("sport") : QStringLiteral("dport"), QString::number(port.value))};
}

QString listenerText(const ServerListener& l)
{
    const QString at = l.address.isNone() ? QStringLiteral("*:%1").arg(l.port)
                       : l.address.family == Family::ipv6
                           ? QStringLiteral("[%1]:%2").arg(l.address.toString()).arg(l.port)
                           : QStringLiteral("%1:%2").arg(l.address.toString()).arg(l.port);
    return l.process.isEmpty() ? at : QStringLiteral("%1 (%2)").arg(at, printable(l.process, 40));
}

QString processText(const ServerProcess& p)
{
    return QStringLiteral("%1 (%2)").arg(printable(p.name, 40), QString::number(p.pid));
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

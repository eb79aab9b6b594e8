#include "core/base/text.h"
#include "core/diagnose/commands.h"
#include "core/diagnose/server_claims.h"
#include "core/diagnose/server_queue.h"

#include <algorithm>

namespace knockback {

namespace {

QString logLine(const Reading& r)
{
    QStringList lines = r.server.facts->nginx.errorLines;
    if (r.server.unit)
        lines += r.server.unit->lastLines;
    for (auto line = lines.rbegin(); line != lines.rend(); ++line)
        if (line->contains(QLatin1String("too many open files"), Qt::CaseInsensitive))
            return printable(*line, 200);
    return {};
}

// Half of what it holds are connections that the other side has closed and it has not.
bool leaks(const ServerProcess& p)
{
    return p.closeWait > 0 && static_cast<std::int64_t>(p.closeWait) >= p.descriptors / 2;
}

std::optional<Claim> judgeServer(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    const QueueSight q = queueOf(r, v);
    if (!q.there() || !(isStarved(g) || g.shape() == Shape::closes))
        return std::nullopt;
    if (g.shape() == Shape::silent && q.listener->limit >= 0 && !q.isFull()) // the kernel would still connect
        return std::nullopt;
    const ServerResources& s = r.server.facts->resources;
    const ServerProcess* p = q.noDescriptors;
    const bool system = s.filesLimit > 0 && s.filesOpen >= s.filesLimit;
    const QString line = logLine(r);
    const ServerProcess* known = r.server.processOf(*q.listener);
    const bool unseen = !known || known->descriptors < 0;
    if (!p && !system && (line.isEmpty() || !unseen))
        return std::nullopt;
    const QString who = p ? processText(*p) : listenerText(*q.listener);
    Claim c = provenClaim(r, g,
                          p        ? 0.975
                          : system ? 0.93
                                   : 0.8,
                          say(system && !p ? "diagnose.fd-exhaustion.summary.system" : "diagnose.fd-exhaustion.summary",
                              {who, g.where(r.port), r.server.machine()}),
                          r.server.processEvidence + r.server.listenerEvidence);
    if (p)
        c.because << say("diagnose.fd-exhaustion.because.limit",
                         {who, QString::number(p->descriptors), QString::number(p->descriptorLimit)});
    if (p && leaks(*p))
        c.because << say("diagnose.fd-exhaustion.because.leak", {}, p->closeWait);
    if (!line.isEmpty())
        c.because << say("diagnose.fd-exhaustion.because.log", {line});
    if (system)
        c.because << say("diagnose.fd-exhaustion.because.system",
                         {QString::number(s.filesOpen), QString::number(s.filesLimit)});
    QStringList look;
    if (p)
        look << QStringLiteral("sudo ls -l /proc/%1/fd | awk '{print $NF}' | cut -d: -f1 | sort | uniq -c | sort -rn")
                    .arg(p->pid)
             << QStringLiteral("sudo ss -tnp state close-wait | grep -c 'pid=%1,'").arg(p->pid);
    else
        look << QStringLiteral("cat /proc/sys/fs/file-nr");
    c.fixes << fix("server",
                   say(p && leaks(*p) ? "diagnose.fd-exhaustion.fix.leak" : "diagnose.fd-exhaustion.fix.look"), look,
                   say("diagnose.fd-exhaustion.verify"));
    const std::int64_t more = std::clamp<std::int64_t>(p ? p->descriptorLimit : 0, 8192, 524288) * 2;
    QStringList raise;
    if (r.server.unit)
        raise << QStringLiteral("sudo systemctl edit %1  # [Service] LimitNOFILE=%2; undo: sudo systemctl revert %1")
                     .arg(unitWord(*r.server.unit), QString::number(more));
    else
        raise << QStringLiteral("# in its unit: LimitNOFILE=%1").arg(more);
    raise << restartCommand(r);
    if (system)
        raise.prepend(QStringLiteral("sudo sysctl -w fs.file-max=%1")
                          .arg(std::clamp<std::int64_t>(s.filesLimit, 1024, 1 << 30) * 2));
    c.fixes << fix("server", say("diagnose.fd-exhaustion.fix.raise"), raise, verifyConnects(r));
    return c;
}

} // namespace

extern const Rule rule_fd_exhaustion;
const Rule rule_fd_exhaustion{true, nullptr, nullptr, judgeServer};

} // namespace knockback

#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"
#include "core/diagnose/server_claims.h"

#include <algorithm>

namespace knockback {

namespace {

std::optional<Claim> judge(const Reading&, const Group& g)
{
    const AddressView& v = g.first();
    const bool says503 = g.shape() == Shape::upstream && v.sample && httpStatus(*v.sample) == 503;
    if (!says503 && g.shape() != Shape::unanswered)
        return std::nullopt;
    Claim c;
    c.confidence = says503 ? 0.35 : 0.06;
    c.side = Side::server;
    c.whyNot = say(says503 ? "diagnose.server-overloaded.why-not.503" : "diagnose.server-overloaded.why-not");
    c.toTellApart = say("diagnose.server-overloaded.tell");
    c.evidence = g.evidence();
    return c;
}

bool hasLine(const QStringList& lines, const char* words)
{
    return std::any_of(lines.begin(), lines.end(), [words](const QString& line) {
        return line.contains(QLatin1String(words), Qt::CaseInsensitive);
    });
}

// It kills, or nothing gets its turn. A busy machine alone is no proof: then attempts must suffer in its way, too.
std::optional<Claim> judgeServer(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    const ServerResources& s = r.server.facts->resources;
    const ServerUnit* u = r.server.unit;
    const bool killed = (u && u->result == QLatin1String("oom-kill")) || (u && hasLine(u->lastLines, "out of memory"));
    const bool breaks = g.shape() == Shape::mixed && v.of(Happening::reset) > 0;
    constexpr double kBusy = 60, kMemory = 40, kLoad = 4;
    const bool cpu = s.cpuPressure >= kBusy && (s.processors <= 0 || s.load1 < 0 || s.load1 >= kLoad * s.processors);
    const bool memory = s.memoryPressure >= kMemory || s.ioPressure >= 80;
    const bool starving = (cpu || memory) && isStarved(g) && g.shape() != Shape::silent;
    if (!(killed && breaks) && !starving)
        return std::nullopt;
    Claim c = provenClaim(
        r, g,
        killed && breaks ? 0.96
        : cpu && memory  ? 0.8
                         : 0.74,
        say(killed && breaks ? "diagnose.server-overloaded.summary.killed" : "diagnose.server-overloaded.summary",
            {r.server.machine(), g.where(r.port)}),
        r.server.resourceEvidence + r.server.unitEvidence);
    c.proven = killed && breaks; // that a machine is busy is a reason, and no proof
    c.pattern = Pattern::underLoad;
    if (killed && breaks)
        c.because << say("diagnose.service-failed.because.oom");
    if (s.cpuPressure >= 0 || s.memoryPressure >= 0)
        c.because << say("diagnose.server-overloaded.because.pressure",
                         {QString::number(std::max(s.cpuPressure, 0.0), 'f', 0),
                          QString::number(std::max(s.memoryPressure, 0.0), 'f', 0),
                          QString::number(std::max(s.load1, 0.0), 'f', 1)});
    c.fixes << fix("server", say("diagnose.server-overloaded.fix.who"),
                   {QStringLiteral("ps -eo pid,pcpu,pmem,rss,stat,comm --sort=-%1 | head -n 12")
                        .arg(killed || (memory && !cpu) ? QStringLiteral("rss") : QStringLiteral("pcpu")),
                    QStringLiteral("cat /proc/pressure/cpu /proc/pressure/memory /proc/pressure/io"),
                    QStringLiteral("journalctl -k --grep 'out of memory|oom' -n 20 --no-pager")},
                   say("diagnose.server-overloaded.verify"));
    return c;
}

} // namespace

extern const Rule rule_server_overloaded;
const Rule rule_server_overloaded{true, nullptr, judge, judgeServer};

} // namespace knockback

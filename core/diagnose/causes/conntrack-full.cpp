#include "core/base/text.h"
#include "core/diagnose/commands.h"
#include "core/diagnose/server_claims.h"

#include <algorithm>

namespace knockback {

namespace {

bool tableFullLine(const ServerResources& s)
{
    return std::any_of(s.kernelLines.begin(), s.kernelLines.end(), [](const QString& line) {
        return line.contains(QLatin1String("conntrack"), Qt::CaseInsensitive) &&
               line.contains(QLatin1String("table full"), Qt::CaseInsensitive);
    });
}

// A line in the kernel's log may be old; the table must be full now, or packets must have been dropped meanwhile.
std::optional<Claim> judgeServer(const Reading& r, const Group& g)
{
    if (!isStarved(g))
        return std::nullopt;
    const ServerResources& s = r.server.facts->resources;
    constexpr double kFull = 0.98;
    const bool full =
        s.conntrackLimit > 0 && static_cast<double>(s.conntrack) >= kFull * static_cast<double>(s.conntrackLimit);
    const std::int64_t dropped = r.server.rise("conntrack.drop");
    const bool drops = dropped > 0 && r.server.troubledMeanwhile(g.first()) > 0;
    if (!full && !(drops && tableFullLine(s)))
        return std::nullopt;
    Claim c = provenClaim(r, g,
                          full && drops ? 0.975
                          : full        ? (dropped == 0 ? 0.45 : 0.93)
                                        : 0.9,
                          say("diagnose.conntrack-full.summary", {r.server.machine(), g.where(r.port)}),
                          r.server.resourceEvidence + r.server.counterEvidence);
    c.pattern = Pattern::underLoad;
    if (s.conntrack >= 0)
        c.because << say("diagnose.conntrack-full.because.count",
                         {QString::number(s.conntrack), QString::number(s.conntrackLimit)});
    if (drops)
        c.because << say("diagnose.conntrack-full.because.drops", {},
                         static_cast<int>(std::min<std::int64_t>(dropped, 1'000'000)));
    if (tableFullLine(s))
        c.because << say("diagnose.conntrack-full.because.kernel");
    const std::int64_t now = std::clamp<std::int64_t>(s.conntrackLimit, 32768, 1 << 24);
    c.fixes
        << fix("server", say("diagnose.conntrack-full.fix.who"),
               {QStringLiteral(
                   "sudo conntrack -L 2>/dev/null | awk '{for (i=1;i<=NF;i++) if ($i ~ /^src=/) {print $i; break}}' "
                   "| sort | uniq -c | sort -rn | head")},
               say("diagnose.conntrack-full.verify"))
        << fix("server", say("diagnose.conntrack-full.fix.raise"),
               {QStringLiteral("sudo sysctl -w net.netfilter.nf_conntrack_max=%1  # undo: the same with =%2")
                    .arg(now * 2)
                    .arg(s.conntrackLimit),
                QStringLiteral("echo 'net.netfilter.nf_conntrack_max = %1' | sudo tee /etc/sysctl.d/90-conntrack.conf")
                    .arg(now * 2)},
               say("diagnose.conntrack-full.verify"));
    return c;
}

} // namespace

extern const Rule rule_conntrack_full;
const Rule rule_conntrack_full{true, nullptr, nullptr, judgeServer};

} // namespace knockback

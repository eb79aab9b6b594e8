#include "core/base/text.h"
#include "core/diagnose/commands.h"
#include "core/diagnose/server_claims.h"
#include "core/diagnose/server_queue.h"

#include <algorithm>

namespace knockback {

namespace {

// "TCP: request_sock_TCP: Possible SYN flooding on port 0.0.0.0:80."
QString floodLine(const Reading& r)
{
    const QString port = QString::number(r.port.value);
    for (const QString& line : r.server.facts->resources.kernelLines) {
        if (!line.contains(QLatin1String("SYN flooding"), Qt::CaseInsensitive))
            continue;
        const QString after = line.section(QLatin1String("port "), 1).section(QLatin1Char(' '), 0, 0);
        const QString named = after.section(QLatin1Char(':'), -1).remove(QLatin1Char('.'));
        if (named == port)
            return printable(line, 200);
    }
    return {};
}

std::optional<Claim> judgeServer(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    const QueueSight q = queueOf(r, v);
    if (!q.there() || !isStarved(g) || q.full > 0)
        return std::nullopt;
    const std::int64_t dropped = r.server.rise("TcpExt.TCPReqQFullDrop");
    const std::int64_t cookies = r.server.rise("TcpExt.TCPReqQFullDoCookies");
    // What this very socket did not drop was not dropped for its queue; and a cookie is an answer, so silence is not
    // its doing. (The counters are the machine's, and a line of the kernel may be old.)
    const bool drops = dropped > 0 && q.drops != 0;
    const bool answers = cookies > 0 && g.shape() != Shape::silent;
    if (!drops && !answers)
        return std::nullopt;
    // That it is this port's queue, its half-open connections or the kernel must say.
    const int halfOpen = r.server.facts->sockets.synReceived;
    const std::int64_t most = r.server.setting("net.ipv4.tcp_max_syn_backlog");
    const std::int64_t limit =
        most > 0 && q.listener->limit > 0 ? std::min(most, q.listener->limit) : std::max(most, q.listener->limit);
    constexpr double kNearly = 0.75;
    const bool crowded = limit > 0 && halfOpen >= kNearly * static_cast<double>(limit);
    const QString line = floodLine(r);
    if (!crowded && line.isEmpty())
        return std::nullopt;
    Claim c = provenClaim(r, g, q.troubled > 0 ? 0.95 : 0.7,
                          say("diagnose.syn-queue-overflow.summary", {listenerText(*q.listener), r.server.machine()}),
                          r.server.counterEvidence + r.server.listenerEvidence + r.server.resourceEvidence);
    c.pattern = Pattern::underLoad;
    c.because << say(dropped > 0 ? "diagnose.syn-queue-overflow.because.dropped"
                                 : "diagnose.syn-queue-overflow.because.cookies",
                     {}, static_cast<int>(std::min<std::int64_t>(std::max(dropped, cookies), 1'000'000)));
    if (crowded)
        c.because << say("diagnose.syn-queue-overflow.because.half-open",
                         {QString::number(halfOpen), QString::number(limit)});
    if (!line.isEmpty())
        c.because << say("diagnose.syn-queue-overflow.because.kernel", {line});
    QStringList raise;
    if (r.server.setting("net.ipv4.tcp_syncookies") == 0)
        raise << QStringLiteral("sudo sysctl -w net.ipv4.tcp_syncookies=1  # undo: the same with =0");
    const std::int64_t wanted = std::clamp<std::int64_t>(std::max(most, limit), 1024, 32768) * 2;
    raise << QStringLiteral("sudo sysctl -w net.ipv4.tcp_max_syn_backlog=%1  # undo: the same with =%2")
                 .arg(wanted)
                 .arg(most)
          << QStringLiteral("echo 'net.ipv4.tcp_max_syn_backlog = %1' | sudo tee /etc/sysctl.d/90-syn-backlog.conf")
                 .arg(wanted)
          << restartCommand(r);
    c.fixes << fix("server", say("diagnose.syn-queue-overflow.fix.who"),
                   {QStringLiteral(
                        "ss -tn state syn-recv 'sport = :%1' | awk 'NR>1 {print $4}' | cut -d: -f1 | sort | uniq "
                        "-c | sort -rn | head")
                        .arg(r.port.value)},
                   say("diagnose.syn-queue-overflow.verify"))
            << fix("server", say("diagnose.syn-queue-overflow.fix.raise"), raise,
                   say("diagnose.syn-queue-overflow.verify"));
    return c;
}

} // namespace

extern const Rule rule_syn_queue_overflow;
const Rule rule_syn_queue_overflow{true, nullptr, nullptr, judgeServer};

} // namespace knockback

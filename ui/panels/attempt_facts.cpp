#include "ui/panels/attempt_facts.h"

#include "core/base/text.h"
#include "ui/models/words.h"
#include "ui/theme/outcome_style.h"

#include <QCoreApplication>
#include <QLocale>
#include <cmath>
#include <span>

namespace knockback {

namespace {

class AttemptFacts
{ // a context for tr()
    Q_DECLARE_TR_FUNCTIONS(AttemptFacts)
public:
    static FactSection when(const Attempt& a, const SynTimetable& syn);
    static FactSection where(const Attempt& a);
    static FactSection system(const Attempt& a);
    static FactSection tcp(const Attempt& a);
    static FactSection server(const Attempt& a);

private:
    static QString again(const Attempt& a, const SynTimetable& syn);
    static void tcpLines(FactSection& out, const TcpFacts& tcp);
    static QString phaseWord(Phase phase);
};

QString time(std::int64_t ns)
{
    return formatDuration(std::chrono::nanoseconds(ns));
}

QString micro(std::uint32_t us)
{
    return formatDuration(std::chrono::microseconds(us));
}

QString AttemptFacts::again(const Attempt& a, const SynTimetable& syn)
{
    QStringList at;
    const QLocale locale;
    for (const double seconds : syn.resendSeconds) {
        if (static_cast<std::uint32_t>(at.size()) < a.tcp.totalRetrans)
            at << locale.toString(seconds, 'g', 4);
    }
    const QString times = a.tcp.totalRetrans == 0 ? tr("no") : timesText(a.tcp.totalRetrans);
    return a.tcp.totalRetrans == 0 || at.isEmpty() ? times
                                                   : tr("%1 (after %2 s)").arg(times, at.join(QStringLiteral(", ")));
}

FactSection AttemptFacts::when(const Attempt& a, const SynTimetable& syn)
{
    FactSection out{tr("Time"), {}};
    out.lines.push_back({tr("Started"),
                         QStringLiteral("%1 (%2)").arg(clockText(a.startedWall.ns), zoneText(a.startedWall.ns)),
                         tr("Right before connect(2), on this machine's clock"), false});
    if (isConnected(a.outcome) && a.connectNs >= 0)
        out.lines.push_back({tr("Connected after"), time(a.connectNs),
                             tr("From connect(2) to the answer, stamped as soon as the system reported it"), false});
    if (a.tcp.valid && a.tcp.rttUs > 0)
        out.lines.push_back(
            {tr("Round trip"), tr("%1 (± %2)").arg(micro(a.tcp.rttUs), micro(a.tcp.rttVarUs)),
             tr("What the kernel itself measured between first packet and answer, without this program's own delay"),
             false});
    if (a.firstByteNs >= 0)
        out.lines.push_back({tr("First byte after"), time(a.firstByteNs),
                             tr("From connect(2) to the first byte the server sent"), false});
    if (a.endNs >= 0)
        out.lines.push_back({tr("Ended after"), time(a.endNs), tr("Until nothing more was watched"), false});
    if (a.tcp.valid)
        out.lines.push_back(
            {tr("SYN sent again"), again(a, syn),
             tr("How often the first packet went unanswered and was repeated; counted by the kernel, not guessed"),
             false});
    if (a.lateNs > 1'000'000)
        out.lines.push_back({tr("Started late by"), time(a.lateNs),
                             tr("This machine was busy; the times above do not include it"), false});
    return out;
}

FactSection AttemptFacts::where(const Attempt& a)
{
    FactSection out{tr("Addresses"), {}};
    out.lines.push_back({tr("To"), a.remote.address.isNone() ? tr("no address") : a.remote.toString(),
                         tr("Where the attempt went"), true});
    out.lines.push_back({tr("From"), a.local.address.isNone() ? tr("never bound") : a.local.toString(),
                         tr("Address and port on this machine (getsockname)"), true});
    if (a.selfConnect)
        out.lines.push_back({tr("Note"), tr("Both ends are the same socket: TCP met itself, nobody listens there"),
                             tr("Happens when the system picks the very port that is asked for as the local port"),
                             false});
    if (a.ttl.value != 0)
        out.lines.push_back(
            {tr("TTL set"), QString::number(a.ttl.value), tr("How many routers the packet may pass"), false});
    return out;
}

QString AttemptFacts::phaseWord(Phase phase)
{
    switch (phase) {
    case Phase::socket:
        return tr("making the socket");
    case Phase::bind:
        return tr("taking a local address");
    case Phase::connect:
        return tr("connecting");
    case Phase::afterConnect:
        return tr("after connecting");
    }
    return {};
}

FactSection AttemptFacts::system(const Attempt& a)
{
    FactSection out{tr("What the system said"), {}};
    out.lines.push_back(
        {tr("Decided while"), phaseWord(a.phase), tr("The step in which the outcome was settled"), false});
    if (a.errnoValue != 0) {
        out.lines.push_back({tr("Error"),
                             QStringLiteral("%1 · %2").arg(errnoShort(a.errnoValue), errnoText(a.errnoValue)),
                             tr("As getsockopt(SO_ERROR), or the call that failed at once, gave it"), true});
    }
    if (a.icmp.origin != ErrorOrigin::none) {
        const QString shortForm = icmpShort(a.icmp);
        const QString words = icmpWords(a.icmp);
        out.lines.push_back(
            {tr("Message"), shortForm.isEmpty() ? words : QStringLiteral("%1 · %2").arg(shortForm, words),
             tr("From the socket's error queue: type and code of the message that ended the attempt"), false});
        if (!a.icmp.offender.isNone())
            out.lines.push_back({tr("Sent by"), a.icmp.offender.toString(),
                                 tr("Who sent that message: the machine that said no"), true});
        if (a.icmp.info != 0)
            out.lines.push_back({tr("Largest packet"), bytesText(a.icmp.info), tr("The MTU the message names"), false});
    } else if (a.outcome == Outcome::refused) {
        out.lines.push_back({tr("Message"), tr("TCP reset (RST)"),
                             tr("The error queue was empty: the refusal came as a TCP reset, not as an ICMP message"),
                             false});
    }
    return out;
}

void AttemptFacts::tcpLines(FactSection& out, const TcpFacts& tcp)
{
    out.lines.push_back({tr("State"), tcpStateWord(tcp.state), tr("tcpi_state"), true});
    out.lines.push_back({tr("Segments in, out"), QStringLiteral("%1, %2").arg(tcp.segsIn).arg(tcp.segsOut),
                         tr("tcpi_segs_in and tcpi_segs_out: packets of this connection"), true});
    out.lines.push_back({tr("Sent again"), QString::number(tcp.totalRetrans),
                         tr("tcpi_total_retrans: packets that had to be repeated"), true});
    if (tcp.sndMss != 0)
        out.lines.push_back(
            {tr("Segment size"), bytesText(tcp.sndMss), tr("tcpi_snd_mss: the largest piece sent at once"), true});
    out.lines.push_back({tr("Bytes in, acked"), QStringLiteral("%1, %2").arg(tcp.bytesReceived).arg(tcp.bytesAcked),
                         tr("tcpi_bytes_received and tcpi_bytes_acked: what came, and what the other side confirmed "
                            "(the SYN counts as one)"),
                         true});
}

FactSection AttemptFacts::tcp(const Attempt& a)
{
    FactSection out{tr("TCP, as the kernel saw it"), {}};
    if (a.tcpEnd.valid)
        tcpLines(out, a.tcpEnd);
    else if (a.tcp.valid)
        tcpLines(out, a.tcp);
    return out;
}

FactSection AttemptFacts::server(const Attempt& a)
{
    FactSection out{tr("What the server said"), {}};
    if (!isConnected(a.outcome))
        return out;
    const auto size = std::min<std::size_t>(a.bannerSize, kBannerKept);
    if (size > 0) {
        out.lines.push_back({tr("First bytes"), printable(std::span(a.banner.data(), size), 240),
                             tr("As received; what cannot be shown is written as \\x and a number"), true});
    }
    out.lines.push_back({tr("Received"), bytesText(a.receivedBytes), tr("All bytes read after connecting"), false});
    out.lines.push_back({tr("Asked for"), a.helloSent ? tr("a hello was sent") : tr("nothing was sent"),
                         tr("Whether this program said something first"), false});
    out.lines.push_back(
        {tr("Ended by"), a.peerClosed ? tr("the server") : tr("this program"), tr("Who closed the connection"), false});
    return out;
}

} // namespace

QVector<FactSection> attemptFacts(const Attempt& attempt, const SynTimetable& syn)
{
    QVector<FactSection> out;
    for (FactSection section :
         {AttemptFacts::when(attempt, syn), AttemptFacts::where(attempt), AttemptFacts::system(attempt),
          AttemptFacts::server(attempt), AttemptFacts::tcp(attempt)}) {
        if (!section.lines.isEmpty())
            out.push_back(std::move(section));
    }
    return out;
}

} // namespace knockback

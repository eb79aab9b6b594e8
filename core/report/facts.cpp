// The two lists of facts: the statistics of the attempts, and what the session was made with.
#include "core/report/document.h"

#include "core/base/text.h"

#include <algorithm>

namespace knockback::report {

namespace {

std::int64_t medianRttNs(const Source& source)
{
    std::vector<std::uint32_t> rtts;
    for (const Attempt& a : source.session.attempts)
        if (a.target == source.target && a.purpose == Purpose::observe && isConnected(a.outcome) && a.tcp.valid &&
            a.tcp.rttUs > 0)
            rtts.push_back(a.tcp.rttUs);
    if (rtts.empty())
        return -1;
    const auto middle = rtts.begin() + static_cast<std::ptrdiff_t>((rtts.size() - 1) / 2);
    std::nth_element(rtts.begin(), middle, rtts.end());
    return std::int64_t{*middle} * 1000;
}

QString options(const ProbeOptions& options, const Wording& say)
{
    QStringList out{say("report.option.interval", {Wording::duration(options.interval.count())}),
                    say("report.option.timeout", {Wording::duration(options.timeout.count())})};
    if (options.family != Family::none)
        out << say("report.option.family",
                   {options.family == Family::ipv4 ? QStringLiteral("IPv4") : QStringLiteral("IPv6")});
    if (!options.source.isNone())
        out << say("report.option.source", {say.address(options.source)});
    if (!options.interface.isEmpty())
        out << say("report.option.interface", {say.text(options.interface, 40)});
    if (options.burst > 1)
        out << say.counted("report.option.burst", options.burst);
    for (const Endpoint& server : options.dnsServers)
        out << say("report.option.dns", {say.endpoint(server)});
    return out.join(say("report.list-separator"));
}

QString resendTimes(const SynTimetable& syn, const Wording& say)
{
    QStringList out;
    for (const double seconds : syn.resendSeconds)
        out << QString::number(seconds, 'g', 4);
    return out.isEmpty() ? QString() : say("report.resend-times", {out.join(QStringLiteral(", "))});
}

// A version such as "6.1.0-18-amd64" is no name, however many dots it has.
QString printableKernel(const QString& kernel)
{
    return printable(kernel, 80);
}

QString observedSpan(const Session& session)
{
    QString from = toIsoLocal(session.started);
    if (session.ended.ns <= session.started.ns)
        return from;
    return QStringLiteral("%1 … %2 (%3)")
        .arg(from, toIsoLocal(session.ended), Wording::duration((session.ended - session.started).count()));
}

} // namespace

QVector<Fact> makeStatistics(const Source& source, const Wording& say)
{
    const WindowStatistics s = source.timeline.statistics(source.timeline.firstNs(), source.timeline.lastNs() + 1);
    QVector<Fact> out;
    const auto add = [&](const char* label, const QString& value) {
        if (!value.isEmpty())
            out.push_back({say(label), value});
    };
    const auto share = s.attempts > 0 ? static_cast<double>(s.connected) * 100 / static_cast<double>(s.attempts) : 0.0;
    add("report.stat.attempts", QString::number(s.attempts));
    add("report.stat.connected",
        QStringLiteral("%1 (%2 %)").arg(s.connected).arg(share, 0, 'f', share > 0 && share < 100 ? 1 : 0));
    if (s.connected > 0) {
        add("report.stat.late", QString::number(s.late));
        add("report.stat.min", Wording::duration(s.minNs));
        add("report.stat.p50", Wording::duration(s.p50Ns));
        add("report.stat.p95", Wording::duration(s.p95Ns));
        add("report.stat.p99", Wording::duration(s.p99Ns));
        add("report.stat.max", Wording::duration(s.maxNs));
        add("report.stat.mean", Wording::duration(s.meanNs));
        add("report.stat.jitter", Wording::duration(s.jitterNs));
    }
    if (const std::int64_t rtt = medianRttNs(source); rtt >= 0)
        add("report.stat.rtt", Wording::duration(rtt));
    add("report.stat.syn", QString::number(s.synRetransmits));
    return out;
}

QVector<Fact> makeAbout(const Source& source, const Wording& say)
{
    const Session& session = source.session;
    const SessionTarget& target = targetOf(source);
    QVector<Fact> out;
    const auto add = [&](const char* label, const QString& value) {
        if (!value.isEmpty())
            out.push_back({say(label), value});
    };
    const QString typed = say.name(target.spec.typed.trimmed());
    add("report.about.target", say.targetTitle(source.diagnosis.host, source.diagnosis.port, source.diagnosis.service));
    if (target.spec.asciiHost != target.spec.host)
        add("report.about.ascii", say.name(target.spec.asciiHost));
    else if (typed != say.name(target.spec.host) && !source.options.redact)
        add("report.about.typed", typed);
    QStringList resolved;
    for (const AddressState& state : source.diagnosis.addresses)
        resolved << QStringLiteral("%1 (%2)").arg(say.address(state.address), say.text(state.source, 20));
    add("report.about.addresses", resolved.join(say("report.list-separator")));
    const VantageFacts& v = session.vantage;
    add("report.about.machine", say.name(v.machine));
    add("report.about.system", say.text(v.distribution));
    add("report.about.kernel", printableKernel(v.kernel));
    add("report.about.zone", say.text(v.timeZone, 60));
    add("report.about.observed", observedSpan(session));
    if (!session.finished)
        add("report.about.ended", say("report.about.not-finished"));
    add("report.about.options", options(target.spec.options, say));
    add("report.about.syn", resendTimes(v.syn, say));
    add("report.about.version", say.text(source.diagnosis.version, 40));
    if (session.version != source.diagnosis.version)
        add("report.about.written", say.text(session.version, 40));
    add("report.about.session", say.text(session.uuid, 60));
    return out;
}

} // namespace knockback::report

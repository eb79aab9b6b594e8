#include "watch_text.h"

#include "core/report/marks.h"
#include "layout.h"

#include <algorithm>

namespace knockback::cli {

namespace {

constexpr int kMostTitle = 32;
constexpr int kOutcomeWidth = 22;
constexpr int kTimeWidth = 9;

Ink inkOf(report::Mark mark)
{
    if (mark == report::Mark::connected)
        return Ink::good;
    if (mark == report::Mark::late || mark == report::Mark::silent)
        return Ink::warn;
    return mark == report::Mark::cancelled ? Ink::dim : Ink::bad;
}

} // namespace

WatchText::WatchText(const Context& context, Wording& say, const QVector<TargetSpec>& targets)
    : m_context(context), m_say(say)
{
    for (const TargetSpec& target : targets) {
        m_say.learn(target);
        m_titles << m_say.targetTitle(target.host, target.port, {});
    }
    if (targets.size() > 1)
        for (const QString& title : m_titles)
            m_titleWidth = std::max(m_titleWidth, std::min(columns(title), kMostTitle));
}

void WatchText::attempt(const Attempt& a)
{
    if (a.purpose != Purpose::observe && a.purpose != Purpose::burst)
        return;
    const report::Mark mark = report::markOf(a);
    const QString endpoint = m_say.endpoint(a.remote);
    m_endpointWidth = std::clamp(columns(endpoint), m_endpointWidth, 48);
    QStringList details;
    if (isLate(a))
        details << m_context.counted("cli.watch.resent", a.tcp.totalRetrans);
    if (const QString icmp = m_say.icmp(a.icmp); !icmp.isEmpty())
        details << icmp;
    else if (a.outcome == Outcome::refused)
        details << QStringLiteral("RST");
    if (a.errnoValue != 0 && a.outcome != Outcome::refused && a.outcome != Outcome::timedOut)
        details << m_say.errnoWithNumber(a.errnoValue);
    if (a.selfConnect)
        details << m_say("report.self-connect");
    if (const QString banner = m_say.banner(a); !banner.isEmpty())
        details << QLatin1Char('"') + fitted(banner, 40) + QLatin1Char('"');

    Terminal& out = m_context.terminal;
    const QString word =
        m_context.words(QStringLiteral("cli.outcome.") +
                        (isLate(a) && mark == report::Mark::late ? QStringLiteral("late") : outcomeId(a.outcome)));
    QString line = out.ink(Ink::dim, toClockTime(a.startedWall)) + QStringLiteral("  ");
    if (m_titleWidth > 0)
        line += padded(fitted(m_titles.value(static_cast<qsizetype>(a.target)), m_titleWidth), m_titleWidth) +
                QStringLiteral("  ");
    line += padded(endpoint, m_endpointWidth) + QStringLiteral("  ");
    line += out.ink(inkOf(mark), QString(report::markGlyph(mark)) + QLatin1Char(' ') + padded(word, kOutcomeWidth));
    const QString took = Wording::duration(a.connectNs >= 0 ? a.connectNs : a.endNs);
    line += QString(std::max(0, kTimeWidth - columns(took)), QLatin1Char(' ')) + took;
    if (!details.isEmpty())
        line += QStringLiteral("  ") + details.join(QStringLiteral(" · "));
    out.line(line);
}

void WatchText::summary(std::uint32_t target, const Tally& tally, const Diagnosis& diagnosis,
                        std::chrono::nanoseconds span)
{
    Terminal& out = m_context.terminal;
    out.line();
    out.line(out.ink(Ink::bold, QStringLiteral("--- %1 ---").arg(m_titles.value(static_cast<qsizetype>(target)))));
    const double share = tally.attempts() > 0
                             ? 100.0 * static_cast<double>(tally.connected()) / static_cast<double>(tally.attempts())
                             : 0.0;
    const QString percent = QString::number(share, 'f', share > 0 && share < 100 ? 1 : 0);
    out.line(m_context.counted("cli.watch.attempts", static_cast<qint64>(tally.attempts()),
                               {Wording::duration(span.count()), QString::number(tally.connected()), percent}));
    QStringList others;
    for (std::size_t i = 0; i < kOutcomeCount; ++i)
        if (const auto outcome = static_cast<Outcome>(i); outcome != Outcome::connected && tally.count(outcome) > 0)
            others << QStringLiteral("%1 %2").arg(tally.count(outcome)).arg(m_say.outcome(outcome));
    if (!others.isEmpty())
        out.line(others.join(m_say("report.list-separator")));
    if (tally.connected() > 0)
        out.line(m_context.say("cli.watch.times",
                               {Wording::duration(tally.minNs()), Wording::duration(tally.percentileNs(0.5)),
                                Wording::duration(tally.percentileNs(0.95)),
                                Wording::duration(tally.percentileNs(0.99)), Wording::duration(tally.maxNs())}));
    if (tally.synRetransmits() > 0)
        out.line(m_context.counted("cli.watch.syn", static_cast<qint64>(tally.synRetransmits()),
                                   {QString::number(tally.late())}));
    m_say.learn(diagnosis);
    const bool good = diagnosis.verdict.cause == QLatin1String("reachable");
    const bool open = diagnosis.verdict.cause == QLatin1String("inconclusive");
    for (const QString& line : wrapped(m_say.say(diagnosis.verdict.summary), out.width()))
        out.line(out.ink(good ? Ink::good : open ? Ink::warn : Ink::bad, line));
    QStringList meta{m_say.confidence(diagnosis.verdict.confidence)};
    if (diagnosis.verdict.pattern != Pattern::none)
        meta << m_say.pattern(diagnosis.verdict.pattern);
    meta << diagnosis.verdict.cause;
    out.line(out.ink(Ink::dim, meta.join(QStringLiteral(" · "))));
}

} // namespace knockback::cli

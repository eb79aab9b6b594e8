#include "diagnosis_text.h"

#include "core/report/document.h"
#include "layout.h"

#include <algorithm>
#include <cmath>

namespace knockback::cli {

namespace {

Ink inkOf(CheckStatus status)
{
    switch (status) {
    case CheckStatus::pass:
        return Ink::good;
    case CheckStatus::warn:
        return Ink::warn;
    case CheckStatus::fail:
        return Ink::bad;
    case CheckStatus::unknown:
    case CheckStatus::skipped:
        break;
    }
    return Ink::dim;
}

class Sheet
{
public:
    Sheet(const Context& context, const Wording& say) : m_context(context), m_out(context.terminal), m_say(say) {}

    void heading(const char* id)
    {
        m_out.line();
        m_out.line(m_out.ink(Ink::bold, m_context.say(id)));
    }
    void text(const QString& first, const QString& text, Ink ink = Ink::plain)
    {
        for (const QString& line : paragraph(first, text, m_out.width()))
            m_out.line(m_out.ink(ink, line));
    }
    void bullets(const QStringList& items)
    {
        for (const QString& item : items)
            text(QStringLiteral("  - "), item);
    }
    // As typed: never wrapped, so that it can be copied.
    void machine(const QStringList& lines, Ink ink = Ink::plain)
    {
        for (const QString& block : lines)
            for (const QString& line : block.split(QLatin1Char('\n')))
                m_out.line(QStringLiteral("      ") +
                           m_out.ink(line.startsWith(QLatin1Char('#')) ? Ink::dim : ink, line));
    }
    void verdict(const Verdict& verdict)
    {
        const bool good = verdict.cause == QLatin1String("reachable");
        const bool open = verdict.cause == QLatin1String("inconclusive");
        for (const QString& line : paragraph(QStringLiteral("  "), m_say.say(verdict.summary), m_out.width()))
            m_out.line(m_out.ink(good ? Ink::good : open ? Ink::warn : Ink::bad, m_out.ink(Ink::bold, line)));
        QStringList meta{m_say.confidence(verdict.confidence)};
        if (verdict.pattern != Pattern::none)
            meta << m_say.pattern(verdict.pattern);
        if (verdict.side != Side::none)
            meta << m_say.side(verdict.side);
        if (!verdict.locatedAt.isEmpty())
            meta << m_say("report.at", {m_say.text(verdict.locatedAt, 120)});
        meta << verdict.cause;
        text(QStringLiteral("  "), meta.join(QStringLiteral(" · ")), Ink::dim);
    }
    void fixes(const Verdict& verdict)
    {
        for (const Fix& fix : verdict.fixes) {
            text(QStringLiteral("  "), QStringLiteral("%1: %2").arg(m_say.place(fix.where), m_say.say(fix.title)));
            machine(m_say.commands(fix.commands), Ink::bold);
            for (const Phrase& undo : fix.undo)
                text(QStringLiteral("    "), m_say.say(undo), Ink::dim);
            if (!fix.verify.isEmpty())
                text(QStringLiteral("    "), m_say("report.verify", {m_say.say(fix.verify)}));
        }
    }
    void checklist(const Diagnosis& diagnosis, bool verbose)
    {
        int width = 0;
        for (int i = 0; i < kCheckCount; ++i)
            width = std::max(width, columns(m_say.checkName(static_cast<CheckId>(i))));
        for (int i = 0; i < kCheckCount; ++i) {
            const Check& check = diagnosis.checks[static_cast<std::size_t>(i)];
            const QString name = padded(m_say.checkName(static_cast<CheckId>(i)), width);
            QString summary = m_say.say(check.summary);
            if (summary.isEmpty())
                summary = m_say.status(check.status);
            const QStringList lines = paragraph(QString(6 + width, QLatin1Char(' ')), summary, m_out.width());
            const QString lead =
                QStringLiteral("  %1 %2  ")
                    .arg(m_out.ink(inkOf(check.status), QString(report::statusGlyph(check.status))), name);
            m_out.line(lead + lines.first().mid(6 + width));
            for (const QString& line : lines.mid(1))
                m_out.line(line);
            if (!verbose)
                continue;
            for (const QString& item : m_say.say(check.means) + m_say.say(check.next))
                text(QString(6 + width, QLatin1Char(' ')) + QStringLiteral("- "), item, Ink::dim);
            machine(m_say.commands(check.commands));
        }
    }
    void evidence(const Diagnosis& diagnosis, bool verbose)
    {
        for (const Evidence& e : diagnosis.evidence) {
            text(QStringLiteral("  %1  ").arg(padded(m_say.text(e.id, 8), 3)), m_say.say(e.text));
            if (verbose && !e.raw.isEmpty())
                machine(m_say.block(e.raw, 20).split(QLatin1Char('\n')), Ink::dim);
        }
    }

private:
    const Context& m_context;
    Terminal& m_out;
    const Wording& m_say;
};

QString closing(const Context& context, const Diagnosis& d, const Wording& say)
{
    QStringList counts;
    for (std::size_t i = 0; i < kOutcomeCount; ++i)
        if (d.outcomes[i] > 0)
            counts << QStringLiteral("%1 %2").arg(d.outcomes[i]).arg(say.outcome(static_cast<Outcome>(i)));
    const QString took = Wording::duration(d.elapsed.count());
    QString out = context.counted("cli.diagnose.attempts", static_cast<qint64>(d.attempts), {took});
    return counts.isEmpty() ? out
                            : context.say("cli.diagnose.counts", {out, counts.join(say("report.list-separator"))});
}

} // namespace

void printDiagnosis(const Context& context, const Diagnosis& diagnosis, Wording& say, bool verbose)
{
    say.learn(diagnosis);
    Terminal& out = context.terminal;
    Sheet sheet(context, say);
    out.line(out.ink(Ink::bold, say.targetTitle(diagnosis.host, diagnosis.port, diagnosis.service)));
    out.line();
    sheet.verdict(diagnosis.verdict);
    for (const Verdict& also : diagnosis.also) {
        sheet.heading("report.also");
        sheet.verdict(also);
        sheet.bullets(say.say(also.because));
    }
    if (diagnosis.chain.isThere()) {
        sheet.heading("report.section.chain");
        for (const QString& line : report::chainLines(report::chainText(diagnosis.chain, say)))
            out.line(QStringLiteral("  ") + line);
    }
    if (!diagnosis.verdict.because.isEmpty()) {
        sheet.heading("cli.diagnose.why");
        sheet.bullets(say.say(diagnosis.verdict.because));
    }
    if (!diagnosis.verdict.fixes.isEmpty()) {
        sheet.heading("report.section.fix");
        sheet.fixes(diagnosis.verdict);
        for (const Verdict& also : diagnosis.also)
            sheet.fixes(also);
    }
    sheet.heading("report.section.checks");
    sheet.checklist(diagnosis, verbose);
    if (!diagnosis.alternatives.isEmpty()) {
        sheet.heading("report.section.alternatives");
        for (const Alternative& other : diagnosis.alternatives) {
            sheet.text(QStringLiteral("  - "), QStringLiteral("%1 (%2 %): %3")
                                                   .arg(other.cause)
                                                   .arg(std::lround(other.confidence * 100))
                                                   .arg(say.say(other.whyNot)));
            if (!other.toTellApart.isEmpty())
                sheet.text(QStringLiteral("    "), say("report.tell-apart", {say.say(other.toTellApart)}), Ink::dim);
        }
    }
    if (!diagnosis.evidence.isEmpty()) {
        sheet.heading("report.section.evidence");
        sheet.evidence(diagnosis, verbose);
    }
    if (!diagnosis.limits.isEmpty()) {
        sheet.heading("report.section.limits");
        sheet.bullets(say.say(diagnosis.limits));
    }
    out.line();
    sheet.text({}, closing(context, diagnosis, say), Ink::dim);
    sheet.text({}, context.say("cli.diagnose.more", {diagnosis.verdict.cause}), Ink::dim);
}

} // namespace knockback::cli

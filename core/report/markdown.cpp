#include "core/report/markdown.h"

#include <algorithm>

namespace knockback::report {

namespace {

// CommonMark 2.4: a backslash before any ASCII punctuation makes it plain. Only what can mean something inside a line
// is escaped; what means something only at its start is escaped there, so that the text stays readable as it is.
QString escLine(const QString& text)
{
    QString out;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (QStringLiteral("\\`*_[]<>&|~").contains(c) || (i == 0 && QStringLiteral("#+-=:").contains(c)))
            out += QLatin1Char('\\');
        out += c;
    }
    // "1. " and "1) " at the start would be a list.
    qsizetype digits = 0;
    while (digits < out.size() && out[digits].isDigit())
        ++digits;
    const bool isMarked =
        digits > 0 && digits < out.size() && (out[digits] == QLatin1Char('.') || out[digits] == QLatin1Char(')'));
    if (isMarked && (digits + 1 == out.size() || out[digits + 1].isSpace()))
        out.insert(digits, QLatin1Char('\\'));
    // "://" and "@" become links in many renderers.
    return out.replace(QLatin1String("://"), QLatin1String("\\://")).replace(QLatin1Char('@'), QLatin1String("\\@"));
}

// Several lines stay lines: two spaces make a break (6.7), two in front keep them inside a list's item.
QString esc(const QString& text)
{
    QStringList lines;
    for (const QString& line : text.split(QLatin1Char('\n')))
        lines << escLine(line.trimmed());
    return lines.join(QStringLiteral("  \n  "));
}

// Inside a table a line break would end the row.
QString cellText(const QString& text)
{
    return esc(QString(text).replace(QLatin1Char('\n'), QLatin1Char(' ')));
}

// A fence longer than any run of backquotes inside (CommonMark 4.5).
QString fenced(const QString& text, const char* kind)
{
    qsizetype longest = 0;
    qsizetype run = 0;
    for (const QChar c : text) {
        run = c == QLatin1Char('`') ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    const QString fence(std::max<qsizetype>(3, longest + 1), QLatin1Char('`'));
    return fence + QLatin1String(kind) + QLatin1Char('\n') + text + QLatin1Char('\n') + fence + QStringLiteral("\n\n");
}

QString bullets(const QStringList& items)
{
    QString out;
    for (const QString& item : items)
        out += QStringLiteral("- ") + esc(item) + QLatin1Char('\n');
    return items.isEmpty() ? out : out + QLatin1Char('\n');
}

QString paragraph(const QString& text)
{
    return text.isEmpty() ? QString() : esc(text) + QStringLiteral("\n\n");
}
QString heading(int level, const QString& text)
{
    return QString(level, QLatin1Char('#')) + QLatin1Char(' ') + esc(text) + QStringLiteral("\n\n");
}

QString factsText(const QVector<Fact>& facts)
{
    QString out;
    for (const Fact& fact : facts)
        out += QStringLiteral("- **%1**: %2\n").arg(esc(fact.label), esc(fact.value));
    return facts.isEmpty() ? out : out + QLatin1Char('\n');
}

QString fixesText(const QVector<FixText>& fixes, const Wording& say)
{
    QString out;
    for (const FixText& fix : fixes) {
        out += heading(3, QStringLiteral("%1: %2").arg(fix.place, fix.title));
        if (!fix.commands.isEmpty())
            out += fenced(fix.commands.join(QLatin1Char('\n')), "sh");
        for (const QString& undo : fix.undo)
            out += paragraph(undo);
        if (!fix.verify.isEmpty())
            out += paragraph(say("report.verify", {fix.verify}));
    }
    return out;
}

QString verdictText(const VerdictText& verdict)
{
    return QStringLiteral("**%1**\n\n%2 · `%3`\n\n")
               .arg(esc(verdict.summary), esc(verdict.meta.join(QStringLiteral(" · "))), verdict.cause) +
           bullets(verdict.because);
}

QString tableText(const Table& table)
{
    QString out = heading(2, table.title) + paragraph(table.note);
    if (table.rows.isEmpty())
        return out;
    QString head = QStringLiteral("|");
    QString rule = QStringLiteral("|");
    for (const Column& column : table.columns) {
        head += QStringLiteral(" %1 |").arg(cellText(column.title));
        rule += column.isNumber ? QStringLiteral(" ---: |") : QStringLiteral(" --- |");
    }
    out += head + QLatin1Char('\n') + rule + QLatin1Char('\n');
    for (const auto& row : table.rows) {
        out += QLatin1Char('|');
        for (const Cell& cell : row)
            out += QStringLiteral(" %1%2 |").arg(cell.mark ? markGlyph(*cell.mark) + QStringLiteral(" ") : QString(),
                                                 cellText(cell.text));
        out += QLatin1Char('\n');
    }
    return out + QLatin1Char('\n');
}

QString checksText(const Document& document, const Wording& say)
{
    QString out = heading(2, say("report.section.checks"));
    for (const CheckText& check : document.checks) {
        out += QStringLiteral("- %1 **%2** (%3): %4\n")
                   .arg(QString(statusGlyph(check.status)), esc(check.name), esc(check.statusWord), esc(check.summary));
        for (const QString& text : check.means + check.next)
            out += QStringLiteral("  - ") + esc(text) + QLatin1Char('\n');
    }
    return out + QLatin1Char('\n');
}

QString evidenceText(const Document& document, const Wording& say)
{
    QString out = heading(2, say("report.section.evidence"));
    for (const EvidenceText& e : document.evidence) {
        QStringList origin{e.kind};
        for (const QString& part : {e.from, e.at})
            if (!part.isEmpty())
                origin << part;
        out += QStringLiteral("**%1** %2 (%3)\n\n").arg(esc(e.id), esc(e.text), esc(origin.join(QStringLiteral(", "))));
        if (!e.raw.isEmpty())
            out += fenced(e.raw, "text");
    }
    return out;
}

} // namespace

QByteArray toMarkdown(const Document& document, const Wording& say)
{
    QString out = heading(1, document.title) + paragraph(document.made);
    if (document.redacted)
        out += paragraph(say("report.redacted"));
    out += verdictText(document.verdict);
    for (const VerdictText& verdict : document.also)
        out += heading(2, say("report.also")) + verdictText(verdict);
    if (document.comparison)
        out += tableText(*document.comparison);
    if (const QStringList chain = chainLines(document.chain); !chain.isEmpty())
        out += heading(2, say("report.section.chain")) + fenced(chain.join(QLatin1Char('\n')), "text");
    if (!document.verdict.fixes.isEmpty())
        out += heading(2, say("report.section.fix")) + fixesText(document.verdict.fixes, say);
    for (const VerdictText& verdict : document.also)
        out += fixesText(verdict.fixes, say);
    out += heading(2, say("report.section.statistics")) + factsText(document.statistics);
    out += checksText(document, say);
    if (!document.alternatives.isEmpty()) {
        out += heading(2, say("report.section.alternatives"));
        for (const AlternativeText& other : document.alternatives) {
            out += QStringLiteral("- **%1** (`%2`, %3): %4")
                       .arg(esc(other.causeName), other.cause, esc(other.confidence), esc(other.whyNot));
            out += other.toTellApart.isEmpty()
                       ? QStringLiteral("\n")
                       : QLatin1Char(' ') + esc(say("report.tell-apart", {other.toTellApart})) + QLatin1Char('\n');
        }
        out += QLatin1Char('\n');
    }
    if (!document.evidence.isEmpty())
        out += evidenceText(document, say);
    for (const Table& table : document.tables)
        out += tableText(table);
    if (!document.notes.isEmpty())
        out += heading(2, say("report.section.notes")) + factsText(document.notes);
    if (!document.limits.isEmpty())
        out += heading(2, say("report.section.limits")) + bullets(document.limits);
    out += heading(2, say("report.section.about")) + factsText(document.about);
    while (out.endsWith(QStringLiteral("\n\n")))
        out.chop(1);
    return out.toUtf8();
}

} // namespace knockback::report

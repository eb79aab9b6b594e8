#include "explain_errno.h"

#include "commands.h"
#include "core/base/text.h"
#include "core/diagnose/catalogue.h"
#include "core/diagnose/diagnose.h"
#include "core/facts/outcome.h"
#include "layout.h"

#include <algorithm>
#include <vector>

namespace knockback::cli {

namespace {

QString title(const QString& cause, const Context& context)
{
    const auto text = causeText(cause, context.words.language());
    return text ? text->title : cause;
}

// The page as it is written, headings made to stand out, paragraphs broken at the terminal's width, code left alone.
void printPage(const Context& context, const QString& markdown)
{
    Terminal& out = context.terminal;
    bool isCode = false;
    for (const QString& line : markdown.split(QLatin1Char('\n'))) {
        if (line.startsWith(QLatin1String("```"))) {
            isCode = !isCode;
        } else if (isCode) {
            out.line(QStringLiteral("    ") + printable(line, 500));
        } else if (line.startsWith(QLatin1Char('#'))) {
            qsizetype level = 0;
            while (level < line.size() && line[level] == QLatin1Char('#'))
                ++level;
            out.line(out.ink(Ink::bold, line.mid(level).trimmed()));
        } else if (line.trimmed().isEmpty() || line.startsWith(QLatin1Char('|'))) {
            out.line(line);
        } else {
            const bool isItem = line.startsWith(QLatin1String("- "));
            for (const QString& part :
                 paragraph(isItem ? QStringLiteral("- ") : QString(), isItem ? line.mid(2) : line, out.width()))
                out.line(part);
        }
    }
}

void printCauses(const Context& context, const QStringList& causes)
{
    if (causes.isEmpty())
        return;
    context.terminal.line();
    context.terminal.line(context.say("cli.explain.causes"));
    int width = 0;
    for (const QString& cause : causes)
        width = std::max(width, columns(cause));
    for (const QString& cause : causes)
        context.terminal.line(QStringLiteral("  %1  %2").arg(padded(cause, width), title(cause, context)));
}

void printText(const Context& context, const QString& text)
{
    for (const QString& line : wrapped(text, context.terminal.width()))
        context.terminal.line(line);
}

bool explainErrno(const Context& context, const QString& what)
{
    const auto found = findErrno(what);
    if (!found)
        return false;
    Terminal& out = context.terminal;
    out.line(out.ink(
        Ink::bold,
        QStringLiteral("%1 (%2): %3").arg(errnoName(found->value)).arg(found->value).arg(errnoText(found->value))));
    out.line();
    printText(context, context.words(found->known ? QStringLiteral("cli.errno.") + errnoName(found->value)
                                                  : QStringLiteral("cli.errno.other")));
    printCauses(context, found->causes);
    return true;
}

bool explainOutcome(const Context& context, const QString& what)
{
    const auto outcome = outcomeFromId(what);
    if (!outcome)
        return false;
    Terminal& out = context.terminal;
    out.line(
        out.ink(Ink::bold, QStringLiteral("%1: %2").arg(what, context.words(QStringLiteral("cli.outcome.") + what))));
    out.line();
    printText(context, context.words(QStringLiteral("cli.explain.outcome.") + what));
    printCauses(context, causesOf(*outcome));
    return true;
}

// The number of single edits between two short words.
int distance(const QString& a, const QString& b)
{
    std::vector<int> row(static_cast<std::size_t>(b.size()) + 1);
    for (std::size_t j = 0; j < row.size(); ++j)
        row[j] = static_cast<int>(j);
    for (qsizetype i = 1; i <= a.size(); ++i) {
        int diagonal = row[0];
        row[0] = static_cast<int>(i);
        for (std::size_t j = 1; j < row.size(); ++j) {
            const int substitute = diagonal + (a[i - 1] != b[static_cast<qsizetype>(j) - 1]);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, substitute});
        }
    }
    return row.back();
}

int listAll(const Context& context)
{
    Terminal& out = context.terminal;
    out.line(out.ink(Ink::bold, context.say("cli.explain.all-causes")));
    const QStringList causes = causeIds();
    int width = 0;
    for (const QString& cause : causes)
        width = std::max(width, columns(cause));
    for (const QString& cause : causes)
        out.line(QStringLiteral("  %1  %2").arg(padded(cause, width), title(cause, context)));
    out.line();
    out.line(out.ink(Ink::bold, context.say("cli.explain.all-outcomes")));
    for (std::size_t i = 0; i < kOutcomeCount; ++i) {
        const QString id = outcomeId(static_cast<Outcome>(i));
        out.line(QStringLiteral("  %1  %2").arg(padded(id, width), context.words(QStringLiteral("cli.outcome.") + id)));
    }
    out.line();
    out.line(context.say("cli.explain.errnos"));
    return kHealthy;
}

} // namespace

int explainCommand(const Context& context, const QString& what)
{
    const QString word = what.trimmed();
    if (word.isEmpty())
        return listAll(context);
    if (const auto text = causeText(word, context.words.language()); text) {
        printPage(context, text->markdown);
        return kHealthy;
    }
    if (explainOutcome(context, word.toLower()) || explainErrno(context, word))
        return kHealthy;
    QString nearest;
    int best = 4; // more edits than this is another word
    QStringList all = causeIds() + errnoNames();
    for (std::size_t i = 0; i < kOutcomeCount; ++i)
        all << outcomeId(static_cast<Outcome>(i));
    for (const QString& id : all)
        if (const int edits = word.size() > 64 ? best : distance(word.toLower(), id.toLower()); edits < best) {
            best = edits;
            nearest = id;
        }
    const QString shown = printable(word, 60);
    return context.fail({ErrorKind::badInput, QStringLiteral("explain"), word.left(64), 0,
                         nearest.isEmpty() ? context.say("cli.explain.unknown", {shown})
                                           : context.say("cli.explain.nearest", {shown, nearest})});
}

} // namespace knockback::cli

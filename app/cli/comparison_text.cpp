#include "comparison_text.h"

#include "core/report/document.h"
#include "layout.h"

namespace knockback::cli {

namespace {

Ink inkOf(Change change)
{
    switch (change) {
    case Change::works:
    case Change::asBefore:
        return Ink::good;
    case Change::perhaps:
    case Change::unknown:
    case Change::notComparable:
        return Ink::warn;
    default:
        break;
    }
    return Ink::bad;
}

} // namespace

void printComparison(const Context& context, const Comparison& comparison, const Diagnosis& before, Wording& say)
{
    say.learn(before);
    Terminal& out = context.terminal;
    const auto text = [&](const QString& first, const QString& words, Ink ink) {
        for (const QString& line : paragraph(first, words, out.width()))
            out.line(out.ink(ink, line));
    };
    out.line(out.ink(Ink::bold, context.say("verify.heading")));
    bool first = true;
    for (const QString& sentence : say.say(comparison.sentences)) {
        text(QStringLiteral("  "), sentence, first ? inkOf(comparison.change) : Ink::plain);
        first = false;
    }
    const QString was = context.say("verify.column.before");
    const QString is = context.say("verify.column.after");
    const int width = std::max(columns(was), columns(is));
    const auto state = [](std::optional<CheckStatus> status) {
        return status ? QStringLiteral("%1 ").arg(report::statusGlyph(*status)) : QString();
    };
    for (const CompareRow& row : comparison.rows) {
        out.line(QStringLiteral("  ") + out.ink(Ink::dim, say.say(row.name)));
        text(QStringLiteral("    %1  ").arg(padded(was, width)), state(row.beforeStatus) + say.say(row.before),
             Ink::plain);
        text(QStringLiteral("    %1  ").arg(padded(is, width)), state(row.afterStatus) + say.say(row.after),
             Ink::plain);
    }
    out.line();
}

} // namespace knockback::cli

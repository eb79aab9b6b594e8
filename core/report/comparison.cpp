// Before and after a fix, for each writer.
#include "core/report/document.h"

#include <QJsonArray>
#include <cmath>

namespace knockback {

namespace {

QJsonObject seenJson(const RunSeen& seen)
{
    return {{QStringLiteral("started"), toIsoUtc(seen.at)},
            {QStringLiteral("cause"), seen.cause},
            {QStringLiteral("confidence"), std::round(seen.confidence * 1000) / 1000},
            {QStringLiteral("attempts"), seen.attempts},
            {QStringLiteral("failed"), seen.failed}};
}

} // namespace

std::optional<Comparison> comparisonOf(const Session& session, std::uint32_t target, const Diagnosis& diagnosis)
{
    if (target >= static_cast<std::size_t>(session.targets.size()))
        return std::nullopt;
    const SessionTarget& of = session.targets[static_cast<qsizetype>(target)];
    if (!of.before)
        return std::nullopt;
    // Whoever verifies sends the burst that was sent before, or is told that the load is not the same.
    return compare(*of.before, diagnosis, {of.spec.options.burst, of.spec.options.burst});
}

QJsonObject comparisonJson(const Comparison& comparison, const Diagnosis& before, const Words& words,
                           Redactor& redactor)
{
    Wording say(words, redactor);
    say.learn(before);
    QJsonArray rows;
    for (const CompareRow& row : comparison.rows) {
        QJsonObject out{{QStringLiteral("id"), row.id},
                        {QStringLiteral("name"), say.say(row.name)},
                        {QStringLiteral("before"), say.say(row.before)},
                        {QStringLiteral("after"), say.say(row.after)}};
        if (row.beforeStatus)
            out.insert(QStringLiteral("before_status"), checkStatusId(*row.beforeStatus));
        if (row.afterStatus)
            out.insert(QStringLiteral("after_status"), checkStatusId(*row.afterStatus));
        rows.append(out);
    }
    return {{QStringLiteral("change"), changeId(comparison.change)},
            {QStringLiteral("sentences"), QJsonArray::fromStringList(say.say(comparison.sentences))},
            {QStringLiteral("before"), seenJson(comparison.before)},
            {QStringLiteral("after"), seenJson(comparison.after)},
            {QStringLiteral("rows"), rows},
            {QStringLiteral("more_attempts"), comparison.more}};
}

namespace report {

void addComparison(const Source& source, const Wording& say, Document& document)
{
    const auto comparison = comparisonOf(source.session, source.target, source.diagnosis);
    if (!comparison)
        return;
    const auto column = [&say](const char* id) {
        const QString name = QStringLiteral("verify.column.") + QLatin1String(id);
        return Column{say.words()(name), say.words()(name + QStringLiteral(".means"))};
    };
    Table table;
    table.id = QStringLiteral("comparison");
    table.title = say("verify.heading");
    table.note = say.say(comparison->sentences).join(QLatin1Char(' '));
    table.columns = {column("what"), column("before"), column("after")};
    const auto cell = [&say](const Phrase& phrase, std::optional<CheckStatus> status) {
        const QString text = say.say(phrase);
        return Cell{status ? QStringLiteral("%1 %2").arg(statusGlyph(*status)).arg(text) : text, {}};
    };
    for (const CompareRow& row : comparison->rows)
        table.rows.append({cell(row.name, {}), cell(row.before, row.beforeStatus), cell(row.after, row.afterStatus)});
    document.comparison = std::move(table);
}

} // namespace report

} // namespace knockback

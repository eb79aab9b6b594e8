#include "decode_json.h"

#include "core/base/version.h"

#include <QJsonArray>

namespace knockback::cli {

namespace {

QJsonObject lineJson(const DecodedLine& line, const Words& words)
{
    QJsonArray notes;
    for (const Phrase& note : line.notes)
        notes.append(words.render(note));
    const QString phase = linePhaseId(line.phase);
    return {
        {QStringLiteral("line"), line.lineNumber},
        {QStringLiteral("text"), line.text},
        {QStringLiteral("times"), line.times},
        {QStringLiteral("certainty"), certaintyId(line.certainty)},
        {QStringLiteral("runtime"), line.runtime},
        {QStringLiteral("runtime_name"), line.runtimeName},
        {QStringLiteral("leg"), lineLegId(line.leg)},
        {QStringLiteral("who"), words.render(line.who)},
        {QStringLiteral("phase"), phase},
        {QStringLiteral("phase_text"), words(QStringLiteral("decode.phase.") + phase)},
        {QStringLiteral("meaning"), line.meaning},
        {QStringLiteral("means"), words.render(line.means)},
        {QStringLiteral("outcome"), line.outcome ? outcomeId(*line.outcome) : QString()},
        {QStringLiteral("errno"), line.errnoName},
        {QStringLiteral("code"), line.code},
        {QStringLiteral("host"), line.host},
        {QStringLiteral("address"), line.address},
        {QStringLiteral("port"), line.port},
        {QStringLiteral("port_assumed"), line.portIsAssumed},
        {QStringLiteral("peer"), line.peer},
        {QStringLiteral("notes"), notes},
        {QStringLiteral("causes"), QJsonArray::fromStringList(line.causes)},
        {QStringLiteral("next"), QJsonObject{{QStringLiteral("command"), line.command},
                                             {QStringLiteral("complete"), line.commandIsComplete},
                                             {QStringLiteral("text"), words.render(line.commandNote)}}},
    };
}

} // namespace

QJsonObject decodedJson(const Decoded& decoded, const Words& words)
{
    QJsonArray lines;
    for (const DecodedLine& line : decoded.lines)
        lines.append(lineJson(line, words));
    return {{QStringLiteral("schema"), QStringLiteral("knockback.decode/1")},
            {QStringLiteral("version"), version()},
            {QStringLiteral("language"), words.language()},
            {QStringLiteral("lines_read"), decoded.linesRead},
            {QStringLiteral("shortened"), decoded.isShortened},
            {QStringLiteral("others"), decoded.others},
            {QStringLiteral("lines"), lines}};
}

} // namespace knockback::cli

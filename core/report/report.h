// A session rendered. One neutral document, one writer a format. Thread: any (pure: the clock is handed in).
#pragma once

#include "core/base/redactor.h"
#include "core/base/result.h"
#include "core/base/words.h"
#include "core/diagnose/compare.h"
#include "core/session/session.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>
#include <optional>

namespace knockback {

enum class ReportFormat
{
    html,
    markdown,
    json,
    csv
};
// By a file's ending (.html .htm .md .json .csv) or by name; the error lists what there is.
Result<ReportFormat> reportFormat(const QString& nameOrPath);

struct ReportOptions
{
    bool redact = false;
    WallTime now; // when the report is made
};

// The diagnosis document, schema knockback.diagnosis/1 (resources/schema/knockback.diagnosis-1.schema.json).
QJsonObject diagnosisJson(const Diagnosis& diagnosis, const Words& words, Redactor& redactor);

// Its property `comparison`, where the run verifies a fix. `before`: the diagnosis that was compared with.
QJsonObject comparisonJson(const Comparison& comparison, const Diagnosis& before, const Words& words,
                           Redactor& redactor);
// Against what the session says was concluded before it; none where it verifies nothing.
std::optional<Comparison> comparisonOf(const Session& session, std::uint32_t target, const Diagnosis& diagnosis);

// The whole report of one target of a session, its diagnosis at hand. HTML: one file, no script, no outside reference,
// the plot as inline SVG, prints well.
QByteArray renderReport(const Session& session, std::uint32_t target, const Diagnosis& diagnosis, const Words& words,
                        ReportFormat format, const ReportOptions& options);

// Writes in one step (a temporary file beside it, fsync, rename): an old file is kept whole when the disk is full.
Status writeFile(const QString& path, const QByteArray& bytes);

} // namespace knockback

#include "core/report/report.h"

#include "core/base/text.h"
#include "core/report/csv.h"
#include "core/report/document.h"
#include "core/report/html.h"
#include "core/report/markdown.h"
#include "core/report/plot.h"

#include <QJsonDocument>

namespace knockback {

Result<ReportFormat> reportFormat(const QString& nameOrPath)
{
    const qsizetype slash = nameOrPath.lastIndexOf(QLatin1Char('/'));
    const qsizetype dot = nameOrPath.lastIndexOf(QLatin1Char('.'));
    const QString ending = (dot > slash ? nameOrPath.mid(dot + 1) : nameOrPath.mid(slash + 1)).toLower();
    if (ending == QLatin1String("html") || ending == QLatin1String("htm"))
        return ReportFormat::html;
    if (ending == QLatin1String("md") || ending == QLatin1String("markdown"))
        return ReportFormat::markdown;
    if (ending == QLatin1String("json"))
        return ReportFormat::json;
    if (ending == QLatin1String("csv"))
        return ReportFormat::csv;
    return Error{
        ErrorKind::badInput, QStringLiteral("report"), nameOrPath.left(200), 0,
        QStringLiteral("\"%1\" does not say which kind of report to write. The kinds are html, md, json and csv.")
            .arg(printable(nameOrPath, 80))};
}

QByteArray renderReport(const Session& session, std::uint32_t target, const Diagnosis& diagnosis, const Words& words,
                        ReportFormat format, const ReportOptions& options)
{
    Redactor redactor(options.redact);
    if (format == ReportFormat::json) {
        Wording learner(words, redactor);
        learner.learnName(session.vantage.machine);
        learner.learn(session.vantage.around);
        QJsonObject document = diagnosisJson(diagnosis, words, redactor);
        if (const auto comparison = comparisonOf(session, target, diagnosis))
            document.insert(QStringLiteral("comparison"),
                            comparisonJson(*comparison, *session.targets[target].before, words, redactor));
        return QJsonDocument(document).toJson(QJsonDocument::Indented);
    }
    Timeline timeline;
    if (format != ReportFormat::csv)
        for (const Attempt& attempt : session.attempts)
            if (attempt.target == target)
                timeline.append(attempt);
    Wording say(words, redactor);
    const report::Source source{session, target, diagnosis, timeline, options};
    if (format == ReportFormat::csv) {
        say.learn(diagnosis);
        say.learn(report::targetOf(source).names);
        say.learnName(session.vantage.machine);
        say.learn(session.vantage.around);
        return report::toCsv(source, say);
    }
    const report::Document document = report::makeDocument(source, say);
    if (format == ReportFormat::markdown)
        return report::toMarkdown(document, say);
    return report::toHtml(document, report::plotSvg(timeline, session.vantage.syn.resendSeconds, say), say);
}

} // namespace knockback

#include "ui/timeline/tips.h"

#include "core/base/text.h"
#include "ui/models/words.h"
#include "ui/timeline/time_ticks.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

namespace knockback {

namespace {

QString said(const char* text)
{
    return QCoreApplication::translate("Tips", text);
}

QString duration(std::int64_t ns)
{
    return formatDuration(std::chrono::nanoseconds(ns));
}

QString headline(const Sample& sample)
{
    QString word = outcomeWord(sample.outcome, sampleIsLate(sample));
    if (sample.latencyNs < 0)
        return word;
    return isConnected(sample.outcome)
               ? said(QT_TRANSLATE_NOOP("Tips", "%1 in %2")).arg(word, duration(sample.latencyNs))
               : said(QT_TRANSLATE_NOOP("Tips", "%1 after %2")).arg(word, duration(sample.latencyNs));
}

QString addressText(const IpAddress& address)
{
    return address.isNone() ? said(QT_TRANSLATE_NOOP("Tips", "no address")) : address.toString();
}

QString paragraph(const QStringList& lines)
{
    return QStringLiteral("<p style='white-space:pre-wrap; margin:0'>%1</p>").arg(lines.join(QStringLiteral("<br>")));
}

QStringList countLines(const ClassCounts& counts)
{
    QStringList out;
    const QLocale locale;
    for (std::size_t i = 0; i < kOutcomeClassCount; ++i) {
        if (counts[i] > 0)
            out << QStringLiteral("%1 %2").arg(locale.toString(counts[i]),
                                               outcomeWord(static_cast<OutcomeClass>(i)).toHtmlEscaped());
    }
    return out;
}

} // namespace

QString sampleTip(const Sample& sample, const IpAddress& address, const QString& more)
{
    QStringList lines;
    lines << QStringLiteral("<b>%1</b>").arg(headline(sample).toHtmlEscaped());
    lines << QStringLiteral("%1 · %2").arg(clockText(sample.atNs), addressText(address).toHtmlEscaped());
    if (sampleIsLate(sample))
        lines << said(QT_TRANSLATE_NOOP("Tips", "SYN sent again %1")).arg(timesText(sample.retrans));
    lines << (more.isEmpty() ? outcomeMeaning(sample.outcome, sampleIsLate(sample)) : more).toHtmlEscaped();
    return paragraph(lines);
}

QString samplePlainText(const Sample& sample, const IpAddress& address)
{
    return QStringLiteral("%1, %2, %3").arg(headline(sample), clockText(sample.atNs), addressText(address));
}

QString bucketTip(const Bucket& bucket)
{
    QStringList lines;
    lines << QStringLiteral("<b>%1</b>").arg(attemptsText(bucket.total).toHtmlEscaped());
    lines << rangeLabel(bucket.fromNs, bucket.toNs);
    lines << countLines(classCounts(bucket.outcomes, bucket.late));
    if (bucket.maxNs >= 0)
        lines << said(QT_TRANSLATE_NOOP("Tips", "from %1 to %2")).arg(duration(bucket.minNs), duration(bucket.maxNs));
    return paragraph(lines);
}

QString barTip(const OutcomeStrip::Bar& bar)
{
    QStringList lines;
    lines << QStringLiteral("<b>%1</b>").arg(attemptsText(bar.total).toHtmlEscaped());
    lines << rangeLabel(bar.fromNs, bar.toNs);
    lines << countLines(bar.counts);
    return paragraph(lines);
}

} // namespace knockback

#include "core/decode/decode.h"

#include "core/decode/decode_entry.h"
#include "core/decode/entries.h"
#include "core/decode/table.h"

#include <QHash>
#include <algorithm>

namespace knockback {

namespace {

QString keyOf(const DecodedLine& line)
{
    return QStringList{line.runtime, lineLegId(line.leg),        line.meaning,
                       line.host,    QString::number(line.port), line.peer}
        .join(QLatin1Char('\n'));
}

// The same thing said again is counted, not listed.
Decoded ranked(const Entries& entries)
{
    constexpr qsizetype kMostDifferent = 4096;
    QVector<ScoredLine> all;
    QHash<QString, qsizetype> seen;
    Decoded out;
    for (const Entry& entry : entries.entries) {
        const auto scored = decodeEntry(entry);
        if (!scored)
            continue;
        const QString key = keyOf(scored->line);
        if (const auto found = seen.constFind(key); found != seen.constEnd()) {
            ++all[*found].line.times;
        } else if (all.size() < kMostDifferent) {
            seen.insert(key, all.size());
            all.append(*scored);
        } else {
            ++out.others;
        }
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const ScoredLine& a, const ScoredLine& b) { return a.score > b.score; });
    for (qsizetype i = 0; i < all.size(); ++i) {
        if (i < kMostDecodedLines)
            out.lines.append(all[i].line);
        else
            ++out.others;
    }
    out.linesRead = entries.linesRead;
    out.isShortened = entries.isShortened;
    return out;
}

} // namespace

QString linePhaseId(LinePhase phase)
{
    switch (phase) {
    case LinePhase::unknown:
        break;
    case LinePhase::dns:
        return QStringLiteral("dns");
    case LinePhase::socket:
        return QStringLiteral("socket");
    case LinePhase::listen:
        return QStringLiteral("listen");
    case LinePhase::connect:
        return QStringLiteral("connect");
    case LinePhase::tls:
        return QStringLiteral("tls");
    case LinePhase::afterConnect:
        return QStringLiteral("after-connect");
    case LinePhase::service:
        return QStringLiteral("service");
    }
    return QStringLiteral("unknown");
}

QString lineLegId(LineLeg leg)
{
    switch (leg) {
    case LineLeg::unknown:
        break;
    case LineLeg::server:
        return QStringLiteral("server");
    case LineLeg::resolver:
        return QStringLiteral("resolver");
    case LineLeg::backend:
        return QStringLiteral("backend");
    case LineLeg::proxy:
        return QStringLiteral("proxy");
    case LineLeg::client:
        return QStringLiteral("client");
    case LineLeg::listener:
        return QStringLiteral("listener");
    case LineLeg::localSocket:
        return QStringLiteral("local-socket");
    }
    return QStringLiteral("unknown");
}

QString certaintyId(Certainty certainty)
{
    switch (certainty) {
    case Certainty::vague:
        break;
    case Certainty::likely:
        return QStringLiteral("likely");
    case Certainty::clear:
        return QStringLiteral("clear");
    }
    return QStringLiteral("vague");
}

Decoded decode(QByteArrayView bytes)
{
    return ranked(entriesOf(bytes));
}

Decoded decode(const QString& text)
{
    return ranked(entriesOf(text));
}

QStringList decodedRuntimes()
{
    QStringList out;
    for (const Runtime& runtime : runtimes())
        out << QString::fromLatin1(runtime.name);
    return out;
}

} // namespace knockback

#include "core/inspect/nginx_log.h"

#include "core/base/text.h"

#include <QRegularExpression>
#include <algorithm>
#include <chrono>
#include <cstdlib>

namespace knockback {

namespace {

constexpr qsizetype kLogBytes = 1 << 20;
constexpr qsizetype kMostUpstreamLines = 240;
constexpr qsizetype kMostLine = 4000;
constexpr std::int64_t kBackwards = 10; // seconds: more than workers of one nginx lag behind one another

// "2026/11/21 16:05:24 [", as if it were UTC; nothing where the line begins otherwise.
std::optional<std::int64_t> localSecond(const QByteArray& line)
{
    if (line.size() < 21 || line[4] != '/' || line[7] != '/' || line[10] != ' ' || line[13] != ':' || line[16] != ':' ||
        line[19] != ' ' || line[20] != '[')
        return std::nullopt;
    const auto number = [&](qsizetype at, qsizetype length) {
        int value = 0;
        for (qsizetype i = at; i < at + length; ++i) {
            if (line[i] < '0' || line[i] > '9')
                return -1;
            value = value * 10 + (line[i] - '0');
        }
        return value;
    };
    const int year = number(0, 4), month = number(5, 2), day = number(8, 2);
    const int hour = number(11, 2), minute = number(14, 2), second = number(17, 2);
    const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    if (year < 1971 || month < 0 || day < 0 || !date.ok() || hour < 0 || hour > 23 || minute < 0 || minute > 59 ||
        second < 0 || second > 60)
        return std::nullopt;
    const std::chrono::seconds since = std::chrono::sys_days{date}.time_since_epoch() + std::chrono::hours(hour) +
                                       std::chrono::minutes(minute) + std::chrono::seconds(second);
    return since.count();
}

// How far local time is from UTC, in seconds, by the last line and when the log was last written to.
std::optional<std::int64_t> zoneOf(std::int64_t lastLine, std::int64_t written)
{
    constexpr std::int64_t kQuarter = 900;     // all zones are whole quarters of an hour
    constexpr std::int64_t kFarthest = 50'400; // 14 hours
    constexpr std::int64_t kSlack = 2;         // nginx takes the time once for all that it does in one turn
    if (written <= 0)
        return std::nullopt;
    const std::int64_t apart = lastLine - written;
    if (std::abs(apart) > kFarthest + kSlack)
        return std::nullopt;
    const std::int64_t zone = (apart + (apart < 0 ? -kQuarter : kQuarter) / 2) / kQuarter * kQuarter;
    return std::abs(apart - zone) <= kSlack ? std::optional(zone) : std::nullopt;
}

class Log
{
public:
    explicit Log(QVector<ServerLogLine>& out) : m_out(out) {}

    void begin(std::int64_t written)
    {
        end();
        m_written = written;
        m_first = m_from = m_out.size();
        m_last.reset();
        m_local.clear();
    }

    void take(const QByteArray& bytes)
    {
        const std::optional<std::int64_t> second = localSecond(bytes);
        if (!second)
            return;
        if (m_last && *second < *m_last - kBackwards)
            m_from = m_out.size(); // the clocks were put back: what stands above is of another zone
        m_last = second;
        const QString line = QString::fromUtf8(bytes.left(kMostLine)).trimmed();
        const auto error = nginxUpstreamError(line);
        if (!error)
            return;
        m_out.append({{}, error->error, error->connecting, error->upstream, error->client, printable(line, 400)});
        m_local.append(*second);
    }

    void end()
    {
        const std::optional<std::int64_t> zone = m_last ? zoneOf(*m_last, m_written) : std::nullopt;
        for (qsizetype i = m_from; zone && i < m_out.size(); ++i)
            m_out[i].at.ns = std::max<std::int64_t>(m_local[i - m_first] - *zone, 0) * 1'000'000'000;
    }

private:
    QVector<ServerLogLine>& m_out;
    std::int64_t m_written = 0;
    qsizetype m_first = 0, m_from = 0;
    std::optional<std::int64_t> m_last;
    QVector<std::int64_t> m_local; // of the lines from m_first on
};

// "==> /var/log/nginx/error.log <== 1763745924"; nothing where it is no such line, 0 where the time is not there.
std::optional<std::int64_t> headOf(const QByteArray& line)
{
    const qsizetype at = line.lastIndexOf(" <==");
    if (!line.startsWith("==> /") || at < 0)
        return std::nullopt;
    bool ok = false;
    const qlonglong written = line.mid(at + 4).trimmed().toLongLong(&ok);
    return ok && written > 0 && written < 9'000'000'000 ? written : 0;
}

} // namespace

QString nginxPlaceOf(const QString& url, int* defaultPort)
{
    QString text = url;
    *defaultPort = 80;
    const qsizetype scheme = text.indexOf(QLatin1String("://"));
    if (scheme > 0) {
        if (text.startsWith(QLatin1String("https")) || text.startsWith(QLatin1String("grpcs")))
            *defaultPort = 443;
        text = text.mid(scheme + 3);
    }
    if (text.startsWith(QLatin1String("unix:"))) {
        const qsizetype end = text.indexOf(QLatin1Char(':'), 5);
        return end < 0 ? text : text.left(end);
    }
    const qsizetype end = text.indexOf(QLatin1Char('/'));
    return end < 0 ? text : text.left(end);
}

std::optional<NginxUpstreamError> nginxUpstreamError(const QString& line)
{
    static const QRegularExpression form(
        QStringLiteral("^(\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d) \\[\\w+\\] \\d+#\\d+: (?:\\*\\d+ )?(.*)$"));
    static const QRegularExpression code(QStringLiteral("\\((\\d{1,4}): [^)]*\\)"));
    static const QRegularExpression to(QStringLiteral("upstream: \"([^\"]*)\""));
    static const QRegularExpression from(QStringLiteral("client: ([^,]*)"));
    const QRegularExpressionMatch found = form.match(line);
    const QRegularExpressionMatch upstream = to.match(line);
    if (!found.hasMatch() || !upstream.hasMatch())
        return std::nullopt;
    NginxUpstreamError out;
    out.at = found.captured(1);
    const QString text = found.captured(2);
    const QRegularExpressionMatch number = code.match(text);
    out.error = number.hasMatch() ? number.captured(1).toInt() : 0;
    qsizetype end = number.hasMatch() ? number.capturedStart() : text.indexOf(QLatin1String(" while "));
    end = end < 0 ? text.indexOf(QLatin1Char(',')) : end;
    out.what = printable(text.left(end).trimmed());
    int ignored = 0;
    out.upstream = printable(nginxPlaceOf(upstream.captured(1), &ignored));
    out.client = printable(from.match(text).captured(1).trimmed());
    // What a request holds stands behind "client:".
    const QString said = text.left(text.indexOf(QLatin1String(", client: ")));
    out.connecting = out.error != 0 && said.contains(QLatin1String("while connecting to upstream"));
    return out;
}

QVector<ServerLogLine> nginxUpstreamLines(const QByteArray& output)
{
    QVector<ServerLogLine> out;
    Log log(out);
    log.begin(0);
    const QList<QByteArray> lines = output.right(kLogBytes).split('\n');
    for (const QByteArray& line : lines) {
        if (const auto written = headOf(line))
            log.begin(*written);
        else
            log.take(line);
    }
    log.end();
    // Of several logs the latest lines, those of unknown time first.
    std::stable_sort(out.begin(), out.end(),
                     [](const ServerLogLine& a, const ServerLogLine& b) { return a.at < b.at; });
    return out.size() > kMostUpstreamLines ? out.mid(out.size() - kMostUpstreamLines) : out;
}

} // namespace knockback

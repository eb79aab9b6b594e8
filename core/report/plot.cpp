#include "core/report/plot.h"

#include "core/report/marks.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace knockback::report {

namespace {

// In SVG units; the picture scales with the page.
constexpr double kWidth = 960;
constexpr double kLeft = 108; // room for the words of the failure rows
constexpr double kRight = 16;
constexpr double kTitle = 26;
constexpr double kLatency = 150;
constexpr double kRow = 18;
constexpr double kStrip = 34;
constexpr double kGap = 10;
constexpr double kAxis = 26;
constexpr std::size_t kMostSamples = 1000;
constexpr int kBuckets = 240;
constexpr int kStripBuckets = 120;
constexpr std::size_t kMostLanes = 8;

struct Span
{
    std::int64_t from = 0, to = 1;
    double x(std::int64_t at) const
    {
        return kLeft + (kWidth - kLeft - kRight) * static_cast<double>(at - from) / static_cast<double>(to - from);
    }
};

// Latency decades, in nanoseconds: [10^low, 10^high].
struct Scale
{
    int low = 5, high = 7;
    bool isEmpty = true;
    double top = 0;
    double y(std::int64_t ns) const
    {
        const double part = (std::log10(static_cast<double>(std::max<std::int64_t>(ns, 1))) - low) / (high - low);
        return top + kLatency * (1 - std::clamp(part, 0.0, 1.0));
    }
};

struct Place
{ // one mark to draw
    std::int64_t at = 0;
    std::int64_t minNs = -1, maxNs = -1; // connected and late
    Mark mark = Mark::other;
    std::uint32_t count = 1;
    std::uint32_t retrans = 0;
};

QString n(double value)
{
    return QString::number(value, 'f', 1);
}

QString label(double x, double y, const QString& text, const char* anchor, const char* style = "t")
{
    return QStringLiteral("<text class=\"%1\" x=\"%2\" y=\"%3\" text-anchor=\"%4\">%5</text>")
        .arg(QLatin1String(style), n(x), n(y), QLatin1String(anchor), text.toHtmlEscaped());
}

QString line(double x1, double y1, double x2, double y2)
{
    return QStringLiteral("<path class=\"g\" d=\"M%1 %2L%3 %4\"/>").arg(n(x1), n(y1), n(x2), n(y2));
}

QString use(Mark mark, double x, double y, const QString& title)
{
    const QString place = QStringLiteral("<use href=\"#mk-%1\" x=\"%2\" y=\"%3\"").arg(markId(mark), n(x), n(y));
    return title.isEmpty() ? place + QStringLiteral("/>")
                           : place + QStringLiteral("><title>%1</title></use>").arg(title.toHtmlEscaped());
}

// The samples themselves while they are few, else what fixed buckets keep of them: nothing rare is lost either way.
std::vector<Place> placesOf(const Lane& lane, const Span& span)
{
    std::vector<Place> out;
    for (const Sample& sample : lane.samples(span.from, span.to, kMostSamples)) {
        const Mark mark = markOf(sample.outcome, sample.retrans > 0);
        const bool timed = mark == Mark::connected || mark == Mark::late;
        out.push_back(
            {sample.atNs, timed ? sample.latencyNs : -1, timed ? sample.latencyNs : -1, mark, 1, sample.retrans});
    }
    if (!out.empty())
        return out;
    for (const Bucket& bucket : lane.buckets(span.from, span.to, kBuckets)) {
        const std::int64_t middle = bucket.fromNs + (bucket.toNs - bucket.fromNs) / 2;
        const MarkCounts counts = foldCounts(bucket.outcomes, bucket.late);
        for (std::size_t i = 0; i < kMarkCount; ++i) {
            const auto mark = static_cast<Mark>(i);
            const bool timed = mark == Mark::connected || mark == Mark::late;
            if (counts[i] > 0)
                out.push_back({middle, timed ? bucket.minNs : -1, timed ? bucket.maxNs : -1, mark, counts[i], 0});
        }
    }
    return out;
}

Scale scaleOf(const std::vector<Place>& places)
{
    std::int64_t low = INT64_MAX;
    std::int64_t high = 0;
    for (const Place& place : places) {
        if (place.minNs > 0)
            low = std::min(low, place.minNs);
        high = std::max(high, place.maxNs);
    }
    Scale out;
    if (high <= 0 || low == INT64_MAX)
        return out;
    out.isEmpty = false;
    out.low = std::clamp(static_cast<int>(std::floor(std::log10(static_cast<double>(low)))), 3, 11);
    out.high = std::clamp(static_cast<int>(std::ceil(std::log10(static_cast<double>(high) * 1.1))), out.low + 1, 12);
    return out;
}

QString decadeWord(int exponent)
{
    static const std::array<const char*, 10> words{"0.001 ms", "0.01 ms", "0.1 ms", "1 ms",  "10 ms",
                                                   "100 ms",   "1 s",     "10 s",   "100 s", "1000 s"};
    return QLatin1String(words[static_cast<std::size_t>(std::clamp(exponent - 3, 0, 9))]);
}

// Round steps of time, about six on the axis.
std::int64_t timeStep(std::int64_t spanNs)
{
    constexpr std::int64_t kSecond = 1'000'000'000;
    static constexpr std::array<std::int64_t, 22> kSteps{
        kSecond / 10,     kSecond / 5,      kSecond / 2,      kSecond,          2 * kSecond,    5 * kSecond,
        10 * kSecond,     15 * kSecond,     30 * kSecond,     60 * kSecond,     120 * kSecond,  300 * kSecond,
        600 * kSecond,    900 * kSecond,    1800 * kSecond,   3600 * kSecond,   7200 * kSecond, 10'800 * kSecond,
        21'600 * kSecond, 43'200 * kSecond, 86'400 * kSecond, 604'800 * kSecond};
    for (const std::int64_t step : kSteps)
        if (spanNs / step <= 7)
            return step;
    return (spanNs / kSteps.back() / 7 + 1) * kSteps.back();
}

QString timeWord(std::int64_t atNs, std::int64_t stepNs)
{
    const QString clock = toClockTime(WallTime{atNs}); // "11:00:00.000"
    if (stepNs >= 86'400'000'000'000)
        return toIsoLocal(WallTime{atNs}).mid(5, 5); // "01-31"
    return stepNs % 60'000'000'000 == 0 ? clock.left(5) : stepNs % 1'000'000'000 == 0 ? clock.left(8) : clock.left(10);
}

class Drawing
{
public:
    Drawing(const Span& span, const QVector<double>& resendSeconds, const Wording& say)
        : m_span(span), m_resend(resendSeconds), m_say(say)
    {
    }

    void addLane(const Lane& lane)
    {
        const std::vector<Place> places = placesOf(lane, m_span);
        const auto words =
            m_say.counted("report.plot.lane", static_cast<qint64>(lane.size()), {m_say.address(lane.address())});
        m_body += label(kLeft, m_y + 17, words, "start", "h");
        Scale scale = scaleOf(places);
        if (!scale.isEmpty)
            addLegend(places);
        m_y += kTitle;
        if (!scale.isEmpty)
            addLatency(scale, places);
        addFailures(places);
        addStrip(lane);
        addTimes();
    }

    void addNote(const QString& text)
    {
        m_body += label(kLeft, m_y + 16, text, "start");
        m_y += kTitle;
    }

    QString finish() const
    {
        return QStringLiteral("<svg class=\"plot\" viewBox=\"0 0 %1 %2\" role=\"img\" aria-label=\"%3\">%4</svg>\n")
            .arg(n(kWidth), n(m_y), m_say("report.plot.alt").toHtmlEscaped(), m_body);
    }

private:
    // What the marks with a height mean; every other kind has its word beside its row.
    void addLegend(const std::vector<Place>& places)
    {
        double x = kWidth - kRight;
        for (const Mark mark : {Mark::late, Mark::connected}) {
            if (std::none_of(places.begin(), places.end(), [mark](const Place& p) { return p.mark == mark; }))
                continue;
            const QString word = m_say.words()(QStringLiteral("report.mark.") + markId(mark));
            m_body += label(x, m_y + 17, word, "end");
            // Wide enough for either script without measuring a font: Latin letters are about 7 units, Han 12.
            double width = 0;
            for (const QChar c : word)
                width += c.unicode() < 0x2e80 ? 7.2 : 12.5;
            m_body += use(mark, x - width - 8, m_y + 13, {});
            x -= width + 28;
        }
    }

    void addLatency(Scale& scale, const std::vector<Place>& places)
    {
        scale.top = m_y;
        addBands(scale);
        for (int decade = scale.low; decade <= scale.high; ++decade) {
            const double y =
                scale.top + kLatency * (1 - static_cast<double>(decade - scale.low) / (scale.high - scale.low));
            m_body += line(kLeft, y, kWidth - kRight, y) + label(kLeft - 8, y + 4, decadeWord(decade), "end");
        }
        for (const Place& place : places) {
            if (place.maxNs < 0)
                continue;
            const double x = m_span.x(place.at);
            if (place.maxNs > place.minNs) // a bucket: from its quickest to its slowest
                m_body += QStringLiteral("<path class=\"r m-%1\" d=\"M%2 %3V%4\"/>")
                              .arg(markId(place.mark), n(x), n(scale.y(place.minNs)), n(scale.y(place.maxNs)));
            else
                m_body +=
                    use(place.mark, x, scale.y(place.maxNs), place.mark == Mark::late ? titleOf(place) : QString());
        }
        m_y += kLatency + kGap;
    }

    // Where a connect lands that needed its n-th SYN: drawn from the kernel's own timetable, four per cent high,
    // because the timer's slack grows with its interval.
    void addBands(const Scale& scale)
    {
        double above = 1e9;
        int number = 0;
        for (const double seconds : m_resend) {
            ++number;
            const auto ns = static_cast<std::int64_t>(seconds * 1e9);
            if (std::log10(std::max(seconds, 1e-9) * 1e9) > scale.high)
                break;
            const double bottom = scale.y(ns);
            const double height = std::max(3.0, bottom - scale.y(static_cast<std::int64_t>(seconds * 1.04e9)));
            m_body += QStringLiteral("<rect class=\"band\" x=\"%1\" y=\"%2\" width=\"%3\" height=\"%4\"/>")
                          .arg(n(kLeft), n(bottom - height), n(kWidth - kLeft - kRight), n(height));
            const bool hasRoom = above - bottom >= 12 && bottom - height - 12 >= scale.top;
            if (hasRoom) { // not at every band
                m_body += label(kWidth - kRight - 4, bottom - height - 2,
                                m_say("report.plot.band", {QString::number(number), QString::number(seconds, 'g', 4)}),
                                "end", "b");
                above = bottom;
            }
        }
    }

    QString titleOf(const Place& place) const
    {
        QString out = toClockTime(WallTime{place.at}) + QLatin1Char(' ') +
                      m_say.words()(QStringLiteral("report.mark.") + markId(place.mark));
        if (place.count > 1)
            out += QStringLiteral(" × %1").arg(place.count);
        return place.retrans > 0 ? out + QLatin1Char(' ') + Wording::duration(place.maxNs) : out;
    }

    void addFailures(const std::vector<Place>& places)
    {
        for (std::size_t i = 0; i < kMarkCount; ++i) {
            const auto mark = static_cast<Mark>(i);
            const auto has = [mark](const Place& p) { return p.mark == mark; };
            if (mark == Mark::connected || mark == Mark::late || std::none_of(places.begin(), places.end(), has))
                continue;
            const double y = m_y + kRow / 2;
            m_body += line(kLeft, y, kWidth - kRight, y) +
                      label(kLeft - 8, y + 4, m_say.words()(QStringLiteral("report.mark.") + markId(mark)), "end");
            for (const Place& place : places)
                if (place.mark == mark)
                    m_body += use(mark, m_span.x(place.at), y, titleOf(place));
            m_y += kRow;
        }
        m_y += kGap / 2;
    }

    // Stacked counts a bucket: how much of each outcome, where marks alone would lie on top of one another.
    void addStrip(const Lane& lane)
    {
        const std::vector<Bucket> buckets = lane.buckets(m_span.from, m_span.to, kStripBuckets);
        std::uint32_t most = 1;
        for (const Bucket& bucket : buckets)
            most = std::max(most, bucket.total);
        for (const Bucket& bucket : buckets) {
            const double x = std::max(kLeft, m_span.x(bucket.fromNs));
            const double width = std::max(1.5, std::min(m_span.x(bucket.toNs), kWidth - kRight) - x - 0.5);
            const MarkCounts counts = foldCounts(bucket.outcomes, bucket.late);
            double y = m_y + kStrip;
            for (std::size_t i = 0; i < kMarkCount; ++i) {
                const double height = kStrip * counts[i] / most;
                y -= height;
                if (counts[i] > 0)
                    m_body += QStringLiteral("<rect class=\"m-%1 f\" x=\"%2\" y=\"%3\" width=\"%4\" height=\"%5\"/>")
                                  .arg(markId(static_cast<Mark>(i)), n(x), n(y), n(width), n(std::max(height, 0.6)));
            }
        }
        m_body += line(kLeft, m_y + kStrip, kWidth - kRight, m_y + kStrip) +
                  label(kLeft - 8, m_y + kStrip - 4, m_say("report.plot.outcomes"), "end");
        m_y += kStrip;
    }

    void addTimes()
    {
        const std::int64_t step = timeStep(m_span.to - m_span.from);
        for (std::int64_t at = (m_span.from / step + 1) * step; at < m_span.to; at += step) {
            const double x = m_span.x(at);
            m_body += line(x, m_y, x, m_y + 4);
            if (x < kWidth - kRight - 24)
                m_body += label(x, m_y + 16, timeWord(at, step), "middle");
        }
        m_y += kAxis;
    }

    const Span m_span;
    const QVector<double>& m_resend;
    const Wording& m_say;
    QString m_body;
    double m_y = 0;
};

} // namespace

QString plotSvg(const Timeline& timeline, const QVector<double>& resendSeconds, const Wording& say)
{
    if (timeline.empty())
        return {};
    constexpr std::int64_t kLeast = 2'000'000'000; // a span of nothing cannot be drawn
    const std::int64_t from = timeline.firstNs();
    const std::int64_t length = std::max(timeline.lastNs() - from, kLeast);
    const Span span{from - length / 50, from + length + length / 50};
    Drawing drawing(span, resendSeconds, say);
    for (std::size_t i = 0; i < std::min(timeline.lanes().size(), kMostLanes); ++i)
        drawing.addLane(timeline.lanes()[i]);
    if (timeline.lanes().size() > kMostLanes)
        drawing.addNote(
            say.counted("report.plot.more-lanes", static_cast<qint64>(timeline.lanes().size() - kMostLanes)));
    return drawing.finish();
}

} // namespace knockback::report

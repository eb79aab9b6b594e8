// What one full redraw of the timeline costs, beside the least that drawing the same samples can cost.
//
//   floor: 1,000,000 latencies in an array, evenly spaced, so that a pixel column is a stretch of it: the lowest and
//   the
//          highest of each, written straight into a QImage of 1200 × 600, then that image painted. No axis, no labels.
//   ours:  TimelineView with the same samples, the same size of plot: fetch what is in view, set axes, paint everything
//          (grid, labels, strips, overview frame included) into an image.
//
// CPU time of this thread, so that what else runs on the machine does not count. Taken in turn (floor, ours, floor,
// ours …); the median of the paired ratios is the figure. Target: at most 9. A second part pans a day at ten a second
// (864,000 samples), each frame painted: the longest and the median frame. `ui_charts [--rounds N] [--json]`; exit
// status 1 when the ratio or the pan rate misses its target.
#include "tests/ui/parts/sample_attempts.h"
#include "ui/theme/theme.h"
#include "ui/timeline/timeline_view.h"

#include <QApplication>
#include <QImage>
#include <QPainter>
#include <QTextStream>
#include <algorithm>
#include <array>
#include <ctime>
#include <vector>

using namespace knockback;

namespace {

constexpr int kWidth = 1200;
constexpr int kHeight = 600;
constexpr double kTargetRatio = 9;
constexpr double kFrameMs = 1000.0 / 60;

double cpuMs()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

std::vector<Attempt> million()
{
    std::vector<Attempt> out;
    out.reserve(1'000'000);
    std::uint32_t noise = 1;
    for (std::uint64_t i = 0; i < 1'000'000; ++i) {
        noise = noise * 1664525U + 1013904223U;
        const double ms = 1 + (noise >> 24) / 64.0;
        const std::int64_t at = samples::kStartNs + static_cast<std::int64_t>(i) * 100 * samples::kMs;
        out.push_back(i % 5000 == 17 ? samples::failed(i + 1, at, Outcome::refused, 0.4)
                                     : samples::connected(i + 1, at, ms));
    }
    return out;
}

double floorMs(const std::vector<float>& latencies, QImage& target)
{
    const double before = cpuMs();
    QImage columns(kWidth, kHeight, QImage::Format_RGB32);
    columns.fill(Qt::white);
    std::array<float, kWidth> low{};
    std::array<float, kWidth> high{};
    for (std::size_t x = 0; x < kWidth; ++x) {
        const auto begin = latencies.begin() + static_cast<std::ptrdiff_t>(latencies.size() * x / kWidth);
        const auto end = latencies.begin() + static_cast<std::ptrdiff_t>(latencies.size() * (x + 1) / kWidth);
        float least = 1e30F;
        float greatest = 0;
        for (auto it = begin; it != end; ++it) {
            least = *it < least ? *it : least;
            greatest = *it > greatest ? *it : greatest;
        }
        low[x] = least;
        high[x] = greatest;
    }
    for (int x = 0; x < kWidth; ++x) {
        const auto i = static_cast<std::size_t>(x);
        const int top = std::clamp(static_cast<int>(kHeight - high[i] / 1e7F * kHeight), 0, kHeight - 1);
        const int bottom = std::clamp(static_cast<int>(kHeight - low[i] / 1e7F * kHeight), 0, kHeight - 1);
        for (int y = top; y <= bottom; ++y)
            reinterpret_cast<QRgb*>(columns.scanLine(y))[x] = 0xff009e73;
    }
    QPainter painter(&target);
    painter.drawImage(0, 0, columns);
    painter.end();
    return cpuMs() - before;
}

double redrawMs(TimelineView& view, std::int64_t from, std::int64_t to)
{
    const double before = cpuMs();
    view.setWindow(from, to);      // fetches, moves the axes, asks for a repaint
    QApplication::processEvents(); // lays out and paints into the window's backing store
    return cpuMs() - before;
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values.empty() ? 0 : values[values.size() / 2];
}

struct Pan
{
    double medianMs = 0;
    double p95Ms = 0;
    double worstMs = 0;
};

Pan panDay(TimelineView& view, const Timeline& day, std::chrono::seconds span)
{
    std::vector<double> frames;
    const std::int64_t length = std::chrono::nanoseconds(span).count();
    const std::int64_t last = day.lastNs() - length;
    for (int i = 0; i <= 120; ++i)
        frames.push_back(redrawMs(view, day.firstNs() + (last - day.firstNs()) / 120 * i,
                                  day.firstNs() + (last - day.firstNs()) / 120 * i + length));
    std::sort(frames.begin(), frames.end());
    return {median(frames), frames[frames.size() * 95 / 100], frames.back()};
}

} // namespace

int main(int argc, char** argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    applyTheme(app, ThemeChoice::light);
    QTextStream out(stdout);
    const QStringList arguments = QApplication::arguments();
    const int at = static_cast<int>(arguments.indexOf(QStringLiteral("--rounds")));
    const int rounds = at > 0 && at + 1 < arguments.size() ? std::max(3, arguments.at(at + 1).toInt()) : 21;

    std::vector<float> latencies;
    Timeline timeline;
    {
        const std::vector<Attempt> attempts = million();
        for (const Attempt& attempt : attempts) {
            timeline.append(attempt);
            latencies.push_back(static_cast<float>(std::max<std::int64_t>(attempt.connectNs, 0)));
        }
    }
    TimelineView view;
    view.setSynTimetable(samples::newKernel());
    view.setTimeline(&timeline);
    view.resize(kWidth + 90, kHeight + 170); // the plot itself is 1200 × 600 then
    view.show();
    QApplication::processEvents();

    QImage floorTarget(kWidth, kHeight, QImage::Format_RGB32);
    std::vector<double> floors;
    std::vector<double> ours;
    std::vector<double> ratios;
    const std::int64_t from = timeline.firstNs();
    const std::int64_t to = timeline.lastNs();
    for (int i = 0; i < rounds + 2; ++i) {
        const double a = floorMs(latencies, floorTarget);
        const double b = redrawMs(view, from + i, to + i);
        if (i < 2)
            continue; // warm
        floors.push_back(a);
        ours.push_back(b);
        ratios.push_back(b / a);
    }
    if (arguments.contains(QStringLiteral("--picture")))
        view.grab().save(QStringLiteral("ui_charts.png")); // to see what was measured
    const double ratio = median(ratios);
    out << "full redraw, 1,000,000 samples: floor " << QString::number(median(floors), 'f', 2) << " ms, timeline "
        << QString::number(median(ours), 'f', 2) << " ms, ratio " << QString::number(ratio, 'f', 2) << " (target "
        << kTargetRatio << ", " << rounds << " pairs)" << Qt::endl;

    const Timeline day = samples::timeline(samples::day());
    view.setTimeline(&day);
    bool smooth = true;
    for (const auto span : {std::chrono::seconds(60), std::chrono::seconds(3600), std::chrono::seconds(6 * 3600)}) {
        const Pan pan = panDay(view, day, span);
        smooth = smooth && pan.p95Ms <= kFrameMs;
        out << "pan a day (864,000), " << span.count() << " s in view: median " << QString::number(pan.medianMs, 'f', 2)
            << " ms, p95 " << QString::number(pan.p95Ms, 'f', 2) << " ms, worst "
            << QString::number(pan.worstMs, 'f', 2)
            << " ms a frame (a frame at 60 Hz: " << QString::number(kFrameMs, 'f', 1) << ")" << Qt::endl;
    }
    return ratio <= kTargetRatio && smooth ? 0 : 1;
}

// How long until the window is first painted, from the start of the process, beside the floor: an empty window with a
// QChartView. Both in turn, each in a process of its own, so that loading libraries counts.
//   bench_start [PAIRS]     (needs a screen; QT_QPA_PLATFORM=offscreen or an Xvfb)
// Exit status 0: at most 1.5 times the floor; 1: more.
#include "core/base/clock.h"
#include "core/base/words.h"
#include "ui/document/document.h"
#include "ui/document/settings.h"
#include "ui/theme/fonts_ahead.h"
#include "ui/theme/theme.h"
#include "ui/window/main_window.h"

#include <QApplication>
#include <QChart>
#include <QChartView>
#include <QMainWindow>
#include <QProcess>
#include <QTemporaryDir>
#include <QTimer>
#include <QWindow>
#include <algorithm>
#include <cstdio>
#include <optional>
#include <vector>

using namespace knockback;

namespace {

constexpr double kMost = 1.5;

// Prints the moment of the first paint of the window it watches, then leaves.
class FirstPaint : public QObject
{
public:
    explicit FirstPaint(QWidget* window) { window->windowHandle()->installEventFilter(this); }

protected:
    bool eventFilter(QObject*, QEvent* event) override
    {
        if (event->type() == QEvent::Expose && !m_seen) {
            m_seen = true;
            // The expose paints everything; what comes after it in the loop is after the paint.
            QTimer::singleShot(0, [] {
                std::printf("%lld\n", static_cast<long long>(systemClock().mono().ns));
                std::fflush(stdout);
                QCoreApplication::quit();
            });
        }
        return false;
    }

private:
    bool m_seen = false;
};

int floorWindow(QApplication&)
{
    QMainWindow window;
    window.setCentralWidget(new QChartView(new QChart));
    window.resize(1280, 800);
    window.show();
    const FirstPaint paint(&window);
    return QApplication::exec();
}

int ourWindow(QApplication& app, FontsAhead& fonts)
{
    const QTemporaryDir folder;
    Settings settings(folder.filePath(QStringLiteral("s.ini")));
    applyTheme(app, ThemeChoice::system);
    const Result<Words> words = Words::load(QStringLiteral("en"));
    Dialogs dialogs;
    Document document;
    fonts.wait();
    MainWindow window(document, settings, *words, dialogs);
    window.resize(1280, 800);
    window.show();
    const FirstPaint paint(&window);
    return QApplication::exec();
}

double onceMs(const QString& program, const char* what)
{
    QProcess process;
    const MonoTime before = systemClock().mono();
    process.start(program, {QLatin1String(what)});
    if (!process.waitForFinished(30'000) || process.exitCode() != 0)
        return -1;
    return static_cast<double>(process.readAllStandardOutput().trimmed().toLongLong() - before.ns) / 1e6;
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

} // namespace

int main(int argc, char** argv)
{
    const QByteArray what = argc > 1 ? argv[1] : "";
    if (what == "floor" || what == "ours") {
        std::optional<FontsAhead> fonts; // as app/gui/main.cpp does
        if (what == "ours")
            fonts.emplace();
        QApplication app(argc, argv);
        return what == "floor" ? floorWindow(app) : ourWindow(app, *fonts);
    }
    const QCoreApplication app(argc, argv);
    const int pairs = argc > 1 ? std::clamp(atoi(argv[1]), 1, 201) : 21;
    std::vector<double> floors;
    std::vector<double> ours;
    for (int i = 0; i < pairs; ++i) {
        const bool first = i % 2 == 0; // who goes first alternates
        for (const bool isFloor : {first, !first}) {
            const double ms = onceMs(QCoreApplication::applicationFilePath(), isFloor ? "floor" : "ours");
            if (ms < 0) {
                std::fprintf(stderr, "bench_start: a window did not paint; is there a screen?\n");
                return 2;
            }
            (isFloor ? floors : ours).push_back(ms);
        }
    }
    const double ratio = median(ours) / median(floors);
    std::printf("first paint, %d pairs: floor %.1f ms, window %.1f ms, ratio %.2f (at most %.2f)\n", pairs,
                median(floors), median(ours), ratio, kMost);
    return ratio <= kMost ? 0 : 1;
}

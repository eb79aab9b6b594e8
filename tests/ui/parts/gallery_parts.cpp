// Pictures of every drawing part in every state: `gallery_parts FOLDER [FILTER]` writes PNGs to look at. Run it with
// QT_QPA_PLATFORM=offscreen and TZ=Europe/Berlin; GALLERY_QM=FILE.qm GALLERY_FONT='Noto Sans CJK SC' for Chinese.
#include "tests/ui/parts/sample_attempts.h"
#include "ui/models/attempts_delegate.h"
#include "ui/models/attempts_model.h"
#include "ui/panels/attempt_detail.h"
#include "ui/panels/path_picture.h"
#include "ui/panels/statistics_panel.h"
#include "ui/theme/outcome_style.h"
#include "ui/theme/theme.h"
#include "ui/timeline/time_ticks.h"
#include "ui/timeline/timeline_view.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QLabel>
#include <QPainter>
#include <QTableView>
#include <QTextStream>
#include <QTranslator>
#include <functional>
#include <memory>

using namespace knockback;

namespace {

class Gallery
{
public:
    Gallery(QApplication& app, QString folder, QString filter)
        : m_app(app), m_folder(std::move(folder)), m_filter(std::move(filter))
    {
    }

    void shoot(const QString& name, const QSize& size, const std::function<std::unique_ptr<QWidget>()>& make,
               bool darkToo = true)
    {
        if (!m_filter.isEmpty() && !name.contains(m_filter))
            return;
        for (const bool dark : {false, true}) {
            if (dark && !darkToo)
                continue;
            applyTheme(m_app, dark ? ThemeChoice::dark : ThemeChoice::light);
            const auto widget = make();
            widget->setAttribute(Qt::WA_DontShowOnScreen);
            widget->resize(size);
            widget->show();
            QApplication::processEvents();
            if (auto* view = qobject_cast<TimelineView*>(widget.get()))
                view->refresh();
            QApplication::processEvents();
            const QString path = QStringLiteral("%1/%2-%3.png")
                                     .arg(m_folder, name, dark ? QStringLiteral("dark") : QStringLiteral("light"));
            QTextStream(stdout) << path << (widget->grab().save(path) ? "" : " NOT WRITTEN") << Qt::endl;
        }
    }

private:
    QApplication& m_app;
    QString m_folder;
    QString m_filter;
};

std::unique_ptr<QWidget> view(const Timeline& timeline, const std::function<void(TimelineView&)>& tune = {},
                              const SynTimetable& syn = samples::newKernel())
{
    auto out = std::make_unique<TimelineView>();
    out->setSynTimetable(syn);
    out->setTimeline(&timeline);
    out->resize(640, 400);
    if (tune)
        tune(*out);
    return out;
}

void timelines(Gallery& gallery)
{
    const QSize small(640, 420);
    const QSize large(1180, 620);
    const Timeline none;
    const Timeline few = samples::timeline(samples::quiet(7));
    const Timeline refused = samples::timeline(samples::refusedOnly(60));
    const Timeline mixed = samples::timeline(samples::mixed(240));
    const Timeline queue = samples::timeline(samples::fullQueue(240));
    const Timeline many = samples::timeline(samples::mixed(9000));
    gallery.shoot(QStringLiteral("timeline-empty"), small, [&] { return view(none); });
    gallery.shoot(QStringLiteral("timeline-few"), small, [&] { return view(few); });
    gallery.shoot(QStringLiteral("timeline-refused"), small, [&] { return view(refused); });
    gallery.shoot(QStringLiteral("timeline-mixed"), small, [&] { return view(mixed); });
    gallery.shoot(QStringLiteral("timeline-mixed-large"), large, [&] { return view(mixed); });
    gallery.shoot(QStringLiteral("timeline-queue"), small, [&] { return view(queue); });
    gallery.shoot(QStringLiteral("timeline-queue-large"), large, [&] { return view(queue); });
    gallery.shoot(
        QStringLiteral("timeline-queue-linear"), large,
        [&] {
            return view(
                queue, [](TimelineView& v) { v.setLogScale(false); }, samples::oldKernel());
        },
        false);
    gallery.shoot(QStringLiteral("timeline-many"), small, [&] { return view(many); });
    gallery.shoot(
        QStringLiteral("timeline-selected"), small,
        [&] {
            return view(mixed, [](TimelineView& v) {
                v.setWindow(samples::kStartNs + 60 * samples::kSecond, samples::kStartNs + 120 * samples::kSecond);
                v.setSelectedAttempt(91, samples::kStartNs + 90 * samples::kSecond);
            });
        },
        false);
    gallery.shoot(
        QStringLiteral("timeline-nothing-here"), small,
        [&] {
            return view(few, [](TimelineView& v) {
                v.setWindow(samples::kStartNs + 1'200 * samples::kMs, samples::kStartNs + 1'900 * samples::kMs);
            });
        },
        false);
    for (const int count : {2, 3, 5, 8, 12}) {
        const Timeline lanes = samples::timeline(samples::lanes(count, 90));
        gallery.shoot(
            QStringLiteral("timeline-lanes-%1").arg(count), small, [&] { return view(lanes); }, count == 2);
        gallery.shoot(
            QStringLiteral("timeline-lanes-%1-large").arg(count), large, [&] { return view(lanes); }, false);
    }
    const Timeline day = samples::timeline(samples::day());
    gallery.shoot(QStringLiteral("timeline-day"), small, [&] { return view(day); });
    gallery.shoot(QStringLiteral("timeline-day-large"), large, [&] { return view(day); });
    gallery.shoot(
        QStringLiteral("timeline-day-hour"), large,
        [&] {
            return view(day, [](TimelineView& v) {
                v.setWindow(samples::kStartNs + 13LL * 3600 * samples::kSecond,
                            samples::kStartNs + 14LL * 3600 * samples::kSecond);
            });
        },
        false);
}

std::unique_ptr<QWidget> detail(const Attempt& attempt)
{
    auto out = std::make_unique<AttemptDetail>();
    out->setAttempt(attempt, samples::newKernel());
    return out;
}

void panels(Gallery& gallery)
{
    const QSize side(420, 560);
    const std::int64_t at = samples::kStartNs;
    gallery.shoot(QStringLiteral("detail-none"), QSize(420, 200), [] { return std::make_unique<AttemptDetail>(); });
    gallery.shoot(QStringLiteral("detail-refused"), side,
                  [&] { return detail(samples::failed(5, at, Outcome::refused, 0.4)); });
    gallery.shoot(
        QStringLiteral("detail-prohibited"), side, [&] { return detail(samples::prohibited(6, at)); }, false);
    gallery.shoot(QStringLiteral("detail-late"), side, [&] { return detail(samples::late(7, at, 3004, 3)); });
    gallery.shoot(
        QStringLiteral("detail-banner"), side,
        [&] {
            return detail(samples::withBanner(
                8, at,
                QByteArrayLiteral("HTTP/1.1 502 Bad Gateway\r\nServer: nginx\x1b[31m\r\nContent-Length: 157\r\n")));
        },
        false);
    gallery.shoot(
        QStringLiteral("detail-timed-out"), side,
        [&] { return detail(samples::failed(9, at, Outcome::timedOut, 3000)); }, false);
    gallery.shoot(
        QStringLiteral("detail-closed"), side,
        [&] { return detail(samples::failed(9, at, Outcome::closedAfterConnect, 2)); }, false);

    const auto statistics = [](const std::vector<Attempt>& attempts) {
        auto out = std::make_unique<StatisticsPanel>();
        const Timeline timeline = samples::timeline(attempts);
        out->setStatistics(timeline.statistics(timeline.firstNs(), timeline.lastNs() + 1),
                           rangeLabel(timeline.firstNs(), timeline.lastNs()));
        return out;
    };
    gallery.shoot(QStringLiteral("statistics-mixed"), QSize(640, 150), [&] { return statistics(samples::mixed(240)); });
    gallery.shoot(
        QStringLiteral("statistics-refused"), QSize(640, 80), [&] { return statistics(samples::refusedOnly(60)); },
        false);

    const auto picture = [](const QVector<PathLeg>& legs) {
        auto out = std::make_unique<PathPicture>();
        out->setPath(legs);
        return out;
    };
    using K = PathLeg::Kind;
    using S = PathLeg::State;
    gallery.shoot(QStringLiteral("path-host-fails"), QSize(320, 84), [&] {
        return picture({{K::thisMachine, S::works, QStringLiteral("you"), QStringLiteral("198.51.100.7"), {}},
                        {K::router, S::works, QStringLiteral("router"), QStringLiteral("198.51.100.1"), {}},
                        {K::host, S::fails, QStringLiteral("db.internal"), QStringLiteral("203.0.113.2:5432"), {}}});
    });
    gallery.shoot(
        QStringLiteral("path-name-fails"), QSize(320, 84),
        [&] {
            return picture({{K::thisMachine, S::works, QStringLiteral("you"), {}, {}},
                            {K::name, S::fails, QStringLiteral("names"), QStringLiteral("198.51.100.53"), {}},
                            {K::host, S::unknown, QStringLiteral("a-very-long-name.of-some.example"), {}, {}}});
        },
        false);
    gallery.shoot(QStringLiteral("path-proxy-one"), QSize(480, 84), [&] {
        return picture({{K::thisMachine, S::works, QStringLiteral("you"), {}, {}},
                        {K::host, S::works, QStringLiteral("web.example"), QStringLiteral("203.0.113.2"), {}},
                        {K::service, S::works, QStringLiteral("nginx"), QStringLiteral("80"), {}},
                        {K::behind, S::fails, QStringLiteral("127.0.0.1:3000"), QStringLiteral("refused"), {}}});
    });
    gallery.shoot(QStringLiteral("path-proxy-three"), QSize(560, 96), [&] {
        return picture({{K::thisMachine, S::works, QStringLiteral("you"), {}, {}},
                        {K::host, S::works, QStringLiteral("web.example"), QStringLiteral("203.0.113.2"), {}},
                        {K::service, S::works, QStringLiteral("nginx"), QStringLiteral("80"), {}},
                        {K::behind, S::works, QStringLiteral("10.0.0.11:3000"), QStringLiteral("answers"), {}},
                        {K::behind, S::fails, QStringLiteral("10.0.0.12:3000"), QStringLiteral("refused"), {}},
                        {K::behind, S::unknown, QStringLiteral("10.0.0.13:3000"), QStringLiteral("taken out"), {}}});
    });
    gallery.shoot(
        QStringLiteral("path-works"), QSize(320, 84),
        [&] {
            return picture({{K::thisMachine, S::works, QStringLiteral("you"), {}, {}},
                            {K::host, S::works, QStringLiteral("localhost"), QStringLiteral("127.0.0.1"), {}}});
        },
        false);
}

class Swatches : public QWidget
{
protected:
    void paintEvent(QPaintEvent* /*event*/) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const Colours c = Colours::of(palette());
        painter.fillRect(rect(), c.surface);
        for (std::size_t i = 0; i < kOutcomeClassCount; ++i) {
            const auto value = static_cast<OutcomeClass>(i);
            const double y = 16 + 24.0 * static_cast<double>(i);
            int x = 20;
            for (const double size : {6.0, 8.0, 10.0, 16.0}) {
                drawOutcomeMark(painter, value, QPointF(x, y), size, outcomeColour(value, c.dark));
                x += 28;
            }
            painter.setPen(outcomeTextColour(value, c.dark));
            painter.drawText(QPointF(x, y + 4), outcomeWord(value));
        }
        int x = 340;
        int y = 12;
        for (const QString& file : QDir(QStringLiteral(":/knockback/icons")).entryList()) {
            const QString name = file.chopped(4);
            bundledIcon(name, name == QLatin1String("knockback") ? QColor() : c.text).paint(&painter, x, y, 20, 20);
            painter.setPen(c.secondaryText);
            painter.setFont(fonts::caption());
            painter.drawText(x + 28, y + 15, name);
            y += 26;
            if (y > height() - 26) {
                y = 12;
                x += 170;
            }
        }
    }
};

void table(Gallery& gallery)
{
    gallery.shoot(QStringLiteral("marks-and-icons"), QSize(1100, 460), [] { return std::make_unique<Swatches>(); });
    gallery.shoot(QStringLiteral("attempts-table"), QSize(940, 420), [] {
        auto out = std::make_unique<QTableView>();
        auto* model = new AttemptsModel(out.get());
        model->append(samples::mixed(400));
        out->setModel(model);
        AttemptsDelegate::setUp(*out);
        out->selectRow(model->rowCount() - 200);
        out->scrollTo(model->index(model->rowCount() - 200, 0), QAbstractItemView::PositionAtCenter);
        return out;
    });
}

} // namespace

int main(int argc, char** argv)
{
    QApplication app(argc, argv);
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() < 2 || !QDir().mkpath(arguments.at(1))) {
        QTextStream(stderr) << "usage: gallery_parts FOLDER [FILTER]" << Qt::endl;
        return 2;
    }
    QTranslator translator;
    if (translator.load(qEnvironmentVariable("GALLERY_QM"))) {
        QApplication::installTranslator(&translator);
        QLocale::setDefault(QLocale(QLocale::Chinese, QLocale::China));
    }
    if (qEnvironmentVariableIsSet("GALLERY_FONT"))
        QApplication::setFont(QFont(qEnvironmentVariable("GALLERY_FONT"), 10));
    Gallery gallery(app, arguments.at(1), arguments.value(2));
    table(gallery);
    panels(gallery);
    timelines(gallery);
    return 0;
}

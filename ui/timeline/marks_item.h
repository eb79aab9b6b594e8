// Thread: GUI.
//
// Every mark of one lane in ONE graphics item on top of the chart: a QScatterSeries makes an item a point, and
// inserting those is quadratic. Draws the marks (or, when there are more attempts than pixels, the span from fastest to
// slowest a bucket), the failure rail below the plot, the bands in which a SYN is sent again, and what is hovered or
// selected.
#pragma once

#include "core/facts/vantage.h"
#include "ui/theme/theme.h"
#include "ui/timeline/lane_frame.h"
#include "ui/timeline/latency_scale.h"

#include <QGraphicsItem>
#include <QRectF>
#include <QString>
#include <optional>
#include <vector>

namespace knockback {

// What is under the pointer.
struct MarkHit
{
    std::optional<Sample> sample; // one attempt …
    std::optional<Bucket> bucket; // … or many
    QPointF at;
};

class MarksItem : public QGraphicsItem
{
public:
    struct Geometry
    {
        QRectF whole; // of the item
        QRectF plot;  // where latency is drawn
        QRectF rail;  // where failures are drawn
        bool operator==(const Geometry&) const = default;
    };
    // A band to label: SYNs go out again then.
    struct Band
    {
        double fromNs = 0;
        double toNs = 0;
        QString label;
    };

    explicit MarksItem(QGraphicsItem* parent);

    void setGeometryOf(const Geometry& geometry);
    void setFrame(const LaneFrame* frame, const LatencyScale& scale); // the frame must live on
    void setBands(std::vector<Band> bands);
    void setTitle(const QString& title, const QString& figures);
    void setTicks(const QVector<LatencyTick>& ticks); // labels of the latency axis, in the margin
    void setRailName(const QString& name);            // beside the rail, in the margin
    void setSelected(quint64 attempt, qint64 atNs);
    void setHovered(std::optional<QPointF> at);
    void setSelection(std::optional<std::pair<double, double>> pixels); // being dragged out, x from and to
    // In the middle of a plot without marks: nothing was tried there, or nothing connected.
    void setMessages(const QString& nothing, const QString& noneConnected);
    void setTheme(const Colours& colours, const QFont& font);

    MarkHit hit(QPointF at) const;

    QRectF boundingRect() const override { return m_geometry.whole; }
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    double x(qint64 ns) const;
    double y(double ns) const;
    double sampleY(const Sample& sample) const;
    void paintBands(QPainter& painter) const;
    void paintBandLabels(QPainter& painter) const;
    void paintBuckets(QPainter& painter) const;
    void paintSamples(QPainter& painter) const;
    void paintRail(QPainter& painter) const;
    void paintRailSlot(QPainter& painter, const Bucket& slot) const;
    void paintPointers(QPainter& painter) const;
    void paintMargin(QPainter& painter) const;
    void paintTitle(QPainter& painter) const;
    QPixmap mark(OutcomeClass value, int size, const QPainter& painter) const;
    int markSize() const;

    Geometry m_geometry;
    const LaneFrame* m_frame = nullptr;
    LatencyScale m_scale;
    std::vector<Band> m_bands;
    QString m_title;
    QString m_figures;
    QString m_railName;
    QVector<LatencyTick> m_ticks;
    QString m_nothing;
    QString m_noneConnected;
    quint64 m_selected = 0;
    qint64 m_selectedNs = 0;
    std::optional<QPointF> m_hovered;
    std::optional<std::pair<double, double>> m_selection;
    Colours m_colours;
    QFont m_font;
};

} // namespace knockback

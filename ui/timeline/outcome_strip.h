// Thread: GUI. How many attempts came out how, stacked, a bar a bucket, over all lanes. Failures carry a pattern beside
// their colour.
#pragma once

#include "ui/timeline/lane_chart.h"
#include "ui/timeline/lane_frame.h"

#include <QWidget>
#include <vector>

namespace knockback {

class OutcomeStrip : public QWidget
{
    Q_OBJECT

public:
    struct Bar
    {
        qint64 fromNs = 0;
        qint64 toNs = 0;
        std::uint32_t total = 0;
        ClassCounts counts{};
    };

    explicit OutcomeStrip(QWidget* parent = nullptr);
    void setEdges(PlotEdges edges);
    // `attempts`: about how many a lane has in view; with few, fewer and wider bars, or the counts beat with the
    // buckets.
    void showWindow(const Timeline& timeline, qint64 fromNs, qint64 toNs, std::size_t attempts);
    void clear();
    const std::vector<Bar>& bars() const { return m_bars; }
    const Bar* barAt(double x) const; // nullptr = none
    QSize sizeHint() const override;

    // Buckets of all lanes added up, by their start.
    static std::vector<Bar> collect(const Timeline& timeline, qint64 fromNs, qint64 toNs, int most);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    double x(qint64 ns) const;

    PlotEdges m_edges;
    qint64 m_from = 0;
    qint64 m_to = 1;
    std::vector<Bar> m_bars;
};

// How high each class stands in a bar `height` high in all: by its share, none that occurred lower than `least`; what
// that takes too much is taken from the highest.
std::array<double, kOutcomeClassCount> stackHeights(const ClassCounts& counts, double height, double least);
// The brush of a class in bars: its colour, and for a failure a pattern of its own.
QBrush outcomeBrush(OutcomeClass value, bool dark);

} // namespace knockback

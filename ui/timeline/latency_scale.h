// Thread: any; pure. The vertical axis: latency, log or linear, from round value to round value.
#pragma once

#include <QString>
#include <QVector>

namespace knockback {

struct LatencyTick
{
    double ns = 0;
    QString label; // "10 ms"
};

class LatencyScale
{
public:
    // Covers [minNs, maxNs] with a little air; minNs < 0 = nothing to show yet (a plain range then).
    static LatencyScale covering(qint64 minNs, qint64 maxNs, bool log);

    bool isLog() const { return m_log; }
    double lowNs() const { return m_low; }
    double highNs() const { return m_high; }
    // 0 at the low end, 1 at the high end; clamped a little beyond both.
    double toUnit(double ns) const;
    double fromUnit(double unit) const;
    // Round values at least minSpacing pixels apart.
    QVector<LatencyTick> ticks(double pixels, double minSpacing) const;
    bool operator==(const LatencyScale&) const = default;

private:
    bool m_log = true;
    double m_low = 1e5;  // ns
    double m_high = 1e7; // ns
};

// "0.2 ms", "10 ms", "1 s", "2 min": short, for ticks.
QString latencyLabel(double ns);

} // namespace knockback

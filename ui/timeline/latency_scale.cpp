#include "ui/timeline/latency_scale.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <array>
#include <cmath>

namespace knockback {

namespace {

// The nearest of 1, 2, 5 × 10ⁿ at or below.
double roundDown(double value)
{
    const double decade = std::pow(10.0, std::floor(std::log10(value)));
    for (const double step : {5.0, 2.0, 1.0}) {
        if (decade * step <= value * (1 + 1e-9))
            return decade * step;
    }
    return decade;
}

double roundUp(double value)
{
    const double decade = std::pow(10.0, std::floor(std::log10(value)));
    for (const double step : {1.0, 2.0, 5.0}) {
        if (decade * step >= value * (1 - 1e-9))
            return decade * step;
    }
    return decade * 10;
}

} // namespace

LatencyScale LatencyScale::covering(qint64 minNs, qint64 maxNs, bool log)
{
    LatencyScale out;
    out.m_log = log;
    if (minNs < 0 || maxNs < 0) {
        out.m_low = log ? 1e5 : 0;
        out.m_high = 1e7;
        return out;
    }
    const double low = std::max(1e3, static_cast<double>(minNs)); // nothing shorter than a microsecond is told apart
    const double high = std::max(low, static_cast<double>(maxNs));
    if (!log) {
        out.m_low = 0;
        out.m_high = roundUp(high * 1.1);
        return out;
    }
    out.m_low = roundDown(low * 0.8);
    out.m_high = roundUp(high * 1.25);
    if (out.m_high < out.m_low * 10) // at least a decade, so that noise does not look like trouble
        out.m_high = out.m_low * 10;
    return out;
}

double LatencyScale::toUnit(double ns) const
{
    const double unit =
        m_log ? std::log(std::max(ns, 1.0) / m_low) / std::log(m_high / m_low) : (ns - m_low) / (m_high - m_low);
    return std::clamp(unit, -0.05, 1.05);
}

double LatencyScale::fromUnit(double unit) const
{
    return m_log ? m_low * std::pow(m_high / m_low, unit) : m_low + unit * (m_high - m_low);
}

QVector<LatencyTick> LatencyScale::ticks(double pixels, double minSpacing) const
{
    QVector<LatencyTick> out;
    const double most = std::max(1.0, pixels / std::max(minSpacing, 1.0));
    if (!m_log) {
        double step = roundUp((m_high - m_low) / most);
        for (double value = m_low; value <= m_high * (1 + 1e-9) && out.size() < 100; value += step)
            out.push_back({value, latencyLabel(value)});
        return out;
    }
    // Decades always; their halves (1, 2, 5) when there is room for them, every second decade when there is not.
    const double decades = std::log10(m_high / m_low);
    const double perDecade = most / std::max(decades, 0.1);
    const bool halves = perDecade >= 3.6;
    const int every = perDecade >= 1 ? 1 : static_cast<int>(std::ceil(1 / perDecade));
    const int first = static_cast<int>(std::floor(std::log10(m_low) + 1e-9));
    const int last = static_cast<int>(std::ceil(std::log10(m_high) - 1e-9));
    for (int exponent = first; exponent <= last; ++exponent) {
        for (const double part : {1.0, 2.0, 5.0}) {
            const double value = part * std::pow(10.0, exponent);
            if (value < m_low * (1 - 1e-9) || value > m_high * (1 + 1e-9))
                continue;
            if (part > 1 ? halves : exponent % every == 0)
                out.push_back({value, latencyLabel(value)});
        }
    }
    // One label alone says little: the ends join it where they do not touch it.
    if (out.size() < 2) {
        const double alone = out.isEmpty() ? -1 : toUnit(out.front().ns);
        const double apart = std::min(0.4, minSpacing / 2 / std::max(pixels, 1.0));
        if (alone < 0 || alone > apart)
            out.push_front({m_low, latencyLabel(m_low)});
        if (alone < 1 - apart)
            out.push_back({m_high, latencyLabel(m_high)});
    }
    return out;
}

QString latencyLabel(double ns)
{
    const QLocale locale;
    const auto number = [&](double value) {
        const int decimals = value == std::floor(value) ? 0 : value < 0.1 ? 3 : value < 1 ? 2 : 1;
        QString text = locale.toString(value, 'f', decimals);
        while (decimals > 0 && text.endsWith(locale.zeroDigit()))
            text.chop(1);
        if (decimals > 0 && text.endsWith(locale.decimalPoint()))
            text.chop(1);
        return text;
    };
    if (ns < 500)
        return QStringLiteral("0");
    if (ns < 1e5)
        return QCoreApplication::translate("LatencyScale", "%1 µs").arg(number(std::round(ns / 10) / 100));
    if (ns < 1e9)
        return QCoreApplication::translate("LatencyScale", "%1 ms").arg(number(std::round(ns / 1e4) / 100));
    if (ns < 120e9)
        return QCoreApplication::translate("LatencyScale", "%1 s").arg(number(std::round(ns / 1e7) / 100));
    return QCoreApplication::translate("LatencyScale", "%1 min").arg(number(std::round(ns / 6e8) / 100));
}

} // namespace knockback

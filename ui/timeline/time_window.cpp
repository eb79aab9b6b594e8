#include "ui/timeline/time_window.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace knockback {

namespace {

constexpr qint64 kSecond = 1'000'000'000;

// A young session fills its window from the left; the window grows in these steps until the span is reached, so that
// ten attempts do not huddle in a corner and the scale still stands still between two steps.
constexpr std::array<qint64, 12> kGrowth = {10 * kSecond,   20 * kSecond,   30 * kSecond,   60 * kSecond,
                                            120 * kSecond,  300 * kSecond,  600 * kSecond,  900 * kSecond,
                                            1800 * kSecond, 3600 * kSecond, 7200 * kSecond, 14400 * kSecond};

qint64 grown(qint64 age)
{
    for (const qint64 step : kGrowth) {
        if (age <= step)
            return step;
    }
    return age;
}

} // namespace

bool TimeWindow::follow(qint64 firstNs, qint64 lastNs, qint64 presentNs)
{
    m_first = firstNs;
    m_last = std::max(firstNs, lastNs);
    m_present = std::max(m_last, presentNs);
    if (!m_live)
        return false;
    const qint64 from = m_from;
    const qint64 to = m_to;
    followLive();
    return from != m_from || to != m_to;
}

void TimeWindow::followLive()
{
    const qint64 age = m_present - m_first;
    if (m_span == 0 || (m_present == m_last && age <= m_span)) {
        // All there is (a session at rest that fits its span is shown whole), with a little air on both sides.
        const qint64 air = std::max<qint64>(age / 50, kSecond / 2);
        m_from = m_first - air;
        m_to = m_present + air;
        return;
    }
    const qint64 length = std::min(m_span, grown(age + age / 50));
    const qint64 air = length / 50;
    m_from = std::max(m_first - air, m_present + air - length);
    m_to = m_from + length;
}

void TimeWindow::setLive(bool live)
{
    m_live = live;
    if (live)
        followLive();
}

void TimeWindow::setSpan(std::chrono::nanoseconds span)
{
    m_span = span.count() <= 0 ? 0 : std::clamp<qint64>(span.count(), kShortest, kLongest);
    if (m_live) {
        followLive();
        return;
    }
    if (m_span == 0) {
        showAll();
        return;
    }
    m_from = m_to - m_span;
    clamp();
}

void TimeWindow::set(qint64 fromNs, qint64 toNs)
{
    m_live = false;
    m_from = std::min(fromNs, toNs);
    m_to = std::max(fromNs, toNs);
    clamp();
}

void TimeWindow::showAll()
{
    m_span = 0;
    m_live = true;
    followLive();
}

void TimeWindow::zoom(qint64 aroundNs, double factor)
{
    const double length = static_cast<double>(lengthNs()) * std::clamp(factor, 0.01, 100.0);
    const auto wanted =
        static_cast<qint64>(std::clamp(length, static_cast<double>(kShortest), static_cast<double>(kLongest)));
    const double part = lengthNs() > 0 ? static_cast<double>(aroundNs - m_from) / static_cast<double>(lengthNs()) : 0.5;
    const bool running = m_present > m_last;
    if (m_live && running && part > 0.7) { // the newest is what is looked at: stay with it
        m_span = wanted;
        followLive();
        return;
    }
    m_live = false;
    m_from = aroundNs - static_cast<qint64>(part * static_cast<double>(wanted));
    m_to = m_from + wanted;
    clamp();
}

void TimeWindow::pan(qint64 byNs)
{
    const qint64 length = lengthNs();
    m_live = false;
    m_from += byNs;
    m_to = m_from + length;
    clamp();
    if (byNs > 0 && m_to >= m_present) {
        m_span = length;
        setLive(true);
    }
}

void TimeWindow::goFirst()
{
    const qint64 length = lengthNs();
    m_live = false;
    m_from = m_first - length / 50;
    m_to = m_from + length;
    clamp();
}

void TimeWindow::reveal(qint64 atNs)
{
    if (atNs >= m_from && atNs <= m_to)
        return;
    const qint64 length = lengthNs();
    set(atNs - length / 2, atNs - length / 2 + length);
}

void TimeWindow::clamp()
{
    qint64 length = std::clamp(m_to - m_from, kShortest, kLongest);
    const qint64 all = m_present - m_first;
    length = std::min(length, std::max<qint64>(all + all / 10, 10 * kSecond)); // no farther out than everything
    // A tenth of the window always holds time in which something was seen.
    m_from =
        std::clamp(m_from, m_first - length * 9 / 10, std::max(m_first - length * 9 / 10, m_present - length / 10));
    m_to = m_from + length;
}

} // namespace knockback

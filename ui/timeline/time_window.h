// Thread: any; pure. Which part of the time is in view: live or not, zoomed and moved, never lost.
#pragma once

#include <QtGlobal>
#include <chrono>

namespace knockback {

class TimeWindow
{
public:
    qint64 fromNs() const { return m_from; }
    qint64 toNs() const { return m_to; }
    qint64 lengthNs() const { return m_to - m_from; }
    bool isLive() const { return m_live; }
    // What live shows; 0 = everything.
    std::chrono::nanoseconds span() const { return std::chrono::nanoseconds(m_span); }

    // What there is: first and last attempt, and the present moment (>= last) while something runs. True when the
    // window moved. first = last = 0: nothing yet.
    bool follow(qint64 firstNs, qint64 lastNs, qint64 presentNs);

    void setLive(bool live);
    void setSpan(std::chrono::nanoseconds span); // keeps the right edge when not live
    void set(qint64 fromNs, qint64 toNs);        // leaves live
    void showAll();
    // factor < 1 comes nearer. The moment under the pointer stays where it is; near the right edge of a running session
    // live goes on.
    void zoom(qint64 aroundNs, double factor);
    void pan(qint64 byNs); // leaves live; reaching the present again turns it on
    void goFirst();
    // Moves so that a moment is in view, if it is not.
    void reveal(qint64 atNs);

private:
    void clamp();
    void followLive();

    static constexpr qint64 kShortest = 1'000'000;                         // 1 ms
    static constexpr qint64 kLongest = 3LL * 366 * 86'400 * 1'000'000'000; // three years

    qint64 m_first = 0;
    qint64 m_last = 0;
    qint64 m_present = 0;
    qint64 m_from = 0;
    qint64 m_to = 60'000'000'000;
    qint64 m_span = 300'000'000'000;
    bool m_live = true;
};

} // namespace knockback

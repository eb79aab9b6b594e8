// Thread: GUI. Layouts ask wrapped text for its height at the same few widths again and again; shaping it anew each
// time was a fifth of the time to the first paint.
#pragma once

#include <QLabel>
#include <array>
#include <utility>

namespace knockback {

// The heights of the last few widths.
class HeightMemory
{
public:
    // The remembered height, -1 = none.
    int at(int width) const;
    int keep(int width, int height); // gives the height back
    void forget();

private:
    std::array<std::pair<int, int>, 6> m_known{}; // width + 1 (0 = free), height
    std::size_t m_next = 0;
};

// A QLabel with word wrap.
class WrappedLabel : public QLabel
{
    Q_OBJECT

public:
    explicit WrappedLabel(QWidget* parent = nullptr);
    int heightForWidth(int width) const override;

protected:
    bool event(QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    mutable HeightMemory m_heights;
    mutable QString m_text; // that the heights are of
};

} // namespace knockback

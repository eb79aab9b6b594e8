// F6: from one region of the window to the next. Thread: GUI.
#pragma once

#include <QPointer>
#include <QVector>
#include <QWidget>

namespace knockback {

struct Region
{
    QWidget* home;  // everything inside belongs to the region
    QWidget* entry; // where the focus goes
};

// Moves the focus by `step` regions (1 or -1) from the one that holds `focus`; regions that cannot be entered are
// passed.
void moveRegion(const QVector<Region>& regions, const QWidget* focus, int step);

} // namespace knockback

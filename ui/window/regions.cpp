#include "ui/window/regions.h"

namespace knockback {

void moveRegion(const QVector<Region>& regions, const QWidget* focus, int step)
{
    QVector<Region> open;
    for (const Region& region : regions)
        if (region.home && region.entry && region.entry->isVisible() && region.entry->isEnabled())
            open.append(region);
    if (open.isEmpty())
        return;
    qsizetype now = step > 0 ? -1 : 0;
    for (qsizetype i = 0; i < open.size(); ++i)
        if (focus && (focus == open[i].home || open[i].home->isAncestorOf(focus)))
            now = i;
    open[(now + step + open.size()) % open.size()].entry->setFocus(Qt::ShortcutFocusReason);
}

} // namespace knockback

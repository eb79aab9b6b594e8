// Thread: any. Contrast after WCAG 2.1 (relative luminance, 1.4.3), and colours moved until they have it.
#pragma once

#include "ui/theme/theme.h"

#include <QColor>
#include <QVector>

namespace knockback {

double luminance(const QColor& colour);            // 0–1
double contrast(const QColor& a, const QColor& b); // 1–21
// The colour made darker (on light) or lighter (on dark) until it stands out from every ground by `ratio`.
QColor withContrast(const QColor& colour, const QVector<QColor>& grounds, double ratio, bool dark);
// Fit for text on window, surface and sunken.
QColor readableOn(const QColor& colour, const Colours& colours);
QColor mixed(const QColor& a, const QColor& b, double partOfB);

} // namespace knockback

// Thread: GUI.
//
// How everything looks: one quiet palette for light and for dark, one accent, an 8 px grid, three fonts. Nothing here
// is kept in a global: what a widget needs follows from its own QPalette (Colours::of), so that a part can be drawn
// light on a dark desktop in a test or a report.
#pragma once

#include <QColor>
#include <QFont>
#include <QIcon>
#include <QPalette>
#include <QString>

class QApplication;

namespace knockback {

// The grid everything sits on, in device-independent pixels.
namespace grid {
inline constexpr int kUnit = 8;
inline constexpr int kHalf = 4;
inline constexpr int kMargin = 16;  // around a region
inline constexpr int kGap = 8;      // between things that belong together
inline constexpr int kSection = 24; // between things that do not
inline constexpr int kRadius = 4;   // corners
inline constexpr int kIcon = 16;    // icons in buttons and rows
} // namespace grid

enum class ThemeChoice
{
    system,
    light,
    dark
};
// "light", "dark"; anything else is `system`.
ThemeChoice themeChoiceFromSetting(const QString& setting);

// The colours in use. Text on window, surface and sunken has a contrast of at least 4.5 : 1 (secondary text too).
struct Colours
{
    bool dark = false;
    QColor window;  // behind everything
    QColor surface; // cards, tables, the plot
    QColor sunken;  // strips and code on a surface
    QColor text;
    QColor secondaryText; // captions, axis labels
    QColor disabledText;
    QColor line;                      // separators, borders of inputs
    QColor gridLine;                  // inside a plot: fainter
    QColor accent;                    // the one accent: focus, the main button, links
    QColor onAccent;                  // text on it
    QColor hover;                     // behind what the pointer is over
    QColor pass, warn, fail, unknown; // states of a check, fit for text

    static Colours light();
    static Colours darkOnes();
    // By how bright the palette's window is.
    static Colours of(const QPalette& palette);
};

// Fusion, this palette, one small style sheet and the UI font. `system` looks at the palette the desktop gave at start
// (Qt 6.4 has no colour-scheme hint), so call it before anything else touches the palette. May be called again to
// switch.
void applyTheme(QApplication& app, ThemeChoice choice);
// The palette alone, for tests and for drawing off the screen.
QPalette themePalette(bool dark);

namespace fonts {
QFont ui();                       // the desktop's
QFont title();                    // a region's heading: small, medium weight
QFont headline();                 // the verdict's sentence
QFont caption();                  // axis labels and hints, not below 8 pt
QFont machine();                  // monospace: only for what came from a machine
QFont figures();                  // UI font if its digits share one width, else the next that does
QFont figures(const QFont& like); // the same at the size and weight of `like`
} // namespace fonts

// An icon by its freedesktop name ("media-playback-start"), from the desktop's theme where it has one in the colours in
// use, else from the bundled set (resources/icons), tinted with the palette of the moment it is painted. Names of our
// own: "knockback" (the program), "check-pass", "check-warn", "check-fail", "check-unknown", "check-running",
// "check-skipped", "log-scale", "go-live", "computer", "router", "server", "stethoscope".
QIcon icon(const QString& name);
// Always the bundled one, in one colour.
QIcon bundledIcon(const QString& name, const QColor& colour);

} // namespace knockback

#include "ui/theme/theme.h"

#include "ui/theme/contrast.h"

#include <algorithm>
#include <cmath>

namespace knockback {

namespace {

double channel(float part)
{
    const double value = static_cast<double>(part);
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

QColor rgb(QRgb value)
{
    return QColor(value);
}

void addStates(Colours& c)
{
    c.pass = readableOn(rgb(0x009E73), c);
    c.warn = readableOn(rgb(0xE69F00), c);
    c.fail = readableOn(rgb(0xD55E00), c);
    c.unknown = c.secondaryText;
}

} // namespace

double luminance(const QColor& colour)
{
    return 0.2126 * channel(colour.redF()) + 0.7152 * channel(colour.greenF()) + 0.0722 * channel(colour.blueF());
}

double contrast(const QColor& a, const QColor& b)
{
    const double x = luminance(a);
    const double y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

QColor withContrast(const QColor& colour, const QVector<QColor>& grounds, double ratio, bool dark)
{
    QColor out = colour;
    const auto enough = [&] {
        return std::all_of(grounds.begin(), grounds.end(),
                           [&](const QColor& ground) { return contrast(out, ground) >= ratio; });
    };
    // A hundred small steps in lightness reach black or white, so this ends.
    for (int step = 0; step < 100 && !enough(); ++step) {
        float h = 0;
        float s = 0;
        float l = 0;
        out.getHslF(&h, &s, &l);
        l = std::clamp(l + (dark ? 0.01F : -0.01F), 0.0F, 1.0F);
        out.setHslF(std::max(h, 0.0F), s, l);
    }
    return out;
}

QColor readableOn(const QColor& colour, const Colours& c)
{
    return withContrast(colour, {c.window, c.surface, c.sunken}, 4.55, c.dark);
}

QColor mixed(const QColor& a, const QColor& b, double partOfB)
{
    const auto mix = [partOfB](float x, float y) {
        return static_cast<float>(static_cast<double>(x) * (1 - partOfB) + static_cast<double>(y) * partOfB);
    };
    return QColor::fromRgbF(mix(a.redF(), b.redF()), mix(a.greenF(), b.greenF()), mix(a.blueF(), b.blueF()));
}

Colours Colours::light()
{
    Colours c;
    c.dark = false;
    c.window = rgb(0xF4F5F6);
    c.surface = rgb(0xFFFFFF);
    c.sunken = rgb(0xECEFF1);
    c.text = rgb(0x1D2329);
    c.secondaryText = rgb(0x56616C);
    c.disabledText = rgb(0x8C959E);
    c.line = rgb(0xD3D8DC);
    c.gridLine = rgb(0xE8EBED);
    c.accent = rgb(0x176B87);
    c.onAccent = rgb(0xFFFFFF);
    c.hover = rgb(0xE4EDF1);
    addStates(c);
    return c;
}

Colours Colours::darkOnes()
{
    Colours c;
    c.dark = true;
    c.window = rgb(0x1B1E22);
    c.surface = rgb(0x23272C);
    c.sunken = rgb(0x181B1F);
    c.text = rgb(0xE6E9EC);
    c.secondaryText = rgb(0xA3ADB7);
    c.disabledText = rgb(0x6B757F);
    c.line = rgb(0x3A4148);
    c.gridLine = rgb(0x30363C);
    c.accent = rgb(0x5CB8D6);
    c.onAccent = rgb(0x06222C);
    c.hover = rgb(0x2C353C);
    addStates(c);
    return c;
}

Colours Colours::of(const QPalette& palette)
{
    // Made once: readableOn() walks, and parts ask for their colours in every frame.
    static const Colours lightOnes = light();
    static const Colours darks = darkOnes();
    return luminance(palette.color(QPalette::Window)) < 0.18 ? darks : lightOnes;
}

} // namespace knockback

#include "ui/theme/theme.h"

#include "ui/theme/contrast.h"

#include <QApplication>
#include <QFontDatabase>
#include <QFontMetricsF>
#include <QHash>
#include <QStyle>
#include <QStyleFactory>
#include <QVariant>
#include <algorithm>
#include <cmath>

namespace knockback {

namespace {

constexpr const char* kSystemDark =
    "knockbackSystemDark"; // what the desktop asked for at start, kept on the application

QString styleSheet(const Colours& c)
{
    // Fusion draws nearly everything; this only takes lines away and gives the one main button its colour.
    return QStringLiteral(R"(
QToolTip { background: %1; color: %2; border: 1px solid %3; padding: 6px 8px; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section { background: transparent; color: %4; border: none; border-bottom: 1px solid %3;
                       padding: 4px 8px; }
QTableView, QTreeView, QListView { border: none; }
QSplitter::handle { background: %3; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QToolButton { border: 1px solid transparent; border-radius: 4px; padding: 4px 6px; }
QToolButton:hover { background: %5; }
QToolButton:checked { background: %5; border-color: %3; }
QToolButton:focus { border-color: %6; }
QToolButton::menu-indicator { image: none; width: 0px; }
QPushButton[primary="true"] { background: %6; color: %7; border: 1px solid %6; border-radius: 4px; padding: 5px 14px; }
QPushButton[primary="true"]:hover { background: %8; }
QPushButton[primary="true"]:focus { border: 2px solid %2; padding: 4px 13px; }
QPushButton[primary="true"]:disabled { background: %3; border-color: %3; color: %4; }
QStatusBar::item { border: none; }
)")
        .arg(c.surface.name(), c.text.name(), c.line.name(), c.secondaryText.name(), c.hover.name(), c.accent.name(),
             c.onAccent.name(), mixed(c.accent, c.text, 0.15).name());
}

QFont scaled(QFont font, double points)
{
    if (font.pointSizeF() > 0)
        font.setPointSizeF(std::max(8.0, font.pointSizeF() + points));
    else
        font.setPixelSize(std::max(11, font.pixelSize() + static_cast<int>(std::lround(points * 96 / 72))));
    return font;
}

bool digitsShareOneWidth(const QFont& font)
{
    const QFontMetricsF metrics(font);
    const double first = metrics.horizontalAdvance(QLatin1Char('0'));
    for (char digit = '1'; digit <= '9'; ++digit) {
        if (std::abs(metrics.horizontalAdvance(QLatin1Char(digit)) - first) > 0.01)
            return false;
    }
    return true;
}

// The family to take digits from, for a UI family; looked up once for each, measuring is slow.
QString figureFamily(const QFont& like)
{
    static QHash<QString, QString> known;
    const auto it = known.constFind(like.family());
    if (it != known.constEnd())
        return *it;
    QString family = like.family();
    if (!digitsShareOneWidth(like)) {
        for (const char* candidate : {"Inter", "Noto Sans", "DejaVu Sans", "Liberation Sans", "Noto Sans CJK SC"}) {
            QFont other = like;
            other.setFamily(QString::fromLatin1(candidate));
            if (QFontDatabase::families().contains(other.family()) && digitsShareOneWidth(other)) {
                family = other.family();
                break;
            }
        }
    }
    known.insert(like.family(), family);
    return family;
}

} // namespace

ThemeChoice themeChoiceFromSetting(const QString& setting)
{
    if (setting == QLatin1String("light"))
        return ThemeChoice::light;
    if (setting == QLatin1String("dark"))
        return ThemeChoice::dark;
    return ThemeChoice::system;
}

QPalette themePalette(bool dark)
{
    const Colours c = dark ? Colours::darkOnes() : Colours::light();
    QPalette p;
    p.setColor(QPalette::Window, c.window);
    p.setColor(QPalette::WindowText, c.text);
    p.setColor(QPalette::Base, c.surface);
    p.setColor(QPalette::AlternateBase, mixed(c.surface, c.sunken, 0.6));
    p.setColor(QPalette::Text, c.text);
    p.setColor(QPalette::Button, dark ? QColor(0x2D, 0x32, 0x38) : QColor(0xFB, 0xFC, 0xFC));
    p.setColor(QPalette::ButtonText, c.text);
    p.setColor(QPalette::BrightText, c.fail);
    p.setColor(QPalette::PlaceholderText, c.secondaryText);
    p.setColor(QPalette::Link, c.accent);
    p.setColor(QPalette::LinkVisited, c.accent);
    p.setColor(QPalette::Highlight, dark ? QColor(0x2B, 0x5B, 0x6E) : c.accent);
    p.setColor(QPalette::HighlightedText, dark ? c.text : c.onAccent);
    p.setColor(QPalette::ToolTipBase, c.surface);
    p.setColor(QPalette::ToolTipText, c.text);
    p.setColor(QPalette::Light, dark ? mixed(c.surface, c.text, 0.15) : QColor(Qt::white));
    p.setColor(QPalette::Midlight, mixed(c.window, c.text, 0.08));
    p.setColor(QPalette::Mid, c.line);
    p.setColor(QPalette::Dark, mixed(c.line, c.text, 0.3));
    p.setColor(QPalette::Shadow, dark ? QColor(Qt::black) : mixed(c.line, c.text, 0.5));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText})
        p.setColor(QPalette::Disabled, role, c.disabledText);
    p.setColor(QPalette::Disabled, QPalette::Highlight, c.line);
    return p;
}

void applyTheme(QApplication& app, ThemeChoice choice)
{
    if (!app.property(kSystemDark).isValid())
        app.setProperty(kSystemDark, luminance(app.palette().color(QPalette::Window)) < 0.18);
    const bool systemDark = app.property(kSystemDark).toBool();
    const bool dark = choice == ThemeChoice::dark || (choice == ThemeChoice::system && systemDark);
    if (app.style() == nullptr || app.style()->name() != QLatin1String("fusion"))
        QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QApplication::setPalette(themePalette(dark));
    // Fusion draws the frame of what one types in or presses as the window's colour made darker, which nobody sees on a
    // dark window: these get another one, so that the frame is lighter than what is around it.
    QPalette framed = themePalette(dark);
    if (dark)
        framed.setColor(QPalette::Window, QColor(0x93, 0x9F, 0xAB));
    for (const char* field : {"QComboBox", "QPushButton", "QCheckBox"})
        QApplication::setPalette(framed, field);
    if (dark) { // the frame of the field that is typed in is its selection's colour, made darker
        framed.setColor(QPalette::Highlight, Colours::darkOnes().accent);
        framed.setColor(QPalette::HighlightedText, Colours::darkOnes().onAccent);
    }
    for (const char* field : {"QLineEdit", "QPlainTextEdit"})
        QApplication::setPalette(framed, field);
    app.setStyleSheet(styleSheet(dark ? Colours::darkOnes() : Colours::light()));
}

namespace fonts {

QFont ui()
{
    return QApplication::font();
}

QFont title()
{
    QFont font = scaled(ui(), 0);
    font.setWeight(QFont::DemiBold);
    return font;
}

QFont headline()
{
    QFont font = scaled(ui(), 4);
    font.setWeight(QFont::DemiBold);
    return font;
}

QFont caption()
{
    return scaled(ui(), -1);
}

QFont machine()
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    const QFont like = ui();
    if (like.pointSizeF() > 0)
        font.setPointSizeF(like.pointSizeF());
    else
        font.setPixelSize(like.pixelSize());
    return font;
}

QFont figures()
{
    return figures(ui());
}

QFont figures(const QFont& like)
{
    QFont font = like;
    font.setFamily(figureFamily(like));
    return font;
}

} // namespace fonts

} // namespace knockback

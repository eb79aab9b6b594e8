#include "ui/theme/contrast.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>
#include <QVariant>

namespace knockback {

namespace {

QString bundledPath(const QString& name)
{
    return QStringLiteral(":/knockback/icons/%1.svg").arg(name);
}

// Paints one of our drawings in the colour the palette has at that moment, so that a change of theme needs no new
// icons.
class TintedEngine : public QIconEngine
{
public:
    TintedEngine(QString name, const QColor& colour) : m_name(std::move(name)), m_colour(colour) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override
    {
        const double ratio = painter->device() != nullptr ? painter->device()->devicePixelRatioF() : 1.0;
        painter->drawPixmap(rect, scaledPixmap(rect.size() * ratio, mode, state, 1.0));
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        return scaledPixmap(size, mode, state, 1.0);
    }

    // `size` is in device pixels already.
    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State /*state*/, qreal /*scale*/) override
    {
        if (size.isEmpty())
            return {};
        const QColor colour = colourFor(mode);
        const QString key = QStringLiteral("kb-icon/%1/%2/%3x%4")
                                .arg(m_name, colour.name(QColor::HexArgb))
                                .arg(size.width())
                                .arg(size.height());
        QPixmap out;
        if (QPixmapCache::find(key, &out))
            return out;
        out = QPixmap(size);
        out.fill(Qt::transparent);
        QSvgRenderer renderer(bundledPath(m_name));
        QPainter painter(&out);
        const int side = std::min(size.width(), size.height());
        renderer.render(&painter, QRectF((size.width() - side) / 2.0, (size.height() - side) / 2.0, side, side));
        if (m_name != QLatin1String("knockback")) { // the program's own sign keeps its colours
            painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
            painter.fillRect(out.rect(), colour);
        }
        painter.end();
        QPixmapCache::insert(key, out);
        return out;
    }

    QIconEngine* clone() const override { return new TintedEngine(m_name, m_colour); }
    QString key() const override { return QStringLiteral("knockback-tinted"); }
    bool isNull() override { return false; }

private:
    QColor colourFor(QIcon::Mode mode) const
    {
        const QPalette palette = QApplication::palette();
        const Colours c = Colours::of(palette);
        if (mode == QIcon::Disabled)
            return c.disabledText;
        if (m_colour.isValid())
            return m_colour;
        if (mode == QIcon::Selected)
            return palette.color(QPalette::HighlightedText);
        return mixed(c.text, c.surface, 0.12);
    }

    const QString m_name;
    const QColor m_colour;
};

// Without a desktop there is the theme that all fall back to, in which programs put their own signs: no standard icon
// is in it, and reading its index takes longer than most of a first paint (freedesktop.org, Icon Theme Specification).
bool hasDesktopTheme()
{
    const auto isNone = [](const QString& theme) { return theme.isEmpty() || theme == QLatin1String("hicolor"); };
    return !isNone(QIcon::themeName()) || !isNone(QIcon::fallbackThemeName());
}

} // namespace

QIcon bundledIcon(const QString& name, const QColor& colour)
{
    if (!QFile::exists(bundledPath(name)))
        return {};
    return QIcon(new TintedEngine(name, colour));
}

QIcon icon(const QString& name)
{
    // The desktop's icons suit the desktop's own brightness only.
    const QVariant systemDark = qApp->property("knockbackSystemDark");
    const bool suits = !systemDark.isValid() || systemDark.toBool() == Colours::of(QApplication::palette()).dark;
    if (suits && hasDesktopTheme() && QIcon::hasThemeIcon(name))
        return QIcon::fromTheme(name);
    const QIcon own = bundledIcon(name, QColor());
    return own.isNull() ? QIcon::fromTheme(name) : own;
}

} // namespace knockback

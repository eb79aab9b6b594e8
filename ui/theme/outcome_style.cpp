#include "ui/theme/outcome_style.h"

#include "ui/theme/contrast.h"
#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPainterPath>
#include <QPixmapCache>
#include <QPolygonF>

namespace knockback {

namespace {

struct Table
{
    std::array<QColor, kOutcomeClassCount> marks;
    std::array<QColor, kOutcomeClassCount> texts;
};

QColor baseColour(OutcomeClass value, const Colours& c)
{
    switch (value) {
    case OutcomeClass::connected:
        return QColor(0x00, 0x9E, 0x73);
    case OutcomeClass::late:
    case OutcomeClass::silent:
        return QColor(0xE6, 0x9F, 0x00);
    case OutcomeClass::refused:
    case OutcomeClass::rejected:
        return QColor(0xD5, 0x5E, 0x00);
    case OutcomeClass::timedOut:
        return QColor(0x8E, 0x5A, 0x9E);
    case OutcomeClass::reset:
    case OutcomeClass::closed:
        return QColor(0xCC, 0x79, 0xA7);
    case OutcomeClass::unreachable:
        return QColor(0x00, 0x72, 0xB2);
    case OutcomeClass::local:
        return QColor(0x56, 0xB4, 0xE9);
    case OutcomeClass::unresolved:
    case OutcomeClass::cancelled:
        return c.secondaryText;
    case OutcomeClass::other:
        break;
    }
    return c.text;
}

const Table& table(bool dark)
{
    const auto make = [](const Colours& c) {
        Table out;
        for (std::size_t i = 0; i < kOutcomeClassCount; ++i) {
            const QColor base = baseColour(static_cast<OutcomeClass>(i), c);
            out.marks[i] = withContrast(base, {c.surface}, 3.05, c.dark);
            out.texts[i] = readableOn(base, c);
        }
        return out;
    };
    static const Table light = make(Colours::light());
    static const Table darkOne = make(Colours::darkOnes());
    return dark ? darkOne : light;
}

QString said(const char* text)
{
    return QCoreApplication::translate("Outcome", text);
}

class OutcomeEngine : public QIconEngine
{
public:
    OutcomeEngine(OutcomeClass value, bool dark) : m_value(value), m_dark(dark) {}
    void paint(QPainter* painter, const QRect& rect, QIcon::Mode /*mode*/, QIcon::State /*state*/) override
    {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        drawOutcomeMark(*painter, m_value, QRectF(rect).center(), std::min(rect.width(), rect.height()) * 0.75,
                        outcomeColour(m_value, m_dark));
        painter->restore();
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap out(size);
        out.fill(Qt::transparent);
        QPainter painter(&out);
        paint(&painter, out.rect(), mode, state);
        return out;
    }
    QIconEngine* clone() const override { return new OutcomeEngine(m_value, m_dark); }
    bool isNull() override { return false; }

private:
    const OutcomeClass m_value;
    const bool m_dark;
};

} // namespace

OutcomeClass outcomeClass(Outcome outcome, bool late)
{
    switch (outcome) {
    case Outcome::connected:
        return late ? OutcomeClass::late : OutcomeClass::connected;
    case Outcome::refused:
        return OutcomeClass::refused;
    case Outcome::reset:
        return OutcomeClass::reset;
    case Outcome::timedOut:
        return OutcomeClass::timedOut;
    case Outcome::hostUnreachable:
    case Outcome::networkUnreachable:
        return OutcomeClass::unreachable;
    case Outcome::rejected:
        return OutcomeClass::rejected;
    case Outcome::blockedLocally:
    case Outcome::noLocalPort:
    case Outcome::noDescriptors:
        return OutcomeClass::local;
    case Outcome::unresolved:
        return OutcomeClass::unresolved;
    case Outcome::closedAfterConnect:
        return OutcomeClass::closed;
    case Outcome::silentAfterConnect:
        return OutcomeClass::silent;
    case Outcome::cancelled:
        return OutcomeClass::cancelled;
    case Outcome::error:
        break;
    }
    return OutcomeClass::other;
}

OutcomeClass outcomeClass(const Attempt& attempt)
{
    return outcomeClass(attempt.outcome, isLate(attempt));
}

bool isFailure(OutcomeClass value)
{
    return value != OutcomeClass::connected && value != OutcomeClass::late && value != OutcomeClass::cancelled;
}

QColor outcomeColour(OutcomeClass value, bool dark)
{
    return table(dark).marks[static_cast<std::size_t>(value)];
}

QColor outcomeTextColour(OutcomeClass value, bool dark)
{
    return table(dark).texts[static_cast<std::size_t>(value)];
}

QString outcomeWord(OutcomeClass value)
{
    switch (value) {
    case OutcomeClass::connected:
        return said(QT_TRANSLATE_NOOP("Outcome", "connected"));
    case OutcomeClass::late:
        return said(QT_TRANSLATE_NOOP("Outcome", "late"));
    case OutcomeClass::silent:
        return said(QT_TRANSLATE_NOOP("Outcome", "silent after connect"));
    case OutcomeClass::refused:
        return said(QT_TRANSLATE_NOOP("Outcome", "refused"));
    case OutcomeClass::rejected:
        return said(QT_TRANSLATE_NOOP("Outcome", "rejected"));
    case OutcomeClass::timedOut:
        return said(QT_TRANSLATE_NOOP("Outcome", "timed out"));
    case OutcomeClass::reset:
        return said(QT_TRANSLATE_NOOP("Outcome", "reset"));
    case OutcomeClass::closed:
        return said(QT_TRANSLATE_NOOP("Outcome", "closed after connect"));
    case OutcomeClass::unreachable:
        return said(QT_TRANSLATE_NOOP("Outcome", "unreachable"));
    case OutcomeClass::unresolved:
        return said(QT_TRANSLATE_NOOP("Outcome", "unresolved"));
    case OutcomeClass::local:
        return said(QT_TRANSLATE_NOOP("Outcome", "failed on this machine"));
    case OutcomeClass::cancelled:
        return said(QT_TRANSLATE_NOOP("Outcome", "cancelled"));
    case OutcomeClass::other:
        break;
    }
    return said(QT_TRANSLATE_NOOP("Outcome", "other error"));
}

QString outcomeWord(Outcome outcome, bool late)
{
    switch (outcome) {
    case Outcome::hostUnreachable:
        return said(QT_TRANSLATE_NOOP("Outcome", "host unreachable"));
    case Outcome::networkUnreachable:
        return said(QT_TRANSLATE_NOOP("Outcome", "network unreachable"));
    case Outcome::blockedLocally:
        return said(QT_TRANSLATE_NOOP("Outcome", "blocked on this machine"));
    case Outcome::noLocalPort:
        return said(QT_TRANSLATE_NOOP("Outcome", "no free local port"));
    case Outcome::noDescriptors:
        return said(QT_TRANSLATE_NOOP("Outcome", "no file descriptor left"));
    default:
        return outcomeWord(outcomeClass(outcome, late));
    }
}

QString outcomeMeaning(Outcome outcome, bool late)
{
    switch (outcome) {
    case Outcome::connected:
        return late ? said(QT_TRANSLATE_NOOP("Outcome",
                                             "The connection was made, but a first packet (SYN) went unanswered "
                                             "and had to be sent again."))
                    : said(QT_TRANSLATE_NOOP("Outcome", "The connection was made at the first try."));
    case Outcome::refused:
        return said(QT_TRANSLATE_NOOP("Outcome", "An answer came at once: no. Usually nothing listens on that port."));
    case Outcome::reset:
        return said(
            QT_TRANSLATE_NOOP("Outcome", "The connection was made, then the other side broke it off with a reset."));
    case Outcome::timedOut:
        return said(QT_TRANSLATE_NOOP("Outcome", "No answer at all came within the time limit."));
    case Outcome::hostUnreachable:
        return said(QT_TRANSLATE_NOOP("Outcome", "A router or this machine said that the host cannot be reached."));
    case Outcome::networkUnreachable:
        return said(QT_TRANSLATE_NOOP("Outcome", "There is no way to that network."));
    case Outcome::rejected:
        return said(QT_TRANSLATE_NOOP("Outcome", "A firewall said that this is prohibited."));
    case Outcome::blockedLocally:
        return said(QT_TRANSLATE_NOOP("Outcome", "This machine did not let the packet out."));
    case Outcome::noLocalPort:
        return said(QT_TRANSLATE_NOOP("Outcome", "This machine had no local port left for the connection."));
    case Outcome::noDescriptors:
        return said(QT_TRANSLATE_NOOP("Outcome", "This program had no file descriptor left for the connection."));
    case Outcome::unresolved:
        return said(QT_TRANSLATE_NOOP("Outcome", "The name gave no address, so nothing was tried."));
    case Outcome::closedAfterConnect:
        return said(QT_TRANSLATE_NOOP("Outcome", "The connection was made, then closed before a single byte came."));
    case Outcome::silentAfterConnect:
        return said(
            QT_TRANSLATE_NOOP("Outcome", "The connection was made, then nothing came although an answer was due."));
    case Outcome::cancelled:
        return said(QT_TRANSLATE_NOOP("Outcome", "Stopped from here before anything was known."));
    case Outcome::error:
        break;
    }
    return said(QT_TRANSLATE_NOOP("Outcome", "It failed in a rare way; the error number in the detail says which."));
}

void drawOutcomeMark(QPainter& painter, OutcomeClass value, QPointF centre, double size, const QColor& colour)
{
    const double r = size / 2;
    const double x = centre.x();
    const double y = centre.y();
    const double stroke = std::max(1.2, size / 6);
    const auto fill = [&] {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
    };
    const auto line = [&](double width) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(colour, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    };
    const auto circle = [&](double radius) { painter.drawEllipse(centre, radius, radius); };
    const auto diamond = [&](double d) {
        // Slim: a square on its tip is a disc to the eye at six pixels.
        painter.drawPolygon(QPolygonF({{x, y - d * 1.1}, {x + d * 0.72, y}, {x, y + d * 1.1}, {x - d * 0.72, y}}));
    };
    switch (value) {
    case OutcomeClass::connected:
        fill();
        circle(r * 0.8);
        break;
    case OutcomeClass::late: { // the left half full, the right half open
        line(stroke * 0.8);
        circle(r - stroke * 0.5);
        fill();
        const double d = r - stroke * 0.5;
        painter.drawPie(QRectF(x - d, y - d, 2 * d, 2 * d), 90 * 16, 180 * 16);
        break;
    }
    case OutcomeClass::silent:
        line(stroke);
        circle(r - stroke * 0.55);
        break;
    case OutcomeClass::refused:
        fill();
        painter.drawPolygon(QPolygonF({{x - r, y - r * 0.75}, {x + r, y - r * 0.75}, {x, y + r * 0.95}}));
        break;
    case OutcomeClass::rejected: { // the sign for no entry: a disc with a bar left out
        fill();
        QPainterPath path;
        path.addEllipse(centre, r, r);
        path.addRect(QRectF(x - r * 0.68, y - r * 0.27, r * 1.36, r * 0.54));
        painter.drawPath(path); // odd-even: the bar is a hole
        break;
    }
    case OutcomeClass::timedOut: {
        line(stroke * 1.1);
        const double d = r * 0.75;
        painter.drawLine(QPointF(x - d, y - d), QPointF(x + d, y + d));
        painter.drawLine(QPointF(x + d, y - d), QPointF(x - d, y + d));
        break;
    }
    case OutcomeClass::reset:
        fill();
        diamond(r);
        break;
    case OutcomeClass::closed:
        line(stroke * 0.9);
        diamond(r - stroke * 0.6);
        break;
    case OutcomeClass::unreachable:
        fill();
        painter.drawPolygon(QPolygonF({{x - r, y + r * 0.75}, {x + r, y + r * 0.75}, {x, y - r * 0.95}}));
        break;
    case OutcomeClass::unresolved: {
        line(stroke * 0.9);
        const double d = r * 0.72;
        painter.drawRect(QRectF(x - d, y - d, 2 * d, 2 * d));
        break;
    }
    case OutcomeClass::local: {
        fill();
        const double d = r * 0.88;
        painter.drawRect(QRectF(x - d, y - d, 2 * d, 2 * d));
        break;
    }
    case OutcomeClass::cancelled:
        line(stroke);
        painter.drawLine(QPointF(x - r * 0.7, y), QPointF(x + r * 0.7, y));
        break;
    case OutcomeClass::other:
        line(stroke);
        painter.drawLine(QPointF(x - r * 0.8, y), QPointF(x + r * 0.8, y));
        painter.drawLine(QPointF(x, y - r * 0.8), QPointF(x, y + r * 0.8));
        break;
    }
}

QPixmap outcomePixmap(OutcomeClass value, int size, bool dark, double devicePixelRatio)
{
    const QString key = QStringLiteral("kb-mark/%1/%2/%3/%4")
                            .arg(static_cast<int>(value))
                            .arg(size)
                            .arg(dark ? 1 : 0)
                            .arg(devicePixelRatio);
    QPixmap out;
    if (QPixmapCache::find(key, &out))
        return out;
    out = QPixmap(QSize(size, size) * devicePixelRatio);
    out.setDevicePixelRatio(devicePixelRatio);
    out.fill(Qt::transparent);
    QPainter painter(&out);
    painter.setRenderHint(QPainter::Antialiasing);
    drawOutcomeMark(painter, value, QPointF(size / 2.0, size / 2.0), size, outcomeColour(value, dark));
    painter.end();
    QPixmapCache::insert(key, out);
    return out;
}

QIcon outcomeIcon(OutcomeClass value, bool dark)
{
    return QIcon(new OutcomeEngine(value, dark));
}

} // namespace knockback

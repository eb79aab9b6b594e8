#include "ui/panels/path_picture.h"

#include "ui/theme/contrast.h"
#include "ui/theme/theme.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

namespace knockback {

namespace {

constexpr int kIconSide = 22;
constexpr int kTopMargin = 4;
constexpr int kLeastStation = 72;
constexpr int kMostStation = 150;

QString iconOf(PathLeg::Kind kind)
{
    switch (kind) {
    case PathLeg::Kind::thisMachine:
        return QStringLiteral("computer");
    case PathLeg::Kind::router:
        return QStringLiteral("router");
    case PathLeg::Kind::name:
        return QStringLiteral("name");
    case PathLeg::Kind::service:
        return QStringLiteral("network-wired");
    case PathLeg::Kind::host:
        break;
    }
    return QStringLiteral("server");
}

} // namespace

PathPicture::PathPicture(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void PathPicture::setPath(const QVector<PathLeg>& legs)
{
    m_legs = legs;
    setAccessibleName(plainText());
    setVisible(!legs.isEmpty());
    updateGeometry();
    update();
}

QString PathPicture::plainText() const
{
    QStringList parts;
    for (int i = 0; i < m_legs.size(); ++i) {
        const PathLeg& leg = m_legs.at(i);
        const QString mark = leg.state == PathLeg::State::fails     ? QStringLiteral("✗ ")
                             : leg.state == PathLeg::State::unknown ? QStringLiteral("? ")
                                                                    : QString();
        parts << mark + leg.label;
    }
    return parts.join(QStringLiteral(" ─ "));
}

QSize PathPicture::sizeHint() const
{
    const QFontMetrics label(fonts::ui());
    const QFontMetrics detail(fonts::caption());
    const bool details =
        std::any_of(m_legs.begin(), m_legs.end(), [](const PathLeg& leg) { return !leg.detail.isEmpty(); });
    int widest = kLeastStation;
    for (const PathLeg& leg : m_legs)
        widest = std::max({widest, label.horizontalAdvance(leg.label) + 8, detail.horizontalAdvance(leg.detail) + 8});
    const int stations = std::max(1, static_cast<int>(m_legs.size()));
    return {stations * std::min(widest, kMostStation),
            kTopMargin + kIconSide + 4 + label.height() + (details ? detail.height() : 0) + 4};
}

QSize PathPicture::minimumSizeHint() const
{
    return {std::max(1, static_cast<int>(m_legs.size())) * 48, sizeHint().height()};
}

double PathPicture::centreX(int station) const
{
    const double each =
        std::min<double>(kMostStation, static_cast<double>(width()) / std::max(1, static_cast<int>(m_legs.size())));
    return each * (station + 0.5);
}

namespace {

void paintLeg(QPainter& painter, const Colours& c, double from, double to, double y, PathLeg::State state)
{
    if (to - from < 4)
        return;
    const QColor colour = state == PathLeg::State::works ? c.pass : state == PathLeg::State::fails ? c.fail : c.unknown;
    QPen pen(colour, 2, state == PathLeg::State::works ? Qt::SolidLine : Qt::DashLine, Qt::FlatCap);
    if (state == PathLeg::State::unknown)
        pen.setDashPattern({1.0, 2.0});
    else if (state == PathLeg::State::fails)
        pen.setDashPattern({2.5, 2.0});
    painter.setPen(pen);
    painter.drawLine(QPointF(from, y), QPointF(to, y));
    if (state == PathLeg::State::works)
        return;
    // The sign in the middle of the leg: a cross where it fails, a question mark where nothing was seen.
    const QPointF middle((from + to) / 2, y);
    painter.setPen(Qt::NoPen);
    painter.setBrush(c.surface);
    painter.drawEllipse(middle, 8, 8);
    if (state == PathLeg::State::fails) {
        painter.setPen(QPen(colour, 2.4, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(middle + QPointF(-4.5, -4.5), middle + QPointF(4.5, 4.5));
        painter.drawLine(middle + QPointF(4.5, -4.5), middle + QPointF(-4.5, 4.5));
    } else {
        painter.setPen(colour);
        painter.setFont(fonts::title());
        painter.drawText(QRectF(middle.x() - 8, y - 9, 16, 18), Qt::AlignCenter, QStringLiteral("?"));
    }
}

} // namespace

void PathPicture::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colours c = Colours::of(palette());
    const int count = static_cast<int>(m_legs.size());
    const double y = kTopMargin + kIconSide / 2.0;
    for (int i = 1; i < count; ++i)
        paintLeg(painter, c, centreX(i - 1) + kIconSide / 2.0 + 6, centreX(i) - kIconSide / 2.0 - 6, y,
                 m_legs.at(i).state);
    const double each = count > 1 ? centreX(1) - centreX(0) : std::min(width(), kMostStation);
    for (int i = 0; i < count; ++i) {
        const PathLeg& leg = m_legs.at(i);
        const bool failed = leg.state == PathLeg::State::fails;
        const bool reached = std::none_of(m_legs.begin(), m_legs.begin() + i + 1,
                                          [](const PathLeg& each_) { return each_.state != PathLeg::State::works; });
        const QColor colour = failed ? c.fail : reached ? c.text : c.secondaryText;
        bundledIcon(iconOf(leg.kind), colour)
            .paint(&painter, QRect(static_cast<int>(std::lround(centreX(i) - kIconSide / 2.0)), kTopMargin, kIconSide,
                                   kIconSide));
        const double wide = each - 6;
        QRectF box(centreX(i) - wide / 2, kTopMargin + kIconSide + 4, wide, QFontMetricsF(fonts::ui()).height());
        painter.setFont(fonts::ui());
        painter.setPen(colour);
        painter.drawText(box, Qt::AlignHCenter | Qt::AlignTop,
                         QFontMetricsF(painter.font()).elidedText(leg.label, Qt::ElideMiddle, wide));
        if (leg.detail.isEmpty())
            continue;
        painter.setFont(fonts::figures(fonts::caption()));
        painter.setPen(c.secondaryText);
        box.translate(0, box.height());
        painter.drawText(box, Qt::AlignHCenter | Qt::AlignTop,
                         QFontMetricsF(painter.font()).elidedText(leg.detail, Qt::ElideMiddle, wide));
    }
}

bool PathPicture::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    for (int i = 0; i < m_legs.size(); ++i) {
        const double half = m_legs.size() > 1 ? (centreX(1) - centreX(0)) / 2 : width();
        if (std::abs(help->pos().x() - centreX(i)) > half)
            continue;
        const PathLeg& leg = m_legs.at(i);
        QString tip = leg.tip;
        if (tip.isEmpty()) {
            const QString name =
                leg.detail.isEmpty() ? leg.label : QStringLiteral("%1 (%2)").arg(leg.label, leg.detail);
            tip = leg.state == PathLeg::State::works   ? tr("%1: works up to here").arg(name)
                  : leg.state == PathLeg::State::fails ? tr("%1: here it fails").arg(name)
                                                       : tr("%1: could not be seen").arg(name);
        }
        QToolTip::showText(help->globalPos(), tip, this);
        return true;
    }
    QToolTip::hideText();
    return true;
}

} // namespace knockback

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
constexpr int kRow = 22;     // of what branches off
constexpr int kMostRows = 6; // the last one says how many more there are
constexpr int kDot = 4;

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
    case PathLeg::Kind::behind:
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
    QStringList branches;
    for (int i = 0; i < m_legs.size(); ++i) {
        const PathLeg& leg = m_legs.at(i);
        const QString mark = leg.state == PathLeg::State::fails     ? QStringLiteral("✗ ")
                             : leg.state == PathLeg::State::unknown ? QStringLiteral("? ")
                                                                    : QString();
        (i < mainCount() ? parts : branches) << mark + leg.label;
    }
    if (!branches.isEmpty())
        parts << branches.join(QStringLiteral("; "));
    return parts.join(QStringLiteral(" ─ "));
}

// One station behind a proxy stands in the row like any other; several branch off.
int PathPicture::mainCount() const
{
    const int count = static_cast<int>(m_legs.size());
    const auto behind = static_cast<int>(std::count_if(
        m_legs.begin(), m_legs.end(), [](const PathLeg& leg) { return leg.kind == PathLeg::Kind::behind; }));
    return behind > 1 && behind < count ? count - behind : count;
}

int PathPicture::branchRows() const
{
    return std::min(static_cast<int>(m_legs.size()) - mainCount(), kMostRows);
}

QSize PathPicture::sizeHint() const
{
    const QFontMetrics label(fonts::ui());
    const QFontMetrics detail(fonts::caption());
    const auto mainEnd = m_legs.begin() + mainCount();
    const bool details = std::any_of(m_legs.begin(), mainEnd, [](const PathLeg& leg) { return !leg.detail.isEmpty(); });
    int widest = kLeastStation;
    for (auto leg = m_legs.begin(); leg != mainEnd; ++leg)
        widest = std::max({widest, label.horizontalAdvance(leg->label) + 8, detail.horizontalAdvance(leg->detail) + 8});
    const int stations = std::max(1, mainCount()) + (branchRows() > 0 ? 2 : 0);
    const int below = kTopMargin + kIconSide + 4 + label.height() + (details ? detail.height() : 0) + 4;
    return {stations * std::min(widest, kMostStation), std::max(below, kTopMargin + branchRows() * kRow + 4)};
}

QSize PathPicture::minimumSizeHint() const
{
    return {(std::max(1, mainCount()) + (branchRows() > 0 ? 2 : 0)) * 48, sizeHint().height()};
}

double PathPicture::stationWidth() const
{
    const int stations = std::max(1, mainCount()) + (branchRows() > 0 ? 2 : 0);
    return std::min<double>(kMostStation, static_cast<double>(width()) / stations);
}

double PathPicture::centreX(int station) const
{
    return stationWidth() * (station + 0.5);
}

int PathPicture::stationAt(const QPoint& point) const
{
    const double each = stationWidth();
    const int main = mainCount();
    if (branchRows() > 0 && point.x() > each * main) {
        const int row = (point.y() - kTopMargin) / kRow;
        return row >= 0 && row < branchRows() ? main + row : -1;
    }
    const int station = each > 0 ? static_cast<int>(point.x() / each) : -1;
    return point.x() >= 0 && station < main ? station : -1;
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
    const int count = mainCount();
    const double y = kTopMargin + kIconSide / 2.0;
    if (branchRows() > 0)
        paintBranch(painter, y);
    for (int i = 1; i < count; ++i)
        paintLeg(painter, c, centreX(i - 1) + kIconSide / 2.0 + 6, centreX(i) - kIconSide / 2.0 - 6, y,
                 m_legs.at(i).state);
    const double each = stationWidth();
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

// From the proxy to each server behind it, in a colour and with a sign of its own.
void PathPicture::paintBranch(QPainter& painter, double y) const
{
    const Colours c = Colours::of(palette());
    const int main = mainCount();
    const int rows = branchRows();
    const int hidden = static_cast<int>(m_legs.size()) - main - rows;
    const double from = centreX(main - 1) + kIconSide / 2.0 + 6;
    const double trunk = std::max(from + 4, stationWidth() * main);
    const double dot = trunk + stationWidth() * 0.4;
    const auto rowY = [&](int row) { return y + row * kRow; };
    painter.setPen(QPen(c.secondaryText, 1.5));
    painter.drawLine(QPointF(from, y), QPointF(trunk, y));
    painter.drawLine(QPointF(trunk, y), QPointF(trunk, rowY(rows - 1)));
    const QFontMetricsF small(fonts::caption());
    for (int row = 0; row < rows; ++row) {
        const PathLeg& leg = m_legs.at(main + row);
        const bool rest = hidden > 0 && row == rows - 1;
        const double wide = width() - dot - kDot - 8;
        const QRectF box(dot + kDot + 6, rowY(row) - kRow / 2.0, std::max(wide, 10.0), kRow);
        if (rest) {
            painter.setPen(c.secondaryText);
            painter.setFont(fonts::caption());
            painter.drawText(box, Qt::AlignVCenter | Qt::AlignLeft, tr("and %n more", nullptr, hidden + 1));
            continue;
        }
        paintLeg(painter, c, trunk, dot - kDot, rowY(row), leg.state);
        const QColor colour = leg.state == PathLeg::State::works   ? c.pass
                              : leg.state == PathLeg::State::fails ? c.fail
                                                                   : c.unknown;
        painter.setPen(QPen(colour, 1.5));
        painter.setBrush(c.surface);
        painter.drawEllipse(QPointF(dot, rowY(row)), kDot, kDot);
        painter.setFont(fonts::caption());
        painter.setPen(leg.state == PathLeg::State::fails ? c.fail : c.text);
        const QString text = leg.detail.isEmpty() ? leg.label : QStringLiteral("%1 · %2").arg(leg.label, leg.detail);
        painter.drawText(box, Qt::AlignVCenter | Qt::AlignLeft, small.elidedText(text, Qt::ElideMiddle, box.width()));
    }
}

bool PathPicture::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    if (const int i = stationAt(help->pos()); i >= 0) {
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

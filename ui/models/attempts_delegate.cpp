#include "ui/models/attempts_delegate.h"

#include "core/base/text.h"
#include "ui/models/words.h"
#include "ui/theme/outcome_style.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QDateTime>
#include <QHeaderView>
#include <QPainter>
#include <QTableView>

namespace knockback {

namespace {

constexpr int kMark = 11;
constexpr int kPadding = 5;

QString purposeWord(Purpose purpose)
{
    switch (purpose) {
    case Purpose::observe:
        return {}; // the usual one; the others stand out
    case Purpose::burst:
        return AttemptsDelegate::tr("burst");
    case Purpose::control:
        return AttemptsDelegate::tr("other port");
    case Purpose::path:
        return AttemptsDelegate::tr("path");
    case Purpose::distance:
        return AttemptsDelegate::tr("distance");
    case Purpose::sweep:
        return AttemptsDelegate::tr("same local port");
    }
    return {};
}

// The attempt behind a row of any proxy on top of AttemptsModel: all that a cell says comes through roles.
AttemptColumn columnOf(const QModelIndex& index)
{
    return static_cast<AttemptColumn>(index.column());
}

} // namespace

QString AttemptsDelegate::text(const QModelIndex& index)
{
    const QVariant value = index.data(AttemptValueRole);
    switch (columnOf(index)) {
    case AttemptColumn::time:
        return clockText(value.toLongLong());
    case AttemptColumn::address:
        return value.toString().isEmpty() ? QStringLiteral("–") : value.toString();
    case AttemptColumn::outcome:
        return outcomeWord(static_cast<Outcome>(value.toInt()), index.data(AttemptLateRole).toBool());
    case AttemptColumn::latency:
        return formatDuration(std::chrono::nanoseconds(value.toLongLong()));
    case AttemptColumn::why: {
        const auto* attempt = index.data(AttemptPointerRole).value<const Attempt*>();
        return attempt == nullptr ? QString() : attemptReason(*attempt);
    }
    case AttemptColumn::localPort:
        return value.toInt() == 0 ? QStringLiteral("–") : QString::number(value.toInt());
    case AttemptColumn::retransmits:
        return value.toUInt() == 0 ? QString() : tr("%1×").arg(value.toUInt());
    case AttemptColumn::purpose:
        return purposeWord(static_cast<Purpose>(value.toInt()));
    }
    return {};
}

void AttemptsDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    option->text = text(index);
    option->features |= QStyleOptionViewItem::HasDisplay;
    const AttemptColumn column = columnOf(index);
    option->displayAlignment = (isNumber(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter;
    option->font = fonts::figures(option->font);
    const Colours c = Colours::of(option->palette);
    const bool quiet =
        column == AttemptColumn::purpose || column == AttemptColumn::localPort || column == AttemptColumn::why;
    if (quiet)
        option->palette.setColor(QPalette::Text, c.secondaryText);
    if (column == AttemptColumn::outcome) {
        const auto value = outcomeClass(static_cast<Outcome>(index.data(AttemptOutcomeRole).toInt()),
                                        index.data(AttemptLateRole).toBool());
        option->palette.setColor(QPalette::Text, outcomeTextColour(value, c.dark));
        option->icon = outcomeIcon(value, c.dark);
        option->decorationSize = QSize(kMark + 4, kMark + 4);
        option->features |= QStyleOptionViewItem::HasDecoration;
    }
}

void AttemptsDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyleOptionViewItem inner = option;
    inner.state &= ~QStyle::State_HasFocus; // the row is chosen, never one cell
    const QWidget* widget = option.widget;
    const QStyle* style = widget != nullptr ? widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &inner, painter, widget);
    inner.rect.adjust(kPadding, 0, -kPadding, 0); // in line with the header
    QStyledItemDelegate::paint(painter, inner, index);
}

QSize AttemptsDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    size.setHeight(std::max(size.height(), 3 * grid::kUnit));
    size.rwidth() += grid::kUnit;
    return size;
}

int AttemptsDelegate::outcomeWidth(const QTableView& view, const QString& word)
{
    return QFontMetrics(fonts::figures(view.font())).horizontalAdvance(word) + kMark + 4 * grid::kUnit;
}

void AttemptsDelegate::setUp(QTableView& view)
{
    view.setItemDelegate(new AttemptsDelegate(&view));
    view.setSelectionBehavior(QAbstractItemView::SelectRows);
    view.setSelectionMode(QAbstractItemView::SingleSelection);
    view.setShowGrid(false);
    view.setWordWrap(false);
    view.setTabKeyNavigation(false);
    view.setAlternatingRowColors(false);
    view.setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view.verticalHeader()->hide();
    view.verticalHeader()->setSectionResizeMode(QHeaderView::Fixed); // measuring each row would cost with 50,000
    const QFontMetrics metrics(fonts::figures(view.font()));
    view.verticalHeader()->setDefaultSectionSize(std::max(metrics.height() + grid::kUnit, 3 * grid::kUnit));
    QHeaderView* header = view.horizontalHeader();
    header->setHighlightSections(false);
    header->setStretchLastSection(false);
    header->setMinimumSectionSize(40);
    const auto wide = [&](const QString& sample) {
        return metrics.horizontalAdvance(sample) + 2 * grid::kUnit + grid::kHalf;
    };
    const auto set = [&](AttemptColumn column, int width) { header->resizeSection(static_cast<int>(column), width); };
    set(AttemptColumn::time, wide(QStringLiteral("00:00:00.000")));
    set(AttemptColumn::address, wide(QStringLiteral("203.0.113.255")));
    set(AttemptColumn::outcome, outcomeWidth(view, outcomeWord(Outcome::connected)));
    set(AttemptColumn::latency, wide(QStringLiteral("000.0 ms")));
    set(AttemptColumn::localPort, std::max(wide(QStringLiteral("65535")), wide(tr("Local port"))));
    set(AttemptColumn::retransmits, std::max(wide(QStringLiteral("10×")), wide(tr("SYN again"))));
    set(AttemptColumn::purpose, std::max(wide(tr("other port")), wide(tr("Purpose"))));
    if (header->count() == kAttemptColumnCount)
        header->setSectionResizeMode(static_cast<int>(AttemptColumn::why), QHeaderView::Stretch);
}

QString attemptReason(const Attempt& a)
{
    if (a.selfConnect)
        return AttemptsDelegate::tr("met itself: nobody listens");
    if (a.icmp.origin == ErrorOrigin::icmp || a.icmp.origin == ErrorOrigin::icmp6) {
        return a.icmp.offender.isNone() ? AttemptsDelegate::tr("%1: %2").arg(icmpShort(a.icmp), icmpWords(a.icmp))
                                        : AttemptsDelegate::tr("%1 from %2: %3")
                                              .arg(icmpShort(a.icmp), a.icmp.offender.toString(), icmpWords(a.icmp));
    }
    switch (a.outcome) {
    case Outcome::refused:
        return AttemptsDelegate::tr("reset (RST)"); // whose it is cannot be seen: it carries the host's address
    case Outcome::connected:
        return isLate(a) ? AttemptsDelegate::tr("SYN sent again %1").arg(timesText(a.tcp.totalRetrans)) : QString();
    case Outcome::timedOut:
        return a.tcp.valid && a.tcp.totalRetrans > 0
                   ? AttemptsDelegate::tr("no answer, SYN sent again %1").arg(timesText(a.tcp.totalRetrans))
                   : AttemptsDelegate::tr("no answer");
    case Outcome::closedAfterConnect:
        return AttemptsDelegate::tr("before a single byte came");
    case Outcome::silentAfterConnect:
        return AttemptsDelegate::tr("not one byte came");
    default:
        return errnoShort(a.errnoValue);
    }
}

QString attemptSummary(const Attempt& a)
{
    const std::int64_t ns = isConnected(a.outcome) ? a.connectNs : a.endNs;
    QStringList lines;
    lines << (ns < 0 ? outcomeWord(a.outcome, isLate(a))
                     : AttemptsDelegate::tr("%1, %2").arg(outcomeWord(a.outcome, isLate(a)),
                                                          formatDuration(std::chrono::nanoseconds(ns))));
    lines << AttemptsDelegate::tr("%1 (%2), %3")
                 .arg(clockText(a.startedWall.ns), zoneText(a.startedWall.ns), a.remote.toString());
    const QString reason = attemptReason(a);
    if (!reason.isEmpty())
        lines << reason;
    return lines.join(QLatin1Char('\n'));
}

} // namespace knockback

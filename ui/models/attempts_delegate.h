// Thread: GUI. How a cell of AttemptsModel reads and looks: words, marks, units.
#pragma once

#include "core/facts/attempt.h"
#include "ui/models/attempts_columns.h"

#include <QStyledItemDelegate>

class QTableView;

namespace knockback {

class AttemptsDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

    // Delegate, fonts, column widths, row height, header; the same wherever attempts are shown as a table.
    static void setUp(QTableView& view);
    // How wide the column of outcomes must be for this word.
    static int outcomeWidth(const QTableView& view, const QString& word);
    // The words of one cell; also what is copied.
    static QString text(const QModelIndex& index);

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;
};

// Why it came out so, in words for one line: "RST", "ICMP 3/13 from 203.0.113.1: administratively prohibited", "sent
// again 2×".
QString attemptReason(const Attempt& attempt);
// Two or three short lines for a hover: outcome, time and zone, latency, reason.
QString attemptSummary(const Attempt& attempt);

} // namespace knockback

// Thread: GUI.
//
// The newest attempts as a table, newest last; bounded, the oldest leave. Values only: words, icons, colours and
// formats are the delegate's (attempts_delegate.h). Everything is still in the session file.
#pragma once

#include "core/facts/attempt.h"
#include "ui/models/attempts_columns.h"

#include <QAbstractTableModel>
#include <cstdint>
#include <deque>
#include <unordered_map>
#include <vector>

namespace knockback {

class AttemptsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    static constexpr std::size_t kKept = 50'000;

    explicit AttemptsModel(QObject* parent = nullptr, std::size_t kept = kKept);

    // One begin/endInsertRows a call (and one removal at the top when full). Ids that are there already are ignored.
    void append(const std::vector<Attempt>& attempts);
    void clear();
    const Attempt& attemptAt(int row) const; // row in [0, rowCount())
    int rowOf(AttemptId id) const;           // -1 = not here (any more)

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    const std::size_t m_kept;
    std::deque<Attempt> m_attempts;
    std::unordered_map<std::uint64_t, std::uint64_t> m_rows; // id → number since clear(); row = number − m_removed
    std::uint64_t m_removed = 0;
};

} // namespace knockback

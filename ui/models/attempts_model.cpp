#include "ui/models/attempts_model.h"

#include <QSet>
#include <algorithm>

namespace knockback {

AttemptsModel::AttemptsModel(QObject* parent, std::size_t kept)
    : QAbstractTableModel(parent), m_kept(std::max<std::size_t>(kept, 1))
{
}

void AttemptsModel::append(const std::vector<Attempt>& attempts)
{
    std::vector<const Attempt*> fresh;
    fresh.reserve(attempts.size());
    QSet<quint64> seen; // within this batch
    for (const Attempt& attempt : attempts) {
        if (m_rows.contains(attempt.id.value) || seen.contains(attempt.id.value))
            continue;
        seen.insert(attempt.id.value);
        fresh.push_back(&attempt);
    }
    // Of more than can be kept, the newest.
    const std::size_t skip = fresh.size() > m_kept ? fresh.size() - m_kept : 0;
    const std::size_t adding = fresh.size() - skip;
    if (adding == 0)
        return;
    const std::size_t over = m_attempts.size() + adding > m_kept ? m_attempts.size() + adding - m_kept : 0;
    if (over > 0) {
        beginRemoveRows({}, 0, static_cast<int>(over) - 1);
        for (std::size_t i = 0; i < over; ++i)
            m_rows.erase(m_attempts[i].id.value);
        m_attempts.erase(m_attempts.begin(), m_attempts.begin() + static_cast<std::ptrdiff_t>(over));
        m_removed += over;
        endRemoveRows();
    }
    const int first = static_cast<int>(m_attempts.size());
    beginInsertRows({}, first, first + static_cast<int>(adding) - 1);
    for (std::size_t i = skip; i < fresh.size(); ++i) {
        m_rows.emplace(fresh[i]->id.value, m_removed + m_attempts.size());
        m_attempts.push_back(*fresh[i]);
    }
    endInsertRows();
}

void AttemptsModel::clear()
{
    beginResetModel();
    m_attempts.clear();
    m_rows.clear();
    m_removed = 0;
    endResetModel();
}

const Attempt& AttemptsModel::attemptAt(int row) const
{
    return m_attempts[static_cast<std::size_t>(row)];
}

int AttemptsModel::rowOf(AttemptId id) const
{
    const auto it = m_rows.find(id.value);
    return it == m_rows.end() ? -1 : static_cast<int>(it->second - m_removed);
}

int AttemptsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_attempts.size());
}

int AttemptsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : kAttemptColumnCount;
}

namespace {

qint64 latencyOf(const Attempt& a)
{
    return isConnected(a.outcome) ? a.connectNs : a.endNs;
}

QVariant valueOf(const Attempt& a, AttemptColumn column)
{
    switch (column) {
    case AttemptColumn::time:
        return QVariant::fromValue<qint64>(a.startedWall.ns);
    case AttemptColumn::address:
        return a.remote.address.toString();
    case AttemptColumn::outcome:
        return static_cast<int>(a.outcome);
    case AttemptColumn::latency:
        return QVariant::fromValue<qint64>(latencyOf(a));
    case AttemptColumn::why:
        return a.errnoValue;
    case AttemptColumn::localPort:
        return static_cast<int>(a.local.port.value);
    case AttemptColumn::retransmits:
        return a.tcp.valid ? QVariant(static_cast<uint>(a.tcp.totalRetrans)) : QVariant();
    case AttemptColumn::purpose:
        return static_cast<int>(a.purpose);
    }
    return {};
}

} // namespace

QVariant AttemptsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Attempt& attempt = attemptAt(index.row());
    switch (role) {
    case AttemptIdRole:
        return QVariant::fromValue<quint64>(attempt.id.value);
    case AttemptOutcomeRole:
        return static_cast<int>(attempt.outcome);
    case AttemptPointerRole:
        return QVariant::fromValue(&attempt);
    case AttemptLateRole:
        return isLate(attempt);
    case Qt::DisplayRole: // plain, for a view without our delegate
    case AttemptSortRole:
    case AttemptValueRole:
        return valueOf(attempt, static_cast<AttemptColumn>(index.column()));
    default:
        return {};
    }
}

QVariant AttemptsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= kAttemptColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((isNumber(static_cast<AttemptColumn>(section)) ? Qt::AlignRight : Qt::AlignLeft) |
                                Qt::AlignVCenter);
    if (role == Qt::DisplayRole) {
        switch (static_cast<AttemptColumn>(section)) {
        case AttemptColumn::time:
            return tr("Time");
        case AttemptColumn::address:
            return tr("Address");
        case AttemptColumn::outcome:
            return tr("Outcome");
        case AttemptColumn::latency:
            return tr("Took");
        case AttemptColumn::why:
            return tr("Why");
        case AttemptColumn::localPort:
            return tr("Local port");
        case AttemptColumn::retransmits:
            return tr("SYN again");
        case AttemptColumn::purpose:
            return tr("Purpose");
        }
    }
    if (role == Qt::ToolTipRole) {
        switch (static_cast<AttemptColumn>(section)) {
        case AttemptColumn::time:
            return tr("When it was started, local time");
        case AttemptColumn::address:
            return tr("Where it went to");
        case AttemptColumn::outcome:
            return tr("What came of it");
        case AttemptColumn::latency:
            return tr("Time until the connection stood, or until it failed");
        case AttemptColumn::why:
            return tr("Who said no, and how");
        case AttemptColumn::localPort:
            return tr("The port it came from on this machine");
        case AttemptColumn::retransmits:
            return tr("How often the first packet (SYN) had to be sent again");
        case AttemptColumn::purpose:
            return tr("Why it was made; only observations and bursts count in the figures");
        }
    }
    return {};
}

} // namespace knockback

// Columns and roles of AttemptsModel, so that views and proxies need not know the model.
#pragma once

#include <Qt>

namespace knockback {

enum class AttemptColumn : int
{
    time,
    address,
    outcome,
    latency,
    why,
    localPort,
    retransmits,
    purpose
};
inline constexpr int kAttemptColumnCount = 8;

// Figures, to be set flush right.
constexpr bool isNumber(AttemptColumn column)
{
    return column == AttemptColumn::latency || column == AttemptColumn::localPort ||
           column == AttemptColumn::retransmits;
}

enum AttemptRole : int
{
    AttemptSortRole = Qt::UserRole + 1, // qint64 or quint64, for sorting
    AttemptIdRole,                      // quint64
    AttemptOutcomeRole,                 // int: Outcome
    AttemptLateRole,                    // bool
    AttemptValueRole,                   // the raw value of the cell: qint64 ns, QString address, …
    AttemptPointerRole,                 // const Attempt*, good until the model changes
};

} // namespace knockback

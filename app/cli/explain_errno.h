// Thread: any; pure. Which causes of the catalogue stand behind an errno or an outcome (field-tested tables: the same
// REJECT shows as three different numbers, so one number leads to several causes).
#pragma once

#include "core/facts/outcome.h"

#include <QString>
#include <QStringList>
#include <optional>

namespace knockback::cli {

struct ErrnoInfo
{
    int value = 0;
    bool known = false; // there is a paragraph of ours about it: words cli.errno.NAME
    QStringList causes;
};
// By name ("ECONNREFUSED", "econnrefused") or number ("111"). Nothing for what the system does not know.
std::optional<ErrnoInfo> findErrno(const QString& nameOrNumber);
QStringList errnoNames(); // those with a paragraph
QStringList causesOf(Outcome outcome);

} // namespace knockback::cli

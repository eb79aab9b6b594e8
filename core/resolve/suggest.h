// Thread: any; pure. What a person may have meant by a name that does not exist.
#pragma once

#include <QString>
#include <QStringList>

namespace knockback {

inline constexpr int kMostCandidates = 8; // questions a suggestion may cost

// One letter added, left out, changed, or two neighbours swapped (and not equal). Case does not matter.
bool isOneEditAway(const QString& a, const QString& b);

// The name of `known` one edit away from `host`; "" where there is none.
QString nearestKnown(const QString& host, const QStringList& known);

// Names worth asking for, the likeliest first, at most kMostCandidates, without `host` itself.
// tried: the names that were asked (searchNames), all answered with "does not exist". zone: the owner of the SOA record
// in the answer for the first of them: what stands left of it is where the mistake is ("." = the root, so the last
// label is wrong; "" = not known).
QStringList suggestionCandidates(const QString& host, const QStringList& tried, const QStringList& search,
                                 const QString& zone);

} // namespace knockback

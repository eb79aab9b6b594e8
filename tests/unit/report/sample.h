// A session and a diagnosis made by hand: everything a report can hold, and everything hostile a network, a name server
// or a file can put into it.
#pragma once

#include "core/session/session.h"

namespace knockback::sample {

inline const QString kHost = QStringLiteral("db.internal.example");
inline const QString kMachine = QStringLiteral("workhorse");
// Breaks out of HTML, Markdown, CSV and terminals, if it is let to.
inline const QString kHostile = QStringLiteral(
    "</style><script src=\"http://203.0.113.66/x.js\">alert(1)</script>[x](http://evil.example/) \x1b[31m|\u202e`");

Session session();
Diagnosis diagnosis();

} // namespace knockback::sample

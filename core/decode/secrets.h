// Thread: any; pure. Credentials in what people paste: found before anything is read from the text, so that nothing
// later can repeat them.
#pragma once

#include <QString>

namespace knockback {

// Stands for one character of a credential; does not occur in the input (entriesOf() takes it out).
inline constexpr QChar kMasked{0xe000};

// Of one line. `sure`: the same length, every character of a credential that can only be one (user and password in a
// URL or a connection string, PASSWORD=value) replaced by kMasked; this is what is searched. `shown`: also what may
// only look like one ("token: abc"); hosts and text are taken from here.
struct MaskedLine
{
    QString sure;
    QString shown;
};
MaskedLine maskSecrets(const QString& line);

// For display: runs of kMasked become "***".
QString collapseMasks(const QString& text);

} // namespace knockback

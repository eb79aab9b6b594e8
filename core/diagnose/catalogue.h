// The texts of the catalogue, one Markdown file a cause and language (resources/causes/LANG/ID.md).
// Thread: any.
#pragma once

#include "core/base/result.h"

#include <QString>
#include <QVector>

namespace knockback {

struct CauseText
{
    QString id;
    QString title;    // the first heading: a short name in plain words, "Nothing listens on the port"
    QString markdown; // the whole page
    // The sections in their fixed order: true, known, not, fix, prevent, reading.
    QString whatIsTrue, howKnown, whatItIsNot, fix, prevent, reading;
};

Result<CauseText> causeText(const QString& id, const QString& language);

} // namespace knockback

// Thread: any; pure. Text in columns of a terminal, where a Chinese character takes two.
#pragma once

#include <QString>
#include <QStringList>

namespace knockback::cli {

// Columns a text takes. Escape sequences must not be in it.
int columns(const QString& text);
// Cut with "…" to at most so many columns.
QString fitted(const QString& text, int most);
// Filled with spaces to so many columns.
QString padded(const QString& text, int width);
// Broken at spaces, and between Chinese characters, into lines of at most `width` columns; a word that is longer stays
// whole.
QStringList wrapped(const QString& text, int width);
// Wrapped and indented: `first` before the first line, spaces of the same width before the others.
QStringList paragraph(const QString& first, const QString& text, int width);

} // namespace knockback::cli

// Thread: any; pure. From pasted bytes to entries: the lines that belong to one error, such as an exception with its
// causes or an object printed over several lines.
#pragma once

#include <QByteArrayView>
#include <QString>
#include <QVector>

namespace knockback {

struct EntryLine
{
    int number = 0;      // in the text, from 1
    qsizetype start = 0; // in the entry's text
    qsizetype length = 0;
};

struct Entry
{
    // Lines joined by one space each. `lower` (ASCII only) is searched, `shown` is what may be repeated (secrets.h);
    // `original` as pasted, for the few forms that depend on case. All of one length.
    QString lower, shown, original;
    QVector<EntryLine> lines;
};

struct Entries
{
    QVector<Entry> entries;
    int linesRead = 0;
    bool isShortened = false;
};

inline constexpr qsizetype kMostBytes = qsizetype{1024} * 1024;  // read of a text: the first quarter, the last three
inline constexpr qsizetype kLongestLine = 4096;                  // of a line; what is longer is cut
inline constexpr qsizetype kLongestEntry = qsizetype{16} * 1024; // of an entry; then the next begins
inline constexpr int kMostEntryLines = 64;

Entries entriesOf(QByteArrayView bytes);
Entries entriesOf(const QString& text);

} // namespace knockback

#include "core/decode/entries.h"

#include "core/decode/secrets.h"

#include <QStringDecoder>

namespace knockback {

namespace {

// Escape sequences of terminals go (colours in a pasted log stand between letters), other control characters become
// spaces, and the mark for credentials cannot come from outside.
QString cleaned(QStringView line)
{
    constexpr qsizetype kLongestSequence = 32;
    QString out;
    out.reserve(line.size());
    for (qsizetype i = 0; i < line.size(); ++i) {
        const char16_t u = line[i].unicode();
        if (u == 0x1b && i + 1 < line.size() && line[i + 1] == QLatin1Char('[')) {
            qsizetype end = i + 2; // ECMA-48: parameters, then one letter
            while (end < line.size() && end - i < kLongestSequence && line[end].unicode() >= 0x20 &&
                   line[end].unicode() < 0x40)
                ++end;
            i = end < line.size() && line[end].unicode() >= 0x40 ? end : end - 1;
        } else if (u < 0x20 || u == 0x7f || line[i].isSpace()) {
            out += QLatin1Char(' ');
        } else if (line[i] == kMasked) {
            out += QChar(QChar::ReplacementCharacter);
        } else {
            out += line[i];
        }
    }
    return out;
}

// One character for one, so that positions are the same.
QString lowered(const QString& text)
{
    QString out = text;
    for (QChar& c : out)
        if (c >= QLatin1Char('A') && c <= QLatin1Char('Z'))
            c = QChar(static_cast<char16_t>(c.unicode() + 0x20));
    return out;
}

// "RemotePort             : 443"
bool isField(QStringView line)
{
    const qsizetype colon = line.left(48).indexOf(QLatin1String(" : "));
    if (colon <= 0 || !line[0].isLetter())
        return false;
    for (const QChar c : line.left(colon))
        if (!c.isLetterOrNumber() && c != QLatin1Char(' '))
            return false;
    return true;
}

bool continues(QStringView line, QStringView previous)
{
    if (previous.isEmpty() || line.isEmpty())
        return false;
    if (line[0].isSpace() || line[0] == QLatin1Char('}') || line[0] == QLatin1Char(']'))
        return true;
    for (const char* start : {"Caused by:", "... ", "at ", "--->", "caused by:", "[cause]"})
        if (line.startsWith(QLatin1String(start)))
            return true;
    // "Trying 10.0.0.5..." and what telnet says then; git names the address on a line of its own.
    if ((line.startsWith(QLatin1String("telnet:")) && previous.startsWith(QLatin1String("Trying "))) ||
        (line.contains(QLatin1String("errno=")) && previous.startsWith(QLatin1String("fatal: unable to connect to"))))
        return true;
    return isField(line) && isField(previous);
}

class Gatherer
{
public:
    void add(QStringView raw)
    {
        ++m_out.linesRead;
        const QStringView cut = raw.left(kLongestLine);
        const bool isLong = raw.size() > kLongestLine;
        m_out.isShortened = m_out.isShortened || isLong;
        // The first character decides whether the line goes on with the one before.
        const bool joins = !m_out.entries.isEmpty() && continues(cut, m_previous) &&
                           m_out.entries.last().lines.size() < kMostEntryLines &&
                           m_out.entries.last().shown.size() + cut.size() < kLongestEntry;
        m_previous = cut;
        if (cut.trimmed().isEmpty())
            return;
        const QString line = cleaned(cut);
        const MaskedLine masked = maskSecrets(line);
        if (!joins)
            m_out.entries.append(Entry{});
        Entry& entry = m_out.entries.last();
        if (joins)
            for (QString* text : {&entry.lower, &entry.shown, &entry.original})
                *text += QLatin1Char(' ');
        entry.lines.append({m_out.linesRead, entry.shown.size(), line.size()});
        entry.lower += lowered(masked.sure);
        entry.original += masked.sure;
        entry.shown += masked.shown;
    }
    Entries take() { return std::move(m_out); }

private:
    Entries m_out;
    QStringView m_previous;
};

QString textOf(QByteArrayView bytes)
{
    // PowerShell writes UTF-16 when its output goes to a file.
    if (bytes.startsWith(QByteArrayView("\xff\xfe", 2)) || bytes.startsWith(QByteArrayView("\xfe\xff", 2))) {
        QStringDecoder decoder(QStringDecoder::Utf16);
        return decoder(bytes);
    }
    return QString::fromUtf8(bytes);
}

} // namespace

Entries entriesOf(const QString& text)
{
    Gatherer gatherer;
    bool isShortened = false;
    qsizetype skipFrom = text.size();
    qsizetype skipTo = text.size();
    if (text.size() > kMostBytes) {
        isShortened = true;
        skipFrom = kMostBytes / 4;
        skipTo = text.size() - kMostBytes / 4 * 3;
    }
    const QStringView whole(text);
    for (const QStringView part : {whole.left(skipFrom), whole.mid(skipTo)}) {
        qsizetype from = 0;
        while (from < part.size()) {
            qsizetype end = part.indexOf(QLatin1Char('\n'), from);
            if (end < 0)
                end = part.size();
            QStringView line = part.mid(from, end - from);
            while (line.endsWith(QLatin1Char('\r')))
                line.chop(1);
            gatherer.add(line);
            from = end + 1;
        }
    }
    Entries out = gatherer.take();
    out.isShortened = out.isShortened || isShortened;
    return out;
}

Entries entriesOf(QByteArrayView bytes)
{
    constexpr qsizetype kMostRead = 64 * kMostBytes;
    if (bytes.size() <= kMostRead)
        return entriesOf(textOf(bytes));
    Entries out = entriesOf(textOf(bytes.first(kMostRead)));
    out.isShortened = true;
    return out;
}

} // namespace knockback

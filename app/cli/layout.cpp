#include "layout.h"

#include <algorithm>

namespace knockback::cli {

namespace {

// East Asian wide and fullwidth ranges (Unicode UAX #11), as far as words of ours and names of others use them.
bool isWide(char32_t c)
{
    return (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf && c != 0x303f) ||
           (c >= 0xac00 && c <= 0xd7a3) || (c >= 0xf900 && c <= 0xfaff) || (c >= 0xfe30 && c <= 0xfe6f) ||
           (c >= 0xff00 && c <= 0xff60) || (c >= 0xffe0 && c <= 0xffe6) || (c >= 0x1f300 && c <= 0x1faff) ||
           (c >= 0x20000 && c <= 0x3fffd);
}

int columnsOf(char32_t c)
{
    const auto category = QChar::category(c);
    if (category == QChar::Mark_NonSpacing || category == QChar::Mark_Enclosing)
        return 0;
    return isWide(c) ? 2 : 1;
}

// No line starts with these.
bool isClosing(char32_t c)
{
    static const QString closing = QStringLiteral("，。、；：？！）》”’…」』】");
    return c < 0x10000 && closing.contains(QChar(static_cast<char16_t>(c)));
}

// No line ends with these.
bool isOpening(char32_t c)
{
    static const QString opening = QStringLiteral("（“‘《「『【");
    return c < 0x10000 && opening.contains(QChar(static_cast<char16_t>(c)));
}

} // namespace

int columns(const QString& text)
{
    int out = 0;
    for (const auto c : text.toUcs4())
        out += columnsOf(static_cast<char32_t>(c));
    return out;
}

QString fitted(const QString& text, int most)
{
    if (columns(text) <= most)
        return text;
    QString out;
    int used = 0;
    for (const auto c : text.toUcs4()) {
        const auto point = static_cast<char32_t>(c);
        used += columnsOf(point);
        if (used > most - 1)
            break;
        out += QString::fromUcs4(&point, 1);
    }
    return out + QChar(0x2026);
}

QString padded(const QString& text, int width)
{
    return text + QString(std::max(0, width - columns(text)), QLatin1Char(' '));
}

QStringList wrapped(const QString& text, int width)
{
    QStringList lines;
    QString line;
    QString word;
    int lineColumns = 0;
    char32_t last = U' ';
    const auto putWord = [&] {
        const int wordColumns = columns(word);
        if (lineColumns > 0 && lineColumns + wordColumns > width) {
            while (line.endsWith(QLatin1Char(' ')))
                line.chop(1);
            lines << line;
            line.clear();
            lineColumns = 0;
        }
        line += word;
        lineColumns += wordColumns;
        word.clear();
    };
    for (const auto c : text.toUcs4()) {
        const auto point = static_cast<char32_t>(c);
        const bool isSpace = point == U' ';
        const bool mayBreak = (isWide(point) || isWide(last)) && !isClosing(point) && !isOpening(last);
        if (mayBreak && !word.isEmpty())
            putWord();
        last = point;
        if (isSpace) {
            putWord();
            if (lineColumns > 0 && lineColumns < width) {
                line += QLatin1Char(' ');
                ++lineColumns;
            }
            continue;
        }
        word += QString::fromUcs4(&point, 1);
    }
    putWord();
    while (line.endsWith(QLatin1Char(' ')))
        line.chop(1);
    if (!line.isEmpty() || lines.isEmpty())
        lines << line;
    return lines;
}

QStringList paragraph(const QString& first, const QString& text, int width)
{
    const int indent = columns(first);
    QStringList out;
    for (const QString& line : wrapped(text, std::max(20, width - indent)))
        out << (out.isEmpty() ? first : QString(indent, QLatin1Char(' '))) + line;
    return out;
}

} // namespace knockback::cli

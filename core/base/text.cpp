#include "core/base/text.h"

#include <QRegularExpression>
#include <cmath>
#include <cstring>

namespace knockback {

using std::chrono::nanoseconds;

namespace {

// One digit after the point below 10, none above.
QString number(double value)
{
    return QString::number(value, 'f', value < 9.95 ? 1 : 0);
}

bool needsEscape(char32_t c)
{
    switch (QChar::category(c)) {
    case QChar::Other_Control:
    case QChar::Other_Format: // bidi overrides, zero-width joiners
    case QChar::Other_Surrogate:
    case QChar::Other_PrivateUse:
    case QChar::Other_NotAssigned:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return true;
    default:
        return false;
    }
}

QString escaped(char32_t c)
{
    if (c == U'\n')
        return QStringLiteral("\\n");
    if (c == U'\r')
        return QStringLiteral("\\r");
    if (c == U'\t')
        return QStringLiteral("\\t");
    return c < 0x100 ? QStringLiteral("\\x%1").arg(static_cast<uint>(c), 2, 16, QLatin1Char('0'))
                     : QStringLiteral("\\u%1").arg(static_cast<uint>(c), 4, 16, QLatin1Char('0'));
}

} // namespace

QString formatDuration(nanoseconds duration)
{
    const auto ns = static_cast<double>(duration.count());
    if (ns < 0)
        return QStringLiteral("–");
    if (ns < 99'500)
        return QStringLiteral("%1 ms").arg(QString::number(ns / 1e6, 'f', 2));
    if (ns < 999.5e6)
        return number(ns / 1e6) + QStringLiteral(" ms");
    if (ns < 99.5e9)
        return number(ns / 1e9) + QStringLiteral(" s");
    const auto seconds = static_cast<qint64>(std::llround(ns / 1e9));
    if (seconds < 3600)
        return QStringLiteral("%1 min %2 s").arg(seconds / 60).arg(seconds % 60);
    return QStringLiteral("%1 h %2 min").arg(seconds / 3600).arg(seconds % 3600 / 60);
}

Result<nanoseconds> parseDuration(const QString& text)
{
    static const QRegularExpression form(QStringLiteral("^([0-9]{1,9}(?:\\.[0-9]{1,6})?)(us|ms|s|m|min|h|d)$"));
    const auto match = form.match(text.trimmed());
    const Error refused{ErrorKind::badInput, QStringLiteral("duration"), text.left(64), 0,
                        QStringLiteral("\"%1\" is not a duration. Write a number and a unit: 500ms, 10s, 5m, 2h or 1d.")
                            .arg(printable(text, 40))};
    if (!match.hasMatch())
        return refused;
    const double value = match.captured(1).toDouble();
    const QString unit = match.captured(2);
    const double factor = unit == QLatin1String("us")   ? 1e3
                          : unit == QLatin1String("ms") ? 1e6
                          : unit == QLatin1String("s")  ? 1e9
                          : unit == QLatin1String("h")  ? 3600e9
                          : unit == QLatin1String("d")  ? 86400e9
                                                        : 60e9;
    if (value * factor > 366 * 86400e9)
        return refused;
    return nanoseconds(std::llround(value * factor));
}

QString printable(const QString& text, int most)
{
    QString out;
    int shown = 0;
    const auto points = text.left(qsizetype{4} * most + 8).toUcs4();
    for (const auto c : points) {
        if (++shown > most)
            return out + QStringLiteral("…");
        const auto point = static_cast<char32_t>(c);
        out += needsEscape(point) ? escaped(point) : QString::fromUcs4(&point, 1);
    }
    return out;
}

QString printable(std::span<const std::uint8_t> bytes, int most)
{
    QString text;
    for (const std::uint8_t byte : bytes.first(std::min(bytes.size(), static_cast<std::size_t>(most) + 1)))
        text += QLatin1Char(static_cast<char>(byte));
    return printable(text, most);
}

QString errnoName(int value)
{
    if (value == 0)
        return {};
    const char* name = ::strerrorname_np(value);
    return name ? QString::fromLatin1(name) : QStringLiteral("errno %1").arg(value);
}

QString errnoText(int value)
{
    const char* text = value ? ::strerrordesc_np(value) : nullptr;
    return text ? QString::fromLatin1(text) : QString();
}

} // namespace knockback

#include "core/probe/vantage_text.h"

#include <QList>
#include <algorithm>
#include <bitset>

namespace knockback {

namespace {

std::optional<int> parsePort(const QByteArray& text)
{
    const auto number = parseSysctlNumber(text);
    return number && *number >= 1 && *number <= 65535 ? number : std::nullopt;
}

} // namespace

std::optional<int> parseSysctlNumber(const QByteArray& text)
{
    bool ok = false;
    const int number = text.trimmed().toInt(&ok);
    return ok ? std::optional(number) : std::nullopt;
}

std::optional<std::pair<int, int>> parsePortRange(const QByteArray& text)
{
    const QList<QByteArray> words = text.simplified().split(' ');
    if (words.size() != 2)
        return std::nullopt;
    const auto low = parsePort(words[0]);
    const auto high = parsePort(words[1]);
    if (!low || !high || *low > *high)
        return std::nullopt;
    return std::pair(*low, *high);
}

int countReservedPorts(const QByteArray& text, int low, int high)
{
    std::bitset<65536> reserved; // ranges may overlap
    for (const QByteArray& part : text.trimmed().split(',')) {
        const qsizetype dash = part.indexOf('-');
        const auto first = parsePort(dash < 0 ? part : part.left(dash));
        const auto last = dash < 0 ? first : parsePort(part.mid(dash + 1));
        if (!first || !last)
            continue;
        for (int port = std::max(*first, low); port <= std::min(*last, high); ++port)
            reserved.set(static_cast<std::size_t>(port));
    }
    return static_cast<int>(reserved.count());
}

std::optional<std::int64_t> parseNetstatCounter(const QByteArray& text, const char* group, const char* name)
{
    QList<QByteArray> names;
    for (const QByteArray& line : text.split('\n')) {
        QList<QByteArray> words = line.simplified().split(' ');
        if (words.takeFirst() != group)
            continue;
        if (names.isEmpty()) {
            names = words;
            continue;
        }
        const qsizetype at = names.indexOf(name);
        bool ok = false;
        const qint64 value = at >= 0 && at < words.size() ? words[at].toLongLong(&ok) : -1;
        return ok && value >= 0 ? std::optional<std::int64_t>(value) : std::nullopt;
    }
    return std::nullopt;
}

QString parsePrettyName(const QByteArray& osRelease)
{
    for (const QByteArray& line : osRelease.split('\n')) {
        if (!line.startsWith("PRETTY_NAME="))
            continue;
        QByteArray value = line.mid(12).trimmed();
        const bool quoted =
            value.size() >= 2 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front();
        if (quoted)
            value = value.mid(1, value.size() - 2);
        QByteArray out;
        for (qsizetype i = 0; i < value.size(); ++i) {
            if (value[i] == '\\' && i + 1 < value.size())
                ++i;
            out.append(value[i]);
        }
        return QString::fromUtf8(out.left(200));
    }
    return {};
}

std::optional<std::pair<int, int>> parseKernelVersion(const QString& release)
{
    qsizetype dot = release.indexOf(QLatin1Char('.'));
    if (dot < 0)
        return std::nullopt;
    bool ok = false;
    const int major = release.left(dot).toInt(&ok);
    if (!ok)
        return std::nullopt;
    qsizetype end = ++dot;
    while (end < release.size() && release[end] >= QLatin1Char('0') && release[end] <= QLatin1Char('9'))
        ++end;
    const int minor = release.mid(dot, end - dot).toInt(&ok);
    return ok ? std::optional(std::pair(major, minor)) : std::nullopt;
}

QString parseProxy(const QString& value)
{
    constexpr qsizetype kMost = 300;
    QString rest = value.trimmed().left(kMost);
    if (const qsizetype scheme = rest.indexOf(QLatin1String("://")); scheme >= 0)
        rest.remove(0, scheme + 3);
    if (const qsizetype path = rest.indexOf(QLatin1Char('/')); path >= 0)
        rest.truncate(path);
    if (const qsizetype user = rest.lastIndexOf(QLatin1Char('@')); user >= 0)
        rest.remove(0, user + 1);
    return rest;
}

} // namespace knockback

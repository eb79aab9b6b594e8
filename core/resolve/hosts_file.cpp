// hosts(5) as glibc's nss_files reads it: "address name alias … # comment".
#include "core/resolve/hosts_file.h"

#include "core/resolve/resolver.h"

#include <functional>

namespace knockback {

namespace {

constexpr int kMostEntries = 256;
constexpr int kMostNames = 100'000;

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

// Takes the next word of the line and moves `at` behind it; "" at its end or at a comment.
QByteArrayView nextWord(QByteArrayView line, qsizetype& at)
{
    while (at < line.size() && isBlank(line[at]))
        ++at;
    const qsizetype from = at;
    while (at < line.size() && !isBlank(line[at]) && line[at] != '#')
        ++at;
    const QByteArrayView word = line.sliced(from, at - from);
    if (at < line.size() && line[at] == '#')
        at = line.size();
    return word;
}

// Only what inet_pton(3) takes: nss_files knows no scope and no short form.
std::optional<IpAddress> entryAddress(QByteArrayView word)
{
    if (word.isEmpty() || word.size() > 45 || word.contains('%'))
        return std::nullopt;
    return IpAddress::parse(QString::fromLatin1(word));
}

// Calls back with (line number, address word, name word) until it says stop.
void eachName(const QByteArray& text, const std::function<bool(int, QByteArrayView, QByteArrayView)>& take)
{
    int number = 0;
    for (qsizetype at = 0; at < text.size();) {
        qsizetype end = text.indexOf('\n', at);
        if (end < 0)
            end = text.size();
        const QByteArrayView line = QByteArrayView(text).sliced(at, end - at);
        at = end + 1;
        ++number;
        qsizetype inLine = 0;
        const QByteArrayView address = nextWord(line, inLine);
        if (address.isEmpty())
            continue;
        for (QByteArrayView name = nextWord(line, inLine); !name.isEmpty(); name = nextWord(line, inLine))
            if (!take(number, address, name))
                return;
    }
}

} // namespace

QVector<HostsEntry> parseHosts(const QByteArray& text, const QString& path, const QString& host)
{
    QVector<HostsEntry> out;
    const QByteArray wanted = host.toLatin1();
    if (wanted.isEmpty())
        return out;
    eachName(text, [&](int line, QByteArrayView address, QByteArrayView name) {
        if (name.compare(wanted, Qt::CaseInsensitive) != 0)
            return true;
        const auto parsed = entryAddress(address);
        const bool seen = parsed && !out.isEmpty() && out.back().line == line; // a name twice on one line
        if (parsed && !seen)
            out.push_back({path, line, *parsed, QString::fromLatin1(name)});
        return out.size() < kMostEntries;
    });
    return out;
}

QStringList hostsFileNames(const QByteArray& text)
{
    QStringList out;
    eachName(text, [&](int, QByteArrayView address, QByteArrayView name) {
        if (entryAddress(address) && name.size() <= 253)
            out << QString::fromLatin1(name).toLower();
        return out.size() < kMostNames;
    });
    return out;
}

} // namespace knockback

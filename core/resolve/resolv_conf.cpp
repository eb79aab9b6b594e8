// resolv.conf(5) and nsswitch.conf(5) as the C library reads them (glibc resolv/res_init.c, res_query.c), so that what
// is shown is what a program on this machine would do. Where glibc silently drops something, `problem` says so.
#include "core/resolve/resolver.h"

#include "core/base/text.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cstdlib>
#include <netinet/in.h>

namespace knockback {

namespace {

constexpr int kMostServers = 3; // MAXNS of resolv.h: what is beyond is never asked
constexpr int kMostNdots = 15;  // RES_MAXNDOTS
constexpr int kMostSearch =
    64; // glibc has no limit since 2.26; a file of a million domains shall not ask a million questions
constexpr int kMostProblems = 5;
constexpr std::uint16_t kDnsPort = 53;

IpAddress loopback(Family family)
{
    IpAddress out;
    out.family = family;
    if (family == Family::ipv4)
        out.bytes = {127, 0, 0, 1};
    else
        out.bytes[15] = 1;
    return out;
}

struct Reading
{
    ResolverConfig config;
    QStringList problems;
    int serverLines = 0; // usable or not

    void addServer(const IpAddress& address)
    {
        config.servers.push_back({{address, Port{kDnsPort}}, QStringLiteral("resolv.conf")});
    }
    void say(const QString& sentence)
    {
        if (problems.size() < kMostProblems && !problems.contains(sentence))
            problems << sentence;
    }
};

QList<QByteArray> wordsOf(const QByteArray& text)
{
    QByteArray plain = text;
    plain.replace('\t', ' ');
    QList<QByteArray> out;
    for (const QByteArray& word : plain.split(' '))
        if (!word.isEmpty())
            out << word;
    return out;
}

// glibc takes what inet_aton(3) takes here, so "127.1" does work; nothing behind the number is allowed.
std::optional<IpAddress> serverAddress(const QByteArray& text)
{
    // inet_aton(3) stops at a NUL and allows white space behind the number; glibc's reader of this file does neither.
    if (std::any_of(text.begin(), text.end(), [](char c) { return c == '\0' || (c >= '\t' && c <= '\r'); }))
        return std::nullopt;
    in_addr v4{};
    if (!text.contains(':') && ::inet_aton(text.constData(), &v4) != 0) {
        IpAddress out;
        out.family = Family::ipv4;
        const std::uint32_t value = ntohl(v4.s_addr);
        for (std::size_t i = 0; i < 4; ++i)
            out.bytes[i] = static_cast<std::uint8_t>(value >> (24 - 8 * i));
        return out;
    }
    return IpAddress::parse(QString::fromLatin1(text));
}

void readServer(Reading& reading, const QList<QByteArray>& words, int line)
{
    ++reading.serverLines;
    const QByteArray text = words.value(1);
    const auto address = serverAddress(text);
    if (!address) {
        reading.say(QStringLiteral("Line %1 names a server that is no address: \"%2\". It is not asked.")
                        .arg(line)
                        .arg(printable(QString::fromLatin1(text), 60)));
        return;
    }
    if (reading.config.servers.size() >= kMostServers) {
        reading.say(QStringLiteral("There are more than three servers; the system asks the first three only."));
        return;
    }
    // 0.0.0.0 and :: reach this machine itself, and the answers come from the loopback address.
    reading.addServer(address->isUnspecified() ? loopback(address->family) : *address);
}

void readSearch(Reading& reading, const QList<QByteArray>& words, bool isDomain)
{
    reading.config.search.clear(); // the last line of either kind wins
    for (qsizetype i = 1; i < words.size() && reading.config.search.size() < (isDomain ? 1 : kMostSearch); ++i)
        reading.config.search << QString::fromLatin1(words[i]).toLower();
}

void readOptions(Reading& reading, const QList<QByteArray>& words)
{
    for (qsizetype i = 1; i < words.size(); ++i) {
        if (!words[i].startsWith("ndots:"))
            continue;
        const int value = std::atoi(words[i].mid(6).left(9).constData()); // as glibc: no number is 0
        reading.config.ndots = std::clamp(value, 0, kMostNdots);
    }
}

void readLine(Reading& reading, const QByteArray& line, int number)
{
    static const QList<QByteArray> kIgnored{"sortlist", "lookup", "family", "port"};
    if (line.isEmpty() || line[0] == ';' || line[0] == '#')
        return;
    const QList<QByteArray> words = wordsOf(line);
    if (words.isEmpty())
        return;
    const QByteArray& key = words[0];
    // glibc knows a keyword only at the very start of a line.
    if (line[0] == ' ' || line[0] == '\t') {
        reading.say(QStringLiteral("Line %1 begins with a space, so the system does not read it.").arg(number));
        return;
    }
    if (key == "nameserver")
        readServer(reading, words, number);
    else if (key == "domain" || key == "search") {
        if (words.size() > 1)
            readSearch(reading, words, key == "domain");
    } else if (key == "options")
        readOptions(reading, words);
    else if (!kIgnored.contains(key))
        reading.say(QStringLiteral("Line %1 begins with an unknown word: \"%2\".")
                        .arg(number)
                        .arg(printable(QString::fromLatin1(key), 40)));
}

} // namespace

ResolverConfig parseResolvConf(const QByteArray& text, const QString& path)
{
    Reading reading;
    reading.config.path = path;
    if (text.contains("\r\n"))
        reading.say(
            QStringLiteral("It has Windows line ends, which the system takes for a part of each address and name."));
    int number = 0;
    for (qsizetype at = 0; at < text.size();) {
        qsizetype end = text.indexOf('\n', at);
        if (end < 0)
            end = text.size();
        readLine(reading, text.mid(at, end - at), ++number);
        at = end + 1;
    }
    if (reading.config.servers.isEmpty()) {
        // res_init(3): "If no nameserver entries are present, the default is to use the name server on the local
        // machine."
        reading.addServer(loopback(Family::ipv4));
        reading.config.servers.last().source = QStringLiteral("default");
        reading.say(QStringLiteral("It names no server that can be used, so the system asks 127.0.0.1."));
    }
    reading.config.problem = reading.problems.join(QLatin1Char(' '));
    return reading.config;
}

QString parseNsswitchHosts(const QByteArray& text)
{
    QString found;
    for (qsizetype at = 0; at < text.size();) {
        qsizetype end = text.indexOf('\n', at);
        if (end < 0)
            end = text.size();
        QByteArray line = text.mid(at, end - at);
        at = end + 1;
        if (const qsizetype comment = line.indexOf('#'); comment >= 0)
            line.truncate(comment);
        line = line.simplified();
        if (!line.startsWith("hosts"))
            continue;
        const QByteArray rest = line.mid(5).trimmed(); // a space before the colon is allowed
        if (rest.startsWith(':'))
            found = printable(QString::fromLatin1(rest.mid(1).trimmed()), 200); // the last one wins
    }
    return found;
}

namespace {

// Can it stand in a question? (RFC 1035 section 2.3.4)
bool canBeAsked(const QString& name)
{
    constexpr int kLongestName = 253;
    constexpr int kLongestLabel = 63;
    if (name.isEmpty() || name.size() > kLongestName)
        return false;
    for (const QString& label : name.split(QLatin1Char('.')))
        if (label.isEmpty() || label.size() > kLongestLabel)
            return false;
    return std::all_of(name.begin(), name.end(), [](QChar c) { return c.unicode() > 0x20 && c.unicode() < 0x7f; });
}

} // namespace

// glibc resolv/res_query.c, __res_context_search().
QStringList searchNames(const QString& asciiHost, const ResolverConfig& config)
{
    QStringList out;
    const auto add = [&](const QString& name) {
        if (canBeAsked(name) && !out.contains(name, Qt::CaseInsensitive))
            out << name;
    };
    if (asciiHost.endsWith(QLatin1Char('.'))) {
        add(asciiHost.chopped(1));
        return out;
    }
    const bool asIsFirst = asciiHost.count(QLatin1Char('.')) >= config.ndots;
    if (asIsFirst)
        add(asciiHost);
    for (QString domain : config.search) {
        while (domain.startsWith(QLatin1Char('.')))
            domain.remove(0, 1);
        while (domain.endsWith(QLatin1Char('.')))
            domain.chop(1);
        add(domain.isEmpty() ? asciiHost : asciiHost + QLatin1Char('.') + domain);
    }
    add(asciiHost);
    return out;
}

} // namespace knockback

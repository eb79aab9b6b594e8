#include "core/decode/places.h"

#include "core/decode/secrets.h"
#include "core/facts/address.h"

#include <QStringList>
#include <algorithm>
#include <array>

namespace knockback {

namespace {

constexpr qsizetype kLongestHost = 253; // RFC 1035 section 2.3.4
constexpr qsizetype kLongestLabel = 63;
constexpr qsizetype kLongestScope = 15; // IFNAMSIZ less the end

bool isDigit(QChar c)
{
    return c >= QLatin1Char('0') && c <= QLatin1Char('9');
}

bool isHostCharacter(QChar c)
{
    const char16_t u = c.unicode();
    if (u >= 0x80)
        return c.isLetterOrNumber() || QChar::isSurrogate(u) || c.isMark();
    return isDigit(c) || (u >= 'a' && u <= 'z') || (u >= 'A' && u <= 'Z') || u == '-' || u == '_' || u == '.';
}

// Chinese sentences go on behind a name without a space; a host in Chinese ends in letters, so only ASCII is read
// there.
bool isAsciiHostCharacter(QChar c)
{
    return c.unicode() < 0x80 && isHostCharacter(c);
}

bool isOpening(QChar c)
{
    return QStringView(u"'\"`<(\u201c\u2018").contains(c);
}

bool isClosing(QChar c)
{
    return QStringView(u"'\"`>)\u201d\u2019").contains(c);
}

struct SchemePort
{
    const char* scheme;
    std::uint16_t port;
};
constexpr std::array<SchemePort, 34> kSchemePorts{{
    {"http", 80},         {"https", 443},  {"ws", 80},           {"wss", 443},         {"postgres", 5432},
    {"postgresql", 5432}, {"mysql", 3306}, {"mariadb", 3306},    {"redis", 6379},      {"rediss", 6379},
    {"mongodb", 27017},   {"amqp", 5672},  {"amqps", 5671},      {"ldap", 389},        {"ldaps", 636},
    {"ssh", 22},          {"sftp", 22},    {"ftp", 21},          {"smtp", 25},         {"smtps", 465},
    {"imap", 143},        {"imaps", 993},  {"pop3", 110},        {"pop3s", 995},       {"mqtt", 1883},
    {"mqtts", 8883},      {"nats", 4222},  {"sqlserver", 1433},  {"mssql", 1433},      {"git", 9418},
    {"rtsp", 554},        {"telnet", 23},  {"clickhouse", 9000}, {"memcached", 11211},
}};

bool isName(QStringView text)
{
    QStringView name = text.endsWith(QLatin1Char('.')) ? text.chopped(1) : text;
    if (name.isEmpty() || name.size() > kLongestHost || name.startsWith(QLatin1Char('-')))
        return false;
    qsizetype label = 0;
    bool onlyDigits = true;
    for (const QChar c : name) {
        if (c == QLatin1Char('.')) {
            if (label == 0)
                return false;
            label = 0;
            onlyDigits = true;
            continue;
        }
        if (!isHostCharacter(c) || ++label > kLongestLabel)
            return false;
        onlyDigits = onlyDigits && isDigit(c);
    }
    return label > 0 && !onlyDigits; // a last label of digits only is a broken address
}

QStringView withoutScope(QStringView text)
{
    const qsizetype percent = text.indexOf(QLatin1Char('%'));
    return percent < 0 ? text : text.left(percent);
}

bool accept(QStringView text, QString& host)
{
    if (text.endsWith(QLatin1Char('.'))) // the end of a sentence, or the root: the same host
        text.chop(1);
    if (!isHostName(text))
        return false;
    host = text.toString();
    return true;
}

// The end of a run that can be an IPv6 address with its scope, from `at`.
qsizetype endOfColons(QStringView text, qsizetype at)
{
    qsizetype end = at;
    while (end < text.size() && end - at < 64 &&
           (isDigit(text[end]) || QStringView(u"abcdefABCDEF:.").contains(text[end])))
        ++end;
    if (end < text.size() && text[end] == QLatin1Char('%')) {
        qsizetype scope = end + 1;
        while (scope < text.size() && scope - end <= kLongestScope && isAsciiHostCharacter(text[scope]))
            ++scope;
        end = scope;
    }
    return end;
}

bool takeBracketed(QStringView text, qsizetype& at, QString& host)
{
    const qsizetype close = text.mid(at, 80).indexOf(QLatin1Char(']'));
    if (close < 2 || !isAddress(text.mid(at + 1, close - 1)))
        return false;
    host = text.mid(at + 1, close - 1).toString();
    at += close + 1;
    return true;
}

// The host without quotes around it.
bool takeBare(QStringView text, qsizetype& at, QString& host)
{
    if (at >= text.size())
        return false;
    if (text[at] == QLatin1Char('['))
        return takeBracketed(text, at, host);
    // Addresses with colons first; what ends in a colon ends before it.
    qsizetype end = endOfColons(text, at);
    while (end > at && (text[end - 1] == QLatin1Char(':') || text[end - 1] == QLatin1Char('.')) &&
           !(end - at >= 2 && text[end - 2] == QLatin1Char(':')))
        --end;
    if (QStringView(text).mid(at, end - at).count(QLatin1Char(':')) >= 2 && isAddress(text.mid(at, end - at))) {
        host = text.mid(at, end - at).toString();
        at = end;
        return true;
    }
    for (const bool asciiOnly : {false, true}) {
        end = at;
        while (end < text.size() && end - at <= kLongestHost + 1 &&
               (asciiOnly ? isAsciiHostCharacter(text[end]) : isHostCharacter(text[end])) &&
               !text.mid(end).startsWith(QLatin1String(".."))) // "Trying 10.0.0.5..."
            ++end;
        if (accept(text.mid(at, end - at), host)) {
            at = end;
            return true;
        }
    }
    return false;
}

bool skipOpening(QStringView text, qsizetype& at)
{
    if (at >= text.size() || !isOpening(text[at]))
        return false;
    ++at;
    return true;
}

void skipClosing(bool isOpen, QStringView text, qsizetype& at)
{
    if (isOpen && at < text.size() && isClosing(text[at]))
        ++at;
}

void takeColonPort(QStringView text, qsizetype& at, std::uint16_t& port)
{
    qsizetype behind = at + 1;
    if (at < text.size() && text[at] == QLatin1Char(':') && takePort(text, behind, port))
        at = behind;
}

// Java's InetSocketAddress behind the slash: the address, or "<unresolved>", and the port. Old ones write IPv6 without
// brackets, all eight groups.
void takeBehindSlash(QStringView text, qsizetype& at, Spot& spot)
{
    qsizetype behind = at + 1;
    const QStringView unresolved(u"<unresolved>");
    if (text.mid(behind).startsWith(unresolved)) {
        at = behind + unresolved.size();
        takeColonPort(text, at, spot.port);
        return;
    }
    Spot resolved;
    qsizetype loose = behind;
    const bool isLong = text.mid(behind, 64).left(endOfColons(text, behind) - behind).count(QLatin1Char(':')) == 8;
    if (isLong ? takeLoose(text, loose, resolved) : takeBare(text, loose, resolved.host)) {
        if (!isLong)
            takeColonPort(text, loose, resolved.port);
        if (!isAddress(resolved.host))
            return;
        (spot.host.isEmpty() ? spot.host : spot.address) = resolved.host;
        spot.port = resolved.port;
        at = loose;
    }
}

std::uint16_t schemePort(QStringView scheme)
{
    for (const SchemePort& known : kSchemePorts)
        if (scheme.compare(QLatin1String(known.scheme), Qt::CaseInsensitive) == 0)
            return known.port;
    return 0;
}

bool isSchemeCharacter(QChar c)
{
    return c.unicode() < 0x80 && (c.isLetterOrNumber() || QStringView(u"+.-:").contains(c));
}

} // namespace

bool isAddress(QStringView text)
{
    const QStringView plain = withoutScope(text);
    const QStringView scope = text.mid(qMin(text.size(), plain.size() + 1));
    if (plain.size() > 45 ||
        (plain.size() < text.size() && (scope.isEmpty() || scope.size() > kLongestScope ||
                                        !std::all_of(scope.begin(), scope.end(), isAsciiHostCharacter))))
        return false;
    return IpAddress::parse(plain.toString()).has_value();
}

bool isHostName(QStringView text)
{
    if (text.isEmpty() || text.contains(kMasked))
        return false;
    for (const char* none : {"null", "undefined", "none", "unknown", "nil", "(null)"})
        if (text.compare(QLatin1String(none), Qt::CaseInsensitive) == 0)
            return false;
    return isAddress(text) || isName(text);
}

bool takeHost(QStringView text, qsizetype& at, QString& host)
{
    qsizetype i = at;
    const bool isOpen = skipOpening(text, i);
    if (!takeBare(text, i, host))
        return false;
    skipClosing(isOpen, text, i);
    at = i;
    return true;
}

bool takePort(QStringView text, qsizetype& at, std::uint16_t& port)
{
    qsizetype i = at;
    const bool isOpen = skipOpening(text, i);
    const qsizetype from = i;
    while (i < text.size() && i - from < 6 && isDigit(text[i]))
        ++i;
    const uint value = text.mid(from, i - from).toUInt();
    if (i == from || value == 0 || value > 65535)
        return false;
    port = static_cast<std::uint16_t>(value);
    skipClosing(isOpen, text, i);
    at = i;
    return true;
}

bool takeEndpoint(QStringView text, qsizetype& at, Spot& spot)
{
    qsizetype i = at;
    const bool isOpen = skipOpening(text, i);
    Spot found;
    if (i < text.size() && text[i] == QLatin1Char('/')) {
        takeBehindSlash(text, i, found);
    } else if (takeBare(text, i, found.host)) {
        if (i < text.size() && text[i] == QLatin1Char('/'))
            takeBehindSlash(text, i, found);
        else
            takeColonPort(text, i, found.port);
    }
    if (found.host.isEmpty())
        return false;
    skipClosing(isOpen, text, i);
    spot = found;
    at = i;
    return true;
}

bool takeLoose(QStringView text, qsizetype& at, Spot& spot)
{
    qsizetype end = at;
    while (end < text.size() && end - at <= kLongestHost + 8 &&
           (isAsciiHostCharacter(text[end]) || QStringView(u":[]%").contains(text[end])))
        ++end;
    QStringView run = text.mid(at, end - at);
    while (run.endsWith(QLatin1Char('.')) || run.endsWith(QLatin1Char(':')))
        run.chop(1);
    const qsizetype colon = run.lastIndexOf(QLatin1Char(':'));
    qsizetype digits = colon + 1;
    Spot found;
    if (colon <= 0 || !takePort(run, digits, found.port) || digits != run.size())
        return takeEndpoint(text, at, spot);
    QStringView host = run.left(colon);
    if (host.startsWith(QLatin1Char('[')) && host.endsWith(QLatin1Char(']')))
        host = host.mid(1, host.size() - 2);
    if (!accept(host, found.host))
        return false;
    spot = found;
    at += run.size();
    return true;
}

bool takeListener(QStringView text, qsizetype& at, Spot& spot)
{
    qsizetype i = at;
    (void)skipOpening(text, i);
    const qsizetype from = i;
    while (i < text.size() && i - from <= kLongestHost + 8 &&
           (isAsciiHostCharacter(text[i]) || QStringView(u":*[]%").contains(text[i])))
        ++i;
    QStringView run = text.mid(from, i - from);
    while (run.endsWith(QLatin1Char('.')) || run.endsWith(QLatin1Char(':')))
        run.chop(1);
    const qsizetype colon = run.lastIndexOf(QLatin1Char(':'));
    qsizetype digits = colon + 1;
    Spot found;
    if (colon < 0 || !takePort(run, digits, found.port) || digits != run.size())
        return false;
    QStringView host = run.left(colon);
    if (host.startsWith(QLatin1Char('[')) && host.endsWith(QLatin1Char(']')))
        host = host.mid(1, host.size() - 2);
    if (isHostName(host))
        found.host = host.toString();
    spot = found;
    at = from + run.size();
    return true;
}

bool takeUrl(QStringView text, qsizetype& at, Spot& spot)
{
    qsizetype i = at;
    (void)skipOpening(text, i);
    const qsizetype marker = text.mid(i, 48).indexOf(QLatin1String("://"));
    if (marker <= 0)
        return false;
    QStringView scheme = text.mid(i, marker);
    if (!std::all_of(scheme.begin(), scheme.end(), isSchemeCharacter))
        return false;
    scheme = scheme.mid(scheme.lastIndexOf(QLatin1Char(':')) + 1); // "jdbc:postgresql"
    const bool isService = scheme.endsWith(QLatin1String("+srv")); // its port stands in the DNS
    scheme = scheme.left(scheme.indexOf(QLatin1Char('+')) < 0 ? scheme.size() : scheme.indexOf(QLatin1Char('+')));
    i += marker + 3;
    while (i < text.size() && text[i] == kMasked)
        ++i;
    if (i < text.size() && text[i] == QLatin1Char('@'))
        ++i;
    Spot found;
    if (!takeBare(text, i, found.host))
        return false;
    takeColonPort(text, i, found.port);
    if (found.port == 0 && !isService)
        found.port = schemePort(scheme);
    spot = found;
    at = i;
    return true;
}

qsizetype schemeStart(QStringView text, qsizetype marker)
{
    qsizetype from = marker;
    while (from > 0 && marker - from < 40 && isSchemeCharacter(text[from - 1]))
        --from;
    return from;
}

} // namespace knockback

// What people type and paste, taken apart. The text may hold anything.
#include "core/target/target.h"

#include "core/target/refusal.h"

#include <QRegularExpression>
#include <QStringView>
#include <QUrl>
#include <net/if.h>

namespace knockback {

using namespace refusals;

namespace {

constexpr qsizetype kLongestInput =
    4096;                         // a pasted URL with its path and query; a host alone is checked against 253 later
constexpr int kLongestName = 253; // RFC 1035 section 2.3.4: 255 bytes on the wire, which is 253 characters
constexpr int kLongestLabel = 63;

struct Split
{
    QString host;   // without brackets
    QString port;   // as written behind the host, "" where there is none
    QString scheme; // lower case, "" where there is none
    bool inBrackets = false;
};

bool isIgnoredAtEnds(QChar c)
{
    // A byte-order mark, a zero-width space or a word joiner comes along when text is copied from a page or a chat.
    return c.isSpace() || c == QChar(0xfeff) || c == QChar(0x200b) || c == QChar(0x2060);
}

QString trimmedEnds(const QString& text)
{
    qsizetype from = 0;
    qsizetype to = text.size();
    while (from < to && isIgnoredAtEnds(text[from]))
        ++from;
    while (to > from && isIgnoredAtEnds(text[to - 1]))
        --to;
    return text.mid(from, to - from);
}

// Chinese and Japanese input methods write full-width forms (U+FF01–U+FF5E) and the ideographic full stop for the same
// keys; UTS #46 maps them for names, so the same is done for the whole text before it is taken apart.
QString withoutFullWidth(QString text)
{
    for (QChar& c : text) {
        const char16_t u = c.unicode();
        if (u >= 0xff01 && u <= 0xff5e)
            c = QChar(static_cast<char16_t>(u - 0xfee0));
        else if (u == 0x3002 || u == 0xff61)
            c = QLatin1Char('.');
    }
    return text;
}

// Is there anything that a person cannot see or that turns the text around?
bool hasInvisible(const QString& text)
{
    if (!text.isValidUtf16())
        return true;
    for (const uint point : text.toUcs4()) {
        switch (QChar::category(point)) {
        case QChar::Other_Control:
        case QChar::Other_Surrogate:
        case QChar::Other_PrivateUse:
        case QChar::Other_NotAssigned:
            return true;
        case QChar::Other_Format:
            if (point != 0x200c && point != 0x200d) // joiners belong to some scripts; IDNA judges them
                return true;
            break;
        default:
            break;
        }
    }
    return false;
}

// "scheme://user:password@host:port/path?query#fragment" → scheme and "host:port". Also without scheme.
Result<QString> authorityOf(const QString& text, QString& scheme)
{
    QString rest = text;
    const qsizetype marker = rest.indexOf(QLatin1String("://"));
    const qsizetype firstSlash = rest.indexOf(QLatin1Char('/'));
    if (marker >= 0 && marker < firstSlash) {
        // Compound ones too: "jdbc:postgresql", "git+ssh".
        static const QRegularExpression form(
            QStringLiteral("^(?:[A-Za-z][A-Za-z0-9+.-]*:)*([A-Za-z][A-Za-z0-9+.-]*)$"));
        const auto match = form.match(rest.left(marker));
        if (!match.hasMatch())
            return refused(kBadScheme, text.left(200));
        scheme = match.captured(1).toLower();
        rest = rest.mid(marker + 3);
    } else if (rest.startsWith(QLatin1String("//"))) {
        rest = rest.mid(2);
    }
    static const QRegularExpression end(QStringLiteral("[/?#\\\\]"));
    const qsizetype stop = rest.indexOf(end);
    const QString tail = stop < 0 ? QString() : rest.mid(stop);
    if (stop >= 0)
        rest.truncate(stop);
    static const QRegularExpression prefix(QStringLiteral("^/[0-9]{1,3}$"));
    if (scheme.isEmpty() && prefix.match(tail).hasMatch() && IpAddress::parse(rest))
        return refused(kNetwork, rest + tail);
    // RFC 3986 section 3.2.1: a name and a password before the host; the host cannot hold "@".
    const qsizetype at = rest.lastIndexOf(QLatin1Char('@'));
    return at < 0 ? rest : rest.mid(at + 1);
}

// What a person typed may be shown and saved: what stands before "@" and in the query (a password, a token) must not
// be.
QString withoutSecrets(const QString& typed)
{
    const QString text = withoutFullWidth(typed); // one character for one: positions are the same
    static const QRegularExpression query(QStringLiteral("[?#]"));
    const qsizetype stop = text.indexOf(query);
    const qsizetype end = stop < 0 ? text.size() : stop;
    const qsizetype marker = text.indexOf(QLatin1String("//"));
    const qsizetype from = marker < 0 || marker > end ? 0 : marker + 2;
    const qsizetype slash = text.indexOf(QLatin1Char('/'), from);
    const qsizetype authorityEnd = slash < 0 || slash > end ? end : slash;
    const qsizetype at = text.left(authorityEnd).lastIndexOf(QLatin1Char('@'));
    return at < from ? typed.left(end) : typed.left(from) + typed.mid(at + 1, end - at - 1);
}

Result<Split> splitHostPort(const QString& authority)
{
    Split out;
    if (authority.startsWith(QLatin1Char('['))) {
        const qsizetype close = authority.indexOf(QLatin1Char(']'));
        if (close < 0)
            return refused(kBracketOpen, authority);
        const QString after = authority.mid(close + 1);
        if (!after.isEmpty() && !after.startsWith(QLatin1Char(':')))
            return refused(kBracketOpen, authority);
        out.host = authority.mid(1, close - 1);
        out.port = after.mid(1);
        out.inBrackets = true;
        return out;
    }
    if (authority.contains(QLatin1Char('[')) || authority.contains(QLatin1Char(']')))
        return refused(kBracketOpen, authority);
    if (authority.count(QLatin1Char(':')) == 1) {
        const qsizetype colon = authority.indexOf(QLatin1Char(':'));
        out.host = authority.left(colon);
        out.port = authority.mid(colon + 1);
    } else {
        out.host = authority; // no colon, or an IPv6 address with many
    }
    return out;
}

Result<Split> takeApart(const QString& typed)
{
    if (typed.size() > kLongestInput)
        return refused(kTooLong, typed.left(64));
    const QString text = withoutFullWidth(trimmedEnds(typed));
    if (text.isEmpty())
        return refused(kEmptyHost);
    if (hasInvisible(text))
        return refused(kControl, text);
    for (const QChar c : text)
        if (c.isSpace())
            return refused(kSpace, text);
    QString scheme;
    const Result<QString> authority = authorityOf(text, scheme);
    if (!authority)
        return authority.error();
    if (authority->contains(QLatin1Char(',')) || authority->contains(QLatin1Char(';')))
        return refused(kSeveral, *authority);
    Result<Split> split = splitHostPort(*authority);
    if (!split)
        return split;
    if (split->host.isEmpty())
        return refused(kEmptyHost);
    split->scheme = scheme;
    return split;
}

// "80", "443/tcp" (as nmap prints it), "https".
Result<Port> readPort(const QString& text)
{
    QString word = text;
    if (const qsizetype slash = word.indexOf(QLatin1Char('/')); slash > 0) {
        const QString protocol = word.mid(slash + 1).toLower();
        if (protocol == QLatin1String("udp") || protocol == QLatin1String("sctp"))
            return refused(kPortUdp, text);
        if (protocol == QLatin1String("tcp"))
            word.truncate(slash);
    }
    static const QRegularExpression digits(QStringLiteral("^[-+]?[0-9]+$"));
    if (digits.match(word).hasMatch()) {
        bool isNumber = false;
        const quint64 value = word.toULongLong(&isNumber);
        if (!isNumber || word.startsWith(QLatin1Char('+')) || value == 0 || value > 65535)
            return refused(kPortRange, text);
        return Port{static_cast<std::uint16_t>(value)};
    }
    if (const auto known = servicePort(word))
        return *known;
    return refused(kPortUnknown, text);
}

// The port of a scheme whose name is not that of its service.
std::optional<Port> schemePort(const QString& scheme)
{
    if (scheme == QLatin1String("ws"))
        return Port{80};
    if (scheme == QLatin1String("wss"))
        return Port{443};
    QString service = scheme;
    if (service.endsWith(QLatin1String("+srv"))) // "mongodb+srv"
        service.chop(4);
    return servicePort(service.mid(service.lastIndexOf(QLatin1Char('+')) + 1)); // "git+ssh"
}

Result<Port> choosePort(const QString& portField, const Split& split)
{
    const QString field = withoutFullWidth(trimmedEnds(portField.left(256)));
    if (field.isEmpty() && split.port.isEmpty()) {
        const auto fromScheme = split.scheme.isEmpty() ? std::nullopt : schemePort(split.scheme);
        return fromScheme ? Result<Port>(*fromScheme) : Result<Port>(refused(kEmptyPort));
    }
    if (field.isEmpty() || split.port.isEmpty())
        return readPort(field.isEmpty() ? split.port : field);
    const Result<Port> one = readPort(field);
    const Result<Port> other = readPort(split.port);
    if (one && other && *one != *other)
        return refused(kTwoPorts, split.port + QStringLiteral(", ") + field);
    return one ? other : one;
}

// Would a browser (WHATWG URL: "ends in a number") or inet_aton(3) take it for an IPv4 address? Names never look so: no
// top-level domain is a number.
bool looksLikeIpv4(const QString& host)
{
    QString name = host.endsWith(QLatin1Char('.')) ? host.chopped(1) : host;
    const QString last = name.mid(name.lastIndexOf(QLatin1Char('.')) + 1);
    static const QRegularExpression number(QStringLiteral("^(?:\\d+|0[xX][0-9A-Fa-f]*)$"),
                                           QRegularExpression::UseUnicodePropertiesOption); // digits of any script
    return number.match(last).hasMatch();
}

Status checkLiteral(const IpAddress& address)
{
    if (address.isUnspecified())
        return refused(kUnspecified, address.toString());
    if (address.isMulticast())
        return refused(kMulticast, address.toString());
    if (address.family != Family::ipv6 || !address.isLinkLocal())
        return okStatus();
    if (address.scope == 0)
        return refused(kNeedsZone, address.toString());
    char name[IF_NAMESIZE] = {};
    if (::if_indextoname(address.scope, name) == nullptr)
        return refused(kNoZone, QString::number(address.scope));
    return okStatus();
}

Status fillLiteral(IpAddress address, TargetSpec& out)
{
    if (Status status = checkLiteral(address); !status)
        return status;
    if (!address.isLinkLocal())
        address.scope = 0; // the kernel ignores it there, and equal addresses must compare equal
    out.literal = address;
    out.kind = address.family == Family::ipv4 ? HostKind::ipv4 : HostKind::ipv6;
    out.host = address.toString();
    out.asciiHost = out.host;
    return okStatus();
}

Status fillIpv6(QString text, bool inBrackets, TargetSpec& out)
{
    // In a URL the percent sign itself is written %25 (RFC 6874).
    if (inBrackets)
        text.replace(QLatin1String("%25"), QLatin1String("%"));
    const qsizetype percent = text.indexOf(QLatin1Char('%'));
    // if_nametoindex(3) takes "eth0:80" for an alias of eth0, and the port would be lost.
    const bool isAlias = percent >= 0 && text.indexOf(QLatin1Char(':'), percent) >= 0;
    if (const auto address = IpAddress::parse(text); !isAlias && address && address->family == Family::ipv6)
        return fillLiteral(*address, out);
    const auto plain = percent < 0 ? std::nullopt : IpAddress::parse(text.left(percent));
    if (plain && plain->family == Family::ipv6)
        return refused(kNoZone, text.mid(percent + 1));
    return inBrackets ? refused(kBracketOnlyV6, text) : refused(kNotV6, text);
}

Status checkLabels(const QString& ascii, const QString& shown)
{
    const QString name = ascii.endsWith(QLatin1Char('.')) ? ascii.chopped(1) : ascii;
    if (name.size() > kLongestName)
        return refused(kTooLong, shown);
    for (const QString& label : name.split(QLatin1Char('.'))) {
        if (label.isEmpty())
            return refused(kEmptyLabel, shown);
        if (label.size() > kLongestLabel)
            return refused(kLongLabel, label);
    }
    return okStatus();
}

// Letters, digits, "-", "_" and dots: what RFC 952 and RFC 1123 allow, and the underscore that real names have.
Status checkCharacters(const QString& name)
{
    for (const QChar c : name) {
        const char16_t u = c.unicode();
        const bool fine = (u >= 'a' && u <= 'z') || (u >= 'A' && u <= 'Z') || (u >= '0' && u <= '9') || u == '-' ||
                          u == '_' || u == '.' || u > 0x7f;
        if (!fine)
            return refused(kCharacter, QString(c));
    }
    return okStatus();
}

Status fillName(const QString& typedHost, TargetSpec& out)
{
    if (typedHost.startsWith(QLatin1Char('-'))) // never let a host become an option of a command
        return refused(kDash, typedHost);
    if (looksLikeIpv4(typedHost))
        return refused(kNearlyV4, typedHost);
    if (Status status = checkCharacters(typedHost); !status)
        return status;
    const QString lower = typedHost.toLower();
    bool isAscii = true;
    for (const QChar c : lower)
        isAscii = isAscii && c.unicode() <= 0x7f;
    if (Status status = isAscii ? checkLabels(lower, typedHost) : okStatus(); !status)
        return status;
    out.asciiHost = isAscii ? lower : QString::fromLatin1(QUrl::toAce(lower, QUrl::IgnoreIDNWhitelist)).toLower();
    if (out.asciiHost.isEmpty())
        return refused(lower.contains(QLatin1String("..")) || lower.startsWith(QLatin1Char('.')) ? kEmptyLabel : kIdn,
                       typedHost);
    if (Status status = checkLabels(out.asciiHost, typedHost); !status)
        return status;
    // Digits of other scripts become ASCII ones only here.
    if (out.asciiHost.startsWith(QLatin1Char('-')) || looksLikeIpv4(out.asciiHost))
        return refused(out.asciiHost.startsWith(QLatin1Char('-')) ? kDash : kNearlyV4, typedHost);
    out.host = isAscii ? lower : QUrl::fromAce(out.asciiHost.toLatin1(), QUrl::IgnoreIDNWhitelist);
    out.kind = HostKind::name;
    return okStatus();
}

Status fillHost(const Split& split, TargetSpec& out)
{
    const QString& text = split.host;
    if (split.inBrackets || text.contains(QLatin1Char(':')) || text.contains(QLatin1Char('%')))
        return fillIpv6(text, split.inBrackets, out);
    const QString withoutDot = text.endsWith(QLatin1Char('.')) ? text.chopped(1) : text;
    if (const auto address = IpAddress::parse(withoutDot))
        return fillLiteral(*address, out);
    return fillName(text, out);
}

} // namespace

Result<TargetSpec> parseTarget(const QString& host, const QString& port)
{
    const Result<Split> split = takeApart(host);
    if (!split)
        return split.error();
    TargetSpec out;
    if (const Status status = fillHost(*split, out); !status)
        return status.error();
    const Result<Port> chosen = choosePort(port, *split);
    if (!chosen)
        return chosen.error();
    out.port = *chosen;
    out.typed = withoutSecrets(trimmedEnds(host));
    out.service = serviceName(out.port);
    return out;
}

} // namespace knockback

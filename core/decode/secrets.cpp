#include "core/decode/secrets.h"

#include <array>

namespace knockback {

namespace {

constexpr qsizetype kLongestToken = 2048;

// Ends of the names of settings that hold credentials: "PGPASSWORD", "db.password", "x-api-key".
constexpr std::array<const char*, 21> kSecretNames{
    "password",   "passwd",      "passphrase", "pwd",        "pass",        "secret",    "token",
    "api_key",    "apikey",      "api-key",    "access_key", "access-key",  "accesskey", "authorization",
    "credential", "credentials", "sig",        "signature",  "private_key", "cookie",    "session_id"};

bool endsToken(QChar c)
{
    return c.isSpace() || c == QLatin1Char('"') || c == QLatin1Char('\'') || c == QLatin1Char('`') ||
           c == QLatin1Char('<') || c == QLatin1Char('>') || c == QChar(0x201c) || c == QChar(0x201d);
}

bool isNameCharacter(QChar c)
{
    const char16_t u = c.unicode();
    return (u >= 'a' && u <= 'z') || (u >= 'A' && u <= 'Z') || (u >= '0' && u <= '9') || u == '_' || u == '-' ||
           u == '.';
}

void mask(QString& text, qsizetype from, qsizetype to)
{
    for (qsizetype i = from; i < to; ++i)
        text[i] = kMasked;
}

qsizetype tokenEnd(const QString& text, qsizetype from)
{
    qsizetype end = from;
    while (end < text.size() && end - from < kLongestToken && !endsToken(text[end]))
        ++end;
    return end;
}

// "host", "host:80", "[v6]:80": nothing of it can be a password.
bool isPlainAuthority(QStringView authority)
{
    const qsizetype colon = authority.lastIndexOf(QLatin1Char(':'));
    if (authority.isEmpty() || authority.contains(QLatin1Char('@')))
        return false;
    if (authority.startsWith(QLatin1Char('[')) || colon < 0)
        return true;
    for (const QChar c : authority.mid(colon + 1))
        if (c < QLatin1Char('0') || c > QLatin1Char('9'))
            return false;
    return true;
}

// Where "user:secret" ends in a URL, or -1. Everything between "//" and the last "@" is one; but the paths of web
// addresses hold "@" too ("/@babel/core", "?mail=a@b"), and there a plain host and port before them is just that.
qsizetype endOfUserInfo(QStringView token, qsizetype marker)
{
    const QStringView rest = token.mid(marker + 2);
    qsizetype stop = 0;
    while (stop < rest.size() && !QStringView(u"/?#\\").contains(rest[stop]))
        ++stop;
    const QStringView before = token.left(marker);
    const bool isWeb = before.endsWith(QLatin1String("http:")) || before.endsWith(QLatin1String("https:")) ||
                       before.endsWith(QLatin1String("ws:")) || before.endsWith(QLatin1String("wss:"));
    if (isWeb && isPlainAuthority(rest.left(stop)))
        return -1;
    const qsizetype at = token.lastIndexOf(QLatin1Char('@'));
    return at > marker + 1 && token[at - 1] != QLatin1Char('/') ? at : -1;
}

// "user:secret@host" in one token.
void maskUserInfo(QString& text, qsizetype from, qsizetype to)
{
    const QStringView token = QStringView(text).mid(from, to - from);
    const qsizetype at = token.lastIndexOf(QLatin1Char('@'));
    if (at <= 0)
        return;
    const qsizetype marker = token.indexOf(QLatin1String("//"));
    if (marker >= 0 && marker < at && !(marker > 0 && token[marker - 1] == QLatin1Char('@'))) {
        if (const qsizetype end = endOfUserInfo(token, marker); end >= 0)
            mask(text, from + marker + 2, from + end);
        return;
    }
    // "user:secret@tcp(…)", "scott/tiger@db": with a separator; "user@host" alone is no secret.
    qsizetype start = 0;
    const QStringView before = token.left(at);
    for (const char16_t opener : {u'=', u'(', u'[', u','})
        start = qMax(start, before.lastIndexOf(QChar(opener)) + 1);
    const QStringView pair = before.mid(start);
    const bool isThin = pair.startsWith(QLatin1String("jdbc:oracle:"), Qt::CaseInsensitive);
    if (isThin)
        start += pair.lastIndexOf(QLatin1Char(':')) + 1;
    if (token[at - 1] != QLatin1Char('/') &&
        (isThin || pair.contains(QLatin1Char(':')) || pair.contains(QLatin1Char('/'))))
        mask(text, from + start, from + at);
}

// A query string may hold anything: keys, signatures.
void maskQuery(QString& text, qsizetype from, qsizetype to)
{
    const QStringView token = QStringView(text).mid(from, to - from);
    const qsizetype marker = token.indexOf(QLatin1String("://"));
    const qsizetype query = marker < 0 ? -1 : token.indexOf(QLatin1Char('?'), marker);
    if (query >= 0)
        mask(text, from + query + 1, to);
}

bool endsWithSecretName(QStringView name)
{
    for (const char* secret : kSecretNames)
        if (name.endsWith(QLatin1String(secret), Qt::CaseInsensitive))
            return true;
    return false;
}

struct Value
{
    qsizetype from = 0, to = 0;
    bool isSure = false;
};

// What stands behind a name that ends at `at`: =value, ="value", ': "value"'. Sure: with "=", or as in JSON.
Value valueBehind(const QString& text, qsizetype at, bool isHeader, bool alsoUnsure)
{
    qsizetype i = at;
    const bool quotedName = i < text.size() && (text[i] == QLatin1Char('"') || text[i] == QLatin1Char('\''));
    if (quotedName)
        ++i;
    while (i < text.size() && i - at < 8 && text[i].isSpace())
        ++i;
    if (i >= text.size() || (text[i] != QLatin1Char('=') && text[i] != QLatin1Char(':')))
        return {};
    Value out;
    out.isSure = text[i] == QLatin1Char('=') || quotedName || isHeader;
    if (!out.isSure && !alsoUnsure)
        return {};
    ++i;
    if (i < text.size() && text[i] == QLatin1Char('>')) // Ruby, PHP: =>
        ++i;
    while (i < text.size() && text[i].isSpace())
        ++i;
    if (i >= text.size())
        return {};
    if (text[i] == QLatin1Char('"') || text[i] == QLatin1Char('\'')) {
        const qsizetype close = text.indexOf(text[i], i + 1);
        out.from = i + 1;
        out.to = close < 0 ? text.size() : close;
        return out;
    }
    out.from = i;
    out.to = i;
    if (isHeader) {
        // "Bearer abc", "a=b; c=d": two words, and more while they are a list.
        for (int words = 0;
             out.to < text.size() && text[out.to] != QLatin1Char('"') && text[out.to] != QLatin1Char('\'');) {
            const QChar last = text[out.to - 1];
            const bool betweenWords = text[out.to].isSpace() && !last.isSpace();
            if (betweenWords && last != QLatin1Char(',') && last != QLatin1Char(';') && ++words >= 2)
                break;
            ++out.to;
        }
        return out;
    }
    while (out.to < text.size() && !endsToken(text[out.to]) && !QStringView(u",;&)}]").contains(text[out.to]))
        ++out.to;
    return out;
}

// Names are runs of name characters; each is looked at once.
void maskValues(QString& text, bool alsoUnsure)
{
    qsizetype i = 0;
    while (i < text.size()) {
        if (!isNameCharacter(text[i])) {
            ++i;
            continue;
        }
        qsizetype end = i;
        while (end < text.size() && isNameCharacter(text[end]))
            ++end;
        const QStringView name = QStringView(text).mid(qMax(i, end - 64), end - qMax(i, end - 64));
        if (endsWithSecretName(name)) {
            const bool isHeader = name.endsWith(QLatin1String("authorization"), Qt::CaseInsensitive) ||
                                  name.endsWith(QLatin1String("cookie"), Qt::CaseInsensitive);
            const Value value = valueBehind(text, end, isHeader, alsoUnsure);
            if (value.to > value.from) {
                mask(text, value.from, value.to);
                end = qMax(end, value.to);
            }
        }
        i = end;
    }
}

// "curl -u user:secret", "mysql -psecret".
void maskOptions(QString& text)
{
    for (const char* option : {" -u ", " --user ", " -a "}) {
        const qsizetype at = text.indexOf(QLatin1String(option));
        if (at < 0)
            continue;
        const qsizetype from = at + qsizetype(qstrlen(option));
        const qsizetype to = tokenEnd(text, from);
        const qsizetype colon = text.indexOf(QLatin1Char(':'), from);
        if (option[2] == 'a' ? text.contains(QLatin1String("redis")) : colon >= from && colon < to)
            mask(text, from, to);
    }
    const qsizetype at = text.indexOf(QLatin1String(" -p"));
    if (at >= 0 && (text.contains(QLatin1String("mysql")) || text.contains(QLatin1String("mariadb"))))
        mask(text, at + 3, tokenEnd(text, at + 3));
}

} // namespace

MaskedLine maskSecrets(const QString& line)
{
    MaskedLine out{line, {}};
    for (qsizetype i = 0; i < out.sure.size();) {
        const qsizetype end = tokenEnd(out.sure, i);
        if (end > i) {
            maskUserInfo(out.sure, i, end);
            maskQuery(out.sure, i, end);
        }
        i = qMax(end, i + 1);
    }
    maskOptions(out.sure);
    maskValues(out.sure, false);
    out.shown = out.sure;
    maskValues(out.shown, true);
    return out;
}

QString collapseMasks(const QString& text)
{
    QString out;
    out.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] != kMasked)
            out += text[i];
        else if (i == 0 || text[i - 1] != kMasked)
            out += QLatin1String("***");
    }
    return out;
}

} // namespace knockback

#include "core/base/redactor.h"

#include <QRegularExpression>
#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <netinet/in.h>

namespace knockback {

namespace {

// The scope a reader may still learn; address blocks as in RFC 6890.
QString scopeOf(const QString& literal)
{
    const QByteArray ascii = literal.section(QLatin1Char('%'), 0, 0).toLatin1();
    in_addr v4{};
    in6_addr v6{};
    if (::inet_pton(AF_INET, ascii.constData(), &v4) == 1) {
        const quint32 a = ntohl(v4.s_addr);
        const bool inPrivate = (a >> 24) == 10 || (a >> 20) == 0xac1 || (a >> 16) == 0xc0a8;
        return (a >> 24) == 127      ? QStringLiteral("ipv4-loopback")
               : inPrivate           ? QStringLiteral("ipv4-private")
               : (a >> 16) == 0xa9fe ? QStringLiteral("ipv4-link-local")
                                     : QStringLiteral("ipv4");
    }
    if (::inet_pton(AF_INET6, ascii.constData(), &v6) == 1)
        return IN6_IS_ADDR_LOOPBACK(&v6)        ? QStringLiteral("ipv6-loopback")
               : IN6_IS_ADDR_LINKLOCAL(&v6)     ? QStringLiteral("ipv6-link-local")
               : (v6.s6_addr[0] & 0xfe) == 0xfc ? QStringLiteral("ipv6-private")
                                                : QStringLiteral("ipv6");
    return {};
}

// Dotted, and yet no host name: kernel settings, and files and units named in commands ("resolv.conf",
// "nginx.service"). With them hidden a redacted report would hold commands that do nothing. One dot only:
// "www.customer.example.conf" holds a name. None of these endings is a top-level domain.
bool isOurs(const QString& dotted)
{
    static const QRegularExpression form(
        QStringLiteral("^(?:net\\.(?:ipv4|ipv6|core|netfilter|unix)(?:\\.[a-z0-9_]+)+|(?:fs|vm|kernel)\\.[a-z0-9_-]+"
                       "|[\\w-]+\\.(?:conf|service|socket|timer|target|log|sock|pid|knock|json|html|csv))$"));
    return form.match(dotted).hasMatch();
}

} // namespace

QString Redactor::token(QHash<QString, QString>& table, const QString& key, const QString& prefix)
{
    auto found = table.find(key);
    if (found == table.end())
        found = table.insert(key, QStringLiteral("%1-%2").arg(prefix).arg(++m_next[prefix]));
    return *found;
}

QString Redactor::name(const QString& hostName)
{
    if (!m_on || hostName.isEmpty())
        return hostName;
    if (!scopeOf(hostName).isEmpty())
        return address(hostName);
    QString key = hostName.toLower();
    while (key.endsWith(QLatin1Char('.')))
        key.chop(1);
    return key == QLatin1String("localhost") ? hostName : token(m_names, key, QStringLiteral("host"));
}

QString Redactor::address(const QString& literal)
{
    if (!m_on || literal.isEmpty())
        return literal;
    const QString scope = scopeOf(literal);
    return scope.isEmpty() ? name(literal) : token(m_addresses, literal.toLower(), scope);
}

QString Redactor::nearlyIpv6(const QString& found)
{
    static const QRegularExpression timeOfDay(QStringLiteral("^\\d{1,2}:\\d{2}:\\d{2}(?:[.:]\\d+)?$"));
    QString plain = found;
    while (scopeOf(plain).isEmpty() && (plain.endsWith(QLatin1Char(':')) || plain.endsWith(QLatin1Char('.'))))
        plain.chop(1);
    const QString after = found.mid(plain.size());
    if (!scopeOf(plain).isEmpty())
        return address(plain) + after;
    return timeOfDay.match(plain).hasMatch() ? found
                                             : token(m_addresses, plain.toLower(), QStringLiteral("ipv6")) + after;
}

QString Redactor::text(const QString& untrusted)
{
    if (!m_on)
        return untrusted;
    // A lone surrogate makes the whole text invalid to QRegularExpression, which then finds nothing and hides nothing.
    const QString text = QString::fromUtf8(untrusted.toUtf8());
    // Candidates: MAC, IPv4 (before IPv6: "203.0.113.2:5432:" has two colons), IPv6, dotted names. What inet_pton
    // refuses is looked at as a name.
    static const QRegularExpression candidate(
        QStringLiteral("(?<mac>\\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\\b)"
                       "|(?<v4>(?<![\\w.])\\d{1,3}(?:\\.\\d{1,3}){3}(?![\\w]))"
                       "|(?<v6>(?<![\\w:])(?=[0-9a-f:.]*:[0-9a-f:.]*:)[0-9a-f:.]+(?:%[\\w.-]+)?)"
                       "|(?<name>\\b(?:[\\w-]+\\.)+[a-z][\\w-]*\\.?)"),
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
    QString out;
    qsizetype from = 0;
    for (auto it = candidate.globalMatch(text); it.hasNext();) {
        const auto match = it.next();
        const QString found = match.captured();
        out += QStringView(text).mid(from, match.capturedStart() - from);
        from = match.capturedEnd();
        const bool isV6 = !match.captured(QStringLiteral("v6")).isEmpty();
        if (!match.captured(QStringLiteral("mac")).isEmpty())
            out += token(m_addresses, found.toLower(), QStringLiteral("mac"));
        else if (isV6 && scopeOf(found).isEmpty())
            out += nearlyIpv6(found);
        else if (isV6 || !match.captured(QStringLiteral("v4")).isEmpty())
            out += address(found);
        else
            out += isOurs(found) && !m_names.contains(found.toLower()) ? found : name(found);
    }
    out += QStringView(text).mid(from);
    // Names without a dot are replaced only where they were learned, longest first.
    QStringList known = m_names.keys();
    std::sort(known.begin(), known.end(), [](const QString& a, const QString& b) { return a.size() > b.size(); });
    for (const QString& key : known)
        if (!key.contains(QLatin1Char('.')))
            out.replace(QRegularExpression(
                            QStringLiteral("(?<![\\w.-])%1(?![\\w.-])").arg(QRegularExpression::escape(key)),
                            QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption),
                        m_names.value(key));
    return out;
}

} // namespace knockback

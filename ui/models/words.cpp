#include "ui/models/words.h"

#include "core/base/text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QTimeZone>
#include <netinet/tcp.h>

namespace knockback {

namespace {

// Translated where it is used: QT_TRANSLATE_NOOP marks it for lupdate.
QString said(const char* text)
{
    return QCoreApplication::translate("Words", text);
}

// RFC 792, RFC 1812 5.2.7.1: destination unreachable.
QString unreachableWords(int code)
{
    switch (code) {
    case 0:
        return said(QT_TRANSLATE_NOOP("Words", "network unreachable"));
    case 1:
        return said(QT_TRANSLATE_NOOP("Words", "host unreachable"));
    case 2:
        return said(QT_TRANSLATE_NOOP("Words", "protocol unreachable"));
    case 3:
        return said(QT_TRANSLATE_NOOP("Words", "port unreachable"));
    case 4:
        return said(QT_TRANSLATE_NOOP("Words", "packet too large for the way"));
    case 5:
        return said(QT_TRANSLATE_NOOP("Words", "source route failed"));
    case 6:
        return said(QT_TRANSLATE_NOOP("Words", "network unknown"));
    case 7:
        return said(QT_TRANSLATE_NOOP("Words", "host unknown"));
    case 9:
        return said(QT_TRANSLATE_NOOP("Words", "network administratively prohibited"));
    case 10:
        return said(QT_TRANSLATE_NOOP("Words", "host administratively prohibited"));
    case 11:
        return said(QT_TRANSLATE_NOOP("Words", "network unreachable for this type of service"));
    case 12:
        return said(QT_TRANSLATE_NOOP("Words", "host unreachable for this type of service"));
    case 13:
        return said(QT_TRANSLATE_NOOP("Words", "administratively prohibited"));
    default:
        return said(QT_TRANSLATE_NOOP("Words", "destination unreachable"));
    }
}

// RFC 4443 3.1.
QString unreachableWords6(int code)
{
    switch (code) {
    case 0:
        return said(QT_TRANSLATE_NOOP("Words", "no route to the destination"));
    case 1:
        return said(QT_TRANSLATE_NOOP("Words", "administratively prohibited"));
    case 2:
        return said(QT_TRANSLATE_NOOP("Words", "beyond the scope of the source address"));
    case 3:
        return said(QT_TRANSLATE_NOOP("Words", "address unreachable"));
    case 4:
        return said(QT_TRANSLATE_NOOP("Words", "port unreachable"));
    case 5:
        return said(QT_TRANSLATE_NOOP("Words", "source address failed a policy"));
    case 6:
        return said(QT_TRANSLATE_NOOP("Words", "a route rejects the destination"));
    default:
        return said(QT_TRANSLATE_NOOP("Words", "destination unreachable"));
    }
}

QString icmpKind(const IcmpError& icmp)
{
    if (icmp.origin == ErrorOrigin::icmp) {
        if (icmp.type == 3)
            return unreachableWords(icmp.code);
        if (icmp.type == 11)
            return said(QT_TRANSLATE_NOOP("Words", "the packet went in a circle or too far (time to live exceeded)"));
    }
    if (icmp.origin == ErrorOrigin::icmp6) {
        if (icmp.type == 1)
            return unreachableWords6(icmp.code);
        if (icmp.type == 2)
            return unreachableWords(4);
        if (icmp.type == 3)
            return said(QT_TRANSLATE_NOOP("Words", "the packet went in a circle or too far (hop limit exceeded)"));
    }
    return said(QT_TRANSLATE_NOOP("Words", "another message"));
}

} // namespace

QString icmpWords(const IcmpError& icmp)
{
    switch (icmp.origin) {
    case ErrorOrigin::none:
        return {};
    case ErrorOrigin::local:
        return said(QT_TRANSLATE_NOOP("Words", "this machine itself, no packet from outside"));
    case ErrorOrigin::icmp:
    case ErrorOrigin::icmp6:
        return icmpKind(icmp);
    case ErrorOrigin::other:
        break;
    }
    return said(QT_TRANSLATE_NOOP("Words", "another source in the kernel"));
}

QString icmpShort(const IcmpError& icmp)
{
    switch (icmp.origin) {
    case ErrorOrigin::icmp:
        return QStringLiteral("ICMP %1/%2").arg(icmp.type).arg(icmp.code);
    case ErrorOrigin::icmp6:
        return QStringLiteral("ICMPv6 %1/%2").arg(icmp.type).arg(icmp.code);
    case ErrorOrigin::local:
        return said(QT_TRANSLATE_NOOP("Words", "local"));
    default:
        return {};
    }
}

QString errnoShort(int value)
{
    return value == 0 ? QString() : QStringLiteral("%1 (%2)").arg(errnoName(value)).arg(value);
}

QString timesText(std::uint64_t count)
{
    return count == 1
               ? said(QT_TRANSLATE_NOOP("Words", "once"))
               : said(QT_TRANSLATE_NOOP("Words", "%1 times")).arg(QLocale().toString(static_cast<qulonglong>(count)));
}

QString attemptsText(std::uint64_t count)
{
    return count == 1 ? said(QT_TRANSLATE_NOOP("Words", "1 attempt"))
                      : said(QT_TRANSLATE_NOOP("Words", "%1 attempts"))
                            .arg(QLocale().toString(static_cast<qulonglong>(count)));
}

QString bytesText(std::uint64_t count)
{
    return count == 1
               ? said(QT_TRANSLATE_NOOP("Words", "1 byte"))
               : said(QT_TRANSLATE_NOOP("Words", "%1 bytes")).arg(QLocale().toString(static_cast<qulonglong>(count)));
}

QString tcpStateWord(int state)
{
    switch (state) {
    case TCP_ESTABLISHED:
        return QStringLiteral("ESTABLISHED");
    case TCP_SYN_SENT:
        return QStringLiteral("SYN-SENT");
    case TCP_SYN_RECV:
        return QStringLiteral("SYN-RECEIVED");
    case TCP_FIN_WAIT1:
        return QStringLiteral("FIN-WAIT-1");
    case TCP_FIN_WAIT2:
        return QStringLiteral("FIN-WAIT-2");
    case TCP_TIME_WAIT:
        return QStringLiteral("TIME-WAIT");
    case TCP_CLOSE:
        return QStringLiteral("CLOSED");
    case TCP_CLOSE_WAIT:
        return QStringLiteral("CLOSE-WAIT");
    case TCP_LAST_ACK:
        return QStringLiteral("LAST-ACK");
    case TCP_LISTEN:
        return QStringLiteral("LISTEN");
    case TCP_CLOSING:
        return QStringLiteral("CLOSING");
    default:
        return QString::number(state);
    }
}

QString zoneText(qint64 atNs)
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(atNs / 1'000'000);
    const QString name = time.timeZoneAbbreviation();
    const int offset = time.offsetFromUtc();
    if (offset == 0)
        return QStringLiteral("UTC");
    const QString utc = QStringLiteral("UTC%1%2:%3")
                            .arg(offset < 0 ? QStringLiteral("−") : QStringLiteral("+"))
                            .arg(std::abs(offset) / 3600, 2, 10, QLatin1Char('0'))
                            .arg(std::abs(offset) / 60 % 60, 2, 10, QLatin1Char('0'));
    // Zones without letters of their own are called "+03"; the offset says that already.
    return name.isEmpty() || name.startsWith(QLatin1Char('+')) || name.startsWith(QLatin1Char('-')) ||
                   name.startsWith(QLatin1String("UTC")) || name.startsWith(QLatin1String("GMT"))
               ? utc
               : QStringLiteral("%1, %2").arg(name, utc);
}

QString clockText(qint64 atNs)
{
    return QDateTime::fromMSecsSinceEpoch(atNs / 1'000'000).toString(QStringLiteral("HH:mm:ss.zzz"));
}

} // namespace knockback

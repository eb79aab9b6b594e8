// Thread: one at a time.
//
// Replaces names and addresses by stable tokens ("host-1", "address-2"), so that a report can be handed on: the same
// name is the same token everywhere in one report, and which family an address has, whether it is loopback, private or
// global, stays visible in the token ("ipv4-private-1").
#pragma once

#include <QHash>
#include <QString>
#include <QStringList>

namespace knockback {

class Redactor
{
public:
    // Off: every function returns its input.
    explicit Redactor(bool on) : m_on(on) {}
    bool on() const { return m_on; }

    QString name(const QString& hostName);
    QString address(const QString& literal);
    // Free text (an error line, a banner, raw evidence): every known name and anything that looks like an address
    // (IPv4, IPv6, MAC) or a host name with a dot is replaced.
    QString text(const QString& text);

private:
    // Two colons, yet no address: a port, a colon or the end of a sentence is stuck to one, or it is a time of day.
    // Rather hidden once too often than shown.
    QString nearlyIpv6(const QString& found);
    QString token(QHash<QString, QString>& table, const QString& key, const QString& prefix);

    bool m_on;
    QHash<QString, QString> m_names;
    QHash<QString, QString> m_addresses;
    QHash<QString, int> m_next;
};

} // namespace knockback

// Thread: any; pure. Hosts and ports out of a line, in the forms programs write them. Each function reads at `at`,
// moves it behind what it took, and takes nothing where there is no valid host: a wrong target would be worse than
// none.
#pragma once

#include <QString>
#include <QStringView>
#include <cstdint>

namespace knockback {

struct Spot
{
    QString host;    // a valid name or address; an address without brackets
    QString address; // what the host was resolved to, where both are written
    std::uint16_t port = 0;
    bool isEmpty() const { return host.isEmpty() && port == 0; }
};

// Could this be a host? A valid IPv4 or IPv6 address (with %scope), or a name by the rules of RFC 1123 and the
// underscore; letters of other scripts pass. Not "null", not "1.2.3", nothing that begins with a dash.
bool isHostName(QStringView text);
bool isAddress(QStringView text);

// A host alone, maybe in quotes: db.example, 'db', [::1], fe80::1%eth0.
bool takeHost(QStringView text, qsizetype& at, QString& host);
bool takePort(QStringView text, qsizetype& at, std::uint16_t& port);
// Host and, where it is there, ":port"; also Java's "name/address:port", "/address:port" and "name/<unresolved>:port".
bool takeEndpoint(QStringView text, qsizetype& at, Spot& spot);
// Address and port without brackets, as Node writes them: "::1:5432". The port is what follows the last colon.
bool takeLoose(QStringView text, qsizetype& at, Spot& spot);
// What a server listens on: ":8080", "*:80", "[::]:80", "0.0.0.0:80". The port must be there.
bool takeListener(QStringView text, qsizetype& at, Spot& spot);
// "scheme://host:port/…" where `at` is at its first letter; the scheme's usual port where none is written.
bool takeUrl(QStringView text, qsizetype& at, Spot& spot);

// Where the scheme of a URL begins whose "://" is at `marker`.
qsizetype schemeStart(QStringView text, qsizetype marker);

// The only URL that something can have been asked of (not "see https://…"), and the only host:port, or else the only
// address. Nothing where there are several different ones.
Spot urlIn(QStringView text);
Spot onlyEndpointIn(QStringView text);

} // namespace knockback

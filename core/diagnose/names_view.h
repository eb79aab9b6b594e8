// What the sources of names said, server by server.
// Thread: any; pure. Pointers lead into the observations, which must outlive it.
#pragma once

#include "core/diagnose/evidence.h"
#include "core/facts/observations.h"

#include <vector>

namespace knockback {

// What one server says about the name, all its answers together.
enum class ServerSays : std::uint8_t
{
    addresses, // it gave an address of a family that was asked for
    noAddress, // the name exists, without such an address
    notFound,  // NXDOMAIN
    failed,    // SERVFAIL, REFUSED, another code, or an answer that does not parse
    nothing,   // no answer
};

struct ServerView
{
    DnsServer server;
    ServerSays says = ServerSays::nothing;
    std::vector<const DnsAnswer*> answers;
    QVector<IpAddress> addresses;       // without doubles, in the order given
    QVector<IpAddress> otherFamily;     // addresses of a family that was not asked for
    const DnsAnswer* telling = nullptr; // the answer that decided `says`
    bool partlySilent = false;          // it answered one question and left another open
    std::chrono::nanoseconds slowest{0};
    QString evidence;
    // "192.0.2.53", with the port only where it is not the usual one.
    QString name() const
    {
        return server.endpoint.port.value == 53 ? server.endpoint.address.toString() : server.endpoint.toString();
    }
};

class NamesView
{
public:
    NamesView(const Observations& seen, EvidenceBook& book);

    bool literal = false;
    bool asked = false; // something has been asked and answered (or timed out)
    bool found = false; // there is at least one address to try
    QString host;       // fit to show
    std::vector<ServerView> servers;
    QVector<IpAddress> dnsAddresses;    // of all servers
    QVector<IpAddress> hostsAddresses;  // of the hosts file, of a family that was asked for
    QVector<IpAddress> systemAddresses; // getaddrinfo's
    QString hostsEvidence, systemEvidence, configEvidence;
    QString suggestion;

    int count(ServerSays says) const;
    QStringList evidenceOf(ServerSays says) const; // ids
    QString namesOf(ServerSays says) const;        // "192.0.2.53:53, 192.0.2.54:53"
    bool wanted(Family family) const { return m_family == Family::none || family == m_family; }
    Family onlyFamily() const { return m_family; } // none = both are asked for

private:
    void readHosts(const Observations& seen, EvidenceBook& book);
    void readServers(const Observations& seen, EvidenceBook& book);
    void readSystem(const Observations& seen, EvidenceBook& book);

    Family m_family = Family::none;
};

// Without regard to order and doubles.
bool sameSet(const QVector<IpAddress>& a, const QVector<IpAddress>& b);
bool holds(const QVector<IpAddress>& set, const IpAddress& address);
QString joined(const QVector<IpAddress>& addresses, int most = 4);

} // namespace knockback

// A DNS server for tests that answers as badly as wanted. UDP and TCP on one loopback address and port, in a thread of
// its own.
#pragma once

#include "core/base/worker.h"
#include "core/facts/address.h"

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <functional>
#include <mutex>
#include <vector>

struct DnsQuestion
{
    quint16 id = 0;
    QString name; // lower case, no dot at the end
    quint16 type = 0;
    QByteArray question; // the question section as it came
    bool overTcp = false;
    int number = 0; // from 1, counted over the server's life
};

// The messages to send back, each in a datagram (or TCP message) of its own; none = silence.
using DnsBehaviour = std::function<QList<QByteArray>(const DnsQuestion&)>;

class HostileDns
{
public:
    // port 0: any free one. tcp: whether anything listens on TCP.
    explicit HostileDns(DnsBehaviour behaviour, const QString& address = QStringLiteral("127.0.0.1"), quint16 port = 0,
                        bool tcp = true);
    ~HostileDns();

    bool works() const { return m_udp >= 0; }
    knockback::Endpoint endpoint() const { return m_endpoint; }
    QStringList asked() const; // "name type udp|tcp", in order

private:
    static int openDatagram(knockback::Endpoint& endpoint);
    void serve(const std::stop_token& stop);
    void serveDatagram();
    void serveStream();
    QList<QByteArray> answersTo(const QByteArray& query, bool overTcp);

    DnsBehaviour m_behaviour;
    knockback::Endpoint m_endpoint;
    int m_udp = -1;
    int m_tcp = -1;
    int m_wake = -1;
    mutable std::mutex m_mutex;
    std::vector<QString> m_asked; // no shared list: its copies would be taken apart in two threads
    knockback::Worker m_worker;   // last: stops before the rest dies
};

// Builders of messages.
inline constexpr quint16 kA = 1, kCname = 5, kSoa = 6, kMx = 15, kAaaa = 28;
QByteArray wireName(const QString& name);
QByteArray be16(quint16 value);
QByteArray be32(quint32 value);
QByteArray record(const QString& owner, quint16 type, const QByteArray& data, quint32 ttl = 300);
QByteArray addressRecord(const QString& owner, const QString& address, quint32 ttl = 300);
QByteArray soaRecord(const QString& zone, quint32 ttl = 900, quint32 minimum = 60);
// A whole message: the header with this rcode, the question as asked, the sections.
QByteArray reply(const DnsQuestion& asked, int rcode, const QList<QByteArray>& answers = {},
                 const QList<QByteArray>& authority = {}, bool truncated = false);

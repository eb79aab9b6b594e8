#include "hostile_dns.h"

#include <array>
#include <cerrno>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace knockback;

namespace {

int openSocket(const Endpoint& endpoint, int type)
{
    sockaddr_storage address{};
    const unsigned size = toSockaddr(endpoint, address);
    const int fd = ::socket(address.ss_family, type | SOCK_CLOEXEC, 0);
    const int on = 1;
    (void)::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (fd >= 0 && ::bind(fd, reinterpret_cast<const sockaddr*>(&address), size) == 0 &&
        (type == SOCK_DGRAM || ::listen(fd, 16) == 0))
        return fd;
    ::close(fd);
    return -1;
}

quint16 portOf(int fd)
{
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    (void)::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
    return fromSockaddr(address).port.value;
}

QByteArray readExactly(int fd, int size)
{
    QByteArray out;
    while (out.size() < size) {
        QByteArray part(size - static_cast<int>(out.size()), '\0');
        const ssize_t got = ::recv(fd, part.data(), static_cast<size_t>(part.size()), 0);
        if (got <= 0)
            return {};
        out.append(part.constData(), got);
    }
    return out;
}

} // namespace

int HostileDns::openDatagram(Endpoint& endpoint)
{
    const int fd = openSocket(endpoint, SOCK_DGRAM);
    if (fd >= 0)
        endpoint.port.value = portOf(fd);
    return fd;
}

HostileDns::HostileDns(DnsBehaviour behaviour, const QString& address, quint16 port, bool tcp)
    : m_behaviour(std::move(behaviour)), m_endpoint{IpAddress::parse(address).value(), Port{port}},
      m_udp(openDatagram(m_endpoint)), m_tcp(tcp && m_udp >= 0 ? openSocket(m_endpoint, SOCK_STREAM) : -1),
      m_wake(::eventfd(0, EFD_CLOEXEC)), m_worker(
                                             "hostile-dns", [this](const std::stop_token& stop) { serve(stop); },
                                             [this] {
                                                 const quint64 one = 1;
                                                 (void)!::write(m_wake, &one, sizeof one);
                                             })
{
}

HostileDns::~HostileDns()
{
    m_worker.requestStop();
    m_worker.join();
    for (const int fd : {m_udp, m_tcp, m_wake})
        if (fd >= 0)
            ::close(fd);
}

QStringList HostileDns::asked() const
{
    const std::lock_guard lock(m_mutex);
    return {m_asked.begin(), m_asked.end()};
}

void HostileDns::serve(const std::stop_token& stop)
{
    while (!stop.stop_requested()) {
        std::array<pollfd, 3> fds{pollfd{m_wake, POLLIN, 0}, pollfd{m_udp, POLLIN, 0}, pollfd{m_tcp, POLLIN, 0}};
        if (::poll(fds.data(), fds.size(), -1) < 0)
            return;
        if (fds[1].revents != 0)
            serveDatagram();
        if (fds[2].revents != 0)
            serveStream();
    }
}

void HostileDns::serveDatagram()
{
    QByteArray buffer(65536, '\0');
    sockaddr_storage from{};
    socklen_t fromSize = sizeof from;
    const ssize_t got = ::recvfrom(m_udp, buffer.data(), static_cast<size_t>(buffer.size()), MSG_DONTWAIT,
                                   reinterpret_cast<sockaddr*>(&from), &fromSize);
    if (got < 0)
        return;
    for (const QByteArray& message : answersTo(buffer.left(got), false))
        (void)::sendto(m_udp, message.constData(), static_cast<size_t>(message.size()), 0,
                       reinterpret_cast<const sockaddr*>(&from), fromSize);
}

void HostileDns::serveStream()
{
    const int fd = ::accept4(m_tcp, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0)
        return;
    const timeval limit{2, 0};
    (void)::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    const QByteArray size = readExactly(fd, 2);
    if (size.size() == 2) {
        const int length = (static_cast<quint8>(size[0]) << 8) | static_cast<quint8>(size[1]);
        for (const QByteArray& message : answersTo(readExactly(fd, length), true)) {
            const QByteArray framed = be16(static_cast<quint16>(message.size())) + message;
            (void)::send(fd, framed.constData(), static_cast<size_t>(framed.size()), MSG_NOSIGNAL);
        }
    }
    ::close(fd);
}

QList<QByteArray> HostileDns::answersTo(const QByteArray& query, bool overTcp)
{
    if (query.size() < 17)
        return {};
    DnsQuestion question;
    question.id = static_cast<quint16>((static_cast<quint8>(query[0]) << 8) | static_cast<quint8>(query[1]));
    question.overTcp = overTcp;
    QStringList labels;
    qsizetype at = 12;
    while (at < query.size() && query[at] != 0) {
        const int size = static_cast<quint8>(query[at]);
        labels << QString::fromLatin1(query.mid(at + 1, size)).toLower();
        at += size + 1;
    }
    question.name = labels.join(QLatin1Char('.'));
    question.question = query.mid(12, at + 5 - 12);
    if (at + 2 < query.size())
        question.type = static_cast<quint8>(query[at + 2]);
    {
        const std::lock_guard lock(m_mutex);
        m_asked.push_back(QStringLiteral("%1 %2 %3")
                              .arg(question.name)
                              .arg(question.type)
                              .arg(overTcp ? QStringLiteral("tcp") : QStringLiteral("udp")));
        question.number = static_cast<int>(m_asked.size());
    }
    return m_behaviour(question);
}

QByteArray be16(quint16 value)
{
    return QByteArray(1, static_cast<char>(value >> 8)) + QByteArray(1, static_cast<char>(value & 0xff));
}
QByteArray be32(quint32 value)
{
    return be16(static_cast<quint16>(value >> 16)) + be16(static_cast<quint16>(value & 0xffff));
}

QByteArray wireName(const QString& name)
{
    QByteArray out;
    if (!name.isEmpty())
        for (const QString& label : name.split(QLatin1Char('.')))
            out += QByteArray(1, static_cast<char>(label.size())) + label.toLatin1();
    return out + QByteArray(1, '\0');
}

QByteArray record(const QString& owner, quint16 type, const QByteArray& data, quint32 ttl)
{
    return wireName(owner) + be16(type) + be16(1) + be32(ttl) + be16(static_cast<quint16>(data.size())) + data;
}

QByteArray addressRecord(const QString& owner, const QString& address, quint32 ttl)
{
    const IpAddress ip = IpAddress::parse(address).value();
    const int size = ip.family == Family::ipv6 ? 16 : 4;
    return record(owner, size == 4 ? kA : kAaaa, QByteArray(reinterpret_cast<const char*>(ip.bytes.data()), size), ttl);
}

QByteArray soaRecord(const QString& zone, quint32 ttl, quint32 minimum)
{
    return record(zone, kSoa,
                  wireName(QStringLiteral("ns.") + zone) + wireName(QStringLiteral("host.") + zone) + be32(1) +
                      be32(2) + be32(3) + be32(4) + be32(minimum),
                  ttl);
}

QByteArray reply(const DnsQuestion& asked, int rcode, const QList<QByteArray>& answers,
                 const QList<QByteArray>& authority, bool truncated)
{
    const auto flags = static_cast<quint16>(0x8180 | (truncated ? 0x0200 : 0) | rcode);
    return be16(asked.id) + be16(flags) + be16(1) + be16(static_cast<quint16>(answers.size())) +
           be16(static_cast<quint16>(authority.size())) + be16(0) + asked.question + answers.join() + authority.join();
}

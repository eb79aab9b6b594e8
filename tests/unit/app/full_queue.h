#pragma once

#include "core/practice/loopback.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTest>
#include <sys/socket.h>
#include <vector>

namespace knockback::test {

// A listener whose accept queue is full and stays full: on Linux every further SYN is dropped.
class FullQueue
{
public:
    FullQueue()
    {
        Result<practice::BoundPort> bound = practice::bindLoopback({});
        m_listener = std::move(bound->sockets.front());
        m_where = bound->endpoints.front();
        ::listen(m_listener.get(), 0);
        for (int i = 0; i < 3; ++i) {
            practice::Fd filler(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
            sockaddr_storage to{};
            const unsigned size = toSockaddr(m_where, to);
            (void)::connect(filler.get(), reinterpret_cast<const sockaddr*>(&to), size);
            m_fillers.push_back(std::move(filler));
        }
    }
    int port() const { return m_where.port.value; }
    // Until another socket of this machine is in SYN-SENT to the port besides our own fillers.
    bool waitForAttempt() const
    {
        QElapsedTimer clock;
        clock.start();
        const QByteArray wanted =
            " 0100007F:" + QByteArray::number(port(), 16).toUpper().rightJustified(4, '0') + " 02 ";
        while (clock.elapsed() < 10'000) {
            QFile table(QStringLiteral("/proc/net/tcp"));
            if (table.open(QIODevice::ReadOnly) && table.readAll().count(wanted) > kFillersLeft)
                return true;
            QTest::qWait(20);
        }
        return false;
    }

private:
    static constexpr int kFillersLeft = 2; // of three fillers one is accepted into the queue
    practice::Fd m_listener;
    Endpoint m_where;
    std::vector<practice::Fd> m_fillers;
};

} // namespace knockback::test

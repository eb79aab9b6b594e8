// Real sockets on loopback: each practice target must show from outside exactly what it promises.
#include "core/base/clock.h"
#include "core/base/words.h"
#include "core/practice/loopback.h"
#include "core/practice/practice.h"

#include <QElapsedTimer>
#include <QTest>
#include <array>
#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

using namespace knockback;
using practice::Fd;

namespace {

struct Connected
{
    Fd socket;
    int error = 0; // 0 = connected
};

Connected connectTo(const Endpoint& endpoint, int timeoutMs = 1000)
{
    Connected out{Fd(::socket(endpoint.address.family == Family::ipv6 ? AF_INET6 : AF_INET,
                              SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0))};
    sockaddr_storage where{};
    const unsigned size = toSockaddr(endpoint, where);
    if (::connect(out.socket.get(), reinterpret_cast<const sockaddr*>(&where), size) == 0)
        return out;
    out.error = errno;
    if (out.error != EINPROGRESS)
        return out;
    pollfd wait{out.socket.get(), POLLOUT, 0};
    if (::poll(&wait, 1, timeoutMs) != 1) {
        out.error = ETIMEDOUT;
        return out;
    }
    socklen_t length = sizeof out.error;
    ::getsockopt(out.socket.get(), SOL_SOCKET, SO_ERROR, &out.error, &length);
    return out;
}

// All bytes until the end; `end` is 0 for a FIN, an errno for anything else, EAGAIN when nothing came in time.
QByteArray readAll(const Fd& socket, int& end, int timeoutMs = 1000)
{
    QByteArray out;
    std::array<char, 4096> bytes{};
    for (;;) {
        pollfd wait{socket.get(), POLLIN, 0};
        if (::poll(&wait, 1, timeoutMs) != 1) {
            end = EAGAIN;
            return out;
        }
        const ssize_t got = ::recv(socket.get(), bytes.data(), bytes.size(), 0);
        if (got <= 0) {
            end = got == 0 ? 0 : errno;
            return out;
        }
        out.append(bytes.data(), got);
    }
}

QByteArray ask(const Endpoint& endpoint, const QByteArray& request, int& end)
{
    const Connected c = connectTo(endpoint);
    if (c.error != 0) {
        end = c.error;
        return {};
    }
    (void)::send(c.socket.get(), request.constData(), static_cast<std::size_t>(request.size()), MSG_NOSIGNAL);
    return readAll(c.socket, end);
}

std::unique_ptr<PracticeTarget> startOrFail(const QString& fault, Port port = {})
{
    auto started = PracticeTarget::start(fault, port);
    if (!started)
        qCritical().noquote() << fault << started.error().detail;
    return started ? std::move(started).value() : nullptr;
}

std::uint32_t retransmits(const Fd& socket)
{
    tcp_info info{};
    socklen_t size = sizeof info;
    ::getsockopt(socket.get(), IPPROTO_TCP, TCP_INFO, &info, &size);
    return info.tcpi_total_retrans;
}

} // namespace

class TestPractice : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyFaultHasWordsAndServes()
    {
        QCOMPARE(practiceFaults().size(), 8);
        for (const QString& language : Words::languages()) {
            const auto words = Words::load(language);
            QVERIFY(words.ok());
            for (const PracticeFault& fault : practiceFaults()) {
                QVERIFY2(words->has(fault.titleKey), qPrintable(language + fault.titleKey));
                QVERIFY2(words->has(fault.shows), qPrintable(language + fault.shows));
            }
        }
        for (const PracticeFault& fault : practiceFaults()) {
            const auto target = startOrFail(fault.id);
            QVERIFY(target);
            QCOMPARE(target->fault(), fault.id);
            QCOMPARE(target->endpoint().address.toString(), QStringLiteral("127.0.0.1"));
            QVERIFY(target->endpoint().port.value != 0);
        }
    }

    void closedRefusesAndCannotBeTaken()
    {
        const auto target = startOrFail(QStringLiteral("closed"));
        QVERIFY(target);
        for (int i = 0; i < 5; ++i)
            QCOMPARE(connectTo(target->endpoint()).error, ECONNREFUSED);
        QVERIFY2(!PracticeTarget::start(QStringLiteral("healthy"), target->endpoint().port).ok(),
                 "the port must stay ours");
    }

    void silentAcceptsAndSaysNothing()
    {
        const auto target = startOrFail(QStringLiteral("silent"));
        QVERIFY(target);
        int end = -1;
        QCOMPARE(ask(target->endpoint(), QByteArrayLiteral("GET / HTTP/1.0\r\n\r\n"), end), QByteArray());
        QCOMPARE(end, EAGAIN);
    }

    void closesEndsInOrder()
    {
        const auto target = startOrFail(QStringLiteral("closes"));
        QVERIFY(target);
        const Connected c = connectTo(target->endpoint());
        QCOMPARE(c.error, 0);
        int end = -1;
        QCOMPARE(readAll(c.socket, end), QByteArray());
        QCOMPARE(end, 0);
        // Even when we speak first: what was sent is read away, so no reset comes.
        (void)ask(target->endpoint(), QByteArray(4096, 'x'), end);
        QCOMPARE(end, 0);
    }

    void resetsTearsDown()
    {
        const auto target = startOrFail(QStringLiteral("resets"));
        QVERIFY(target);
        const Connected c = connectTo(target->endpoint());
        QVERIFY(c.error == 0 || c.error == ECONNRESET); // the reset may be there before we looked
        if (c.error == 0) {
            int end = -1;
            QCOMPARE(readAll(c.socket, end), QByteArray());
            QCOMPARE(end, ECONNRESET);
        }
    }

    void healthyAnswersHttp()
    {
        const auto target = startOrFail(QStringLiteral("healthy"));
        QVERIFY(target);
        int end = -1;
        const QByteArray got = ask(target->endpoint(), QByteArrayLiteral("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), end);
        QVERIFY(got.startsWith("HTTP/1.1 200 OK\r\n"));
        QVERIFY(got.endsWith("all is well here.\n"));
        QCOMPARE(end, 0);
        const QByteArray head = ask(target->endpoint(), QByteArrayLiteral("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n"), end);
        QVERIFY(head.startsWith("HTTP/1.1 200 OK\r\n"));
        QVERIFY(head.endsWith("\r\n\r\n"));
        QCOMPARE(end, 0);
    }

    void proxyAnswers502()
    {
        const auto target = startOrFail(QStringLiteral("http-502"));
        QVERIFY(target);
        int end = -1;
        const QByteArray got = ask(target->endpoint(), QByteArrayLiteral("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), end);
        QVERIFY(got.startsWith("HTTP/1.1 502 Bad Gateway\r\nServer: nginx"));
        QVERIFY(got.contains("<center>nginx/"));
        QCOMPARE(end, 0);
    }

    void floodingBytesAndClientsIsBounded()
    {
        const auto target = startOrFail(QStringLiteral("healthy"));
        QVERIFY(target);
        int end = -1;
        QVERIFY(ask(target->endpoint(), QByteArray(20'000, 'a'), end).startsWith("HTTP/1.1 200"));
        std::vector<Connected> idle; // more idle clients than are kept: newer ones are still served
        for (int i = 0; i < 100; ++i)
            idle.push_back(connectTo(target->endpoint()));
        QVERIFY(ask(target->endpoint(), QByteArrayLiteral("GET / HTTP/1.0\r\n\r\n"), end).startsWith("HTTP/1.1 200"));
        QCOMPARE(readAll(idle.front().socket, end), QByteArray());
        QVERIFY2(end != EAGAIN, "the oldest idle client was let go");
    }

    void flappingGoesDownAndUpAgain()
    {
        const auto target = startOrFail(QStringLiteral("flapping"));
        QVERIFY(target);
        QCOMPARE(connectTo(target->endpoint()).error, 0);
        QTRY_COMPARE_WITH_TIMEOUT(connectTo(target->endpoint()).error, ECONNREFUSED, 8000);
        QTRY_COMPARE_WITH_TIMEOUT(connectTo(target->endpoint()).error, 0, 8000);
        int end = -1;
        QVERIFY(ask(target->endpoint(), QByteArrayLiteral("GET / HTTP/1.0\r\n\r\n"), end).startsWith("HTTP/1.1 200"));
    }

    // The point of it: late connects that needed another SYN, and never a refusal.
    void slowAcceptMakesLateConnects()
    {
        const auto target = startOrFail(QStringLiteral("slow-accept"));
        QVERIFY(target);
        QElapsedTimer clock;
        clock.start();
        int troubled = 0;
        while (troubled < 3 && clock.elapsed() < 40'000) {
            const Connected c = connectTo(target->endpoint(), 3000);
            QVERIFY2(c.error == 0 || c.error == ETIMEDOUT, qPrintable(QStringLiteral("errno %1").arg(c.error)));
            troubled += c.error == ETIMEDOUT || retransmits(c.socket) > 0;
        }
        QVERIFY2(troubled >= 3, "the queue never was full");
    }

    void bothFamiliesShareThePort()
    {
        const auto target = startOrFail(QStringLiteral("healthy"));
        QVERIFY(target);
        const Endpoint v6{*IpAddress::parse(QStringLiteral("::1")), target->endpoint().port};
        const int error = connectTo(v6).error;
        if (error == EADDRNOTAVAIL || error == EAFNOSUPPORT)
            QSKIP("no ::1 on this machine");
        QCOMPARE(error, 0);
    }

    void endsWithinATenthOfASecond_data()
    {
        QTest::addColumn<QString>("fault");
        for (const PracticeFault& fault : practiceFaults())
            QTest::newRow(qPrintable(fault.id)) << fault.id;
    }
    void endsWithinATenthOfASecond()
    {
        QFETCH(QString, fault);
        auto target = startOrFail(fault);
        QVERIFY(target);
        const Endpoint endpoint = target->endpoint();
        std::vector<Connected> clients;
        for (int i = 0; i < 4 && fault != QLatin1String("slow-accept"); ++i)
            clients.push_back(connectTo(endpoint));
        QElapsedTimer clock;
        clock.start();
        target.reset();
        QVERIFY2(clock.elapsed() < 100, qPrintable(QStringLiteral("%1 ms").arg(clock.elapsed())));
        QCOMPARE(connectTo(endpoint).error, ECONNREFUSED);
        clients.clear();
        QVERIFY2(startOrFail(fault, endpoint.port), "the same port can be had again at once");
    }

    void lingeringConnectionsDoNotHoldThePort()
    {
        // The server says goodbye first, the client lingers: the server's end stays in FIN-WAIT-2, then in TIME-WAIT.
        auto target = startOrFail(QStringLiteral("closes"));
        QVERIFY(target);
        const Endpoint endpoint = target->endpoint();
        Connected client = connectTo(endpoint);
        int end = -1;
        (void)readAll(client.socket, end);
        QCOMPARE(end, 0);
        target.reset();
        QVERIFY2(startOrFail(QStringLiteral("closes"), endpoint.port), "past FIN-WAIT-2");
        client.socket.reset();
        QVERIFY2(startOrFail(QStringLiteral("closes"), endpoint.port), "past TIME-WAIT");
    }

    void refusesWhatItCannotServe()
    {
        const auto unknown = PracticeTarget::start(QStringLiteral("no\x1b[31m-such"));
        QVERIFY(!unknown.ok());
        QCOMPARE(unknown.error().kind, ErrorKind::badInput);
        QVERIFY(!unknown.error().detail.contains(QChar(0x1b)));
        const auto first = startOrFail(QStringLiteral("healthy"));
        QVERIFY(first);
        for (const PracticeFault& fault : practiceFaults()) {
            const auto second = PracticeTarget::start(fault.id, first->endpoint().port);
            QVERIFY2(!second.ok(), qPrintable(fault.id));
            QCOMPARE(second.error().errnoValue, EADDRINUSE);
            QVERIFY(second.error().detail.contains(QString::number(first->endpoint().port.value)));
        }
    }
};

QTEST_GUILESS_MAIN(TestPractice)
#include "test_practice.moc"

// The engine on a system whose calls fail or take their time: the faults that cannot be made for real.
#include "core/probe/engine.h"
#include "tests/unit/probe/faulty_system.h"
#include "tests/unit/probe/loopback.h"
#include "tests/unit/probe/recorder.h"

#include <QTest>

#include <linux/errqueue.h>
#include <netinet/tcp.h>

#include <algorithm>
#include <cerrno>

using namespace knockback;
using namespace knockback::test;
using namespace std::chrono_literals;
using Call = FaultySystem::Call;

namespace {

Schedule once(const Endpoint& remote)
{
    Schedule s;
    s.request.remote = remote;
    s.count = 1;
    return s;
}

Attempt attemptOn(FaultySystem& system, const Schedule& schedule)
{
    Recorder recorder;
    Engine engine(recorder, &system);
    if (!engine.add(schedule) || !recorder.waitEnded(1) || recorder.finished().size() != 1)
        return {};
    return recorder.finished().front();
}

// As the kernel puts an ICMP error into the queue of an IPv4 socket.
std::function<void(msghdr&)> icmpMessage(std::uint8_t type, std::uint8_t code, int errnoValue)
{
    return [=](msghdr& message) {
        struct
        {
            sock_extended_err error;
            sockaddr_in offender;
        } body{};
        body.error.ee_errno = static_cast<std::uint32_t>(errnoValue);
        body.error.ee_origin = SO_EE_ORIGIN_ICMP;
        body.error.ee_type = type;
        body.error.ee_code = code;
        body.offender.sin_family = AF_INET;
        body.offender.sin_addr.s_addr = htonl(0xc0000209); // 192.0.2.9
        cmsghdr* c = CMSG_FIRSTHDR(&message);
        c->cmsg_level = SOL_IP;
        c->cmsg_type = IP_RECVERR;
        c->cmsg_len = CMSG_LEN(sizeof body);
        std::memcpy(CMSG_DATA(c), &body, sizeof body);
        message.msg_controllen = CMSG_SPACE(sizeof body);
    };
}

// A listener whose queue is full: its SYNs are dropped, so an attempt stays in SYN-SENT.
struct Silent
{
    Fd listener = bindTo(loopback(Family::ipv4), 0);
    Fd filler{::socket(AF_INET, SOCK_STREAM, 0)};
    Endpoint at = nameOf(listener.get());
    Silent()
    {
        sockaddr_storage where{};
        const unsigned size = toSockaddr(at, where);
        if (::connect(filler.get(), reinterpret_cast<sockaddr*>(&where), size) != 0)
            at = {};
    }
};

qsizetype indexOf(const std::vector<std::string>& log, const char* what)
{
    const auto found = std::find(log.begin(), log.end(), what);
    return found == log.end() ? -1 : found - log.begin();
}

} // namespace

class TestEngineFaults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cannotStart_data()
    {
        QTest::addColumn<int>("call");
        QTest::newRow("no epoll") << int(Call::createPoll);
        QTest::newRow("no timer") << int(Call::createTimer);
        QTest::newRow("no eventfd") << int(Call::createEvent);
        QTest::newRow("cannot watch") << int(Call::watch);
    }
    void cannotStart()
    {
        QFETCH(int, call);
        FaultySystem system;
        system.fail(Call(call), 1, EMFILE);
        Recorder recorder;
        {
            Engine engine(recorder, &system);
            QVERIFY(!engine.status().ok());
            QCOMPARE(engine.status().error().errnoValue, EMFILE);
            QVERIFY(!engine.status().error().detail.isEmpty());
            const ClosedPort port(Family::ipv4);
            const auto id = engine.add(once(port.at));
            QVERIFY(!id.ok());
            engine.remove(1);
            engine.cancelAll();
        }
        QCOMPARE(system.openDescriptors(), 0);
        QVERIFY(recorder.finished().empty());
    }

    // One attempt meets it, the next one works.
    void noDescriptors_data()
    {
        QTest::addColumn<int>("value");
        QTest::newRow("EMFILE") << EMFILE;
        QTest::newRow("ENFILE") << ENFILE;
    }
    void noDescriptors()
    {
        QFETCH(int, value);
        FaultySystem system;
        system.fail(Call::openStream, 2, value);
        const ClosedPort port(Family::ipv4);
        Recorder recorder;
        Engine engine(recorder, &system);
        Schedule s = once(port.at);
        s.count = 3;
        s.interval = 10ms;
        QVERIFY(engine.add(s).ok());
        QVERIFY(recorder.waitEnded(1));
        const auto all = recorder.finished();
        QCOMPARE(all.size(), std::size_t{3});
        QCOMPARE(all[0].outcome, Outcome::refused);
        QCOMPARE(all[1].outcome, Outcome::noDescriptors);
        QCOMPARE(all[1].phase, Phase::socket);
        QCOMPARE(all[1].errnoValue, value);
        QCOMPARE(all[1].connectNs, -1);
        QVERIFY(all[1].startedWall.ns != 0);
        QCOMPARE(all[2].outcome, Outcome::refused);
    }

    void connectFailsAtOnce_data()
    {
        QTest::addColumn<int>("value");
        QTest::addColumn<int>("outcome");
        const auto row = [](const char* name, int value, Outcome outcome) {
            QTest::newRow(name) << value << int(outcome);
        };
        row("prohibit route", EACCES, Outcome::blockedLocally);
        row("policy", EPERM, Outcome::blockedLocally);
        row("blackhole route", EINVAL, Outcome::blockedLocally);
        row("unreachable route", EHOSTUNREACH, Outcome::hostUnreachable);
        row("no route", ENETUNREACH, Outcome::networkUnreachable);
        row("interface down", ENETDOWN, Outcome::networkUnreachable);
        row("no ports left", EADDRNOTAVAIL, Outcome::noLocalPort);
        row("port in use", EADDRINUSE, Outcome::noLocalPort);
        row("refused at once", ECONNREFUSED, Outcome::refused);
        row("timed out", ETIMEDOUT, Outcome::timedOut);
        row("no memory", ENOBUFS, Outcome::error);
        row("no family", EAFNOSUPPORT, Outcome::error);
    }
    void connectFailsAtOnce()
    {
        QFETCH(int, value);
        QFETCH(int, outcome);
        FaultySystem system;
        system.fail(Call::connect, 1, value);
        const ClosedPort port(Family::ipv4);
        const Attempt a = attemptOn(system, once(port.at));
        QCOMPARE(int(a.outcome), outcome);
        QCOMPARE(a.errnoValue, value);
        QCOMPARE(a.phase, Phase::connect);
        QVERIFY(a.connectNs >= 0);
        QVERIFY(a.tcp.valid);
        QCOMPARE(a.tcp.segsOut, 0u); // nothing was sent: that is the proof that it was decided here
    }

    void interruptedConnectGoesOn()
    {
        FaultySystem system;
        system.fail(Call::wait, 2, EINTR);
        const ClosedPort port(Family::ipv4);
        QCOMPARE(attemptOn(system, once(port.at)).outcome, Outcome::refused);
    }

    void bindFails_data()
    {
        QTest::addColumn<int>("value");
        QTest::addColumn<int>("outcome");
        QTest::newRow("in use") << EADDRINUSE << int(Outcome::noLocalPort);
        QTest::newRow("not ours") << EADDRNOTAVAIL << int(Outcome::noLocalPort);
        QTest::newRow("low port, no right") << EACCES << int(Outcome::blockedLocally);
    }
    void bindFails()
    {
        QFETCH(int, value);
        QFETCH(int, outcome);
        FaultySystem system;
        system.fail(Call::bind, 1, value);
        const ClosedPort port(Family::ipv4);
        Schedule s = once(port.at);
        s.request.source = loopback(Family::ipv4);
        const Attempt a = attemptOn(system, s);
        QCOMPARE(int(a.outcome), outcome);
        QCOMPARE(a.phase, Phase::bind);
        QCOMPARE(system.openDescriptors(), 0); // the socket was closed, and the engine has gone
    }

    void cannotBeWatched()
    {
        FaultySystem system;
        system.fail(Call::watch, 3, ENOSPC); // the first two are the timer and the eventfd
        const ClosedPort port(Family::ipv4);
        const Attempt a = attemptOn(system, once(port.at));
        QCOMPARE(a.outcome, Outcome::error);
        QCOMPARE(a.errnoValue, ENOSPC);
    }

    // field-notes 0.8 (a): SO_ERROR, then the queue, then TCP_INFO, then the name.
    void orderOfQuestions()
    {
        FaultySystem system;
        const ClosedPort port(Family::ipv4);
        QCOMPARE(attemptOn(system, once(port.at)).outcome, Outcome::refused);
        const auto log = system.log();
        const auto error = indexOf(log, "SO_ERROR");
        QVERIFY(error > indexOf(log, "connect"));
        QVERIFY(indexOf(log, "MSG_ERRQUEUE") > error);
        QVERIFY(indexOf(log, "TCP_INFO") > indexOf(log, "MSG_ERRQUEUE"));
        QVERIFY(indexOf(log, "getsockname") > indexOf(log, "TCP_INFO"));
        QVERIFY(indexOf(log, "close") > indexOf(log, "getsockname"));
    }

    // 0.8 (c): both families ask for the queue, an IPv6 socket to an IPv4 address asks for both.
    void asksForTheErrorQueue()
    {
        const auto v4 = "setsockopt " + std::to_string(IPPROTO_IP) + " " + std::to_string(IP_RECVERR);
        const auto v6 = "setsockopt " + std::to_string(IPPROTO_IPV6) + " " + std::to_string(IPV6_RECVERR);
        const auto optionsFor = [](const Endpoint& to) {
            FaultySystem system;
            (void)attemptOn(system, once(to));
            return system.log();
        };
        const auto has = [](const std::vector<std::string>& log, const std::string& what) {
            return indexOf(log, what.c_str()) >= 0;
        };
        const ClosedPort four(Family::ipv4);
        const ClosedPort six(Family::ipv6);
        QVERIFY(has(optionsFor(four.at), v4));
        QVERIFY(!has(optionsFor(four.at), v6));
        QVERIFY(has(optionsFor(six.at), v6));
        Endpoint mapped = four.at;
        mapped.address = *IpAddress::parse(QStringLiteral("::ffff:127.0.0.1"));
        QVERIFY(has(optionsFor(mapped), v4));
        QVERIFY(has(optionsFor(mapped), v6));
    }

    void kernelWithoutErrorQueue()
    {
        FaultySystem system;
        system.fail(Call::setOption, 0, ENOPROTOOPT);
        system.fail(Call::receiveError, 0, EOPNOTSUPP);
        const ClosedPort port(Family::ipv4);
        QCOMPARE(attemptOn(system, once(port.at)).outcome, Outcome::refused);
    }

    // Without TCP_INFO, writable and no error is all there is to go by.
    void kernelWithoutTcpInfo()
    {
        FaultySystem system;
        system.fail(Call::tcpInfo, 0, ENOPROTOOPT);
        const Fd listener = bindTo(loopback(Family::ipv4), 8);
        const Attempt a = attemptOn(system, once(nameOf(listener.get())));
        QCOMPARE(a.outcome, Outcome::connected);
        QVERIFY(!a.tcp.valid);
        const Silent silent;
        Schedule s = once(silent.at);
        s.request.timeout = 100ms;
        QCOMPARE(attemptOn(system, s).outcome, Outcome::timedOut);
    }

    // 0.8 (f): a kernel that files the ICMP error and goes on sending. The answer was heard all the same.
    void softIcmpError_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<int>("value");
        QTest::addColumn<int>("soft");
        QTest::addColumn<int>("outcome");
        QTest::newRow("port unreachable, SO_ERROR 0") << 3 << ECONNREFUSED << 0 << int(Outcome::refused);
        QTest::newRow("port unreachable, soft error") << 3 << ECONNREFUSED << ECONNREFUSED << int(Outcome::refused);
        QTest::newRow("host unreachable, SO_ERROR 0") << 1 << EHOSTUNREACH << 0 << int(Outcome::hostUnreachable);
        QTest::newRow("prohibited, SO_ERROR 0") << 13 << EHOSTUNREACH << 0 << int(Outcome::rejected);
    }
    void softIcmpError()
    {
        QFETCH(int, code);
        QFETCH(int, value);
        QFETCH(int, soft);
        QFETCH(int, outcome);
        const Silent silent;
        FaultySystem system;
        Recorder recorder;
        Engine engine(recorder, &system);
        Schedule s = once(silent.at);
        s.request.timeout = 20s;
        QVERIFY(engine.add(s).ok());
        QVERIFY(recorder.waitStarted(1));
        system.setErrorMessage(icmpMessage(3, static_cast<std::uint8_t>(code), value));
        system.setSocketError(soft);
        system.injectEvent(EPOLLERR);
        QVERIFY(recorder.waitEnded(1));
        const Attempt a = recorder.finished().front();
        QCOMPARE(int(a.outcome), outcome);
        QCOMPARE(a.errnoValue, soft);
        QCOMPARE(a.icmp.origin, ErrorOrigin::icmp);
        QCOMPARE(int(a.icmp.code), code);
        QCOMPARE(a.icmp.errnoValue, value);
        QCOMPARE(a.icmp.offender.toString(), QStringLiteral("192.0.2.9"));
        QVERIFY(a.connectNs > 0);
    }

    // Writable with SO_ERROR 0, but TCP_INFO says SYN-SENT: this is not a connection (0.8 a).
    void falseAlarm()
    {
        const Silent silent;
        FaultySystem system;
        Recorder recorder;
        Engine engine(recorder, &system);
        Schedule s = once(silent.at);
        s.request.timeout = 300ms;
        QVERIFY(engine.add(s).ok());
        QVERIFY(recorder.waitStarted(1));
        system.injectEvent(EPOLLOUT);
        QVERIFY(recorder.waitEnded(1));
        QCOMPARE(recorder.finished().front().outcome, Outcome::timedOut);
    }

    // SO_ERROR cannot be read: the reason is the outcome's errno.
    void socketErrorFails()
    {
        FaultySystem system;
        system.fail(Call::socketError, 1, ENOBUFS);
        const ClosedPort port(Family::ipv4);
        const Attempt a = attemptOn(system, once(port.at));
        QCOMPARE(a.outcome, Outcome::error);
        QCOMPARE(a.errnoValue, ENOBUFS);
    }

    // Our own slowness in handling an event is not the network's.
    void connectTimeExcludesOurWork()
    {
        FaultySystem system;
        system.at(Call::socketError, 1, {{}, 80ms});
        const ClosedPort port(Family::ipv4);
        const Attempt a = attemptOn(system, once(port.at));
        QCOMPARE(a.outcome, Outcome::refused);
        QVERIFY(a.connectNs < 80'000'000);
        QVERIFY(a.endNs >= 80'000'000);
    }

    // While one call takes its time, others are late, and say so.
    void latenessIsMarked()
    {
        FaultySystem system;
        system.at(Call::connect, 1, {{}, 80ms});
        const ClosedPort first(Family::ipv4);
        const ClosedPort second(Family::ipv4);
        Recorder recorder;
        Engine engine(recorder, &system);
        QVERIFY(engine.add(once(first.at)).ok());
        QVERIFY(engine.add(once(second.at)).ok());
        QVERIFY(recorder.waitEnded(2));
        std::int64_t most = 0;
        for (const Attempt& a : recorder.finished())
            most = std::max(most, a.lateNs);
        QVERIFY(most >= 60'000'000);
    }

    void readIsInterrupted()
    {
        FaultySystem system;
        system.fail(Call::receive, 1, EINTR);
        Server server(loopback(Family::ipv4), [](const Fd& peer) { ::send(peer.get(), "hello", 5, MSG_NOSIGNAL); });
        Schedule s = once(server.at());
        s.request.afterConnect = 5s;
        const Attempt a = attemptOn(system, s);
        QCOMPARE(a.outcome, Outcome::connected);
        QCOMPARE(a.receivedBytes, 5u);
    }

    void helloCannotBeSent()
    {
        FaultySystem system;
        system.fail(Call::send, 1, EPIPE);
        const Fd listener = bindTo(loopback(Family::ipv4), 8);
        Schedule s = once(nameOf(listener.get()));
        s.request.afterConnect = 100ms;
        s.request.hello = Protocol::http;
        const Attempt a = attemptOn(system, s);
        QVERIFY(!a.helloSent);
        QCOMPARE(a.outcome, Outcome::connected);
    }

    // A reset that is known before the connection was looked at: it stood, so it counts as connected.
    void resetMeetsConnect()
    {
        FaultySystem system;
        system.setSocketError(ECONNRESET);
        const Fd listener = bindTo(loopback(Family::ipv4), 8);
        const Attempt a = attemptOn(system, once(nameOf(listener.get())));
        QCOMPARE(a.outcome, Outcome::closedAfterConnect);
        QVERIFY(a.peerClosed);
        QVERIFY(isConnected(a.outcome));
        QVERIFY(a.connectNs >= 0);
    }

    // Few descriptors: attempts take turns instead of failing.
    void fewDescriptors()
    {
        FaultySystem system;
        system.setDescriptorLimit(4); // two attempts at once
        const Fd listener = bindTo(loopback(Family::ipv4), 64);
        Recorder recorder;
        Engine engine(recorder, &system);
        Schedule s = once(nameOf(listener.get()));
        s.request.purpose = Purpose::burst;
        s.request.afterConnect = 20ms;
        s.count = 8;
        s.parallel = 8;
        QVERIFY(engine.add(s).ok());
        QVERIFY(recorder.waitEnded(1));
        QCOMPARE(recorder.finished().size(), std::size_t{8});
        for (const Attempt& a : recorder.finished())
            QCOMPARE(a.outcome, Outcome::connected);
        QVERIFY(engine.stats().putOff > 0);
    }

    // Nothing is left open, whatever way an attempt ended.
    void closesEverything()
    {
        FaultySystem system;
        {
            Recorder recorder;
            Engine engine(recorder, &system);
            const Fd listener = bindTo(loopback(Family::ipv4), 8);
            const ClosedPort closed(Family::ipv6);
            Schedule s = once(nameOf(listener.get()));
            s.request.afterConnect = 30s;
            QVERIFY(engine.add(s).ok());
            QVERIFY(engine.add(once(closed.at)).ok());
            QVERIFY(recorder.waitStarted(2));
        }
        QCOMPARE(system.openDescriptors(), 0);
    }
};

QTEST_GUILESS_MAIN(TestEngineFaults)
#include "test_engine_faults.moc"

// The engine on the real kernel, loopback only: no privilege needed.
#include "core/probe/engine.h"
#include "core/probe/schedule_rules.h"
#include "tests/unit/probe/loopback.h"
#include "tests/unit/probe/recorder.h"

#include <QTest>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <deque>
#include <future>
#include <mutex>
#include <netinet/tcp.h>
#include <string>

using namespace knockback;
using namespace knockback::test;
using namespace std::chrono_literals;

namespace {

Schedule once(const Endpoint& remote)
{
    Schedule s;
    s.request.remote = remote;
    s.count = 1;
    return s;
}

// One attempt, whole.
Attempt attemptOnce(const Schedule& schedule)
{
    Recorder recorder;
    Engine engine(recorder);
    const auto id = engine.add(schedule);
    if (!id || !recorder.waitEnded(1) || recorder.finished().size() != 1)
        return {};
    return recorder.finished().front();
}

std::string banner(const Attempt& a)
{
    return {reinterpret_cast<const char*>(a.banner.data()), a.bannerSize};
}

} // namespace

class TestEngineLoopback : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void open_data() { families(); }
    void open()
    {
        QFETCH(int, family);
        std::promise<int> seen; // what the server reads after our FIN: 0, never an error
        Server server(loopback(Family(family)), [&](Fd peer) {
            char byte = 0;
            seen.set_value(static_cast<int>(::recv(peer.get(), &byte, 1, 0)));
        });
        const Attempt a = attemptOnce(once(server.at()));
        QCOMPARE(a.outcome, Outcome::connected);
        QCOMPARE(a.phase, Phase::connect);
        QCOMPARE(a.errnoValue, 0);
        QCOMPARE(a.icmp.origin, ErrorOrigin::none);
        QVERIFY(a.id.value == 1);
        QVERIFY(a.connectNs > 0 && a.connectNs < 1'000'000'000);
        QVERIFY(a.endNs >= a.connectNs);
        QVERIFY(a.tcp.valid);
        QCOMPARE(int(a.tcp.state), int(TCP_ESTABLISHED));
        QCOMPARE(a.tcp.totalRetrans, 0u);
        QVERIFY(a.tcp.rttUs > 0);
        QCOMPARE(a.local.address, loopback(Family(family)));
        QVERIFY(a.local.port.value != 0);
        QVERIFY(!a.selfConnect);
        QVERIFY(a.startedWall.ns > 1'600'000'000'000'000'000);
        auto result = seen.get_future();
        QCOMPARE(result.wait_for(5s), std::future_status::ready);
        QCOMPARE(result.get(), 0);
    }

    void closed_data() { families(); }
    void closed()
    {
        QFETCH(int, family);
        const ClosedPort port{Family(family)};
        const Attempt a = attemptOnce(once(port.at));
        QCOMPARE(a.outcome, Outcome::refused);
        QCOMPARE(a.errnoValue, ECONNREFUSED);
        QCOMPARE(a.icmp.origin, ErrorOrigin::none); // a reset leaves the queue empty
        QVERIFY(a.tcp.valid);
        QVERIFY(a.local.port.value != 0);
        QVERIFY(a.connectNs > 0);
    }

    // A full accept queue drops the SYN: time-out, and no retransmission within half a second.
    void silent_data() { families(); }
    void silent()
    {
        QFETCH(int, family);
        const Fd listener = bindTo(loopback(Family(family)), 0);
        std::vector<Fd> fillers; // backlog 0 holds one connection
        for (int i = 0; i < 2; ++i) {
            Fd fd(::socket(Family(family) == Family::ipv6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
            sockaddr_storage where{};
            const unsigned size = toSockaddr(nameOf(listener.get()), where);
            (void)::connect(fd.get(), reinterpret_cast<sockaddr*>(&where), size); // one is taken, one hangs
            fillers.push_back(std::move(fd));
        }
        Schedule s = once(nameOf(listener.get()));
        s.request.timeout = 500ms;
        const Attempt a = attemptOnce(s);
        QCOMPARE(a.outcome, Outcome::timedOut);
        QCOMPARE(a.phase, Phase::connect);
        QCOMPARE(a.errnoValue, 0);
        QCOMPARE(a.connectNs, -1);
        QVERIFY(a.endNs >= 500'000'000 && a.endNs < 700'000'000);
        QCOMPARE(int(a.tcp.state), int(TCP_SYN_SENT));
        QVERIFY(a.local.port.value != 0);
    }

    // The server speaks first: what it says is kept, and it sees our FIN, never a reset through unread bytes.
    void bannerIsKept()
    {
        std::promise<int> seen;
        Server server(loopback(Family::ipv4), [&](Fd peer) {
            const std::string hello(300, 'x');
            ::send(peer.get(), hello.data(), hello.size(), MSG_NOSIGNAL);
            char byte = 0;
            const auto got = ::recv(peer.get(), &byte, 1, 0);
            seen.set_value(got < 0 ? -errno : static_cast<int>(got));
        });
        Schedule s = once(server.at());
        s.request.afterConnect = 150ms;
        const Attempt a = attemptOnce(s);
        QCOMPARE(a.outcome, Outcome::connected);
        QCOMPARE(a.phase, Phase::afterConnect);
        QCOMPARE(a.receivedBytes, 300u);
        QCOMPARE(banner(a), std::string(128, 'x'));
        QVERIFY(a.firstByteNs >= a.connectNs);
        QVERIFY(a.tcpEnd.valid);
        QCOMPARE(a.tcpEnd.bytesReceived, std::uint64_t{300});
        QVERIFY(!a.peerClosed);
        QVERIFY(a.endNs >= 150'000'000);
        auto result = seen.get_future();
        QCOMPARE(result.wait_for(5s), std::future_status::ready);
        QCOMPARE(result.get(), 0);
    }

    // Closed at once by us although bytes lie unread: still a FIN.
    void closesPolitelyWithoutListening()
    {
        std::promise<int> seen;
        std::promise<void> spoken;
        // The handshake is done by the kernel; the bytes lie in the backlogged connection before it is looked at.
        Server server(loopback(Family::ipv4), [&](Fd peer) {
            ::send(peer.get(), "hi", 2, MSG_NOSIGNAL);
            char byte = 0;
            const auto got = ::recv(peer.get(), &byte, 1, 0);
            seen.set_value(got < 0 ? -errno : static_cast<int>(got));
        });
        Schedule s = once(server.at());
        s.request.afterConnect = 1ms;
        QCOMPARE(attemptOnce(s).outcome, Outcome::connected);
        auto result = seen.get_future();
        QCOMPARE(result.wait_for(5s), std::future_status::ready);
        QCOMPARE(result.get(), 0);
    }

    void closedAfterConnect()
    {
        Server server(loopback(Family::ipv4), [](const Fd&) {});
        Schedule s = once(server.at());
        s.request.afterConnect = 5s;
        const Attempt a = attemptOnce(s);
        QCOMPARE(a.outcome, Outcome::closedAfterConnect);
        QCOMPARE(a.errnoValue, 0);
        QVERIFY(a.peerClosed);
        QVERIFY(a.endNs < 4'000'000'000); // its end was not waited for
    }

    // A reset before any byte: closed after connecting, and errno tells that it was a reset.
    void resetBeforeAnyByte()
    {
        Server server(loopback(Family::ipv4), [](Fd peer) { resetAndClose(std::move(peer)); });
        Schedule s = once(server.at());
        s.request.afterConnect = 5s;
        const Attempt a = attemptOnce(s);
        QCOMPARE(a.outcome, Outcome::closedAfterConnect);
        QCOMPARE(a.errnoValue, ECONNRESET);
        QVERIFY(a.peerClosed);
    }

    // Linux keeps what was received before a reset (net/ipv4/tcp_input.c tcp_reset() purges the write queue only).
    void resetAfterBytes()
    {
        Server server(loopback(Family::ipv4), [](Fd peer) {
            ::send(peer.get(), "bye", 3, MSG_NOSIGNAL);
            resetAndClose(std::move(peer));
        });
        Schedule s = once(server.at());
        s.request.afterConnect = 5s;
        const Attempt a = attemptOnce(s);
        QCOMPARE(a.outcome, Outcome::reset);
        QCOMPARE(a.errnoValue, ECONNRESET);
        QCOMPARE(banner(a), std::string("bye"));
        QVERIFY(a.peerClosed);
    }

    void bannerThenClose()
    {
        Server server(loopback(Family::ipv4), [](const Fd& peer) { ::send(peer.get(), "421 busy", 8, MSG_NOSIGNAL); });
        Schedule s = once(server.at());
        s.request.afterConnect = 5s;
        const Attempt a = attemptOnce(s);
        QCOMPARE(a.outcome, Outcome::connected);
        QCOMPARE(banner(a), std::string("421 busy"));
        QVERIFY(a.peerClosed);
        QVERIFY(a.endNs < 4'000'000'000);
    }

    // Nobody accepts: the kernel connects, nobody answers. Only where an answer was due is that a fault.
    void silentAfterConnect_data()
    {
        QTest::addColumn<bool>("due");
        QTest::newRow("an answer is due") << true;
        QTest::newRow("none is due") << false;
    }
    void silentAfterConnect()
    {
        QFETCH(bool, due);
        const Fd listener = bindTo(loopback(Family::ipv4), 8);
        Schedule s = once(nameOf(listener.get()));
        s.request.afterConnect = 100ms;
        s.request.answerDue = due;
        const Attempt a = attemptOnce(s);
        QCOMPARE(a.outcome, due ? Outcome::silentAfterConnect : Outcome::connected);
        QCOMPARE(a.firstByteNs, -1);
        QVERIFY(a.tcpEnd.valid);
        QVERIFY(!a.helloSent);
    }

    void httpHello_data() { families(); }
    void httpHello()
    {
        QFETCH(int, family);
        std::promise<std::string> heard;
        Server server(loopback(Family(family)), [&](Fd peer) {
            std::string all;
            std::array<char, 512> buffer;
            while (all.find("\r\n\r\n") == std::string::npos) {
                const auto got = ::recv(peer.get(), buffer.data(), buffer.size(), 0);
                if (got <= 0)
                    break;
                all.append(buffer.data(), static_cast<std::size_t>(got));
            }
            heard.set_value(all);
            const std::string answer = "HTTP/1.1 502 Bad Gateway\r\n\r\n";
            ::send(peer.get(), answer.data(), answer.size(), MSG_NOSIGNAL);
        });
        Schedule s = once(server.at());
        s.request.afterConnect = 5s;
        s.request.helloAfter = 50ms;
        s.request.hello = Protocol::http;
        s.request.answerDue = true;
        const Attempt a = attemptOnce(s);
        QCOMPARE(a.outcome, Outcome::connected);
        QVERIFY(a.helloSent);
        QVERIFY(a.endNs < 4'000'000'000); // the answer that was due ended the wait
        QVERIFY(banner(a).rfind("HTTP/1.1 502", 0) == 0);
        QVERIFY(a.firstByteNs - a.connectNs >= 50'000'000);
        auto result = heard.get_future();
        QCOMPARE(result.wait_for(5s), std::future_status::ready);
        const std::string host = Family(family) == Family::ipv6 ? "[::1]" : "127.0.0.1";
        QCOMPARE(result.get(), "HEAD / HTTP/1.1\r\nHost: " + host + ":" + std::to_string(server.at().port.value) +
                                   "\r\nUser-Agent: knockback\r\nAccept: */*\r\nConnection: close\r\n\r\n");
    }

    // A server that never stops talking is cut off.
    void firehose()
    {
        Server server(loopback(Family::ipv4), [](Fd peer) {
            const std::string block(65536, 'y');
            while (::send(peer.get(), block.data(), block.size(), MSG_NOSIGNAL) > 0) {
            }
        });
        Schedule s = once(server.at());
        s.request.afterConnect = 20s;
        const Attempt a = attemptOnce(s);
        QCOMPARE(a.outcome, Outcome::connected);
        QVERIFY(a.receivedBytes >= 65536 && a.receivedBytes < 256 * 1024);
        QCOMPARE(int(a.bannerSize), 128);
        QVERIFY(a.endNs < 10'000'000'000);
    }

    // A port of the ephemeral range nobody listens on, reached from itself: TCP opens it towards itself.
    void selfConnect_data() { families(); }
    void selfConnect()
    {
        QFETCH(int, family);
        Endpoint at;
        {
            const Fd closing = bindTo(loopback(Family(family)), -1);
            at = nameOf(closing.get());
        }
        Schedule s = once(at);
        s.request.source = at.address;
        s.request.localPort = at.port;
        s.request.afterConnect = 5s;
        const Attempt a = attemptOnce(s);
        QVERIFY(a.selfConnect);
        QCOMPARE(a.outcome, Outcome::refused);
        QCOMPARE(a.errnoValue, 0);
        QCOMPARE(a.local, a.remote);
        QVERIFY(a.endNs < 4'000'000'000);
    }

    // 0.0.0.0 and :: mean this machine; a self-connect hides behind them too.
    void unspecifiedAddress()
    {
        const Fd listener = bindTo(loopback(Family::ipv4), 8);
        Endpoint at = nameOf(listener.get());
        at.address.bytes = {};
        QCOMPARE(attemptOnce(once(at)).outcome, Outcome::connected);
        Endpoint self;
        {
            const Fd closing = bindTo(loopback(Family::ipv4), -1);
            self = nameOf(closing.get());
        }
        self.address.bytes = {};
        Schedule s = once(self);
        s.request.source = loopback(Family::ipv4);
        s.request.localPort = self.port;
        QVERIFY(attemptOnce(s).selfConnect);
    }

    void sourceAndLocalPort()
    {
        const Fd listener = bindTo(loopback(Family::ipv4), 8);
        Endpoint free;
        {
            const Fd closing = bindTo(loopback(Family::ipv4), -1);
            free = nameOf(closing.get());
        }
        Schedule s = once(nameOf(listener.get()));
        s.request.source = loopback(Family::ipv4);
        s.request.source.bytes[3] = 7;
        QCOMPARE(attemptOnce(s).local.address, s.request.source);
        s.request.localPort = free.port;
        const Attempt a = attemptOnce(s);
        QCOMPARE(a.outcome, Outcome::connected);
        QCOMPARE(a.local.port, free.port);
    }

    // A local port that another socket holds.
    void localPortTaken()
    {
        const Fd listener = bindTo(loopback(Family::ipv4), 8);
        const ClosedPort taken(Family::ipv4);
        Schedule s = once(nameOf(listener.get()));
        s.request.source = loopback(Family::ipv4);
        s.request.localPort = taken.at.port;
        const Attempt a = attemptOnce(s);
        QCOMPARE(a.outcome, Outcome::noLocalPort);
        QCOMPARE(a.phase, Phase::bind);
        QCOMPARE(a.errnoValue, EADDRINUSE);
        QCOMPARE(a.connectNs, -1);
        QVERIFY(a.endNs >= 0);
    }

    void sourceNotOurs()
    {
        const ClosedPort port(Family::ipv4);
        Schedule s = once(port.at);
        s.request.source = *IpAddress::parse(QStringLiteral("192.0.2.77"));
        const Attempt a = attemptOnce(s);
        QCOMPARE(a.outcome, Outcome::noLocalPort);
        QCOMPARE(a.errnoValue, EADDRNOTAVAIL);
        QCOMPARE(a.phase, Phase::bind);
    }

    void interfaceBinding()
    {
        const ClosedPort port(Family::ipv4);
        Schedule s = once(port.at);
        s.request.interface = {"lo"};
        QCOMPARE(attemptOnce(s).outcome, Outcome::refused);
        s.request.interface = {"kb-none"};
        const Attempt a = attemptOnce(s);
        QCOMPARE(a.outcome, Outcome::error);
        QCOMPARE(a.errnoValue, ENODEV);
        QCOMPARE(a.phase, Phase::bind);
    }

    // ::ffff:127.0.0.1 is IPv4 on an IPv6 socket.
    void mappedAddress()
    {
        const ClosedPort port(Family::ipv4);
        Endpoint at = port.at;
        at.address = *IpAddress::parse(QStringLiteral("::ffff:127.0.0.1"));
        Schedule s = once(at);
        s.request.ttl = Ttl{9};
        QCOMPARE(attemptOnce(s).outcome, Outcome::refused);
    }

    // Points of the grid stay where they are, whatever each attempt's lateness was.
    void noDrift()
    {
        const ClosedPort port(Family::ipv4);
        Recorder recorder;
        Engine engine(recorder);
        Schedule s = once(port.at);
        s.interval = 10ms;
        s.count = 100;
        s.firstAfter = 20ms;
        QVERIFY(engine.add(s).ok());
        QVERIFY(recorder.waitEnded(1));
        const auto all = recorder.finished();
        QCOMPARE(all.size(), std::size_t{100});
        const auto planned = [](const Attempt& a) { return a.started.ns - a.lateNs; };
        for (std::size_t i = 1; i < all.size(); ++i) {
            QCOMPARE(all[i].id.value, i + 1);
            QVERIFY(all[i].lateNs >= 0);
            const auto since = planned(all[i]) - planned(all[0]);
            QCOMPARE(since % 10'000'000, 0); // exactly on the grid, a point may have been passed over on a busy machine
        }
        QCOMPARE(engine.stats().started, std::uint64_t{100});
        QCOMPARE(engine.stats().finished, std::uint64_t{100});
        QCOMPARE(engine.stats().inFlight, 0u);
    }

    // While one attempt hangs, no second one goes to the same address and port, not even from another schedule.
    void oneInFlight()
    {
        const Fd listener = bindTo(loopback(Family::ipv4), 8);
        Recorder recorder;
        Engine engine(recorder);
        Schedule s = once(nameOf(listener.get()));
        s.interval = 10ms;
        s.count = 2;
        s.request.afterConnect = 200ms;
        QVERIFY(engine.add(s).ok());
        s.count = 1;
        s.request.purpose = Purpose::control;
        QVERIFY(engine.add(s).ok());
        QVERIFY(recorder.waitEnded(2));
        auto all = recorder.finished();
        QCOMPARE(all.size(), std::size_t{3});
        std::sort(all.begin(), all.end(), [](const Attempt& a, const Attempt& b) { return a.started < b.started; });
        for (std::size_t i = 1; i < all.size(); ++i)
            QVERIFY(all[i].started.ns >= all[i - 1].started.ns + all[i - 1].endNs);
        // Those put off say by how much.
        QVERIFY(all.back().lateNs > 300'000'000);
        QVERIFY(engine.stats().putOff >= 2);
    }

    // Another TTL is another question: it may be asked at the same time.
    void otherTtlInParallel()
    {
        const Fd listener = bindTo(loopback(Family::ipv4), 8);
        Recorder recorder;
        Engine engine(recorder);
        Schedule s = once(nameOf(listener.get()));
        s.request.afterConnect = 300ms;
        QVERIFY(engine.add(s).ok());
        s.request.ttl = Ttl{5};
        QVERIFY(engine.add(s).ok());
        QVERIFY(recorder.waitStarted(2));
        QVERIFY(recorder.finished().empty());
        QVERIFY(recorder.waitEnded(2));
        QCOMPARE(int(recorder.finished()[1].ttl.value), 5);
    }

    void burst()
    {
        const Fd listener = bindTo(loopback(Family::ipv4), 300);
        Recorder recorder;
        Engine engine(recorder);
        Schedule s = once(nameOf(listener.get()));
        s.request.purpose = Purpose::burst;
        s.request.afterConnect = 300ms;
        s.count = 200;
        s.parallel = 200;
        QVERIFY(engine.add(s).ok());
        QVERIFY(recorder.waitStarted(200));
        QVERIFY(recorder.waitEnded(1));
        const auto all = recorder.finished();
        QCOMPARE(all.size(), std::size_t{200});
        // All at once: the last started before the first ended.
        const auto first = std::min_element(all.begin(), all.end(),
                                            [](const Attempt& a, const Attempt& b) { return a.started < b.started; });
        for (const Attempt& a : all)
            QVERIFY(a.started.ns < first->started.ns + 300'000'000);
    }

    // Never more than 256, over all bursts together.
    void burstCap()
    {
        const Fd listener = bindTo(loopback(Family::ipv4), 1024);
        Recorder recorder;
        Engine engine(recorder);
        Schedule s = once(nameOf(listener.get()));
        s.request.purpose = Purpose::burst;
        s.request.afterConnect = 200ms;
        s.count = 200;
        s.parallel = 200;
        QVERIFY(engine.add(s).ok());
        QVERIFY(engine.add(s).ok());
        QVERIFY(recorder.waitEnded(2));
        const auto all = recorder.finished();
        QCOMPARE(all.size(), std::size_t{400});
        std::vector<std::pair<std::int64_t, int>> edges;
        for (const Attempt& a : all) {
            edges.emplace_back(a.started.ns, 1);
            edges.emplace_back(a.started.ns + a.endNs, -1);
        }
        std::sort(edges.begin(), edges.end());
        int now = 0;
        int most = 0;
        for (const auto& [at, change] : edges)
            most = std::max(most, now += change);
        QCOMPARE(most, 256);
    }

    // Flat out with 64 in flight: each of them once, in order of start.
    void flatOut()
    {
        const ClosedPort port(Family::ipv4);
        Recorder recorder;
        Engine engine(recorder);
        Schedule s = once(port.at);
        s.request.purpose = Purpose::burst;
        s.interval = 0ms;
        s.count = 5000;
        s.parallel = 64;
        QVERIFY(engine.add(s).ok());
        QVERIFY(recorder.waitEnded(1, 30s));
        const auto all = recorder.finished();
        QCOMPARE(all.size(), std::size_t{5000});
        std::set<std::uint64_t> ids;
        for (const Attempt& a : all) {
            QCOMPARE(a.outcome, Outcome::refused);
            ids.insert(a.id.value);
        }
        QCOMPARE(ids.size(), std::size_t{5000});
        QCOMPARE(*ids.rbegin(), std::uint64_t{5000});
    }

    // Cancelling answers at once, whatever the attempt waits for.
    void cancelAnswersAtOnce()
    {
        const Fd full = bindTo(loopback(Family::ipv4), 0);
        const Fd open = bindTo(loopback(Family::ipv4), 8);
        Fd filler(::socket(AF_INET, SOCK_STREAM, 0));
        sockaddr_storage where{};
        const unsigned size = toSockaddr(nameOf(full.get()), where);
        QCOMPARE(::connect(filler.get(), reinterpret_cast<sockaddr*>(&where), size), 0);
        Recorder recorder;
        Engine engine(recorder);
        Schedule s = once(nameOf(full.get()));
        s.request.timeout = 60s;
        const auto hanging = engine.add(s);
        s.request.remote = nameOf(open.get());
        s.request.afterConnect = 30s;
        const auto listening = engine.add(s);
        QVERIFY(recorder.waitStarted(2));
        const MonoTime asked = systemClock().mono();
        engine.remove(*hanging);
        engine.remove(*listening);
        QVERIFY(recorder.waitEnded(2));
        QVERIFY((systemClock().mono() - asked) < 1s);
        const auto all = recorder.finished();
        QCOMPARE(all.size(), std::size_t{2});
        QCOMPARE(all[0].outcome, Outcome::cancelled);
        QCOMPARE(all[1].outcome, Outcome::cancelled);
        QCOMPARE(recorder.ended(), (std::vector<std::uint32_t>{*hanging, *listening}));
        engine.remove(*hanging); // again: nothing happens
    }

    void endOfEngineCancels()
    {
        const Fd open = bindTo(loopback(Family::ipv4), 8);
        Recorder recorder;
        {
            Engine engine(recorder);
            Schedule s = once(nameOf(open.get()));
            s.request.afterConnect = 30s;
            s.count = 0;
            QVERIFY(engine.add(s).ok());
            QVERIFY(recorder.waitStarted(1));
        }
        QCOMPARE(recorder.finished().size(), std::size_t{1});
        QCOMPARE(recorder.finished()[0].outcome, Outcome::cancelled);
        QCOMPARE(recorder.ended().size(), std::size_t{1});
    }

    void cancelAllEndsEverything()
    {
        const ClosedPort port(Family::ipv4);
        Recorder recorder;
        Engine engine(recorder);
        Schedule s = once(port.at);
        s.count = 0;
        s.interval = 10ms;
        QVERIFY(engine.add(s).ok());
        s.firstAfter = 10s;
        QVERIFY(engine.add(s).ok());
        QVERIFY(recorder.waitFinished(3));
        engine.cancelAll();
        QVERIFY(recorder.waitEnded(2));
    }

    // Thousands of them, in flight and not yet due.
    void cancelThousands()
    {
        const Fd open = bindTo(loopback(Family::ipv4), 4096);
        Recorder recorder;
        Engine engine(recorder);
        Schedule s = once(nameOf(open.get()));
        s.request.afterConnect = 30s;
        for (int ttl = 1; ttl <= 200; ++ttl) {
            s.request.ttl = Ttl{static_cast<std::uint8_t>(ttl)};
            QVERIFY(engine.add(s).ok());
        }
        QVERIFY(recorder.waitStarted(200));
        s.firstAfter = 1h;
        for (int i = 0; i < 4000; ++i)
            QVERIFY(engine.add(s).ok());
        const MonoTime asked = systemClock().mono();
        engine.cancelAll();
        QVERIFY(recorder.waitEnded(4200));
        QVERIFY((systemClock().mono() - asked) < 1s);
        QCOMPARE(recorder.finished().size(), std::size_t{200});
        for (const Attempt& a : recorder.finished())
            QCOMPARE(a.outcome, Outcome::cancelled);
        QCOMPARE(engine.stats().inFlight, 0u);
    }

    void pauseAndResume()
    {
        const ClosedPort port(Family::ipv4);
        Recorder recorder;
        Engine engine(recorder);
        Schedule s = once(port.at);
        s.count = 0;
        s.interval = 10ms;
        const auto id = engine.add(s);
        QVERIFY(recorder.waitFinished(3));
        engine.setPaused(*id, true);
        // A command behind the pause that answers: when it has, the pause holds.
        const ClosedPort other(Family::ipv4);
        QVERIFY(engine.add(once(other.at)).ok());
        QVERIFY(recorder.waitEnded(1));
        const auto before = recorder.finished().size();
        QTest::qWait(100);
        QCOMPARE(recorder.finished().size(), before);
        engine.setPaused(*id, false);
        QVERIFY(recorder.waitFinished(before + 3));
        // A pause is no lateness.
        QVERIFY(recorder.finished()[before].lateNs < 50'000'000);
    }

    // No room for results: attempts wait, nothing is lost, and they say that they are late.
    void backPressure()
    {
        const ClosedPort port(Family::ipv4);
        Recorder recorder;
        recorder.setRoom(2);
        Engine engine(recorder);
        Schedule s = once(port.at);
        s.count = 5;
        s.interval = 10ms;
        QVERIFY(engine.add(s).ok());
        QVERIFY(recorder.waitFinished(2));
        QTest::qWait(60);
        QCOMPARE(recorder.finished().size(), std::size_t{2});
        QVERIFY(engine.stats().putOff > 0);
        recorder.setRoom(100);
        QVERIFY(recorder.waitEnded(1));
        const auto all = recorder.finished();
        QCOMPARE(all.size(), std::size_t{5});
        QVERIFY(all[2].lateNs > 30'000'000);
        QCOMPARE((all[3].started.ns - all[3].lateNs - all[2].started.ns + all[2].lateNs) % 10'000'000, 0);
    }

private:
    static void families()
    {
        QTest::addColumn<int>("family");
        QTest::newRow("ipv4") << int(Family::ipv4);
        QTest::newRow("ipv6") << int(Family::ipv6);
    }
};

QTEST_GUILESS_MAIN(TestEngineLoopback)
#include "test_engine_loopback.moc"

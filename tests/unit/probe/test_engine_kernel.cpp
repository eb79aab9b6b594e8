// The engine, the vantage and the echo on the real kernel, in network namespaces, as nobody: what each kind of refusal,
// silence and missing route looks like (field-notes 0.1).
#include "core/probe/echo.h"
#include "core/probe/engine.h"
#include "core/probe/vantage.h"
#include "tests/support/netns.h"
#include "tests/unit/probe/loopback.h"
#include "tests/unit/probe/recorder.h"

#include <QTest>

#include <algorithm>
#include <cerrno>
#include <netinet/tcp.h>
#include <optional>

using namespace knockback;
using namespace knockback::test;
using namespace std::chrono_literals;
using Host = NetLab::Host;

namespace {

IpAddress address(const QString& text)
{
    return IpAddress::parse(text).value_or(IpAddress{});
}

constexpr std::uint16_t kOpen = 5001;
constexpr std::uint16_t kClosed = 5002;
constexpr std::uint16_t kFresh = 5003; // open, and nobody has been there before

QString host(bool v6, int net, int number)
{
    return v6 ? QStringLiteral("fd77:%1::%2").arg(net).arg(number) : QStringLiteral("10.77.%1.%2").arg(net).arg(number);
}

Schedule to(const QString& host, std::uint16_t port)
{
    Schedule s;
    s.request.remote = {address(host), Port{port}};
    s.request.timeout = 2s;
    s.count = 1;
    return s;
}

QString chain(const char* hook, const QString& rule)
{
    return QStringLiteral("chain c { type filter hook %1 priority 0; %2; }").arg(QString::fromLatin1(hook), rule);
}

} // namespace

class TestEngineKernel : public QObject
{
    Q_OBJECT

    std::unique_ptr<NetLab> m_lab;
    Fd m_open4, m_open6, m_fresh4;
    std::stop_source m_never, m_stop; // members: GCC 12 takes local ones for uninitialized

    Attempt attempt(const Schedule& schedule) const
    {
        Attempt out;
        m_lab->inNamespace(Host::client, [&] {
            Recorder recorder;
            Engine engine(recorder);
            if (engine.add(schedule) && recorder.waitEnded(1) && recorder.finished().size() == 1)
                out = recorder.finished().front();
        });
        return out;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_lab = std::make_unique<NetLab>();
        if (!m_lab->problem().isEmpty()) {
            if (mustNotSkip())
                QFAIL(qPrintable(m_lab->problem()));
            QSKIP(qPrintable(m_lab->problem()));
        }
        m_lab->inNamespace(Host::server, [&] {
            m_open4 = bindTo(address(host(false, 2, 2)), 128, kOpen);
            m_open6 = bindTo(address(host(true, 2, 2)), 128, kOpen);
            m_fresh4 = bindTo(address(host(false, 2, 2)), 128, kFresh);
        });
        QVERIFY(m_open4.get() >= 0 && m_open6.get() >= 0);
    }
    void cleanupTestCase() { m_lab.reset(); }
    void cleanup()
    {
        for (const Host h : {Host::client, Host::router, Host::server})
            QVERIFY(m_lab->rules(h, {}));
    }

    void openAndClosed_data() { families(); }
    void openAndClosed()
    {
        QFETCH(bool, v6);
        const Attempt open = attempt(to(host(v6, 2, 2), kOpen));
        QCOMPARE(open.outcome, Outcome::connected);
        QCOMPARE(open.local.address.toString(), host(v6, 1, 2));
        QVERIFY(open.tcp.rttUs > 0);
        const Attempt closed = attempt(to(host(v6, 2, 2), kClosed));
        QCOMPARE(closed.outcome, Outcome::refused);
        QCOMPARE(closed.errnoValue, ECONNREFUSED);
        QCOMPARE(closed.icmp.origin, ErrorOrigin::none);
    }

    // Every code a firewall can answer with: at the router, at the server, at ourselves.
    void rejected_data()
    {
        QTest::addColumn<bool>("v6");
        QTest::addColumn<int>("where");
        QTest::addColumn<QString>("with");
        QTest::addColumn<int>("code");
        QTest::addColumn<int>("errnoValue");
        QTest::addColumn<int>("outcome");
        struct Row
        {
            const char* with;
            int code;
            int errnoValue;
            Outcome outcome;
        };
        static constexpr Row kV4[] = {
            {"net-unreachable", 0, ENETUNREACH, Outcome::networkUnreachable},
            {"host-unreachable", 1, EHOSTUNREACH, Outcome::hostUnreachable},
            {"prot-unreachable", 2, ENOPROTOOPT, Outcome::error},
            {"port-unreachable", 3, ECONNREFUSED, Outcome::refused},
            {"net-prohibited", 9, ENETUNREACH, Outcome::rejected},
            {"host-prohibited", 10, EHOSTUNREACH, Outcome::rejected},
            {"admin-prohibited", 13, EHOSTUNREACH, Outcome::rejected},
        };
        static constexpr Row kV6[] = {
            {"no-route", 0, ENETUNREACH, Outcome::networkUnreachable},
            {"admin-prohibited", 1, EACCES, Outcome::rejected},
            {"addr-unreachable", 3, EHOSTUNREACH, Outcome::hostUnreachable},
            {"port-unreachable", 4, ECONNREFUSED, Outcome::refused},
            {"policy-fail", 5, EACCES, Outcome::rejected},
            {"reject-route", 6, EACCES, Outcome::rejected},
        };
        const auto add = [](bool v6, const Row& row) {
            for (const Host where : {Host::client, Host::router, Host::server}) {
                const char* place = where == Host::client   ? "own firewall"
                                    : where == Host::router ? "router"
                                                            : "server";
                QTest::newRow(qPrintable(
                    QStringLiteral("%1 %2, %3")
                        .arg(QLatin1String(v6 ? "IPv6" : "IPv4"), QLatin1String(row.with), QLatin1String(place))))
                    << v6 << int(where) << QString::fromLatin1(row.with) << row.code << row.errnoValue
                    << int(row.outcome);
            }
        };
        for (const Row& row : kV4)
            add(false, row);
        for (const Row& row : kV6)
            add(true, row);
    }
    void rejected()
    {
        QFETCH(bool, v6);
        QFETCH(int, where);
        QFETCH(QString, with);
        QFETCH(int, code);
        QFETCH(int, errnoValue);
        QFETCH(int, outcome);
        const Host at = Host(where);
        const char* hook = at == Host::client ? "output" : at == Host::router ? "forward" : "input";
        const QString rule = QStringLiteral("tcp dport %1 reject with %2 type %3")
                                 .arg(kOpen)
                                 .arg(QLatin1String(v6 ? "icmpv6" : "icmp"), with);
        QVERIFY(m_lab->rules(at, chain(hook, rule)));
        const Attempt a = attempt(to(host(v6, 2, 2), kOpen));
        QCOMPARE(int(a.outcome), outcome);
        QCOMPARE(a.errnoValue, errnoValue);
        QCOMPARE(a.icmp.origin, v6 ? ErrorOrigin::icmp6 : ErrorOrigin::icmp);
        QCOMPARE(int(a.icmp.type), v6 ? 1 : 3);
        QCOMPARE(int(a.icmp.code), code);
        QCOMPARE(a.icmp.errnoValue, errnoValue);
        const QString offender = at == Host::client   ? host(v6, 1, 2)
                                 : at == Host::router ? host(v6, 1, 1)
                                                      : host(v6, 2, 2);
        QCOMPARE(a.icmp.offender.toString(), offender);
        // Heard at once: a blocking connect() to an own firewall takes a second for it.
        QVERIFY(a.connectNs > 0 && a.connectNs < 500'000'000);
        QCOMPARE(a.tcp.totalRetrans, 0u);
    }

    void rejectedWithReset_data()
    {
        QTest::addColumn<bool>("v6");
        QTest::addColumn<int>("where");
        for (const bool v6 : {false, true}) {
            QTest::newRow(v6 ? "IPv6, own firewall" : "IPv4, own firewall") << v6 << int(Host::client);
            QTest::newRow(v6 ? "IPv6, router" : "IPv4, router") << v6 << int(Host::router);
            QTest::newRow(v6 ? "IPv6, server" : "IPv4, server") << v6 << int(Host::server);
        }
    }
    void rejectedWithReset()
    {
        QFETCH(bool, v6);
        QFETCH(int, where);
        const Host at = Host(where);
        const char* hook = at == Host::client ? "output" : at == Host::router ? "forward" : "input";
        QVERIFY(m_lab->rules(at, chain(hook, QStringLiteral("tcp dport %1 reject with tcp reset").arg(kOpen))));
        const Attempt a = attempt(to(host(v6, 2, 2), kOpen));
        QCOMPARE(a.outcome, Outcome::refused);
        QCOMPARE(a.errnoValue, ECONNREFUSED);
        QCOMPARE(a.icmp.origin, ErrorOrigin::none);
        QVERIFY(a.connectNs < 500'000'000);
    }

    // Dropped anywhere, by ourselves too: silence, and the SYN is sent again after a second.
    void dropped_data() { rejectedWithReset_data(); }
    void dropped()
    {
        QFETCH(bool, v6);
        QFETCH(int, where);
        const Host at = Host(where);
        const char* hook = at == Host::client ? "output" : at == Host::router ? "forward" : "input";
        QVERIFY(m_lab->rules(at, chain(hook, QStringLiteral("tcp dport %1 drop").arg(kOpen))));
        Schedule s = to(host(v6, 2, 2), kOpen);
        s.request.timeout = 1500ms;
        const Attempt a = attempt(s);
        QCOMPARE(a.outcome, Outcome::timedOut);
        QCOMPARE(a.errnoValue, 0);
        QCOMPARE(a.icmp.origin, ErrorOrigin::none);
        QCOMPARE(a.tcp.totalRetrans, 1u);
        QCOMPARE(int(a.tcp.state), int(TCP_SYN_SENT));
    }

    // A SYN that was lost once: connected after a second, and the count says why.
    void lateConnect()
    {
        // The first SYN is dropped, the next passes.
        QVERIFY(m_lab->rules(Host::router,
                             chain("forward", QStringLiteral("tcp flags syn / syn,ack tcp dport %1 "
                                                             "limit rate over 1/minute burst 1 packets accept; "
                                                             "tcp flags syn / syn,ack tcp dport %1 drop")
                                                  .arg(kOpen))));
        const Attempt a = attempt(to(host(false, 2, 2), kOpen));
        QCOMPARE(a.outcome, Outcome::connected);
        QCOMPARE(a.tcp.totalRetrans, 1u);
        QVERIFY(isLate(a));
        QVERIFY(a.connectNs > 900'000'000 && a.connectNs < 1'500'000'000);
    }

    void ttlExceeded_data() { families(); }
    void ttlExceeded()
    {
        QFETCH(bool, v6);
        Schedule s = to(host(v6, 2, 2), kOpen);
        s.request.purpose = Purpose::path;
        s.request.ttl = Ttl{1};
        const Attempt a = attempt(s);
        QCOMPARE(a.outcome, Outcome::hostUnreachable);
        QCOMPARE(int(a.icmp.type), v6 ? 3 : 11);
        QCOMPARE(int(a.icmp.code), 0);
        QCOMPARE(a.icmp.offender.toString(), host(v6, 1, 1));
        QCOMPARE(int(a.ttl.value), 1);
        s.request.ttl = Ttl{2};
        QCOMPARE(attempt(s).outcome, Outcome::connected);
    }

    // A router without a route.
    void routerHasNoRoute_data() { families(); }
    void routerHasNoRoute()
    {
        QFETCH(bool, v6);
        const QString there = v6 ? QStringLiteral("fd99::1") : QStringLiteral("10.99.0.1");
        const Attempt a = attempt(to(there, 80));
        QCOMPARE(a.outcome, Outcome::networkUnreachable);
        QCOMPARE(int(a.icmp.code), 0);
        QCOMPARE(a.icmp.offender.toString(), host(v6, 1, 1));
    }

    // Nobody answers ARP or ND: on our own link we are the offender ourselves, behind a router it is the router.
    void nobodyThere_data()
    {
        QTest::addColumn<bool>("v6");
        QTest::addColumn<int>("net");
        QTest::newRow("IPv4, own link") << false << 1;
        QTest::newRow("IPv4, behind the router") << false << 2;
        QTest::newRow("IPv6, own link") << true << 1;
        QTest::newRow("IPv6, behind the router") << true << 2;
    }
    void nobodyThere()
    {
        QFETCH(bool, v6);
        QFETCH(int, net);
        Schedule s = to(host(v6, net, 99), 80);
        s.request.timeout = 6s;
        const Attempt a = attempt(s);
        QCOMPARE(a.outcome, Outcome::hostUnreachable);
        QCOMPARE(a.errnoValue, EHOSTUNREACH);
        QCOMPARE(int(a.icmp.type), v6 ? 1 : 3);
        QCOMPARE(int(a.icmp.code), v6 ? 3 : 1);
        QCOMPARE(a.icmp.offender.toString(), host(v6, 1, net == 1 ? 2 : 1));
        QVERIFY(a.connectNs > 2'500'000'000 && a.connectNs < 4'500'000'000);
        NeighbourFact neighbour;
        m_lab->inNamespace(Host::client, [&] { neighbour = readNeighbour(address(host(v6, net, 99))); });
        if (net == 1)
            QVERIFY(neighbour.state == QStringLiteral("FAILED") || neighbour.state == QStringLiteral("INCOMPLETE"));
        else
            QCOMPARE(neighbour.state, QString());
    }

    // Routes of our own that say no: decided here, with nothing sent.
    void localRoutes_data()
    {
        QTest::addColumn<bool>("v6");
        QTest::addColumn<QString>("kind");
        QTest::addColumn<int>("errnoValue");
        QTest::addColumn<int>("outcome");
        QTest::addColumn<int>("route");
        for (const bool v6 : {false, true}) {
            const auto row = [v6](const char* kind, int errnoValue, Outcome outcome, RouteFact::Kind route) {
                QTest::newRow(
                    qPrintable(QStringLiteral("%1 %2").arg(QLatin1String(v6 ? "IPv6" : "IPv4"), QLatin1String(kind))))
                    << v6 << QString::fromLatin1(kind) << errnoValue << int(outcome) << int(route);
            };
            row("unreachable", EHOSTUNREACH, Outcome::hostUnreachable, RouteFact::Kind::unreachable);
            row("prohibit", EACCES, Outcome::blockedLocally, RouteFact::Kind::prohibit);
            row("blackhole", EINVAL, Outcome::blockedLocally, RouteFact::Kind::blackhole);
            // In the main table a throw route ends the search: as if there were no route.
            row("throw", ENETUNREACH, Outcome::networkUnreachable, RouteFact::Kind::none);
        }
    }
    void localRoutes()
    {
        QFETCH(bool, v6);
        QFETCH(QString, kind);
        QFETCH(int, errnoValue);
        QFETCH(int, outcome);
        QFETCH(int, route);
        const QString net = v6 ? QStringLiteral("fd98::/64") : QStringLiteral("10.98.0.0/24");
        const QString there = v6 ? QStringLiteral("fd98::1") : QStringLiteral("10.98.0.1");
        const QString family = v6 ? QStringLiteral("-6 ") : QString();
        QVERIFY(m_lab->ip(Host::client, family + QStringLiteral("route add %1 %2").arg(kind, net)));
        const Attempt a = attempt(to(there, 80));
        RouteFact fact;
        m_lab->inNamespace(Host::client, [&] { fact = readRoute(address(there)); });
        QVERIFY(m_lab->ip(Host::client, family + QStringLiteral("route del %1 %2").arg(kind, net)));
        if (v6 && kind == QLatin1String("throw") && a.errnoValue == EHOSTUNREACH)
            errnoValue = EHOSTUNREACH;
        QCOMPARE(int(a.outcome), outcome);
        QCOMPARE(a.errnoValue, errnoValue);
        QCOMPARE(a.phase, Phase::connect);
        QCOMPARE(a.icmp.origin, ErrorOrigin::none);
        QVERIFY(a.tcp.valid);
        QCOMPARE(a.tcp.segsOut, 0u);
        QVERIFY(a.connectNs >= 0 && a.connectNs < 100'000'000);
        QCOMPARE(int(fact.kind), route);
        QCOMPARE(fact.errnoValue, errnoValue);
        QVERIFY(fact.problem.isEmpty());
    }

    void noRouteAtAll_data() { families(); }
    void noRouteAtAll()
    {
        QFETCH(bool, v6);
        const QString family = v6 ? QStringLiteral("-6 ") : QString();
        QVERIFY(m_lab->ip(Host::client, family + QStringLiteral("route del default")));
        const QString there = v6 ? QStringLiteral("fd99::1") : QStringLiteral("10.99.0.1");
        const Attempt a = attempt(to(there, 80));
        RouteFact fact;
        m_lab->inNamespace(Host::client, [&] { fact = readRoute(address(there)); });
        QVERIFY(m_lab->ip(Host::client, family + QStringLiteral("route add default via %1").arg(host(v6, 1, 1))));
        QCOMPARE(a.outcome, Outcome::networkUnreachable);
        QCOMPARE(a.errnoValue, ENETUNREACH);
        QCOMPARE(a.tcp.segsOut, 0u);
        QCOMPARE(fact.kind, RouteFact::Kind::none);
        QCOMPARE(fact.errnoValue, ENETUNREACH);
    }

    void linkLocal()
    {
        Schedule s = to(QStringLiteral("fe80::1"), 80);
        const Attempt a = attempt(s);
        QCOMPARE(a.outcome, Outcome::blockedLocally);
        QCOMPARE(a.errnoValue, EINVAL);
    }

    void localPortsUsedUp()
    {
        QVERIFY(m_lab->sysctl(Host::client, QStringLiteral("ipv4/ip_local_port_range"), QStringLiteral("42000 42001")));
        Recorder recorder;
        LocalPortUse use;
        m_lab->inNamespace(Host::client, [&] {
            Engine engine(recorder);
            Schedule s = to(host(false, 2, 2), kFresh);
            s.request.purpose = Purpose::burst;
            s.request.afterConnect = 300ms;
            s.count = 4;
            s.parallel = 4;
            if (engine.add(s))
                recorder.waitFinished(2);
            use = readPortUse(s.request.remote);
            recorder.waitEnded(1);
        });
        QVERIFY(m_lab->sysctl(Host::client, QStringLiteral("ipv4/ip_local_port_range"), QStringLiteral("32768 60999")));
        const auto all = recorder.finished();
        QCOMPARE(all.size(), std::size_t{4});
        const auto refused =
            std::count_if(all.begin(), all.end(), [](const Attempt& a) { return a.outcome == Outcome::noLocalPort; });
        QVERIFY(refused >= 2);
        for (const Attempt& a : all)
            if (a.outcome == Outcome::noLocalPort) {
                QCOMPARE(a.errnoValue, EADDRNOTAVAIL);
                QCOMPARE(a.phase, Phase::connect);
            }
        QCOMPARE(use.low, 42000);
        QCOMPARE(use.high, 42001);
        QCOMPARE(use.toTarget, 2);
    }

    void portUse()
    {
        // An orderly end by us leaves TIME-WAIT behind.
        QCOMPARE(attempt(to(host(true, 2, 2), kOpen)).outcome, Outcome::connected);
        LocalPortUse use;
        m_lab->inNamespace(Host::client, [&] { use = readPortUse({address(host(true, 2, 2)), Port{kOpen}}); });
        QVERIFY(use.toTarget >= 1);
        LocalPortUse other;
        m_lab->inNamespace(Host::client, [&] { other = readPortUse({address(host(true, 2, 2)), Port{4}}); });
        QCOMPARE(other.toTarget, 0);
        QCOMPARE(other.timeWait, 0);
    }

    void routes_data() { families(); }
    void routes()
    {
        QFETCH(bool, v6);
        RouteFact remote;
        RouteFact link;
        RouteFact own;
        RouteFact nowhere;
        m_lab->inNamespace(Host::client, [&] {
            remote = readRoute(address(host(v6, 2, 2)));
            link = readRoute(address(host(v6, 1, 1)), address(host(v6, 1, 2)), QStringLiteral("kbl1"));
            own = readRoute(address(host(v6, 1, 2)));
            nowhere = readRoute(address(host(v6, 1, 1)), {}, QStringLiteral("kb-none"));
        });
        QCOMPARE(remote.kind, RouteFact::Kind::unicast);
        QCOMPARE(remote.interface, QStringLiteral("kbl1"));
        QCOMPARE(remote.gateway.toString(), host(v6, 1, 1));
        QCOMPARE(remote.preferredSource.toString(), host(v6, 1, 2));
        QCOMPARE(link.kind, RouteFact::Kind::unicast);
        QVERIFY(link.gateway.isNone());
        QCOMPARE(own.kind, RouteFact::Kind::local);
        QCOMPARE(nowhere.kind, RouteFact::Kind::unknown);
        QVERIFY(!nowhere.problem.isEmpty());
    }

    void neighbour()
    {
        (void)attempt(to(host(false, 2, 2), kOpen));
        NeighbourFact fact;
        m_lab->inNamespace(Host::client, [&] { fact = readNeighbour(address(host(false, 1, 1))); });
        QCOMPARE(fact.interface, QStringLiteral("kbl1"));
        QVERIFY(!fact.state.isEmpty());
        QCOMPARE(fact.mac.size(), 17);
    }

    void vantage()
    {
        VantageFacts facts;
        m_lab->inNamespace(Host::client, [&] { facts = readVantage(); });
        QVERIFY(facts.ownAddresses.contains(address(host(false, 1, 2))));
        QVERIFY(facts.ownAddresses.contains(address(host(true, 1, 2))));
        QVERIFY(facts.interfaces.contains(QStringLiteral("kbl1")));
        QVERIFY(!facts.kernel.isEmpty());
        QVERIFY(!facts.distribution.isEmpty());
        QCOMPARE(facts.ports.low, 32768);
        QVERIFY(facts.errorQueueWorks);
        QVERIFY(!facts.syn.resendSeconds.isEmpty());
        QVERIFY(facts.limits.isEmpty());
    }

    void echoes_data() { families(); }
    void echoes()
    {
        QFETCH(bool, v6);
        const auto ask = [&](const QString& host) {
            EchoFact out;
            m_lab->inNamespace(Host::client, [&] { out = echo(address(host), 500ms, m_never.get_token()); });
            return out;
        };
        QVERIFY(m_lab->sysctl(Host::client, QStringLiteral("ipv4/ping_group_range"), QStringLiteral("1 0")));
        QCOMPARE(ask(host(v6, 2, 2)).state, EchoFact::State::notPermitted);
        QVERIFY(m_lab->sysctl(Host::client, QStringLiteral("ipv4/ping_group_range"), QStringLiteral("0 2147483647")));
        const EchoFact answered = ask(host(v6, 2, 2));
        QCOMPARE(answered.state, EchoFact::State::answered);
        QVERIFY(answered.roundTrip > 0ns && answered.roundTrip < 500ms);
        const EchoFact noRoute = ask(v6 ? QStringLiteral("fd99::1") : QStringLiteral("10.99.0.1"));
        QCOMPARE(noRoute.state, EchoFact::State::icmpError);
        QCOMPARE(int(noRoute.type), v6 ? 1 : 3);
        QCOMPARE(int(noRoute.code), 0);
        QCOMPARE(noRoute.offender.toString(), host(v6, 1, 1));
        QVERIFY(m_lab->rules(
            Host::server,
            chain("input", QStringLiteral("%1 type echo-request drop").arg(QLatin1String(v6 ? "icmpv6" : "icmp")))));
        const EchoFact silent = ask(host(v6, 2, 2));
        QCOMPARE(silent.state, EchoFact::State::silent);
        QCOMPARE(ask(v6 ? QStringLiteral("ff02::1") : QStringLiteral("224.0.0.1")).state, EchoFact::State::failed);
    }

    void echoStops()
    {
        QVERIFY(m_lab->sysctl(Host::client, QStringLiteral("ipv4/ping_group_range"), QStringLiteral("0 2147483647")));
        QVERIFY(m_lab->rules(Host::server, chain("input", QStringLiteral("icmp type echo-request drop"))));
        EchoFact out;
        MonoTime asked;
        MonoTime ended;
        m_lab->inNamespace(Host::client, [&] {
            std::thread stopper([&] {
                asked = systemClock().mono();
                m_stop.request_stop();
            });
            out = echo(address(host(false, 2, 2)), 20s, m_stop.get_token());
            ended = systemClock().mono();
            stopper.join();
        });
        QCOMPARE(out.state, EchoFact::State::failed);
        QCOMPARE(out.errnoValue, ECANCELED);
        QVERIFY(ended - asked < 200ms);
    }

private:
    static void families()
    {
        QTest::addColumn<bool>("v6");
        QTest::newRow("IPv4") << false;
        QTest::newRow("IPv6") << true;
    }
};

QTEST_GUILESS_MAIN(TestEngineKernel)
#include "test_engine_kernel.moc"

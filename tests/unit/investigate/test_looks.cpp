#include "core/investigate/looks.h"

#include <QTest>

using namespace knockback;

namespace {

IpAddress address(const char* text)
{
    return *IpAddress::parse(QString::fromLatin1(text));
}

Attempt hop(std::uint8_t ttl, const char* router)
{
    Attempt a;
    a.purpose = Purpose::path;
    a.ttl = {ttl};
    a.remote = {address("192.0.2.9"), {443}};
    a.outcome = Outcome::hostUnreachable;
    a.icmp = {ErrorOrigin::icmp, 11, 0, EHOSTUNREACH, 0, address(router)};
    return a;
}

Attempt silent(std::uint8_t ttl)
{
    Attempt a = hop(ttl, "0.0.0.0");
    a.icmp = {};
    a.outcome = Outcome::timedOut;
    return a;
}

} // namespace

class TestLooks : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void pathGoesOnWhileRoutersAnswer()
    {
        PathWalk walk;
        QCOMPARE(walk.next(), (QVector<std::uint8_t>{1, 2, 3, 4}));
        QVERIFY(walk.next().isEmpty()); // these are still out
        for (std::uint8_t ttl = 1; ttl <= 4; ++ttl)
            walk.seen(hop(ttl, qPrintable(QStringLiteral("198.51.100.%1").arg(ttl))));
        QVERIFY(!walk.done());
        QCOMPARE(walk.next(), (QVector<std::uint8_t>{5, 6, 7, 8}));
    }
    void pathEndsAfterFourSilentHops()
    {
        PathWalk walk;
        (void)walk.next();
        walk.seen(hop(1, "198.51.100.1"));
        for (std::uint8_t ttl = 2; ttl <= 4; ++ttl)
            walk.seen(silent(ttl));
        QVERIFY(!walk.done());
        (void)walk.next();
        for (std::uint8_t ttl = 5; ttl <= 8; ++ttl)
            walk.seen(silent(ttl));
        QVERIFY(walk.done());
    }
    void oneSilentRouterDoesNotEndIt()
    {
        PathWalk walk;
        (void)walk.next();
        for (std::uint8_t ttl = 1; ttl <= 4; ++ttl)
            walk.seen(ttl == 2 ? silent(ttl) : hop(ttl, qPrintable(QStringLiteral("198.51.100.%1").arg(ttl))));
        QVERIFY(!walk.done());
    }
    void pathEndsWhereTheHostAnswers()
    {
        PathWalk walk;
        (void)walk.next();
        Attempt refused = silent(2);
        refused.outcome = Outcome::refused;
        walk.seen(hop(1, "198.51.100.1"));
        walk.seen(refused);
        walk.seen(refused);
        walk.seen(refused);
        QVERIFY(walk.done());
    }
    void pathEndsInALoop()
    {
        PathWalk walk;
        (void)walk.next();
        walk.seen(hop(1, "198.51.100.1"));
        walk.seen(hop(2, "198.51.100.2"));
        walk.seen(hop(3, "198.51.100.1"));
        walk.seen(hop(4, "198.51.100.2"));
        QVERIFY(!walk.done());
        (void)walk.next();
        for (std::uint8_t ttl = 5; ttl <= 8; ++ttl)
            walk.seen(hop(ttl, ttl % 2 ? "198.51.100.1" : "198.51.100.2"));
        QVERIFY(walk.done());
    }
    void nothingIsAskedTwice()
    {
        Looks looks;
        NextLooks wanted;
        wanted.echo = {address("192.0.2.9")};
        wanted.controlPorts = {{address("192.0.2.9"), {22}}};
        wanted.path = {address("192.0.2.9")};
        const AttemptRequest base;
        const auto first = looks.take(wanted, base, {443}, MonoTime{0}, std::chrono::seconds(60));
        QCOMPARE(first.echoes.size(), 1);
        QCOMPARE(first.attempts.size(), 1 + PathWalk::kAtOnce);
        for (const AttemptRequest& request : first.attempts) {
            QVERIFY(request.afterConnect.count() == 0);
            QVERIFY(request.timeout < std::chrono::seconds(1)); // one packet, before the first retransmission
        }
        QVERIFY(looks.busy());
        QVERIFY(looks.take(wanted, base, {443}, MonoTime{1}, std::chrono::seconds(60)).isEmpty());
        looks.echoed();
        for (const AttemptRequest& request : first.attempts) {
            Attempt a = silent(request.ttl.value);
            a.purpose = request.purpose;
            a.remote = request.remote;
            looks.seen(a);
        }
        QVERIFY(!looks.busy());
        // A watch looks again later.
        QVERIFY(!looks.take(wanted, base, {443}, MonoTime{61'000'000'000}, std::chrono::seconds(60)).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestLooks)
#include "test_looks.moc"

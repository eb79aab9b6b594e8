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

LookAttempt look(Purpose purpose, std::uint16_t port)
{
    LookAttempt out;
    out.purpose = purpose;
    out.remote = {address("192.0.2.9"), Port{port}};
    return out;
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
        const IpAddress host = address("192.0.2.9");
        NextLooks wanted;
        wanted.echo = {{host, 0}};
        wanted.attempts = {look(Purpose::control, 22)};
        wanted.path = {{host, {443}}};
        const AttemptRequest base;
        QVERIFY(looks.pending(wanted));
        const auto first = looks.take(wanted, base, MonoTime{0}, true);
        QCOMPARE(first.echoes.size(), 1);
        QCOMPARE(first.attempts.size(), 1 + PathWalk::kAtOnce);
        for (const AttemptRequest& request : first.attempts) {
            QVERIFY(request.afterConnect.count() == 0);
            QVERIFY(request.timeout < std::chrono::seconds(1)); // one packet, before the first retransmission
        }
        QVERIFY(looks.busy());
        QVERIFY(!looks.pending(wanted));
        QVERIFY(looks.take(wanted, base, MonoTime{1}, true).isEmpty());
        looks.echoed();
        for (const AttemptRequest& request : first.attempts) {
            Attempt a = silent(request.ttl.value);
            a.purpose = request.purpose;
            a.remote = request.remote;
            looks.seen(a);
        }
        QVERIFY(!looks.busy());
        QVERIFY(looks.take(wanted, base, MonoTime{61'000'000'000}, true).isEmpty());
    }
    void roundsOfOnePortGoInTurnAndApart()
    {
        Looks looks;
        const AttemptRequest base;
        LookAttempt again = look(Purpose::control, 22);
        again.gap = std::chrono::milliseconds(150);
        NextLooks wanted;
        wanted.attempts = {again};
        QCOMPARE(looks.take(wanted, base, MonoTime{1'000'000'000}, true).attempts.size(), 1);
        wanted.attempts[0].round = 1;
        QVERIFY(looks.take(wanted, base, MonoTime{1'200'000'000}, true).isEmpty()); // the first is still out
        Attempt answer = silent(0);
        answer.purpose = Purpose::control;
        answer.remote = again.remote;
        looks.seen(answer);
        QVERIFY(looks.pending(wanted));
        QVERIFY(looks.take(wanted, base, MonoTime{1'149'000'000}, true).isEmpty()); // too soon
        QCOMPARE(looks.take(wanted, base, MonoTime{1'150'000'000}, true).attempts.size(), 1);
    }
    void floorsRunSideBySide()
    {
        Looks looks;
        NextLooks wanted;
        for (const std::uint8_t floor : {62, 63, 64}) {
            LookAttempt ask = look(Purpose::distance, 22);
            ask.floor = Ttl{floor};
            ask.timeout = std::chrono::milliseconds(60);
            wanted.attempts.append(ask);
        }
        const auto todo = looks.take(wanted, AttemptRequest{}, MonoTime{1}, true);
        QCOMPARE(todo.attempts.size(), 3);
        QCOMPARE(todo.attempts[1].floor.value, std::uint8_t(63));
        QCOMPARE(todo.attempts[1].timeout, std::chrono::nanoseconds(std::chrono::milliseconds(60)));
    }
    void aWatchDoesNotSweep()
    {
        Looks looks;
        LookAttempt ask = look(Purpose::sweep, 443);
        ask.localPort = Port{40000};
        NextLooks wanted;
        wanted.attempts = {ask};
        AttemptRequest base;
        base.hello = Protocol::http;
        base.answerDue = true;
        QVERIFY(looks.take(wanted, base, MonoTime{1}, false).isEmpty());
        const auto todo = looks.take(wanted, base, MonoTime{1}, true);
        QCOMPARE(todo.attempts.size(), 1);
        QCOMPARE(todo.attempts[0].localPort.value, std::uint16_t(40000));
        QVERIFY(todo.attempts[0].answerDue && todo.attempts[0].abortUnanswered); // as the one that failed
    }
};

QTEST_GUILESS_MAIN(TestLooks)
#include "test_looks.moc"

// The layers below the rules: what one attempt says, patterns in time, commands for hostile names.
#include "scene.h"

#include "core/diagnose/backlog_defaults.h"
#include "core/diagnose/commands.h"
#include "core/diagnose/happening.h"
#include "core/diagnose/rule.h"
#include "core/diagnose/sequence.h"

#include <QElapsedTimer>
#include <QTest>
#include <cerrno>

using namespace knockback;
using namespace knockback::test;

namespace {

Sequence of(const char* letters)
{
    std::vector<Step> steps;
    std::int64_t at = 0;
    for (const char* c = letters; *c; ++c)
        steps.push_back({*c == 'F', WallTime{at += 1'000'000'000}});
    return sequenceOf(steps);
}

IcmpError error(ErrorOrigin origin, int type, int code)
{
    IcmpError e;
    e.origin = origin;
    e.type = static_cast<std::uint8_t>(type);
    e.code = static_cast<std::uint8_t>(code);
    return e;
}

} // namespace

class TestDiagnoseParts : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // What a verification must outlast: the longest time that failures were away.
    void longestTimeWithoutFailure_data()
    {
        QTest::addColumn<QString>("letters"); // 200 ms apart
        QTest::addColumn<int>("ms");
        QTest::newRow("between two") << "CCRCCCCRC" << 1000;
        QTest::newRow("before the first") << "CCCCCRCR" << 1000;
        QTest::newRow("after the last") << "RCRCCCC" << 800;
        QTest::newRow("never failed") << "CCCCC" << 0;
        QTest::newRow("always failed") << "RRRRR" << 0;
        QTest::newRow("once") << "R" << 0;
    }
    void longestTimeWithoutFailure()
    {
        QFETCH(QString, letters);
        QFETCH(int, ms);
        const Scene scene = parseScene(
            letters, {QStringLiteral("target 203.0.113.2 5432"), QStringLiteral("seq 203.0.113.2 ") + letters});
        QVERIFY2(scene.problem.isEmpty(), qPrintable(scene.problem));
        const Diagnosis d = diagnose(scene.seen);
        QCOMPARE(std::chrono::duration_cast<std::chrono::milliseconds>(d.longestGood).count(), ms);
        QCOMPARE(std::chrono::duration_cast<std::chrono::milliseconds>(d.observed).count(), 200 * (letters.size() - 1));
    }

    void icmpMeanings()
    {
        using M = IcmpMeaning;
        const auto v4 = [](int type, int code) { return meaningOf(error(ErrorOrigin::icmp, type, code)); };
        const auto v6 = [](int type, int code) { return meaningOf(error(ErrorOrigin::icmp6, type, code)); };
        QVERIFY(v4(3, 3) == M::portUnreachable && v4(3, 13) == M::prohibited && v4(3, 10) == M::prohibited &&
                v4(3, 9) == M::prohibited);
        QVERIFY(v4(3, 1) == M::hostUnreachable && v4(3, 0) == M::networkUnreachable &&
                v4(3, 2) == M::protocolUnreachable && v4(11, 0) == M::timeExceeded);
        QVERIFY(v4(3, 4) == M::other && v4(5, 1) == M::other);
        QVERIFY(v6(1, 4) == M::portUnreachable && v6(1, 1) == M::prohibited && v6(1, 5) == M::prohibited &&
                v6(1, 6) == M::prohibited);
        QVERIFY(v6(1, 3) == M::hostUnreachable && v6(1, 0) == M::networkUnreachable && v6(3, 0) == M::timeExceeded &&
                v6(2, 0) == M::other);
        QVERIFY(meaningOf(error(ErrorOrigin::local, 3, 3)) == M::none &&
                meaningOf(error(ErrorOrigin::none, 3, 3)) == M::none);
    }

    // EACCES is a policy only when nothing was sent: ICMPv6 1/1 gives the same errno.
    void deniedAfterSendingIsARejection()
    {
        Attempt a;
        a.outcome = Outcome::blockedLocally;
        a.errnoValue = EACCES;
        a.connectNs = 100'000;
        a.tcp.valid = true;
        QVERIFY(happeningOf(a) == Happening::localDenied);
        a.tcp.segsOut = 1;
        QVERIFY(happeningOf(a) == Happening::icmpReject);
    }
    void unreachableAfterSecondsIsNotLocal()
    {
        Attempt a;
        a.outcome = Outcome::hostUnreachable;
        a.errnoValue = EHOSTUNREACH;
        a.connectNs = 100'000;
        QVERIFY(happeningOf(a) == Happening::localUnreachable);
        a.connectNs = 3'070'000'000;
        QVERIFY(happeningOf(a) == Happening::icmpHost);
    }
    void httpStatusIsReadStrictly()
    {
        const auto status = [](const char* text) {
            Attempt a;
            const QByteArray bytes(text);
            a.bannerSize = static_cast<std::uint16_t>(bytes.size());
            std::copy(bytes.begin(), bytes.end(), a.banner.begin());
            return httpStatus(a);
        };
        QCOMPARE(status("HTTP/1.1 502 Bad Gateway"), 502);
        QCOMPARE(status("HTTP/1.0 200"), 200);
        QCOMPARE(status("HTTP/1.1 20"), 0);
        QCOMPARE(status("HTTP/1.1 999 x"), 0);
        QCOMPARE(status("HTTP/1.1 2x0 x"), 0);
        QCOMPARE(status("SSH-2.0-OpenSSH_9.2"), 0);
    }

    void sequences()
    {
        QCOMPARE(of("").total, 0);
        const Sequence s = of("SSSFFSSFF");
        QCOMPARE(s.failures, 4);
        QCOMPARE(s.runs, 4);
        QCOMPARE(s.failureRuns, 2);
        QCOMPARE(s.longestSuccessRun, 3);
        QCOMPARE(s.shortestInnerRun, 2);
        QCOMPARE(s.tail, 2);
        QVERIFY(s.tailFails && !s.headFails);
        QVERIFY(of("SFSFSFSFSFSFSFSF").z > 2.5);
        QVERIFY(of("SSSSSSSSFFFFFFFF").z < -2.5);
        QVERIFY(std::abs(of("SSFSSFFSFSSSFFSF").z) < 2);
        QVERIFY(of("SSFFSSFFSSFFSSFFSS").regular);
        QVERIFY(!of("SSFFSFFSSSSSSSFFSSSFF").regular);
        QCOMPARE(of("FFFF").z, 0.0);
    }

    void confidenceGrowsWithRepetition()
    {
        QCOMPARE(grown(0, 0.7, 0.9), 0.0);
        QCOMPARE(grown(1, 0.7, 0.9), 0.7);
        QVERIFY(grown(2, 0.7, 0.9) > grown(1, 0.7, 0.9));
        QVERIFY(grown(1000000, 0.7, 0.9) <= 0.9);
    }

    // A session file may come from anybody: a host in it must stay one word of a command.
    void commandsKeepHostileNamesInside()
    {
        QCOMPARE(shellWord(QStringLiteral("db.example")), QStringLiteral("db.example"));
        QCOMPARE(shellWord(QStringLiteral("fe80::1%eth0")), QStringLiteral("fe80::1%eth0"));
        QCOMPARE(shellWord(QStringLiteral("x; rm -rf ~")), QStringLiteral("'x; rm -rf ~'"));
        QCOMPARE(shellWord(QStringLiteral("a'b")), QStringLiteral("'a'\\''b'"));
        QCOMPARE(shellWord(QStringLiteral("-rf")), QStringLiteral("'-rf'"));
        QCOMPARE(shellWord(QString()), QStringLiteral("''"));
        QVERIFY(!shellWord(QStringLiteral("a\nb")).contains(QLatin1Char('\n')));

        const Scene s = parseScene(QStringLiteral("hostile"), {QStringLiteral("target $(reboot);`x` 80 name"),
                                                               QStringLiteral("chosen 203.0.113.2 dns"),
                                                               QStringLiteral("try 203.0.113.2 refused x5")});
        const Diagnosis d = diagnose(s.seen);
        for (const Fix& f : d.verdict.fixes)
            for (const QString& c : f.commands)
                QVERIFY2(!c.contains(QLatin1String("$(reboot)")) || c.contains(QLatin1String("'$(reboot);`x`'")),
                         qPrintable(c));
    }

    void unitsAreGuessedByPortAndService()
    {
        QCOMPARE(usualUnit(QStringLiteral("postgresql"), Port{5432}), QStringLiteral("postgresql"));
        QCOMPARE(usualUnit(QStringLiteral("mysql"), Port{13306}), QStringLiteral("mariadb"));
        QCOMPARE(usualUnit(QString(), Port{40000}), QString());
    }

    void serversAreKnownByProcessCommandAndUnit()
    {
        const auto program = [](const char* process, const char* command = "", const char* unit = "") {
            const BacklogDefault* found =
                backlogDefault(QLatin1String(process), QLatin1String(command), QLatin1String(unit));
            return found ? QString::fromUtf8(found->program) : QString();
        };
        QCOMPARE(program("nginx"), QStringLiteral("nginx"));
        QCOMPARE(program("php-fpm8.2"), QStringLiteral("PHP-FPM"));
        QCOMPARE(program("python3.11"), QStringLiteral("Python"));
        QCOMPARE(program("python3", "/usr/bin/python3 /usr/local/bin/uvicorn app:app"), QStringLiteral("Uvicorn"));
        QCOMPARE(program("gunicorn", "gunicorn: master [app]"), QStringLiteral("Gunicorn"));
        QCOMPARE(program("java", "/usr/bin/java -Xmx1g org.apache.catalina.startup.Bootstrap start"),
                 QStringLiteral("Tomcat"));
        QCOMPARE(program("java", "/usr/bin/java -jar app.jar"), QStringLiteral("Java (ServerSocket)"));
        QCOMPARE(program("java", "", "tomcat10.service"), QStringLiteral("Tomcat"));
        QCOMPARE(program("", "", "redis-server.service"), QStringLiteral("Redis"));
        QCOMPARE(program("nginx-exporter"), QString());
        QCOMPARE(program("nodeinfo"), QString());
        QCOMPARE(program("app", "", "app.service"), QString());
        QCOMPARE(program("app", "/opt/app nginx"), QString()); // only interpreters run others
        QCOMPARE(program(""), QString());
    }

    void onlyTheAskedPortCounts()
    {
        Scene s = parseScene(QStringLiteral("other port"),
                             {QStringLiteral("target 203.0.113.2 80"), QStringLiteral("try 203.0.113.2 connected x5")});
        addAttempt(s, *IpAddress::parse(QStringLiteral("203.0.113.2")), Port{81}, Purpose::observe,
                   QStringLiteral("refused"));
        QCOMPARE(diagnose(s.seen).verdict.cause, QStringLiteral("reachable"));
    }

    // A day of attempts is read in well under the time a screen waits for.
    void aLongWatchIsReadQuickly()
    {
        Scene s = parseScene(QStringLiteral("day"), {QStringLiteral("target 203.0.113.2 80")});
        const IpAddress to = *IpAddress::parse(QStringLiteral("203.0.113.2"));
        for (int i = 0; i < 100'000; ++i)
            addAttempt(s, to, Port{80}, Purpose::observe,
                       i % 1000 == 7 ? QStringLiteral("silent") : QStringLiteral("connected"));
        QElapsedTimer timer;
        timer.start();
        const Diagnosis d = diagnose(s.seen);
        QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(d.attempts, std::uint64_t(100'000));
    }
};

QTEST_GUILESS_MAIN(TestDiagnoseParts)
#include "test_diagnose_parts.moc"

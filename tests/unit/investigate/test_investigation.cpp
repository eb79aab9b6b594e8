// The whole of core on real sockets: loopback and the practice targets.
#include "core/diagnose/compare.h"
#include "core/diagnose/diagnose.h"
#include "core/investigate/investigation.h"
#include "core/investigate/reopen.h"
#include "core/practice/practice.h"
#include "core/target/target.h"

#include <QDir>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

using namespace knockback;
using namespace std::chrono_literals;

namespace {

struct Run
{
    std::vector<Attempt> attempts;
    std::optional<Diagnosis> last;
    bool finished = false, cancelled = false;
    int finishedEvents = 0, afterFinished = 0;
    QStringList trouble;

    void take(std::vector<InvestigationEvent> events)
    {
        for (auto& event : events) {
            if (finished)
                ++afterFinished;
            if (const auto* a = std::get_if<AttemptEvent>(&event))
                attempts.push_back(a->attempt);
            else if (const auto* d = std::get_if<DiagnosisEvent>(&event))
                last = d->diagnosis;
            else if (const auto* t = std::get_if<TroubleEvent>(&event))
                trouble << t->error.detail;
            else if (const auto* f = std::get_if<FinishedEvent>(&event)) {
                finished = true;
                cancelled = f->cancelled;
                ++finishedEvents;
            }
        }
    }
    void toTheEnd(Investigation& investigation, std::chrono::milliseconds limit = 20s)
    {
        QElapsedTimer timer;
        timer.start();
        while (!finished && timer.elapsed() < limit.count())
            take(investigation.wait(100ms));
    }
};

TargetSpec target(const QString& host, int port)
{
    const auto parsed = parseTarget(host, QString::number(port));
    if (!parsed)
        qFatal("%s", qPrintable(parsed.error().detail));
    TargetSpec spec = *parsed;
    spec.options.interval = 200ms;
    return spec;
}

} // namespace

class TestInvestigation : public QObject
{
    Q_OBJECT
private:
    QTemporaryDir m_folder;

    InvestigationOptions options(const TargetSpec& spec, Mode mode, bool keep = false)
    {
        InvestigationOptions out;
        out.mode = mode;
        out.targets = {spec};
        out.keepSession = keep;
        if (keep)
            out.sessionPath = m_folder.filePath(
                QStringLiteral("%1.knock")
                    .arg(QString::fromLatin1(QTest::currentTestFunction()) + QString::number(spec.port.value)));
        return out;
    }

private Q_SLOTS:
    // A fix is verified: as many attempts as luck cannot explain, over twice the longest time without a failure.
    void verifyingGoesOnUntilItTells()
    {
        const auto served = PracticeTarget::start(QStringLiteral("healthy"));
        QVERIFY(served.ok());
        TargetSpec spec = target(QStringLiteral("127.0.0.1"), (*served)->endpoint().port.value);
        spec.options.interval = 20ms;
        Diagnosis before;
        before.host = spec.host;
        before.port = spec.port;
        before.verdict.cause = QStringLiteral("packet-loss");
        before.outcomes[static_cast<std::size_t>(Outcome::timedOut)] = 2;
        before.outcomes[static_cast<std::size_t>(Outcome::connected)] = 8;
        before.attempts = 10;
        before.longestGood = 400ms;
        for (const bool verifies : {false, true}) {
            InvestigationOptions asked = options(spec, Mode::diagnose);
            if (verifies)
                asked.before = before;
            auto started = Investigation::start(asked);
            QVERIFY(started.ok());
            Run run;
            run.toTheEnd(**started);
            QVERIFY(run.finished && run.last);
            const Comparison said = compare(before, *run.last);
            QCOMPARE(said.change, verifies ? Change::works : Change::perhaps);
            if (verifies)
                QVERIFY(said.after.attempts >= attemptsToTell(before) && run.last->observed >= 800ms);
        }
    }

    void practice_data()
    {
        QTest::addColumn<QString>("fault");
        QTest::addColumn<QString>("cause");
        QTest::newRow("closed port") << "closed"
                                     << "service-not-listening";
        QTest::newRow("healthy service") << "healthy"
                                         << "reachable";
        QTest::newRow("closes at once") << "closes"
                                        << "service-closes";
        QTest::newRow("quiet, and nothing known to be due") << "silent"
                                                            << "reachable";
    }
    void practice()
    {
        QFETCH(QString, fault);
        QFETCH(QString, cause);
        const auto served = PracticeTarget::start(fault);
        QVERIFY2(served.ok(), served ? "" : qPrintable(served.error().detail));
        const Endpoint at = (*served)->endpoint();
        auto started = Investigation::start(options(target(at.address.toString(), at.port.value), Mode::diagnose));
        QVERIFY2(started.ok(), started ? "" : qPrintable(started.error().detail));
        Run run;
        run.toTheEnd(**started);
        QVERIFY(run.finished);
        QCOMPARE(run.finishedEvents, 1);
        QCOMPARE(run.afterFinished, 0);
        QVERIFY(run.last.has_value());
        QCOMPARE(run.last->verdict.cause, cause);
        QVERIFY(run.attempts.size() <= 12); // a server's log must not fill up
        QCOMPARE((*started)->diagnosis(0).verdict.cause, cause);
        QCOMPARE((*started)->session().attempts.size(), run.attempts.size());
    }
    void ipv6Refused()
    {
        const auto served = PracticeTarget::start(QStringLiteral("closed"));
        QVERIFY(served.ok());
        auto started = Investigation::start(
            options(target(QStringLiteral("::1"), (*served)->endpoint().port.value), Mode::diagnose));
        QVERIFY(started.ok());
        Run run;
        run.toTheEnd(**started);
        QVERIFY(run.finished && run.last);
        QCOMPARE(run.last->verdict.cause, QStringLiteral("service-not-listening"));
    }
    void watchCountsAndKeeps()
    {
        const auto served = PracticeTarget::start(QStringLiteral("closed"));
        QVERIFY(served.ok());
        TargetSpec spec = target(QStringLiteral("127.0.0.1"), (*served)->endpoint().port.value);
        spec.options.interval = 10ms;
        spec.options.count = 25;
        const InvestigationOptions wanted = options(spec, Mode::watch, true);
        {
            auto started = Investigation::start(wanted);
            QVERIFY2(started.ok(), started ? "" : qPrintable(started.error().detail));
            Run run;
            run.toTheEnd(**started);
            QVERIFY(run.finished && !run.cancelled);
            QCOMPARE(run.trouble, QStringList());
            QCOMPARE(run.attempts.size(), std::size_t{25});
            for (std::size_t i = 0; i < run.attempts.size(); ++i)
                QCOMPARE(run.attempts[i].id.value, i + 1);
        }
        const auto session = readSession(wanted.sessionPath);
        QVERIFY2(session.ok(), session ? "" : qPrintable(session.error().detail));
        QCOMPARE(session->attempts.size(), std::size_t{25});
        QCOMPARE(diagnose(reopened(*session, 0)).verdict.cause, QStringLiteral("service-not-listening"));
    }
    void cancelAnswersAtOnce()
    {
        const auto served = PracticeTarget::start(QStringLiteral("silent"));
        QVERIFY(served.ok());
        TargetSpec spec = target(QStringLiteral("127.0.0.1"), (*served)->endpoint().port.value);
        spec.options.afterConnect = 20s; // an attempt that would take long
        auto started = Investigation::start(options(spec, Mode::watch));
        QVERIFY(started.ok());
        Run run;
        run.take((*started)->wait(300ms));
        QElapsedTimer timer;
        timer.start();
        (*started)->cancel();
        run.toTheEnd(**started, 5s);
        QVERIFY(run.finished && run.cancelled);
        QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
    }
    void destroyedInTheMiddle()
    {
        for (int i = 0; i < 20; ++i) {
            auto started = Investigation::start(options(target(QStringLiteral("127.0.0.1"), 1), Mode::watch));
            QVERIFY(started.ok());
            (void)(*started)->wait(std::chrono::milliseconds(i));
        }
    }
    void burstNeedsToBeConfirmed()
    {
        TargetSpec spec = target(QStringLiteral("127.0.0.1"), 1);
        spec.options.burst = 16;
        QVERIFY(!Investigation::start(options(spec, Mode::watch)).ok());
        const auto served = PracticeTarget::start(QStringLiteral("healthy"));
        QVERIFY(served.ok());
        spec.port = (*served)->endpoint().port;
        InvestigationOptions wanted = options(spec, Mode::diagnose);
        wanted.burstConfirmed = true;
        auto started = Investigation::start(wanted);
        QVERIFY(started.ok());
        Run run;
        run.toTheEnd(**started);
        QVERIFY(run.finished);
        QCOMPARE(std::count_if(run.attempts.begin(), run.attempts.end(),
                               [](const Attempt& a) { return a.purpose == Purpose::burst; }),
                 16);
    }
    void nothingToLookAt() { QVERIFY(!Investigation::start({}).ok()); }
};

QTEST_GUILESS_MAIN(TestInvestigation)
#include "test_investigation.moc"

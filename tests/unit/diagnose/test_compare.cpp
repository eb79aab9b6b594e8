// Before and after a fix: what is said of two diagnoses, case by case.
#include "core/diagnose/compare.h"

#include "core/base/words.h"

#include <QSet>
#include <QTest>

using namespace knockback;

namespace {

using Counts = std::initializer_list<std::pair<Outcome, std::uint32_t>>;

Verdict verdictOf(const char* cause, Pattern pattern = Pattern::persistent)
{
    Verdict v;
    v.cause = QLatin1String(cause);
    v.confidence = 0.95;
    v.pattern = pattern;
    v.summary = {QStringLiteral("diagnose.reachable.summary"), {QStringLiteral("x")}, -1};
    return v;
}

// A run whose attempts all went to one address.
Diagnosis run(const char* cause, Counts counts, Pattern pattern = Pattern::persistent)
{
    Diagnosis d;
    d.started = WallTime{1'700'000'000'000'000'000};
    d.elapsed = std::chrono::seconds(10);
    d.host = QStringLiteral("db.example");
    d.port.value = 5432;
    d.verdict = verdictOf(cause, pattern);
    AddressState address{*IpAddress::parse(QStringLiteral("203.0.113.2")), QStringLiteral("dns"), Outcome::connected, 0,
                         0};
    for (const auto& [outcome, n] : counts) {
        d.outcomes[static_cast<std::size_t>(outcome)] += n;
        d.attempts += n;
        address.attempts += static_cast<int>(n);
        address.connected += isConnected(outcome) ? static_cast<int>(n) : 0;
    }
    if (d.attempts > 0)
        d.addresses.append(address);
    for (int i = 0; i < kCheckCount; ++i)
        d.checks[static_cast<std::size_t>(i)] = {static_cast<CheckId>(i), CheckStatus::pass, {}, {}, {}, {}, {}, {}};
    return d;
}

Diagnosis works(std::uint32_t attempts)
{
    return run("reachable", {{Outcome::connected, attempts}}, Pattern::none);
}
Diagnosis refused(std::uint32_t attempts = 5)
{
    Diagnosis d = run("service-not-listening", {{Outcome::refused, attempts}});
    d.checks[static_cast<std::size_t>(CheckId::port)].status = CheckStatus::fail;
    return d;
}
Diagnosis silent(std::uint32_t attempts = 3)
{
    return run("firewall-drop", {{Outcome::timedOut, attempts}});
}
Diagnosis with(Diagnosis d, const char* also)
{
    d.also.append(verdictOf(also));
    return d;
}
Diagnosis step(Diagnosis d, CheckId id, CheckStatus status)
{
    d.checks[static_cast<std::size_t>(id)].status = status;
    return d;
}
Diagnosis took(Diagnosis d, int seconds, int longestGood)
{
    d.observed = std::chrono::seconds(seconds);
    d.longestGood = std::chrono::seconds(longestGood);
    return d;
}
Diagnosis at(Diagnosis d, const char* address)
{
    d.addresses.front().address = *IpAddress::parse(QLatin1String(address));
    return d;
}
Diagnosis nothing()
{
    return run("inconclusive", {}, Pattern::none);
}

// Two addresses: one answers always, `attempts` to the other and of these `connected`.
Diagnosis twoAddresses(Diagnosis d, int attempts, int connected)
{
    d.addresses.append({*IpAddress::parse(QStringLiteral("203.0.113.3")), QStringLiteral("dns"), Outcome::connected,
                        attempts, connected});
    return d;
}

struct Case
{
    const char* name;
    Diagnosis before, after;
    const char* change;
    const char* says; // an id among the sentences
    Circumstances circumstances = {};
};

const QVector<Case>& cases()
{
    static const QVector<Case> all{
        {"mended", refused(), works(5), "works", "verify.works.refused"},
        {"mended, and two attempts are enough", refused(), works(2), "works", "verify.works.refused"},
        {"one success after many refusals may be luck yet", refused(), works(1), "perhaps", "verify.doubt.luck"},
        {"one refusal, one success", refused(1), works(1), "perhaps", "verify.doubt.luck"},
        {"nothing changed", refused(), refused(), "same", "verify.same.refused"},
        {"still silent", silent(), silent(), "same", "verify.same.timed-out"},
        {"silent, then refused by the host", silent(), refused(), "further", "verify.through"},
        {"silent, then reset by a firewall", silent(), run("firewall-reject-reset", {{Outcome::refused, 5}}), "further",
         "verify.answers"},
        {"refused, then silent", refused(), silent(), "other", "verify.other"},
        {"two at once: the second shows", with(silent(), "service-not-listening"), refused(), "further",
         "verify.second.known"},
        {"two at once: the second stays, unnoticed before", silent(), refused(), "further", "verify.second"},
        {"two at once: both are there", with(silent(), "service-not-listening"),
         with(silent(), "service-not-listening"), "same", "verify.same.timed-out"},
        {"two at once: the order turned", with(silent(), "service-not-listening"), with(refused(), "firewall-drop"),
         "same", "verify.same"},
        {"connects, but what was also wrong still is", with(refused(), "dns-answers-disagree"),
         with(works(5), "dns-answers-disagree"), "partly", "verify.partly.also"},
        {"connects, and something new is wrong", refused(), with(works(5), "wrong-address-family"), "further",
         "verify.further.connects"},
        {"the same silence, read otherwise", silent(), run("no-response", {{Outcome::timedOut, 3}}), "same",
         "verify.same.reading"},
        {"less often", refused(), run("service-not-listening", {{Outcome::refused, 1}, {Outcome::connected, 9}}),
         "partly", "verify.same.less"},
        {"now and then, both times", run("service-flapping", {{Outcome::refused, 2}, {Outcome::connected, 8}}),
         run("service-flapping", {{Outcome::refused, 3}, {Outcome::connected, 7}}), "same", "verify.same"},
        {"nothing concluded the second time", refused(), run("inconclusive", {{Outcome::refused, 2}}), "unknown",
         "verify.unknown"},
        {"connects, and yet nothing is concluded", refused(), run("inconclusive", {{Outcome::connected, 5}}), "unknown",
         "verify.now.none"},
        {"stopped before anything was seen", refused(), nothing(), "unknown", "verify.unknown.nothing"},
        {"only our own stops", refused(), run("reachable", {{Outcome::cancelled, 5}}), "unknown",
         "verify.unknown.nothing"},
        {"unknown and failing in one way, before and after", run("inconclusive", {{Outcome::timedOut, 3}}),
         run("inconclusive", {{Outcome::timedOut, 3}}), "same", "verify.same.timed-out"},
        {"not known before, works now", run("inconclusive", {{Outcome::timedOut, 3}}), works(5), "works",
         "verify.works.timed-out"},
        {"one in five failed: five successes prove nothing",
         run("packet-loss", {{Outcome::timedOut, 1}, {Outcome::connected, 4}}, Pattern::intermittent), works(5),
         "perhaps", "verify.doubt.luck"},
        {"one in five failed: thirty-one do",
         run("packet-loss", {{Outcome::timedOut, 1}, {Outcome::connected, 4}}, Pattern::intermittent), works(31),
         "works", "verify.works.timed-out"},
        {"half failed: five do",
         run("stuck-worker", {{Outcome::timedOut, 10}, {Outcome::connected, 10}}, Pattern::intermittent), works(5),
         "works", "verify.works.timed-out"},
        {"some still fail", run("stuck-worker", {{Outcome::timedOut, 10}, {Outcome::connected, 10}}),
         run("reachable", {{Outcome::connected, 19}, {Outcome::timedOut, 1}}), "partly", "verify.partly"},
        {"under load, and no load this time",
         run("accept-queue-overflow", {{Outcome::timedOut, 20}, {Outcome::connected, 44}}, Pattern::underLoad),
         works(60),
         "perhaps",
         "verify.doubt.burst",
         {64, 0}},
        {"under load, with the same load",
         run("accept-queue-overflow", {{Outcome::timedOut, 20}, {Outcome::connected, 44}}, Pattern::underLoad),
         works(69),
         "works",
         "verify.works.timed-out",
         {64, 64}},
        {"load of others",
         run("accept-queue-overflow", {{Outcome::timedOut, 20}, {Outcome::connected, 44}}, Pattern::underLoad),
         works(60), "perhaps", "verify.doubt.load"},
        {"it had recovered by itself",
         run("service-flapping", {{Outcome::refused, 10}, {Outcome::connected, 10}}, Pattern::recovered), works(60),
         "perhaps", "verify.doubt.recovered"},
        {"it comes in stretches, watched for too short",
         took(run("service-flapping", {{Outcome::refused, 10}, {Outcome::connected, 50}}, Pattern::periodic), 60, 20),
         took(works(60), 39, 0), "perhaps", "verify.doubt.stretch"},
        {"it came in stretches, watched for long",
         took(run("service-flapping", {{Outcome::refused, 10}, {Outcome::connected, 50}}, Pattern::periodic), 60, 20),
         took(works(60), 40, 0), "works", "verify.works.refused"},
        {"connected all the time: the step that failed passes",
         step(run("upstream-refused", {{Outcome::connected, 5}}), CheckId::application, CheckStatus::fail), works(5),
         "works", "verify.works.step"},
        {"connected all the time: the step could not be seen",
         step(run("tls-failure", {{Outcome::connected, 5}}), CheckId::application, CheckStatus::fail),
         step(works(5), CheckId::application, CheckStatus::unknown), "perhaps", "verify.doubt.step"},
        {"late now and then, and no longer",
         step(run("packet-loss", {{Outcome::connected, 20}}, Pattern::intermittent), CheckId::route, CheckStatus::warn),
         works(20), "perhaps", "verify.doubt.sometimes"},
        {"the address that failed was not tried",
         twoAddresses(run("one-address-down", {{Outcome::connected, 5}, {Outcome::refused, 5}}), 5, 0),
         twoAddresses(works(5), 0, 0), "perhaps", "verify.doubt.untried"},
        {"the address that failed works",
         twoAddresses(run("one-address-down", {{Outcome::connected, 5}, {Outcome::refused, 5}}), 5, 0),
         twoAddresses(works(10), 5, 5), "works", "verify.works.refused"},
        {"the name leads elsewhere now", refused(), at(works(5), "203.0.113.9"), "works", "verify.addresses"},
        {"nothing was wrong", works(3), works(3), "as-before", "verify.as-before"},
        {"it worked and does not now", works(3), refused(), "broke", "verify.broke.refused"},
        {"it works, and something else broke", works(3), with(works(3), "dns-answers-disagree"), "broke",
         "verify.broke.none"},
        {"the name had no address", run("dns-name-not-found", {{Outcome::unresolved, 1}}), works(5), "works",
         "verify.works.unresolved"},
        {"the name has one now, and nothing listens", run("dns-name-not-found", {{Outcome::unresolved, 5}}), refused(),
         "further", "verify.second"},
        {"failures of several kinds",
         run("packet-loss", {{Outcome::timedOut, 3}, {Outcome::reset, 3}}, Pattern::intermittent), works(10), "works",
         "verify.works.other"},
    };
    return all;
}

} // namespace

class TestCompare : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void twoRuns_data()
    {
        QTest::addColumn<int>("index");
        for (int i = 0; i < cases().size(); ++i)
            QTest::newRow(cases()[i].name) << i;
    }
    void twoRuns()
    {
        QFETCH(int, index);
        const Case& c = cases()[index];
        const Words words = Words::load(QStringLiteral("en")).value();
        const Comparison said = compare(c.before, c.after, c.circumstances);
        QStringList ids, text;
        for (const Phrase& p : said.sentences) {
            ids << p.id;
            text << words.render(p);
        }
        const QByteArray all = (changeId(said.change) + QLatin1Char('\n') + text.join(QLatin1Char('\n'))).toUtf8();
        QVERIFY2(changeId(said.change) == QLatin1String(c.change), all);
        QVERIFY2(ids.contains(QLatin1String(c.says)), (ids.join(QLatin1Char(' ')).toUtf8() + '\n' + all));
        QVERIFY2(!text.first().startsWith(QLatin1Char('[')), all);
        QVERIFY2(QSet<QString>(ids.begin(), ids.end()).size() == ids.size(), all);
    }

    // Whatever the two runs are: every sentence has its words in both languages, nothing works that failed or was not
    // seen, and the comparison with itself claims no change.
    void everyPair()
    {
        const Words en = Words::load(QStringLiteral("en")).value();
        const Words zh = Words::load(QStringLiteral("zh_CN")).value();
        for (const Case& a : cases())
            for (const Case& b : cases())
                for (const Diagnosis* before : {&a.before, &a.after})
                    for (const Diagnosis* after : {&b.before, &b.after}) {
                        const Comparison said = compare(*before, *after);
                        QVERIFY(!said.sentences.isEmpty());
                        for (const Phrase& p : said.sentences)
                            QVERIFY2(en.has(p.id) && zh.has(p.id), qPrintable(p.id));
                        for (const CompareRow& row : said.rows)
                            QVERIFY2(en.has(row.name.id) && zh.has(row.name.id), qPrintable(row.name.id));
                        if (said.change != Change::works)
                            continue;
                        QVERIFY(after->verdict.cause == QLatin1String("reachable") && after->also.isEmpty());
                        QVERIFY(said.after.attempts > 0 && said.after.failed == 0 && said.more == 0);
                        QVERIFY(before->verdict.cause != QLatin1String("reachable") || !before->also.isEmpty() ||
                                said.before.failed > 0);
                    }
        for (const Case& a : cases())
            for (const Diagnosis* one : {&a.before, &a.after}) {
                const Change change = compare(*one, *one).change;
                QVERIFY2(change == Change::same || change == Change::unknown || change == Change::asBefore ||
                             change == Change::partly,
                         qPrintable(QString::fromLatin1(a.name) + QLatin1Char(' ') + changeId(change)));
            }
    }

    void ofAnotherTarget()
    {
        Diagnosis elsewhere = works(5);
        elsewhere.port.value = 5433;
        QCOMPARE(compare(refused(), elsewhere).change, Change::notComparable);
    }

    void sideBySide()
    {
        const Comparison said = compare(with(refused(), "dns-answers-disagree"), works(5));
        QStringList ids;
        for (const CompareRow& row : said.rows)
            ids << row.id;
        QCOMPARE(ids, QStringList({QStringLiteral("verdict"), QStringLiteral("confidence"), QStringLiteral("at"),
                                   QStringLiteral("attempts"), QStringLiteral("also"), QStringLiteral("port")}));
        QCOMPARE(*said.rows.last().beforeStatus, CheckStatus::fail);
        QCOMPARE(*said.rows.last().afterStatus, CheckStatus::pass);
        QCOMPARE(said.before.failed, 5);
        QCOMPARE(said.after.failed, 0);
        QCOMPARE(said.after.attempts, 5);
    }

    // (failed, of) to attempts; chances by hand: Jeffreys' prior, B(f + 1/2, n - f + 1/2 + now) / B(f + 1/2, n - f +
    // 1/2).
    void luck()
    {
        QCOMPARE(chanceOfLuck(0, 5, 1), 0.0);
        QCOMPARE(chanceOfLuck(5, 5, 0), 1.0);
        QVERIFY(qFuzzyCompare(chanceOfLuck(5, 5, 1), 0.5 / 6));
        QVERIFY(qFuzzyCompare(chanceOfLuck(1, 5, 2), 4.5 / 6 * 5.5 / 7));
        QCOMPARE(attemptsToTell(refused(5)), 2);
        QCOMPARE(attemptsToTell(refused(1)), 5);
        QCOMPARE(attemptsToTell(works(5)), 0);
        QCOMPARE(attemptsToTell(run("packet-loss", {{Outcome::timedOut, 1}, {Outcome::connected, 4}})), 31);
        // What is asked for is what settles it.
        for (std::uint32_t failed = 1; failed <= 20; failed += 3)
            for (std::uint32_t good = 0; good <= 20; good += 4) {
                const Diagnosis before = run("packet-loss", {{Outcome::timedOut, failed}, {Outcome::connected, good}});
                const auto needed = static_cast<std::uint32_t>(attemptsToTell(before));
                QCOMPARE(compare(before, works(needed)).change, Change::works);
                if (needed < 2)
                    continue;
                QCOMPARE(compare(before, works(needed - 1)).change, Change::perhaps);
                QCOMPARE(compare(before, works(needed - 1)).more, 1);
            }
    }
};

QTEST_GUILESS_MAIN(TestCompare)
#include "test_compare.moc"

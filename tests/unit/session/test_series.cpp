// Lanes and timelines against the plainest way to count: a list that is walked.
#include "core/session/series.h"
#include "samples.h"

#include <QElapsedTimer>
#include <QTest>
#include <algorithm>
#include <cmath>
#include <random>

using namespace knockback;
using namespace knockback::test;

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

Attempt simple(std::uint64_t id, std::int64_t atNs, Outcome outcome, std::int64_t latencyNs, std::uint32_t retrans = 0)
{
    Attempt a;
    a.id.value = id;
    a.outcome = outcome;
    a.startedWall.ns = atNs;
    a.remote = {address("192.0.2.1"), Port{80}};
    (isConnected(outcome) ? a.connectNs : a.endNs) = latencyNs;
    a.tcp.valid = true;
    a.tcp.totalRetrans = retrans;
    return a;
}

// The shapes of time that really happen.
std::vector<Attempt> shape(const QString& name, int count)
{
    std::mt19937_64 random(7);
    std::vector<Attempt> out;
    std::int64_t at = kStart;
    for (int i = 1; i <= count; ++i) {
        at += 100'000'000 + static_cast<std::int64_t>(random() % 1'000'000);
        std::int64_t start = at;
        if (name == QLatin1String("nearly sorted"))
            start -= static_cast<std::int64_t>(random() % 500'000'000);
        else if (name == QLatin1String("clock set back") && i == count / 2)
            start = at -= 3600 * kSecond;
        else if (name == QLatin1String("clock set ahead") && i == count / 2)
            start = at += 40'000LL * 3600 * kSecond;
        else if (name == QLatin1String("any order"))
            start = kStart + static_cast<std::int64_t>(random() % (3600ULL * kSecond));
        else if (name == QLatin1String("all at once"))
            start = kStart;
        else if (name == QLatin1String("before 1970"))
            start = at - kStart - 300 * kSecond;
        const auto outcome = random() % 50 == 0 ? static_cast<Outcome>(random() % kOutcomeCount) : Outcome::connected;
        out.push_back(simple(static_cast<std::uint64_t>(i), start, outcome,
                             static_cast<std::int64_t>(random() % 5'000'000), random() % 40 == 0 ? 1U : 0U));
    }
    return out;
}

bool inside(const Attempt& a, std::int64_t from, std::int64_t to)
{
    return a.startedWall.ns >= from && a.startedWall.ns < to;
}

Bucket counted(const std::vector<Attempt>& all, std::int64_t from, std::int64_t to)
{
    Bucket b;
    for (const Attempt& a : all) {
        if (!inside(a, from, to))
            continue;
        ++b.total;
        ++b.outcomes[static_cast<std::size_t>(a.outcome)];
        if (!isConnected(a.outcome))
            continue;
        ++b.connected;
        b.late += isLate(a) ? 1 : 0;
        b.minNs = b.minNs < 0 ? a.connectNs : std::min(b.minNs, a.connectNs);
        b.maxNs = std::max(b.maxNs, a.connectNs);
    }
    return b;
}

bool same(const Bucket& a, const Bucket& b)
{
    return a.total == b.total && a.outcomes == b.outcomes && a.connected == b.connected && a.late == b.late &&
           a.minNs == b.minNs && a.maxNs == b.maxNs;
}

} // namespace

class TestSeries : public QObject
{
    Q_OBJECT

    static void shapes()
    {
        QTest::addColumn<QString>("name");
        for (const char* name : {"in order", "nearly sorted", "clock set back", "clock set ahead", "any order",
                                 "all at once", "before 1970"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }

private Q_SLOTS:
    void bucketsCountWhatIsThere_data() { shapes(); }
    void bucketsCountWhatIsThere()
    {
        QFETCH(QString, name);
        const auto all = shape(name, 3000);
        Lane lane(address("192.0.2.1"));
        for (const Attempt& a : all)
            lane.append(a);
        QCOMPARE(lane.size(), all.size());
        std::mt19937_64 random(11);
        const std::int64_t first = lane.firstNs();
        const std::int64_t span = lane.lastNs() - first + 1;
        for (int round = 0; round < 60; ++round) {
            const auto width = static_cast<std::int64_t>(static_cast<double>(span) * std::pow(0.8, round)) + 1;
            const std::int64_t from =
                first + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(span)) - width / 2;
            const int most = 1 + static_cast<int>(random() % 1500);
            const auto got = lane.buckets(from, from + width, most);
            QVERIFY(static_cast<int>(got.size()) <= most);
            std::uint64_t total = 0;
            for (std::size_t i = 0; i < got.size(); ++i) {
                const Bucket& b = got[i];
                QVERIFY(b.total > 0);
                QVERIFY(b.fromNs < b.toNs);
                QVERIFY(i == 0 || got[i - 1].toNs <= b.fromNs);
                QVERIFY(b.toNs > from && b.fromNs < from + width);
                QVERIFY(same(b, counted(all, b.fromNs, b.toNs)));
                total += b.total;
            }
            QVERIFY(total >= counted(all, from, from + width).total); // nothing in the window is left out
        }
    }

    void edgesStayWhilePanning()
    {
        Lane lane(address("192.0.2.1"));
        for (const Attempt& a : shape(QStringLiteral("in order"), 20'000))
            lane.append(a);
        const std::int64_t width = 600 * kSecond;
        std::int64_t bucketWidth = 0;
        std::map<std::int64_t, Bucket> seen;
        for (int step = 0; step < 500; ++step) {
            const std::int64_t from = lane.firstNs() + step * 1'234'567'891LL;
            for (const Bucket& b : lane.buckets(from, from + width, 800)) {
                if (bucketWidth == 0)
                    bucketWidth = b.toNs - b.fromNs;
                QCOMPARE(b.toNs - b.fromNs, bucketWidth);
                const auto [place, isNew] = seen.try_emplace(b.fromNs, b);
                QVERIFY(isNew || same(place->second, b));
            }
        }
        QVERIFY(width / bucketWidth >= 399); // and the picture is at least half as fine as asked
    }

    // One refusal in a day of ten a second is there at every zoom.
    void oneRefusalSurvivesAnyZoom()
    {
        Lane lane(address("192.0.2.1"));
        constexpr int kCount = 864'000;
        constexpr int kRefused = 333'333;
        for (int i = 0; i < kCount; ++i)
            lane.append(simple(static_cast<std::uint64_t>(i + 1), kStart + i * 100'000'000LL,
                               i == kRefused ? Outcome::refused : Outcome::connected, 300'000 + i % 1000));
        const std::int64_t when = kStart + kRefused * 100'000'000LL;
        for (std::int64_t width = kDay * 300; width > 1000; width = width / 3 * 2) {
            const auto got = lane.buckets(when - width / 2, when + width / 2 + 1, 1200);
            std::uint32_t refused = 0;
            for (const Bucket& b : got)
                refused += b.outcomes[static_cast<std::size_t>(Outcome::refused)];
            QCOMPARE(refused, 1U);
        }
        QElapsedTimer timer;
        timer.start();
        std::size_t drawn = 0;
        for (int i = 0; i < 100; ++i)
            drawn += lane.buckets(kStart + i, kStart + kDay, 1200).size();
        QVERIFY(drawn > 60'000);
        // A guard against a walk over all samples (some 2 ms each even when optimised); bench_store has the figure.
        QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
    }

    // Appending where the clock went back a day must not move a day of samples each time.
    void settingTheClockBackCostsLittle()
    {
        Lane lane(address("192.0.2.1"));
        QElapsedTimer timer;
        timer.start();
        for (int half = 0; half < 2; ++half)
            for (int i = 0; i < 200'000; ++i)
                lane.append(simple(static_cast<std::uint64_t>(half * 200'000 + i + 1),
                                   kStart + i * 100'000'000LL + half, Outcome::connected, 1));
        const std::int64_t doubled = timer.restart();
        Lane plain(address("192.0.2.1"));
        for (int i = 0; i < 400'000; ++i)
            plain.append(simple(static_cast<std::uint64_t>(i + 1), kStart + i * 100'000'000LL, Outcome::connected, 1));
        QVERIFY2(doubled < 20 * std::max<qint64>(timer.elapsed(), 20),
                 qPrintable(QStringLiteral("%1 ms").arg(doubled)));
        QCOMPARE(lane.size(), plain.size());
        QCOMPARE(lane.statistics(kStart, kStart + kDay).attempts, 400'000U);
    }

    void statisticsAreExact_data() { shapes(); }
    void statisticsAreExact()
    {
        QFETCH(QString, name);
        const auto all = shape(name, 4001);
        Timeline timeline;
        for (const Attempt& a : all)
            timeline.append(a);
        const Lane& lane = timeline.lanes().front();
        std::mt19937_64 random(3);
        for (int round = 0; round < 20; ++round) {
            const std::int64_t span = lane.lastNs() - lane.firstNs() + 1;
            std::int64_t from = lane.firstNs() + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(span));
            std::int64_t to =
                lane.firstNs() + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(span)) + 1;
            if (round == 0) {
                from = lane.firstNs();
                to = lane.lastNs() + 1;
            }
            const WindowStatistics got = lane.statistics(from, to);
            std::vector<Attempt> in;
            std::copy_if(all.begin(), all.end(), std::back_inserter(in),
                         [&](const Attempt& a) { return inside(a, from, to); });
            std::stable_sort(in.begin(), in.end(),
                             [](const Attempt& a, const Attempt& b) { return a.startedWall < b.startedWall; });
            std::vector<std::int64_t> times;
            std::uint64_t late = 0;
            std::uint64_t retrans = 0;
            long double differences = 0;
            OutcomeCounts outcomes{};
            for (const Attempt& a : in) {
                ++outcomes[static_cast<std::size_t>(a.outcome)];
                retrans += a.tcp.totalRetrans;
                late += isLate(a) ? 1 : 0;
                if (!isConnected(a.outcome))
                    continue;
                if (!times.empty())
                    differences += static_cast<long double>(std::abs(a.connectNs - times.back()));
                times.push_back(a.connectNs);
            }
            QCOMPARE(got.attempts, in.size());
            QCOMPARE(got.connected, times.size());
            QCOMPARE(got.late, late);
            QCOMPARE(got.synRetransmits, retrans);
            QVERIFY(got.outcomes == outcomes);
            if (times.empty())
                continue;
            if (times.size() > 1)
                QCOMPARE(got.jitterNs, static_cast<std::int64_t>(
                                           std::llroundl(differences / static_cast<long double>(times.size() - 1))));
            std::sort(times.begin(), times.end());
            const auto rank = [&](double part) {
                return times[static_cast<std::size_t>(
                                 std::max(1.0, std::ceil(part * static_cast<double>(times.size())))) -
                             1];
            };
            QCOMPARE(got.minNs, times.front());
            QCOMPARE(got.p50Ns, rank(0.5));
            QCOMPARE(got.p95Ns, rank(0.95));
            QCOMPARE(got.p99Ns, rank(0.99));
            QCOMPARE(got.maxNs, times.back());
        }
    }

    // Beyond 100,000 handshakes percentiles come from a histogram: within 0.4 % from nanoseconds to hours.
    void percentilesOfVeryMany()
    {
        Lane lane(address("192.0.2.1"));
        std::mt19937_64 random(5);
        std::vector<std::int64_t> times;
        for (int i = 0; i < 150'000; ++i) {
            times.push_back(static_cast<std::int64_t>(std::exp(std::uniform_real_distribution<>(0, 29)(random))));
            lane.append(
                simple(static_cast<std::uint64_t>(i + 1), kStart + i * 1000LL, Outcome::connected, times.back()));
        }
        const auto got = lane.statistics(kStart, kStart + kDay);
        std::sort(times.begin(), times.end());
        QCOMPARE(got.minNs, times.front());
        QCOMPARE(got.maxNs, times.back());
        const std::array<std::pair<std::int64_t, double>, 3> wanted{
            {{got.p50Ns, 0.5}, {got.p95Ns, 0.95}, {got.p99Ns, 0.99}}};
        for (const auto& [value, part] : wanted) {
            const auto exact = static_cast<double>(times[static_cast<std::size_t>(std::ceil(part * 150'000)) - 1]);
            QVERIFY2(std::abs(static_cast<double>(value) - exact) <= exact / 256 + 1,
                     qPrintable(QStringLiteral("%1 for %2").arg(value).arg(exact)));
        }
    }

    void samplesAndNearest()
    {
        Lane lane(address("192.0.2.1"));
        QVERIFY(!lane.nearest(kStart).has_value());
        QVERIFY(lane.buckets(0, kDay, 100).empty());
        QCOMPARE(lane.firstNs(), 0);
        for (int i = 0; i < 1000; ++i)
            lane.append(simple(static_cast<std::uint64_t>(i + 1), kStart + i * kSecond,
                               i == 10 ? Outcome::timedOut : Outcome::connected, 1000 + i));
        QCOMPARE(lane.samples(kStart, kStart + 1000 * kSecond, 999).size(), 0U);
        const auto all = lane.samples(kStart, kStart + 1000 * kSecond, 1000);
        QCOMPARE(all.size(), 1000U);
        QCOMPARE(all[10].latencyNs, 1010); // time to the failure
        QVERIFY(all[10].outcome == Outcome::timedOut);
        QCOMPARE(lane.samples(kStart + 5 * kSecond, kStart + 7 * kSecond, 9).size(), 2U); // [from, to)
        QCOMPARE(lane.samples(kStart + 7 * kSecond, kStart + 5 * kSecond, 9).size(), 0U);
        QCOMPARE(lane.nearest(kStart - kDay)->attempt, 1U);
        QCOMPARE(lane.nearest(kStart + kDay)->attempt, 1000U);
        QCOMPARE(lane.nearest(kStart + 3 * kSecond + 400'000'000)->attempt, 4U);
        QCOMPARE(lane.nearest(kStart + 3 * kSecond + 600'000'000)->attempt, 5U);
        QCOMPARE(lane.nearest(kStart + 3 * kSecond)->attempt, 4U);
        QCOMPARE(lane.nearest(INT64_MIN)->attempt, 1U);
        QCOMPARE(lane.nearest(INT64_MAX)->attempt, 1000U);
        // Windows without sense or end.
        QVERIFY(lane.buckets(5, 5, 10).empty());
        QVERIFY(lane.buckets(0, kDay, 0).empty());
        for (const int most : {1, 2, 3, 1200}) {
            const auto whole = lane.buckets(INT64_MIN, INT64_MAX, most);
            QVERIFY(!whole.empty() && static_cast<int>(whole.size()) <= most);
            std::uint32_t total = 0;
            for (const Bucket& b : whole)
                total += b.total;
            QCOMPARE(total, 1000U);
        }
        QCOMPARE(lane.statistics(INT64_MIN, INT64_MAX).attempts, 1000U);
    }

    void lanesInTheOrderTheyWereSeen()
    {
        Timeline timeline;
        QVERIFY(timeline.empty());
        QCOMPARE(timeline.firstNs(), 0);
        std::uint64_t id = 0;
        for (const char* to : {"192.0.2.9", "2001:db8::1", "192.0.2.9", "192.0.2.1"}) {
            ++id;
            Attempt a = simple(id, kStart + static_cast<std::int64_t>(id), Outcome::connected,
                               100 * static_cast<std::int64_t>(id));
            a.remote.address = address(to);
            timeline.append(a);
        }
        Attempt other = simple(++id, kStart - 5, Outcome::connected, 1);
        other.purpose = Purpose::control;
        timeline.append(other);
        other.purpose = Purpose::path;
        timeline.append(other);
        QCOMPARE(timeline.lanes().size(), 3U);
        QVERIFY(timeline.lanes()[0].address() == address("192.0.2.9"));
        QVERIFY(timeline.lanes()[2].address() == address("192.0.2.1"));
        QCOMPARE(timeline.firstNs(), kStart + 1);
        QCOMPARE(timeline.lastNs(), kStart + 4);
        const auto all = timeline.statistics(0, INT64_MAX);
        QCOMPARE(all.attempts, 4U);
        QCOMPARE(all.p50Ns, 200);
        QCOMPARE(all.jitterNs, 200); // neighbours of one lane only: 100 and 300
    }
};

QTEST_GUILESS_MAIN(TestSeries)
#include "test_series.moc"

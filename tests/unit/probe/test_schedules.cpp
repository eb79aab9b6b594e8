// Who may start when: the rules of a schedule, and the book that keeps order, with a clock of numbers.
#include "core/probe/schedule_book.h"
#include "core/probe/schedule_rules.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace knockback;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t kMs = 1'000'000;

IpAddress address(const char* text)
{
    return *IpAddress::parse(QString::fromLatin1(text));
}

Schedule to(const char* host, std::uint16_t port, std::chrono::milliseconds interval, std::uint64_t count)
{
    Schedule s;
    s.request.remote = {address(host), Port{port}};
    s.interval = interval;
    s.count = count;
    return s;
}

Schedule burstOf(int parallel, std::uint64_t count, std::chrono::milliseconds interval)
{
    Schedule s = to("192.0.2.1", 80, interval, count);
    s.request.purpose = Purpose::burst;
    s.parallel = parallel;
    return s;
}

constexpr ScheduleBook::Limits kFree{0, 1000, true};

} // namespace

class TestSchedules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rules_data()
    {
        QTest::addColumn<QString>("subject"); // "" = acceptable
        QTest::addColumn<std::function<void(Schedule&)>>("change");
        const auto row = [](const char* name, const char* subject, const std::function<void(Schedule&)>& change) {
            QTest::newRow(name) << QString::fromLatin1(subject) << change;
        };
        row("plain", "", [](Schedule&) {});
        row("no address", "remote", [](Schedule& s) { s.request.remote.address = {}; });
        row("no port", "remote", [](Schedule& s) { s.request.remote.port = {}; });
        row("multicast", "remote", [](Schedule& s) { s.request.remote.address = address("224.0.0.1"); });
        row("broadcast", "remote", [](Schedule& s) { s.request.remote.address = address("255.255.255.255"); });
        row("multicast, IPv6", "remote", [](Schedule& s) { s.request.remote.address = address("ff02::1"); });
        row("source of another family", "source", [](Schedule& s) { s.request.source = address("::1"); });
        row("source of this family", "", [](Schedule& s) { s.request.source = address("192.0.2.7"); });
        row("interface not terminated", "interface", [](Schedule& s) { s.request.interface.fill('x'); });
        row("timeout too short", "timeout", [](Schedule& s) { s.request.timeout = 9ms; });
        row("shortest timeout", "", [](Schedule& s) { s.request.timeout = 10ms; });
        row("longest timeout", "", [](Schedule& s) { s.request.timeout = 5min; });
        row("timeout too long", "timeout", [](Schedule& s) { s.request.timeout = 5min + 1ns; });
        row("listening backwards", "afterConnect", [](Schedule& s) { s.request.afterConnect = -1ns; });
        row("listening too long", "afterConnect", [](Schedule& s) { s.request.afterConnect = 31s; });
        row("answer without listening", "afterConnect", [](Schedule& s) { s.request.answerDue = true; });
        row("hello without listening", "afterConnect", [](Schedule& s) { s.request.hello = Protocol::http; });
        row("hello after the end", "helloAfter", [](Schedule& s) {
            s.request.afterConnect = 1s;
            s.request.helloAfter = 2s;
        });
        row("interval too short", "interval", [](Schedule& s) { s.interval = 9ms; });
        row("shortest interval", "", [](Schedule& s) { s.interval = 10ms; });
        row("interval too long", "interval", [](Schedule& s) { s.interval = 25h; });
        row("first attempt in the past", "firstAfter", [](Schedule& s) { s.firstAfter = -1ns; });
        row("two at once without a burst", "parallel", [](Schedule& s) { s.parallel = 2; });
        row("none at once", "parallel", [](Schedule& s) { s.parallel = 0; });
        row("burst of 256", "", [](Schedule& s) { s = burstOf(256, 256, 1s); });
        row("burst of 257", "parallel", [](Schedule& s) { s = burstOf(257, 257, 1s); });
        row("endless burst", "count", [](Schedule& s) { s = burstOf(2, 0, 1s); });
        row("flood", "count", [](Schedule& s) { s = burstOf(64, 257, 0ms); });
        row("waves a second apart", "", [](Schedule& s) { s = burstOf(64, 2560, 1s); });
        row("flood on loopback", "", [](Schedule& s) {
            s = burstOf(64, 20000, 0ms);
            s.request.remote.address = address("127.0.0.1");
        });
    }
    void rules()
    {
        QFETCH(QString, subject);
        QFETCH(std::function<void(Schedule&)>, change);
        Schedule s = to("192.0.2.1", 80, 1s, 1);
        change(s);
        const Status status = checkSchedule(s);
        QCOMPARE(status.ok() ? QString() : status.error().subject, subject);
        if (!status.ok()) {
            QCOMPARE(status.error().kind, ErrorKind::badInput);
            QVERIFY(status.error().detail.endsWith(QLatin1Char('.')));
        }
    }

    void startsOnTheGrid()
    {
        ScheduleBook book;
        Schedule s = to("192.0.2.1", 80, 100ms, 3);
        s.firstAfter = 50ms;
        book.add(1, s, 0);
        QCOMPARE(book.nextTime(), 50 * kMs);
        QCOMPARE(book.takeDue(49 * kMs, kFree).index, kNoIndex);
        for (const std::int64_t at : {50, 150, 250}) {
            const auto planned = book.takeDue(at * kMs + 7, kFree);
            QVERIFY(planned.index != kNoIndex);
            QCOMPARE(planned.planned, at * kMs);
            QCOMPARE(book.ended(planned.index, at * kMs + 10), at == 250);
        }
        QCOMPARE(book.nextTime(), TimerHeap::kNever);
    }

    // Its own attempt is still in flight: put off, started when that ends, and then on the grid again.
    void putOffByItself()
    {
        ScheduleBook book;
        book.add(1, to("192.0.2.1", 80, 100ms, 0), 0);
        const auto first = book.takeDue(0, kFree);
        QCOMPARE(book.takeDue(100 * kMs, kFree).index, kNoIndex);
        QCOMPARE(book.nextTime(), TimerHeap::kNever); // no spinning while it waits
        QVERIFY(!book.ended(first.index, 330 * kMs));
        const auto second = book.takeDue(330 * kMs, kFree);
        QCOMPARE(second.planned, 100 * kMs); // 230 ms late
        QCOMPARE(book.nextTime(), 400 * kMs);
        QCOMPARE(book.putOff(), std::uint64_t{3}); // itself, and the points at 200 and 300 ms
    }

    // Several schedules to one endpoint take turns, first come, first served.
    void turns()
    {
        ScheduleBook book;
        for (std::uint32_t id = 1; id <= 3; ++id)
            book.add(id, to("192.0.2.1", 80, 100ms, 1), 0);
        book.add(9, to("192.0.2.1", 81, 100ms, 1), 0); // another port: free
        std::vector<std::uint32_t> order;
        for (int round = 0; round < 4; ++round) {
            std::vector<std::uint32_t> running;
            for (auto p = book.takeDue(kMs, kFree); p.index != kNoIndex; p = book.takeDue(kMs, kFree)) {
                running.push_back(p.index);
                order.push_back(book.id(p.index));
            }
            QVERIFY(running.size() <= 2);
            for (const std::uint32_t index : running)
                if (book.ended(index, kMs))
                    book.forget(index);
        }
        std::sort(order.begin(), order.end());
        QCOMPARE(order, (std::vector<std::uint32_t>{1, 2, 3, 9}));
    }

    void waitsForRoom()
    {
        ScheduleBook book;
        book.add(1, to("192.0.2.1", 80, 100ms, 0), 0);
        QCOMPARE(book.takeDue(0, {0, 1000, false}).index, kNoIndex);
        QVERIFY(book.waitsForRoom());
        QCOMPARE(book.takeDue(10 * kMs, {1000, 1000, true}).index, kNoIndex); // too many in flight
        const auto planned = book.takeDue(20 * kMs, kFree);
        QCOMPARE(planned.planned, std::int64_t{0});
        QVERIFY(!book.waitsForRoom());
        QCOMPARE(book.putOff(), std::uint64_t{1}); // counted once
    }

    void burstWave()
    {
        ScheduleBook book;
        book.add(1, burstOf(4, 10, 1s), 0);
        std::vector<std::uint32_t> running;
        const auto start = [&](std::int64_t now) {
            int started = 0;
            for (auto p = book.takeDue(now, kFree); p.index != kNoIndex; p = book.takeDue(now, kFree), ++started)
                running.push_back(p.index);
            return started;
        };
        QCOMPARE(start(0), 4);
        QCOMPARE(start(500 * kMs), 0);
        // One has ended when the next wave is due: one more may start.
        QVERIFY(!book.ended(running[0], 600 * kMs));
        QCOMPARE(start(1000 * kMs), 1);
        for (int i = 0; i < 4; ++i)
            QVERIFY(!book.ended(running[0], 1100 * kMs));
        QCOMPARE(start(1100 * kMs), 3); // the rest of the wave
        for (int i = 0; i < 3; ++i)
            QVERIFY(!book.ended(running[0], 1200 * kMs));
        QCOMPARE(start(2000 * kMs), 2); // the count is used up
        QVERIFY(!book.ended(running[0], 2100 * kMs));
        QVERIFY(book.ended(running[0], 2100 * kMs));
    }

    void pauses()
    {
        ScheduleBook book;
        book.add(1, to("192.0.2.1", 80, 100ms, 0), 0);
        const std::uint32_t index = book.find(1);
        book.setPaused(index, true, 0);
        QCOMPARE(book.takeDue(1000 * kMs, kFree).index, kNoIndex);
        book.setPaused(index, false, 1010 * kMs);
        QCOMPARE(book.nextTime(), 1100 * kMs);
        QCOMPARE(book.putOff(), std::uint64_t{0});
    }

    void pausedWhileItWaits()
    {
        ScheduleBook book;
        book.add(1, to("192.0.2.1", 80, 100ms, 0), 0);
        book.add(2, to("192.0.2.1", 80, 100ms, 1), 0);
        const auto first = book.takeDue(0, kFree);
        QCOMPARE(book.takeDue(0, kFree).index, kNoIndex); // the second waits behind the first
        const std::uint32_t second = first.index == book.find(1) ? book.find(2) : book.find(1);
        book.setPaused(second, true, 0);
        QVERIFY(!book.ended(first.index, kMs) || book.id(first.index) == 2);
        QCOMPARE(book.takeDue(50 * kMs, kFree).index, kNoIndex);
    }

    // Any order of everything: never two in flight to one endpoint, never over a limit, every count kept, nothing
    // stuck.
    void anyOrder()
    {
        std::mt19937 random(20260131);
        const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
        for (int run = 0; run < 200; ++run) {
            ScheduleBook book;
            std::map<std::uint32_t, std::uint64_t> wanted;
            std::map<std::uint32_t, std::uint64_t> done;
            for (std::uint32_t id = 1; id <= 12; ++id) {
                const auto count = std::uint64_t{1} + static_cast<std::uint64_t>(pick(5));
                Schedule s = pick(4) == 0 ? burstOf(1 + pick(5), count, std::chrono::milliseconds(pick(2) * 20))
                                          : to("192.0.2.1", static_cast<std::uint16_t>(80 + pick(3)), 10ms, count);
                wanted[id] = count;
                book.add(id, s, 0);
            }
            std::vector<std::uint32_t> running;
            std::size_t over = 0;
            for (std::int64_t now = 0; over < 12 && now < 100'000 * kMs; now += kMs) {
                for (;;) {
                    const auto p = book.takeDue(now, {static_cast<std::uint32_t>(running.size()), 6, pick(8) != 0});
                    if (p.index == kNoIndex)
                        break;
                    QVERIFY(p.planned <= now);
                    for (const std::uint32_t other : running)
                        if (book.request(p.index).purpose != Purpose::burst &&
                            book.request(other).purpose != Purpose::burst)
                            QVERIFY(book.request(p.index).remote != book.request(other).remote);
                    running.push_back(p.index);
                    QVERIFY(running.size() <= 6);
                    ++done[book.id(p.index)];
                }
                if (!running.empty() && pick(3) == 0) {
                    const auto at = running.begin() + pick(static_cast<int>(running.size()));
                    const std::uint32_t index = *at;
                    running.erase(at);
                    if (book.ended(index, now)) {
                        book.forget(index);
                        ++over;
                    }
                }
                if (pick(20) == 0)
                    if (const std::uint32_t index = book.find(static_cast<std::uint32_t>(1 + pick(12)));
                        index != kNoIndex) {
                        book.setPaused(index, true, now);
                        book.setPaused(index, false, now);
                    }
            }
            QCOMPARE(over, std::size_t{12});
            QCOMPARE(done, wanted);
        }
    }

    void heapKeepsOrder()
    {
        std::mt19937 random(7);
        TimerHeap heap;
        heap.reserve(500);
        std::map<std::uint32_t, std::int64_t> expected;
        for (int step = 0; step < 20000; ++step) {
            const auto id = static_cast<std::uint32_t>(random() % 500);
            if (random() % 3 == 0) {
                heap.remove(id);
                expected.erase(id);
            } else {
                const auto time = static_cast<std::int64_t>(random() % 1000);
                heap.set(id, time);
                expected[id] = time;
            }
            QCOMPARE(heap.contains(id), expected.count(id) == 1);
            QCOMPARE(heap.empty(), expected.empty());
            if (expected.empty())
                continue;
            const auto least = std::min_element(expected.begin(), expected.end(),
                                                [](auto& a, auto& b) { return a.second < b.second; });
            QCOMPARE(heap.nextTime(), least->second);
            QCOMPARE(expected.at(heap.nextId()), least->second);
        }
    }
};

QTEST_GUILESS_MAIN(TestSchedules)
#include "test_schedules.moc"

#include "core/base/bounded_queue.h"

#include <QTest>
#include <atomic>
#include <memory>
#include <numeric>
#include <thread>

using namespace knockback;
using namespace std::chrono_literals;

class TestBoundedQueue : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void keepsTheOrder()
    {
        BoundedQueue<int> queue(3);
        QVERIFY(queue.push(1));
        QVERIFY(queue.push(2));
        QCOMPARE(queue.size(), std::size_t{2});
        QCOMPARE(queue.pop(0ms).value_or(0), 1);
        QCOMPARE(queue.pop(0ms).value_or(0), 2);
        QVERIFY(!queue.pop(0ms));
    }
    void tryPushLeavesTheValueWhenFull()
    {
        BoundedQueue<std::unique_ptr<int>> queue(1);
        auto first = std::make_unique<int>(1);
        auto second = std::make_unique<int>(2);
        QVERIFY(queue.tryPush(first));
        QVERIFY(!queue.tryPush(second));
        QVERIFY(second != nullptr);
    }
    void aCapacityOfNothingIsOne()
    {
        BoundedQueue<int> queue(0);
        int value = 5;
        QVERIFY(queue.tryPush(value));
        QVERIFY(!queue.tryPush(value));
    }
    void drainTakesAtMost()
    {
        BoundedQueue<int> queue(10);
        for (int i = 0; i < 5; ++i)
            QVERIFY(queue.push(i));
        QCOMPARE(queue.drain(3), (std::vector<int>{0, 1, 2}));
        QCOMPARE(queue.drain(3), (std::vector<int>{3, 4}));
        QVERIFY(queue.drain(3).empty());
    }
    void closedGivesOutWhatIsIn()
    {
        BoundedQueue<int> queue(2);
        QVERIFY(queue.push(1));
        queue.close();
        QVERIFY(queue.closed());
        QVERIFY(!queue.push(2));
        QCOMPARE(queue.pop(1s).value_or(0), 1);
        QVERIFY(!queue.pop(10s)); // at once: nothing can come any more
    }
    // A producer that waits for room and a consumer that waits for values are both let go by close().
    void closeFreesWhoWaits()
    {
        BoundedQueue<int> full(1), empty(1);
        QVERIFY(full.push(1));
        std::atomic<bool> pushed{true}, popped{true};
        std::thread producer([&] { pushed = full.push(2); });
        std::thread consumer([&] { popped = empty.pop(60s).has_value(); });
        full.close();
        empty.close();
        producer.join();
        consumer.join();
        QVERIFY(!pushed);
        QVERIFY(!popped);
    }
    // Nothing is dropped under back-pressure, whoever is faster.
    void manyProducersAndConsumers()
    {
        BoundedQueue<int> queue(4);
        constexpr int kEach = 5'000, kProducers = 3, kConsumers = 2;
        std::atomic<std::int64_t> sum{0}, count{0};
        std::vector<std::thread> consumers, producers;
        for (int c = 0; c < kConsumers; ++c)
            consumers.emplace_back([&] {
                while (const auto value = queue.pop(60s)) {
                    sum += *value;
                    ++count;
                }
            });
        for (int p = 0; p < kProducers; ++p)
            producers.emplace_back([&] {
                for (int i = 1; i <= kEach; ++i)
                    queue.push(i);
            });
        for (auto& producer : producers)
            producer.join();
        queue.close();
        for (auto& consumer : consumers)
            consumer.join();
        QCOMPARE(count.load(), std::int64_t{kEach} * kProducers);
        QCOMPARE(sum.load(), std::int64_t{kEach} * (kEach + 1) / 2 * kProducers);
    }
};

QTEST_GUILESS_MAIN(TestBoundedQueue)
#include "test_bounded_queue.moc"

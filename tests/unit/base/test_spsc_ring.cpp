#include "core/base/spsc_ring.h"

#include <QTest>
#include <thread>

using namespace knockback;

class TestSpscRing : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void capacityIsAPowerOfTwo()
    {
        QCOMPARE(SpscRing<int>(0).capacity(), std::size_t{2});
        QCOMPARE(SpscRing<int>(5).capacity(), std::size_t{8});
        QCOMPARE(SpscRing<int>(64).capacity(), std::size_t{64});
    }
    void firstInFirstOut()
    {
        SpscRing<int> ring(4);
        int value = -1;
        QVERIFY(!ring.pop(value));
        for (int i = 0; i < 4; ++i)
            QVERIFY(ring.push(i));
        QVERIFY(!ring.push(4)); // full: the caller keeps it
        QCOMPARE(ring.room(), std::size_t{0});
        QVERIFY(ring.pop(value));
        QCOMPARE(value, 0);
        QCOMPARE(ring.room(), std::size_t{1});
        QVERIFY(ring.push(4));
        for (int i = 1; i <= 4; ++i) {
            QVERIFY(ring.pop(value));
            QCOMPARE(value, i);
        }
        QVERIFY(!ring.pop(value));
        QCOMPARE(ring.size(), std::size_t{0});
    }
    void goesRoundManyTimes()
    {
        SpscRing<std::uint32_t> ring(8);
        std::uint32_t expected = 0;
        for (std::uint32_t i = 0; i < 1'000; ++i) {
            QVERIFY(ring.push(i));
            std::uint32_t value = 0;
            if (i % 3 == 0)
                while (ring.pop(value))
                    QCOMPARE(value, expected++);
        }
    }
    // Two threads, a ring far smaller than what goes through: nothing lost, doubled, torn or out of order.
    void twoThreads()
    {
        struct Pair
        {
            std::uint64_t number, twice;
        };
        SpscRing<Pair> ring(16);
        constexpr std::uint64_t kCount = 200'000;
        std::thread producer([&ring] {
            for (std::uint64_t i = 0; i < kCount; ++i)
                while (!ring.push({i, 2 * i}))
                    std::this_thread::yield();
        });
        std::uint64_t expected = 0, wrong = 0;
        while (expected < kCount) {
            Pair pair{};
            if (!ring.pop(pair)) {
                std::this_thread::yield();
                continue;
            }
            wrong += pair.number != expected || pair.twice != 2 * pair.number ? 1 : 0;
            ++expected;
        }
        producer.join();
        QCOMPARE(wrong, std::uint64_t{0});
        QCOMPARE(ring.size(), std::size_t{0});
    }
};

QTEST_GUILESS_MAIN(TestSpscRing)
#include "test_spsc_ring.moc"

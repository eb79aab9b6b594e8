#include "core/base/wake.h"
#include "core/base/worker.h"

#include "core/base/bounded_queue.h"

#include <QFile>
#include <QTest>
#include <atomic>
#include <future>
#include <pthread.h>

using namespace knockback;
using namespace std::chrono_literals;

class TestWorker : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void isNamed()
    {
        std::promise<QByteArray> named;
        const Worker worker("a-name-that-is-too-long", [&named](const std::stop_token&) {
            char name[16] = {};
            ::pthread_getname_np(::pthread_self(), name, sizeof name);
            named.set_value(name);
        });
        QCOMPARE(named.get_future().get(), QByteArray("a-name-that-is-"));
    }
    // The destructor wakes the body out of its wait and joins before it returns.
    void destructorWakesAndJoins()
    {
        BoundedQueue<int> queue(1);
        std::atomic<bool> ended{false};
        {
            const Worker worker(
                "waits",
                [&](const std::stop_token&) {
                    queue.pop(60s);
                    ended = true;
                },
                [&queue] { queue.close(); });
        }
        QVERIFY(ended);
    }
    void stopIsSeen()
    {
        std::atomic<bool> stopped{false};
        {
            Worker worker("spins", [&](const std::stop_token& stop) {
                while (!stop.stop_requested())
                    std::this_thread::yield();
                stopped = true;
            });
            worker.requestStop();
            worker.requestStop(); // twice is harmless
        }
        QVERIFY(stopped);
    }
    void neverStarted()
    {
        Worker worker;
        worker.requestStop();
        worker.join();
    }
    // A value published before notify() is never slept over, however the two threads meet.
    void wakeLosesNothing()
    {
        Wake wake;
        std::atomic<int> produced{0};
        constexpr int kCount = 20'000;
        std::atomic<bool> slept{false};
        Worker consumer("consumes", [&](const std::stop_token&) {
            int seen = 0;
            while (seen < kCount) {
                const int before = seen;
                wake.wait(30s, [&] { return produced.load() != seen; });
                seen = produced.load();
                if (seen == before)
                    slept = true; // woke for nothing: allowed, but not for 30 s
            }
        });
        for (int i = 1; i <= kCount; ++i) {
            produced.store(i);
            wake.notify();
        }
        consumer.join();
        QCOMPARE(produced.load(), kCount);
    }
};

QTEST_GUILESS_MAIN(TestWorker)
#include "test_worker.moc"

// The engine's promise: in steady state an attempt touches no heap. malloc(3) and its kin are counted for the whole
// process, so this program has no sanitizer and does nothing else meanwhile.
#include "core/base/spsc_ring.h"
#include "core/probe/engine.h"
#include "tests/unit/probe/loopback.h"

#include <QTest>

#include <atomic>
#include <cstdlib>
#include <semaphore>

namespace {
std::atomic<std::uint64_t> g_allocations{0};
}

// NOLINTBEGIN(bugprone-reserved-identifier): glibc's own names; it lets a program put its functions before malloc(3).
extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* malloc(std::size_t size)
{
    g_allocations.fetch_add(1, std::memory_order_relaxed);
    return __libc_malloc(size);
}
void* calloc(std::size_t number, std::size_t size)
{
    g_allocations.fetch_add(1, std::memory_order_relaxed);
    return __libc_calloc(number, size);
}
void* realloc(void* old, std::size_t size)
{
    g_allocations.fetch_add(1, std::memory_order_relaxed);
    return __libc_realloc(old, size);
}
}
// NOLINTEND(bugprone-reserved-identifier)

using namespace knockback;
using namespace knockback::test;
using namespace std::chrono_literals;

namespace {

// Into a ring, as the investigation does it; notes the count of allocations at two of the attempts.
class Sink final : public AttemptSink
{
public:
    Sink(std::uint64_t from, std::uint64_t to) : m_from(from), m_to(to) {}
    std::size_t room() noexcept override { return m_ring.room(); }
    void finished(const Attempt& attempt) noexcept override
    {
        Attempt taken;
        if (m_ring.push(attempt) && m_ring.pop(taken))
            ++m_count;
        if (m_count == m_from)
            before = g_allocations.load();
        if (m_count == m_to) {
            after = g_allocations.load();
            done.release();
        }
    }
    std::uint64_t before = 0, after = 1;
    std::binary_semaphore done{0};

private:
    SpscRing<Attempt> m_ring{1024};
    std::uint64_t m_count = 0;
    const std::uint64_t m_from, m_to;
};

Schedule endless(const Endpoint& remote)
{
    Schedule s;
    s.request.remote = remote;
    s.interval = 10ms;
    s.count = 0;
    return s;
}

} // namespace

class TestEngineAllocations : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // The counter counts: else everything below would pass for nothing.
    void counts()
    {
        const auto before = g_allocations.load();
        const std::unique_ptr<int> one(new int(1));
        QCOMPARE(g_allocations.load(), before + static_cast<std::uint64_t>(*one));
    }

    void burst()
    {
        const ClosedPort closed(Family::ipv4);
        Sink sink(100, 4000);
        Engine engine(sink);
        Schedule s = endless(closed.at);
        s.request.purpose = Purpose::burst;
        s.interval = 0ms;
        s.count = 5000;
        s.parallel = 64;
        QVERIFY(engine.add(s).ok());
        QVERIFY(sink.done.try_acquire_for(30s));
        QCOMPARE(sink.after, sink.before);
    }

    // Both families, open and closed, listening, saying hello, late ones put off: all kinds side by side.
    void mixed()
    {
        const ClosedPort four(Family::ipv4);
        const ClosedPort six(Family::ipv6);
        const Fd open = bindTo(loopback(Family::ipv4), 4096);
        Sink sink(30, 200);
        Engine engine(sink);
        QVERIFY(engine.add(endless(four.at)).ok());
        QVERIFY(engine.add(endless(six.at)).ok());
        Schedule talking = endless(nameOf(open.get()));
        talking.request.afterConnect = 25ms; // longer than the interval: the next one is always put off
        talking.request.hello = Protocol::tls;
        talking.request.helloAfter = 5ms;
        QVERIFY(engine.add(talking).ok());
        QVERIFY(sink.done.try_acquire_for(30s));
        QCOMPARE(sink.after, sink.before);
        QVERIFY(engine.stats().putOff > 0);
    }
};

QTEST_GUILESS_MAIN(TestEngineAllocations)
#include "test_engine_allocations.moc"

// The attempt engine doing what floor.c does, recording included: every Attempt goes through a ring to another thread.
//
//   bench_engine connect  --port P --count N --flight F
//   bench_engine schedule --targets T --interval-us I --rounds R --open-port P --closed-port Q
//
// The same JSON line as floor.c, and "allocations": what malloc and its kin were called for, in the whole process, from
// the time when a tenth of the attempts were done to the time when nine tenths were.
#include "core/base/spsc_ring.h"
#include "core/base/worker.h"
#include "core/probe/engine.h"

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string_view>
#include <vector>

namespace {

std::atomic<std::uint64_t> g_allocations{0};
std::atomic<bool> g_counting{false};

void count() noexcept
{
    if (g_counting.load(std::memory_order_relaxed))
        g_allocations.fetch_add(1, std::memory_order_relaxed);
}

} // namespace

// glibc lets a program put its own functions before malloc(3); operator new comes through them too.
// NOLINTBEGIN(bugprone-reserved-identifier): glibc's own names.
extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* malloc(std::size_t size)
{
    count();
    return __libc_malloc(size);
}
void* calloc(std::size_t number, std::size_t size)
{
    count();
    return __libc_calloc(number, size);
}
void* realloc(void* old, std::size_t size)
{
    count();
    return __libc_realloc(old, size);
}
}
// NOLINTEND(bugprone-reserved-identifier)

using namespace knockback;

namespace {

double cpuUs()
{
    rusage r{};
    getrusage(RUSAGE_SELF, &r);
    return static_cast<double>(r.ru_utime.tv_sec + r.ru_stime.tv_sec) * 1e6 +
           static_cast<double>(r.ru_utime.tv_usec + r.ru_stime.tv_usec);
}

class RingSink final : public AttemptSink
{
public:
    explicit RingSink(std::uint64_t total) : m_total(total) {}
    std::size_t room() noexcept override { return m_ring.room(); }
    void finished(const Attempt& attempt) noexcept override
    {
        if (!m_ring.push(attempt))
            std::abort(); // room() was not heeded
        ++m_handed;
        if (m_handed == m_total / 10)
            g_counting = true;
        if (m_handed == m_total / 10 * 9)
            g_counting = false;
    }
    SpscRing<Attempt>& ring() { return m_ring; }

private:
    SpscRing<Attempt> m_ring{8192};
    std::uint64_t m_total;
    std::uint64_t m_handed = 0;
};

struct Samples
{
    std::vector<std::int64_t> connectNs, lateNs;
    std::vector<std::uint32_t> rttUs;
    std::uint64_t failed = 0;
};

template <typename T>
double part(std::vector<T>& values, double share, double unit)
{
    if (values.empty())
        return 0;
    std::sort(values.begin(), values.end());
    return static_cast<double>(values[static_cast<std::size_t>(static_cast<double>(values.size() - 1) * share)]) / unit;
}

// The recording thread: wakes every 20 ms, the store's every 250, and takes what there is.
void consume(RingSink& sink, std::uint64_t total, Samples& out)
{
    Attempt a;
    while (out.connectNs.size() < total) {
        while (sink.ring().pop(a)) {
            out.connectNs.push_back(a.connectNs);
            out.lateNs.push_back(a.lateNs);
            if (a.outcome == Outcome::connected)
                out.rttUs.push_back(a.tcp.rttUs);
            else if (a.outcome != Outcome::refused)
                ++out.failed;
        }
        const timespec pause{0, 20'000'000};
        ::nanosleep(&pause, nullptr);
    }
}

long option(int argc, char** argv, std::string_view name, long otherwise)
{
    for (int i = 2; i + 1 < argc; ++i)
        if (argv[i] == name)
            return std::strtol(argv[i + 1], nullptr, 10);
    return otherwise;
}

IpAddress loopback(int third, int fourth)
{
    IpAddress out;
    out.family = Family::ipv4;
    out.bytes = {127, 0, static_cast<std::uint8_t>(third), static_cast<std::uint8_t>(fourth)};
    return out;
}

std::vector<Schedule> connectPlan(int argc, char** argv)
{
    Schedule s;
    s.request.remote = {loopback(0, 1), Port{static_cast<std::uint16_t>(option(argc, argv, "--port", 0))}};
    s.request.purpose = Purpose::burst;
    s.interval = Nanoseconds(0);
    s.count = static_cast<std::uint64_t>(option(argc, argv, "--count", 1000));
    s.parallel = static_cast<int>(option(argc, argv, "--flight", 64));
    return {s};
}

std::vector<Schedule> schedulePlan(int argc, char** argv)
{
    const long targets = option(argc, argv, "--targets", 1);
    const long ports[] = {option(argc, argv, "--open-port", 0), option(argc, argv, "--closed-port", 0)};
    std::vector<Schedule> out;
    for (long i = 0; i < targets; ++i) {
        Schedule s;
        s.request.target = static_cast<std::uint32_t>(i);
        s.request.remote = {loopback(static_cast<int>(1 + i / 250), static_cast<int>(1 + i % 250)),
                            Port{static_cast<std::uint16_t>(ports[i % 2])}};
        s.interval = std::chrono::microseconds(option(argc, argv, "--interval-us", 1'000'000));
        s.firstAfter = std::chrono::milliseconds(50) + s.interval * i / targets;
        s.count = static_cast<std::uint64_t>(option(argc, argv, "--rounds", 1));
        out.push_back(s);
    }
    return out;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 2)
        return 2;
    const std::vector<Schedule> plan =
        std::string_view(argv[1]) == "connect" ? connectPlan(argc, argv) : schedulePlan(argc, argv);
    const std::uint64_t total = plan.size() * plan.front().count;
    Samples samples;
    samples.connectNs.reserve(total);
    samples.lateNs.reserve(total);
    samples.rttUs.reserve(total);
    RingSink sink(total);
    Engine engine(sink);
    if (!engine.status())
        return 1;
    const double cpuBefore = cpuUs();
    const MonoTime began = systemClock().mono();
    for (const Schedule& schedule : plan)
        if (!engine.add(schedule))
            return 1;
    {
        Worker recorder("recorder", [&](const std::stop_token&) { consume(sink, total, samples); });
        recorder.join();
    }
    const double used = cpuUs() - cpuBefore;
    const double wallUs = static_cast<double>((systemClock().mono() - began).count()) / 1e3;
    std::printf(
        "{\"attempts\": %zu, \"connected\": %zu, \"failed\": %llu, \"cpu_us\": %.3f, \"cpu_percent\": %.2f, "
        "\"wall_ms\": %.1f, "
        "\"connect_p50\": %.2f, \"connect_p99\": %.2f, \"rtt_p50\": %.1f, \"rtt_p99\": %.1f, \"late_p50\": %.2f, "
        "\"late_p99\": %.2f, \"put_off\": %llu, \"allocations\": %llu}\n",
        samples.connectNs.size(), samples.rttUs.size(), static_cast<unsigned long long>(samples.failed),
        used / static_cast<double>(total), used / wallUs * 100.0, wallUs / 1e3, part(samples.connectNs, 0.5, 1e3),
        part(samples.connectNs, 0.99, 1e3), part(samples.rttUs, 0.5, 1), part(samples.rttUs, 0.99, 1),
        part(samples.lateNs, 0.5, 1e3), part(samples.lateNs, 0.99, 1e3),
        static_cast<unsigned long long>(engine.stats().putOff), static_cast<unsigned long long>(g_allocations.load()));
    return samples.failed == 0 ? 0 : 1;
}

// What keeping and drawing costs, beside the least that could be done: 32-byte records written with fwrite and
// fdatasync, read back with fread, and summed by a plain walk.
//
// Everything is measured in turn, several rounds, medians printed; what counts is the ratio, because absolute figures
// belong to one machine. CPU is the whole process's (both threads).
//
//   bench_store [FOLDER] [ATTEMPTS] [ROUNDS]     (default: a temporary folder, 1,000,000, 5)
#include "core/session/store.h"
#include "core/session/series.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QTemporaryDir>
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace knockback;

namespace {

constexpr std::int64_t kStart = 1'770'000'000'000'000'000;
constexpr std::int64_t kTenth = 100'000'000;
constexpr int kPixels = 1200;
constexpr int kDraws = 200; // of one window, so that a clock can tell

struct Flat
{ // the floor's record
    std::int64_t atNs, latencyNs;
    std::int32_t errnoValue, address;
    std::uint8_t outcome, purpose;
    std::uint8_t rest[6];
};
static_assert(sizeof(Flat) == 32);

double now(clockid_t clock)
{
    struct timespec t = {};
    ::clock_gettime(clock, &t);
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

std::map<std::string, std::vector<double>> figures;

double median(const std::string& name)
{
    auto& all = figures[name];
    std::sort(all.begin(), all.end());
    return all[all.size() / 2];
}

// Wall and CPU seconds of one run.
void measure(const std::string& name, const std::function<void()>& run)
{
    const double wall = now(CLOCK_MONOTONIC);
    const double cpu = now(CLOCK_PROCESS_CPUTIME_ID);
    run();
    figures[name + ".cpu"].push_back(now(CLOCK_PROCESS_CPUTIME_ID) - cpu);
    figures[name + ".wall"].push_back(now(CLOCK_MONOTONIC) - wall);
}

// One target on loopback: nearly all connect, some are refused; a connected one has its TCP_INFO, as the engine's have.
Attempt make(std::uint64_t id)
{
    Attempt a;
    a.id.value = id;
    a.startedWall.ns = kStart + static_cast<std::int64_t>(id) * kTenth;
    a.started.ns = static_cast<std::int64_t>(id) * kTenth;
    a.remote.address.family = Family::ipv4;
    a.remote.address.bytes = {127, 0, 0, 1};
    a.remote.port.value = 5432;
    a.local = a.remote;
    a.local.port.value = static_cast<std::uint16_t>(32768 + id % 28000);
    a.phase = Phase::connect;
    a.connectNs = a.endNs = 40'000 + static_cast<std::int64_t>((id * 2654435761U) % 90'000);
    a.outcome = id % 1000 == 0 ? Outcome::refused : Outcome::connected;
    a.errnoValue = a.outcome == Outcome::refused ? 111 : 0;
    a.tcp.valid = a.outcome == Outcome::connected;
    a.tcp.state = 1;
    a.tcp.rttUs = 13;
    a.tcp.segsOut = 2;
    a.tcp.segsIn = 1;
    a.tcp.sndMss = 32768;
    return a;
}

Session header()
{
    Session out;
    out.version = QStringLiteral("bench");
    out.started.ns = kStart;
    SessionTarget target;
    target.spec.host = QStringLiteral("127.0.0.1");
    target.spec.port.value = 5432;
    out.targets = {target};
    return out;
}

void fail(const char* what)
{
    std::fprintf(stderr, "bench_store: %s\n", what);
    std::exit(1);
}

void writeFlat(const std::string& path, const std::vector<Attempt>& attempts)
{
    std::FILE* file = std::fopen(path.c_str(), "wb");
    if (!file)
        fail("cannot write the flat file");
    for (const Attempt& a : attempts) {
        const Flat record{a.startedWall.ns, a.connectNs, a.errnoValue, 0, static_cast<std::uint8_t>(a.outcome), 0, {}};
        if (std::fwrite(&record, sizeof record, 1, file) != 1)
            fail("cannot write the flat file");
    }
    std::fflush(file);
    ::fdatasync(::fileno(file));
    std::fclose(file);
}

std::vector<Flat> readFlat(const std::string& path)
{
    std::FILE* file = std::fopen(path.c_str(), "rb");
    if (!file)
        fail("cannot read the flat file");
    std::vector<Flat> all;
    std::array<Flat, 4096> some{};
    while (const std::size_t got = std::fread(some.data(), sizeof(Flat), some.size(), file))
        all.insert(all.end(), some.begin(), some.begin() + static_cast<std::ptrdiff_t>(got));
    std::fclose(file);
    return all;
}

void writeStore(const QString& path, const std::vector<Attempt>& attempts)
{
    auto writer = SessionWriter::create(path, header());
    if (!writer)
        fail(qPrintable(writer.error().detail));
    for (const Attempt& a : attempts)
        while (!(*writer)->append(a))
            std::this_thread::sleep_for(std::chrono::microseconds(500)); // as fast as the store takes them
    if (!(*writer)->flush())
        fail("flush");
}

// A walk over all samples into as many buckets as pixels: what a plot costs that keeps no pyramid.
std::uint64_t walk(const std::vector<Flat>& all, std::int64_t from, std::int64_t to)
{
    std::vector<Bucket> buckets(kPixels);
    const double scale = kPixels / static_cast<double>(to - from);
    for (const Flat& f : all) {
        if (f.atNs < from || f.atNs >= to)
            continue;
        Bucket& b = buckets[static_cast<std::size_t>(static_cast<double>(f.atNs - from) * scale)];
        ++b.total;
        ++b.outcomes[f.outcome];
        b.minNs = b.minNs < 0 ? f.latencyNs : std::min(b.minNs, f.latencyNs);
        b.maxNs = std::max(b.maxNs, f.latencyNs);
    }
    std::uint64_t sum = 0;
    for (const Bucket& b : buckets)
        sum += b.total;
    return sum;
}

void ratio(const char* what, const std::string& ours, const std::string& floor, double unit, double count,
           const char* unitName)
{
    const double a = median(ours) / count * unit;
    const double b = median(floor) / count * unit;
    std::printf("%-46s %10.3f %-14s floor %9.4f   ratio %7.2f\n", what, a, unitName, b, a / b);
}

void drawings(const Lane& lane, const std::vector<Flat>& flat)
{

    const std::int64_t first = lane.firstNs();
    const std::int64_t span = lane.lastNs() - first + 1;
    std::uint64_t drawn = 0;
    const std::array<std::pair<const char*, std::int64_t>, 4> windows{{{"whole", span},
                                                                       {"hour", 3600LL * 1'000'000'000},
                                                                       {"20min", 1200LL * 1'000'000'000},
                                                                       {"minute", 60LL * 1'000'000'000}}};
    for (const auto& [name, width] : windows)
        measure(std::string("draw.") + name, [&, w = std::min(width, span)] {
            for (int i = 0; i < kDraws; ++i)
                drawn += lane.buckets(first + (span - w) / 2 + i, first + (span - w) / 2 + i + w, kPixels).size();
        });
    measure("draw.floor", [&] { drawn += walk(flat, first, first + span); });
    measure("statistics", [&] { drawn += lane.statistics(first, first + span).attempts; });
    if (drawn == 0)
        fail("nothing drawn");
}

// At ten a second for some seconds: what keeping costs when hardly anything happens.
void paced(const QString& path, double seconds)
{
    ::unlink(path.toLocal8Bit().constData());
    auto writer = SessionWriter::create(path, header());
    if (!writer)
        fail(qPrintable(writer.error().detail));
    const double cpu = now(CLOCK_PROCESS_CPUTIME_ID);
    const double begun = now(CLOCK_MONOTONIC);
    std::uint64_t id = 0;
    while (now(CLOCK_MONOTONIC) - begun < seconds) {
        (*writer)->append(make(++id));
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    figures["paced.percent"].push_back((now(CLOCK_PROCESS_CPUTIME_ID) - cpu) / seconds * 100);
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication app(argc, argv);
    QTemporaryDir own;
    const QString folder = argc > 1 && *argv[1] ? QString::fromLocal8Bit(argv[1]) : own.path();
    const auto count = static_cast<std::uint64_t>(argc > 2 ? std::atoll(argv[2]) : 1'000'000);
    const int rounds = argc > 3 ? std::atoi(argv[3]) : 5;
    std::vector<Attempt> attempts;
    for (std::uint64_t id = 1; id <= count; ++id)
        attempts.push_back(make(id));
    std::vector<Attempt> refused = attempts; // what a closed port gives: no TCP_INFO to keep
    for (Attempt& a : refused) {
        a.outcome = Outcome::refused;
        a.errnoValue = 111;
        a.tcp = {};
    }
    const QString path = folder + QStringLiteral("/bench.knock");
    const QString refusedPath = folder + QStringLiteral("/refused.knock");
    const std::string flatPath = (folder + QStringLiteral("/bench.flat")).toStdString();
    double bytes = 0;
    for (int round = 0; round < rounds; ++round) {
        ::unlink(path.toLocal8Bit().constData());
        measure("write.floor", [&] { writeFlat(flatPath, attempts); });
        measure("write", [&] { writeStore(path, attempts); });
        bytes = static_cast<double>(QFileInfo(path).size());
        ::unlink(refusedPath.toLocal8Bit().constData());
        measure("refused", [&] { writeStore(refusedPath, refused); });
        std::vector<Flat> flat;
        measure("read.floor", [&] { flat = readFlat(flatPath); });
        Session session;
        measure("read", [&] {
            auto read = readSession(path);
            if (!read || read->attempts.size() != count)
                fail("read");
            session = std::move(*read);
        });
        Timeline timeline;
        measure("lane", [&] {
            for (const Attempt& a : session.attempts)
                timeline.append(a);
        });
        drawings(timeline.lanes().front(), flat);
    }
    paced(folder + QStringLiteral("/paced.knock"), 10);
    const auto n = static_cast<double>(count);
    std::printf(
        "%llu attempts, median of %d rounds; floor: 32-byte records, fwrite + fdatasync, fread, a plain walk\n\n",
        static_cast<unsigned long long>(count), rounds);
    ratio("write: CPU an attempt", "write.cpu", "write.floor.cpu", 1e6, n, "us");
    ratio("write: CPU an attempt, all refused", "refused.cpu", "write.floor.cpu", 1e6, n, "us");
    ratio("write: wall an attempt", "write.wall", "write.floor.wall", 1e6, n, "us");
    std::printf("%-46s %10.0f %-14s floor %9d   ratio %7.2f\n", "write: bytes an attempt", bytes / n, "B", 32,
                bytes / n / 32);
    std::printf("%-46s %10.0f %-14s\n", "write: rows a second", n / median("write.wall"), "1/s");
    ratio("read: CPU, all attempts back", "read.cpu", "read.floor.cpu", 1e3, 1, "ms");
    ratio("read: wall, all attempts back", "read.wall", "read.floor.wall", 1e3, 1, "ms");
    std::printf("%-46s %10.3f %-14s\n", "lane: append", median("lane.cpu") / n * 1e6, "us");
    // CPU again, because 200 draws take as long as a moment of somebody else's on a busy machine.
    for (const char* window : {"whole", "hour", "20min", "minute"}) {
        const double one = median(std::string("draw.") + window + ".cpu") / kDraws * 1e3;
        const double floor = median("draw.floor.cpu") * 1e3;
        std::printf("%-46s %10.4f %-14s floor %9.4f   ratio %7.4f\n",
                    (std::string("draw 1200 buckets: ") + window).c_str(), one, "ms", floor, one / floor);
    }
    std::printf("%-46s %10.3f %-14s\n", "statistics of the whole", median("statistics.cpu") * 1e3, "ms");
    std::printf("%-46s %10.3f %-14s\n", "paced, 10 a second: CPU", median("paced.percent"), "%");
    return 0;
}

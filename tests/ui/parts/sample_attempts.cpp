#include "tests/ui/parts/sample_attempts.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <netinet/tcp.h>
#include <random>

namespace knockback::samples {

namespace {

std::mt19937& generator()
{
    static std::mt19937 one(7); // the same pictures each time
    return one;
}

// Latencies gather at the low end and have a long tail.
double latency(double typicalMs)
{
    std::lognormal_distribution<double> spread(0, 0.28);
    return typicalMs * spread(generator());
}

bool chance(double part)
{
    return std::uniform_real_distribution<double>(0, 1)(generator()) < part;
}

Attempt base(std::uint64_t id, std::int64_t atNs, const QString& to)
{
    Attempt a;
    a.id.value = id;
    a.remote = {address(to), Port{5432}};
    if (!a.remote.address.isNone())
        a.local = {address(a.remote.address.family == Family::ipv6 ? QStringLiteral("2001:db8::10")
                                                                   : QStringLiteral("198.51.100.7")),
                   Port{static_cast<std::uint16_t>(40'000 + id % 20'000)}};
    a.startedWall.ns = atNs;
    a.started.ns = atNs - kStartNs;
    a.phase = Phase::connect;
    return a;
}

int errnoOf(Outcome outcome)
{
    switch (outcome) {
    case Outcome::refused:
        return ECONNREFUSED;
    case Outcome::reset:
        return ECONNRESET;
    case Outcome::hostUnreachable:
    case Outcome::rejected:
        return EHOSTUNREACH;
    case Outcome::networkUnreachable:
        return ENETUNREACH;
    case Outcome::blockedLocally:
        return EACCES;
    case Outcome::noLocalPort:
        return EADDRNOTAVAIL;
    case Outcome::noDescriptors:
        return EMFILE;
    case Outcome::error:
        return EPROTO;
    default:
        return 0;
    }
}

} // namespace

IpAddress address(const QString& literal)
{
    return IpAddress::parse(literal).value_or(IpAddress());
}

Attempt connected(std::uint64_t id, std::int64_t atNs, double ms, const QString& to)
{
    Attempt a = base(id, atNs, to);
    a.outcome = Outcome::connected;
    a.connectNs = std::llround(ms * kMs);
    a.endNs = a.connectNs + 250 * kMs;
    a.tcp.valid = true;
    a.tcp.state = TCP_ESTABLISHED;
    a.tcp.rttUs = static_cast<std::uint32_t>(ms * 900);
    a.tcp.rttVarUs = a.tcp.rttUs / 2;
    a.tcp.segsIn = 1;
    a.tcp.segsOut = 2;
    a.tcp.sndMss = 1448;
    a.tcpEnd = a.tcp;
    return a;
}

Attempt late(std::uint64_t id, std::int64_t atNs, double ms, std::uint32_t resent, const QString& to)
{
    Attempt a = connected(id, atNs, ms, to);
    a.tcp.totalRetrans = resent;
    a.tcpEnd.totalRetrans = resent;
    a.tcp.rttUs = 420;
    return a;
}

Attempt failed(std::uint64_t id, std::int64_t atNs, Outcome outcome, double ms, const QString& to)
{
    Attempt a = base(id, atNs, outcome == Outcome::unresolved ? QString() : to);
    a.outcome = outcome;
    a.endNs = std::llround(ms * kMs);
    a.errnoValue = errnoOf(outcome);
    if (isConnected(outcome)) {
        a.connectNs = std::llround(latency(0.6) * kMs);
        a.endNs = a.connectNs + std::llround(ms * kMs);
        a.phase = Phase::afterConnect;
        a.peerClosed = outcome != Outcome::silentAfterConnect;
        a.tcp.valid = true;
        a.tcp.state = TCP_ESTABLISHED;
    }
    if (outcome == Outcome::timedOut) {
        a.tcp.valid = true;
        a.tcp.state = TCP_SYN_SENT;
        a.tcp.totalRetrans = 2;
    }
    if (outcome == Outcome::hostUnreachable)
        a.icmp = {ErrorOrigin::icmp, 3, 1, EHOSTUNREACH, 0, address(QStringLiteral("198.51.100.1"))};
    if (outcome == Outcome::rejected)
        a.icmp = {ErrorOrigin::icmp, 3, 13, EHOSTUNREACH, 0, address(QStringLiteral("198.51.100.1"))};
    return a;
}

Attempt prohibited(std::uint64_t id, std::int64_t atNs)
{
    return failed(id, atNs, Outcome::rejected, 0.7);
}

Attempt withBanner(std::uint64_t id, std::int64_t atNs, const QByteArray& banner)
{
    Attempt a = connected(id, atNs, 0.8);
    a.bannerSize = static_cast<std::uint16_t>(std::min<qsizetype>(banner.size(), kBannerKept));
    std::copy_n(banner.begin(), a.bannerSize, a.banner.begin());
    a.receivedBytes = static_cast<std::uint32_t>(banner.size());
    a.firstByteNs = 12 * kMs;
    a.endNs = 30 * kMs;
    a.helloSent = true;
    a.tcpEnd.bytesReceived = a.receivedBytes;
    return a;
}

std::vector<Attempt> quiet(int count, double everyMs, const QString& to)
{
    std::vector<Attempt> out;
    out.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i)
        out.push_back(
            connected(static_cast<std::uint64_t>(i) + 1, kStartNs + std::llround(i * everyMs * kMs), latency(3.2), to));
    return out;
}

std::vector<Attempt> refusedOnly(int count)
{
    std::vector<Attempt> out;
    out.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i)
        out.push_back(
            failed(static_cast<std::uint64_t>(i) + 1, kStartNs + i * kSecond, Outcome::refused, latency(0.4)));
    return out;
}

std::vector<Attempt> mixed(int count)
{
    static constexpr std::array kinds = {Outcome::refused,
                                         Outcome::timedOut,
                                         Outcome::reset,
                                         Outcome::hostUnreachable,
                                         Outcome::rejected,
                                         Outcome::blockedLocally,
                                         Outcome::closedAfterConnect,
                                         Outcome::silentAfterConnect,
                                         Outcome::error};
    std::vector<Attempt> out;
    for (int i = 0; i < count; ++i) {
        const auto id = static_cast<std::uint64_t>(i) + 1;
        const std::int64_t at = kStartNs + i * kSecond;
        const bool bad = i > count / 3 && i < count * 2 / 3;
        if (chance(bad ? 0.6 : 0.06))
            out.push_back(failed(id, at, kinds[generator()() % kinds.size()], latency(0.5)));
        else if (chance(bad ? 0.2 : 0.02))
            out.push_back(late(id, at, 1000 + latency(4), 1));
        else
            out.push_back(connected(id, at, latency(3)));
    }
    return out;
}

std::vector<Attempt> fullQueue(int count)
{
    std::vector<Attempt> out;
    const SynTimetable syn = newKernel();
    for (int i = 0; i < count; ++i) {
        const auto id = static_cast<std::uint64_t>(i) + 1;
        const std::int64_t at = kStartNs + i * kSecond / 4;
        const double part = std::uniform_real_distribution<double>(0, 1)(generator());
        if (part < 0.1) {
            out.push_back(failed(id, at, Outcome::timedOut, 8000));
        } else if (part < 0.55) {
            const auto resent = 1 + generator()() % 6;
            const double ms = syn.resendSeconds.at(static_cast<qsizetype>(resent) - 1) * 1000;
            out.push_back(late(id, at, ms * (1 + 0.02 * latency(1)) + latency(0.5), resent));
        } else {
            out.push_back(connected(id, at, latency(0.45)));
        }
    }
    return out;
}

std::vector<Attempt> lanes(int addresses, int count)
{
    std::vector<Attempt> out;
    std::uint64_t id = 0;
    for (int i = 0; i < count; ++i) {
        for (int lane = 0; lane < addresses; ++lane) {
            const std::int64_t at = kStartNs + i * kSecond + lane * 90LL * kMs;
            const QString to = lane % 3 == 2 ? QStringLiteral("2001:db8:4:17::%1").arg(lane + 1)
                                             : QStringLiteral("203.0.113.%1").arg(lane + 1);
            ++id;
            if (lane == 1)
                out.push_back(failed(id, at, i % 9 == 8 ? Outcome::timedOut : Outcome::refused, 0.5, to));
            else if (lane == 4 && i % 5 == 1)
                out.push_back(late(id, at, 1012, 1, to));
            else
                out.push_back(connected(id, at, latency(2.0 + lane * 4), to));
        }
    }
    return out;
}

std::vector<Attempt> day()
{
    constexpr int total = 864'000;
    std::vector<Attempt> out;
    out.reserve(total);
    for (int i = 0; i < total; ++i) {
        const auto id = static_cast<std::uint64_t>(i) + 1;
        const std::int64_t at = kStartNs + i * 100LL * kMs;
        const double hour = i / 36'000.0;
        const bool badHour = hour > 13.2 && hour < 14.1;
        const double typical = 2.5 + 1.8 * std::sin((hour - 8) / 24 * 6.283);
        if (i == 200'000 || (badHour && chance(0.15)))
            out.push_back(failed(id, at, i % 3 == 0 ? Outcome::timedOut : Outcome::refused, 0.4));
        else if (badHour && chance(0.2))
            out.push_back(late(id, at, 1003, 1));
        else
            out.push_back(connected(id, at, latency(typical)));
    }
    return out;
}

SynTimetable newKernel()
{
    return {6, 4, {1, 2, 3, 4, 5, 7, 11, 19, 35, 67}};
}

SynTimetable oldKernel()
{
    return {6, std::nullopt, {1, 3, 7, 15, 31, 63}};
}

Timeline timeline(const std::vector<Attempt>& attempts)
{
    Timeline out;
    for (const Attempt& attempt : attempts)
        out.append(attempt);
    return out;
}

} // namespace knockback::samples

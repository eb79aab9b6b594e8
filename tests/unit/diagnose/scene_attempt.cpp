// One attempt from one word.
#include "scene.h"

#include <QByteArray>
#include <algorithm>
#include <cerrno>

namespace knockback::test {

namespace {

constexpr std::int64_t kMs = 1'000'000;

void say(Attempt& a, const QByteArray& text)
{
    a.bannerSize = static_cast<std::uint16_t>(std::min<qsizetype>(text.size(), static_cast<qsizetype>(kBannerKept)));
    std::copy_n(text.begin(), a.bannerSize, a.banner.begin());
    a.receivedBytes = static_cast<std::uint32_t>(text.size());
    a.firstByteNs = a.connectNs + kMs;
}

void connected(Attempt& a, Outcome outcome, std::uint32_t retransmits = 0)
{
    a.outcome = outcome;
    a.phase = Phase::afterConnect;
    a.connectNs = kMs / 2 + static_cast<std::int64_t>(retransmits) * 1000 * kMs;
    a.endNs = a.connectNs + 60 * kMs;
    a.tcp.segsIn = 1;
    a.tcp.segsOut = 2 + retransmits;
    a.tcp.totalRetrans = retransmits;
    a.tcpEnd = a.tcp;
    a.tcpEnd.bytesAcked = 1;
}

void failed(Attempt& a, Outcome outcome, int error, std::int64_t ms, std::uint32_t sent = 1)
{
    a.outcome = outcome;
    a.phase = Phase::connect;
    a.errnoValue = error;
    a.connectNs = ms < 0 ? kMs / 10 : ms * kMs;
    a.endNs = a.connectNs;
    a.tcp.segsOut = sent;
}

// A SYN goes out again every second.
void silent(Attempt& a, int ms)
{
    failed(a, Outcome::timedOut, ETIMEDOUT, ms);
    a.tcp.totalRetrans = static_cast<std::uint32_t>(ms / 1000);
    a.tcp.segsOut = 1 + a.tcp.totalRetrans;
}

// What Linux makes of an ICMP error (field experience: the same refusal has three errnos).
void icmp(Attempt& a, bool six, int type, int code, const IpAddress& offender, std::int64_t ms)
{
    const bool prohibited =
        six ? type == 1 && (code == 1 || code == 5 || code == 6) : type == 3 && (code == 9 || code == 10 || code == 13);
    const bool port = six ? type == 1 && code == 4 : type == 3 && code == 3;
    const bool net = six ? type == 1 && code == 0 : type == 3 && (code == 0 || code == 9);
    const int error = port ? ECONNREFUSED : net ? ENETUNREACH : six && prohibited ? EACCES : EHOSTUNREACH;
    const Outcome outcome = prohibited ? Outcome::rejected
                            : port     ? Outcome::refused
                            : net      ? Outcome::networkUnreachable
                                       : Outcome::hostUnreachable;
    failed(a, outcome, error, ms);
    a.icmp.origin = six ? ErrorOrigin::icmp6 : ErrorOrigin::icmp;
    a.icmp.type = static_cast<std::uint8_t>(type);
    a.icmp.code = static_cast<std::uint8_t>(code);
    a.icmp.errnoValue = error;
    a.icmp.offender = offender;
}

bool icmpFrom(Attempt& a, const QString& what)
{
    const bool six = what.startsWith(QLatin1String("icmp6:"));
    const QString rest = what.mid(six ? 6 : 5);
    const qsizetype at = rest.indexOf(QLatin1Char('@'));
    const QStringList code = rest.left(at).split(QLatin1Char('/'));
    const QStringList who = rest.mid(at + 1).split(QLatin1Char('+')); // OFFENDER or OFFENDER+MS
    const auto offender = IpAddress::parse(who.value(0));
    if (at < 0 || code.size() != 2 || (!offender && who.value(0) != QLatin1String("?")))
        return false;
    icmp(a, six, code[0].toInt(), code[1].toInt(), offender.value_or(IpAddress{}), who.size() > 1 ? who[1].toInt() : 1);
    return true;
}

bool afterConnect(Attempt& a, const QStringList& w)
{
    const QString& word = w.front();
    if (word == QLatin1String("connected")) {
        connected(a, Outcome::connected);
    } else if (word == QLatin1String("late")) {
        connected(a, Outcome::connected, static_cast<std::uint32_t>(w.value(1, QStringLiteral("1")).toInt()));
    } else if (word == QLatin1String("closed")) {
        connected(a, Outcome::closedAfterConnect);
        a.peerClosed = true;
        a.helloSent = w.value(1) == QLatin1String("hello");
    } else if (word == QLatin1String("reset-after")) {
        connected(a, Outcome::reset);
        a.errnoValue = ECONNRESET;
        a.peerClosed = true;
    } else if (word == QLatin1String("unanswered")) {
        connected(a, Outcome::silentAfterConnect);
        a.endNs = a.connectNs + w.value(1, QStringLiteral("3000")).toInt() * kMs;
        a.helloSent = w.contains(QStringLiteral("hello"));
        a.tcpEnd.bytesAcked = w.contains(QStringLiteral("taken")) ? 60 : 1;
        a.tcpEnd.segsIn += w.contains(QStringLiteral("pieces")) ? 4 : 0;
    } else if (word == QLatin1String("repeated")) {
        connected(a, Outcome::connected);
        a.endNs = a.connectNs + 4000 * kMs;
        a.tcpEnd.segsIn = 3;
    } else if (word == QLatin1String("banner")) {
        connected(a, Outcome::connected);
        say(a, w.mid(1).join(QLatin1Char(':')).toLatin1());
    } else if (word == QLatin1String("bytes") || word == QLatin1String("hello-bytes")) {
        connected(a, Outcome::connected);
        a.helloSent = word == QLatin1String("hello-bytes");
        say(a, QByteArray::fromHex(w.value(1).toLatin1()));
    } else if (word == QLatin1String("http")) {
        connected(a, Outcome::connected);
        a.helloSent = true;
        say(a, QStringLiteral("HTTP/1.1 %1 Words\r\nServer: %2\r\n")
                   .arg(w.value(1), w.value(2, QStringLiteral("thing")))
                   .toLatin1());
    } else if (word == QLatin1String("self")) {
        connected(a, Outcome::connected);
        a.selfConnect = true;
    } else {
        return false;
    }
    return true;
}

bool beforeConnect(Attempt& a, const QStringList& w)
{
    const QString& word = w.front();
    if (word == QLatin1String("refused"))
        failed(a, Outcome::refused, ECONNREFUSED, -1);
    else if (word == QLatin1String("silent"))
        silent(a, w.value(1, QStringLiteral("3000")).toInt());
    else if (word == QLatin1String("cancelled"))
        failed(a, Outcome::cancelled, 0, 100);
    else if (word == QLatin1String("noroute"))
        failed(a, Outcome::networkUnreachable, ENETUNREACH, -1, 0);
    else if (word == QLatin1String("unreachable-local"))
        failed(a, Outcome::hostUnreachable, EHOSTUNREACH, -1, 0);
    else if (word == QLatin1String("eacces"))
        failed(a, Outcome::blockedLocally, EACCES, -1, 0);
    else if (word == QLatin1String("einval"))
        failed(a, Outcome::blockedLocally, EINVAL, -1, 0);
    else if (word == QLatin1String("noport") || word == QLatin1String("noport-bind"))
        failed(a, Outcome::noLocalPort, EADDRNOTAVAIL, -1, 0);
    else if (word == QLatin1String("nofds"))
        failed(a, Outcome::noDescriptors, w.size() > 1 ? ENFILE : EMFILE, -1, 0);
    else if (word == QLatin1String("error"))
        failed(a, Outcome::error, w.value(1).toInt(), 1);
    else
        return false;
    if (word == QLatin1String("noport-bind"))
        a.phase = Phase::bind;
    return true;
}

} // namespace

bool addAttempt(Scene& scene, const IpAddress& to, Port port, Purpose purpose, const QString& what, Ttl ttl)
{
    Attempt a;
    const auto n = static_cast<std::int64_t>(scene.seen.attempts.size());
    const std::int64_t at = n == 0 ? 0 : scene.seen.attempts.back().started.ns + scene.gapMs * kMs;
    a.id.value = static_cast<std::uint64_t>(n) + 1;
    a.purpose = purpose;
    a.remote = {to, port};
    a.ttl = ttl;
    a.startedWall = scene.seen.started + std::chrono::nanoseconds(at);
    a.started.ns = at;
    a.local = {scene.seen.vantage.ownAddresses.value(0), Port{static_cast<std::uint16_t>(40'000 + n % 20'000)}};
    a.tcp.valid = true;
    a.tcpEnd.valid = false;
    const QStringList words = what.split(QLatin1Char(':'));
    const bool known =
        what.startsWith(QLatin1String("icmp")) ? icmpFrom(a, what) : afterConnect(a, words) || beforeConnect(a, words);
    if (isConnected(a.outcome))
        a.tcpEnd.valid = true;
    scene.seen.attempts.push_back(a);
    scene.seen.now =
        std::max(scene.seen.now, a.startedWall + std::chrono::nanoseconds(std::max<std::int64_t>(a.endNs, 0)));
    return known;
}

} // namespace knockback::test

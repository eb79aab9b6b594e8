#include "core/diagnose/server_log.h"

#include "core/base/text.h"
#include "core/diagnose/happening.h"

#include <algorithm>

namespace knockback {

namespace {

constexpr std::int64_t kSecond = 1'000'000'000; // what the log's times are told to
constexpr std::int64_t kLatest = 4'102'444'800 * kSecond;

// Saved files may hold any two times.
std::int64_t bounded(std::int64_t ns)
{
    return std::clamp<std::int64_t>(ns, -kLatest, kLatest);
}

// ::ffff:192.0.2.1 is how a listener for both families names 192.0.2.1.
IpAddress unmapped(IpAddress a)
{
    const auto zero = [](std::uint8_t b) { return b == 0; };
    if (a.family != Family::ipv6 || !std::all_of(a.bytes.begin(), a.bytes.begin() + 10, zero) || a.bytes[10] != 0xff ||
        a.bytes[11] != 0xff)
        return a;
    IpAddress out;
    out.family = Family::ipv4;
    std::copy(a.bytes.begin() + 12, a.bytes.end(), out.bytes.begin());
    return out;
}

// Behind an address translation the server sees another address than ours: the one it sees us log in from.
bool isClient(const IpAddress& named, const Attempt& a, const ServerFacts& facts)
{
    if (sameAddress(named, a.local.address))
        return true;
    const auto seen = IpAddress::parse(facts.seenFrom);
    const bool translated = a.local.address.isPrivate() && !a.remote.address.isPrivate();
    return translated && seen && sameAddress(named, unmapped(*seen));
}

struct Line
{
    const ServerLogLine* line = nullptr;
    IpAddress client;
    std::int64_t from = 0, to = 0; // in our clock
    QString connection;            // "3757#3757: *13", the same in all lines about one; "" = none said
    bool used = false;
};

// Lines about one connection belong to one attempt: a request may be tried at several servers behind.
QString connectionOf(const QString& text)
{
    const qsizetype hash = text.indexOf(QLatin1Char('#'));
    const qsizetype from = hash < 0 ? -1 : text.lastIndexOf(QLatin1Char(' '), hash);
    const qsizetype star = hash < 0 ? -1 : text.indexOf(QLatin1String(": *"), hash);
    const qsizetype to = star < 0 ? -1 : text.indexOf(QLatin1Char(' '), star + 2);
    return from < 0 || to < 0 || to - from > 60 ? QString() : text.mid(from + 1, to - from - 1);
}

struct Span
{
    const Attempt* attempt = nullptr;
    std::int64_t from = 0, to = 0;
};

bool fits(const Line& l, const Span& s, const ServerFacts& facts)
{
    return l.from <= s.to && s.from <= l.to && isClient(l.client, *s.attempt, facts);
}

std::vector<Line> readLines(const ServerFacts& facts, std::int64_t slack)
{
    std::vector<Line> out;
    for (const ServerLogLine& line : facts.nginx.upstreamLines) {
        const auto client = IpAddress::parse(line.client);
        if (!client || line.at.ns == 0)
            continue;
        const std::int64_t at = bounded(inOurClock(facts, line.at).ns);
        out.push_back({&line, unmapped(*client), at - slack, at + kSecond + slack, connectionOf(line.text), false});
    }
    std::stable_sort(out.begin(), out.end(), [](const Line& a, const Line& b) { return a.from < b.from; });
    return out;
}

void add(QStringList& list, const QString& one)
{
    constexpr qsizetype kMost = 16;
    if (!one.isEmpty() && !list.contains(one) && list.size() < kMost)
        list << one;
}

} // namespace

int TiedLog::linesOf(const QString& upstream) const
{
    return static_cast<int>(
        std::count_if(lines.begin(), lines.end(), [&](const ServerLogLine* l) { return l->upstream == upstream; }));
}

bool isTurnedAway(const Attempt& a, bool stream)
{
    const int status = httpStatus(a);
    return (status >= 502 && status <= 504) || (stream && happeningOf(a) == Happening::closed);
}

bool isStream(const ServerNginx& nginx)
{
    return !nginx.passTo.isEmpty() && nginx.location.isEmpty();
}

std::chrono::nanoseconds skewUncertainty(const ServerFacts& facts, const std::vector<const Attempt*>& attempts)
{
    if (facts.access == QLatin1String("local"))
        return std::chrono::milliseconds(50);       // one and the same clock, read by two programs
    constexpr std::int64_t kStarting = 500'000'000; // a shell, and whatever it greets with
    constexpr std::int64_t kLongestWay = 2 * kSecond;
    std::int64_t way = 0;
    for (const Attempt* a : attempts)
        if (isConnected(a->outcome) || a->outcome == Outcome::refused) // an answer, not an end of waiting
            way = std::max(way, std::min(a->connectNs, kLongestWay));
    return std::chrono::nanoseconds(kStarting + way + (facts.wholeSeconds ? kSecond : 0));
}

QString logLineText(const ServerLogLine& line)
{
    // Behind "PID#TID: *CONNECTION " and before ", client: …" stands what went wrong.
    const qsizetype begin = line.text.indexOf(QLatin1String("#"));
    const qsizetype star = begin < 0 ? -1 : line.text.indexOf(QLatin1Char(' '), begin);
    QString said = star < 0 ? line.text : line.text.mid(star + 1);
    if (said.startsWith(QLatin1Char('*')))
        said = said.section(QLatin1Char(' '), 1);
    const qsizetype end = said.indexOf(QLatin1String(", client: "));
    return printable(QStringLiteral("%1 → %2").arg(end < 0 ? said : said.left(end), line.upstream), 240);
}

WallTime inOurClock(const ServerFacts& facts, WallTime theirs)
{
    return {bounded(theirs.ns) - bounded(facts.skew.count())};
}

TiedLog tieLog(const ServerFacts& facts, const std::vector<const Attempt*>& attempts)
{
    TiedLog out;
    const auto& said = facts.nginx.upstreamLines;
    out.inUse = !said.isEmpty();
    const bool stream = isStream(facts.nginx);
    const std::int64_t slack = skewUncertainty(facts, attempts).count();
    std::vector<Span> spans;
    for (const Attempt* a : attempts) {
        const std::int64_t start = bounded(a->startedWall.ns);
        const std::int64_t end = start + std::clamp<std::int64_t>(a->endNs, 0, kLatest);
        if (isTurnedAway(*a, stream) && (facts.nginx.logReadAt.ns == 0 || end <= facts.nginx.logReadAt.ns))
            spans.push_back({a, start, end});
    }
    // Of a log only the end is read: what came long before may have had its line, too.
    constexpr std::size_t kMostSpans = 40;
    if (spans.size() > kMostSpans)
        spans.erase(spans.begin(), spans.end() - static_cast<std::ptrdiff_t>(kMostSpans));
    out.asked = static_cast<int>(spans.size());
    if (!facts.skewKnown)
        out.clocks = TiedLog::Clocks::noSkew;
    else if (!said.isEmpty() &&
             std::all_of(said.begin(), said.end(), [](const ServerLogLine& l) { return l.at.ns == 0; }))
        out.clocks = TiedLog::Clocks::noZone;
    if (out.clocks != TiedLog::Clocks::compared)
        return out;

    std::vector<Line> lines = readLines(facts, slack);
    for (const Span& s : spans) { // each connection, or line, counts for one attempt only
        const auto first =
            std::find_if(lines.begin(), lines.end(), [&](const Line& l) { return !l.used && fits(l, s, facts); });
        if (first == lines.end())
            continue;
        ++out.tied;
        first->used = true;
        for (Line& l : lines)
            l.used = l.used || (!l.connection.isEmpty() && l.connection == first->connection && fits(l, s, facts));
    }
    for (const Line& l : lines) {
        if (!l.used)
            continue;
        out.lines.push_back(l.line);
        add(l.line->connecting ? out.refused : out.others, printable(l.line->upstream, 80));
    }
    return out;
}

} // namespace knockback

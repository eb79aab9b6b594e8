#include "core/diagnose/server_journal.h"

#include "core/base/text.h"
#include "core/diagnose/factors.h"
#include "core/diagnose/server_log.h"

#include <algorithm>

namespace knockback {

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kLatest = 4'102'444'800 * kSecond;

std::int64_t bounded(std::int64_t ns)
{
    return std::clamp<std::int64_t>(ns, -kLatest, kLatest);
}

// "2026-11-21T16:02:58+0000 host nginx[31]: …"; 0 without an offset from UTC.
WallTime timeOf(const QString& line)
{
    const QString stamp = line.section(QLatin1Char(' '), 0, 0);
    const qsizetype sign = stamp.size() - 5;
    if (stamp.size() != 24 || (stamp[sign] != QLatin1Char('+') && stamp[sign] != QLatin1Char('-')))
        return {};
    return fromIso(stamp.left(sign + 3) + QLatin1Char(':') + stamp.mid(sign + 3));
}

struct Line
{
    std::int64_t from = 0, to = 0; // in our clock
    QString text;
    bool used = false;
};

struct Span
{
    std::int64_t from = 0, to = 0;
    bool bad = false;
};

bool meet(const Line& l, const Span& s)
{
    return l.from <= s.to && s.from <= l.to;
}

// Before the attempts, too, there was a line every few seconds.
bool writesAllTheTime(const std::vector<Line>& lines, std::int64_t begin)
{
    constexpr int kFew = 3;
    constexpr std::int64_t kOften = 5 * kSecond;
    const auto before = std::count_if(lines.begin(), lines.end(), [begin](const Line& l) { return l.to < begin; });
    return before >= kFew && begin - lines.front().from < before * kOften;
}

} // namespace

TiedJournal tieJournal(const ServerFacts& facts, const ServerUnit& unit, const std::vector<const Attempt*>& attempts)
{
    constexpr std::size_t kMostSpans = 40;
    TiedJournal out;
    if (!facts.skewKnown || attempts.empty())
        return out;
    const std::int64_t slack = skewUncertainty(facts, attempts).count();
    std::vector<Line> lines;
    for (const QString& text : unit.lastLines)
        if (const WallTime at = timeOf(text); at.ns > 0) {
            const std::int64_t from = bounded(inOurClock(facts, at).ns);
            lines.push_back({from - slack, from + kSecond + slack, text, false});
        }
    if (lines.empty())
        return out;
    std::stable_sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) { return a.from < b.from; });
    // A unit's journal is read once, with the first look.
    std::vector<Span> spans;
    for (std::size_t i = attempts.size() - std::min(attempts.size(), kMostSpans); i < attempts.size(); ++i) {
        const std::int64_t from = bounded(attempts[i]->startedWall.ns);
        if (facts.at.ns == 0 || from <= facts.at.ns + slack)
            spans.push_back({from, from + std::clamp<std::int64_t>(attempts[i]->endNs, 0, kLatest),
                             troubled(*attempts[i]) || isTurnedAway(*attempts[i], false)});
    }
    if (spans.empty() || writesAllTheTime(lines, spans.front().from - slack))
        return out;
    for (Line& l : lines) // one that also meets an attempt that went well is of none
        l.used = std::any_of(spans.begin(), spans.end(), [&](const Span& s) { return !s.bad && meet(l, s); });
    for (const Span& s : spans) {
        out.asked += s.bad ? 1 : 0;
        const auto line =
            std::find_if(lines.begin(), lines.end(), [&](const Line& l) { return !l.used && meet(l, s); });
        if (!s.bad || line == lines.end())
            continue;
        line->used = true;
        if (out.tied++ == 0)
            out.first.ns = line->from + slack;
        out.lines << printable(line->text, 300);
    }
    return out;
}

} // namespace knockback

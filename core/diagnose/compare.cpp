#include "core/diagnose/compare.h"

#include "core/base/text.h"

#include <algorithm>
#include <cmath>

namespace knockback {

namespace {

constexpr double kLuck = 0.05;     // what may be left to luck
constexpr int kMostToTell = 1'000; // beyond, attempts one after another are not the way to find out

Phrase phrase(const QString& id, const QStringList& args = {})
{
    return {id, args, -1};
}

bool isReachable(const Diagnosis& d)
{
    return d.verdict.cause == QLatin1String("reachable");
}
bool isOpen(const Diagnosis& d)
{
    return d.verdict.cause == QLatin1String("inconclusive");
}

struct Tally
{
    int attempts = 0, failed = 0;
    std::optional<Outcome> way; // the one way in which they failed; none where there are several, or none failed
    int connected() const { return attempts - failed; }
    bool allFailed() const { return attempts > 0 && failed == attempts; }
};

// What we stopped ourselves, or could not do, says nothing about the target. Where the diagnosis calls a target
// healthy, a connection that was closed or stayed silent was looked at, and was as it should be.
Tally tallyOf(const Diagnosis& d)
{
    Tally out;
    int ways = 0;
    for (std::size_t i = 0; i < kOutcomeCount; ++i) {
        const auto outcome = static_cast<Outcome>(i);
        if (outcome == Outcome::cancelled || outcome == Outcome::error)
            continue;
        const int n = static_cast<int>(std::min<std::uint32_t>(d.outcomes[i], 1'000'000));
        out.attempts += n;
        if (n == 0 || outcome == Outcome::connected || (isReachable(d) && isConnected(outcome)))
            continue;
        out.failed += n;
        out.way = ++ways == 1 ? std::optional(outcome) : std::nullopt;
    }
    return out;
}

// How far on its way an attempt comes that ends so.
int stageOf(Outcome outcome)
{
    switch (outcome) {
    case Outcome::unresolved:
        return 0;
    case Outcome::blockedLocally:
    case Outcome::noLocalPort:
    case Outcome::noDescriptors:
        return 1;
    case Outcome::networkUnreachable:
    case Outcome::hostUnreachable:
        return 2;
    case Outcome::timedOut:
    case Outcome::rejected:
        return 3;
    case Outcome::refused:
        return 4;
    case Outcome::reset:
    case Outcome::closedAfterConnect:
    case Outcome::silentAfterConnect:
        return 5;
    case Outcome::connected:
        return 6;
    case Outcome::cancelled:
    case Outcome::error:
        break;
    }
    return -1;
}

int attemptsToTell(int failed, int of)
{
    int n = 0;
    while (n < kMostToTell && chanceOfLuck(failed, of, n) > kLuck)
        ++n;
    return n;
}

const AddressState* stateOf(const Diagnosis& d, const IpAddress& address)
{
    const auto at = std::find_if(d.addresses.begin(), d.addresses.end(),
                                 [&](const AddressState& s) { return s.address == address; });
    return at == d.addresses.end() ? nullptr : &*at;
}

bool hasVerdict(const Diagnosis& d, const QString& cause)
{
    return d.verdict.cause == cause ||
           std::any_of(d.also.begin(), d.also.end(), [&](const Verdict& v) { return v.cause == cause; });
}

// "verify.before.refused" with how many of how many; "other" where they did not all fail in the same way.
Phrase told(const char* when, const Tally& tally, const QStringList& first = {})
{
    const QString id = tally.failed == 0 ? QStringLiteral("none")
                       : tally.way       ? outcomeId(*tally.way)
                                         : QStringLiteral("other");
    return phrase(QStringLiteral("verify.%1.%2").arg(QLatin1String(when), id),
                  first + QStringList{QString::number(tally.failed), QString::number(tally.attempts)});
}

class Comparer
{
public:
    Comparer(const Diagnosis& before, const Diagnosis& after, const Circumstances& circumstances)
        : m_before(before), m_after(after), m_circumstances(circumstances), m_was(tallyOf(before)), m_is(tallyOf(after))
    {
    }

    Comparison judge()
    {
        m_out.before = seen(m_before, m_was);
        m_out.after = seen(m_after, m_is);
        if (m_before.host != m_after.host || m_before.port != m_after.port) {
            end(Change::notComparable, phrase(QStringLiteral("verify.not-comparable")));
            return std::move(m_out);
        }
        if (isReachable(m_before) && m_before.also.isEmpty() && m_was.failed == 0)
            judgeHealthy();
        else if (isOpen(m_after) || m_is.attempts == 0)
            judgeOpen();
        else if (isReachable(m_after))
            judgeWorking();
        else
            judgeFailing();
        if (addressesDiffer())
            m_out.sentences << phrase(QStringLiteral("verify.addresses"));
        fillRows();
        return std::move(m_out);
    }

private:
    static RunSeen seen(const Diagnosis& d, const Tally& tally)
    {
        return {d.started, d.verdict.cause, d.verdict.confidence, tally.attempts, tally.failed};
    }
    void end(Change change, const Phrase& first)
    {
        m_out.change = change;
        m_out.sentences.prepend(first);
    }
    QStringList connectedNow() const { return {QString::number(m_is.connected()), QString::number(m_is.attempts)}; }

    void judgeHealthy()
    {
        if (isOpen(m_after) || m_is.attempts == 0)
            judgeOpen();
        else if (isReachable(m_after) && m_after.also.isEmpty() && m_is.failed == 0)
            end(Change::asBefore, phrase(QStringLiteral("verify.as-before"), connectedNow()));
        else
            end(Change::broke, told("broke", m_is));
    }

    void judgeOpen()
    {
        if (m_is.attempts > 0)
            m_out.sentences << told("now", m_is);
        m_out.sentences << told("before", m_was);
        // Not known what it is, then as now; but it goes on.
        const bool asBefore = isOpen(m_before) && isOpen(m_after) && m_was.allFailed() && m_is.allFailed() &&
                              m_was.way && m_was.way == m_is.way;
        if (asBefore) {
            m_out.sentences.clear();
            end(Change::same, told("same", m_is));
        } else {
            end(Change::unknown, phrase(m_is.attempts == 0 ? QStringLiteral("verify.unknown.nothing")
                                                           : QStringLiteral("verify.unknown")));
        }
    }

    void judgeWorking()
    {
        const bool stillThere =
            m_after.also.end() != std::find_if(m_after.also.begin(), m_after.also.end(),
                                               [&](const Verdict& v) { return hasVerdict(m_before, v.cause); });
        if (m_is.failed > 0 || stillThere || !m_after.also.isEmpty()) {
            m_out.sentences << told("before", m_was);
            if (m_is.failed > 0)
                m_out.sentences << told("now", m_is);
            const bool isNew = m_is.failed == 0 && !stillThere;
            end(isNew ? Change::further : Change::partly,
                phrase(isNew              ? QStringLiteral("verify.further.connects")
                       : m_is.failed == 0 ? QStringLiteral("verify.partly.also")
                                          : QStringLiteral("verify.partly"),
                       connectedNow()));
            return;
        }
        if (const auto doubt = doubtOf(); doubt) {
            m_out.sentences << *doubt << told("before", m_was);
            end(Change::perhaps, phrase(QStringLiteral("verify.perhaps"), connectedNow()));
        } else if (m_was.failed == 0) {
            end(Change::works, phrase(QStringLiteral("verify.works.step"), connectedNow()));
        } else {
            end(Change::works, told("works", m_was, connectedNow()));
        }
    }

    // Why that every attempt connects does not show that the fault is mended.
    std::optional<Phrase> doubtOf()
    {
        if (m_was.failed == 0 && !failedStepsPass())
            return phrase(QStringLiteral("verify.doubt.step"));
        const Luck luck = luckLeft();
        if (luck.untried > 0)
            return phrase(QStringLiteral("verify.doubt.untried"));
        const Pattern pattern = m_before.verdict.pattern;
        if (m_circumstances.burstBefore > m_circumstances.burstAfter)
            return phrase(QStringLiteral("verify.doubt.burst"), {QString::number(m_circumstances.burstBefore)});
        if (pattern == Pattern::underLoad && m_circumstances.burstBefore == 0)
            return phrase(QStringLiteral("verify.doubt.load"));
        if (pattern == Pattern::recovered)
            return phrase(QStringLiteral("verify.doubt.recovered"));
        if (luck.chance > kLuck) {
            m_out.more = luck.more;
            const int percent = std::max(1, static_cast<int>(std::lround(luck.chance * 100)));
            return Phrase{QStringLiteral("verify.doubt.luck"), {QString::number(percent)}, luck.more};
        }
        if (m_after.observed < timeToTell(m_before))
            return phrase(QStringLiteral("verify.doubt.stretch"),
                          {formatDuration(m_before.longestGood), formatDuration(timeToTell(m_before))});
        // Attempts that got late failed in no way that can be counted.
        if (m_was.failed == 0 && (pattern == Pattern::intermittent || pattern == Pattern::periodic))
            return phrase(QStringLiteral("verify.doubt.sometimes"));
        return std::nullopt;
    }

    struct Luck
    {
        double chance = 0;
        int more = 0;
        int untried = 0; // addresses that failed and were not tried again
    };
    Luck luckLeft() const
    {
        Luck out;
        const auto weigh = [&out](int failed, int of, int now) {
            if (failed <= 0)
                return;
            out.chance = std::max(out.chance, chanceOfLuck(failed, of, now));
            out.more = std::max(out.more, attemptsToTell(failed, of) - now);
        };
        weigh(m_was.failed, m_was.attempts, m_is.attempts);
        for (const AddressState& was : m_before.addresses) {
            const AddressState* is = stateOf(m_after, was.address);
            if (!is || was.attempts <= was.connected) // an address that the name does not lead to any more is no matter
                continue;
            if (is->attempts == 0)
                ++out.untried;
            else
                weigh(was.attempts - was.connected, was.attempts, is->connected);
        }
        return out;
    }

    bool failedStepsPass() const
    {
        const auto anyOf = [&](CheckStatus status) {
            return std::any_of(m_before.checks.begin(), m_before.checks.end(),
                               [status](const Check& c) { return c.status == status; });
        };
        const CheckStatus bad = anyOf(CheckStatus::fail) ? CheckStatus::fail : CheckStatus::warn;
        for (std::size_t i = 0; i < m_before.checks.size(); ++i)
            if (m_before.checks[i].status == bad && m_after.checks[i].status != CheckStatus::pass)
                return false;
        return anyOf(bad);
    }

    void judgeFailing()
    {
        const QString& was = m_before.verdict.cause;
        const QString& is = m_after.verdict.cause;
        const bool wayIsSame = m_was.way && m_was.way == m_is.way;
        if (was == is || hasVerdict(m_after, was)) {
            judgeSame(was == is && wayIsSame);
            return;
        }
        if (wayIsSame && m_was.allFailed() && m_is.allFailed() && !hasVerdict(m_before, is)) {
            // What is seen of the target is what was seen before; only the reading of it differs.
            end(Change::same, told("same", m_is));
            m_out.sentences << phrase(QStringLiteral("verify.same.reading"));
            return;
        }
        m_out.sentences << told("before", m_was) << told("now", m_is);
        const bool further = furthest(m_is) > furthest(m_was) && isGone();
        if (m_was.way == Outcome::timedOut && m_was.allFailed() && m_is.failed > 0 && m_is.way != Outcome::timedOut)
            m_out.sentences << phrase(reachesHost() ? QStringLiteral("verify.through")
                                                    : QStringLiteral("verify.answers"));
        if (further || (hasVerdict(m_before, is) && isGone())) {
            m_out.sentences << phrase(hasVerdict(m_before, is) ? QStringLiteral("verify.second.known")
                                                               : QStringLiteral("verify.second"));
            end(Change::further, phrase(QStringLiteral("verify.further")));
        } else {
            end(Change::other, phrase(QStringLiteral("verify.other")));
        }
    }

    void judgeSame(bool sameWay)
    {
        const bool always = m_was.allFailed() && m_is.allFailed();
        if (sameWay && always && m_before.also.size() == m_after.also.size()) {
            end(Change::same, told("same", m_is));
            return;
        }
        m_out.sentences << told("before", m_was) << told("now", m_is);
        const bool lessOften = m_is.failed < m_is.attempts && m_was.allFailed();
        end(lessOften ? Change::partly : Change::same,
            phrase(lessOften ? QStringLiteral("verify.same.less") : QStringLiteral("verify.same")));
    }

    // None of the attempts ended in the way that all failures did before, and that is no luck.
    bool isGone() const
    {
        if (!m_was.way || m_was.failed == 0)
            return false;
        const int now = static_cast<int>(m_after.outcomes[static_cast<std::size_t>(*m_was.way)]);
        return now == 0 && chanceOfLuck(m_was.failed, m_was.attempts, m_is.attempts) <= kLuck &&
               m_after.observed >= timeToTell(m_before);
    }
    static int furthest(const Tally& tally)
    {
        return tally.failed == 0 ? stageOf(Outcome::connected) : tally.way ? stageOf(*tally.way) : -1;
    }
    // It is the host itself that refuses: nothing listens there.
    bool reachesHost() const
    {
        constexpr std::array kHostSays{"service-not-listening", "service-stopped",      "service-failed",
                                       "bound-to-loopback",     "wrong-address-family", "service-closes"};
        return std::any_of(kHostSays.begin(), kHostSays.end(),
                           [this](const char* id) { return m_after.verdict.cause == QLatin1String(id); });
    }

    bool addressesDiffer() const
    {
        if (m_before.addresses.isEmpty() || m_after.addresses.isEmpty())
            return false;
        const auto within = [](const Diagnosis& all, const Diagnosis& some) {
            return std::all_of(some.addresses.begin(), some.addresses.end(),
                               [&](const AddressState& s) { return stateOf(all, s.address) != nullptr; });
        };
        return !within(m_before, m_after) || !within(m_after, m_before);
    }

    void row(const QString& id, const Phrase& before, const Phrase& after)
    {
        m_out.rows.append({id, phrase(QStringLiteral("verify.row.") + id), before, after, {}, {}});
    }

    void fillRows()
    {
        const auto both = [&](const QString& id, auto make) { row(id, make(m_before, m_was), make(m_after, m_is)); };
        both(QStringLiteral("verdict"), [](const Diagnosis& d, const Tally&) { return d.verdict.summary; });
        both(QStringLiteral("confidence"), [](const Diagnosis& d, const Tally&) {
            return phrase(QStringLiteral("verify.percent"), {QString::number(std::lround(d.verdict.confidence * 100))});
        });
        both(QStringLiteral("at"), [](const Diagnosis& d, const Tally&) {
            return phrase(QStringLiteral("verify.at"),
                          {toIsoLocal(d.started).left(19).replace(QLatin1Char('T'), QLatin1Char(' '))});
        });
        both(QStringLiteral("attempts"), [](const Diagnosis&, const Tally& t) {
            return phrase(QStringLiteral("verify.tally"), {QString::number(t.failed), QString::number(t.attempts)});
        });
        const auto alsoOf = [](const Diagnosis& d, const QString& cause) {
            const auto at =
                std::find_if(d.also.begin(), d.also.end(), [&](const Verdict& v) { return v.cause == cause; });
            return at == d.also.end() ? phrase(QStringLiteral("verify.not-seen")) : at->summary;
        };
        QStringList causes;
        for (const Verdict& v : m_before.also + m_after.also)
            if (!causes.contains(v.cause) && causes.size() < 8)
                causes << v.cause;
        for (const QString& cause : causes)
            row(QStringLiteral("also"), alsoOf(m_before, cause), alsoOf(m_after, cause));
        const auto bad = [](CheckStatus s) { return s == CheckStatus::fail || s == CheckStatus::warn; };
        for (std::size_t i = 0; i < m_before.checks.size(); ++i) {
            const Check& was = m_before.checks[i];
            const Check& is = m_after.checks[i];
            const QString id = checkId(static_cast<CheckId>(i));
            if (bad(was.status) || bad(is.status))
                m_out.rows.append(
                    {id, phrase(QStringLiteral("report.check.") + id), was.summary, is.summary, was.status, is.status});
        }
    }

    const Diagnosis& m_before;
    const Diagnosis& m_after;
    const Circumstances m_circumstances;
    const Tally m_was, m_is;
    Comparison m_out;
};

} // namespace

QString changeId(Change value)
{
    constexpr std::array<const char*, 10> kIds{"works", "perhaps", "partly",    "further", "other",
                                               "same",  "unknown", "as-before", "broke",   "not-comparable"};
    return QLatin1String(kIds[std::min(static_cast<std::size_t>(value), kIds.size() - 1)]);
}

double chanceOfLuck(int failed, int of, int now)
{
    if (failed <= 0)
        return 0;
    const int good = std::max(of - failed, 0);
    double out = 1;
    for (int i = 0; i < now; ++i)
        out *= (good + 0.5 + i) / (good + failed + 1.0 + i);
    return out;
}

int attemptsToTell(const Diagnosis& before)
{
    const Tally was = tallyOf(before);
    int out = attemptsToTell(was.failed, was.attempts);
    for (const AddressState& s : before.addresses)
        out = std::max(out, attemptsToTell(s.attempts - s.connected, s.attempts));
    return out;
}

std::chrono::nanoseconds timeToTell(const Diagnosis& before)
{
    return 2 * std::clamp<std::chrono::nanoseconds>(before.longestGood, std::chrono::nanoseconds(0),
                                                    std::chrono::hours(24 * 366));
}

Comparison compare(const Diagnosis& before, const Diagnosis& after, const Circumstances& circumstances)
{
    return Comparer(before, after, circumstances).judge();
}

} // namespace knockback

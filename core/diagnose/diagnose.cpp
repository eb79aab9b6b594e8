// Weighs what every cause says about the facts, chooses the verdict, and puts the document together.
#include "core/diagnose/diagnose.h"

#include "core/base/text.h"
#include "core/diagnose/document.h"
#include "core/diagnose/registry.h"
#include "core/diagnose/rule.h"
#include "core/diagnose/server_chain.h"

#include <algorithm>
#include <cmath>

namespace knockback {

namespace {

struct Weighed
{
    QString cause;
    int order = 0; // in the catalogue: decides between equals
    bool concludes = true;
    Claim claim;
};

const QLatin1String kInconclusive("inconclusive");
const QLatin1String kReachable("reachable");
// An alternative that nobody would bet a cent on only takes room.
constexpr double kWorthNaming = 0.005;
constexpr int kMostAlternatives = 6;

double within01(double value)
{
    return std::isfinite(value) ? std::clamp(value, 0.0, 1.0) : 0;
}

template <typename Ask>
std::vector<Weighed> weigh(Ask ask)
{
    std::vector<Weighed> out;
    int order = 0;
    for (const CauseEntry& entry : causeRegistry()) {
        ++order;
        const QString id = QLatin1String(entry.id);
        if (!entry.rule || id == kInconclusive)
            continue;
        if (std::optional<Claim> claim = ask(*entry.rule)) {
            claim->confidence = within01(claim->confidence);
            out.push_back({id, order, entry.rule->concludes, std::move(*claim)});
        }
    }
    std::stable_sort(out.begin(), out.end(),
                     [](const Weighed& a, const Weighed& b) { return a.claim.confidence > b.claim.confidence; });
    return out;
}

std::vector<Weighed> weighTarget(const Reading& r)
{
    return weigh([&](const Rule& rule) { return rule.onTarget ? rule.onTarget(r) : std::nullopt; });
}

// Facts of the server against what shows from here: what they prove takes the client's words along as further reasons,
// what they rule out keeps no weight.
std::optional<Claim> withServer(const Reading& r, const Group& g, const Rule& rule, std::optional<Claim> client)
{
    if (!rule.onServer || !g.first().server.is() || g.shape() == Shape::works)
        return client;
    std::optional<Claim> server = rule.onServer(r, g);
    if (!server)
        return client;
    constexpr double kRuledOut = 0.01;
    if (server->ruledOut) {
        if (client) {
            client->confidence = server->whyNot.isEmpty() ? 0 : std::min(client->confidence, kRuledOut);
            client->whyNot = server->whyNot;
        }
        return client;
    }
    if (r.server.stale()) // it may have changed since, or have been another way then
        server->confidence *= 0.75;
    if (client && client->confidence >= kConcludes) // else its reasons may not hold
        server->because += client->because;
    if (client)
        server->evidence += client->evidence;
    return server;
}

// What is proven leaves only the rest to what is guessed from here.
void letProofDecide(std::vector<Weighed>& all)
{
    double best = 0;
    for (const Weighed& w : all)
        if (w.claim.proven && !w.claim.beside)
            best = std::max(best, w.claim.confidence);
    if (best < kConcludes)
        return;
    for (Weighed& w : all)
        if (!w.claim.proven)
            w.claim.confidence = std::min(w.claim.confidence, 1 - best);
    std::stable_sort(all.begin(), all.end(),
                     [](const Weighed& a, const Weighed& b) { return a.claim.confidence > b.claim.confidence; });
}

std::vector<Weighed> weighGroup(const Reading& r, const Group& g)
{
    std::vector<Weighed> all = weigh(
        [&](const Rule& rule) { return withServer(r, g, rule, rule.onGroup ? rule.onGroup(r, g) : std::nullopt); });
    letProofDecide(all);
    return all;
}

const Rule* ruleOf(QLatin1String id)
{
    for (const CauseEntry& entry : causeRegistry())
        if (id == QLatin1String(entry.id))
            return entry.rule;
    return nullptr;
}

Claim inconclusive(const Reading& r, const Group* g)
{
    const Rule* rule = ruleOf(kInconclusive);
    std::optional<Claim> claim;
    if (rule)
        claim = g && rule->onGroup ? rule->onGroup(r, *g) : rule->onTarget ? rule->onTarget(r) : std::nullopt;
    Claim out = claim.value_or(Claim{});
    out.confidence = 0; // nothing is concluded
    return out;
}

Verdict toVerdict(const QString& cause, const Claim& c)
{
    Verdict v;
    v.cause = cause;
    v.confidence = within01(c.confidence);
    v.pattern = c.pattern;
    v.side = c.side;
    v.locatedAt = c.locatedAt;
    v.summary = c.summary;
    v.because = c.because;
    v.evidence = c.evidence;
    v.evidence.removeAll(QString());
    v.evidence.removeDuplicates();
    v.fixes = c.fixes;
    return v;
}

bool mayBeVerdict(const Weighed& w)
{
    return w.concludes && !w.claim.beside && w.claim.confidence >= kConcludes;
}

// A candidate that stands clearly second does not stop the first; two of about the same strength stop each other.
const Weighed* winner(const std::vector<Weighed>& all)
{
    const auto first =
        std::find_if(all.begin(), all.end(), [](const Weighed& w) { return !w.claim.beside || !w.claim.proven; });
    return first == all.end() || !mayBeVerdict(*first) ? nullptr : &*first;
}

// What is left to be true when the verdict is not: never more than that together.
QVector<Alternative> alternatives(const std::vector<Weighed>& all, const QString& chosen, double verdict)
{
    QVector<Alternative> out;
    double sum = 0;
    for (const Weighed& w : all) {
        if (w.cause == chosen || w.claim.beside || w.claim.confidence < kWorthNaming || out.size() >= kMostAlternatives)
            continue;
        const bool named =
            std::any_of(out.begin(), out.end(), [&](const Alternative& a) { return a.cause == w.cause; });
        if (named)
            continue;
        out.append({w.cause, w.claim.confidence, w.claim.whyNot, w.claim.toTellApart});
        sum += w.claim.confidence;
    }
    const double room = 1 - verdict;
    if (sum > room && sum > 0)
        for (Alternative& a : out)
            a.confidence = within01(a.confidence * room / sum);
    return out;
}

struct Judged
{
    const Group* group = nullptr;
    std::vector<Weighed> all;
    const Weighed* best = nullptr;
    bool healthy() const { return best && best->cause == kReachable; }
};

void conclude(const Reading& r, Diagnosis& d)
{
    const std::vector<Weighed> whole = weighTarget(r);
    std::vector<Judged> groups;
    groups.reserve(r.groups.size());
    for (const Group& g : r.groups) {
        groups.push_back({&g, weighGroup(r, g), nullptr});
        groups.back().best = winner(groups.back().all);
    }
    const Weighed* top = winner(whole);
    // Without a statement about the whole: the first address that is not well, in the order programs use them.
    const auto sick = std::find_if(groups.begin(), groups.end(), [](const Judged& j) { return !j.healthy(); });
    const Judged* main = top || groups.empty() ? nullptr : sick != groups.end() ? &*sick : &groups.front();

    std::vector<Weighed> rest = whole;
    if (top) {
        d.verdict = toVerdict(top->cause, top->claim);
    } else if (main) {
        rest.insert(rest.end(), main->all.begin(), main->all.end());
        d.verdict = main->best ? toVerdict(main->best->cause, main->best->claim)
                               : toVerdict(kInconclusive, inconclusive(r, main->group));
        if (main->group->first().since)
            d.verdict.because << say("diagnose.because.worked-before", {}, main->group->of(Happening::worked));
    } else {
        d.verdict = toVerdict(kInconclusive, inconclusive(r, nullptr));
    }
    std::stable_sort(rest.begin(), rest.end(),
                     [](const Weighed& a, const Weighed& b) { return a.claim.confidence > b.claim.confidence; });
    d.alternatives = alternatives(rest, d.verdict.cause, d.verdict.confidence);

    const auto addAlso = [&d](const QString& cause, const Claim& claim) {
        const bool there = (cause == d.verdict.cause && claim.locatedAt == d.verdict.locatedAt) ||
                           std::any_of(d.also.begin(), d.also.end(), [&](const Verdict& v) {
                               return v.cause == cause && v.locatedAt == claim.locatedAt;
                           });
        if (!there)
            d.also.append(toVerdict(cause, claim));
    };
    for (const Judged& j : groups)
        if (&j != main && j.best && !j.healthy())
            addAlso(j.best->cause, j.best->claim);
    for (const Judged& j : groups) // what would fail next, by the server's own facts
        for (const Weighed& w : j.all)
            if (w.claim.proven && w.claim.beside && w.claim.confidence >= kConcludes)
                addAlso(w.cause, w.claim);
    for (const Weighed& w : whole)
        if (&w != top && w.concludes && w.claim.confidence >= kConcludes && w.claim.beside)
            addAlso(w.cause, w.claim);

    const auto name = [&r](Verdict& v) {
        if (const auto router = IpAddress::parse(v.locatedAt))
            v.locatedName = r.routerName(*router);
    };
    name(d.verdict);
    std::for_each(d.also.begin(), d.also.end(), name);
}

} // namespace

double grown(int times, double once, double most)
{
    if (times <= 0)
        return 0;
    return most - (most - once) * std::pow(0.5, std::min(times, 60) - 1);
}

QStringList causeIds()
{
    QStringList out;
    for (const CauseEntry& entry : causeRegistry())
        out << QLatin1String(entry.id);
    return out;
}

QStringList diagnosableCauseIds()
{
    QStringList out;
    for (const CauseEntry& entry : causeRegistry())
        if (entry.rule && entry.rule->concludes)
            out << QLatin1String(entry.id);
    return out;
}

Diagnosis diagnose(const Observations& observations)
{
    const Reading r(observations);
    Diagnosis d;
    fillFacts(r, d);
    conclude(r, d);
    fillChecks(r, d);
    fillChain(r, d);
    fillLimits(r, d);
    d.evidence = r.book.all();
    d.settled = isSettled(r);
    return d;
}

} // namespace knockback

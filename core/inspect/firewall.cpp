#include "core/inspect/firewall.h"

#include "core/base/text.h"
#include "core/inspect/filter_owner.h"

#include <algorithm>
#include <array>

namespace knockback {

namespace {

using namespace filter;
using Decision = ServerFirewall::Decision;

constexpr int kNotThere = 127;
constexpr int kLetters = 600;

const ServerSaying* saying(const QVector<ServerSaying>& sayings, const char* id)
{
    const auto found =
        std::find_if(sayings.begin(), sayings.end(), [&](const ServerSaying& s) { return s.id == QLatin1String(id); });
    return found == sayings.end() ? nullptr : &*found;
}

// What the readers made of the sayings; `whole` says whether nothing is missing.
struct Read
{
    Ruleset rules;
    bool whole = false, any = false;
};

// What iptables-save and nft both show: iptables' words are kept, because nft cannot say all of its matches. Only where
// the table's base chains are iptables' own; a table of that name made with nft is nft's.
void dropTwice(Ruleset& rules, QVector<Table>& ours)
{
    for (qsizetype i = ours.size() - 1; i >= 0; --i) {
        if (ours.at(i).tool != Table::Tool::iptables)
            continue;
        const auto twin = std::find_if(rules.tables.begin(), rules.tables.end(), [&](const Table& t) {
            return t.tool == Table::Tool::nft && t.family == ours.at(i).family && t.name == ours.at(i).name;
        });
        if (twin == rules.tables.end())
            continue;
        const bool same = std::all_of(twin->chains.begin(), twin->chains.end(), [&](const Chain& chain) {
            return chain.hook.isEmpty() || ours.at(i).chains.value(chain.name).hook == chain.hook;
        });
        if (same)
            *twin = ours.at(i); // at its place: among equal priorities the order counts
        ours.removeAt(i);
    }
}

Read read(const QVector<ServerSaying>& sayings, const Packet& packet)
{
    Read out;
    const ServerSaying* nft = saying(sayings, "nft");
    const bool nftSeen = nft != nullptr && nft->exitStatus == 0 && !nft->cut && readNft(nft->output, out.rules);
    const bool v6 = packet.source.family == Family::ipv6;
    QVector<Table> tables;
    bool saved = false, savedNft = false, savedLegacy = false;
    for (const char* id :
         v6 ? std::array{"ip6tables", "ip6tables-legacy"} : std::array{"iptables", "iptables-legacy"}) {
        const ServerSaying* one = saying(sayings, id);
        QVector<Table> here;
        if (one == nullptr || one->exitStatus != 0 || one->cut || !readIptables(one->output, v6, here))
            continue;
        saved = true;
        if (here.isEmpty())
            continue;
        bool& twice = here.first().tool == Table::Tool::iptables ? savedNft : savedLegacy;
        if (!twice)
            tables += here;
        twice = true;
    }
    dropTwice(out.rules, tables);
    out.rules.tables += tables;
    if (const ServerSaying* sets = saying(sayings, "ipset"); sets != nullptr && sets->exitStatus == 0 && !sets->cut)
        readIpset(sets->output, out.rules);
    for (const Packet::Route& route : packet.routes)
        out.rules.routes.append({network(route.network, route.length), route.length, route.interface});
    out.rules.own = packet.own;
    out.any = nftSeen || saved;
    out.whole = nftSeen || (saved && nft != nullptr && nft->exitStatus == kNotThere);
    return out;
}

Flow flowOf(const Packet& packet)
{
    Flow flow;
    flow.source = packet.source;
    flow.destination = flow.originalDestination = packet.destination;
    flow.port = flow.originalPort = packet.port;
    if (packet.leaving) {
        flow.leaving = true;
        flow.hasIn = flow.forSelf = false;
        flow.out = packet.outInterface;
        return flow;
    }
    flow.fromSelf = packet.loopback;
    flow.in = packet.loopback ? QStringLiteral("lo") : packet.inInterface;
    flow.forSelf = packet.own.isEmpty() || packet.destination.isLoopback() || packet.own.contains(packet.destination);
    return flow;
}

Decision decisionOf(Verdict verdict)
{
    switch (verdict) {
    case Verdict::drop:
        return Decision::drop;
    case Verdict::rejectIcmp:
        return Decision::rejectIcmp;
    case Verdict::rejectReset:
        return Decision::rejectReset;
    default:
        return Decision::unknown;
    }
}

// What is certain, and the block that does it.
struct Judged
{
    Decision decision = Decision::unknown;
    const Block* by = nullptr;
    QString limit;
};

Judged judge(const Passage& passage)
{
    const auto at = [&](Match level) -> const Block* {
        const auto found = std::find_if(passage.blocks.begin(), passage.blocks.end(),
                                        [&](const Block& b) { return b.condition.level == level; });
        return found == passage.blocks.end() ? nullptr : &*found;
    };
    const Block *certain = at(Match::yes), *limited = at(Match::limited), *unsure = at(Match::uncertain);
    if (!passage.passes) {
        const Block* by = certain != nullptr ? certain : limited != nullptr ? limited : unsure;
        if (by == nullptr)
            return {};
        // Stopped either way; how it is stopped must not depend on what is not known.
        for (const Block& block : passage.blocks)
            if (block.effect.verdict != by->effect.verdict && block.condition.level == Match::uncertain)
                return {Decision::unknown, by, {}};
        return {decisionOf(by->effect.verdict), by, {}};
    }
    if (unsure != nullptr || passage.passes->level == Match::uncertain)
        return {Decision::unknown, certain != nullptr ? certain : unsure, {}};
    if (passage.passes->level == Match::limited && certain != nullptr)
        return {Decision::limited, certain, passage.passes->limit};
    if (limited != nullptr)
        return {Decision::limited, limited, limited->condition.limit};
    return {passage.anyRule ? Decision::accept : Decision::none, nullptr, {}};
}

QString said(const QString& text)
{
    return printable(text, kLetters);
}

void describe(ServerFirewall& out, const Block& block, const Flow& flow)
{
    out.tool = toolOf(block);
    out.family = block.table->family;
    out.table = said(block.table->name);
    out.chain = said(block.chain->name);
    out.hook = block.hook;
    out.with = said(block.effect.with);
    out.set = said(block.effect.set);
    out.ban = isBan(block);
    if (block.rule == nullptr) {
        out.rule = QStringLiteral("policy %1").arg(block.chain->policy);
        out.packets = block.chain->policyPackets;
        return;
    }
    out.handle = block.rule->handle;
    out.rule = said(block.rule->text);
    out.packets = block.rule->packets;
    // Somebody who pastes this must get what is shown: nothing that had to be made printable.
    const bool within = out.limit.isEmpty() || block.effect.match == Match::limited;
    const QString undo = undoOf(block, flow);
    if (within && printable(undo, kLetters) == undo)
        out.undo = undo;
}

// The same rule's counter, as it was later; -1 = it is not there any more.
std::int64_t countedIn(const Ruleset& rules, const Block& block)
{
    for (const Table& table : rules.tables) {
        if (table.tool != block.table->tool || table.family != block.table->family || table.name != block.table->name)
            continue;
        const Chain chain = table.chains.value(block.chain->name);
        if (block.rule == nullptr)
            return chain.policyPackets;
        for (const Rule& rule : chain.rules)
            if (rule.text == block.rule->text && (table.tool != Table::Tool::nft || rule.handle == block.rule->handle))
                return rule.packets;
    }
    return -1;
}

bool sameRule(const Block* a, const Block* b)
{
    return a == b || (a != nullptr && b != nullptr && a->rule == b->rule && a->chain == b->chain);
}

// The packet may have been sent elsewhere on its way: only what holds on all ways is certain.
Judged judgeAll(const Ruleset& rules, const Passage& main)
{
    Judged out = judge(main);
    for (const Flow& flow : main.others) {
        const Passage others = walk(rules, flow);
        const Judged other = judge(others);
        const bool same =
            other.decision == out.decision || (other.decision == Decision::none && out.decision == Decision::accept);
        if (!same || !sameRule(other.by, out.by))
            out.decision = same ? out.decision : Decision::unknown;
    }
    return out;
}

} // namespace

ServerFirewall decide(const QVector<ServerSaying>& sayings, const Packet& packet, const QVector<ServerSaying>& later)
{
    ServerFirewall out;
    out.forAddress = packet.source.toString();
    const Read read = knockback::read(sayings, packet);
    if (!read.any || packet.source.isNone() || packet.source.family != packet.destination.family)
        return out;
    const Flow flow = flowOf(packet);
    const Passage passage = walk(read.rules, flow);
    Judged judged = judgeAll(read.rules, passage);
    // What was not read may still drop it.
    if (!read.whole && (judged.decision == Decision::accept || judged.decision == Decision::none))
        judged.decision = Decision::unknown;
    out.decision = judged.decision;
    for (const QString& text : passage.uncertain)
        out.uncertain.append(said(text));
    for (const Block& block : passage.blocks)
        if (block.condition.level == Match::uncertain && block.rule != nullptr && out.uncertain.size() < 8 &&
            judged.decision == Decision::unknown && !out.uncertain.contains(said(block.rule->text)))
            out.uncertain.append(said(block.rule->text));
    if (judged.decision == Decision::none || judged.decision == Decision::accept || judged.by == nullptr ||
        judged.decision == Decision::unknown)
        return out;
    out.limit = said(judged.limit);
    out.unlessSource = said(passage.unlessSource.join(QStringLiteral(", ")));
    describe(out, *judged.by, flow);
    if (!later.isEmpty() && out.packets >= 0) {
        const std::int64_t then = countedIn(knockback::read(later, packet).rules, *judged.by);
        out.rise = then >= out.packets ? then - out.packets : -1;
    }
    return out;
}

} // namespace knockback

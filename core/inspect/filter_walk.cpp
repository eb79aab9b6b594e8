// The order is the kernel's: hooks, within a hook the base chains by priority, within a chain the rules. Accepting ends
// the chain only: later base chains of the same hook still see the packet. Dropping is final.
//
// A rule that may or may not match opens a second way. Both ways go on through the same rules, so one pass is enough:
// what is carried along is the weakest condition under which the packet is still here. A block met on the way is kept
// with its condition.
#include "core/inspect/filter_walk.h"

#include <algorithm>

namespace knockback::filter {

namespace {

constexpr int kDeepest = 16; // NFT_JUMP_STACK_SIZE of the kernel
constexpr int kMostSteps = 300'000;
constexpr qsizetype kMostTexts = 8;
constexpr qsizetype kMostBlocks = 64;
constexpr qsizetype kMostOthers = 4;

using Ways = std::optional<Condition>;

Ways weaker(const Ways& a, const Ways& b)
{
    if (!a || !b)
        return a ? a : b;
    return a->level <= b->level ? a : b;
}

void note(QStringList& list, const QString& text)
{
    if (list.size() < kMostTexts && !text.isEmpty() && !list.contains(text))
        list.append(text);
}

// "ip saddr 10.0.0.0/8" → "10.0.0.0/8".
QString sourcesOf(const QString& text)
{
    static const QString key = QStringLiteral("saddr ");
    const qsizetype at = text.indexOf(key);
    QString out = at < 0 ? text : text.mid(at + key.size());
    return out.startsWith(QLatin1String("!= ")) ? out.mid(3) : out;
}

class Walk
{
public:
    Walk(const Ruleset& rules, const Flow& flow) : m_rules(rules), m_flow(flow) {}

    Passage take()
    {
        m_alive.emplace();
        if (m_flow.leaving) {
            leave();
            m_out.passes = m_alive;
            return m_out;
        }
        if (!m_flow.resumed) {
            if (m_flow.fromSelf)
                fromSelf();
            hook("ingress");
            hook("prerouting", !m_flow.fromSelf);
        }
        arrive();
        m_out.passes = m_alive;
        return m_out;
    }

private:
    // To itself: made, sent and translated here first, and only then received.
    void fromSelf()
    {
        Flow sent = m_flow;
        std::swap(sent.in, sent.out);
        sent.hasIn = false;
        std::swap(m_flow, sent);
        hook("output");
        hook("postrouting", false);
        std::swap(m_flow, sent);
        m_flow.dnat = sent.dnat;
        m_flow.destination = sent.destination;
        m_flow.port = sent.port;
        m_flow.mark = sent.mark;
    }

    // From here to another machine: what refuses it tells us; what drops the answer does not.
    void leave()
    {
        if (!m_flow.resumed)
            hook("output");
        hook("postrouting", false);
        hook("egress", false);
        turn("ingress", "prerouting", "input");
    }

    void arrive()
    {
        if (m_flow.destination != m_flow.originalDestination)
            m_flow.forSelf = m_flow.destination.isLoopback() ||
                             std::find(m_rules.own.begin(), m_rules.own.end(), m_flow.destination) != m_rules.own.end();
        if (!m_flow.forSelf) {
            m_flow.out = routeTo(m_rules, m_flow.destination);
            hook("forward");
            hook("postrouting", false);
            return;
        }
        hook("input");
        answer();
    }

    // The SYN-ACK: what refuses that tells nobody outside.
    void answer() { turn("output", "postrouting", "egress"); }

    void turn(const char* first, const char* second, const char* third)
    {
        Flow back = m_flow;
        std::swap(back.source, back.destination);
        back.out = m_flow.in;
        back.in = m_flow.leaving ? m_flow.out : QString();
        back.hasIn = m_flow.leaving;
        back.forSelf = m_flow.forSelf || m_flow.leaving;
        back.reply = true;
        back.mark = 0;
        std::swap(m_flow, back);
        const qsizetype before = m_out.blocks.size();
        for (const char* name : {first, second, third})
            hook(name, false);
        for (qsizetype i = before; i < m_out.blocks.size(); ++i) {
            m_out.blocks[i].effect.verdict = Verdict::drop;
            m_out.blocks[i].effect.with.clear();
        }
        std::swap(m_flow, back);
    }

    struct Base
    {
        const Table* table;
        const Chain* chain;
    };

    QVector<Base> chainsAt(const QString& hook, bool translating) const
    {
        QVector<Base> out;
        for (const Table& table : m_rules.tables) {
            if (table.dormant || !table.concerns(m_flow))
                continue;
            for (const Chain& chain : table.chains)
                if (chain.hook == hook && (translating || chain.type != QLatin1String("nat")))
                    out.append({&table, &chain});
        }
        std::stable_sort(out.begin(), out.end(),
                         [](const Base& a, const Base& b) { return a.chain->priority < b.chain->priority; });
        return out;
    }

    void hook(const char* name, bool translating = true)
    {
        m_hook = QLatin1String(name);
        const QVector<Base> chains = chainsAt(m_hook, translating);
        for (const Base& base : chains) {
            if (!m_alive)
                return;
            if (base.chain->type == QLatin1String("nat") && m_flow.dnat)
                continue; // translated once
            Condition condition = *m_alive;
            // By which device is not always known: nft 1.0.6 does not even say which one a chain is for. Nor is whether
            // the packet comes over a bridge.
            const bool byDevice = m_hook == QLatin1String("ingress") || m_hook == QLatin1String("egress");
            const QString device = m_hook == QLatin1String("egress") ? m_flow.out : m_flow.in;
            const bool known = !base.chain->devices.isEmpty() && !device.isEmpty();
            if (byDevice && known && !base.chain->devices.contains(device))
                continue;
            if (base.table->family == QLatin1String("bridge") || (byDevice && !known))
                condition.level = Match::uncertain;
            const bool surely = condition.level == m_alive->level;
            const Ways left = baseChain(base, condition);
            m_alive = surely ? left : weaker(m_alive, left);
        }
    }

    Ways baseChain(const Base& base, const Condition& condition)
    {
        m_table = base.table;
        m_accepted.reset();
        Ways falls = chain(*base.chain, condition, 0);
        m_out.anyRule = m_out.anyRule || !base.chain->rules.isEmpty();
        if (falls && base.chain->policy == QLatin1String("drop")) {
            m_out.anyRule = true;
            Effect effect;
            effect.match = Match::yes;
            effect.verdict = Verdict::drop;
            block(*base.chain, nullptr, effect, *falls);
            falls.reset();
        }
        return weaker(m_accepted, falls);
    }

    void block(const Chain& chain, const Rule* rule, const Effect& effect, const Condition& condition)
    {
        if (m_out.blocks.size() < kMostBlocks)
            m_out.blocks.append({m_table, &chain, rule, m_hook, effect, condition});
    }

    // Gives the condition under which the packet falls out at the end.
    Ways chain(const Chain& chain, const Condition& start, int depth)
    {
        Ways alive = start;
        Ways leaves; // returned, or gone elsewhere for good
        for (const Rule& rule : chain.rules) {
            if (!alive)
                break;
            if (++m_steps > kMostSteps || depth > kDeepest) {
                note(m_out.uncertain, QStringLiteral("%1 %2").arg(chain.name, QStringLiteral("…")));
                alive->level = Match::uncertain;
                break;
            }
            const Evaluation evaluation = m_table->tool == Table::Tool::nft
                                              ? evaluateNft(m_rules, *m_table, rule, m_flow)
                                              : evaluateIptables(m_rules, *m_table, rule, m_flow);
            Ways next = evaluation.goesOn ? alive : Ways{};
            for (const Effect& effect : evaluation.effects)
                next = weaker(next, follow(chain, rule, effect, *alive, depth, leaves));
            alive = next;
        }
        return weaker(alive, leaves);
    }

    // What one effect leads to: the condition to go on in this chain with; `leaves` that to leave it at its end with.
    Ways follow(const Chain& chain, const Rule& rule, const Effect& effect, const Condition& at, int depth,
                Ways& leaves)
    {
        if (!effect.sourceMissed.isEmpty() && chain.type != QLatin1String("nat") && m_table)
            missed(effect, at);
        if (effect.match == Match::no)
            return {};
        Condition now = at;
        now.level = std::max(at.level, effect.match);
        if (effect.match == Match::limited && now.limit.isEmpty())
            now.limit = effect.limit;
        if (effect.after)
            change(*effect.after, now.level);
        if (effect.match == Match::uncertain && effect.verdict != Verdict::none && effect.verdict != Verdict::jump &&
            effect.verdict != Verdict::go)
            note(m_out.uncertain, rule.text);
        switch (effect.verdict) {
        case Verdict::none:
            return now;
        case Verdict::accept:
            m_accepted = weaker(m_accepted, now);
            return {};
        case Verdict::either:
            m_accepted = weaker(m_accepted, now);
            [[fallthrough]];
        case Verdict::drop:
        case Verdict::rejectIcmp:
        case Verdict::rejectReset:
            block(chain, &rule, effect, now);
            return {};
        case Verdict::back:
            leaves = weaker(leaves, now);
            return {};
        case Verdict::jump:
        case Verdict::go:
            break;
        }
        return elsewhere(rule, effect, now, depth, leaves);
    }

    Ways elsewhere(const Rule& rule, const Effect& effect, const Condition& now, int depth, Ways& leaves)
    {
        const auto target = m_table->chains.constFind(effect.target);
        if (target == m_table->chains.constEnd()) {
            note(m_out.uncertain, rule.text);
            return Condition{Match::uncertain, {}};
        }
        const qsizetype before = m_out.blocks.size();
        const Ways acceptedBefore = m_accepted;
        Ways falls = this->chain(*target, now, depth + 1);
        const bool decides =
            m_out.blocks.size() != before || m_accepted.has_value() != acceptedBefore.has_value() || !falls;
        if (effect.match == Match::uncertain && decides)
            note(m_out.uncertain, rule.text);
        if (effect.verdict == Verdict::jump)
            return falls;
        leaves = weaker(leaves, falls);
        return {};
    }

    void missed(const Effect& effect, const Condition& at)
    {
        if (at.level == Match::uncertain)
            return;
        const bool blocks = effect.verdict == Verdict::drop || effect.verdict == Verdict::rejectIcmp ||
                            effect.verdict == Verdict::rejectReset;
        if (effect.match == Match::no ? effect.verdict == Verdict::accept : blocks)
            note(m_out.unlessSource, sourcesOf(effect.sourceMissed));
    }

    void change(const Flow& after, Match level)
    {
        if (level == Match::yes) {
            m_flow = after;
            return;
        }
        if (after.mark != m_flow.mark)
            m_flow.mark.reset();
        if (after.connectionMark != m_flow.connectionMark)
            m_flow.connectionMark.reset();
        if ((after.dnat && !m_flow.dnat) || after.untracked != m_flow.untracked)
            if (m_out.others.size() < kMostOthers) {
                m_out.others.append(after);
                m_out.others.last().resumed = true;
            }
    }

    const Ruleset& m_rules;
    Flow m_flow;
    Passage m_out;
    Ways m_alive, m_accepted;
    const Table* m_table = nullptr;
    QString m_hook;
    int m_steps = 0;
};

} // namespace

Passage walk(const Ruleset& rules, const Flow& packet)
{
    return Walk(rules, packet).take();
}

QString routeTo(const Ruleset& rules, const IpAddress& address)
{
    const Route* best = nullptr;
    for (const Route& route : rules.routes)
        if (route.network.has(address) && (best == nullptr || route.length > best->length))
            best = &route;
    return best == nullptr ? QString() : best->interface;
}

} // namespace knockback::filter

// Thread: any; pure. A packet's way through the hooks: who may block it, and how sure that is.
#pragma once

#include "core/inspect/filter_rules.h"

namespace knockback::filter {

// What has to be so for the packet to come here: nothing (yes), a limit, or something not known.
struct Condition
{
    Match level = Match::yes;
    QString limit;
};

struct Block
{
    const Table* table = nullptr;
    const Chain* chain = nullptr;
    const Rule* rule = nullptr; // null = the chain's policy
    QString hook;
    Effect effect;
    Condition condition;
};

struct Passage
{
    QVector<Block> blocks;           // in the order they are met
    std::optional<Condition> passes; // empty: on no way
    QStringList uncertain;           // rules not understood, as written
    QStringList unlessSource;        // who is let through
    QVector<Flow> others;            // the packet after a change that may or may not have happened
    bool anyRule = false;            // something could have been decided
};

// All hooks a new connection passes: ingress, prerouting, input or forward, and output for the answer. One that this
// machine makes itself to another one: output and postrouting, and input for the answer.
Passage walk(const Ruleset& rules, const Flow& packet);

} // namespace knockback::filter

// Thread: any; pure. Whose a rule is, and the one command that takes it away.
#pragma once

#include "core/inspect/filter_walk.h"

namespace knockback::filter {

// "nftables", "iptables", "ip6tables", "firewalld", "ufw", "fail2ban", "docker".
QString toolOf(const Block& block);
// "" where no single command does it and nothing else: a policy, a rule its owner would write again.
QString undoOf(const Block& block, const Flow& flow);
// A list of single addresses that somebody fills.
bool isBan(const Block& block);

} // namespace knockback::filter

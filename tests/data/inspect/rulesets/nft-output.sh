# The answer is what gets lost.
nft -f - <<'R'
table inet filter {
  chain input { type filter hook input priority filter; policy accept; tcp dport 22 drop; }
  chain output {
    type filter hook output priority filter; policy drop;
    meta l4proto { icmp, ipv6-icmp } accept
    ct state established tcp sport { 80, 443 } accept
    tcp sport 81 ct state new accept
    tcp sport 3000 tcp flags & (syn | ack) == (syn | ack) reject
  }
}
R

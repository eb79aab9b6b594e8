nft -f - <<'R'
table inet filter {
  set blocked { type ipv4_addr; flags interval; elements = { 10.77.1.64/28 }; }
  chain input {
    type filter hook input priority 0; policy accept;
    meta l4proto ipv6-icmp accept
    tcp dport 81 counter reject with tcp reset
    tcp dport 80 ip saddr @blocked counter reject
    tcp dport 443 reject with icmpx type admin-prohibited
    meta nfproto ipv4 tcp dport 3000-5432 reject with icmp type host-prohibited
    tcp dport >= 8000 tcp flags & (fin|syn|rst|ack) == syn ct state new drop
  }
}
R

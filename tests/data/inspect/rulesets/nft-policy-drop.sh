nft -f - <<'R'
table inet filter {
  chain input {
    type filter hook input priority filter; policy drop;
    ct state established,related accept
    ct state invalid drop
    iif lo accept
    meta l4proto { icmp, ipv6-icmp } accept
    tcp dport { 22, 80 } counter accept
    ip saddr 10.77.1.66 tcp dport 5432 accept
    ip6 saddr fd77:1::/112 tcp dport 5432 accept
  }
}
R

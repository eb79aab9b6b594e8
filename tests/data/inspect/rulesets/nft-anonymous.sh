nft -f - <<'R'
table inet filter {
  set allowed { type ipv4_addr; flags interval, timeout; timeout 1h; elements = { 10.77.1.0-10.77.1.9, 10.77.9.0/24 timeout 5m }; }
  chain checks {
    ip saddr @allowed tcp dport 5432 accept
    meta nfproto ipv6 tcp dport 5432 return
    tcp dport 5432 goto refuse
  }
  chain refuse { reject with icmpx host-unreachable; }
  chain input {
    type filter hook input priority filter; policy drop;
    meta l4proto ipv6-icmp accept
    ct state { established, related } accept
    tcp flags & (fin | syn) == (fin | syn) drop
    tcp flags != syn drop
    iifname vmap { "lo" : accept, "kbl2" : jump checks }
    ip saddr . tcp dport vmap { 10.77.1.2 . 80 : accept, 10.77.1.66 . 80 : goto refuse, 10.77.1.66 . 81 : drop }
    ip6 saddr fd77:1::66 tcp dport { 22, 3000-4000 } reject with tcp reset
    tcp dport 22 th sport >= 1024 accept
    ip protocol tcp tcp dport 443 accept
    ip6 nexthdr tcp tcp dport 443 ip6 saddr & ffff:ffff:: == fd77:1:: accept
  }
}
R

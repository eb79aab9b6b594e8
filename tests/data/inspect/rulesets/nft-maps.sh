nft -f - <<'R'
table inet filter {
  map verdicts { type inet_service : verdict; flags interval; elements = { 22 : accept, 80-81 : drop, 443 : jump web, 3000 : goto web }; }
  set pairs { type ipv4_addr . inet_service; flags interval; elements = { 10.77.1.0/26 . 5432, 10.77.1.66 . 8080 }; }
  chain web { ip saddr 10.77.1.66 return; ip6 saddr fd77:1::66 reject with tcp reset; accept; }
  chain input {
    type filter hook input priority filter; policy drop;
    meta l4proto ipv6-icmp accept
    ct state vmap { established : accept, related : accept, invalid : drop }
    tcp dport vmap @verdicts
    tcp dport 443 reject
    ip saddr . tcp dport @pairs accept
    ip saddr . tcp dport { 10.77.1.2 . 8080, 10.77.1.64/26 . 5432 } reject with icmp type port-unreachable
  }
}
R

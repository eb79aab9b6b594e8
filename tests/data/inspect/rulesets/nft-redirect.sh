nft -f - <<'R'
table ip nat {
  chain prerouting { type nat hook prerouting priority dstnat; policy accept; tcp dport 8080 redirect to :80; tcp dport 81 dnat to 10.77.2.2:99; meta l4proto tcp redirect to : tcp dport map { 443 : 3000 }; }
}
table inet filter {
  chain input {
    type filter hook input priority filter; policy accept;
    tcp dport 80 ct status dnat accept
    tcp dport 80 reject with tcp reset
    tcp dport 3000 ct status dnat ct original proto-dst 443 drop
  }
}
R

nft -f - <<'R'
table inet raw {
  chain pre { type filter hook prerouting priority raw; policy accept; tcp dport 80 notrack; }
  chain out { type filter hook output priority raw; policy accept; tcp sport 80 notrack; }
}
table inet filter {
  chain input {
    type filter hook input priority filter; policy accept;
    tcp dport 80 ct state untracked accept
    tcp dport { 80, 81 } ct state new reject with tcp reset
    ct state != { new, established } drop
  }
}
R

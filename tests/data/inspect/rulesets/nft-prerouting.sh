nft -f - <<'R'
table inet raw {
  chain pre { type filter hook prerouting priority raw; policy accept; iifname "kbl*" tcp dport 22 drop; iifname != "lo" tcp dport 80 ip saddr != 10.77.1.2 drop; fib daddr type local tcp dport 81 meta mark set 7; iifname { "eth9", "lo" } drop; }
}
table inet filter {
  chain input { type filter hook input priority filter; policy accept; meta mark 7 reject with tcp reset; meta mark & 0xf == 7 drop; tcp dport 99 drop; tcp sport 1-1023 drop; }
}
R

# Accepted in the first base chain, dropped in a later one of the same hook.
nft -f - <<'R'
table inet early {
  chain input { type filter hook input priority -10; policy accept; tcp dport { 22, 80 } accept; tcp dport 81 drop; }
}
table inet late {
  chain input { type filter hook input priority 10; policy accept; tcp dport 80 reject with tcp reset; tcp dport 81 reject; }
}
R

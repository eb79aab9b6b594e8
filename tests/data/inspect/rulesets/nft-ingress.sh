# unknown: allowed (nft 1.0.6 does not say in JSON which device a chain is for)
nft -f - <<'R'
table netdev early {
  chain in { type filter hook ingress device kbl2 priority -500; policy accept; tcp dport 22 drop; ip saddr 10.77.1.66 tcp dport 80 drop; }
  chain other { type filter hook ingress device lo priority -500; policy accept; drop; }
}
R

iptables -A INPUT -p tcp -m multiport --dports 80,81 -m comment --comment x -j DROP
iptables -A INPUT -p tcp --dport 22 -j ACCEPT
nft 'add table inet t; add chain inet t c { type filter hook input priority 5; }; add rule inet t c tcp dport 22 reject with tcp reset'

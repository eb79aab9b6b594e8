iptables-legacy -A INPUT -p tcp --dport 22 -j DROP
iptables-legacy -A INPUT -p tcp --dport 80 -s 10.77.1.66 -j REJECT
ip6tables-legacy -A INPUT -p tcp --dport 81 -j REJECT --reject-with icmp6-adm-prohibited
nft 'add table inet t; add chain inet t c { type filter hook input priority 0; }; add rule inet t c tcp dport 443 drop'

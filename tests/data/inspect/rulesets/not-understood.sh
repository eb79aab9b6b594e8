# unknown: allowed
ipset create bad hash:ip 2>/dev/null && ipset add bad 10.77.1.66 && iptables -A INPUT -p tcp --dport 22 -m set --match-set bad src -j DROP
iptables -A INPUT -p tcp --dport 80 -m string --string hello --algo bm -j DROP
iptables -A INPUT -p tcp --dport 81 -m string --string hello --algo bm -j ACCEPT
iptables -A INPUT -p tcp --dport 443 -m u32 --u32 "6&0xFF=6" -j DROP
iptables -A INPUT -p tcp --dport 443 -j DROP
iptables -A INPUT -p tcp --dport 3000 -m limit --limit 1/min --limit-burst 1 -j ACCEPT
iptables -A INPUT -p tcp --dport 3000 -j DROP
true

for t in iptables ip6tables; do
  $t -P INPUT DROP
  $t -A INPUT -i lo -j ACCEPT
  $t -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
  $t -A INPUT -m conntrack --ctstate INVALID -j DROP
  $t -A INPUT -p tcp -m multiport --dports 22,80:81 -m comment --comment "a \"door\" -j DROP" -j ACCEPT
  $t -A INPUT -p tcp --dport 443 -m conntrack --ctstate NEW -j REJECT
  $t -A INPUT -p tcp --dport 3000 --syn -j REJECT --reject-with tcp-reset
  $t -A INPUT -p tcp ! --syn -j DROP
  $t -A INPUT -m addrtype ! --dst-type LOCAL -j DROP
done
ip6tables -A INPUT -p icmpv6 -j ACCEPT
iptables -A INPUT -s 10.77.1.64/26 -p tcp --dport 5432 -j ACCEPT
iptables -A INPUT -p tcp --dport 5432 -m iprange --src-range 10.77.1.1-10.77.1.9 -j REJECT --reject-with icmp-host-prohibited

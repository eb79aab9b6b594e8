for t in iptables ip6tables; do
  $t -N before; $t -N user; $t -N skip; $t -N track
  $t -A INPUT -j before
  $t -A INPUT -j user
  $t -A INPUT -j track
  $t -A before -i lo -j ACCEPT
  $t -A before -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
  $t -A before -m addrtype --dst-type LOCAL -j RETURN
  $t -A before -m addrtype --dst-type MULTICAST -j RETURN
  $t -A before -j DROP
  $t -A user -p tcp -m multiport --dports 22,443 -j ACCEPT
  $t -A user -p tcp -m tcp --dport 3000:4000 -j skip
  $t -A skip -p tcp ! --dport 3000 -j RETURN
  $t -A skip -m pkttype --pkt-type unicast -j DROP
  $t -A user ! -i eth+ -p tcp --dport 80 -m mark ! --mark 1 -j REJECT --reject-with tcp-reset
  $t -A track -p tcp --sport 1024:65535 --dport 81 -j ACCEPT
  $t -P INPUT DROP
done
ip6tables -I INPUT -p icmpv6 -j ACCEPT
ip6tables -A user -p tcp -m rt --rt-type 0 -j DROP
iptables -A user -s 10.77.1.66/31 -p tcp --dport 5432 -j ACCEPT
iptables -A user ! -s 10.77.1.66 -p tcp --dport 8080 -j ACCEPT

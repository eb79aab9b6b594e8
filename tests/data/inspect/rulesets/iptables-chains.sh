iptables -N f2b-sshd
iptables -A f2b-sshd -s 10.77.1.66 -j REJECT --reject-with icmp-port-unreachable
iptables -A f2b-sshd -j RETURN
iptables -I INPUT -p tcp -m multiport --dports 22 -j f2b-sshd
iptables -N WEB
iptables -A WEB -s 10.77.1.2 -j RETURN
iptables -A WEB -j DROP
iptables -A INPUT -p tcp --dport 80 -j WEB
iptables -A INPUT -p tcp --dport 81 -g WEB
iptables -A INPUT -p tcp --dport 80:81 -j REJECT --reject-with tcp-reset
iptables -t raw -A PREROUTING -p tcp --dport 443 -s 10.77.1.66/32 -j DROP
iptables -t mangle -A PREROUTING -p tcp --dport 3000 -j MARK --set-mark 0x10/0xf0
iptables -A INPUT -m mark --mark 0x10/0x10 -j DROP
iptables -t nat -A PREROUTING -p tcp --dport 8080 -j REDIRECT --to-ports 80

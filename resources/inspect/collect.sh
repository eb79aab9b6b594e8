#!/bin/sh
# What this machine says about one of its TCP ports, printed as one transcript for Knockback (knockback-cli, --server).
# It only reads, needs no root and no tool that is not there anyway, gives every command a time limit and cuts long
# output. What could not be read stays in the transcript with its reason.
#
#     sh collect.sh [PORT] [counters | tries] [sudo] [twice=SECONDS] [unit=NAME] [try=ADDRESS:PORT]
#
# counters: only what rises (a second look). tries: only what try= says. sudo: may use "sudo -n", which never asks for a password. twice: the
# counters once more after so many seconds. unit: the service that is meant. try: connect to this from here; may repeat.
#
# The transcript: lines that begin with "== TOKEN" are ours, with a token made for this run; every line that a command
# printed begins with "|", without control characters. So no output can pass for a line of ours.
#
# shellcheck disable=SC2016,SC2086  # what stands in single quotes is for another sh; $root and lists are to be split

knockback_collect() {
    LC_ALL=C; LANG=C; TERM=dumb; export LC_ALL LANG TERM
    unset LANGUAGE SYSTEMD_COLORS POSIXLY_CORRECT
    SYSTEMD_PAGER=; SYSTEMD_LESS=; PAGER='cat'; export SYSTEMD_PAGER SYSTEMD_LESS PAGER
    PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin; export PATH
    umask 077
    set -f
    port=0 what=all root='' twice=0 unit='' tries='' logs=''
    for word; do
        case $word in
        counters) what=counters ;;
        tries) what=tries ;;
        sudo) root='sudo -n' ;;
        twice=*) twice=${word#twice=} ;;
        unit=*) unit=${word#unit=} ;;
        try=*) tries="$tries ${word#try=}" ;;
        all) ;;
        *) port=$word ;;
        esac
    done
    case $port in *[!0-9]* | '' | ??????*) echo "collect.sh: $port is not a port; say a number from 1 to 65535" >&2; return 2 ;; esac
    case $twice in *[!0-9]* | '' | ???*) echo 'collect.sh: twice=SECONDS takes a number below 100' >&2; return 2 ;; esac
    case $unit in *[!A-Za-z0-9@:._-]* | -*) echo 'collect.sh: unit=NAME takes the name of a service' >&2; return 2 ;; esac
    case $tries in *[!A-Za-z0-9.:_\ /-]*) echo 'collect.sh: try= takes ADDRESS:PORT or unix:/PATH' >&2; return 2 ;; esac
    me=$(id -u 2>/dev/null)
    [ "$me" = 0 ] && root=''
    token=$(head -c 9 /dev/urandom 2>/dev/null | od -An -tx1 2>/dev/null | tr -d ' \n')
    [ -n "$token" ] || token=t$$x$(date +%s)
    hex=$(printf '%04X' "$port")
    if timeout -k 1 1 true 2>/dev/null </dev/null; then limiter='timeout -k 1'
    elif timeout 1 true 2>/dev/null </dev/null; then limiter=timeout
    elif timeout -t 1 true 2>/dev/null </dev/null; then limiter='timeout -t'
    else limiter=''; fi
    exec 4>&1
    zero=0; knock_now; zero=$centis
    wall=$(date +%s.%N 2>/dev/null)
    case $wall in *[!0-9.]* | *. | '') wall=$(date +%s) ;; esac
    printf '== knockback-collect 1 %s begin %s port=%s user=%s sudo=%s look=%s\n' "$token" "$wall" "$port" "${me:-?}" "${root:+1}" "$what"
    if [ "$what" = all ]; then
        knock_machine
        knock_service
        knock_counters
        knock_limits
        knock_firewall
        knock_nginx
    elif [ "$what" = counters ]; then
        knock_listeners
        knock_counters
        knock_rules
    fi
    for to in $tries; do knock_try "$to"; done
    [ "$what" = all ] || knock_nginx_errors # once more: it has the lines of what came meanwhile
    if [ "$twice" -gt 0 ]; then
        echo "collect.sh: looks again in $twice s. Make the failing program try now." >&2
        sleep "$twice"
        knock_listeners
        knock_counters
        knock_rules
    fi
    knock_now
    printf '== %s done %s\n' "$token" "$second"
}

# Seconds since the first look; no process is made for it.
knock_now() {
    up=0.00
    [ -r /proc/uptime ] && read -r up _ </proc/uptime
    centis=${up%.*}${up#*.}
    while :; do case $centis in 0?*) centis=${centis#0} ;; *) break ;; esac; done
    passed=$((centis - zero))
    second=$((passed / 100)).$(printf '%02d' $((passed % 100)))
}

have() { command -v "$1" >/dev/null 2>&1; }

# So long at most: 124 (or 137, 143) when it took longer.
knock_limited() {
    if [ -n "$limiter" ]; then
        $limiter "$seconds" "$@"
        return
    fi
    "$@" &
    knock_child=$!
    (sleep "$seconds"; kill -9 "$knock_child") >/dev/null 2>&1 3>&- 4>&- &
    knock_guard=$!
    wait "$knock_child"
    knock_status=$?
    kill "$knock_guard" 2>/dev/null
    return "$knock_status"
}

# run ID COMMAND…: one section. `shown` says what is run where that reads better; `most` and `seconds` bound it.
run() {
    section=$1; shift
    knock_now
    printf '== %s run %s %s %s\n' "$token" "$section" "$second" "${shown:-$*}"
    status=$({ { knock_limited "$@" </dev/null 2>&1 3>&- 4>&-; echo $? >&3; } |
        tr -d '\000-\010\013-\037\177' 3>&- | head -c $((most + 1)) 3>&- |
        awk -v most="$most" -v token="$token" '
            { bytes += length($0) + 1; if (bytes <= most) { print "|" $0; n++ } else { cut = 1 } }
            END { printf "== %s lines %d %s\n", token, n, cut ? "cut" : "whole" }' 3>&- >&4; } 3>&1)
    printf '== %s end %s\n' "$token" "${status:-?}"
    shown='' most=131072 seconds=4
}
# as_root ID PROGRAM …: with sudo where that is allowed.
as_root() {
    section_id=$1; shift
    if ! have "$1"; then shown=$* run "$section_id" sh -c 'echo "$1: not found"; exit 127' sh "$1"
    else run "$section_id" $root "$@"; fi
}
shown='' most=131072 seconds=4

knock_machine() {
    shown='echo "$SSH_CONNECTION"' run ssh-connection sh -c 'echo "$SSH_CONNECTION"'
    shown='uname -a; id; hostname' run machine sh -c 'uname -a; id; cat /proc/sys/kernel/hostname'
    shown='cat /etc/os-release' most=4096 run os-release cat /etc/os-release
    shown='cat /proc/1/comm; readlink /sbin/init; grep btime /proc/stat; getconf CLK_TCK; cat /proc/uptime' run init sh -c '
        echo "comm $(cat /proc/1/comm)"; echo "init $(readlink /sbin/init)"; [ -d /run/systemd/system ] && echo "booted systemd"
        [ -d /run/openrc ] && echo "booted openrc"; grep btime /proc/stat
        echo "ticks $(getconf CLK_TCK 2>/dev/null || echo 100)"; echo "uptime $(cat /proc/uptime)"; grep "^Seccomp:" /proc/self/status
        for ns in net pid mnt; do echo "ns $ns $(readlink /proc/self/ns/$ns)"; done'
    if have ip; then
        run addresses ip -o addr show
        shown='ip route show; ip -6 route show' most=65536 run routes sh -c 'ip route show; echo "== inet6"; ip -6 route show'
    else
        shown='cat /proc/net/fib_trie /proc/net/if_inet6' most=32768 run addresses-proc sh -c 'cat /proc/net/fib_trie; echo "== if_inet6"; cat /proc/net/if_inet6'; fi
}

knock_listeners() {
    ss_root=''
    [ -n "$root" ] && $root ss -V >/dev/null 2>&1 </dev/null && ss_root=$root
    if have ss; then
        run listeners $ss_root ss -ltnpme
    else
        shown="awk '\$4 == \"0A\"' /proc/net/tcp /proc/net/tcp6" \
            run listeners-proc awk '$4 == "0A" { print FILENAME, $0 }' /proc/net/tcp /proc/net/tcp6
    fi
    shown="awk '\$2 ~ /:$hex\$/ { n[\$4]++ }' /proc/net/tcp /proc/net/tcp6" run sockets \
        awk -v port=":$hex" 'substr($2, length($2) - 4) == port { n[$4]++ } END { for (s in n) print s, n[s] }' /proc/net/tcp /proc/net/tcp6
}

# Names of services and programs that usually stand behind a port.
knock_names() {
    case $port in
    21) echo vsftpd proftpd pure-ftpd ;;
    22 | 2222) echo ssh sshd dropbear ;;
    25 | 465 | 587) echo postfix exim4 exim sendmail opensmtpd ;;
    53) echo named bind9 unbound dnsmasq systemd-resolved pdns ;;
    80 | 443 | 8000 | 8008 | 8080 | 8081 | 8443 | 8888) echo nginx apache2 httpd caddy haproxy lighttpd traefik envoy tomcat tomcat9 tomcat10 ;;
    110 | 143 | 993 | 995 | 4190) echo dovecot courier-imap cyrus-imapd ;;
    139 | 445) echo smbd smb samba ;;
    389 | 636) echo slapd dirsrv ;;
    631) echo cups cupsd ;;
    873) echo rsync rsyncd ;;
    1433) echo mssql-server sqlservr ;;
    1883 | 8883) echo mosquitto emqx ;;
    2049) echo nfs-server nfsd ;;
    2375 | 2376) echo docker dockerd ;;
    2379 | 2380) echo etcd ;;
    3000) echo grafana-server grafana ;;
    3128) echo squid ;;
    3306) echo mysql mysqld mariadb mariadbd ;;
    3389) echo xrdp ;;
    5432 | 5433 | 6432) echo postgresql postgres pgbouncer ;;
    5672 | 5671 | 15672) echo rabbitmq-server beam.smp ;;
    5900 | 5901) echo vncserver Xvnc x11vnc ;;
    6379 | 6380 | 26379) echo redis redis-server valkey valkey-server ;;
    6443) echo k3s kube-apiserver ;;
    9000) echo php-fpm php8.2-fpm minio ;;
    9090) echo prometheus cockpit ;;
    9092) echo kafka ;;
    9200 | 9300) echo elasticsearch opensearch ;;
    9418) echo git-daemon ;;
    11211) echo memcached ;;
    27017) echo mongod mongodb ;;
    esac
    case $unit in '') ;; *.*) echo "${unit%.*}" ;; *) echo "$unit" ;; esac
}

# "INODE PID" of whoever listens on the port, where there is no ss.
knock_owners() {
    inodes=$(awk -v port=":$hex" '$4 == "0A" && substr($2, length($2) - 4) == port { printf "%s ", $10 }' /proc/net/tcp /proc/net/tcp6 2>/dev/null)
    [ -n "$inodes" ] || return
    set +f
    # shellcheck disable=SC2012
    ls -l /proc/[0-9]*/fd 2>/dev/null | awk -v inodes="$inodes" '
        BEGIN { split(inodes, all, " "); for (i in all) if (all[i] != "") wanted["socket:[" all[i] "]"] = all[i] }
        /^\/proc\// { split($1, part, "/"); pid = part[3] }
        ($NF in wanted) { print wanted[$NF], pid }'
    set -f
}

# Process ids of whoever listens on the port.
knock_listening() {
    if [ "$port" = 0 ]; then :
    elif have ss; then
        $ss_root ss -ltnp "sport = :$port" 2>/dev/null </dev/null | grep -o 'pid=[0-9]*' | cut -d= -f2
    else
        echo "$owners" | cut -d' ' -f2
    fi
}

# … and of programs by these names; at most 24.
knock_pids() {
    echo "$listening"
    set +f
    for name in $names; do
        comm=$(printf '%.15s' "$name")
        grep -lx -F -e "$comm" /proc/[0-9]*/comm 2>/dev/null | cut -d/ -f3
    done
    set -f
}

knock_process_script='
for p; do
    [ -r "/proc/$p/stat" ] || continue
    echo "$p stat $(tr "\n" " " <"/proc/$p/stat" 2>/dev/null)"
    sed -n "s/^\(Threads\|VmRSS\|PPid\|Uid\|Seccomp\):[[:space:]]*/$p \1 /p" "/proc/$p/status"
    if grep "^Max open files" "/proc/$p/limits" >/dev/null 2>&1; then echo "$p limit $(grep "^Max open files" "/proc/$p/limits")"; else echo "$p limit unreadable"; fi
    if ls "/proc/$p/fd" >/dev/null 2>&1; then echo "$p fds $(ls "/proc/$p/fd" | wc -l)"; else echo "$p fds unreadable"; fi
    sed "s/^/$p cgroup /" "/proc/$p/cgroup" 2>/dev/null
    echo "$p netns $(readlink "/proc/$p/ns/net" 2>/dev/null)"
done
cat /proc/[0-9]*/stat 2>/dev/null | sed "s/^.*) //" | awk "{ n[\$2]++ } END { for (p in n) print p, \"children\", n[p] }" | grep -E "^($(echo "$@" | tr " " "|")) "
for p; do [ -r "/proc/$p/cmdline" ] && echo "$p cmdline $(tr "\000\n" "  " <"/proc/$p/cmdline" 2>/dev/null | head -c 400)"; done
true'

knock_service() {
    knock_listeners
    names=$(knock_names)
    owners=''
    if ! have ss; then
        owners=$(knock_owners)
        shown='ls -l /proc/[0-9]*/fd' run owners printf '%s\n' "$owners"
    fi
    [ "$port" = 0 ] && names=''
    listening=$(knock_listening)
    pids=$(knock_pids | awk 'NF && !seen[$0]++' | head -n 24 | tr '\n' ' ') # whoever listens first
    units='' reasons=''
    if [ -d /run/systemd/system ] && have systemctl; then
        knock_units
    elif have rc-status; then
        knock_openrc
    fi
    [ -n "${pids# }" ] && shown="cat /proc/{$(echo $pids | tr ' ' ',')}/{stat,status,limits,cgroup,cmdline}; ls /proc/PID/fd" most=65536 \
        run processes $root sh -c "$knock_process_script" sh $pids
    have ss && shown="${ss_root:+$ss_root }ss -tnp state close-wait | count by process" run close-wait sh -c '
        "$@" -tnp state close-wait | awk "NR > 1 { n++ } { while (match(\$0, /pid=[0-9]+/)) { c[substr(\$0, RSTART + 4, RLENGTH - 4)]++; \$0 = substr(\$0, RSTART + RLENGTH) } }
            END { print \"all\", n + 0; for (p in c) print p, c[p] }"' sh $ss_root ss
    for name in $units; do
        case $journals in ?????) break ;; esac
        journals=x$journals
        run "journal.$name" $root journalctl -q -n 20 --no-pager -o short-iso -u "$name"
    done
}

knock_add_unit() { # UNIT WHY
    case $1 in *[!A-Za-z0-9@:._\\-]* | -* | '' | *@.*) return ;; esac
    case " $units " in *" $1 "*) return ;; esac
    case $units in *' '*' '*' '*' '*' '*' '*' '*' '*' '*' '*' '*) return ;; esac
    units="$units $1"
    reasons="$reasons$1 $2
"
}

knock_units() {
    journals=''
    for pid in $pids; do
        owner=$(sed -n 's|^.*/\([^/]*\.\(service\|socket\)\)\(/.*\)\{0,1\}$|\1|p' "/proc/$pid/cgroup" 2>/dev/null | head -n 1)
        [ -n "$owner" ] && knock_add_unit "$owner" listens
    done
    most=16384 run list-sockets systemctl list-sockets --all --no-pager --no-legend --full
    for found in $(knock_limited systemctl list-sockets --all --no-pager --no-legend --full 2>/dev/null </dev/null | awk -v port=":$port" '
        { p = ($1 ~ /^[0-9]+$/ ? ":" $1 : $1); if (substr(p, length(p) - length(port) + 1) == port) { print $2; print $3 } }'); do
        knock_add_unit "$found" socket
    done
    patterns=''
    for name in $names; do patterns="$patterns $name.service $name.socket $name@*.service $name-*.service"; done
    if [ -n "$patterns" ]; then
        for found in $({ knock_limited systemctl list-unit-files --no-pager --no-legend --full $patterns; \
            knock_limited systemctl list-units --all --no-pager --no-legend --plain --full $patterns; } 2>/dev/null </dev/null | awk '{ print $1 }'); do
            knock_add_unit "$found" name
        done
    fi
    most=16384 run failed-units systemctl list-units --state=failed --no-pager --no-legend --plain --full
    [ -n "$units" ] || return
    shown='why these units' run unit-reasons printf '%s' "$reasons"
    run units systemctl show --no-pager -p Id -p LoadState -p ActiveState -p SubState -p UnitFileState -p Result -p ExecMainCode \
        -p ExecMainStatus -p NRestarts -p Restart -p MainPID -p StateChangeTimestampMonotonic -p ExecMainStartTimestampMonotonic \
        -p TriggeredBy -p Triggers -p Listen -p FragmentPath -p DropInPaths -p Backlog -p LimitNOFILE -p TasksCurrent -p TasksMax $units
    for pid in $(knock_limited systemctl show --no-pager -p MainPID $units 2>/dev/null </dev/null | cut -d= -f2); do
        case " $pids " in *" $pid "*) ;; *) [ "$pid" != 0 ] && pids="$pids $pid" ;; esac
    done
}

# Lines whose writer has the name, or supervise-daemon's about it: in lines about other services, programs may have the
# same name. Not what OpenRC writes when it is asked for a status.
knock_log_script='
    /: status: [a-z]+$/ { next }
    { from = $0; sub(/^([A-Z][a-z][a-z] +[0-9]+ [0-9:]+|[0-9][^ ]*) /, "", from); sub(/(: |\[).*/, "", from) }
    index(from, name) || (supervised && index(from, "supervise-daemon") && $0 ~ ("[ /\"]" name "([ ,\"]|$)"))'

# Of which service a process is, where OpenRC keeps control groups (of its own, or all others beside); then what usually
# stands behind the port. Asking for the status of a service starts and stops nothing, but writes to the log that it
# crashed: only the services that rc-status does not list are asked one by one.
knock_openrc() {
    for pid in $listening; do
        owned=$(sed -n -e 's#^[0-9]*:name=openrc:/\([^/]*\).*$#\1#p' -e 's#^0::/openrc[./]\([^/]*\).*$#\1#p' \
            -e 's#^0::/\([^/]*\)$#\1#p' "/proc/$pid/cgroup" 2>/dev/null)
        for owner in $owned; do
            [ -f "/etc/init.d/$owner" ] && knock_add_unit "$owner" listens
        done
    done
    for name in $names; do [ -e "/etc/init.d/$name" ] && knock_add_unit "$name" name; done
    shown='why these services' run unit-reasons printf '%s' "$reasons"
    rc_root=''
    [ -n "$root" ] && $root rc-status --version >/dev/null 2>&1 </dev/null && rc_root=$root
    run openrc $rc_root rc-status --all
    listed=$(knock_limited rc-status --all 2>/dev/null </dev/null | awk '{ print $1 }' | tr '\n' ' ')
    # A pidfile that this user may not read: then OpenRC says "started", whatever became of the process.
    [ -z "$rc_root" ] && [ "$me" != 0 ] && shown='cat $pidfile' run openrc-unseen sh -c '
        for name; do
            sed -n "s/^pidfile=//p" /run/openrc/daemons/"$name"/* 2>/dev/null | while read -r file; do
                cat "$file" 2>&1 >/dev/null | sed "s/^/$name /"
            done
        done' sh $units
    asked=''
    for name in $units; do
        case $asked in ????) break ;; esac
        asked=x$asked
        case " $listed" in *" $name "*) ;; *) run "openrc.$name" rc-service "$name" status ;; esac
        shown="${root:+$root }grep $name /var/log/messages | tail -n 20" run "journal.$name" $root sh -c '
            head -c 1 /var/log/messages >/dev/null || exit 1
            supervised=$(cat "/etc/init.d/$1" "/etc/conf.d/$1" 2>/dev/null | grep -c supervise-daemon)
            grep -F -e "$1" /var/log/messages | awk -v name="$1" -v supervised="$supervised" "$2" | tail -n 20' sh "$name" "$knock_log_script"
    done
    units='' # of which systemd would be asked for the log
}

knock_counters() {
    shown='cat /proc/net/netstat /proc/net/snmp' run counters cat /proc/net/netstat /proc/net/snmp
    shown='cat /proc/net/stat/nf_conntrack' run conntrack cat /proc/net/stat/nf_conntrack
    shown='cat /proc/loadavg /proc/pressure/* /proc/sys/fs/file-nr /proc/net/sockstat …' run resources grep . \
        /proc/loadavg /proc/pressure/cpu /proc/pressure/memory /proc/pressure/io /proc/sys/fs/file-nr \
        /proc/net/sockstat /proc/sys/net/netfilter/nf_conntrack_count /proc/sys/net/netfilter/nf_conntrack_max /proc/net/stat/arp_cache
}

knock_limits() {
    set +f
    shown='grep . /proc/sys/net/…' run sysctls grep . /proc/sys/net/core/somaxconn /proc/sys/net/core/netdev_max_backlog \
        /proc/sys/net/ipv4/tcp_max_syn_backlog /proc/sys/net/ipv4/tcp_syncookies /proc/sys/net/ipv4/tcp_abort_on_overflow \
        /proc/sys/net/ipv4/tcp_synack_retries /proc/sys/net/ipv4/tcp_tw_reuse /proc/sys/net/ipv4/tcp_mem /proc/sys/net/ipv4/ip_forward \
        /proc/sys/net/ipv4/ip_local_port_range /proc/sys/net/ipv4/tcp_max_orphans /proc/sys/net/ipv6/bindv6only \
        /proc/sys/net/ipv6/conf/all/disable_ipv6 /proc/sys/net/ipv4/neigh/default/gc_thresh3 /proc/sys/net/ipv6/neigh/default/gc_thresh3 \
        /proc/sys/net/ipv4/conf/*/rp_filter /proc/sys/net/netfilter/nf_conntrack_max /proc/sys/fs/file-max /proc/sys/kernel/threads-max
    set -f
    shown='grep MemTotal /proc/meminfo; nproc' run memory sh -c 'grep -E "^(MemTotal|MemAvailable|SwapTotal|SwapFree):" /proc/meminfo; echo "processors $(grep -c ^processor /proc/cpuinfo)"'
    shown="${root:+$root }dmesg | grep … | tail -n 20" most=8192 run kernel-log $root sh -c '
        log=$(dmesg 2>&1) || { echo "$log" | head -n 2; exit 1; }
        echo "$log" | grep -E "nf_conntrack|SYN flooding|[Oo]ut of memory|oom-kill|Killed process|eighbour table overflow|TCP: |orphan|table full|segfault" | tail -n 20'
}

# What a second look asks again: rules with their counters.
knock_rules() {
    most=1048576 as_root nft nft -j list ruleset
    most=524288 as_root iptables iptables-save -c
    most=524288 as_root ip6tables ip6tables-save -c
    # Asked where such tables are in use, and nowhere else: it would load the kernel's modules.
    [ -e /proc/net/ip_tables_names ] && most=524288 as_root iptables-legacy iptables-legacy-save -c
    [ -e /proc/net/ip6_tables_names ] && most=524288 as_root ip6tables-legacy ip6tables-legacy-save -c
}

knock_firewall() {
    knock_rules
    most=262144 as_root ipset ipset save
    # Each of these starts an interpreter: asked where it has something to say, and nowhere else.
    set +f
    running=$(cat /proc/[0-9]*/comm 2>/dev/null | grep -E '^(firewalld|fail2ban-server)$')
    set -f
    case $running in *firewalld*) as_root firewalld firewall-cmd --state ;; esac
    if grep -q '^ENABLED=yes' /etc/ufw/ufw.conf 2>/dev/null; then as_root ufw ufw status; fi
    case $running in *fail2ban*) as_root fail2ban fail2ban-client status ;; esac
}

knock_nginx() {
    if have nginx; then
        if knock_nginx_logs; then most=524288 run nginx $root nginx -T
        else knock_nginx_files; fi
        run nginx-test $root nginx -t
    elif [ -r /etc/nginx/nginx.conf ]; then
        knock_nginx_files
    else
        shown='nginx -T' run nginx sh -c 'echo "nginx: not found"; exit 127'
        return
    fi
    knock_nginx_errors
}

# The error logs that the configuration names, where it may be read.
knock_nginx_logs() {
    configuration=$(knock_limited $root nginx -T 2>/dev/null </dev/null) || return
    logs=$(echo "$configuration" | awk '
        $1 == "error_log" && $2 ~ /^\/[A-Za-z0-9_.\/-]+;?$/ && $2 !~ /^\/(dev|proc)\// { sub(/;$/, "", $2); if (!seen[$2]++ && n++ < 4) print $2 }')
}

# These, and those there usually are; in front of each when it was last written to, which tells the time zone of its lines. A busy
# log's last lines only.
knock_nginx_errors() {
    have nginx || [ -d /var/log/nginx ] || return
    [ "$what" = all ] || knock_nginx_logs
    tail=120
    [ "$what" = all ] || tail=40
    shown="${root:+$root }tail -n $tail /var/log/nginx/*error*.log" run nginx-errors $root sh -c '
        lines=$1; shift
        set -- "$@" /var/log/nginx/*error*.log /var/log/nginx/error_log
        n=0 done=" "
        for log; do
            [ -f "$log" ] || continue
            case $done in *" $log "*) continue ;; esac
            done="$done$log "
            n=$((n + 1)); [ "$n" -gt 4 ] && break
            [ -r "$log" ] || { echo "$log: Permission denied"; bad=1; continue; }
            echo "==> $log <== $(stat -c %Y "$log" 2>/dev/null || date -r "$log" +%s 2>/dev/null)"
            tail -n "$lines" "$log" | tail -c $((lines * 250))
            echo
        done
        [ "$n" = 0 ] && echo "/var/log/nginx: no error log that can be seen" && exit 2
        exit ${bad:-0}' sh $tail $logs
}

# The files as nginx -T prints them, where it may not be run: it wants to read keys and logs, too.
knock_nginx_files() {
    shown="${root:+$root }cat /etc/nginx/nginx.conf /etc/nginx/{conf.d,sites-enabled,…}/*" most=524288 run nginx $root sh -c '
        for file in /etc/nginx/nginx.conf /etc/nginx/conf.d/*.conf /etc/nginx/sites-enabled/* /etc/nginx/http.d/*.conf \
            /etc/nginx/default.d/*.conf /etc/nginx/snippets/*.conf /etc/nginx/modules-enabled/*.conf /etc/nginx/stream.d/*.conf; do
            [ -f "$file" ] || continue
            echo "# configuration file $file:"; cat "$file" || bad=1; echo
        done
        exit ${bad:-0}'
}

# Connect to ADDRESS:PORT or unix:/PATH as a program of this machine would; sends nothing.
knock_try() {
    host=${1%:*} number=${1##*:}
    host=${host#\[}; host=${host%\]}
    seconds=2
    case $1 in
    unix:*)
        shown="test -S ${1#unix:}" run "try.$1" sh -c '
            [ -e "$1" ] || { echo "$1: No such file or directory"; exit 1; }
            [ -S "$1" ] || { echo "$1: is no socket"; exit 1; }
            [ -w "$1" ] || { echo "$1: Permission denied"; exit 1; }
            if command -v python3 >/dev/null; then
                exec python3 -c "import socket,sys; s=socket.socket(socket.AF_UNIX); s.settimeout(1.5); s.connect(sys.argv[1]); print(\"connected\")" "$1"
            fi
            echo "not tried"; exit 3' sh "${1#unix:}"
        return ;;
    esac
    case $number in *[!0-9]* | '' | ??????*) return ;; esac
    case $host in -* | '') return ;; esac
    if have bash; then
        shown="bash -c 'exec 3<>/dev/tcp/$host/$number'" run "try.$1" bash -c 'exec 3<>"/dev/tcp/$1/$2" && echo connected' bash "$host" "$number"
    elif have python3; then
        shown="python3 -c 'socket.create_connection((\"$host\", $number))'" run "try.$1" \
            python3 -c 'import socket,sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), 1.5); print("connected")' "$host" "$number"
    elif have nc; then
        run "try.$1" nc -v -z -w 2 "$host" "$number"
    else
        shown='bash, python3 or nc' run "try.$1" sh -c 'echo "bash, python3, nc: not found"; exit 127'
    fi
}

knockback_collect "$@"; exit $?

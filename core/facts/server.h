// Thread: any; values. What a server says about itself, however it was asked: this machine, SSH, a transcript. Parsed
// from the server's own words (core/inspect), which the session keeps as they were said.
#pragma once

#include "core/base/clock.h"
#include "core/facts/address.h"

#include <QByteArray>
#include <QMap>
#include <QString>
#include <QStringList>
#include <QVector>
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>

namespace knockback {

// What one command or file on the server said. Untrusted bytes, bounded by whoever read them.
struct ServerSaying
{
    QString id;      // what it is for: "listeners", "unit", "nft", "counters", … (core/inspect/collect.sh)
    QString command; // exactly what was run there, as typed; shown to the user
    QByteArray output;
    int exitStatus = 0; // 127 = the program is not there, 124 = it took too long
    bool cut = false;   // longer than what is kept
    double second = 0;  // when it was run, seconds since the first one, by the server's clock
};

// What is kept of a server's sayings, the replaced ones included: a session with more is not read.
inline constexpr std::uint64_t kMostKeptSayings = 2000;
inline constexpr std::int64_t kMostKeptSayingBytes = 64 << 20;

// Everything a server said, as it was said: what the session keeps, and what ServerFacts are read from.
struct ServerWords
{
    QString access;     // "local", "ssh", "transcript"
    QString where;      // "this machine", "admin@db.example:22", a file's name
    QString user;       // its user id there, a number; "" = not known
    int port = 0;       // the port it was asked about
    bool whole = false; // nothing is missing at the end
    // How many sayings of the same server are kept from before: it was asked anew, and these here stand in their place.
    int replaced = 0;
    WallTime begun; // by the server's clock
    WallTime heard; // the same moment by ours; 0 = not known (a transcript)
    QVector<ServerSaying> sayings;
};

inline constexpr std::array kServerTroubles{"no-ssh",  "host-key-unknown", "host-key-changed", "permission-denied",
                                            "no-name", "refused",          "no-route",         "timed-out",
                                            "died",    "no-shell",         "too-much",         "bad-option",
                                            "no-file", "no-transcript",    "other-port",       "cancelled",
                                            "failed",  "login-refused",    "not-answered"};
// Why a server that was asked for could not be asked.
struct ServerTrouble
{
    QString reason; // one of kServerTroubles
    QString where;  // as in ServerWords
    QString detail; // what was said, printable
};

// Something about the server that could not be seen, and why: never the same as "there is nothing".
struct ServerUnseen
{
    QString what;   // an id as in ServerSaying
    QString reason; // "no-permission", "no-program", "no-file", "took-too-long", "cut", "not-understood"
    QString detail; // what the server said, printable
};

// A socket that listens: `ss -ltn`, /proc/net/tcp and tcp6 in state 0A.
struct ServerListener
{
    IpAddress address;      // the unspecified one = on all of its family
    bool both = false;      // "*" or [::] without v6only: takes IPv4 too
    bool knowsBoth = false; // false: `both` could not be seen (from /proc/net/tcp6 alone)
    QString interface;      // bound to this device; "" = to none
    int port = 0;
    std::int64_t queue = -1; // Recv-Q: connections that wait to be accepted
    std::int64_t limit = -1; // Send-Q: backlog in force, min(listen(), somaxconn) when it listened
    std::int64_t drops = -1; // skmem's d: connection requests this very socket dropped
    std::int64_t inode = 0;
    int uid = -1;
    QVector<int> pids;
    QString process;              // "" = not seen (another user's process)
    QString unit;                 // of its control group: "nginx.service"; "" = none or not seen
    QString container;            // id of its control group; "" = none or not seen
    bool socketActivated = false; // held by a .socket unit (process systemd)
};

struct ServerSocketCounts // of sockets whose local port is the target's
{
    int established = -1, synReceived = -1, closeWait = -1, timeWait = -1; // -1 = not counted
};

// `systemctl show`.
struct ServerUnit
{
    QString name;          // "nginx.service", "ssh.socket"
    QString loadState;     // loaded, not-found, masked, bad-setting, error
    QString activeState;   // active, inactive, failed, activating, …; "unknown": for lack of rights
    QString subState;      // running, dead, auto-restart, listening, …
    QString unitFileState; // enabled, disabled, static, masked, …
    QString result;        // success, exit-code, signal, oom-kill, start-limit-hit, timeout, …
    int exitCode = -1;     // ExecMainCode: 1 = exited, 2 = killed, 3 = dumped
    int exitStatus = -1;   // ExecMainStatus: the exit status, or the signal
    int restarts = -1;     // NRestarts, or those of supervise-daemon
    QString restart;       // Restart=: no, on-failure, always, …
    int mainPid = 0;
    WallTime changed; // StateChangeTimestamp; 0 = not known
    WallTime started; // ExecMainStartTimestamp
    QStringList triggeredBy;
    QStringList listens;       // of a socket unit: "[::]:22 (Stream)"
    std::int64_t backlog = -1; // of a socket unit: Backlog=
    QString fragmentPath;      // its file
    QString why;               // why this unit belongs to the port: "listens", "name", "configuration", "socket"
    QStringList lastLines;     // of its log, oldest first, printable, bounded
};

// One process that has to do with the port.
struct ServerProcess
{
    int pid = 0;
    QString name;
    QChar state;                                         // R S D T t Z X I of /proc/PID/stat; null = not seen
    std::int64_t descriptors = -1, descriptorLimit = -1; // open files, RLIMIT_NOFILE (soft)
    int threads = -1;
    int children = -1;
    int closeWait = -1; // sockets of it in CLOSE-WAIT
    std::int64_t residentKib = -1;
    WallTime started; // 0 = not known
    QString unit, container;
    QString command;            // its command line, printable, bounded
    std::optional<bool> filter; // seccomp in force; absent = not seen
    bool otherNetwork = false;  // in another network namespace (a container's): where it listens is not seen from here
};

// Totals of kernel counters at one moment: only rises count.
struct ServerCounters
{
    WallTime at; // by our clock, corrected by the skew
    QMap<QString, std::int64_t>
        values; // "TcpExt.ListenOverflows", "listener.drops", "listener.queue", "conntrack.drop", …
};

// What the server's packet filter does with a new connection to the port.
struct ServerFirewall
{
    enum class Decision : std::uint8_t
    {
        unknown, // could not be read, or a rule on the way was not understood
        none,    // there are no rules at all
        accept,
        drop,
        rejectIcmp,
        rejectReset,
        limited, // dropped or rejected when a rate, a number of connections or a set says so
    } decision = Decision::unknown;
    QString tool;   // whose rules decide: "nftables", "iptables", "ip6tables", "firewalld", "ufw", "fail2ban", "docker"
    QString family; // "inet", "ip", "ip6"
    QString table, chain;
    QString hook;              // "input", "forward", "prerouting", "ingress"; "output": the answer is what gets lost
    std::int64_t handle = -1;  // nft's handle, or the rule's number in its chain (iptables), -1 = a chain's policy
    QString rule;              // the deciding rule as its tool writes it; "policy drop" for a policy
    QString with;              // what a refusal carries: "icmp port-unreachable", "tcp reset"
    QString limit;             // for limited: what is exceeded, as written
    QString set;               // the set the source was found in, "" = none
    bool ban = false;          // a set or chain that lists single addresses (fail2ban, recent, a blocklist)
    std::int64_t packets = -1; // the rule's own counter, -1 = it has none
    std::int64_t rise = -1;    // between the first and the last look, -1 = not seen twice
    QString unlessSource;      // "" or the source addresses that are let through, as written
    QStringList uncertain;     // rules that were not understood before the deciding one, as written, bounded
    QString undo;              // the command that takes away exactly this rule, "" = not known
    QString forAddress;        // the source address that was asked about
    QString toAddress;         // the server's address that was asked about, "" = any of its own
};

// What this machine's own packet filter does with the connections it makes to one address; read with administrator's
// rights only.
struct OwnFilter
{
    enum class State : std::uint8_t
    {
        read,
        notPermitted,
        noProgram, // neither nft nor iptables is there
        failed,
    } state = State::failed;
    IpAddress to;
    ServerFirewall rules; // hook "output", or "input" where it is the answers that are stopped
    WallTime at;          // of the last look
    WallTime since;       // of the first, which `rise` is counted from
};

struct ServerResources
{
    double load1 = -1;
    int processors = -1;
    double cpuPressure = -1, memoryPressure = -1, ioPressure = -1; // "some avg10", percent
    std::int64_t memoryKib = -1, memoryAvailableKib = -1;
    std::int64_t filesOpen = -1, filesLimit = -1; // fs.file-nr
    std::int64_t conntrack = -1, conntrackLimit = -1;
    std::int64_t neighbours = -1, neighbourLimit = -1; // entries, gc_thresh3
    std::int64_t tcpMemoryPages = -1, tcpMemoryLimitPages = -1;
    QStringList kernelLines; // of the kernel's log that have to do with connections or memory, printable, bounded
};

// One address nginx hands a request to, tried from the server itself.
struct ServerUpstream
{
    QString name;                      // of the upstream block, or the address itself
    QString address;                   // "127.0.0.1:3000", "unix:/run/app.sock"
    bool down = false, backup = false; // as configured
    QString tried;    // "connected", "refused", "timed-out", "no-file", "no-permission", "not-tried", …
    QString note;     // what the server's own tool said, printable
    int requests = 0; // lines of the error log that name it
};

// A line of nginx's error log about a request and a server behind it.
struct ServerLogLine
{
    WallTime at;             // the second it was written in, by the server's clock; 0 = its time zone is not known
    int error = 0;           // errno; 0 = none said
    bool connecting = false; // the server behind could not be connected to
    QString upstream;        // "127.0.0.1:3000", "unix:/run/app.sock"
    QString client;          // who had asked
    QString text;            // the line, printable, bounded
};

struct ServerNginx
{
    bool there = false; // a configuration could be read
    QString problem;    // what `nginx -t` said against it; "" = nothing
    QString problemAt;  // "/etc/nginx/sites-enabled/app:12"
    struct Listen
    {
        IpAddress address;
        int port = 0;
        bool any = false, ipv6Only = true, tls = false, proxyProtocol = false;
        int backlog = -1; // backlog= as written, -1 = nginx's own default (511 on Linux)
        QString where;    // file:line
        QStringList names;
    };
    QVector<Listen> listens;
    QString serverNames, location; // the server and location a request for / of the target's name goes to
    QString passTo;                // proxy_pass, fastcgi_pass, … as written
    QString passWhere;             // file:line
    QVector<ServerUpstream> upstreams;
    int workerConnections = -1, workerProcesses = -1, descriptorLimit = -1; // worker_rlimit_nofile
    QStringList errorLines;               // of its error log around the failures, printable, bounded
    QVector<ServerLogLine> upstreamLines; // those about servers behind it, oldest first, bounded
    WallTime logReadAt;                   // when the log was read, by our clock; 0 = not known
};

struct ServerFacts
{
    QString access;                     // "local", "ssh", "transcript"
    QString where;                      // "this machine", "admin@db.example:22", a file's name
    QString machine;                    // its host name
    QString kernel, distribution, init; // init: "systemd", "openrc", "busybox", …
    bool elevated = false;              // read with root's rights
    int port = 0;                       // the port it was asked about
    QVector<IpAddress> addresses;       // its own
    QString seenFrom;                   // the address it sees its visitor come from (SSH_CONNECTION); "" = not known
    std::chrono::nanoseconds skew{0};   // its clock minus ours
    bool skewKnown = false;
    bool wholeSeconds = false; // its clock was read to a second, no finer
    WallTime at;               // of its first word, by our clock
    QVector<ServerListener> listeners;
    ServerSocketCounts sockets;
    QVector<ServerUnit> units;
    QVector<ServerProcess> processes;
    QVector<ServerCounters> counters; // in order of time
    QMap<QString, QString> settings;  // sysctls: "net.core.somaxconn" → "4096"
    ServerFirewall firewall;
    ServerResources resources;
    ServerNginx nginx;
    QVector<ServerUnseen> unseen;
    QVector<ServerSaying> sayings;
};

} // namespace knockback

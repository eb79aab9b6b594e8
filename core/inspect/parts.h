// Thread: any; pure. One command's output each, to facts of the server. Private to core/inspect.
//
// The formats: ss(8) of iproute2 3.x to 6.x, /proc (proc(5), Documentation/networking/proc_net_tcp.rst), systemctl show
// (org.freedesktop.systemd1(5)), rc-status of OpenRC.
#pragma once

#include "core/facts/server.h"

#include <QByteArray>
#include <QByteArrayView>

namespace knockback::inspect {

// `ss -ltnpme`, one socket a line or two.
QVector<ServerListener> listenersOfSs(QByteArrayView output);
// "/proc/net/tcp6 0: …": sockets in state 0A. Numbers are in the order of that machine's bytes.
QVector<ServerListener> listenersOfProc(QByteArrayView output, bool bigEndian);
// "INODE PID" a line: who holds them.
void addOwners(QVector<ServerListener>& listeners, QByteArrayView output);
// "0A 1": sockets of the port, by state.
ServerSocketCounts socketCounts(QByteArrayView output);

// When this machine was booted, by its own clock; 0 = not known. For times since boot.
struct BootTimes
{
    WallTime booted;
    std::int64_t ticks = 100; // a second, in /proc/PID/stat
};
// `systemctl show` of several units. skew: its clock minus ours.
QVector<ServerUnit> unitsOfShow(QByteArrayView output, const BootTimes& boot, std::chrono::nanoseconds skew);
// "nginx.service listens" a line.
void addReasons(QVector<ServerUnit>& units, QByteArrayView output);
// `rc-status --all`: the services that have a reason.
QVector<ServerUnit> unitsOfOpenRc(QByteArrayView output, QByteArrayView reasons);
// `rc-service NAME status`: " * status: stopped". Adds the service where rc-status did not list it: it is in no
// runlevel.
void addOpenRcStatus(QVector<ServerUnit>& units, const QString& name, QByteArrayView output, QByteArrayView reasons);
// "NAME cat: can't open '/run/x/x.pid': Permission denied": who cannot read the pidfile is told "started" either way.
void addOpenRcUnseen(QVector<ServerUnit>& units, QByteArrayView output);
QStringList lastLinesOf(QByteArrayView output, int most = 20);

// network: the network namespace of who asked, "net:[4026531840]"; "" = not known.
QVector<ServerProcess> processesOf(QByteArrayView output, const BootTimes& boot, std::chrono::nanoseconds skew,
                                   QByteArrayView network);
// "all 12", "PID 7".
void addCloseWait(QVector<ServerProcess>& processes, QByteArrayView output);

// Pairs of lines, names and values, as in /proc/net/netstat and snmp.
void addNetstat(ServerCounters& counters, QByteArrayView output);
// /proc/net/stat/nf_conntrack: a row a processor, hexadecimal.
void addConntrack(ServerCounters& counters, QByteArrayView output);
// "PATH:value", as `grep .` prints files.
void readResources(ServerResources& out, QByteArrayView output);
void readMemory(ServerResources& out, QByteArrayView output);
QMap<QString, QString> settingsOf(QByteArrayView output);

struct Machine
{
    QString name, kernel, distribution, init;
    bool bigEndian = false;
    bool readsLogs = false; // root, or of a group that may read the journal
    BootTimes boot;
    QByteArray network; // its network namespace, "" = not seen
};
Machine machineOf(const ServerWords& words);
QVector<IpAddress> addressesOf(const ServerWords& words);

} // namespace knockback::inspect

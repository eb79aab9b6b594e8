#include "core/diagnose/server_queue.h"

#include "core/diagnose/commands.h"
#include "core/diagnose/factors.h"
#include "core/diagnose/server_claims.h"

#include <algorithm>
#include <cmath>

namespace knockback {

namespace {

constexpr std::int64_t kMostBacklog = 65535;

// Saved files may hold any number.
double number(std::int64_t value)
{
    return static_cast<double>(std::max<std::int64_t>(value, 0));
}

double over(const ServerListener& l)
{
    return number(l.queue) - number(l.limit);
}

bool isState(const ServerProcess& p, QLatin1String states)
{
    return !p.state.isNull() && states.contains(p.state);
}

// The first look is not in the list of listeners, so the queue is among the counters too.
std::int64_t queueBefore(const ServerSide& s)
{
    if (s.facts->counters.size() < 2)
        return -1;
    return s.facts->counters.first().values.value(QStringLiteral("listener.queue"), -1);
}

void lookAtProcesses(const Reading& r, QueueSight& q)
{
    int seen = 0, stopped = 0, stuck = 0;
    for (const int pid : q.listener->pids) {
        const ServerProcess* p = r.server.process(pid);
        if (!p)
            continue;
        ++seen;
        if (isState(*p, QLatin1String("Tt"))) {
            ++stopped;
            q.stopped = p;
        } else if (isState(*p, QLatin1String("D"))) {
            ++stuck;
            q.stuck = p;
        }
        if (p->descriptorLimit > 0 && p->descriptors >= p->descriptorLimit)
            q.noDescriptors = p;
    }
    // One of several that share the socket leaves it to the others.
    if (stopped < seen)
        q.stopped = nullptr;
    if (stuck < seen)
        q.stuck = nullptr;
}

// How long nothing was accepted: as long as the most patient late attempt had to wait, at most.
double pauseOf(const AddressView& v)
{
    std::int64_t most = 0;
    for (const Attempt* a : v.attempts)
        if (troubled(*a))
            most = std::max(most, isConnected(a->outcome) ? a->connectNs : a->endNs);
    return std::clamp(static_cast<double>(most) / 1e9, 0.0, 60.0);
}

// nginx says what it asks for; 511 is its own number on Linux where nothing is written.
std::int64_t wanted(const Reading& r, const ServerListener& l)
{
    constexpr int kNginxOwn = 511;
    if (l.process != QLatin1String("nginx"))
        return -1;
    for (const ServerNginx::Listen& listen : r.server.facts->nginx.listens)
        if (listen.port == l.port)
            return listen.backlog > 0 ? listen.backlog : kNginxOwn;
    return -1;
}

BacklogAdvice::Binds bindsOf(const Reading& r, const ServerListener& l, std::int64_t somaxconn)
{
    using Binds = BacklogAdvice::Binds;
    if (l.limit < 0 || somaxconn < 0)
        return Binds::unknown;
    if (l.limit == somaxconn)
        return Binds::system;
    const std::int64_t asked = wanted(r, l);
    return l.limit < somaxconn && asked > l.limit ? Binds::oldSystem : Binds::application;
}

std::int64_t sizeFor(const BacklogAdvice& a, const QueueSight& q)
{
    const double needed =
        std::max({a.arrivals * a.pause, number(q.listener->queue) + number(q.drops), number(a.limit) * 2, 128.0});
    std::int64_t size = 128;
    while (size < kMostBacklog && static_cast<double>(size) < needed)
        size *= 2;
    return std::min(size, kMostBacklog);
}

} // namespace

QueueSight queueOf(const Reading& r, const AddressView& v)
{
    QueueSight q;
    if (!v.server.is())
        return q;
    for (const ServerListener* l : v.server.takes) {
        ++q.listeners;
        q.full += isFull(*l) ? 1 : 0;
        if (!q.listener || over(*l) > over(*q.listener))
            q.listener = l;
    }
    if (!q.listener)
        return q;
    q.drops = r.server.rise("listener.drops");
    q.overflows = r.server.rise("TcpExt.ListenOverflows");
    // The counted queue is that of all listeners of the port.
    const bool alone = q.listeners == 1 && v.server.otherAddress.empty() && v.server.otherFamily.empty();
    const std::int64_t before = alone ? queueBefore(r.server) : -1;
    const std::int64_t after = r.server.last("listener.queue");
    q.waits = q.listener->queue > 0 || after > 0;
    q.grew = before >= 0 && after > before;
    q.fullTwice = q.listener->limit >= 0 && before > 0 && before >= q.listener->limit && after >= q.listener->limit;
    q.serves = r.server.rise("listener.closed") > 0;
    q.troubled = r.server.troubledMeanwhile(v);
    lookAtProcesses(r, q);
    return q;
}

bool isAccepting(const AddressView& v)
{
    const bool heard = std::any_of(v.attempts.begin(), v.attempts.end(),
                                   [](const Attempt* a) { return a->receivedBytes > 0 || a->bannerSize > 0; });
    const Sequence& s = v.sequence;
    return heard || v.late > 0 ||
           (v.shape == Shape::mixed && v.of(Happening::worked) > 0 && !(s.runs == 2 && s.tailFails));
}

BacklogAdvice adviseBacklog(const Reading& r, const AddressView& v)
{
    BacklogAdvice a;
    const QueueSight q = queueOf(r, v);
    if (!q.there())
        return a;
    a.limit = q.listener->limit;
    a.somaxconn = r.server.setting("net.core.somaxconn");
    a.binds = bindsOf(r, *q.listener, a.somaxconn);
    const double seconds = r.server.seconds();
    const std::int64_t opens = r.server.rise("Tcp.PassiveOpens");
    if (seconds >= 1 && (opens > 0 || q.drops > 0))
        a.arrivals = (number(opens) + number(q.drops)) / seconds;
    a.pause = pauseOf(v);
    a.size = sizeFor(a, q);
    a.view = backlogCommands(r);
    const QString size = QString::number(a.size);
    if (a.somaxconn >= 0 && a.somaxconn < a.size) {
        a.now << QStringLiteral("sudo sysctl -w net.core.somaxconn=%1  # undo: sudo sysctl -w net.core.somaxconn=%2")
                     .arg(size)
                     .arg(a.somaxconn);
        a.forGood << QStringLiteral(
                         "echo 'net.core.somaxconn = %1' | sudo tee /etc/sysctl.d/90-backlog.conf  # undo: sudo "
                         "rm /etc/sysctl.d/90-backlog.conf")
                         .arg(size);
    }
    const QString own = backlogSetting(q.listener->process, q.listener->unit, a.size);
    if (a.binds != BacklogAdvice::Binds::oldSystem)
        a.service
            << (own.isEmpty()
                    ? QStringLiteral("# in the service's own settings: the backlog it hands to listen(), %1").arg(size)
                    : QStringLiteral("# in its configuration: %1").arg(own));
    a.service << restartCommand(r);
    a.check << QStringLiteral("ss -ltn 'sport = :%1'  # Send-Q should now say %2").arg(r.port.value).arg(a.size);
    return a;
}

} // namespace knockback

#include "core/diagnose/server_queue.h"

#include "core/diagnose/factors.h"

#include <algorithm>

namespace knockback {

namespace {

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

} // namespace knockback

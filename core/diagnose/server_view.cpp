#include "core/diagnose/server_view.h"

#include "core/base/text.h"
#include "core/diagnose/commands.h"
#include "core/diagnose/factors.h"

#include <algorithm>
#include <limits>

namespace knockback {

namespace {

// Saved files may hold any two numbers.
std::int64_t difference(std::int64_t a, std::int64_t b)
{
    std::int64_t out = 0;
    if (__builtin_sub_overflow(a, b, &out))
        return a > b ? std::numeric_limits<std::int64_t>::max() : std::numeric_limits<std::int64_t>::min();
    return out;
}

QString baseOf(const QString& unit)
{
    return unit.section(QLatin1Char('.'), 0, 0).section(QLatin1Char('@'), 0, 0);
}

constexpr int kUsual = 2;

// How much the unit has to do with the port: one that only happens to fail is no witness, nor is "postgresql-backup"
// for PostgreSQL.
int closeness(const ServerUnit& u, const QString& usual)
{
    if (u.name.isEmpty() || u.loadState == QLatin1String("not-found"))
        return 0;
    if (u.why == QLatin1String("listens") || u.why == QLatin1String("configuration") ||
        u.why == QLatin1String("socket"))
        return 3;
    if (u.why != QLatin1String("name"))
        return 0;
    const QString base = baseOf(u.name);
    if (!usual.isEmpty() && base == usual)
        return kUsual;
    // A port that many programs use: one that is installed and was never wanted explains nothing.
    const bool wanted = u.unitFileState.startsWith(QLatin1String("enabled")) ||
                        u.activeState == QLatin1String("failed") || u.activeState == QLatin1String("activating");
    if (usual.isEmpty() && !wanted)
        return 0;
    return !base.contains(QLatin1Char('-')) || base.endsWith(QLatin1String("-server")) ? 1 : 0;
}

int interest(const ServerUnit& u)
{
    if (u.activeState == QLatin1String("failed"))
        return 4;
    if (u.subState == QLatin1String("exited")) // it only gathers others, as postgresql.service does
        return 0;
    if (u.activeState == QLatin1String("activating") || u.activeState == QLatin1String("active"))
        return 3;
    return u.unitFileState.startsWith(QLatin1String("enabled")) ? 2 : 1;
}

bool isPublic(const IpAddress& a)
{
    return !a.isLoopback() && !a.isLinkLocal() && !a.isUnspecified() && !a.isNone();
}

bool isSame(const IpAddress& bound, const IpAddress& asked)
{
    if (sameAddress(bound, asked))
        return true;
    // ::ffff:192.0.2.1
    return bound.family == Family::ipv6 && asked.family == Family::ipv4 && bound.bytes[10] == 0xff &&
           bound.bytes[11] == 0xff &&
           std::all_of(bound.bytes.begin(), bound.bytes.begin() + 10, [](std::uint8_t b) { return b == 0; }) &&
           std::equal(bound.bytes.begin() + 12, bound.bytes.end(), asked.bytes.begin());
}

enum class Takes : std::uint8_t
{
    yes,
    perhaps,
    otherAddress,
    otherFamily
};

Takes takes(const ServerListener& l, const IpAddress& asked)
{
    if (l.address.isNone())
        return Takes::perhaps;
    if (!l.address.isUnspecified()) {
        if (isSame(l.address, asked))
            return l.interface.isEmpty() ? Takes::yes : Takes::perhaps;
        return l.address.family == asked.family || l.address.isLoopback() ? Takes::otherAddress : Takes::otherFamily;
    }
    if (l.address.family == asked.family || l.both)
        return l.interface.isEmpty() ? Takes::yes : Takes::perhaps;
    return l.address.family == Family::ipv6 && !l.knowsBoth ? Takes::perhaps : Takes::otherFamily;
}

} // namespace

bool isFull(const ServerListener& listener)
{
    return listener.limit >= 0 && listener.queue > 0 && listener.queue >= listener.limit;
}

QString unitWord(const ServerUnit& unit)
{
    QString name = unit.name.left(120);
    if (name.endsWith(QLatin1String(".service")))
        name.chop(8);
    return shellWord(name.isEmpty() ? unit.name.left(120) : name);
}

ServerSide::ServerSide(const Observations& seen) : m_seen(&seen)
{
    if (!seen.serverFacts)
        return;
    facts = &*seen.serverFacts;
    const bool aboutPort = facts->port == 0 || facts->port == seen.target.port.value;
    const QString usual = usualUnit(seen.target.service, seen.target.port);
    int best = 0;
    for (const ServerUnit& u : facts->units) {
        const int close = closeness(u, usual);
        const int weight = close * 10 + interest(u);
        if (aboutPort && close > 0 && (!unit || weight > best)) {
            unit = &u;
            best = weight;
        }
    }
    constexpr std::int64_t kTenMinutes = 600'000'000'000;
    if (facts->at.ns != 0 && !seen.attempts.empty()) {
        const std::int64_t first = difference(seen.attempts.front().startedWall.ns, facts->at.ns);
        const std::int64_t last = difference(facts->at.ns, seen.attempts.back().startedWall.ns);
        m_stale = first > kTenMinutes || last > kTenMinutes;
    }
}

// Loopback is on every machine's list, and so are the addresses of container bridges: of this machine it must be said
// that it is this one.
SameMachine ServerSide::machineOf(const AddressView& view) const
{
    if (!facts)
        return SameMachine::noFacts;
    if (facts->port != 0 && facts->port != m_seen->target.port.value)
        return SameMachine::unknown;
    const auto& there = facts->addresses;
    if (view.own) {
        if (facts->access == QLatin1String("local"))
            return SameMachine::yes;
        int mine = 0, shared = 0;
        for (const IpAddress& a : m_seen->vantage.ownAddresses)
            if (isPublic(a)) {
                ++mine;
                shared += holds(there, a) ? 1 : 0;
            }
        return there.isEmpty() || mine == 0 ? SameMachine::unknown
               : shared == mine             ? SameMachine::yes
                                            : SameMachine::no;
    }
    if (facts->access == QLatin1String("local"))
        return SameMachine::no; // of the asking machine, and the address is not one of its own
    return there.isEmpty() ? SameMachine::unknown : holds(there, view.address) ? SameMachine::yes : SameMachine::no;
}

// By ss, or, where that is missing, by /proc. A list that was cut short shows what is there, not what is not.
bool ServerSide::listenersSeen() const
{
    const auto whole = [](const ServerSaying& s) {
        return !s.cut && ((s.id == QLatin1String("listeners") && s.exitStatus == 0) ||
                          (s.id == QLatin1String("listeners-proc") && !s.output.isEmpty()));
    };
    return std::any_of(facts->sayings.begin(), facts->sayings.end(), whole) ||
           (facts->sayings.isEmpty() && !facts->listeners.isEmpty() && !unseen("listeners"));
}

ServerSight ServerSide::sightOf(const AddressView& view) const
{
    ServerSight out;
    out.machine = machineOf(view);
    if (!out.is())
        return out;
    out.listenersSeen = listenersSeen();
    const QString& rule = facts->firewall.rule;
    out.handedOn = facts->firewall.hook == QLatin1String("forward") ||
                   rule.contains(QLatin1String("dnat"), Qt::CaseInsensitive) ||
                   rule.contains(QLatin1String("redirect"), Qt::CaseInsensitive);
    for (const ServerListener& l : facts->listeners) {
        if (l.port != m_seen->target.port.value)
            continue;
        switch (takes(l, view.address)) {
        case Takes::yes:
            out.takes.push_back(&l);
            break;
        case Takes::perhaps:
            out.perhaps.push_back(&l);
            break;
        case Takes::otherAddress:
            out.otherAddress.push_back(&l);
            break;
        case Takes::otherFamily:
            out.otherFamily.push_back(&l);
            break;
        }
    }
    return out;
}

bool ServerSide::unseen(const char* what) const
{
    return facts && std::any_of(facts->unseen.begin(), facts->unseen.end(),
                                [what](const ServerUnseen& u) { return u.what == QLatin1String(what); });
}

QString ServerSide::machine() const
{
    if (!facts)
        return {};
    const QString name = !facts->machine.isEmpty() ? facts->machine : facts->where;
    return name.isEmpty() ? QStringLiteral("?") : printable(name, 60);
}

std::int64_t ServerSide::rise(const char* counter) const
{
    if (!facts || facts->counters.size() < 2)
        return -1;
    const QString key = QLatin1String(counter);
    const auto& first = facts->counters.first().values;
    const auto& end = facts->counters.last().values;
    const auto a = first.constFind(key);
    const auto b = end.constFind(key);
    if (a == first.constEnd() || b == end.constEnd() || *a < 0 || *b < *a) // started anew in between
        return -1;
    return *b - *a;
}

std::int64_t ServerSide::last(const char* counter) const
{
    return facts && !facts->counters.isEmpty() ? facts->counters.last().values.value(QLatin1String(counter), -1) : -1;
}

double ServerSide::seconds() const
{
    if (!facts || facts->counters.size() < 2)
        return 0;
    return std::max(0.0,
                    static_cast<double>(difference(facts->counters.last().at.ns, facts->counters.first().at.ns)) / 1e9);
}

int ServerSide::troubledMeanwhile(const AddressView& view) const
{
    if (!facts || facts->counters.size() < 2)
        return 0;
    const std::int64_t from = facts->counters.first().at.ns;
    const std::int64_t to = facts->counters.last().at.ns;
    constexpr std::int64_t kClocks = 100'000'000; // two clocks are never quite the same
    return static_cast<int>(std::count_if(view.attempts.begin(), view.attempts.end(), [&](const Attempt* a) {
        const std::int64_t at = a->startedWall.ns;
        return troubled(*a) && difference(at, from) >= -kClocks && difference(to, at) >= -kClocks;
    }));
}

const ServerProcess* ServerSide::process(int pid) const
{
    if (!facts || pid <= 0)
        return nullptr;
    const auto found = std::find_if(facts->processes.begin(), facts->processes.end(),
                                    [pid](const ServerProcess& p) { return p.pid == pid; });
    return found == facts->processes.end() ? nullptr : &*found;
}

const ServerProcess* ServerSide::processOf(const ServerListener& listener) const
{
    for (const int pid : listener.pids)
        if (const ServerProcess* p = process(pid))
            return p;
    return nullptr;
}

const ServerListener* ServerSide::elsewhere() const
{
    if (!facts)
        return nullptr;
    const QString usual = usualUnit(m_seen->target.service, m_seen->target.port);
    // nginx listens on 80, and what should on 8080 is not there: that is no wrong port.
    const bool ours = unit && closeness(*unit, usual) >= kUsual;
    const QString name = ours ? unit->name : QString();
    const auto belongs = [&](const ServerListener& l) {
        if (l.port == m_seen->target.port.value || l.port <= 0)
            return false;
        if (ours && !l.unit.isEmpty())
            return l.unit == name || baseOf(l.unit) == baseOf(name);
        if (ours && unit->mainPid > 0 && l.pids.contains(unit->mainPid))
            return true;
        return !usual.isEmpty() && (baseOf(l.unit) == usual || l.process == usual);
    };
    const ServerListener* found = nullptr;
    for (const ServerListener& l : facts->listeners)
        if (belongs(l) && (!found || (found->address.isLoopback() && !l.address.isLoopback())))
            found = &l;
    return found;
}

std::int64_t ServerSide::setting(const char* name) const
{
    if (!facts)
        return -1;
    bool is = false;
    const std::int64_t value = facts->settings.value(QLatin1String(name)).trimmed().toLongLong(&is);
    return is ? value : -1;
}

} // namespace knockback

#include "core/diagnose/reading.h"

#include "core/base/text.h"

#include <algorithm>
#include <limits>
#include <map>

namespace knockback {

namespace {

using Key = std::pair<Family, std::array<std::uint8_t, 16>>;
Key keyOf(const IpAddress& a)
{
    return {a.family, a.bytes};
}

// Facts that were asked for more than once: the latest counts.
template <typename Fact>
const Fact* latest(const QVector<Fact>& facts, IpAddress Fact::*of, const IpAddress& address)
{
    const Fact* found = nullptr;
    for (const Fact& fact : facts)
        if (sameAddress(fact.*of, address))
            found = &fact;
    return found;
}

// Did an attempt to another port show that there is a host? A reset or a connection does; so does its own ICMP.
bool showsLife(const Attempt& a)
{
    const Happening h = happeningOf(a);
    return connects(h) || (h == Happening::reset && !a.selfConnect) ||
           (meaningOf(a.icmp) != IcmpMeaning::none && sameAddress(a.icmp.offender, a.remote.address));
}

// Rules change: those of long before the latest attempt say nothing about it. Saved files may hold any two times.
bool isOfNow(const OwnFilter& own, const AddressView& view)
{
    constexpr std::int64_t kMinute = 60'000'000'000;
    const std::int64_t last = view.attempts.empty() ? 0 : view.attempts.back()->startedWall.ns;
    return own.at.ns >= std::max<std::int64_t>(last, 0) - kMinute;
}

} // namespace

int AddressView::controlsAnswered() const
{
    return static_cast<int>(
        std::count_if(controls.begin(), controls.end(), [](const Attempt* a) { return showsLife(*a); }));
}

bool AddressView::neighbourIsGone() const
{
    return neighbour &&
           (neighbour->state == QLatin1String("FAILED") || neighbour->state == QLatin1String("INCOMPLETE"));
}

void AddressView::takeControl(const Attempt& a)
{
    controlSamples.push_back(&a);
    const auto same = std::find_if(controls.begin(), controls.end(),
                                   [&](const Attempt* c) { return c->remote.port == a.remote.port; });
    if (same == controls.end())
        controls.push_back(&a);
    else if (showsLife(a) || !showsLife(**same))
        *same = &a;
}

void AddressView::takePath(const Attempt& a, Happening h)
{
    auto path = std::find_if(paths.begin(), paths.end(), [&](const PathView& p) { return p.port == a.remote.port; });
    if (path == paths.end()) {
        paths.push_back({});
        path = paths.end() - 1;
        path->port = a.remote.port;
    }
    ++path->probes;
    if (h == Happening::icmpTime) {
        if (!a.icmp.offender.isNone())
            path->hops.push_back({a.ttl.value, a.icmp.offender});
    } else if (h != Happening::silent && (path->answeredAt == 0 || a.ttl.value < path->answeredAt)) {
        path->answeredAt = a.ttl.value;
        path->answer = h;
    }
}

const PathView* AddressView::pathTo(Port port) const
{
    const auto path = std::find_if(paths.begin(), paths.end(), [&](const PathView& p) { return p.port == port; });
    return path == paths.end() ? nullptr : &*path;
}

std::pair<IpAddress, int> AddressView::repeatedRouter() const
{
    std::map<IpAddress, int> times;
    for (const Hop& hop : hops)
        ++times[hop.router];
    std::pair<IpAddress, int> most{};
    for (const auto& [router, count] : times)
        if (count > most.second)
            most = {router, count};
    return most;
}

int Group::attempts() const
{
    int sum = 0;
    for (const AddressView* v : members)
        sum += v->total();
    return sum;
}

int Group::of(Happening h) const
{
    int sum = 0;
    for (const AddressView* v : members)
        sum += v->of(h);
    return sum;
}

QStringList Group::evidence() const
{
    QStringList out;
    for (const AddressView* v : members)
        out << v->attemptEvidence;
    return out;
}

QString Group::where(Port port) const
{
    QStringList out;
    for (const AddressView* v : members)
        out << Endpoint{v->address, port}.toString();
    return out.mid(0, 4).join(QStringLiteral(", ")) + (out.size() > 4 ? QStringLiteral(", …") : QString());
}

QString Group::addresses() const
{
    QVector<IpAddress> all;
    for (const AddressView* v : members)
        all.append(v->address);
    return joined(all);
}

Reading::Reading(const Observations& observations)
    : seen(observations), names(observations, book), server(observations), port(observations.target.port),
      errorQueueWorks(observations.vantage.errorQueueWorks)
{
    collectAddresses();
    collectAttempts();
    collectWay();
    collectLooks();
    for (AddressView& view : addresses) {
        judgeShape(view);
        view.after.sum = readAfterConnect(view);
        writeEvidence(view);
        view.server = server.sightOf(view);
    }
    if (server.facts)
        writeServer();
    excuse();
    group();
}

bool Reading::isOwn(const IpAddress& address) const
{
    return address.isLoopback() || holds(seen.vantage.ownAddresses, address);
}

QString Reading::routerName(const IpAddress& router) const
{
    for (const RouterFact& fact : seen.routers)
        if (sameAddress(fact.router, router))
            return printable(fact.name, 253);
    return {};
}

QString Reading::whoIs(const IpAddress& router) const
{
    if (router.isNone())
        return QStringLiteral("?");
    const QString name = routerName(router);
    return name.isEmpty() ? router.toString() : QStringLiteral("%1 (%2)").arg(router.toString(), name);
}

bool Reading::usable(Family family) const
{
    return std::any_of(
        seen.vantage.ownAddresses.begin(), seen.vantage.ownAddresses.end(),
        [family](const IpAddress& a) { return a.family == family && !a.isLoopback() && !a.isLinkLocal(); });
}

bool Reading::anyUntried() const
{
    return std::any_of(addresses.begin(), addresses.end(),
                       [](const AddressView& v) { return v.shape == Shape::untried; });
}

QString Reading::hostPort() const
{
    if (names.literal && !addresses.empty())
        return Endpoint{addresses.front().address, port}.toString();
    return QStringLiteral("%1:%2").arg(names.host).arg(port.value);
}

std::chrono::nanoseconds Reading::elapsed() const
{
    // Saved files may hold any two numbers: unsigned, so that nothing overflows.
    if (seen.now <= seen.started)
        return std::chrono::nanoseconds(0);
    const auto ns = static_cast<std::uint64_t>(seen.now.ns) - static_cast<std::uint64_t>(seen.started.ns);
    constexpr std::uint64_t kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    return std::chrono::nanoseconds(static_cast<std::int64_t>(std::min(ns, kMost)));
}

std::chrono::nanoseconds Reading::age() const
{
    const std::chrono::nanoseconds took = std::max(std::chrono::nanoseconds(0), seen.names.took);
    return std::max(std::chrono::nanoseconds(0), elapsed() - took);
}

AddressView* Reading::find(const IpAddress& address)
{
    const auto found = std::find_if(addresses.begin(), addresses.end(),
                                    [&](const AddressView& v) { return sameAddress(v.address, address); });
    return found == addresses.end() ? nullptr : &*found;
}

void Reading::collectAddresses()
{
    const auto add = [this](const IpAddress& address, const QString& source) {
        if (address.isNone() || find(address))
            return;
        AddressView view;
        view.address = address;
        view.source = source;
        addresses.push_back(std::move(view));
    };
    for (const NameReport::Chosen& chosen : seen.names.chosen)
        add(chosen.address, chosen.source);
    if (!seen.target.literal.isNone())
        add(seen.target.literal, QStringLiteral("literal"));
    // A watch outlives its first names: what was tried then still counts.
    for (const Attempt& a : seen.attempts)
        if (a.purpose == Purpose::observe || a.purpose == Purpose::burst)
            add(a.remote.address, QString());
}

void Reading::collectAttempts()
{
    std::map<Key, std::size_t> index;
    for (std::size_t i = 0; i < addresses.size(); ++i)
        index.emplace(keyOf(addresses[i].address), i);
    std::vector<std::vector<const Attempt*>> through(addresses.size());
    for (const Attempt& a : seen.attempts) {
        const auto found = index.find(keyOf(a.remote.address));
        const Happening h = happeningOf(a);
        if (found == index.end() || h == Happening::skipped)
            continue;
        AddressView& view = addresses[found->second];
        switch (a.purpose) {
        case Purpose::observe:
        case Purpose::burst:
            if (a.remote.port != port)
                break;
            view.attempts.push_back(&a);
            ++view.counts[static_cast<std::size_t>(h)];
            if (h == Happening::worked && isLate(a))
                ++view.late;
            break;
        case Purpose::control:
            view.takeControl(a);
            break;
        case Purpose::path:
            view.takePath(a, h);
            if (a.remote.port == port && connects(h))
                through[found->second].push_back(&a);
            break;
        case Purpose::distance:
            view.distances.push_back(&a);
            if (a.remote.port == port && connects(h))
                through[found->second].push_back(&a);
            break;
        case Purpose::sweep:
            if (a.remote.port == port)
                view.sweeps.push_back(&a);
            break;
        }
    }
    for (std::size_t i = 0; i < addresses.size(); ++i)
        takeThrough(addresses[i], through[i]);
}

// What got through although attempts fail to connect is one more outcome of the port. Failures of looks prove nothing
// new, and where attempts fail after they connected a look that only connects, and says nothing, is no success.
void Reading::takeThrough(AddressView& view, const std::vector<const Attempt*>& through)
{
    if (through.empty() || view.of(Happening::unanswered) > 0 || view.of(Happening::closed) > 0)
        return;
    for (const Attempt* a : through) {
        view.attempts.push_back(a);
        ++view.counts[static_cast<std::size_t>(happeningOf(*a))];
    }
    // Attempts stand in the order in which they ended; a look may begin after a silent one and end long before it.
    std::stable_sort(view.attempts.begin(), view.attempts.end(),
                     [](const Attempt* x, const Attempt* y) { return x->startedWall < y->startedWall; });
}

void Reading::collectWay()
{
    for (AddressView& view : addresses) {
        view.own = isOwn(view.address);
        view.route = latest(seen.routes, &RouteFact::to, view.address);
        if (view.route && view.route->kind == RouteFact::Kind::local)
            view.own = true;
        view.onLink =
            view.route && view.route->kind == RouteFact::Kind::unicast && view.route->gateway.isNone() && !view.own;
        const bool routed = view.route && !view.route->gateway.isNone();
        view.neighbour = latest(seen.neighbours, &NeighbourFact::address, routed ? view.route->gateway : view.address);
        view.echo = latest(seen.echoes, &EchoFact::to, view.address);
        const OwnFilter* own = latest(seen.ownFilters, &OwnFilter::to, view.address);
        view.ownFilter =
            own && own->state == OwnFilter::State::read && !view.own && isOfNow(*own, view) ? own : nullptr;
        view.spoken = spokenTo(seen.target);
        view.after.tls = latest(seen.tls, &TlsFact::to, view.address);
        view.after.large = latest(seen.large, &LargeFact::to, view.address);
    }
}

void Reading::collectLooks()
{
    for (AddressView& view : addresses) {
        for (PathView& path : view.paths) {
            std::vector<Hop>& hops = path.hops;
            std::sort(hops.begin(), hops.end(),
                      [](const Hop& a, const Hop& b) { return a.ttl != b.ttl ? a.ttl < b.ttl : a.router < b.router; });
            hops.erase(std::unique(hops.begin(), hops.end(), [](const Hop& a, const Hop& b) { return a.ttl == b.ttl; }),
                       hops.end());
        }
        if (const PathView* path = view.pathTo(port)) {
            view.hops = path->hops;
            view.pathProbes = path->probes;
        }
    }
    for (const EchoFact& echo : seen.echoes)
        if (AddressView* view = find(echo.to);
            view && (echo.state == EchoFact::State::answered || echo.state == EchoFact::State::silent)) {
            ++view->echoAsked;
            view->echoAnswered += echo.state == EchoFact::State::answered ? 1 : 0;
        }
    for (const NeighbourFact& neighbour : seen.neighbours)
        if (AddressView* view = find(neighbour.address);
            view && view->onLink && !neighbour.mac.isEmpty() && !view->macs.contains(neighbour.mac))
            view->macs << neighbour.mac;
}

std::int64_t Reading::refusedToSend() const
{
    if (seen.counters.size() < 2 || seen.counters.first().retransFail < 0)
        return -1;
    const std::int64_t last = seen.counters.last().retransFail;
    return last < seen.counters.first().retransFail ? -1 : last - seen.counters.first().retransFail;
}

// A machine without IPv6 (or without IPv4) is no fault when the other family serves: getaddrinfo(3) puts addresses that
// cannot be used last (RFC 6724 rule 1), and programs never come to them.
void Reading::excuse()
{
    const auto serves = [this](Family family) {
        return std::any_of(addresses.begin(), addresses.end(), [&](const AddressView& v) {
            return v.address.family != family && (v.shape == Shape::works || v.shape == Shape::late);
        });
    };
    const auto unusable = [this](const AddressView& v) {
        return v.shape == Shape::noRoute || (v.shape == Shape::noPort && !usable(v.address.family));
    };
    for (AddressView& view : addresses) {
        if (!unusable(view) || !serves(view.address.family))
            continue;
        view.excused = std::all_of(addresses.begin(), addresses.end(), [&](const AddressView& v) {
            return v.address.family != view.address.family || v.shape == Shape::untried || unusable(v);
        });
    }
    const QVector<IpAddress>& used = seen.names.system.addresses;
    const auto isUsed = [&](const AddressView& v) {
        return std::any_of(used.begin(), used.end(), [&](const IpAddress& a) { return sameAddress(a, v.address); });
    };
    if (!std::any_of(addresses.begin(), addresses.end(), [&](const AddressView& v) {
            return isUsed(v) && (v.shape == Shape::works || v.shape == Shape::late);
        }))
        return;
    for (AddressView& view : addresses)
        if (view.source == QLatin1String("dns") && view.fails() && !isUsed(view))
            view.excused = view.beside = true;
}

void Reading::group()
{
    for (const AddressView& view : addresses) {
        if (view.shape == Shape::untried || view.excused)
            continue;
        const auto belongs = [&](const Group& g) {
            const AddressView& f = g.first();
            const bool same = alike(f.after.sum, view.after.sum) && f.shape == view.shape && f.own == view.own &&
                              f.offender == view.offender && f.meaning == view.meaning;
            // What was seen of silent or unreachable hosts beside the attempts matters one by one.
            const bool single =
                view.shape == Shape::mixed || view.shape == Shape::manyFailures || view.shape == Shape::other;
            const bool sameServer = f.server.machine == view.server.machine &&
                                    f.server.takes.empty() == view.server.takes.empty() &&
                                    f.server.otherFamily.empty() == view.server.otherFamily.empty();
            return same && sameServer && !single && f.alive == view.alive &&
                   f.neighbourIsGone() == view.neighbourIsGone();
        };
        const auto found = std::find_if(groups.begin(), groups.end(), belongs);
        if (found == groups.end())
            groups.push_back({{&view}});
        else
            found->members.push_back(&view);
    }
}

} // namespace knockback

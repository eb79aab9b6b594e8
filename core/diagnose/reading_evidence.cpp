// Every fact about an address as a piece of evidence.
#include "core/base/text.h"
#include "core/diagnose/origin.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/server_firewall.h"

#include <algorithm>
#include <netinet/in.h>

namespace knockback {

namespace {

QString rawAttempt(const Attempt& a)
{
    QString out =
        QStringLiteral("connect to %1: %2")
            .arg(a.remote.toString(),
                 a.errnoValue != 0 ? QStringLiteral("%1 (%2)").arg(errnoName(a.errnoValue), errnoText(a.errnoValue))
                                   : outcomeId(a.outcome));
    if (a.icmp.origin == ErrorOrigin::icmp || a.icmp.origin == ErrorOrigin::icmp6)
        out += QStringLiteral("; error queue: %1 from %2")
                   .arg(icmpName(a.icmp), a.icmp.offender.isNone() ? QStringLiteral("?") : a.icmp.offender.toString());
    else if (a.outcome == Outcome::refused)
        out += QStringLiteral("; error queue empty");
    const std::int64_t took = a.connectNs >= 0 ? a.connectNs : a.endNs;
    if (took >= 0)
        out += QStringLiteral("; after %1").arg(formatDuration(std::chrono::nanoseconds(took)));
    if (a.tcp.valid)
        out += QStringLiteral("; tcp_info: segs_out %1, segs_in %2, total_retrans %3, rtt %4 us")
                   .arg(a.tcp.segsOut)
                   .arg(a.tcp.segsIn)
                   .arg(a.tcp.totalRetrans)
                   .arg(a.tcp.rttUs);
    if (a.tcpEnd.valid)
        out += QStringLiteral("; at the end: segs_in %1, bytes_received %2")
                   .arg(a.tcpEnd.segsIn)
                   .arg(a.tcpEnd.bytesReceived);
    if (a.bannerSize > 0)
        out += QStringLiteral("; first bytes: %1").arg(bannerText(a));
    return out;
}

const char* happeningSentence(Happening h)
{
    switch (h) {
    case Happening::worked:
        return "diagnose.evidence.attempts.worked";
    case Happening::closed:
        return "diagnose.evidence.attempts.closed";
    case Happening::unanswered:
        return "diagnose.evidence.attempts.unanswered";
    case Happening::reset:
        return "diagnose.evidence.attempts.reset";
    case Happening::icmpReject:
    case Happening::icmpHost:
    case Happening::icmpNetwork:
    case Happening::icmpTime:
    case Happening::icmpOther:
        return "diagnose.evidence.attempts.icmp";
    case Happening::silent:
        return "diagnose.evidence.attempts.silent";
    case Happening::localNoRoute:
    case Happening::localUnreachable:
    case Happening::localDenied:
    case Happening::localInvalid:
    case Happening::noPort:
    case Happening::noDescriptor:
        return "diagnose.evidence.attempts.local";
    case Happening::unresolved:
    case Happening::other:
    case Happening::skipped:
        break;
    }
    return "diagnose.evidence.attempts.other";
}

const char* kindOf(Happening h)
{
    switch (h) {
    case Happening::icmpReject:
    case Happening::icmpHost:
    case Happening::icmpNetwork:
    case Happening::icmpTime:
    case Happening::icmpOther:
        return "icmp-error";
    default:
        return "attempts";
    }
}

const char* routeWord(RouteFact::Kind kind)
{
    switch (kind) {
    case RouteFact::Kind::unicast:
        return "unicast";
    case RouteFact::Kind::local:
        return "local";
    case RouteFact::Kind::unreachable:
        return "unreachable";
    case RouteFact::Kind::prohibit:
        return "prohibit";
    case RouteFact::Kind::blackhole:
        return "blackhole";
    case RouteFact::Kind::thrown:
        return "throw";
    case RouteFact::Kind::none:
        return "no route";
    case RouteFact::Kind::other:
        return "other";
    case RouteFact::Kind::unknown:
        break;
    }
    return "unknown";
}

Phrase routeSentence(const RouteFact& route)
{
    const QString to = route.to.toString();
    switch (route.kind) {
    case RouteFact::Kind::unicast:
        return route.gateway.isNone() ? say("diagnose.evidence.route.on-link", {to, printable(route.interface, 20)})
                                      : say("diagnose.evidence.route.gateway",
                                            {to, route.gateway.toString(), printable(route.interface, 20)});
    case RouteFact::Kind::local:
        return say("diagnose.evidence.route.local", {to});
    case RouteFact::Kind::unreachable:
    case RouteFact::Kind::prohibit:
    case RouteFact::Kind::blackhole:
        return say("diagnose.evidence.route.rejects", {to, QLatin1String(routeWord(route.kind))});
    case RouteFact::Kind::thrown:
    case RouteFact::Kind::none:
        return say("diagnose.evidence.route.none", {to});
    default:
        return say("diagnose.evidence.route.unknown", {to});
    }
}

Phrase controlSentence(const Attempt& a)
{
    const QString to = a.remote.toString();
    switch (happeningOf(a)) {
    case Happening::worked:
    case Happening::closed:
    case Happening::unanswered:
        return say("diagnose.evidence.control.open", {to});
    case Happening::reset:
        return say("diagnose.evidence.control.closed", {to});
    case Happening::silent:
        return say("diagnose.evidence.control.silent", {to});
    default:
        return say("diagnose.evidence.control.other", {to, errnoText(a.errnoValue)});
    }
}

Phrase echoSentence(const EchoFact& echo)
{
    const QString to = echo.to.toString();
    switch (echo.state) {
    case EchoFact::State::answered:
        return say("diagnose.evidence.echo.answered", {to, formatDuration(echo.roundTrip)});
    case EchoFact::State::silent:
        return say("diagnose.evidence.echo.silent", {to});
    case EchoFact::State::icmpError:
        return say("diagnose.evidence.echo.error", {to, echo.offender.toString()});
    case EchoFact::State::notPermitted:
        return say("diagnose.evidence.echo.not-permitted");
    case EchoFact::State::failed:
        break;
    }
    return say("diagnose.evidence.echo.failed", {to});
}

} // namespace

void Reading::writeEvidence(AddressView& view)
{
    for (std::size_t i = 0; i < kHappeningCount; ++i) {
        if (view.counts[i] == 0)
            continue;
        const auto h = static_cast<Happening>(i);
        const auto last = std::find_if(view.attempts.rbegin(), view.attempts.rend(),
                                       [h](const Attempt* a) { return happeningOf(*a) == h; });
        if (last == view.attempts.rend())
            continue;
        const Attempt& a = **last;
        const bool icmp = meaningOf(a.icmp) != IcmpMeaning::none && !connects(h);
        const QString speaker =
            icmp && !a.icmp.offender.isNone() ? a.icmp.offender.toString() : a.remote.address.toString();
        QStringList args{a.remote.toString()};
        if (icmp)
            args << icmpName(a.icmp) << whoIs(a.icmp.offender);
        else
            args << errnoText(a.errnoValue);
        const char* kind = kindOf(h);
        view.attemptEvidence << book.add(kind, speaker, a.startedWall, say(happeningSentence(h), args, view.counts[i]),
                                         rawAttempt(a));
    }
    if (view.late > 0) {
        const auto last =
            std::find_if(view.attempts.rbegin(), view.attempts.rend(), [](const Attempt* a) { return isLate(*a); });
        view.attemptEvidence << book.add(
            "syn-retransmit", QStringLiteral("kernel"), (*last)->startedWall,
            say("diagnose.evidence.attempts.late", {Endpoint{view.address, port}.toString()}, view.late),
            rawAttempt(**last));
    }
    writeAfterConnect(view);
    writeWay(view);
    writeLooks(view);
}

void Reading::writeOwnFilter(AddressView& view)
{
    if (!view.ownFilter)
        return;
    const ServerFirewall& f = view.ownFilter->rules;
    const QString counted = f.packets >= 0 ? QStringLiteral("  # packets %1").arg(f.packets) : QString();
    const QString rose = f.rise >= 0 ? QStringLiteral(", +%1").arg(f.rise) : QString();
    view.ownFilterEvidence = book.add(
        "own-rules", QStringLiteral("kernel"), view.ownFilter->at,
        f.rule.isEmpty() ? say(f.decision == ServerFirewall::Decision::unknown ? "diagnose.evidence.own-rules.unknown"
                                                                               : "diagnose.evidence.own-rules.pass",
                               {view.address.toString()})
                         : say("diagnose.evidence.own-rules.stop", {printable(f.rule, 120), placeOf(f)}),
        f.rule.isEmpty() ? QStringLiteral("no rule")
                         : QStringLiteral("%1: %2%3%4").arg(placeOf(f), printable(f.rule, 300), counted, rose));
}

void Reading::writeWay(AddressView& view)
{
    writeOwnFilter(view);
    if (view.route)
        view.routeEvidence = book.add(
            "route", QStringLiteral("kernel"), view.route->at, routeSentence(*view.route),
            QStringLiteral("ip route get %1: %2%3%4")
                .arg(view.address.toString(), QLatin1String(routeWord(view.route->kind)),
                     view.route->gateway.isNone() ? QString()
                                                  : QStringLiteral(" via ") + view.route->gateway.toString(),
                     view.route->interface.isEmpty() ? QString()
                                                     : QStringLiteral(" dev ") + printable(view.route->interface, 20)));
    if (!view.neighbour)
        return;
    const NeighbourFact& n = *view.neighbour;
    const QString state = n.state.isEmpty() ? QStringLiteral("no entry") : printable(n.state, 20);
    view.neighbourEvidence =
        book.add("neighbour", QStringLiteral("kernel"), n.at,
                 view.neighbourIsGone() ? say("diagnose.evidence.neighbour.gone", {n.address.toString()})
                                        : say("diagnose.evidence.neighbour.state", {n.address.toString(), state}),
                 QStringLiteral("ip neigh show to %1: %2 %3").arg(n.address.toString(), state, printable(n.mac, 30)));
    // REACHABLE means confirmed within the last half minute or so; older states say nothing about now.
    if (view.onLink && n.state == QLatin1String("REACHABLE")) {
        view.alive = true;
        view.lifeEvidence << view.neighbourEvidence;
    }
}

void Reading::writeLooks(AddressView& view)
{
    if (view.echo) {
        const EchoFact& e = *view.echo;
        const QString id = book.add(
            "echo",
            e.state == EchoFact::State::icmpError && !e.offender.isNone() ? e.offender.toString() : e.to.toString(),
            e.at, echoSentence(e),
            QStringLiteral("ICMP echo to %1: round trip %2, type %3, code %4, errno %5")
                .arg(e.to.toString(), formatDuration(e.roundTrip))
                .arg(e.type)
                .arg(e.code)
                .arg(e.errnoValue));
        view.lookEvidence << id;
        if (e.state == EchoFact::State::answered ||
            (e.state == EchoFact::State::icmpError && sameAddress(e.offender, view.address))) {
            view.alive = true;
            view.lifeEvidence << id;
        }
    }
    for (const Attempt* c : view.controls) {
        const QString id =
            book.add("control-port", c->remote.address.toString(), c->startedWall, controlSentence(*c), rawAttempt(*c));
        view.lookEvidence << id;
        const Happening h = happeningOf(*c);
        if (connects(h) || (h == Happening::reset && !c->selfConnect) ||
            (meaningOf(c->icmp) != IcmpMeaning::none && sameAddress(c->icmp.offender, view.address))) {
            view.alive = true;
            view.lifeEvidence << id;
        }
    }
    // The address itself, speaking ICMP on the port in question, is a sign of life too.
    if (view.icmpSample && sameAddress(view.offender, view.address)) {
        view.alive = true;
        view.lifeEvidence << view.attemptEvidence;
    }
    writeDistances(view);
    writePaths(view);
}

// What TTL the answers of each port came with, as far as floors under it told.
void Reading::writeDistances(AddressView& view)
{
    std::vector<Port> ports;
    for (const Attempt* a : view.distances)
        if (std::find(ports.begin(), ports.end(), a->remote.port) == ports.end())
            ports.push_back(a->remote.port);
    for (const Port asked : ports) {
        const TtlRange range = ttlOf(view, asked);
        QStringList raw;
        WallTime at;
        for (const Attempt* a : view.distances)
            if (a->remote.port == asked) {
                raw << QStringLiteral("floor %1: %2").arg(a->floor.value).arg(outcomeId(a->outcome));
                at = a->startedWall;
            }
        const QString where = Endpoint{view.address, asked}.toString();
        const Phrase text = range.exact()
                                ? say("diagnose.evidence.ttl", {where, QString::number(range.low)})
                                : say("diagnose.evidence.ttl.range",
                                      {where, QString::number(std::max(range.low, 1)), QString::number(range.high)});
        view.ttlEvidence << book.add("ttl", QStringLiteral("kernel"), at, text, raw.join(QLatin1Char('\n')));
    }
}

void Reading::writePaths(AddressView& view)
{
    for (const PathView& path : view.paths) {
        if (path.port == port)
            continue;
        QStringList raw;
        for (const Hop& hop : path.hops)
            raw << QStringLiteral("ttl %1: %2").arg(hop.ttl).arg(whoIs(hop.router));
        const QString where = Endpoint{view.address, path.port}.toString();
        const Phrase text = path.answeredAt > 0
                                ? say("diagnose.evidence.path.control", {where, QString::number(path.answeredAt)})
                                : say("diagnose.evidence.path.control.none", {where});
        view.pathEvidence << book.add("path", QStringLiteral("kernel"), seen.now, text,
                                      raw.isEmpty() ? QStringLiteral("no router answered")
                                                    : raw.join(QLatin1Char('\n')));
    }
    if (view.pathProbes == 0)
        return;
    QStringList raw;
    for (const Hop& hop : view.hops)
        raw << QStringLiteral("ttl %1: %2").arg(hop.ttl).arg(whoIs(hop.router));
    const Phrase text =
        view.hops.empty()
            ? say("diagnose.evidence.path.none", {view.address.toString()})
            : say("diagnose.evidence.path.hops",
                  {view.address.toString(), QString::number(view.hops.back().ttl), whoIs(view.hops.back().router)});
    view.pathEvidence << book.add("path", QStringLiteral("kernel"), seen.now, text,
                                  raw.isEmpty() ? QStringLiteral("no router answered") : raw.join(QLatin1Char('\n')));
}

} // namespace knockback

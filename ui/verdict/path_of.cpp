#include "ui/verdict/path_of.h"

#include "core/base/text.h"
#include "ui/verdict/path_chain.h"

#include <QCoreApplication>

namespace knockback {

namespace {
using State = PathLeg::State;
using Kind = PathLeg::Kind;

QString say(const char* text)
{
    return QCoreApplication::translate("knockback::Path", text);
}

// The state of a leg by where the fault is: legs before it work, those after it are not known.
State legState(int leg, int fault, bool allWork)
{
    if (allWork)
        return State::works;
    if (fault < 0)
        return State::unknown;
    return leg < fault ? State::works : leg == fault ? State::fails : State::unknown;
}

// The router to show: the one at fault, else the first one of the route.
IpAddress routerOf(const Diagnosis& diagnosis, const QVector<RouteFact>& routes)
{
    const std::optional<IpAddress> located = IpAddress::parse(diagnosis.verdict.locatedAt);
    if (diagnosis.verdict.side == Side::network && located) {
        for (const AddressState& address : diagnosis.addresses)
            if (address.address == *located)
                return {};
        return *located;
    }
    for (const RouteFact& route : routes)
        if (!route.gateway.isNone())
            return route.gateway;
    return {};
}
} // namespace

QVector<PathLeg> pathOf(const Diagnosis& diagnosis, const QVector<RouteFact>& routes)
{
    QVector<PathLeg> legs;
    const Verdict& verdict = diagnosis.verdict;
    const bool allWork = verdict.cause == QLatin1String("reachable");

    legs.append({Kind::thisMachine, State::unknown, say(QT_TRANSLATE_NOOP("knockback::Path", "you")), {}, {}});
    int fault = verdict.side == Side::client && !allWork ? 0 : -1;
    if (verdict.side == Side::dns && !allWork) {
        legs.append({Kind::name,
                     State::unknown,
                     say(QT_TRANSLATE_NOOP("knockback::Path", "names")),
                     printable(verdict.locatedAt, 40),
                     {}});
        fault = static_cast<int>(legs.size()) - 1;
    }
    const IpAddress router = routerOf(diagnosis, routes);
    if (!router.isNone()) {
        const bool atFault = router.toString() == verdict.locatedAt && !verdict.locatedName.isEmpty();
        legs.append({Kind::router,
                     State::unknown,
                     say(QT_TRANSLATE_NOOP("knockback::Path", "router")),
                     atFault ? printable(verdict.locatedName, 40) : router.toString(),
                     {}});
    }

    const AddressState* worst = nullptr;
    for (const AddressState& address : diagnosis.addresses)
        if (!worst || (isConnected(worst->state) && !isConnected(address.state)))
            worst = &address;
    legs.append({Kind::host,
                 State::unknown,
                 printable(diagnosis.host, 24),
                 worst && worst->address.toString() != diagnosis.host ? worst->address.toString() : QString(),
                 {}});
    if (verdict.side == Side::network && !allWork)
        fault = static_cast<int>(legs.size()) - 1;
    legs.append({Kind::service,
                 State::unknown,
                 diagnosis.service.isEmpty()
                     ? say(QT_TRANSLATE_NOOP("knockback::Path", "port %1")).arg(diagnosis.port.value)
                     : diagnosis.service,
                 diagnosis.service.isEmpty() ? QString() : QString::number(diagnosis.port.value),
                 {}});
    if (verdict.side == Side::server && !allWork)
        fault = static_cast<int>(legs.size()) - 1;
    for (int i = 0; i < legs.size(); ++i)
        legs[i].state = legState(i, fault, allWork);
    addChain(legs, diagnosis);
    return legs;
}

QVector<PathLeg> pathForCheck(const Diagnosis& diagnosis, const Check& check, const QVector<RouteFact>& routes)
{
    Diagnosis plain = diagnosis;
    plain.verdict = {};
    plain.chain = {};
    plain.verdict.side = check.id == CheckId::dns ? Side::dns : Side::none; // brings the station of the names in
    QVector<PathLeg> legs = pathOf(plain, routes);
    int looked = static_cast<int>(legs.size()) - 1;
    if (check.id == CheckId::dns || check.id == CheckId::route)
        looked = 1;
    else if (check.id == CheckId::target)
        looked = 0;
    for (int i = 0; i < legs.size(); ++i)
        legs[i].state = State::unknown;
    legs[looked].state = check.status == CheckStatus::pass   ? State::works
                         : check.status == CheckStatus::fail ? State::fails
                                                             : State::unknown;
    return legs;
}

} // namespace knockback

#include "ui/verdict/path_chain.h"

#include "core/base/text.h"

#include <QCoreApplication>

namespace knockback {

namespace {
using State = PathLeg::State;

QString say(const char* text)
{
    return QCoreApplication::translate("knockback::Path", text);
}

State stateOf(LegState leg)
{
    return leg == LegState::works ? State::works : leg == LegState::fails ? State::fails : State::unknown;
}

QString words(const ProxyChain::Upstream& u)
{
    if (u.down)
        return say(QT_TRANSLATE_NOOP("knockback::Path", "taken out"));
    const QString& s = u.state;
    return s == QLatin1String("answers")       ? say(QT_TRANSLATE_NOOP("knockback::Path", "answers"))
           : s == QLatin1String("refused")     ? say(QT_TRANSLATE_NOOP("knockback::Path", "refused"))
           : s == QLatin1String("silent")      ? say(QT_TRANSLATE_NOOP("knockback::Path", "silent"))
           : s == QLatin1String("missing")     ? say(QT_TRANSLATE_NOOP("knockback::Path", "not there"))
           : s == QLatin1String("denied")      ? say(QT_TRANSLATE_NOOP("knockback::Path", "access denied"))
           : s == QLatin1String("unreachable") ? say(QT_TRANSLATE_NOOP("knockback::Path", "unreachable"))
           : s == QLatin1String("not-tried")   ? say(QT_TRANSLATE_NOOP("knockback::Path", "not tried"))
                                               : say(QT_TRANSLATE_NOOP("knockback::Path", "fails"));
}

QString tipOf(const ProxyChain::Upstream& u, const QString& state)
{
    QString tip =
        say(QT_TRANSLATE_NOOP("knockback::Path", "Behind the proxy: %1, %2.")).arg(printable(u.address, 80), state);
    if (u.lines > 0)
        tip += QLatin1Char(' ') +
               say(QT_TRANSLATE_NOOP("knockback::Path", "Lines of the proxy's log about these attempts: %1."))
                   .arg(u.lines);
    return tip;
}

} // namespace

void addChain(QVector<PathLeg>& legs, const Diagnosis& diagnosis)
{
    const ProxyChain& chain = diagnosis.chain;
    if (!chain.isThere() || legs.isEmpty())
        return;
    const Verdict& verdict = diagnosis.verdict;
    // The proxy answered, so everything before it works; what fails is behind.
    if (chain.toProxy == LegState::works && (verdict.side == Side::server || verdict.side == Side::none))
        for (PathLeg& leg : legs)
            leg.state = State::works;
    PathLeg& proxy = legs.last();
    proxy.detail = QString::number(diagnosis.port.value);
    proxy.label = printable(chain.program, 24);
    for (const ProxyChain::Upstream& u : chain.upstreams) {
        const QString state = words(u);
        legs.append({PathLeg::Kind::behind, stateOf(u.leg), printable(u.address, 60), state, tipOf(u, state)});
    }
}

} // namespace knockback

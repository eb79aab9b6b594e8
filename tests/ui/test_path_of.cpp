// The way as stations: which leg a diagnosis marks, and what it shows behind a proxy.
#include "ui/verdict/path_of.h"

#include <QTest>

using namespace knockback;

namespace {

using Kind = PathLeg::Kind;
using State = PathLeg::State;

Diagnosis of(const char* cause, Side side, LegState toProxy)
{
    Diagnosis d;
    d.host = QStringLiteral("web.example");
    d.port = {80};
    d.service = QStringLiteral("http");
    d.verdict.cause = QLatin1String(cause);
    d.verdict.side = side;
    d.chain = {QStringLiteral("nginx"),
               QStringLiteral("198.51.100.7"),
               QStringLiteral("203.0.113.2:80"),
               toProxy,
               {{QStringLiteral("10.0.0.11:3000"), QStringLiteral("answers"), LegState::works},
                {QStringLiteral("10.0.0.12:3000"), QStringLiteral("refused"), LegState::fails, false, false, 2},
                {QStringLiteral("10.0.0.13:3000"), QStringLiteral("not-tried"), LegState::unknown, true}}};
    return d;
}

QVector<State> states(const QVector<PathLeg>& legs)
{
    QVector<State> out;
    for (const PathLeg& leg : legs)
        out.append(leg.state);
    return out;
}

} // namespace

class TestPathOf : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theLegBehindTheProxyIsMarked()
    {
        const auto legs = pathOf(of("upstream-refused", Side::server, LegState::works), {});
        QCOMPARE(legs.size(), 6); // you, host, nginx, three behind it
        QCOMPARE(states(legs), QVector<State>({State::works, State::works, State::works, State::works, State::fails,
                                               State::unknown}));
        QCOMPARE(legs.at(2).label, QStringLiteral("nginx"));
        QCOMPARE(legs.at(4).kind, Kind::behind);
        QVERIFY(legs.at(4).tip.contains(QStringLiteral("10.0.0.12:3000")));
        QVERIFY(legs.at(4).tip.contains(QLatin1Char('2')));
    }

    void aWayThatFailsBeforeTheProxyStaysMarked()
    {
        const auto legs = pathOf(of("firewall-drop", Side::server, LegState::fails), {});
        QCOMPARE(states(legs), QVector<State>({State::works, State::works, State::fails, State::works, State::fails,
                                               State::unknown}));
        const auto unclear = pathOf(of("inconclusive", Side::none, LegState::unknown), {});
        QCOMPARE(states(unclear).mid(0, 3), QVector<State>({State::unknown, State::unknown, State::unknown}));
    }

    void aDeadOneShowsWhereAllIsReachable()
    {
        const auto legs = pathOf(of("reachable", Side::none, LegState::works), {});
        QCOMPARE(states(legs), QVector<State>({State::works, State::works, State::works, State::works, State::fails,
                                               State::unknown}));
    }

    void withoutAChainNothingIsBehind()
    {
        Diagnosis d = of("upstream-refused", Side::server, LegState::works);
        d.chain = {};
        const auto legs = pathOf(d, {});
        QCOMPARE(states(legs), QVector<State>({State::works, State::works, State::fails}));
        QCOMPARE(legs.at(2).label, QStringLiteral("http"));
        d = of("upstream-refused", Side::server, LegState::works);
        QCOMPARE(pathForCheck(d, d.checks[0], {}).size(), 3);
    }
};

QTEST_MAIN(TestPathOf)
#include "test_path_of.moc"

#include "core/facts/diagnosis.h"
#include "core/facts/outcome.h"

#include <QSet>
#include <QTest>

using namespace knockback;

namespace {

// Every value has an id of its own that leads back to it; nothing beyond the last has one.
template <typename Enum, typename ToId, typename FromId>
QString roundTrip(int count, ToId toId, FromId fromId)
{
    QSet<QString> seen;
    for (int i = 0; i < count; ++i) {
        const QString id = toId(static_cast<Enum>(i));
        if (id.isEmpty() || seen.contains(id))
            return QStringLiteral("value %1 has the id \"%2\"").arg(i).arg(id);
        if (fromId(id) != static_cast<Enum>(i))
            return QStringLiteral("\"%1\" does not lead back").arg(id);
        seen << id;
    }
    if (!toId(static_cast<Enum>(count)).isEmpty())
        return QStringLiteral("value %1 beyond the last has an id").arg(count);
    for (const QString& wrong :
         {QString(), QStringLiteral("Refused"), QStringLiteral("refused "), QString(100'000, QLatin1Char('x'))})
        if (fromId(wrong).has_value())
            return QStringLiteral("\"%1\" is taken for a value").arg(wrong.left(20));
    return {};
}

} // namespace

class TestIds : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void outcomes() { QCOMPARE(roundTrip<Outcome>(kOutcomeCount, outcomeId, outcomeFromId), QString()); }
    void patterns() { QCOMPARE(roundTrip<Pattern>(6, patternId, patternFromId), QString()); }
    void sides() { QCOMPARE(roundTrip<Side>(5, sideId, sideFromId), QString()); }
    void checkStatuses() { QCOMPARE(roundTrip<CheckStatus>(5, checkStatusId, checkStatusFromId), QString()); }
    void checks() { QCOMPARE(roundTrip<CheckId>(kCheckCount, checkId, checkFromId), QString()); }

    // The public ids, as the contract names them: saved files and scripts depend on each.
    void theContract()
    {
        const auto all = [](int count, auto toId) {
            QStringList ids;
            for (int i = 0; i < count; ++i)
                ids << toId(i);
            return ids.join(QLatin1Char(' '));
        };
        QCOMPARE(all(kOutcomeCount, [](int i) { return outcomeId(static_cast<Outcome>(i)); }),
                 QStringLiteral("connected refused reset timed-out host-unreachable network-unreachable rejected "
                                "blocked-locally no-local-port "
                                "no-descriptors unresolved closed-after-connect silent-after-connect cancelled error"));
        QCOMPARE(all(6, [](int i) { return patternId(static_cast<Pattern>(i)); }),
                 QStringLiteral("none persistent intermittent periodic under-load recovered"));
        QCOMPARE(all(5, [](int i) { return sideId(static_cast<Side>(i)); }),
                 QStringLiteral("none client network server dns"));
        QCOMPARE(all(5, [](int i) { return checkStatusId(static_cast<CheckStatus>(i)); }),
                 QStringLiteral("pass warn fail unknown skipped"));
        QCOMPARE(all(kCheckCount, [](int i) { return checkId(static_cast<CheckId>(i)); }),
                 QStringLiteral("target dns route port service firewall backlog resources application"));
    }
    void whatCountsAsConnected()
    {
        for (const Outcome o :
             {Outcome::connected, Outcome::closedAfterConnect, Outcome::silentAfterConnect, Outcome::reset})
            QVERIFY(isConnected(o));
        for (const Outcome o :
             {Outcome::refused, Outcome::timedOut, Outcome::rejected, Outcome::unresolved, Outcome::cancelled})
            QVERIFY(!isConnected(o));
        QVERIFY(!isObservation(Outcome::cancelled));
    }
};

QTEST_GUILESS_MAIN(TestIds)
#include "test_ids.moc"

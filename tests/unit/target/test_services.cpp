// Service names: both ways, and what is known of how a service talks.
#include "core/target/target.h"

#include <QSet>
#include <QTest>

using namespace knockback;

class TestServices : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void bothWays_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("port");
        QTest::newRow("https") << QStringLiteral("https") << 443;
        QTest::newRow("ssh") << QStringLiteral("ssh") << 22;
        QTest::newRow("postgresql") << QStringLiteral("postgresql") << 5432;
        QTest::newRow("mysql") << QStringLiteral("mysql") << 3306;
        QTest::newRow("redis") << QStringLiteral("redis") << 6379;
        QTest::newRow("only bundled") << QStringLiteral("minecraft") << 25565;
    }
    void bothWays()
    {
        QFETCH(QString, name);
        QFETCH(int, port);
        QVERIFY(servicePort(name).has_value());
        QCOMPARE(static_cast<int>(servicePort(name)->value), port);
        QCOMPARE(serviceName(Port{static_cast<std::uint16_t>(port)}), name);
    }
    void aliasesAndCase()
    {
        QCOMPARE(servicePort(QStringLiteral("POSTGRES"))->value, 5432);
        QCOMPARE(servicePort(QStringLiteral("www"))->value, 80);
        QVERIFY(!servicePort(QString()).has_value());
        QVERIFY(!servicePort(QStringLiteral("no such")).has_value());
        QCOMPARE(serviceName(Port{0}), QString());
        QCOMPARE(serviceName(Port{64999}), QString());
    }
    void theListForCompletion()
    {
        const auto& all = commonServices();
        QVERIFY(all.size() >= 60);
        QSet<QString> names;
        for (qsizetype i = 0; i < all.size(); ++i) {
            QVERIFY(all[i].port.value != 0);
            QVERIFY(i == 0 || all[i - 1].port < all[i].port);
            QVERIFY2(!names.contains(all[i].name), qPrintable(all[i].name));
            names.insert(all[i].name);
            // A name chosen from the list must be understood as the port beside it.
            QVERIFY2(servicePort(all[i].name) == all[i].port, qPrintable(all[i].name));
        }
        QVERIFY(names.contains(QStringLiteral("postgresql")));
    }
    void howTheyTalk()
    {
        const auto http = [](std::uint16_t port) { return speaksHttp(serviceName(Port{port}), Port{port}); };
        const auto first = [](std::uint16_t port) { return speaksFirst(serviceName(Port{port}), Port{port}); };
        QVERIFY(http(80) && http(8080) && http(8000) && http(3000) && http(9200) && http(631));
        QVERIFY(!http(443) && !http(22) && !http(5432) && !http(6379) && !http(8443));
        QVERIFY(first(22) && first(21) && first(25) && first(587) && first(110) && first(143) && first(3306) &&
                first(5900) && first(873));
        QVERIFY(!first(80) && !first(443) && !first(5432) && !first(6379) && !first(11211));
        for (const KnownService& service : commonServices())
            QVERIFY2(!(speaksHttp(service.name, service.port) && speaksFirst(service.name, service.port)),
                     qPrintable(service.name));
    }
};

QTEST_GUILESS_MAIN(TestServices)
#include "test_services.moc"

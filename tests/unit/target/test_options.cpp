// Every rule of checkOptions() and checkTarget(), from both sides of each border.
#include "core/target/refusal.h"
#include "core/target/target.h"

#include "core/base/words.h"

#include <QTest>
#include <functional>

using namespace knockback;
using namespace std::chrono_literals;

using Change = std::function<void(ProbeOptions&)>;
Q_DECLARE_METATYPE(Change)

class TestOptions : public QObject
{
    Q_OBJECT
    static IpAddress ip(const char* text) { return IpAddress::parse(QString::fromLatin1(text)).value(); }

private Q_SLOTS:
    void options_data()
    {
        QTest::addColumn<Change>("change");
        QTest::addColumn<QString>("id"); // "" = allowed
        const auto good = [](const char* name, const Change& change) { QTest::newRow(name) << change << QString(); };
        const auto bad = [](const char* name, const Refusal& why, const Change& change) {
            QTest::newRow(name) << change << QString::fromLatin1(why.id);
        };
        using namespace refusals;
        good("as they are", [](ProbeOptions&) {});
        good("shortest interval", [](ProbeOptions& o) { o.interval = 10ms; });
        bad("interval too short", kInterval, [](ProbeOptions& o) { o.interval = 10ms - 1ns; });
        good("longest interval", [](ProbeOptions& o) { o.interval = 24h; });
        bad("interval too long", kInterval, [](ProbeOptions& o) { o.interval = 24h + 1ns; });
        bad("interval negative", kInterval, [](ProbeOptions& o) { o.interval = -1s; });
        good("shortest timeout", [](ProbeOptions& o) { o.timeout = 10ms; });
        bad("timeout too short", kTimeout, [](ProbeOptions& o) { o.timeout = 10ms - 1ns; });
        good("longest timeout", [](ProbeOptions& o) { o.timeout = 5min; });
        bad("timeout too long", kTimeout, [](ProbeOptions& o) { o.timeout = 5min + 1ns; });
        good("shortest duration", [](ProbeOptions& o) { o.duration = 1ns; });
        bad("duration of nothing", kDuration, [](ProbeOptions& o) { o.duration = 0ns; });
        good("longest duration", [](ProbeOptions& o) { o.duration = 366 * 24h; });
        bad("duration too long", kDuration, [](ProbeOptions& o) { o.duration = 366 * 24h + 1ns; });
        good("one attempt", [](ProbeOptions& o) { o.count = 1; });
        bad("no attempt", kCount, [](ProbeOptions& o) { o.count = 0; });
        good("most attempts", [](ProbeOptions& o) { o.count = 1'000'000'000; });
        bad("too many attempts", kCount, [](ProbeOptions& o) { o.count = 1'000'000'001; });
        good("no burst", [](ProbeOptions& o) { o.burst = 0; });
        bad("burst of one", kBurst, [](ProbeOptions& o) { o.burst = 1; });
        good("smallest burst", [](ProbeOptions& o) { o.burst = 2; });
        good("largest burst", [](ProbeOptions& o) { o.burst = 256; });
        bad("burst too large", kBurst, [](ProbeOptions& o) { o.burst = 257; });
        bad("burst negative", kBurst, [](ProbeOptions& o) { o.burst = -2; });
        good("IPv6 only", [](ProbeOptions& o) { o.family = Family::ipv6; });
        bad("no such family", kFamily, [](ProbeOptions& o) { o.family = static_cast<Family>(9); });
        good("hello TLS", [](ProbeOptions& o) { o.hello = Hello::tls; });
        good("hello HTTP", [](ProbeOptions& o) { o.hello = Hello::http; });
        bad("no such hello", kHello, [](ProbeOptions& o) { o.hello = static_cast<Hello>(kHelloCount); });
        good("no listening", [](ProbeOptions& o) { o.afterConnect = 0ms; });
        bad("listening negative", kAfterConnect, [](ProbeOptions& o) { o.afterConnect = -1ms; });
        good("longest listening", [](ProbeOptions& o) { o.afterConnect = 30s; });
        bad("listening too long", kAfterConnect, [](ProbeOptions& o) { o.afterConnect = 30001ms; });
        good("source", [](ProbeOptions& o) { o.source = ip("127.0.0.1"); });
        good("source of the family asked for", [](ProbeOptions& o) {
            o.source = ip("::1");
            o.family = Family::ipv6;
        });
        bad("source of the other family", kSourceFamily, [](ProbeOptions& o) {
            o.source = ip("::1");
            o.family = Family::ipv4;
        });
        bad("source 0.0.0.0", kSource, [](ProbeOptions& o) { o.source = ip("0.0.0.0"); });
        bad("source multicast", kSource, [](ProbeOptions& o) { o.source = ip("ff02::1"); });
        bad("source link-local without zone", kSource, [](ProbeOptions& o) { o.source = ip("fe80::1"); });
        good("source link-local", [](ProbeOptions& o) { o.source = ip("fe80::1%lo"); });
        bad("source of no family", kSource, [](ProbeOptions& o) { o.source.family = static_cast<Family>(7); });
        good("interface", [](ProbeOptions& o) { o.interface = QStringLiteral("lo"); });
        bad("no such interface", kInterface, [](ProbeOptions& o) { o.interface = QStringLiteral("nosuch0"); });
        bad("interface name too long", kInterface,
            [](ProbeOptions& o) { o.interface = QString(500, QLatin1Char('l')); });
        bad("interface name with NUL", kInterface,
            [](ProbeOptions& o) { o.interface = QStringLiteral("lo") + QChar(0) + QStringLiteral("x"); });
        good("DNS server", [](ProbeOptions& o) {
            o.dnsServers = {{ip("192.0.2.53"), Port{53}}, {ip("2001:db8::53"), Port{5353}}};
        });
        bad("DNS server without address", kDnsServer, [](ProbeOptions& o) {
            o.dnsServers = {{IpAddress{}, Port{53}}};
        });
        bad("DNS server without port", kDnsServer, [](ProbeOptions& o) {
            o.dnsServers = {{ip("192.0.2.53"), Port{0}}};
        });
        bad("DNS server multicast", kDnsServer, [](ProbeOptions& o) {
            o.dnsServers = {{ip("224.0.0.251"), Port{5353}}};
        });
        bad("DNS server 0.0.0.0", kDnsServer, [](ProbeOptions& o) { o.dnsServers = {{ip("0.0.0.0"), Port{53}}}; });
        bad("DNS server link-local without zone", kDnsServer, [](ProbeOptions& o) {
            o.dnsServers = {{ip("fe80::53"), Port{53}}};
        });
        good("16 DNS servers", [](ProbeOptions& o) {
            o.dnsServers = QVector<Endpoint>(16, {ip("192.0.2.53"), Port{53}});
        });
        bad("17 DNS servers", kManyDnsServers, [](ProbeOptions& o) {
            o.dnsServers = QVector<Endpoint>(17, {ip("192.0.2.53"), Port{53}});
        });
    }
    void options()
    {
        QFETCH(Change, change);
        QFETCH(QString, id);
        ProbeOptions options;
        change(options);
        const Status status = checkOptions(options);
        QCOMPARE(status.ok() ? QString() : status.error().operation, id);
        if (!status.ok())
            QVERIFY(status.error().detail.endsWith(QLatin1Char('.')));
    }

    void familyBesideTheHost()
    {
        auto v4 = parseTarget(QStringLiteral("192.0.2.1"), QStringLiteral("80")).value();
        QVERIFY(checkTarget(v4).ok());
        v4.options.family = Family::ipv6;
        QCOMPARE(checkTarget(v4).error().operation, QString::fromLatin1(refusals::kLiteralFamily.id));
        v4.options.family = Family::none;
        v4.options.source = ip("::1");
        QCOMPARE(checkTarget(v4).error().operation, QString::fromLatin1(refusals::kLiteralSource.id));
        v4.options.source = ip("127.0.0.1");
        QVERIFY(checkTarget(v4).ok());
        v4.options.interval = 0ns;
        QCOMPARE(checkTarget(v4).error().operation, QString::fromLatin1(refusals::kInterval.id));
        TargetSpec empty;
        QVERIFY(!checkTarget(empty).ok());
        empty.port = Port{80};
        QCOMPARE(checkTarget(empty).error().operation, QString::fromLatin1(refusals::kEmptyHost.id));
    }

    // Each sentence of refusal.h stands in the words of each language under its id.
    void everySentenceIsTranslated()
    {
        using namespace refusals;
        const auto english = Words::load(QStringLiteral("en"));
        const auto chinese = Words::load(QStringLiteral("zh_CN"));
        QVERIFY(english.ok() && chinese.ok());
        int seen = 0;
        for (const Refusal& r :
             {kEmptyHost,   kTooLong,        kControl,      kSpace,         kSeveral,      kNetwork,      kBadScheme,
              kBracketOpen, kBracketOnlyV6,  kNearlyV4,     kNotV6,         kNoZone,       kNeedsZone,    kUnspecified,
              kMulticast,   kEmptyLabel,     kLongLabel,    kDash,          kCharacter,    kIdn,          kEmptyPort,
              kPortRange,   kPortUnknown,    kPortUdp,      kTwoPorts,      kInterval,     kTimeout,      kDuration,
              kCount,       kBurst,          kFamily,       kHello,         kSource,       kSourceFamily, kInterface,
              kDnsServer,   kManyDnsServers, kAfterConnect, kLiteralFamily, kLiteralSource}) {
            const QString id = QString::fromLatin1(r.id);
            QCOMPARE((*english)(id, {QStringLiteral("SUBJECT")}), refused(r, QStringLiteral("SUBJECT")).detail);
            QVERIFY2(chinese->has(id) && (*chinese)(id) != (*english)(id), r.id);
            ++seen;
        }
        int inWords = 0;
        for (const QString& id : english->ids())
            inWords += id.startsWith(QLatin1String("names.refused.")) ? 1 : 0;
        QCOMPARE(inWords, seen);
    }
    // A subject is never taken for a template.
    void subjectsAreNotFilledIn()
    {
        const Error error = refused(refusals::kNetwork, QStringLiteral("%1%2\x1b"));
        QVERIFY(error.detail.startsWith(QStringLiteral("%1%2\\x1b is a network")));
    }
};

QTEST_GUILESS_MAIN(TestOptions)
#include "test_options.moc"

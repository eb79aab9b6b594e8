// Facts through JSON and back: every field of every structure. The comparisons take structures apart with structured
// bindings, so that a field added to a fact breaks this build until the codec knows it.
#include "core/session/codec.h"
#include "samples.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <random>
#include <tuple>

using namespace knockback;
using namespace knockback::test;

// In the facts' own namespace, where argument-dependent lookup finds them.
namespace knockback {

template <typename T>
bool same(const T& a, const T& b) requires std::equality_comparable<T>
{
    return a == b;
}
template <typename T>
bool same(const QVector<T>& a, const QVector<T>& b);
template <typename T, std::size_t N>
bool same(const std::array<T, N>& a, const std::array<T, N>& b);

template <typename Tuple, std::size_t... I>
bool sameTuples(const Tuple& a, const Tuple& b, std::index_sequence<I...>)
{
    return (same(std::get<I>(a), std::get<I>(b)) && ...);
}
template <typename... F>
bool sameAll(const std::tuple<F...>& a, const std::tuple<F...>& b)
{
    return sameTuples(a, b, std::index_sequence_for<F...>());
}

#define KB_PARTS(Type, ...)                                                                                            \
    inline auto parts(const Type& value)                                                                               \
    {                                                                                                                  \
        const auto& [__VA_ARGS__] = value;                                                                             \
        return std::tie(__VA_ARGS__);                                                                                  \
    }                                                                                                                  \
    inline bool same(const Type& a, const Type& b)                                                                     \
    {                                                                                                                  \
        return sameAll(parts(a), parts(b));                                                                            \
    }

KB_PARTS(ProbeOptions, a, b, c, d, e, f, g, h, i, j, k, l, m)
KB_PARTS(TargetSpec, a, b, c, d, e, f, g, h)
KB_PARTS(HostsEntry, a, b, c, d)
KB_PARTS(DnsServer, a, b)
KB_PARTS(DnsRecord, a, b, c, d)
KB_PARTS(DnsAnswer, a, b, c, d, e, f, g, h, i, j, k)
KB_PARTS(SystemAnswer, a, b, c, d, e, f)
KB_PARTS(ResolverConfig, a, b, c, d, e, f)
KB_PARTS(NameReport::Chosen, a, b)
KB_PARTS(NameReport, a, b, c, d, e, f, g, h, i, j, k, l)
KB_PARTS(RouteFact, a, b, c, d, e, f, g, h, i)
KB_PARTS(NeighbourFact, a, b, c, d, e)
KB_PARTS(EchoFact, a, b, c, d, e, f, g, h)
KB_PARTS(RouterFact, a, b, c)
KB_PARTS(FlowFact, a, b, c, d, e, f, g, h)
KB_PARTS(LargeFact, a, b, c, d, e, f)
KB_PARTS(TlsFact, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, t, u, v, w, x, y, z, aa, bb)
KB_PARTS(SynTimetable, a, b, c)
KB_PARTS(LocalPortUse, a, b, c, d, e)
KB_PARTS(Surroundings, a, b, c, d, e)
KB_PARTS(VantageFacts, a, b, c, d, e, f, g, h, i, j, k)
KB_PARTS(Evidence, a, b, c, d, e, f)
KB_PARTS(Fix, a, b, c, d, e)
KB_PARTS(Verdict, a, b, c, d, e, f, g, h, i, j)
KB_PARTS(Alternative, a, b, c, d)
KB_PARTS(Check, a, b, c, d, e, f, g, h)
KB_PARTS(AddressState, a, b, c, d, e)
KB_PARTS(LatencySummary, a, b, c, d, e)
KB_PARTS(ProxyChain::Upstream, a, b, c, d, e, f)
KB_PARTS(ProxyChain, a, b, c, d, e)
KB_PARTS(Diagnosis, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u)

template <typename T>
bool same(const QVector<T>& a, const QVector<T>& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const T& x, const T& y) { return same(x, y); });
}
template <typename T, std::size_t N>
bool same(const std::array<T, N>& a, const std::array<T, N>& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), [](const T& x, const T& y) { return same(x, y); });
}

} // namespace knockback

namespace {

template <typename T>
void roundTrip(const T& full)
{
    for (const T& value : {full, T{}}) {
        const auto back = codec::decode<T>(codec::encode(value));
        QVERIFY2(back.ok(), qPrintable(back.ok() ? QString() : back.error().detail));
        QVERIFY(same(value, *back));
    }
    QVERIFY(!same(full, T{})); // the sample says something
}

// Every value in a document in turn replaced by things it must not be: refused, never taken.
QVector<QJsonValue> wrongFor(const QJsonValue& was)
{
    QVector<QJsonValue> out;
    if (!was.isString())
        out << QJsonValue(QStringLiteral("x"));
    if (!was.isDouble())
        out << QJsonValue(7);
    else
        out << QJsonValue(1e300) << QJsonValue(-1e300);
    if (!was.isBool())
        out << QJsonValue(true);
    if (!was.isArray())
        out << QJsonArray{1};
    if (!was.isObject())
        out << QJsonObject{{QStringLiteral("id"), 1}};
    out << QJsonValue(QJsonValue::Null);
    return out;
}

void spoil(const QJsonValue& value, const std::function<void(const QJsonValue&)>& put)
{
    for (const QJsonValue& wrong : wrongFor(value))
        put(wrong);
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it)
            spoil(it.value(), [&](const QJsonValue& inner) {
                QJsonObject copy = object;
                copy[it.key()] = inner;
                put(copy);
            });
    } else if (value.isArray() && !value.toArray().isEmpty()) {
        const QJsonArray array = value.toArray();
        spoil(array.first(), [&](const QJsonValue& inner) {
            QJsonArray copy = array;
            copy[0] = inner;
            put(copy);
        });
    }
}

template <typename T>
void refusesWrongTypes(const T& full)
{
    int tried = 0;
    const QJsonObject right = QJsonDocument::fromJson(codec::encode(full)).object();
    spoil(right, [&](const QJsonValue& spoilt) {
        if (!spoilt.isObject())
            return;
        const QByteArray json = QJsonDocument(spoilt.toObject()).toJson(QJsonDocument::Compact);
        ++tried;
        const auto got = codec::decode<T>(json);
        // {"id": 1} in place of the whole document is one whose fields are all missing.
        if (got.ok() && spoilt.toObject().keys() == QStringList{QStringLiteral("id")})
            return;
        QVERIFY2(!got.ok(), json.constData());
        QVERIFY(got.error().kind == ErrorKind::damagedFile);
        QVERIFY(!got.error().detail.isEmpty());
    });
    QVERIFY(tried > 10);
}

} // namespace

class TestCodec : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyFieldComesBack()
    {
        roundTrip(target());
        roundTrip(names());
        roundTrip(route());
        roundTrip(neighbour());
        roundTrip(echo());
        roundTrip(router());
        roundTrip(vantage());
        roundTrip(diagnosis());
        roundTrip(Phrase{QStringLiteral("a.b"), {QString(), QStringLiteral("%1\n\u202e")}, 3});
    }

    void wrongTypesAndRangesAreRefused()
    {
        refusesWrongTypes(target());
        refusesWrongTypes(names());
        refusesWrongTypes(route());
        refusesWrongTypes(neighbour());
        refusesWrongTypes(echo());
        refusesWrongTypes(router());
        refusesWrongTypes(vantage());
        refusesWrongTypes(diagnosis());
    }

    void everyEnumeratorComesBack()
    {
        Diagnosis d = diagnosis();
        for (std::size_t i = 0; i < kOutcomeCount; ++i) {
            d.addresses[0].state = static_cast<Outcome>(i);
            const QByteArray json = codec::encode(d);
            QVERIFY(json.contains('"' + outcomeId(static_cast<Outcome>(i)).toLatin1() +
                                  '"')); // the public id, not a copy gone astray
            QVERIFY(same(d, *codec::decode<Diagnosis>(json)));
        }
        for (int i = 0; i < 6; ++i) {
            d.verdict.pattern = static_cast<Pattern>(i);
            d.verdict.side = static_cast<Side>(i % 5);
            const QByteArray json = codec::encode(d);
            QVERIFY(json.contains(("\"pattern\":\"" + patternId(d.verdict.pattern).toLatin1() + '"').constData()));
            QVERIFY(json.contains(("\"side\":\"" + sideId(d.verdict.side).toLatin1() + '"').constData()));
            QVERIFY(same(d, *codec::decode<Diagnosis>(json)));
        }
        for (int i = 0; i < kCheckCount; ++i)
            QVERIFY(codec::encode(d).contains(
                ("\"id\":\"" + checkId(static_cast<CheckId>(i)).toLatin1() + '"').constData()));
        for (int i = 0; i < 5; ++i)
            QVERIFY(codec::encode(d).contains(
                ("\"status\":\"" + checkStatusId(static_cast<CheckStatus>(i)).toLatin1() + '"').constData()));
        NameReport n = names();
        for (int i = 0; i <= static_cast<int>(DnsStatus::malformed); ++i) {
            n.answers[0].status = static_cast<DnsStatus>(i);
            QVERIFY(same(n, *codec::decode<NameReport>(codec::encode(n))));
        }
        RouteFact r = route();
        for (int i = 0; i <= static_cast<int>(RouteFact::Kind::unknown); ++i) {
            r.kind = static_cast<RouteFact::Kind>(i);
            QVERIFY(same(r, *codec::decode<RouteFact>(codec::encode(r))));
        }
        TlsFact f = tls();
        for (int i = 0; i <= static_cast<int>(TlsFact::State::failed); ++i) {
            f.state = static_cast<TlsFact::State>(i);
            QVERIFY(same(f, *codec::decode<TlsFact>(codec::encode(f))));
        }
        LargeFact l = large();
        for (int i = 0; i <= static_cast<int>(LargeFact::State::failed); ++i) {
            l.state = static_cast<LargeFact::State>(i);
            QVERIFY(same(l, *codec::decode<LargeFact>(codec::encode(l))));
        }
        TargetSpec spoken = target();
        for (std::size_t i = 0; i < kHelloCount; ++i) {
            spoken.options.hello = static_cast<Hello>(i);
            QVERIFY(same(spoken, *codec::decode<TargetSpec>(codec::encode(spoken))));
        }
        EchoFact e = echo();
        for (int i = 0; i <= static_cast<int>(EchoFact::State::failed); ++i) {
            e.state = static_cast<EchoFact::State>(i);
            QVERIFY(same(e, *codec::decode<EchoFact>(codec::encode(e))));
        }
        TargetSpec t = target();
        for (int i = 0; i < 3; ++i) {
            t.kind = static_cast<HostKind>(i);
            t.options.hello = static_cast<Hello>(i);
            t.options.family = static_cast<Family>(i);
            QVERIFY(same(t, *codec::decode<TargetSpec>(codec::encode(t))));
        }
    }

    void notJsonIsRefused_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("an array") << QByteArray("[]");
        QTest::newRow("cut off") << QByteArray("{\"host\":\"a");
        QTest::newRow("not UTF-8") << QByteArray("{\"host\":\"\xff\xfe\"}");
        QTest::newRow("a bomb of brackets") << QByteArray("{\"host\":") + QByteArray(4'000'000, '[');
        QTest::newRow("a bomb of objects") << QByteArray("{\"host\":") + QByteArray("{\"a\":").repeated(800'000);
        QTest::newRow("too long") << QByteArray("{\"host\":\"") + QByteArray(9'000'000, 'a') + "\"}";
        QTest::newRow("a long name") << QByteArray("{\"host\":\"") + QByteArray(2'000'000, 'a') + "\"}";
        QTest::newRow("a long list") << QByteArray("{\"tried_names\":[") + QByteArray("\"\",").repeated(150'000) +
                                            "\"\"]}";
        QTest::newRow("half a number") << QByteArray("{\"took_ns\":1.5}");
        QTest::newRow("before 1970") << QByteArray("{\"at_ns\":-1}");
        QTest::newRow("after 2100") << QByteArray("{\"at_ns\":9223372036854775807}");
        QTest::newRow("a scope by name") << QByteArray("{\"chosen\":[{\"address\":\"fe80::1%eth0\"}]}");
        QTest::newRow("no address") << QByteArray("{\"chosen\":[{\"address\":\"127.1\"}]}");
    }
    void notJsonIsRefused()
    {
        QFETCH(QByteArray, json);
        const auto got = codec::decode<NameReport>(json);
        QVERIFY(!got.ok());
        QVERIFY(got.error().kind == ErrorKind::damagedFile);
    }

    void fieldsOfLaterVersionsAreIgnored()
    {
        const auto got = codec::decode<RouteFact>("{\"interface\":\"eth7\",\"something_new\":{\"a\":[1]}}");
        QVERIFY(got.ok());
        QCOMPARE(got->interface, QStringLiteral("eth7"));
    }

    // What would be out of range when read is brought into it when written: a file of ours always reads.
    void extremesStayReadable()
    {
        TargetSpec t = target();
        t.options.interval = std::chrono::nanoseconds::max();
        t.options.timeout = std::chrono::nanoseconds::min();
        t.options.count = UINT64_MAX;
        QVERIFY(codec::decode<TargetSpec>(codec::encode(t)).ok());
        Diagnosis d = diagnosis();
        d.verdict.confidence = std::nan("");
        d.also[0].confidence = 7;
        d.attempts = UINT64_MAX;
        d.started.ns = INT64_MIN;
        d.verdict.pattern = static_cast<Pattern>(200);
        QVERIFY(codec::decode<Diagnosis>(codec::encode(d)).ok());
        VantageFacts v = vantage();
        v.syn.resendSeconds = {HUGE_VAL, -HUGE_VAL};
        QVERIFY(codec::decode<VantageFacts>(codec::encode(v)).ok());
    }

    // Whom one logs in to is never a file's to say.
    void noDoorFromAFile()
    {
        TargetSpec t;
        t.options.serverDoor = QStringLiteral("ssh://somebody@elsewhere.example");
        QVERIFY(!codec::encode(t).contains("elsewhere"));
        QJsonObject json = QJsonDocument::fromJson(codec::encode(t)).object();
        QJsonObject options = json.value(QLatin1String("options")).toObject();
        QVERIFY(!options.isEmpty());
        options.insert(QStringLiteral("server_door"), t.options.serverDoor);
        json.insert(QStringLiteral("options"), options);
        const auto back = codec::decode<TargetSpec>(QJsonDocument(json).toJson());
        QVERIFY(!back.ok() || back->options.serverDoor.isEmpty());
    }

    void addresses_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("good");
        for (const char* good : {"", "0.0.0.0", "192.0.2.1", "255.255.255.255", "::", "2001:db8::1", "fe80::1%3",
                                 "fe80::1%4294967295", "::ffff:192.0.2.1"})
            QTest::newRow(good) << QString::fromLatin1(good) << true;
        for (const char* bad : {"192.0.2", "192.0.2.1%1", "010.1.1.1", "fe80::1%", "fe80::1%0", "fe80::1%4294967296",
                                "fe80::1%3x", "%3", "a", "1::2::3", "2001:db8::1 ", "[::1]"})
            QTest::newRow(bad) << QString::fromLatin1(bad) << false;
    }
    void addresses()
    {
        QFETCH(QString, text);
        QFETCH(bool, good);
        const auto got = codec::addressFrom(text.toStdString());
        QCOMPARE(got.has_value(), good);
        if (good)
            QCOMPARE(QString::fromStdString(codec::addressText(*got)), text);
    }
};

QTEST_GUILESS_MAIN(TestCodec)
#include "test_codec.moc"

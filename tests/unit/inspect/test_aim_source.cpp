// What a server said, read for the attempts at hand: whose packets its rules are asked about, and where nginx sends
// them.
#include "core/inspect/aim.h"

#include <QTest>
#include <string>

using namespace knockback;

namespace {

constexpr int kPort = 8080;

IpAddress address(const char* text)
{
    return *IpAddress::parse(QLatin1String(text));
}

ServerFacts machine(const char* access, std::initializer_list<const char*> own)
{
    ServerFacts out;
    out.access = QLatin1String(access);
    out.port = kPort;
    for (const char* one : own)
        out.addresses.append(address(one));
    return out;
}

void says(ServerFacts& facts, const char* id, const QByteArray& output, int status = 0)
{
    facts.sayings.append({QLatin1String(id), {}, output, status, false, 0});
}

// One chain of `input` that drops the port where `match` is so.
QByteArray dropping(const QByteArray& match, int packets = 3)
{
    return R"({"nftables": [{"table": {"family": "inet", "name": "filter", "handle": 1}},
        {"chain": {"family": "inet", "table": "filter", "name": "input", "handle": 1, "type": "filter", "hook": "input",
         "prio": 0, "policy": "accept"}},
        {"rule": {"family": "inet", "table": "filter", "chain": "input", "handle": 4, "expr": [)" +
           match +
           R"({"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": 8080}},
         {"counter": {"packets": )" +
           QByteArray::number(packets) + R"(, "bytes": 0}}, {"drop": null}]}}]})";
}

QByteArray from(const QByteArray& source)
{
    return R"({"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "saddr"}}, "right": ")" + source +
           R"("}},)";
}

ServerFirewall aimed(ServerFacts facts, const char* source, const char* to)
{
    aimAt(facts, {address(source), address(to)}, QString());
    return facts.firewall;
}

Attempt attempt(const char* local, const char* remote, Outcome outcome, Purpose purpose = Purpose::observe)
{
    Attempt out;
    out.purpose = purpose;
    out.outcome = outcome;
    out.local = {address(local), Port{40000}};
    out.remote = {address(remote), Port{kPort}};
    return out;
}

} // namespace

class TestAimSource : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void asksForTheAttemptThatFails()
    {
        const ServerFacts facts = machine("ssh", {"203.0.113.2", "2001:db8::2"});
        Observations seen;
        seen.target.port = Port{kPort};
        QCOMPARE(trafficOf(facts, seen), ServerTraffic{});
        seen.attempts = {attempt("192.0.2.9", "198.51.100.1", Outcome::timedOut), // another machine
                         attempt("192.0.2.9", "203.0.113.2", Outcome::timedOut, Purpose::path),
                         attempt("192.0.2.9", "203.0.113.2", Outcome::connected)};
        QCOMPARE(trafficOf(facts, seen), (ServerTraffic{address("192.0.2.9"), address("203.0.113.2")}));
        seen.attempts.push_back(attempt("2001:db8::9", "2001:db8::2", Outcome::refused));
        QCOMPARE(trafficOf(facts, seen), (ServerTraffic{address("2001:db8::9"), address("2001:db8::2")}));
    }

    void decides()
    {
        ServerFacts facts = machine("ssh", {"203.0.113.2"});
        says(facts, "nft", dropping({}));
        const ServerFirewall rule = aimed(facts, "192.0.2.9", "203.0.113.2");
        QCOMPARE(rule.decision, ServerFirewall::Decision::drop);
        QCOMPARE(rule.undo, QStringLiteral("nft delete rule inet filter input handle 4"));
        QCOMPARE(rule.toAddress, QStringLiteral("203.0.113.2"));
        QCOMPARE(rule.rise, std::int64_t(-1));
        says(facts, "nft", dropping({}, 8));
        QCOMPARE(aimed(facts, "192.0.2.9", "203.0.113.2").rise, std::int64_t(5));
        aimAt(facts, {}, QString());
        QCOMPARE(facts.firewall.decision, ServerFirewall::Decision::unknown); // no attempt, no answer
    }

    // Behind an address translation the server sees another source than ours.
    void knowsWhomTheServerSees()
    {
        ServerFacts facts = machine("ssh", {"203.0.113.2"});
        says(facts, "nft", dropping(from("198.51.100.7")));
        facts.seenFrom = QStringLiteral("198.51.100.7");
        QCOMPARE(aimed(facts, "192.168.1.5", "203.0.113.2").decision, ServerFirewall::Decision::drop);
        QCOMPARE(aimed(facts, "192.168.1.5", "203.0.113.2").forAddress, QStringLiteral("198.51.100.7"));
        // With an address that reaches there by itself, what ssh comes from is a jump host.
        QCOMPARE(aimed(facts, "192.0.2.9", "203.0.113.2").decision, ServerFirewall::Decision::accept);
        // Not known, and it matters: nothing is said.
        facts.seenFrom.clear();
        ServerFacts privateRule = machine("transcript", {"203.0.113.2"});
        says(privateRule, "nft", dropping(from("192.168.1.5")));
        QCOMPARE(aimed(privateRule, "192.168.1.5", "203.0.113.2").decision, ServerFirewall::Decision::unknown);
        ServerFacts any = machine("transcript", {"203.0.113.2"});
        says(any, "nft", dropping({}));
        QCOMPARE(aimed(any, "192.168.1.5", "203.0.113.2").decision, ServerFirewall::Decision::drop);
    }

    void tellsWhatWasTried_data()
    {
        QTest::addColumn<QByteArray>("output");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("tried");
        const auto row = [](const char* name, const char* output, int status, const char* tried) {
            QTest::newRow(name) << QByteArray(output) << status << QString::fromLatin1(tried);
        };
        row("answers", "connected\n", 0, "connected");
        row("refuses", "bash: connect: Connection refused\n", 1, "refused");
        row("is silent", "", 124, "timed-out");
        row("no tool", "bash, python3, nc: not found\n", 127, "not-tried");
        row("no way", "bash: connect: No route to host\n", 1, "unreachable");
        row("no name", "bash: app: Name or service not known\n", 1, "failed");
    }
    void tellsWhatWasTried()
    {
        QFETCH(QByteArray, output);
        QFETCH(int, status);
        ServerFacts facts = machine("ssh", {"203.0.113.2"});
        says(facts, "nginx",
             "# configuration file /etc/nginx/nginx.conf:\nevents {}\nhttp {\n server { listen 8080; location / { "
             "proxy_pass http://[::1]:3000; } }\n}\n");
        facts.units.append(ServerUnit());
        facts.units[0].name = QStringLiteral("nginx.service");
        facts.units[0].why = QStringLiteral("name");
        QCOMPARE(triesFor(facts, QString()), QStringList{QStringLiteral("::1:3000")});
        QCOMPARE(triesFor(facts, QStringLiteral("203.0.113.2")), QStringList{QStringLiteral("::1:3000")});
        QVERIFY(triesFor(facts, QStringLiteral("2001:db8::2")).isEmpty()); // nobody listens there
        says(facts, "try.::1:3000", output, status);
        aimAt(facts, {address("192.0.2.9"), address("203.0.113.2")}, QString());
        QCOMPARE(facts.nginx.upstreams.size(), 1);
        QTEST(facts.nginx.upstreams[0].tried, "tried");
        QCOMPARE(facts.units[0].why, QStringLiteral("configuration"));
    }

    // nginx on one family, or on one address, or handing on to another place there: all that may be meant is tried.
    void triesForEachAddress()
    {
        ServerFacts facts = machine("ssh", {"127.0.0.1", "203.0.113.2", "2001:db8::2"});
        says(facts, "nginx",
             "# configuration file /etc/nginx/nginx.conf:\nevents {}\nhttp {\n server { listen 203.0.113.2:8080; "
             "location "
             "/ { proxy_pass http://127.0.0.1:3001; } }\n server { listen [::]:8080; location / { proxy_pass "
             "http://127.0.0.1:3002; } }\n}\n");
        const QStringList four{QStringLiteral("127.0.0.1:3001")}, six{QStringLiteral("127.0.0.1:3002")};
        QCOMPARE(triesFor(facts, QStringLiteral("203.0.113.2")), four);
        QCOMPARE(triesFor(facts, QStringLiteral("2001:db8::2")), six);
        QCOMPARE(triesFor(facts, QStringLiteral("web.example")), four + six);
        facts.addresses.clear();
        QVERIFY(!triesFor(facts, QStringLiteral("web.example")).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestAimSource)
#include "test_aim_source.moc"
